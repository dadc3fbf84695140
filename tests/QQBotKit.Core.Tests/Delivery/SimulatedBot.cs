using System.Globalization;
using QQBotKit.Core.Configuration;
using QQBotKit.Core.Dispatch;
using QQBotKit.Core.Rest;
using QQBotKit.Core.Scopes;
using QQBotKit.Core.Storage;
using QQBotKit.Core.Tests.Gateway;
using QQBotKit.Core.Tests.Rest;
using QQBotKit.Core.Tests.Scopes;
using QQBotKit.Limits;

namespace QQBotKit.Core.Tests.Delivery;

/// <summary>A bot, as the host makes it, on the simulator and by its clock: real sockets between them. Its plugins are delegates.</summary>
internal sealed class SimulatedBot : IAsyncDisposable
{
    private static readonly Texts Texts = new(CultureInfo.InvariantCulture);
    private readonly TemporaryFolder _own = new();
    private readonly Database _database;
    private readonly Bot _bot;
    private bool _ownsPlatform;
    private Task? _stopping;

    private SimulatedBot(SimulatedPlatform platform, IReadOnlyList<Action<IBot>> plugins, BotSetup setup, Inbox? inbox)
    {
        Platform = platform;
        var folder = setup.Folder ?? _own.Path;
        var settings = new BotSettings
        {
            AppId = SimulatedPlatform.AppId,
            Secret = "s",
            Platform = Core.Configuration.Platform.Production,
            ApiUrl = platform.Address,
            TokenUrl = platform.Address,
            Intents = setup.Intents,
            Certified = setup.Certified,
        };
        _database = new Database(folder, Texts);
        _bot = new Bot(
            "main", new QQBotSettings { Bots = { ["main"] = settings }, Storage = new() { Path = folder }, Limits = setup.Limits }, PlatformHosts.Of(settings),
            _database, inbox ?? Inbox.InMemory(Log), platform.Time, new RunningBot.LogsToOne(Log), Texts);
        Plugins = [.. plugins.Select((_, index) => _bot.CreateScope(ExtensionKind.Plugin, $"tested{index}"))];
        for (var i = 0; i < plugins.Count; i++)
        {
            plugins[i](Plugins[i]);
            _bot.Registry.Swap(null, Plugins[i]);
            Plugins[i].GoLive();
        }

        Run = _bot.RunAsync(Texts);
    }

    /// <summary>Where it is.</summary>
    public SimulatedPlatform Platform { get; }

    /// <summary>The scopes of its plugins, in their order.</summary>
    public IReadOnlyList<BotScope> Plugins { get; }

    /// <summary>The scope of the first plugin.</summary>
    public BotScope Scope => Plugins[0];

    public TestLog Log { get; } = new();

    /// <summary>Its run; the result says why the platform stopped it.</summary>
    public Task<string?> Run { get; }

    /// <summary>Starts a bot with one plugin on a platform of its own, by the clock of the machine, and waits until it is there.</summary>
    public static async Task<SimulatedBot> StartAsync(Action<IBot> configure, IReadOnlyList<string>? intents = null)
    {
        var bot = await BeginAsync(await SimulatedPlatform.StartAsync(), [configure], new() { Intents = intents });
        bot._ownsPlatform = true;
        await bot._bot.Ready.WaitAsync(SimulatedPlatform.Patience);
        return bot;
    }

    /// <summary>Starts a bot, and waits until it is there.</summary>
    public static async Task<SimulatedBot> StartAsync(SimulatedPlatform platform, IReadOnlyList<Action<IBot>> plugins, BotSetup setup)
    {
        var bot = await BeginAsync(platform, plugins, setup);
        await bot._bot.Ready.WaitAsync(SimulatedPlatform.Patience);
        return bot;
    }

    /// <summary>Starts a bot on a platform that may not be well.</summary>
    public static async Task<SimulatedBot> BeginAsync(SimulatedPlatform platform, IReadOnlyList<Action<IBot>> plugins, BotSetup setup)
    {
        var inbox = setup.Folder is null ? null : await Inbox.OpenAsync("main", setup.Folder, TimeProvider.System, new TestLog(), Texts, CancellationToken.None);
        return new SimulatedBot(platform, plugins, setup, inbox);
    }

    /// <summary>Ends the first plugin.</summary>
    public void Retire() => _bot.Registry.Swap(Scope, null);

    /// <summary>Takes no more events, and lets handlers finish.</summary>
    public Task StopAsync() => _stopping ??= _bot.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _bot.DisposeAsync();
        await _database.DisposeAsync();
        if (_ownsPlatform)
        {
            await Platform.DisposeAsync();
        }

        _own.Dispose();
    }
}

/// <summary>What a bot is started with.</summary>
internal sealed record BotSetup
{
    /// <summary>Where it keeps what outlives it; null is a folder that ends with it, and an inbox in memory.</summary>
    public string? Folder { get; init; }

    /// <summary>The intents that it asks for; null is what its plugins need.</summary>
    public IReadOnlyList<string>? Intents { get; init; }

    /// <summary>Whether its owner is certified.</summary>
    public bool Certified { get; init; }

    /// <summary>The numbers by which it goes.</summary>
    public PlatformLimits Limits { get; init; } = PlatformLimits.Default;
}
