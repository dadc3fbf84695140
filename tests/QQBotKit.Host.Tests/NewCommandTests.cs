using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.CodeAnalysis.Scripting.Hosting;
using QQBotKit.Core;
using QQBotKit.Core.Scopes;

namespace QQBotKit.Host.Tests;

public sealed class NewCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("qqbot new ");
    private readonly StringWriter _output = new();

    private string Config => In("bot.yaml");

    public void Dispose()
    {
        _output.Dispose();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("en-US", "hello", "Hello, {name}!")]
    [InlineData("zh-CN", "问好", "你好，{name}！")]
    public async Task A_new_script_passes_the_check_and_says_hello(string culture, string name, string hello)
    {
        (await ScriptAsync(name, culture)).Should().Be(0, _output.ToString());

        (await File.ReadAllTextAsync(In($"scripts/{name}.csx"))).Should().Contain($"bot.Command(\"{name}\"").And.Contain(hello);
        await File.WriteAllTextAsync(Config, "bots: { main: { app_id: '1', secret: s } }");
        (await CheckCommand.RunAsync(Config, Texts(culture), _output, default)).Should().Be(0, _output.ToString());
    }

    [Fact]
    public async Task What_is_commented_out_in_a_new_script_works_as_well()
    {
        await ScriptAsync("hello");
        var lines = await File.ReadAllLinesAsync(In("scripts/hello.csx"));
        await File.WriteAllLinesAsync(In("scripts/hello.csx"), lines.Select(line =>
            line.StartsWith("// ", StringComparison.Ordinal) && line.Length > 3 && (char.IsWhiteSpace(line[3]) || "b{}$".Contains(line[3], StringComparison.Ordinal)) ? line[3..] : line));
        await File.WriteAllTextAsync(Config, "bots: { main: { app_id: '1', secret: s } }");

        (await CheckCommand.RunAsync(Config, Texts("en-US"), _output, default)).Should().Be(0, _output.ToString());
        (await File.ReadAllTextAsync(In("scripts/hello.csx"))).Should().Contain("\nbot.On<MessageReceived>").And.Contain("\nbot.Command(\"hello count\"");
    }

    [Fact]
    public async Task It_goes_where_bot_yaml_says_though_no_secret_is_set()
    {
        await File.WriteAllTextAsync(Config, "bots: { main: { app_id: '1', secret: \"${NOT_SET_ANYWHERE}\" } }\nscripts: { path: my/scripts }\nstorage: { path: state }");

        (await ScriptAsync("hello.csx")).Should().Be(0, _output.ToString());

        File.Exists(In("my/scripts/hello.csx")).Should().BeTrue();
        (await File.ReadAllTextAsync(In("omnisharp.json"))).Should().Contain("\"rspFilePath\": \"state/editor/scripts.rsp\"");
        _output.ToString().Should().Contain($"created  {In("my/scripts/hello.csx")}");
    }

    [Fact]
    public async Task A_file_that_is_there_is_kept_and_that_is_said()
    {
        Directory.CreateDirectory(In(".vscode"));
        Directory.CreateDirectory(In("scripts"));
        await File.WriteAllTextAsync(In(".vscode/settings.json"), "{ \"mine\": 1 }");
        await File.WriteAllTextAsync(In("scripts/old.csx"), "// Mine.");

        (await ScriptAsync("old")).Should().Be(1);
        _output.ToString().Should().Contain("old.csx is there already; nothing was written");
        Directory.GetFiles(_folder.FullName).Should().BeEmpty();

        (await ScriptAsync("fresh")).Should().Be(0);
        (await ScriptAsync("second")).Should().Be(0);
        _output.ToString().Should().Contain("settings.json, which is yours").And.Contain("\"dotnet.server.useOmnisharp\": true").And.Contain($"kept     {In("omnisharp.json")}\n");
        (await File.ReadAllTextAsync(In(".vscode/settings.json"))).Should().Be("{ \"mine\": 1 }");
        (await File.ReadAllTextAsync(In("scripts/old.csx"))).Should().Be("// Mine.");
    }

    [Theory]
    [InlineData("../out")]
    [InlineData("a b")]
    [InlineData("")]
    public async Task A_name_that_is_none_is_refused(string name)
    {
        (await ScriptAsync(name)).Should().Be(1);

        _output.ToString().Should().Contain("cannot name a script");
        _folder.GetFileSystemInfos().Should().BeEmpty();
    }

    /// <summary>Reads the response file as the script support of OmniSharp does, and asks what stands behind <c>bot.</c></summary>
    [Fact]
    public async Task An_editor_that_reads_the_response_file_knows_bot_and_its_members()
    {
        await ScriptAsync("hello");
        (await NewCommand.EditorAsync(Config, Texts("en-US"), _output)).Should().Be(0, "it may be done again");
        var response = CSharpCommandLineParser.Script.Parse([$"@{In("data/editor/scripts.rsp")}"], _folder.FullName, sdkDirectory: null);
        response.Errors.Should().BeEmpty();
        var resolver = ScriptMetadataResolver.Default.WithBaseDirectory(_folder.FullName);
        var references = response.ResolveMetadataReferences(resolver).ToList();
        references.Should().NotContain(reference => reference is UnresolvedMetadataReference).And.HaveCountGreaterThan(3);
        var others = HostAssemblies.Trusted.Values.Where(HostAssemblies.IsFramework).Append(typeof(CommandLineScriptGlobals).Assembly.Location)
            .Select(path => MetadataReference.CreateFromFile(path));

        var tree = CSharpSyntaxTree.ParseText(
            await File.ReadAllTextAsync(In("scripts/hello.csx")), new CSharpParseOptions(LanguageVersion.Latest, DocumentationMode.Parse, SourceCodeKind.Script));
        var compilation = CSharpCompilation.CreateScriptCompilation(
            "hello", tree, [.. references, .. others],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, usings: response.CompilationOptions.Usings, metadataReferenceResolver: resolver),
            globalsType: typeof(CommandLineScriptGlobals));

        compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Should().BeEmpty();
        var model = compilation.GetSemanticModel(tree);
        var bot = tree.GetRoot().DescendantNodes().OfType<IdentifierNameSyntax>().First(name => name.Identifier.ValueText == "bot");
        var type = model.GetTypeInfo(bot).Type!;
        type.ToDisplayString().Should().Be("QQBotKit.IBot");
        model.LookupSymbols(bot.Span.End, type, includeReducedExtensionMethods: true).Select(symbol => symbol.Name).Should().Contain(["Command", "On", "Store", "ReplyAsync"]);
        File.Exists(In("data/editor/QQBotKit.Abstractions.xml")).Should().BeTrue("the editor shows what the members are for");
    }

    private Task<int> ScriptAsync(string name, string culture = "en-US") => NewCommand.ScriptAsync(Config, name, Texts(culture), _output);

    private string In(string path) => Path.Combine(_folder.FullName, path);

    private static Texts Texts(string culture) => new(CultureInfo.GetCultureInfo(culture));
}
