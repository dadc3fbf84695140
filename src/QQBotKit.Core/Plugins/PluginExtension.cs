using System.Reflection;
using System.Runtime.Loader;
using McMaster.NETCore.Plugins;
using QQBotKit.Core.Scopes;

namespace QQBotKit.Core.Plugins;

/// <summary>Where the assemblies of a plugin are.</summary>
/// <param name="Folder">A folder that stays as it is; another one for each version.</param>
/// <param name="Context">What loaded them; null where nothing runs.</param>
internal sealed record PluginAssemblies(string Folder, AssemblyLoadContext? Context);

/// <summary>A loaded plugin: one object of its plugin class in a load context of its own.</summary>
internal sealed class PluginExtension : Extension
{
    private PluginLoader? _loader;
    private BotPlugin? _plugin;
    private readonly string _folder;
    private readonly Action _unloaded;

    private PluginExtension(PluginLoader loader, BotPlugin plugin, string dll, Action unloaded)
    {
        _folder = Path.GetDirectoryName(dll)!;
        _loader = loader;
        _unloaded = unloaded;
        _plugin = plugin;
        LoadContext = new WeakReference(loader.LoadContext);
    }

    /// <summary>Its assemblies, for scripts that use its types; null after its end.</summary>
    public PluginAssemblies? Assemblies => _loader is { } loader ? new PluginAssemblies(_folder, loader.LoadContext) : null;

    /// <param name="name">The plugin's name.</param>
    /// <param name="dll">Its assembly, in a folder that stays as it is while the plugin runs.</param>
    /// <param name="report">What is known of it.</param>
    /// <param name="contracts">The assemblies that it gets from other plugins.</param>
    /// <param name="unloaded">Called when it needs that folder no longer.</param>
    /// <remarks>Throws whatever the plugin's code throws; nothing stays loaded then.</remarks>
    public static PluginExtension Load(string name, string dll, PluginReport report, IReadOnlyDictionary<SharedContract, AssemblyLoadContext> contracts, Action unloaded)
    {
        var loader = PluginLoader.CreateFromAssemblyFile(dll, config =>
        {
            config.IsUnloadable = true;
            // Else everything that the contract refers to, however far away, is loaded at once: some 25 assemblies and 8 MB.
            config.IsLazyLoaded = true;
            foreach (var shared in HostAssemblies.Shared)
            {
                config.SharedAssemblies.Add(shared.GetName());
            }
        });
        if (contracts.Count > 0)
        {
            loader.LoadContext.Resolving += (_, wanted) =>
                contracts.FirstOrDefault(contract => contract.Key.Assembly == wanted.Name).Value?.LoadFromAssemblyName(new AssemblyName(wanted.Name!));
        }

        try
        {
            var assembly = loader.LoadDefaultAssembly();
            var type = assembly.GetType(report.PluginClass!, throwOnError: true)!;
            var plugin = (BotPlugin)Activator.CreateInstance(
                type, BindingFlags.Instance | BindingFlags.Public | BindingFlags.DoNotWrapExceptions, binder: null, args: null, culture: null)!;
            return new PluginExtension(loader, plugin, dll, unloaded)
            {
                Kind = ExtensionKind.Plugin,
                Name = name,
                Declared = report.Capabilities,
                Uses = [.. contracts.Keys.Select(contract => contract.Plugin).Distinct()],
                Version = VersionOf(assembly),
                Description = assembly.GetCustomAttribute<AssemblyDescriptionAttribute>()?.Description ?? "",
            };
        }
        catch
        {
            loader.Dispose();
            unloaded();
            throw;
        }
    }

    public override Task ConfigureAsync(IBot bot)
    {
        Plugin.Configure(bot);
        return Task.CompletedTask;
    }

    public override Task StartAsync(CancellationToken stopping) => Plugin.StartAsync(stopping);

    public override async ValueTask DisposeAsync()
    {
        var plugin = Interlocked.Exchange(ref _plugin, null);
        var loader = Interlocked.Exchange(ref _loader, null);
        try
        {
            if (plugin is not null)
            {
                await plugin.DisposeAsync();
            }
        }
        finally
        {
            if (loader is not null)
            {
                loader.Dispose();
                _unloaded();
            }
        }
    }

    private BotPlugin Plugin => _plugin ?? throw new ObjectDisposedException(Name);

    // The commit that builds put after a '+' says nothing to who runs the bot.
    private static string VersionOf(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
        ?? assembly.GetName().Version?.ToString(3) ?? "";
}
