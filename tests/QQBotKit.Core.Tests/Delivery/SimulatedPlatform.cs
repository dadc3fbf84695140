using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using QQBotKit.Simulator;

namespace QQBotKit.Core.Tests.Delivery;

/// <summary>The simulator on a web server of its own. A test is its people: it does what they do, and sees what they see.</summary>
internal sealed class SimulatedPlatform : IAsyncDisposable
{
    public const string AppId = "102000001";

    /// <summary>How long anything is waited for.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly WebApplication _app;
    private readonly HttpClient _http;

    private SimulatedPlatform(WebApplication app, QQSimulator simulator, TimeProvider time)
    {
        (_app, Simulator, Time) = (app, simulator, time);
        _http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()), Timeout = Patience };
    }

    public QQSimulator Simulator { get; }

    /// <summary>The clock of the platform, and of the bots on it.</summary>
    public TimeProvider Time { get; }

    public Uri Address => _http.BaseAddress!;

    /// <summary>A conversation of each scene.</summary>
    public IReadOnlyDictionary<Scene, Target> Places { get; private set; } = new Dictionary<Scene, Target>();

    /// <param name="options">What the platform is told; null is that it takes any secret.</param>
    /// <param name="time">Its clock; null for that of the machine.</param>
    /// <param name="before">What is done to it before anybody can reach it.</param>
    public static async Task<SimulatedPlatform> StartAsync(SimulatorOptions? options = null, TimeProvider? time = null, Action<QQSimulator>? before = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var simulator = new QQSimulator(options ?? new() { AcceptAnySecret = true }, time ?? TimeProvider.System);
        before?.Invoke(simulator);
        app.MapSimulator(simulator);
        await app.StartAsync();
        var platform = new SimulatedPlatform(app, simulator, time ?? TimeProvider.System);
        var world = await platform._http.GetFromJsonAsync<JsonNode>("simulator/world");
        platform.Places = new[]
        {
            Target.C2C((string)world!["users"]![0]!["openid"]!),
            Target.Group((string)world["groups"]![0]!["openid"]!),
            Target.Channel((string)world["guilds"]![0]!["channels"]!.AsArray().First(channel => (int)channel!["type"]! == 0)!["id"]!),
            Target.Direct((string)world["dms"]![0]!["guild_id"]!),
        }.ToDictionary(place => place.Scene);
        return platform;
    }

    /// <summary>Changes who and what is there, or what they allow.</summary>
    public async Task ChangeAsync(object world)
    {
        using var changed = await _http.PutAsJsonAsync("simulator/world", world);
        changed.EnsureSuccessStatusCode();
    }

    /// <summary>Somebody writes.</summary>
    public Task<string> SayAsync(Scene scene, string text) => SayAsync(Places[scene], text);

    /// <summary>Somebody writes.</summary>
    /// <returns>The id of the message.</returns>
    public async Task<string> SayAsync(Target place, string text)
    {
        var scene = place.Scene.ToString().ToLowerInvariant();
        using var said = await _http.PostAsJsonAsync("simulator/messages", new { scene, conversation = place.Id, text });
        said.EnsureSuccessStatusCode();
        return (await said.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("message_id").GetString()!;
    }

    /// <summary>Somebody clicks.</summary>
    /// <param name="message">The bot's message, as <see cref="SeenAsync(Scene, int, Func{JsonElement, bool})"/> shows it.</param>
    /// <param name="button">The label of the button.</param>
    /// <returns>The id of the interaction.</returns>
    public async Task<string> ClickAsync(JsonElement message, string button)
    {
        using var clicked = await _http.PostAsJsonAsync("simulator/clicks", new { message_id = message.GetProperty("id").GetString(), button });
        clicked.EnsureSuccessStatusCode();
        return (string)(await clicked.Content.ReadFromJsonAsync<JsonNode>())!["interaction_id"]!;
    }

    /// <summary>Waits until the platform knows what became of a click.</summary>
    /// <returns>What it says of the acknowledgement, with its code; the code is null where none came in time.</returns>
    public async Task<(string State, int? Code)> AcknowledgementAsync(string interaction)
    {
        var click = await _http.GetFromJsonAsync<JsonNode>($"simulator/clicks/{interaction}?wait=10");
        return ((string)click!["state"]!, (int?)click["code"]);
    }

    /// <summary>What the button of a click carried.</summary>
    public async Task<string> ButtonDataAsync(string interaction) => (string)(await _http.GetFromJsonAsync<JsonNode>($"simulator/clicks/{interaction}"))!["button_data"]!;

    /// <summary>How many calls acknowledged a click.</summary>
    public async Task<int> AcknowledgementsAsync(string interaction) =>
        (await CallsAsync("/")).Count(call => call.GetProperty("path").GetString()!.EndsWith(interaction, StringComparison.Ordinal));

    /// <summary>Lets any event happen.</summary>
    /// <returns>The id of the event.</returns>
    public async Task<string> PublishAsync(string type, object data)
    {
        using var published = await _http.PostAsJsonAsync("simulator/events", new { type, data });
        published.EnsureSuccessStatusCode();
        return (await published.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("event_id").GetString()!;
    }

    /// <summary>Puts the next message of the bot into review.</summary>
    public async Task ReviewNextAsync(string verdict, string when)
    {
        using var put = await _http.PostAsJsonAsync("simulator/audits", new { count = 1, verdict, when });
        put.EnsureSuccessStatusCode();
    }

    /// <summary>All that bots have said in a conversation; everywhere where it is null.</summary>
    public async Task<JsonElement[]> SeenAsync(Target? place = null)
    {
        var all = await _http.GetFromJsonAsync<JsonElement>($"simulator/messages?conversation={place?.Id}");
        return [.. all.GetProperty("messages").EnumerateArray().Where(message => message.GetProperty("from").GetString() == "bot")];
    }

    /// <summary>Waits until so many things were said by bots in a conversation.</summary>
    /// <param name="scene">Where.</param>
    /// <param name="count">How many things that are.</param>
    /// <param name="isDone">Whether the last of them is as it will stay; null is always.</param>
    public async Task<JsonElement[]> SeenAsync(Scene scene, int count, Func<JsonElement, bool>? isDone = null)
    {
        JsonElement[] said = [];
        await UntilAsync(
            async () => (said = await SeenAsync(Places[scene])).Length >= count && (isDone?.Invoke(said[^1]) ?? true), () => $"{count} messages in {Places[scene]}, not {said.Length}");
        return said;
    }

    /// <summary>The calls that bots made, with the platform's answers.</summary>
    /// <param name="path">How their paths begin.</param>
    public async Task<JsonElement[]> CallsAsync(string path)
    {
        var calls = await _http.GetFromJsonAsync<JsonElement>($"simulator/calls?path={path}");
        return [.. calls.GetProperty("calls").EnumerateArray()];
    }

    /// <summary>The codes with which the platform refused calls that send a message, in order.</summary>
    public async Task<int[]> RefusalsAsync() =>
    [
        .. from call in await CallsAsync("/")
           let answer = call.GetProperty("answer")
           where call.GetProperty("method").GetString() == "POST" && answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("err_code", out _)
           select answer.GetProperty("err_code").GetInt32(),
    ];

    /// <summary>Waits until something is so.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isSo, Func<string> what)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!await isSo())
        {
            if (limit.IsCancellationRequested)
            {
                throw new TimeoutException($"Waited in vain for {what()}");
            }

            await Task.Delay(5, CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }
}

/// <summary>What people see of a message, as <see cref="SimulatedPlatform.SeenAsync(Target?)"/> shows it.</summary>
internal static class SeenMessage
{
    public static string Text(this JsonElement message) => message.GetProperty("text").GetString()!;

    public static string Id(this JsonElement message) => message.GetProperty("id").GetString()!;

    /// <summary>Its <c>msg_seq</c>.</summary>
    public static int Number(this JsonElement message) => message.GetProperty("msg_seq").GetInt32();

    /// <summary>The message that it answers; null for none.</summary>
    public static string? ReplyTo(this JsonElement message) => message.GetProperty("reply_to").GetString();

    /// <summary>The event that it answers; null for none.</summary>
    public static string? ReplyToEvent(this JsonElement message) => message.TryGetProperty("reply_to_event", out var id) ? id.GetString() : null;
}
