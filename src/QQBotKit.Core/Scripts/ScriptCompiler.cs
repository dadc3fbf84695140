using System.Collections.Immutable;
using System.Text;
using System.Text.Unicode;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;
using QQBotKit.Core.Scopes;

namespace QQBotKit.Core.Scripts;

/// <summary>
/// Makes assemblies of scripts. It only compiles: Roslyn's own way to run a script keeps every version of it in the process for ever.
/// </summary>
internal sealed class ScriptCompiler(Texts texts)
{
    private static readonly string[] Imports =
    [
        "System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading", "System.Threading.Tasks",
        "Microsoft.Extensions.Logging", "QQBotKit",
    ];

    private static readonly CSharpParseOptions ScriptOptions = new(LanguageVersion.Latest, DocumentationMode.None, SourceCodeKind.Script);

    private readonly ScriptDiagnostics _diagnostics = new(texts);

    // One set for all scripts: the compiler keeps what it learnt of an assembly with the reference, which makes a compilation five times as fast.
    private readonly ImmutableArray<MetadataReference> _references =
    [
        .. HostAssemblies.Trusted
            .Where(trusted => HostAssemblies.IsFramework(trusted.Value) || HostAssemblies.IsShared(trusted.Key) || trusted.Key == "QQBotKit.Api")
            .Select(trusted => MetadataReference.CreateFromFile(trusted.Value)),
    ];

    /// <exception cref="ExtensionLoadException">The script does not compile.</exception>
    public CompiledScript Compile(ScriptSnapshot script, CancellationToken cancellationToken)
    {
        var compilation = CSharpCompilation.CreateScriptCompilation(
            "Script",
            CSharpSyntaxTree.ParseText(Text(script, script.Script), ScriptOptions, script.Script, cancellationToken),
            _references,
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary,
                usings: Imports,
                // Optimised code inlines an author's small functions out of the stack trace.
                optimizationLevel: OptimizationLevel.Debug,
                nullableContextOptions: NullableContextOptions.Enable,
                sourceReferenceResolver: new Sources(this, script),
                metadataReferenceResolver: new Assemblies(_references, script)),
            globalsType: typeof(ScriptGlobals));

        using var assembly = new MemoryStream();
        using var symbols = new MemoryStream();
        var result = compilation.Emit(
            assembly, symbols, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb), cancellationToken: cancellationToken);
        if (result.Success && compilation.GetEntryPoint(cancellationToken) is { } factory)
        {
            return new CompiledScript(assembly.ToArray(), symbols.ToArray(), factory.ContainingType.MetadataName, factory.MetadataName);
        }

        var findings = _diagnostics.Findings(script.Script, result.Diagnostics);

        // The compiler refuses a script without any code, and says nothing about it.
        return findings.Count == 0 ? new CompiledScript([], [], "", "") : throw new ExtensionLoadException(findings);
    }

    private SourceText Text(ScriptSnapshot script, string path)
    {
        var content = script.Content(path) ?? throw new FileNotFoundException(null, path);
        return Utf8.IsValid(content)
            ? SourceText.From(content, content.Length, Encoding.UTF8)
            : throw new ExtensionLoadException([new Finding(path, 0, 0, texts.Of("It is not UTF-8: save it with that encoding.", "文件不是 UTF-8 编码：请另存为 UTF-8。"))]);
    }

    /// <summary>What <c>#load</c> finds.</summary>
    private sealed class Sources(ScriptCompiler compiler, ScriptSnapshot script) : SourceReferenceResolver
    {
        public override string? ResolveReference(string path, string? baseFilePath) =>
            ScriptFiles.Resolve(path, baseFilePath ?? script.Script) is var file && script.Content(file) is not null ? file : null;

        public override string NormalizePath(string path, string? baseFilePath) => ScriptFiles.Resolve(path, baseFilePath ?? script.Script);

        public override SourceText ReadText(string resolvedPath) => compiler.Text(script, resolvedPath);

        public override Stream OpenRead(string resolvedPath) => new MemoryStream(script.Content(resolvedPath) ?? [], writable: false);

        public override bool Equals(object? other) => ReferenceEquals(this, other);

        public override int GetHashCode() => script.GetHashCode();
    }

    /// <summary>What <c>#r</c> finds: a file beside the script, or an assembly that every script has anyway.</summary>
    private sealed class Assemblies(ImmutableArray<MetadataReference> references, ScriptSnapshot script) : MetadataReferenceResolver
    {
        public override ImmutableArray<PortableExecutableReference> ResolveReference(
            string reference, string? baseFilePath, MetadataReferenceProperties properties)
        {
            var file = ScriptFiles.Resolve(reference, baseFilePath ?? script.Script);
            if (script.Content(file) is { } content)
            {
                return [MetadataReference.CreateFromImage([.. content], properties, filePath: file)];
            }

            var name = reference.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) ? reference[..^".dll".Length] : reference;
            return [.. references.OfType<PortableExecutableReference>()
                .Where(known => string.Equals(Path.GetFileNameWithoutExtension(known.FilePath), name, StringComparison.OrdinalIgnoreCase))];
        }

        public override bool Equals(object? other) => ReferenceEquals(this, other);

        public override int GetHashCode() => script.GetHashCode();
    }
}
