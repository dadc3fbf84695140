using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using QQBotKit.Core.Configuration;
using QQBotKit.Core.Dispatch;
using QQBotKit.Core.Rest;
using QQBotKit.Core.Scopes;
using QQBotKit.Core.Storage;
using QQBotKit.Core.Tests.Gateway;
using QQBotKit.Core.Tests.Rest;

namespace QQBotKit.Core.Tests.Scopes;

/// <summary>A real bot without a platform, by a clock that the test moves, and the versions of one script on it, whose code is a delegate.</summary>
internal sealed class ClockedBot : IAsyncDisposable
{
    public const string Script = "clock";

    private static readonly Uri Nowhere = new("http://127.0.0.1:9/");

    private readonly TemporaryFolder? _own;
    private readonly HandlerWatch _watch;
    private readonly Dispatcher _dispatcher;

    /// <param name="folder">Where it keeps things; null is a folder of its own.</param>
    /// <param name="secret">The bot's secret.</param>
    public ClockedBot(string? folder = null, string secret = "s")
    {
        _own = folder is null ? new TemporaryFolder() : null;
        folder ??= _own!.Path;
        var texts = new Texts(CultureInfo.InvariantCulture);
        var settings = new QQBotSettings
        {
            Bots = new()
            {
                ["main"] = new()
                {
                    AppId = "1",
                    Secret = secret,
                    Platform = Platform.Production,
                    ApiUrl = Nowhere,
                    TokenUrl = Nowhere,

                    // What it says waits for ever, and no call is made that could only end by a clock that stands still.
                    Delivery = new() { Ways = [DeliveryWay.Queued] },
                },
            },
            Storage = new() { Path = folder },
            Handlers = new() { Failures = 3 },
        };
        Database = new Database(folder, texts);
        Bot = new Bot(
            "main", settings, PlatformHosts.Of(settings.Bots["main"]), Database, Inbox.InMemory(NullLogger.Instance), Time, new RunningBot.LogsToOne(Log), texts, Switches);
        Host = new ExtensionHost(
            [Source], (kind, name) => [Bot.CreateScope(kind, name, new Containment(settings.Handlers))], [Bot.Registry], Time, NullLoggerFactory.Instance, texts);
        _watch = new HandlerWatch(Time, texts);
        _dispatcher = new Dispatcher(Bot.Registry, settings.Commands, new AuthorCode(_watch, texts, Log), Bot.Clicks, texts);
    }

    public Database Database { get; }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero));

    public Switches Switches { get; } = Switches.InMemory();

    public TestLog Log { get; } = new();

    public FakeSource Source { get; } = new();

    public Bot Bot { get; }

    public ExtensionHost Host { get; }

    /// <summary>The scope of the version that was configured last.</summary>
    public BotScope? Scope { get; private set; }

    /// <summary>Puts a new version in place of the one that is live.</summary>
    public Task LiveAsync(Action<IBot> configure)
    {
        Source.Put(Script, bot =>
        {
            configure(bot);
            Scope = (BotScope)bot;
        });
        return LookAsync();
    }

    /// <summary>Handles an event as if its turn in its lane had come.</summary>
    public Task HandleAsync(BotEvent e) => _dispatcher.HandleAsync(e);

    public Task LookAsync() => Host.LookAsync(Source, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await Bot.DisposeAsync();
        _watch.Dispose();
        await Database.DisposeAsync();
        _own?.Dispose();
    }
}
