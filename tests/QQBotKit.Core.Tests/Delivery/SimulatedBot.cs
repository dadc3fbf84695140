using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using QQBotKit.Core.Configuration;
using QQBotKit.Core.Dispatch;
using QQBotKit.Core.Rest;
using QQBotKit.Core.Scopes;
using QQBotKit.Core.Storage;
using QQBotKit.Core.Tests.Gateway;
using QQBotKit.Core.Tests.Rest;
using QQBotKit.Core.Tests.Scopes;
using QQBotKit.Simulator;

namespace QQBotKit.Core.Tests.Delivery;

/// <summary>A bot, as the host makes it, on the simulator: real sockets between them. A test is the people, and sees what they see.</summary>
internal sealed class SimulatedBot : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TemporaryFolder _folder = new();
    private readonly WebApplication _app;
    private readonly HttpClient _http;
    private readonly Database _database;
    private readonly Bot _bot;

    private SimulatedBot(WebApplication app, IReadOnlyList<string>? intents, Action<IBot> configure)
    {
        _app = app;
        _http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()), Timeout = Patience };
        var texts = new Texts(CultureInfo.InvariantCulture);
        var settings = new BotSettings
        {
            AppId = "102000001",
            Secret = "s",
            Platform = Platform.Production,
            ApiUrl = _http.BaseAddress,
            TokenUrl = _http.BaseAddress,
            Intents = intents,
        };
        _database = new Database(_folder.Path, texts);
        _bot = new Bot(
            "main", new QQBotSettings { Bots = { ["main"] = settings }, Storage = new() { Path = _folder.Path } }, PlatformHosts.Of(settings), _database,
            Inbox.InMemory(Log), TimeProvider.System, new RunningBot.LogsToOne(Log), texts);
        Scope = _bot.CreateScope(ExtensionKind.Plugin, "tested");
        configure(Scope);
        _bot.Registry.Swap(null, Scope);
        Scope.GoLive();
        _ = _bot.RunAsync(texts);
    }

    public BotScope Scope { get; }

    /// <summary>Ends the plugin.</summary>
    public void Retire() => _bot.Registry.Swap(Scope, null);

    public TestLog Log { get; } = new();

    /// <summary>A conversation of each scene.</summary>
    public IReadOnlyDictionary<Scene, Target> Places { get; private set; } = new Dictionary<Scene, Target>();

    public static async Task<SimulatedBot> StartAsync(Action<IBot> configure, IReadOnlyList<string>? intents = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapSimulator(new QQSimulator(new SimulatorOptions { AcceptAnySecret = true }, TimeProvider.System));
        await app.StartAsync();
        var bot = new SimulatedBot(app, intents, configure);
        await bot._bot.Ready.WaitAsync(Patience);
        var world = await bot._http.GetFromJsonAsync<JsonNode>("simulator/world");
        bot.Places = new[]
        {
            Target.C2C((string)world!["users"]![0]!["openid"]!),
            Target.Group((string)world["groups"]![0]!["openid"]!),
            Target.Channel((string)world["guilds"]![0]!["channels"]!.AsArray().First(channel => (int)channel!["type"]! == 0)!["id"]!),
            Target.Direct((string)world["dms"]![0]!["guild_id"]!),
        }.ToDictionary(place => place.Scene);
        return bot;
    }

    /// <summary>Somebody writes.</summary>
    public async Task SayAsync(Scene scene, string text)
    {
        var place = Places[scene];
        var name = scene.ToString().ToLowerInvariant();
        using var said = await _http.PostAsJsonAsync("simulator/messages", new { scene = name, conversation = place.Id, text });
        said.EnsureSuccessStatusCode();
    }

    /// <summary>Somebody clicks.</summary>
    /// <param name="message">The bot's message, as <see cref="SeenAsync"/> shows it.</param>
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

    /// <summary>The calls by which the bot acknowledged a click.</summary>
    public async Task<int> AcknowledgementsAsync(string interaction)
    {
        var calls = await _http.GetFromJsonAsync<JsonNode>("simulator/calls");
        return calls!["calls"]!.AsArray().Count(call => ((string)call!["path"]!).EndsWith(interaction, StringComparison.Ordinal));
    }

    /// <summary>Lets any event happen.</summary>
    public async Task PublishAsync(string type, object data)
    {
        using var published = await _http.PostAsJsonAsync("simulator/events", new { type, data });
        published.EnsureSuccessStatusCode();
    }

    /// <summary>Puts the next message of the bot into review.</summary>
    public async Task ReviewNextAsync(string verdict, string when)
    {
        using var put = await _http.PostAsJsonAsync("simulator/audits", new { count = 1, verdict, when });
        put.EnsureSuccessStatusCode();
    }

    /// <summary>Waits for the next thing that the bot has said in a conversation.</summary>
    /// <param name="scene">Where.</param>
    /// <param name="count">How many things that are.</param>
    /// <param name="isDone">Whether the last of them is as it will stay; null is always.</param>
    public async Task<JsonElement[]> SeenAsync(Scene scene, int count, Func<JsonElement, bool>? isDone = null)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            var all = await _http.GetFromJsonAsync<JsonElement>($"simulator/messages?conversation={Places[scene].Id}", limit.Token);
            JsonElement[] said = [.. all.GetProperty("messages").EnumerateArray().Where(message => message.GetProperty("from").GetString() == "bot")];
            if (said.Length >= count && (isDone?.Invoke(said[^1]) ?? true))
            {
                return said;
            }

            await Task.Delay(5, limit.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _bot.StopAsync();
        await _bot.DisposeAsync();
        await _database.DisposeAsync();
        _http.Dispose();
        await _app.DisposeAsync();
        _folder.Dispose();
    }
}
