using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
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
using QQBotKit.Simulator.Faults;

namespace QQBotKit.Core.Tests.Faults;

/// <summary>
/// A bot, as the host makes it, on the simulator: real sockets between them, and one clock for both that runs faster than the test's. People write
/// numbers, and the bot answers each with the same number.
/// </summary>
internal sealed class FaultyWorld : IAsyncDisposable
{
    private const string AppId = "102000001";
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly WebApplication _app;
    private readonly HttpClient _http;
    private readonly Database _database;
    private readonly Bot _bot;
    private readonly ConcurrentDictionary<int, DateTimeOffset> _said = new();
    private readonly ConcurrentDictionary<int, DateTimeOffset> _handled = new();
    private readonly ConcurrentQueue<int> _twice = new();
    private readonly Task _ticking;
    private string _group = "";
    private int _last;

    private FaultyWorld(WebApplication app, QQSimulator simulator, TestClock clock, Inbox inbox)
    {
        (_app, Simulator, Clock) = (app, simulator, clock);
        _http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()), Timeout = Patience };
        var settings = new BotSettings { AppId = AppId, Secret = "s", Platform = Platform.Production, ApiUrl = _http.BaseAddress, TokenUrl = _http.BaseAddress };
        var texts = new Texts(CultureInfo.InvariantCulture);
        _database = new Database(_folder.Path, texts);
        _bot = new Bot(
            "main", new QQBotSettings { Bots = { ["main"] = settings } }, PlatformHosts.Of(settings), _database, inbox, clock, new RunningBot.LogsToOne(Log), texts);
        var scope = _bot.CreateScope(ExtensionKind.Plugin, "tested");
        scope.Command("n", (int number) =>
        {
            if (!_handled.TryAdd(number, Clock.GetUtcNow()))
            {
                _twice.Enqueue(number);
            }

            return number.ToString(CultureInfo.InvariantCulture);
        });
        _bot.Registry.Swap(null, scope);
        scope.GoLive();
        Run = _bot.RunAsync(texts);
        _ticking = TickAsync();
    }

    public QQSimulator Simulator { get; }

    public TestClock Clock { get; }

    public TestLog Log { get; } = new();

    /// <summary>The run of the bot; its result says why the platform stopped it.</summary>
    public Task<string?> Run { get; }

    /// <summary>How many sessions were begun; a resume begins none.</summary>
    public int Sessions => Log.At(LogLevel.Information).Count(line => line.Contains("ready as", StringComparison.Ordinal));

    /// <summary>The longest time, on the clock of both, from a message to its handler.</summary>
    public TimeSpan LongestWait => _handled.Max(handled => handled.Value - _said[handled.Key]);

    /// <param name="before">What goes wrong from the start.</param>
    public static async Task<FaultyWorld> StartAsync(Action<SimulatorFaults>? before = null)
    {
        var clock = new TestClock();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var simulator = new QQSimulator(new SimulatorOptions { AcceptAnySecret = true }, clock);
        before?.Invoke(simulator.Faults);
        app.MapSimulator(simulator);
        await app.StartAsync();
        var world = new FaultyWorld(app, simulator, clock, Inbox.InMemory(new TestLog()));
        var known = await world._http.GetFromJsonAsync<JsonNode>("simulator/world");
        world._group = (string)known!["groups"]![0]!["openid"]!;
        return world;
    }

    /// <summary>Waits until so many sessions were begun.</summary>
    public Task ReadyAsync(int sessions = 1) => UntilAsync(() => Sessions >= sessions, $"{sessions} session(s)");

    /// <summary>Lets people write, one message after the other.</summary>
    public async Task TalkAsync(int messages)
    {
        for (var i = 0; i < messages; i++)
        {
            var number = ++_last;
            _said[number] = Clock.GetUtcNow();
            using var answer = await _http.PostAsJsonAsync("simulator/messages", new { scene = "group", conversation = _group, text = $"/n {number}" });
            answer.EnsureSuccessStatusCode();
        }
    }

    /// <summary>Waits until all that was written is answered; each once, by the bot and for the eyes of the people.</summary>
    public async Task AllAnsweredOnceAsync()
    {
        await UntilAsync(() => _handled.Count == _said.Count, "every message handled");
        string[] seen = [];
        await UntilAsync(async () => (seen = await AnswersAsync()).Distinct().Count() == _said.Count, "every message answered");
        seen.Should().OnlyHaveUniqueItems("people see one answer to each message");
        _twice.Should().BeEmpty("each message is handled once");
    }

    /// <summary>Lets time pass on the clock of both.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        var end = Clock.GetUtcNow() + time;
        await UntilAsync(() => Clock.GetUtcNow() >= end, $"{time} to pass");
    }

    public async ValueTask DisposeAsync()
    {
        await _bot.StopAsync();
        await _ended.CancelAsync();
        await _ticking;
        await _bot.DisposeAsync();
        await _database.DisposeAsync();
        _http.Dispose();
        await _app.DisposeAsync();
        _folder.Dispose();
        _ended.Dispose();
    }

    private async Task<string[]> AnswersAsync()
    {
        var kept = await _http.GetFromJsonAsync<JsonNode>("simulator/messages?after=0");
        return [.. kept!["messages"]!.AsArray().Where(message => (string?)message!["from"] == "bot").Select(message => (string)message!["text"]!)];
    }

    private Task UntilAsync(Func<bool> condition, string what) => UntilAsync(() => Task.FromResult(condition()), what);

    private async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        var since = Stopwatch.StartNew();
        while (!await condition())
        {
            if (since.Elapsed > Patience)
            {
                throw new TimeoutException($"Waited in vain for {what}: {_handled.Count} of {_said.Count} handled.\n{Log.All}");
            }

            await Task.Delay(5);
        }
    }

    // Ten times as fast as real time at most: sockets and threads run on the real one.
    private async Task TickAsync()
    {
        while (!_ended.IsCancellationRequested)
        {
            await Task.Delay(2);
            Clock.Advance(Tick.TotalSeconds);
        }
    }
}
