using System.Collections.Concurrent;
using System.Text.Json;
using QQBotKit.Core.Tests.Rest;
using QQBotKit.Core.Tests.Scopes;
using QQBotKit.Simulator;

namespace QQBotKit.Core.Tests.Delivery;

/// <summary>
/// A bot on a platform that is as strict as the real one, and one clock for both, which stands still until the test moves it. The bot can be started again;
/// what it keeps stays.
/// </summary>
internal sealed class StrictWorld : IAsyncDisposable
{
    // Longer than any test moves the clock: connections live on the clock on the wall, and no heartbeat is overdue because a test has moved on.
    private static readonly TimeSpan NoHeartbeat = TimeSpan.FromDays(24);

    private readonly ConcurrentDictionary<string, MessageReceived> _heard = new();
    private readonly ConcurrentDictionary<string, BotEvent> _happened = new();
    private readonly IReadOnlyList<Action<IBot>> _plugins;
    private TemporaryFolder _folder = new();

    private StrictWorld(SimulatedPlatform platform, TestClock clock, Action<IBot>[] plugins) =>
        (Platform, Clock, _plugins) = (platform, clock, [Listen, .. plugins]);

    public SimulatedPlatform Platform { get; }

    public TestClock Clock { get; }

    public SimulatedBot Bot { get; private set; } = null!;

    /// <param name="plugins">What the plugins register. Another one, the first, listens.</param>
    public static async Task<StrictWorld> StartAsync(params Action<IBot>[] plugins)
    {
        var clock = new TestClock();
        var options = new SimulatorOptions { AcceptAnySecret = true, Rules = SimulatorRules.Strict, HeartbeatInterval = NoHeartbeat };
        var world = new StrictWorld(await SimulatedPlatform.StartAsync(options, clock), clock, plugins);
        await world.StartBotAsync();
        return world;
    }

    /// <summary>Ends the bot, and starts it again.</summary>
    /// <param name="meanwhile">What happens in between.</param>
    public async Task RestartAsync(Func<Task>? meanwhile = null)
    {
        await Bot.DisposeAsync();
        await (meanwhile?.Invoke() ?? Task.CompletedTask);
        await StartBotAsync();
    }

    /// <summary>Starts the bot again with what it would have left if it had been killed at this moment.</summary>
    public async Task KillAsync()
    {
        var (folder, left) = (_folder, _folder.CopyAsIfKilled());
        await using var running = Clock.Run();
        _folder = left;
        await RestartAsync();
        folder.Dispose();
    }

    /// <summary>Somebody writes, and the bot hears it.</summary>
    public async Task<MessageReceived> HearAsync(Scene scene = Scene.Group, string text = "hi")
    {
        var id = await Platform.SayAsync(scene, text);
        return await ComesAsync(_heard, id);
    }

    /// <summary>Something happens in a conversation, and the bot is told.</summary>
    public async Task<BotEvent> HappenAsync(string type, Scene scene = Scene.Group)
    {
        var place = Platform.Places[scene].Id;
        object data = scene == Scene.Group
            ? new { group_openid = place, op_member_openid = "someone", timestamp = Clock.GetUtcNow().ToUnixTimeSeconds() }
            : new { openid = place, timestamp = Clock.GetUtcNow().ToUnixTimeSeconds() };
        return await ComesAsync(_happened, await Platform.PublishAsync(type, data));
    }

    /// <summary>The numbers (<c>msg_seq</c>) of the calls that posted something in a conversation, as the platform had them.</summary>
    public async Task<int[]> NumbersAsync(Scene scene) =>
    [
        .. from call in await Platform.CallsAsync(scene == Scene.Group ? "/v2/groups" : "/v2/users")
           let request = call.GetProperty("request")
           where request.ValueKind == JsonValueKind.Object && request.TryGetProperty("msg_seq", out _)
           select request.GetProperty("msg_seq").GetInt32(),
    ];

    /// <summary>The texts that people see of the bot.</summary>
    /// <param name="scene">Where.</param>
    /// <param name="count">How many there must be.</param>
    public async Task<string[]> TextsAsync(Scene scene, int count) =>
        [.. (await Platform.SeenAsync(scene, count)).Select(SeenMessage.Text)];

    public async ValueTask DisposeAsync()
    {
        await Bot.DisposeAsync();
        await Platform.DisposeAsync();
        _folder.Dispose();
    }

    private async Task StartBotAsync() => Bot = await SimulatedBot.StartAsync(Platform, _plugins, new() { Folder = _folder.Path });

    private void Listen(IBot bot)
    {
        bot.On<MessageReceived>(message => _heard[message.Id] = message);
        bot.On<BotEvent>(e => _happened[e.EventId ?? ""] = e);
    }

    private static async Task<T> ComesAsync<T>(ConcurrentDictionary<string, T> come, string id)
    {
        await SimulatedPlatform.UntilAsync(() => Task.FromResult(come.ContainsKey(id)), () => $"the bot to be told of {id}");
        return come[id];
    }
}
