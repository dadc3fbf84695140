using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using QQBotKit.Core.Scopes;
using QQBotKit.Core.Tests.Docs;

namespace QQBotKit.Testing.Tests;

/// <summary>Every C# snippet of the page about tests is a test that passes.</summary>
public sealed class TestingPageTests
{
    private const string Usings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Threading; global using System.Threading.Tasks;
        """;

    public static TheoryData<string, int> Snippets()
    {
        var data = new TheoryData<string, int>();
        foreach (var page in (string[])["docs/testing.md", "docs/testing.zh-CN.md"])
        {
            foreach (var index in Enumerable.Range(0, Pages.Snippets(page, "csharp").Length))
            {
                data.Add(page, index);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Snippets))]
    public async Task Every_snippet_is_a_test_that_passes(string page, int index)
    {
        var snippet = Pages.Snippets(page, "csharp")[index];
        var code = snippet.Contains("[Fact]", StringComparison.Ordinal)
            ? snippet
            : $"using QQBotKit; using QQBotKit.Testing; using Xunit; public class Page {{ [Fact] public async Task Run() {{ {snippet} }} }}";
        var context = new AssemblyLoadContext("snippet", isCollectible: true);
        var facts = Compile(code, context).GetTypes().SelectMany(type => type.GetMethods()).Where(method => method.IsDefined(typeof(FactAttribute))).ToArray();
        facts.Should().NotBeEmpty();
        foreach (var fact in facts)
        {
            await (Task)fact.Invoke(Activator.CreateInstance(fact.DeclaringType!), null)!;
        }

        context.Unload();
    }

    [Theory]
    [InlineData("csharp")]
    [InlineData("xml")]
    public void Both_languages_show_the_same_snippets(string language)
    {
        static IEnumerable<string> WithoutComments(string snippet) => snippet.Split('\n').Select(line => line.Split("  //")[0].TrimEnd());
        Pages.Snippets("docs/testing.zh-CN.md", language).SelectMany(WithoutComments)
            .Should().Equal(Pages.Snippets("docs/testing.md", language).SelectMany(WithoutComments)).And.NotBeEmpty();
    }

    private static Assembly Compile(string code, AssemblyLoadContext context)
    {
        using var image = new MemoryStream();
        var result = CSharpCompilation.Create(
                "Page",
                [CSharpSyntaxTree.ParseText(Usings), CSharpSyntaxTree.ParseText(code)],
                HostAssemblies.Trusted.Values.Select(path => MetadataReference.CreateFromFile(path)),
                new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable))
            .Emit(image);
        result.Success.Should().BeTrue(string.Join('\n', result.Diagnostics));
        image.Position = 0;
        return context.LoadFromStream(image);
    }
}
