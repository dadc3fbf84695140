using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using QQBotKit.Core.Scopes;

namespace QQBotKit.Core.Plugins;

/// <summary>
/// The folders of a folder, each a plugin of the same name. One without an assembly is listed too, so that loading it says what is missing.
/// </summary>
/// <param name="root">The folder.</param>
/// <param name="storage">The folder of the data: plugins run from copies in it.</param>
/// <param name="disabled">The names that are left out.</param>
/// <param name="texts">The language of what is wrong with them.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed partial class PluginSource(
    string root, string storage, IReadOnlyCollection<string> disabled, Texts texts, TimeProvider time, ILogger logger) : IExtensionSource
{
    /// <summary>How long the files of a plugin must stay as they are: a copy writes them one after the other.</summary>
    public static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(300);

    /// <summary>How long a plugin that is not whole may still become so.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    // The stamp of a folder without an assembly; that of no folder is empty.
    private const string NoAssembly = "-";

    private static readonly EnumerationOptions VisibleFolders = new() { IgnoreInaccessible = false };

    private readonly PluginPreflight _preflight = new(texts);
    private readonly PluginSnapshots _snapshots = new(Path.Combine(storage, "plugins.running"), logger);
    private readonly Dictionary<string, Seen> _seen = [];
    private bool _hasLooked;

    public ExtensionKind Kind => ExtensionKind.Plugin;

    public string Root { get; } = Path.GetFullPath(root);

    public IReadOnlyList<ExtensionFile> Scan()
    {
        lock (_seen)
        {
            var found = Folders().Select(Look).ToDictionary(file => file.Name);
            var files = found.Values.Concat(_seen.Where(seen => !found.ContainsKey(seen.Key)).Select(seen => seen.Value.File with { Stamp = "" })).ToArray();
            var result = files.Select(Settled).OfType<ExtensionFile>().OrderBy(file => file.Name, StringComparer.Ordinal).ToArray();
            _hasLooked = true;
            return result;
        }
    }

    public string ContentKey(ExtensionFile file)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in File.Exists(file.Path) ? PluginFiles.Of(file.Path) : [])
        {
            hash.AppendData(Encoding.UTF8.GetBytes(part.FullName));
            hash.AppendData(ContentHash(part));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public Task<Extension> LoadAsync(ExtensionFile file, CancellationToken cancellationToken) =>
        Task.Run<Extension>(() => Load(file), cancellationToken);

    public Task<IReadOnlyList<Finding>> CheckAsync(ExtensionFile file, CancellationToken cancellationToken) =>
        Task.Run(() => Findings(file, Examine(file)), cancellationToken);

    private IEnumerable<string> Folders() => !Directory.Exists(Root)
        ? []
        : Directory.EnumerateDirectories(Root, "*", VisibleFolders)
            .Where(folder => !disabled.Contains(Path.GetFileName(folder), StringComparer.OrdinalIgnoreCase));

    private static ExtensionFile Look(string folder)
    {
        var name = Path.GetFileName(folder);
        try
        {
            if (PluginFiles.FindAssembly(folder) is { } assembly)
            {
                return new ExtensionFile(name, assembly, string.Join('\n', PluginFiles.Of(assembly).Select(FileStamp.Of)));
            }
        }
        catch (DirectoryNotFoundException)
        {
            // It went away between two looks.
        }

        return new ExtensionFile(name, Path.Combine(folder, name + ".dll"), NoAssembly);
    }

    /// <summary>Finds out whether a file is as it will stay. The first look does not wait for that: what lies there lay there before.</summary>
    /// <returns>Null when the folder is gone for good.</returns>
    private ExtensionFile? Settled(ExtensionFile file)
    {
        var now = time.GetTimestamp();
        if (!_seen.TryGetValue(file.Name, out var seen) || seen.File.Stamp != file.Stamp || seen.File.Path != file.Path)
        {
            _seen[file.Name] = seen = new Seen(file, _hasLooked ? now : null);
        }

        var age = seen.Since is { } since ? time.GetElapsedTime(since, now) : TimeSpan.MaxValue;
        if (file.Stamp.Length == 0 && age >= Settle)
        {
            _seen.Remove(file.Name);
            return null;
        }

        return file with { IsChanging = age < Settle || age < Patience && Examine(file).PluginClass is null };
    }

    private PluginExtension Load(ExtensionFile file)
    {
        var assembly = Snapshot(file);
        var report = Examine(file with { Path = assembly });
        if (report.PluginClass is null)
        {
            _snapshots.Drop(assembly);
            throw new ExtensionLoadException(Findings(file, report));
        }

        if (report.ShipsContract)
        {
            LogShipsContract(file.Name, Path.GetDirectoryName(file.Path)!);
        }

        try
        {
            return PluginExtension.Load(file.Name, assembly, report.PluginClass, () => _snapshots.Drop(assembly));
        }
        catch (Exception exception)
        {
            throw new ExtensionLoadException(
                Findings(file, new PluginReport(null, [texts.Of(
                    $"It cannot be created: {exception.GetType().Name}: {exception.Message}",
                    $"无法创建：{exception.GetType().Name}：{exception.Message}")])),
                exception);
        }
    }

    private string Snapshot(ExtensionFile file)
    {
        try
        {
            return File.Exists(file.Path) ? _snapshots.Take(file.Path) : file.Path;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ExtensionLoadException(
                Findings(file, new PluginReport(null, [texts.Of($"It cannot be copied to {storage}: {exception.Message}", $"无法复制到 {storage}：{exception.Message}")])),
                exception);
        }
    }

    private PluginReport Examine(ExtensionFile file) => File.Exists(file.Path)
        ? _preflight.Examine(file.Path)
        : new PluginReport(null, [Missing(Path.GetDirectoryName(file.Path)!)]);

    private string Missing(string folder)
    {
        var name = Path.GetFileName(folder);
        return Directory.Exists(folder) && PluginFiles.HasProject(folder)
            ? texts.Of($"It is not built yet: run `dotnet build {folder}`, which makes a {name}.dll.", $"还没有编译：请运行 `dotnet build {folder}`，它会生成 {name}.dll。")
            : texts.Of(
                $"There is neither {name}/{name}.dll nor {name}/bin/…/{name}.dll: copy the plugin here, in a folder that is named like its DLL.",
                $"既没有 {name}/{name}.dll，也没有 {name}/bin/…/{name}.dll：请把插件复制到这里，文件夹与 DLL 同名。");
    }

    private IReadOnlyList<Finding> Findings(ExtensionFile file, PluginReport report) =>
        [.. report.Problems.Select(problem => new Finding(file.Path, 0, 0, texts.Of($"Plugin {file.Name}: {problem}", $"插件 {file.Name}：{problem}")))];

    private static byte[] ContentHash(FileInfo file)
    {
        try
        {
            using var content = file.OpenRead();
            return SHA256.HashData(content);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It is being replaced: the next look hashes it again.
            return [];
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Plugin {Plugin} brings its own QQBotKit.Abstractions.dll in {Folder}, which is not used: reference the contract with Private=\"false\" ExcludeAssets=\"runtime\" and delete the copy")]
    private partial void LogShipsContract(string plugin, string folder);

    /// <summary>How a plugin's files were when they changed last.</summary>
    /// <param name="File">The files.</param>
    /// <param name="Since">When that was; null is before the first look.</param>
    private sealed record Seen(ExtensionFile File, long? Since);
}
