using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using QQBotKit.Benchmarks.Loopback;
using QQBotKit.Core;
using QQBotKit.Core.Configuration;
using QQBotKit.Core.Delivery;
using QQBotKit.Core.Delivery.Active;
using QQBotKit.Core.Delivery.Replies;
using QQBotKit.Core.Dispatch;
using QQBotKit.Core.Events;
using QQBotKit.Core.Gateway;
using QQBotKit.Core.Rest;
using QQBotKit.Core.Scopes;
using QQBotKit.Core.Storage;
using QQBotKit.Limits;

namespace QQBotKit.Benchmarks;

/// <summary>From the typed event through the command table to the author's handler, with 10 and with 10,000 commands.</summary>
[MemoryDiagnoser]
public class DispatchBenchmarks
{
    private Bot _bot = null!;
    private Dispatcher _dispatcher = null!;
    private MessageReceived _hit = null!;
    private MessageReceived _miss = null!;
    private Frame _unwanted;
    private Intake _intake = null!;

    [Params(10, 10_000)]
    public int Commands { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var settings = new QQBotSettings { Bots = new() { ["main"] = new() { AppId = "1", Secret = "s", Platform = Platform.Production } } };
        _bot = new Bot(
            "main", settings, PlatformHosts.Of(settings.Bots["main"]), new Database(Path.GetTempPath(), Texts.OfMachine),
            Inbox.InMemory(NullLogger.Instance), TimeProvider.System, NullLoggerFactory.Instance, Texts.OfMachine);
        var scope = _bot.CreateScope(ExtensionKind.Plugin, "benchmark");
        for (var i = 0; i < Commands; i++)
        {
            scope.Command($"command{i}", (int sides) => { _ = sides; });
        }

        _bot.Registry.Swap(null, scope);
        var author = new AuthorCode(new HandlerWatch(TimeProvider.System, Texts.OfMachine), Texts.OfMachine, NullLogger.Instance);
        _dispatcher = new Dispatcher(_bot.Registry, new CommandSettings(), author, _bot.Clicks, Texts.OfMachine);
        _hit = Message($"/command{Commands / 2} 20");
        _miss = Message("今晚有人一起看书吗");

        Frame.TryRead("""{"op":0,"s":9,"t":"GUILD_UPDATE","id":"GUILD_UPDATE:1","d":{"id":"7315042298310644121","name":"图书馆"}}"""u8.ToArray(), out _unwanted, out _);
        var inbox = Inbox.InMemory(NullLogger.Instance);
        _intake = new Intake(
            new EventReader(), _bot.Registry, inbox, new Lanes(_ => Task.CompletedTask, inbox, _ => null, 1000), new Audits(TimeProvider.System, Texts.OfMachine),
            new ReplyLedger(PlatformLimits.Default, TimeProvider.System, NullLogger.Instance),
            new ActiveLedger(PlatformLimits.Default, certified: false, TimeProvider.System, NullLogger.Instance), _bot.Clicks, NullLogger.Instance);
    }

    [Benchmark(Description = "event → command → handler(int)")]
    public Task Hit() => _dispatcher.HandleAsync(_hit);

    [Benchmark(Description = "event → no command")]
    public bool Miss() => _bot.Registry.Current.Concerns(_miss);

    [Benchmark(Description = "frame that nobody wants")]
    public bool Unwanted() => _intake.TryAccept(_unwanted);

    private static MessageReceived Message(string text)
    {
        Frame.TryRead(Workload.Frame(1, text), out var frame, out _);
        return (MessageReceived)new EventReader().Read(frame, EventTypes.Find(frame.Type.Span), out _);
    }
}
