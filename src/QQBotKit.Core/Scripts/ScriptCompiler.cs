using System.Collections.Immutable;
using System.Text;
using System.Text.Unicode;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;
using Microsoft.Extensions.Logging;
using QQBotKit.Core.Scopes;
using QQBotKit.Core.Scripts.Packages;

namespace QQBotKit.Core.Scripts;

/// <summary>
/// Makes assemblies of scripts. It only compiles: Roslyn's own way to run a script keeps every version of it in the process for ever.
/// </summary>
/// <param name="guardsLoops">Whether the scripts' loops are watched.</param>
internal sealed partial class ScriptCompiler(bool guardsLoops, Texts texts, ILogger logger)
{
    /// <summary>The namespaces that every script imports.</summary>
    public static IReadOnlyList<string> Imports { get; } =
    [
        "System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading", "System.Threading.Tasks",
        "Microsoft.Extensions.Logging", "QQBotKit", "QQBotKit.Api",
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

    private readonly MetadataReference _guard = LoopGuardDeclarations();

    /// <param name="script">The script.</param>
    /// <param name="packages">The assemblies of the packages that it names.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ExtensionLoadException">The script does not compile.</exception>
    public CompiledScript Compile(ScriptSnapshot script, IEnumerable<string> packages, CancellationToken cancellationToken)
    {
        var references = _references.AddRange(packages.Select(assembly => MetadataReference.CreateFromFile(assembly)));
        if (guardsLoops && TryEmit(Create(script, references.Add(_guard), guarded: true, cancellationToken), out _, cancellationToken) is { } guarded)
        {
            return guarded;
        }

        // What is wrong is told of the text that the author wrote, where every column is the author's.
        var compilation = Create(script, references, guarded: false, cancellationToken);
        if (TryEmit(compilation, out var diagnostics, cancellationToken) is not { } compiled)
        {
            var findings = _diagnostics.Findings(script.Script, compilation, diagnostics);

            // The compiler refuses a script without any code, and says nothing about it.
            return findings.Count == 0 ? new CompiledScript([], [], "", "") : throw new ExtensionLoadException(findings);
        }

        if (guardsLoops)
        {
            LogUnguarded(script.Script);
        }

        return compiled;
    }

    private CSharpCompilation Create(
        ScriptSnapshot script, ImmutableArray<MetadataReference> references, bool guarded, CancellationToken cancellationToken)
    {
        var sources = new Sources(script, path => Text(script, path, guarded, cancellationToken));
        return CSharpCompilation.CreateScriptCompilation(
            "Script",
            CSharpSyntaxTree.ParseText(sources.ReadText(script.Script), ScriptOptions, script.Script, cancellationToken),
            references,
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary,
                usings: Imports,
                // Optimised code inlines an author's small functions out of the stack trace.
                optimizationLevel: OptimizationLevel.Debug,
                nullableContextOptions: NullableContextOptions.Enable,
                sourceReferenceResolver: sources,
                metadataReferenceResolver: new Assemblies(_references, script)),
            globalsType: typeof(ScriptGlobals));
    }

    private static CompiledScript? TryEmit(CSharpCompilation compilation, out ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellationToken)
    {
        using var assembly = new MemoryStream();
        using var symbols = new MemoryStream();
        var result = compilation.Emit(
            assembly, symbols, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb), cancellationToken: cancellationToken);
        diagnostics = result.Diagnostics;
        return result.Success && compilation.GetEntryPoint(cancellationToken) is { } factory
            ? new CompiledScript(assembly.ToArray(), symbols.ToArray(), factory.ContainingType.MetadataName, factory.MetadataName)
            : null;
    }

    private SourceText Text(ScriptSnapshot script, string path, bool guarded, CancellationToken cancellationToken)
    {
        var content = script.Content(path) ?? throw new FileNotFoundException(null, path);
        if (!Utf8.IsValid(content))
        {
            throw new ExtensionLoadException([new Finding(path, 0, 0, texts.Of("It is not UTF-8: save it with that encoding.", "文件不是 UTF-8 编码：请另存为 UTF-8。"))]);
        }

        var text = SourceText.From(content, content.Length, Encoding.UTF8);
        return guarded ? GuardWriter.Write(text, script.PartOf(path), ScriptOptions, cancellationToken) : text;
    }

    private static PortableExecutableReference LoopGuardDeclarations()
    {
        using var image = new MemoryStream();
        var declarations = CSharpCompilation.Create(
            typeof(LoopGuard).Assembly.GetName().Name,
            [CSharpSyntaxTree.ParseText(GuardWriter.Declarations)],
            [MetadataReference.CreateFromFile(HostAssemblies.Trusted["System.Runtime"]), MetadataReference.CreateFromFile(HostAssemblies.Trusted["System.Private.CoreLib"])],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var result = declarations.Emit(image, options: new EmitOptions(metadataOnly: true));
        return result.Success
            ? MetadataReference.CreateFromImage(image.ToArray())
            : throw new InvalidOperationException(string.Join(Environment.NewLine, result.Diagnostics));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Script}: its loops could not be guarded; it runs without. Please report this script")]
    private partial void LogUnguarded(string script);

    /// <summary>What <c>#load</c> finds.</summary>
    private sealed class Sources(ScriptSnapshot script, Func<string, SourceText> read) : SourceReferenceResolver
    {
        public override string? ResolveReference(string path, string? baseFilePath) =>
            NormalizePath(path, baseFilePath) is var file && script.Content(file) is not null ? file : null;

        public override string NormalizePath(string path, string? baseFilePath) => ScriptParts.Resolve(path, baseFilePath ?? script.Script);

        public override SourceText ReadText(string resolvedPath) => read(resolvedPath);

        public override Stream OpenRead(string resolvedPath) => new MemoryStream(script.Content(resolvedPath) ?? [], writable: false);

        public override bool Equals(object? other) => ReferenceEquals(this, other);

        public override int GetHashCode() => script.GetHashCode();
    }

    /// <summary>What <c>#r</c> finds: a file beside the script, an assembly of a plugin, or one that every script has anyway.</summary>
    private sealed class Assemblies(ImmutableArray<MetadataReference> references, ScriptSnapshot script) : MetadataReferenceResolver
    {
        public override ImmutableArray<PortableExecutableReference> ResolveReference(
            string reference, string? baseFilePath, MetadataReferenceProperties properties)
        {
            var part = ScriptParts.Resolve(reference, baseFilePath ?? script.Script);
            if (PackagePart.TryParse(part, out _))
            {
                // The assemblies of packages are there already, and the compiler wants exactly one here.
                return [(PortableExecutableReference)references[0]];
            }

            if (script.Content(part) is { } content)
            {
                return [MetadataReference.CreateFromImage([.. content], properties, filePath: part)];
            }

            var name = reference.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) ? reference[..^".dll".Length] : reference;
            return [.. references.OfType<PortableExecutableReference>()
                .Where(known => string.Equals(Path.GetFileNameWithoutExtension(known.FilePath), name, StringComparison.OrdinalIgnoreCase))];
        }

        public override bool Equals(object? other) => ReferenceEquals(this, other);

        public override int GetHashCode() => script.GetHashCode();
    }
}
