using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using QQBotKit.Core.Capabilities;
using QQBotKit.Core.Configuration;
using QQBotKit.Core.Dispatch;
using QQBotKit.Core.Plugins;
using QQBotKit.Core.Recording;
using QQBotKit.Core.Rest;
using QQBotKit.Core.Scopes;
using QQBotKit.Core.Scripts;
using QQBotKit.Core.Storage;
using QQBotKit.Core.Webhook;

namespace QQBotKit.Core;

/// <summary>
/// All bots of a process with their plugins and scripts. It starts when the host has started, since a bot may be served by the same
/// host's web server, and stops before the host's other services do.
/// </summary>
internal sealed partial class QQBotRuntime(
    QQBotSettings settings,
    Func<Uri?> webUrl,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILoggerFactory logs,
    Texts texts,
    IEnumerable<CodePlugin>? ownPlugins = null,
    IBotWires? wires = null) : IHostedLifecycleService
{
    // Files change, and versions end, by the clock on the wall, whatever clock the bots live by.
    private readonly TimeProvider _fileTime = TimeProvider.System;
    private readonly List<Bot> _bots = [];
    private readonly ILogger _log = logs.CreateLogger<QQBotRuntime>();
    private readonly TaskCompletionSource<IReadOnlyList<string>> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StatusFile _status = new(settings.Storage.Path);
    private readonly Switches _switches = Switches.Open(settings.Storage.Path);
    private readonly List<FileWatch> _watches = [];
    private Database? _database;
    private PluginSource? _plugins;
    private ExtensionHost? _extensions;
    private string _toldOfRestart = "";
    private Task? _botsStopped;

    public IReadOnlyList<Bot> Bots => _bots;

    /// <summary>Brings the requests of the web server to the bots.</summary>
    public WebhookRoutes Webhooks { get; } = new(settings, time, logs.CreateLogger("webhook"));

    /// <summary>Ends when the platform has stopped every bot; the result says why, one line for each.</summary>
    public Task<IReadOnlyList<string>> StoppedByPlatform => _ended.Task;

    /// <summary>All plugins and scripts that were found.</summary>
    public IReadOnlyList<ExtensionStatus> Extensions => _extensions?.Status() ?? [];

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        _database = new Database(settings.Storage.Path, texts);
        foreach (var (name, bot) in settings.Bots)
        {
            var inbox = await OpenInboxAsync(name, bot, cancellationToken);
            var started = new Bot(name, settings, PlatformHosts.Of(bot, webUrl()), _database, inbox, time, logs, texts, _switches, wires?.For(name))
            {
                WebhookAddress = Webhooks.IsServed && webUrl() is { } web ? WebhookRoutes.AddressOf(web, name) : null,
            };
            _bots.Add(started);
            if (started.Webhook is { } webhook)
            {
                Webhooks.Add(name, webhook);
            }
        }

        _plugins = new PluginSource(
            settings.Plugins.Path, settings.Storage.Path, settings.Plugins.Disabled, texts, _fileTime, logs.CreateLogger<PluginSource>(), PluginAssembliesOf);
        var capabilities = new CapabilityPolicy(settings.Plugins, settings.Storage.Path, logs.CreateLogger<CapabilityPolicy>());
        _extensions = new ExtensionHost(
            [
                ownPlugins?.ToArray() is { Length: > 0 } own ? new CodePlugins(own, _plugins) : _plugins,
                new ScriptSource(settings.Scripts, PluginAssembliesOf, time, texts, logs.CreateLogger<ScriptSource>()),
            ],
            CreateScopes,
            [.. _bots.Select(bot => bot.Registry)],
            _fileTime,
            logs,
            texts)
        {
            Changed = WriteStatus,
            Quarantined = TellOwners,
            Permits = capabilities.Of,
            Published = capabilities.Show,
        };
        foreach (var bot in _bots)
        {
            bot.AddOwn(scope => new OwnerCommands(bot.Name, settings.Access.Owners, _extensions, _switches, texts).Create(scope));
        }

        await _extensions.StartAsync(cancellationToken);
        Watch(_switches.Path!, TakeOverSwitchesAsync);
        if (settings.File is { } file)
        {
            Watch(file, TakeOverOptionsAsync);
        }

        _ = RunAsync();

        // As early as can be: a web server of the same host, and a simulator on it, must not be the first to hang up.
        lifetime.ApplicationStopping.Register(() => _ = StopBotsAsync());
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await StopBotsAsync();
        foreach (var watch in _watches)
        {
            await watch.DisposeAsync();
        }

        if (_extensions is not null)
        {
            await _extensions.DisposeAsync();
            _status.Delete();
        }

        foreach (var bot in _bots)
        {
            await bot.DisposeAsync();
        }

        Webhooks.Dispose();
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private Task StopBotsAsync() => _botsStopped ??= Task.WhenAll(_bots.Select(bot => bot.StopAsync()));

    private BotScope[] CreateScopes(ExtensionKind kind, string name)
    {
        var containment = new Containment(settings.Handlers);
        return [.. _bots.Select(bot => bot.CreateScope(kind, name, containment))];
    }

    private void TellOwners(ExtensionKind kind, string name, string reason)
    {
        var prefix = settings.Commands.Prefixes[0];
        var text = texts.Of(
            $"{(kind == ExtensionKind.Plugin ? "Plugin" : "Script")} {name} is in quarantine: {reason}\nResume it with {prefix}plugin resume {name}",
            $"{(kind == ExtensionKind.Plugin ? "插件" : "脚本")} {name} 已被隔离：{reason}\n发送 {prefix}plugin resume {name} 恢复");
        foreach (var bot in _bots)
        {
            _ = bot.TellOwnersAsync(text);
        }
    }

    private PluginAssemblies? PluginAssembliesOf(string plugin) => (_extensions?.LiveOf(ExtensionKind.Plugin, plugin) as PluginExtension)?.Assemblies;

    private void Watch(string file, Func<CancellationToken, Task> changed) =>
        _watches.Add(new FileWatch(file, changed, _fileTime, logs.CreateLogger<FileWatch>()));

    private Task TakeOverSwitchesAsync(CancellationToken cancellationToken)
    {
        var before = _switches.Board.Resumed;
        _switches.Refresh();
        foreach (var (name, at) in _switches.Board.Resumed)
        {
            if (!before.TryGetValue(name, out var known) || known != at)
            {
                _ = _extensions!.Resume(ExtensionKind.Plugin, name) || _extensions.Resume(ExtensionKind.Script, name);
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>Loads what is no longer in plugins.disabled and ends what is, and gives plugins and scripts whose options changed in bot.yaml the new ones, by a version of its own: one that they do not fit is not taken.</summary>
    private async Task TakeOverOptionsAsync(CancellationToken cancellationToken)
    {
        var loaded = SettingsFile.Load(settings.File!, Environment.GetEnvironmentVariable, texts);
        if (loaded.Settings is not { } changed)
        {
            LogNotTakenOver(settings.File!, string.Join(Environment.NewLine, loaded.Findings));
            return;
        }

        _plugins!.Disabled = changed.Plugins.Disabled;
        TellOfRestart(changed);
        var concerns = _bots.Where(bot => changed.Bots.ContainsKey(bot.Name)).Select(bot => bot.UseOptions(changed.Bots[bot.Name])).ToArray();
        await _extensions!.ReloadAsync((kind, name) => concerns.Any(concern => concern(kind, name)), cancellationToken);
    }

    private void TellOfRestart(QQBotSettings changed)
    {
        var keys = string.Join(", ", changed.ReadAtStart.Except(settings.ReadAtStart).Concat(settings.ReadAtStart.Except(changed.ReadAtStart))
            .Select(part => part.Key).Distinct().Order(StringComparer.Ordinal));
        if (keys.Length > 0 && keys != _toldOfRestart)
        {
            LogRestart(settings.File!, keys);
        }

        _toldOfRestart = keys;
    }

    private void WriteStatus()
    {
        if (_extensions is { } extensions)
        {
            _status.Write(extensions.Status(), extensions.Unloads.Leftovers());
        }
    }

    private async Task<Inbox> OpenInboxAsync(string name, BotSettings bot, CancellationToken cancellationToken)
    {
        var log = logs.CreateLogger($"bot.{name}");

        // The simulator's world ends with the process, so there is nothing to go on with in the next one.
        return bot is { Platform: Platform.Simulator, ApiUrl: null }
            ? Inbox.InMemory(log)
            : await Inbox.OpenAsync(name, Path.Combine(settings.Storage.Path, "events", name), time, log, texts, cancellationToken);
    }

    private async Task RunAsync()
    {
        try
        {
            var ends = await Task.WhenAll(_bots.Select(async bot => (bot.Name, Why: await bot.RunAsync(texts))));
            if (ends.All(end => end.Why is not null))
            {
                _ended.TrySetResult([.. ends.Select(end => $"{end.Name}: {end.Why}")]);
            }
        }
        catch (Exception e)
        {
            _ended.TrySetException(e);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{File} was changed: {Keys} will be taken over at the next start of the program")]
    private partial void LogRestart(string file, string keys);

    [LoggerMessage(Level = LogLevel.Error, Message = "{File} was changed and is not taken over until it is mended: {Findings}")]
    private partial void LogNotTakenOver(string file, string findings);
}
