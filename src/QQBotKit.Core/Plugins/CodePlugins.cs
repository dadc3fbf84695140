using QQBotKit.Core.Scopes;

namespace QQBotKit.Core.Plugins;

/// <summary>A plugin of the program's own code, which is not loaded and does not change.</summary>
internal sealed record CodePlugin(string Name, Func<BotPlugin> Create);

/// <summary>The plugins of the program's own code beside those of a folder: the rest of the host need not know which is which.</summary>
internal sealed class CodePlugins(IReadOnlyList<CodePlugin> plugins, IExtensionSource folder) : IExtensionSource
{
    private const string Same = "code";

    public ExtensionKind Kind => ExtensionKind.Plugin;

    public string Root => folder.Root;

    public IReadOnlyList<ExtensionFile> Scan() => [.. plugins.Select(plugin => new ExtensionFile(plugin.Name, "", Same)), .. folder.Scan()];

    public string ContentKey(ExtensionFile file) => Find(file) is null ? folder.ContentKey(file) : Same;

    public Task<Extension> LoadAsync(ExtensionFile file, CancellationToken cancellationToken) => Find(file) is { } plugin
        ? Task.FromResult<Extension>(Load(plugin))
        : folder.LoadAsync(file, cancellationToken);

    public Task<IReadOnlyList<Finding>> CheckAsync(ExtensionFile file, CancellationToken cancellationToken) =>
        Find(file) is null ? folder.CheckAsync(file, cancellationToken) : Task.FromResult<IReadOnlyList<Finding>>([]);

    private CodeExtension Load(CodePlugin plugin)
    {
        var created = plugin.Create();
        return new CodeExtension(created) { Kind = Kind, Name = plugin.Name, Declared = PluginManifest.Values(created.GetType().Assembly, PluginManifest.Capability) };
    }

    private CodePlugin? Find(ExtensionFile file) => file.Path.Length == 0 ? plugins.FirstOrDefault(plugin => plugin.Name == file.Name) : null;

    private sealed class CodeExtension(BotPlugin plugin) : Extension
    {
        public override Task ConfigureAsync(IBot bot)
        {
            plugin.Configure(bot);
            return Task.CompletedTask;
        }

        public override Task StartAsync(CancellationToken stopping) => plugin.StartAsync(stopping);

        public override ValueTask DisposeAsync() => plugin.DisposeAsync();
    }
}
