using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using QQBotKit.Core.Configuration;
using QQBotKit.Core.Dispatch;
using QQBotKit.Core.Gateway;
using QQBotKit.Core.Rest;
using QQBotKit.Core.Scopes;
using QQBotKit.Core.Storage;
using QQBotKit.Core.Tests.Rest;
using QQBotKit.Core.Tests.Scopes;
using QQBotKit.Limits;

namespace QQBotKit.Core.Tests.Gateway;

/// <summary>A real bot, as the host makes it, on a <see cref="FakeGateway"/> and on a clock that only the test moves.</summary>
internal sealed class RunningBot : IAsyncDisposable
{
    /// <summary>The longest wait after the first loss of a connection.</summary>
    public static readonly TimeSpan FirstBackOff = TimeSpan.FromSeconds(0.5);

    private readonly TemporaryFolder _folder = new();
    private readonly Database _database;
    private bool _sharesPlatform;

    private RunningBot(FakeGateway platform, BotSettings settings, UnknownCommand unknown, Inbox? inbox, PlatformLimits? limits, string culture)
    {
        Platform = platform;
        var texts = new Texts(CultureInfo.GetCultureInfo(culture));
        _database = new Database(_folder.Path, texts);
        Bot = new Bot(
            "main",
            new QQBotSettings
            {
                Bots = { ["main"] = settings },
                Commands = new() { Unknown = unknown },
                Storage = new() { Path = _folder.Path },
                Limits = limits ?? PlatformLimits.Default.WithoutRates(),
            },
            PlatformHosts.Of(settings),
            _database,
            inbox ?? Inbox.InMemory(Log),
            Clock,
            new LogsToOne(Log),
            texts);
        Scope = Bot.CreateScope(ExtensionKind.Plugin, "tested");
    }

    public FakeGateway Platform { get; }

    public TestClock Clock { get; } = new();

    public TestLog Log { get; } = new();

    public Bot Bot { get; }

    /// <summary>The plugin of the test.</summary>
    public BotScope Scope { get; }

    /// <summary>The run of the bot; its result says why the platform stopped it.</summary>
    public Task<string?> Run { get; private set; } = Task.FromResult<string?>(null);

    /// <summary>What an owner would be alarmed by.</summary>
    public IEnumerable<string> Alarms => [.. Log.At(LogLevel.Warning), .. Log.At(LogLevel.Error), .. Log.At(LogLevel.Critical)];

    /// <param name="configure">What the plugin registers.</param>
    /// <param name="prepare">What the platform is to do from the start.</param>
    /// <param name="platform">Where it runs; null is a platform of its own.</param>
    /// <param name="inbox">What it keeps; null keeps nothing.</param>
    /// <param name="limits">The platform's numbers; null is those of the product, without rates.</param>
    /// <param name="culture">The language of errors.</param>
    public static async Task<RunningBot> StartAsync(
        Action<IBot>? configure = null,
        Action<FakeGateway>? prepare = null,
        ShardSettings? shards = null,
        IReadOnlyList<string>? intents = null,
        UnknownCommand unknown = UnknownCommand.Silent,
        FakeGateway? platform = null,
        Inbox? inbox = null,
        PlatformLimits? limits = null,
        string culture = "en")
    {
        var sharesPlatform = platform is not null;
        platform ??= await FakeGateway.StartAsync();
        prepare?.Invoke(platform);
        var url = platform.Platform.Url;
        var bot = new RunningBot(
            platform,
            new BotSettings
            {
                AppId = "102000001",
                Secret = "the secret",
                Platform = Core.Configuration.Platform.Production,
                ApiUrl = url,
                TokenUrl = url,
                Shards = shards,
                Intents = intents,
            },
            unknown,
            inbox,
            limits,
            culture)
        {
            _sharesPlatform = sharesPlatform,
        };
        configure?.Invoke(bot.Scope);
        bot.Bot.Registry.Swap(null, bot.Scope);
        bot.Scope.GoLive();
        bot.Run = bot.Bot.RunAsync(new Texts(CultureInfo.GetCultureInfo("en")));
        return bot;
    }

    /// <summary>Lets the bot connect and start a session.</summary>
    public async Task<GatewayConnection> ConnectAsync()
    {
        var connection = await Platform.AcceptAsync();
        await connection.StartSessionAsync();
        return connection;
    }

    /// <summary>Lets the back-off of a first loss pass, and takes the connection that follows.</summary>
    /// <param name="first">What the client must say first.</param>
    /// <param name="atMost">The longest wait that is right; without it that of a first loss.</param>
    /// <returns>The <c>d</c> of that.</returns>
    public async Task<JsonNode> ReconnectAsync(Opcode first = Opcode.Resume, TimeSpan? atMost = null)
    {
        (await Clock.PassDelayAsync()).Should().BeGreaterThan(TimeSpan.Zero).And.BeLessThanOrEqualTo(atMost ?? FirstBackOff);
        var connection = await Platform.AcceptAsync();
        await connection.HelloAsync();
        return (await connection.ReceiveAsync(first))!;
    }

    /// <summary>The text of the next message that the bot sends.</summary>
    public async Task<string> NextReplyAsync() => (string)JsonNode.Parse((await Platform.NextSendAsync()).Body)!["content"]!;

    /// <summary>Stops the bot; what it had taken over has then been handled.</summary>
    public Task StopAsync() => Bot.StopAsync().WaitAsync(FakeGateway.Patience);

    public async ValueTask DisposeAsync()
    {
        var stopping = Bot.StopAsync();
        while (!stopping.IsCompleted)
        {
            // What a test left hanging is waited for on its clock.
            Clock.Advance(1);
            await Task.WhenAny(stopping, Task.Delay(5));
        }

        if (!_sharesPlatform)
        {
            await Platform.DisposeAsync();
        }

        await Bot.DisposeAsync();
        await _database.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Writes every category into one log.</summary>
    internal sealed class LogsToOne(TestLog log) : ILoggerFactory
    {
        public ILogger CreateLogger(string categoryName) => log;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}

/// <summary>Frames that the platform sends: the samples, with another text and other ids.</summary>
internal static class Frames
{
    /// <summary>A message to the bot in a group.</summary>
    /// <param name="seq">The number of the frame, from which all ids are made that are not given.</param>
    /// <param name="text">The text after the mention, which the platform removed.</param>
    /// <param name="id">The message id.</param>
    /// <param name="group">The group.</param>
    public static string Group(long seq, string text, string? id = null, string? group = null) =>
        Message("GROUP_AT_MESSAGE_CREATE", seq, $" {text} ", id, d =>
        {
            if (group is not null)
            {
                d["group_openid"] = group;
            }
        });

    /// <summary>A message event of any scene.</summary>
    public static string Message(string sample, long seq, string content, string? id = null, Action<JsonNode>? change = null)
    {
        var frame = JsonNode.Parse(Samples.Read(sample))!;
        frame["s"] = seq;
        frame["id"] = $"{frame["t"]}:{seq}";
        frame["d"]!["id"] = id ?? $"message-{seq}";
        frame["d"]!["content"] = content;
        change?.Invoke(frame["d"]!);
        return frame.ToJsonString();
    }

    /// <summary>A sample as it is, at another place in the stream.</summary>
    public static string Sample(string sample, long seq)
    {
        var frame = JsonNode.Parse(Samples.Read(sample))!;
        frame["s"] = seq;
        return frame.ToJsonString();
    }
}
