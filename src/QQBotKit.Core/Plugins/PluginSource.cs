using System.Runtime.Loader;
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
/// <param name="live">Finds the assemblies of a plugin that is live, by its name; null where none is.</param>
internal sealed partial class PluginSource(
    string root,
    string storage,
    IReadOnlyCollection<string> disabled,
    Texts texts,
    TimeProvider time,
    ILogger logger,
    Func<string, PluginAssemblies?>? live = null) : IExtensionSource
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
    private readonly Dictionary<string, (string State, PluginReport Report)> _reports = [];
    private bool _hasLooked;

    public ExtensionKind Kind => ExtensionKind.Plugin;

    /// <summary>The names that are left out.</summary>
    public IReadOnlyCollection<string> Disabled { get; set; } = disabled;

    public string Root { get; } = Path.GetFullPath(root);

    public IReadOnlyList<ExtensionFile> Scan()
    {
        lock (_seen)
        {
            var found = Folders().Select(Look).ToDictionary(file => file.Name);
            var files = found.Values.Concat(_seen.Where(seen => !found.ContainsKey(seen.Key)).Select(seen => seen.Value.File with { Stamp = "" })).ToArray();
            var contracts = Contracts(files);
            var order = contracts.InOrder().Index().ToDictionary(plugin => plugin.Item, plugin => plugin.Index);
            var result = files.Select(file => Settled(file, contracts)).OfType<ExtensionFile>().OrderBy(file => order[file.Name]).ToArray();
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
        Task.Run(() => Check(file), cancellationToken);

    private IEnumerable<string> Folders() => !Directory.Exists(Root)
        ? []
        : Directory.EnumerateDirectories(Root, "*", VisibleFolders)
            .Where(folder => !Disabled.Contains(Path.GetFileName(folder), StringComparer.OrdinalIgnoreCase));

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
    private ExtensionFile? Settled(ExtensionFile file, PluginContracts contracts)
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

        return file with { IsChanging = age < Settle || age < Patience && !IsWhole(file, contracts) };
    }

    private bool IsWhole(ExtensionFile file, PluginContracts contracts) =>
        ReportOf(file) is { PluginClass: not null } report && !Absent(report, contracts.UsedBy(file.Name)).Any();

    private PluginExtension Load(ExtensionFile file)
    {
        var others = KnownContracts();
        if (others.Problems(file.Name).ToArray() is { Length: > 0 } between)
        {
            throw Refused(file, between, dependsOnOthers: true);
        }

        var used = Bind(file, others);
        var assembly = Snapshot(file, [.. used.Keys.Select(contract => contract.Assembly)]);
        var report = Examine(file with { Path = assembly });
        string[] absent = [.. Absent(report, used.Keys)];
        if (report.PluginClass is null || absent.Length > 0)
        {
            _snapshots.Drop(assembly);
            throw Refused(file, [.. report.Problems, .. absent], dependsOnOthers: report.PluginClass is not null);
        }

        if (report.ShipsContract)
        {
            LogShipsContract(file.Name, ShipsContract(), Path.GetDirectoryName(file.Path)!);
        }

        try
        {
            return PluginExtension.Load(file.Name, assembly, report, used, () => _snapshots.Drop(assembly));
        }
        catch (Exception exception)
        {
            throw Refused(
                file,
                [texts.Of($"It cannot be created: {exception.GetType().Name}: {exception.Message}", $"无法创建：{exception.GetType().Name}：{exception.Message}")],
                cause: exception);
        }
    }

    /// <summary>Everything that <see cref="Load"/> would say, but for what only a host that runs can know.</summary>
    private IReadOnlyList<Finding> Check(ExtensionFile file)
    {
        var (report, others) = (ReportOf(file), KnownContracts());
        return Findings(file, [
            .. report.Problems,
            .. others.Problems(file.Name),
            .. others.Mismatches(file.Name),
            .. report.ShipsContract ? [ShipsContract()] : Array.Empty<string>(),
            .. report.PluginClass is null ? [] : Absent(report, others.UsedBy(file.Name))]);
    }

    private string ShipsContract() => texts.Of(
        "It brings its own QQBotKit.Abstractions.dll, which is not used: reference the contract with Private=\"false\" ExcludeAssets=\"runtime\" and delete the copy.",
        "它自带了 QQBotKit.Abstractions.dll，但不会被使用：请用 Private=\"false\" ExcludeAssets=\"runtime\" 引用合约，并删除这个副本。");

    private IEnumerable<string> Absent(PluginReport report, IEnumerable<SharedContract> used) =>
        report.Missing.Except(used.Select(contract => contract.Assembly)).Select(_preflight.Missing);

    /// <summary>Finds the assemblies that a plugin uses in the versions of other plugins that are live.</summary>
    private Dictionary<SharedContract, AssemblyLoadContext> Bind(ExtensionFile file, PluginContracts others)
    {
        var bound = new Dictionary<SharedContract, AssemblyLoadContext>();
        foreach (var used in others.UsedBy(file.Name))
        {
            if (live?.Invoke(used.Plugin) is not { Context: { } context } assemblies
                || PluginManifest.VersionOf(Path.Combine(assemblies.Folder, used.Assembly + ".dll")) is not { } offered)
            {
                throw new WaitingException(texts.Of(
                    $"It waits for the plugin {used.Plugin}, whose contract {used.Assembly} it uses and which is not live.",
                    $"正在等待插件 {used.Plugin}：它使用该插件的合约 {used.Assembly}，而该插件尚未生效。"));
            }

            if (others.Mismatch(used, offered) is { } mismatch)
            {
                throw Refused(file, [mismatch], dependsOnOthers: true);
            }

            bound[used] = context;
        }

        return bound;
    }

    private string Snapshot(ExtensionFile file, IReadOnlyCollection<string> without)
    {
        try
        {
            return File.Exists(file.Path) ? _snapshots.Take(file.Path, without) : file.Path;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Refused(file, [texts.Of($"It cannot be copied to {storage}: {exception.Message}", $"无法复制到 {storage}：{exception.Message}")], cause: exception);
        }
    }

    private PluginContracts KnownContracts()
    {
        lock (_seen)
        {
            return Contracts(_seen.Values.Select(seen => seen.File));
        }
    }

    private PluginContracts Contracts(IEnumerable<ExtensionFile> files) => new(files.ToDictionary(file => file.Name, ReportOf), texts);

    /// <summary>What is known of a plugin, read again only when its files changed.</summary>
    private PluginReport ReportOf(ExtensionFile file)
    {
        lock (_reports)
        {
            var state = $"{file.Path}\n{file.Stamp}";
            if (!_reports.TryGetValue(file.Name, out var known) || known.State != state)
            {
                _reports[file.Name] = known = (state, Examine(file));
            }

            return known.Report;
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

    private ExtensionLoadException Refused(ExtensionFile file, IReadOnlyList<string> problems, bool dependsOnOthers = false, Exception? cause = null) =>
        new(Findings(file, problems), cause) { DependsOnOthers = dependsOnOthers };

    private IReadOnlyList<Finding> Findings(ExtensionFile file, IReadOnlyList<string> problems) =>
        [.. problems.Select(problem => new Finding(file.Path, 0, 0, texts.Of($"Plugin {file.Name}: {problem}", $"插件 {file.Name}：{problem}")))];

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

    [LoggerMessage(Level = LogLevel.Warning, Message = "Plugin {Plugin}: {Problem} ({Folder})")]
    private partial void LogShipsContract(string plugin, string problem, string folder);

    /// <summary>How a plugin's files were when they changed last.</summary>
    /// <param name="File">The files.</param>
    /// <param name="Since">When that was; null is before the first look.</param>
    private sealed record Seen(ExtensionFile File, long? Since);
}
