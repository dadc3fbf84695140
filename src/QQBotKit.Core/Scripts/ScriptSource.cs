using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using QQBotKit.Core.Configuration;
using QQBotKit.Core.Plugins;
using QQBotKit.Core.Scopes;
using QQBotKit.Core.Scripts.Packages;

namespace QQBotKit.Core.Scripts;

/// <summary>
/// The <c>.csx</c> files of a folder. Those in its sub-folders are parts for <c>#load</c>. Nothing here names a type of the compiler:
/// with a cached script, the compiler's assemblies stay out of the process.
/// </summary>
/// <param name="settings">Where they are and what they may do.</param>
/// <param name="plugins">Finds the assemblies of a plugin by its name; null where there is no such plugin.</param>
/// <param name="time">The clock.</param>
/// <param name="texts">The language of their authors.</param>
/// <param name="logger">The log.</param>
internal sealed class ScriptSource(
    ScriptSettings settings, Func<string, PluginAssemblies?> plugins, TimeProvider time, Texts texts, ILogger logger) : IExtensionSource
{
    private static readonly EnumerationOptions VisibleFiles = new() { IgnoreInaccessible = false };

    private readonly ScriptFiles _files = new(plugins);
    private readonly ScriptCache _cache = new(settings.Cache, logger);
    private readonly ScriptPackages _packages = new(
        settings.Packages, settings.Path, new PackageStore(Path.GetFullPath(Path.Combine(settings.Cache, "packages"))), texts, logger);
    private readonly string _options = settings.LoopGuard ? "guarded" : "";
    private ScriptCompiler? _compiler;

    public ExtensionKind Kind => ExtensionKind.Script;

    public string Root { get; } = Path.GetFullPath(settings.Path);

    public IReadOnlyList<ExtensionFile> Scan() => settings.Files is null && !Directory.Exists(Root)
        ? []
        : [.. (settings.Files ?? Directory.EnumerateFiles(Root, "*.csx", VisibleFiles))
            .Order(StringComparer.Ordinal)
            .Select(path => new ExtensionFile(Path.GetFileNameWithoutExtension(path), path, _files.Stamp(path)))];

    public string ContentKey(ExtensionFile file)
    {
        var snapshot = _files.Read(file.Path);
        return $"{snapshot.Key(_options)} {snapshot.Plugins}";
    }

    public Task<Extension> LoadAsync(ExtensionFile file, CancellationToken cancellationToken) => Task.Run<Extension>(
        async () =>
        {
            var snapshot = _files.Read(file.Path);
            var compiled = await CompiledAsync(file.Name, snapshot, cancellationToken);
            var rules = new GuardRules(file.Path, settings.LoopLimit, time, texts, logger);
            return new ScriptExtension(compiled, snapshot.Assemblies(compiled.Packages), rules, time, texts)
            {
                Kind = ExtensionKind.Script,
                Name = file.Name,
            };
        },
        cancellationToken);

    public Task<IReadOnlyList<Finding>> CheckAsync(ExtensionFile file, CancellationToken cancellationToken) => Task.Run<IReadOnlyList<Finding>>(
        async () =>
        {
            try
            {
                _ = await CompiledAsync(file.Name, _files.Read(file.Path), cancellationToken);
                return [];
            }
            catch (ExtensionLoadException exception)
            {
                return exception.Findings;
            }
        },
        cancellationToken);

    private async Task<CompiledScript> CompiledAsync(string name, ScriptSnapshot snapshot, CancellationToken cancellationToken)
    {
        if (snapshot.Unreadable is { } reason)
        {
            throw new ExtensionLoadException([new Finding(snapshot.Script, 0, 0, texts.Of($"It cannot be read: {reason}", $"无法读取：{reason}"))]);
        }

        var key = snapshot.Key(_options);
        if (_cache.Find(name, key) is { } cached && _packages.AreCurrent(name, snapshot.Packages, cached.Packages))
        {
            return cached;
        }

        var packages = await _packages.RestoreAsync(name, snapshot.Packages, cancellationToken);
        var compiled = Compile(snapshot, packages, cancellationToken) with { Packages = packages };
        _cache.Store(name, key, compiled);
        return compiled;
    }

    // Not inlined: the caller would otherwise need the compiler's assemblies before it knows that it needs the compiler.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private CompiledScript Compile(ScriptSnapshot snapshot, PackageFiles packages, CancellationToken cancellationToken) => LazyInitializer
        .EnsureInitialized(ref _compiler, () => new ScriptCompiler(settings.LoopGuard, texts, logger))
        .Compile(snapshot, packages.WithCode, cancellationToken);
}
