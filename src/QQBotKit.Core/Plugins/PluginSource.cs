using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using QQBotKit.Core.Scopes;

namespace QQBotKit.Core.Plugins;

/// <summary>
/// The folders of a folder, each a plugin of the same name. One without an assembly is listed too, so that loading it says what is missing.
/// </summary>
internal sealed partial class PluginSource(string root, IReadOnlyCollection<string> disabled, Texts texts, ILogger logger) : IExtensionSource
{
    private static readonly EnumerationOptions VisibleFolders = new() { IgnoreInaccessible = false };

    private readonly PluginPreflight _preflight = new(texts);

    public ExtensionKind Kind => ExtensionKind.Plugin;

    public string Root { get; } = Path.GetFullPath(root);

    public IReadOnlyList<ExtensionFile> Scan() => !Directory.Exists(Root)
        ? []
        : [.. Directory.EnumerateDirectories(Root, "*", VisibleFolders)
            .Where(folder => !disabled.Contains(Path.GetFileName(folder), StringComparer.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal)
            .Select(Look)];

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

    private static ExtensionFile Look(string folder)
    {
        var name = Path.GetFileName(folder);
        return PluginFiles.FindAssembly(folder) is { } assembly
            ? new ExtensionFile(name, assembly, string.Join('\n', PluginFiles.Of(assembly).Select(FileStamp.Of)))
            : new ExtensionFile(name, Path.Combine(folder, name + ".dll"), "");
    }

    private PluginExtension Load(ExtensionFile file)
    {
        var report = Examine(file);
        if (report.PluginClass is null)
        {
            throw new ExtensionLoadException(Findings(file, report));
        }

        try
        {
            return PluginExtension.Load(file.Name, file.Path, report.PluginClass);
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

    private PluginReport Examine(ExtensionFile file)
    {
        if (!File.Exists(file.Path))
        {
            return new PluginReport(null, [Missing(Path.GetDirectoryName(file.Path)!)]);
        }

        var report = _preflight.Examine(file.Path);
        if (report.ShipsContract)
        {
            LogShipsContract(file.Name, Path.GetDirectoryName(file.Path)!);
        }

        return report;
    }

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
}
