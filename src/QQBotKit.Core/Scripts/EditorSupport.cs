using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using QQBotKit.Core.Scopes;

namespace QQBotKit.Core.Scripts;

/// <summary>
/// Tells an editor what every script sees: assemblies, imports and <c>bot</c>. Editors read that from a compiler response file; they know no globals, so
/// <c>bot</c> is a static property that the response file imports.
/// </summary>
internal static class EditorSupport
{
    /// <summary>The response file in the folder.</summary>
    public const string ResponseFile = "scripts.rsp";

    private const string Name = "QQBotKit.Editor";
    private const string Globals = "QQBotKit.Editor.Globals";

    /// <summary>Writes the files into a folder of their own. What stands there from another version is replaced.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be written.</exception>
    public static void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        string[] names = [.. HostAssemblies.Shared.Select(shared => shared.GetName().Name!), "QQBotKit.Api"];
        foreach (var name in names)
        {
            // Copied, so that the editor neither holds the files of a running host nor misses them when the host moves.
            var assembly = HostAssemblies.Trusted[name];
            foreach (var file in new[] { assembly, Path.ChangeExtension(assembly, ".xml") }.Where(File.Exists))
            {
                File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
            }
        }

        EmitGlobals(folder);
        File.WriteAllLines(Path.Combine(folder, ResponseFile),
        [
            .. names.Append(Name).Select(name => $"/r:\"{Path.Combine(folder, name + ".dll")}\""),
            .. ScriptCompiler.Imports.Append(Globals).Select(import => $"/u:{import}"),
        ]);
    }

    private static void EmitGlobals(string folder)
    {
        var code = $$"""
            namespace {{Name}};
            /// <summary>What a script sees besides its own code.</summary>
            public static class Globals
            {
                /// <summary>The script's view of one bot: register commands and hooks here.</summary>
                public static QQBotKit.IBot bot => throw new System.NotSupportedException();
            }
            """;
        using var assembly = File.Create(Path.Combine(folder, Name + ".dll"));
        using var documentation = File.Create(Path.Combine(folder, Name + ".xml"));
        var result = CSharpCompilation.Create(
                Name,
                [CSharpSyntaxTree.ParseText(code, new CSharpParseOptions(documentationMode: DocumentationMode.Diagnose), encoding: Encoding.UTF8)],
                new[] { "System.Runtime", "System.Private.CoreLib", HostAssemblies.Contract.GetName().Name! }
                    .Select(name => MetadataReference.CreateFromFile(HostAssemblies.Trusted[name])),
                new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary))
            .Emit(assembly, xmlDocumentationStream: documentation);
        if (!result.Success)
        {
            throw new InvalidOperationException(string.Join(Environment.NewLine, result.Diagnostics));
        }
    }
}
