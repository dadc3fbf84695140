using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using QQBotKit.Core.Scopes;

namespace QQBotKit.Core.Tests.Plugins;

/// <summary>Builds small assemblies, as an author's <c>dotnet build</c> would.</summary>
internal static class PluginProject
{
    private static readonly MetadataReference[] Host =
    [
        .. HostAssemblies.Trusted.Where(trusted => HostAssemblies.IsFramework(trusted.Value) || HostAssemblies.IsShared(trusted.Key))
            .Select(trusted => MetadataReference.CreateFromFile(trusted.Value)),
    ];

    /// <summary>A plugin class with one command <c>say</c> that answers <paramref name="expression"/>.</summary>
    public static string Saying(string expression, string members = "", string attributes = "") => $$"""
        using System; using System.Reflection; using System.Threading; using System.Threading.Tasks; using QQBotKit;
        {{attributes}}
        public sealed class MyPlugin : BotPlugin
        {
            {{members}}
            public override void Configure(IBot bot) => bot.Command("say", () => {{expression}});
        }
        """;

    public static byte[] Compile(string name, string code, params byte[][] references) => Compile(name, code, Host, references);

    /// <summary>A satellite assembly with one text.</summary>
    public static byte[] CompileResources(string name, string culture, string resources, string key, string text)
    {
        using var content = new MemoryStream();
        using (var writer = new System.Resources.ResourceWriter(content))
        {
            writer.AddResource(key, text);
            writer.Generate();
            return Compile(
                $"{name}.resources", $"[assembly: System.Reflection.AssemblyCulture(\"{culture}\")]", Host, [],
                new ResourceDescription($"{resources}.{culture}.resources", () => new MemoryStream(content.ToArray()), isPublic: true));
        }
    }

    /// <summary>Compiles against a contract that is not the host's.</summary>
    public static byte[] CompileForContract(string version, string name)
    {
        var contract = Compile("QQBotKit.Abstractions", $$"""
            [assembly: System.Reflection.AssemblyVersion("{{version}}")]
            namespace QQBotKit;
            public interface IBot { void Command(string names, System.Delegate handler); }
            public abstract class BotPlugin { public abstract void Configure(IBot bot); }
            """);
        var others = Host.Where(reference => Path.GetFileName(reference.Display) != "QQBotKit.Abstractions.dll");
        return Compile(name, Saying("1"), others, [contract]);
    }

    private static byte[] Compile(
        string name, string code, IEnumerable<MetadataReference> host, byte[][] references, params ResourceDescription[] resources)
    {
        using var assembly = new MemoryStream();
        var result = CSharpCompilation.Create(
                name,
                [CSharpSyntaxTree.ParseText(code)],
                [.. host, .. references.Select(reference => MetadataReference.CreateFromImage(reference))],
                new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary))
            .Emit(assembly, manifestResources: resources);
        return result.Success ? assembly.ToArray() : throw new InvalidOperationException(string.Join('\n', result.Diagnostics));
    }
}
