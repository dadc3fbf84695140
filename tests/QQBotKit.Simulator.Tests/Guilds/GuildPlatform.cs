using System.Text.Json;

namespace QQBotKit.Simulator.Tests.Guilds;

/// <summary>A platform with a bot that is logged in, connected with all intents of guilds, and may do everything unless it is said otherwise.</summary>
internal sealed class GuildPlatform : IAsyncDisposable
{
    private const int AllIntents =
        1 << 0 | 1 << 1 | 1 << 9 | 1 << 10 | 1 << 12 | 1 << 18 | 1 << 19 | 1 << 27 | 1 << 28 | 1 << 29 | 1 << 30;

    private readonly Platform _platform;
    private readonly Socket _socket;

    private GuildPlatform(Platform platform, Socket socket, Places places, string botId) =>
        (_platform, _socket, Places, BotId) = (platform, socket, places, botId);

    public Platform Platform => _platform;

    public Places Places { get; }

    public string BotId { get; }

    /// <summary>A member who is neither owner nor admin.</summary>
    public string Member => Places.Members[2];

    public static async Task<GuildPlatform> StartAsync(BotRights? rights = null, int intents = AllIntents, SimulatorRules rules = SimulatorRules.Strict)
    {
        var platform = await Platform.StartAsync(new()
        {
            Bots = new Dictionary<string, string> { [Platform.AppId] = Platform.Secret },
            Rules = rules,
            Rights = rights is null ? new Dictionary<string, BotRights>() : new Dictionary<string, BotRights> { [Platform.AppId] = rights.Value },
        });
        await platform.LogInAsync();
        var (socket, _) = await platform.IdentifyAsync(intents);
        return new(platform, socket, await Places.OfAsync(platform), (await platform.GetAsync("/users/@me")).GetProperty("id").GetString()!);
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        await _platform.DisposeAsync();
    }

    /// <summary>Makes a call. In its path GUILD, CHANNEL, VOICE, CATEGORY, SCHEDULES, FORUM, DIRECT, OWNER, ADMIN, MEMBER and BOT stand for ids.</summary>
    public Task<JsonElement> CallAsync(string method, string path, object? body = null, int status = 200) =>
        _platform.CallAsync(method, Fill(path), body, status);

    public Task<JsonElement> GetAsync(string path) => CallAsync("GET", path);

    /// <summary>Makes a call that is refused, and tells the platform's code.</summary>
    public Task<int> RefusalAsync(string method, string path, object? body = null, int status = 400) =>
        _platform.RefusalAsync(method, Fill(path), body, status);

    public string Fill(string path) => path
        .Replace("GUILD", Places.Guild, StringComparison.Ordinal)
        .Replace("CHANNEL", Places.Channel, StringComparison.Ordinal)
        .Replace("VOICE", Places.Voice, StringComparison.Ordinal)
        .Replace("CATEGORY", Places.Category, StringComparison.Ordinal)
        .Replace("SCHEDULES", Places.Schedules, StringComparison.Ordinal)
        .Replace("FORUM", Places.Forum, StringComparison.Ordinal)
        .Replace("DIRECT", Places.Direct, StringComparison.Ordinal)
        .Replace("OWNER", Places.Members[0], StringComparison.Ordinal)
        .Replace("ADMIN", Places.Members[1], StringComparison.Ordinal)
        .Replace("MEMBER", Member, StringComparison.Ordinal)
        .Replace("BOT", BotId, StringComparison.Ordinal);

    /// <summary>Someone says something in the text channel, and the bot reads it.</summary>
    public async Task<string> SayAsync(string text, string? sender = null)
    {
        var said = await _platform.SayAsync(new { scene = "channel", conversation = Places.Channel, text, sender = sender ?? Places.Members[0] });
        await EventAsync("AT_MESSAGE_CREATE");
        return said.GetProperty("message_id").GetString()!;
    }

    /// <summary>People do something, and the bot hears of it.</summary>
    public async Task PostEventAsync(string type, object data)
    {
        await CallAsync("POST", "/simulator/events", new { type, data });
        await EventAsync(type);
    }

    /// <summary>The bot sends something to the text channel.</summary>
    public async Task<string> SendAsync(object body) =>
        (await CallAsync("POST", "/channels/CHANNEL/messages", body)).GetProperty("id").GetString()!;

    /// <summary>The bot sends a text to another channel.</summary>
    public async Task<string> SendToAsync(string channelId, string content) =>
        (await CallAsync("POST", $"/channels/{channelId}/messages", new { content })).GetProperty("id").GetString()!;

    /// <summary>The next event, which must be of this type and have its shape.</summary>
    public async Task<JsonElement> EventAsync(string type, string? sample = null)
    {
        var frame = await _socket.ReadAsync(type);
        frame.GetProperty("id").GetString().Should().StartWith($"{type}:");
        if (sample is not null)
        {
            Sample.ShouldHaveTheShapeOf(frame, sample);
        }

        return frame.GetProperty("d");
    }

    /// <summary>Nothing was told to the bot after all that was read: what is said now comes next.</summary>
    public Task NothingMoreAsync() => SayAsync("anything else?");
}

internal static class JsonReading
{
    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    public static int Number(this JsonElement element, string name) => element.GetProperty(name).GetInt32();

    public static IEnumerable<string> Names(this JsonElement element) => element.EnumerateObject().Select(field => field.Name);

    public static string[] Texts(this JsonElement element, string name) => [.. element.EnumerateArray().Select(item => item.Text(name))];

    public static string[] Texts(this JsonElement element) => [.. element.EnumerateArray().Select(item => item.GetString()!)];
}
