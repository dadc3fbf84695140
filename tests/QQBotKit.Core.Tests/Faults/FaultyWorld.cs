using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;
using QQBotKit.Core.Tests.Delivery;
using QQBotKit.Core.Tests.Rest;
using QQBotKit.Simulator;
using QQBotKit.Simulator.Faults;

namespace QQBotKit.Core.Tests.Faults;

/// <summary>
/// A bot on the simulator, and one clock for both that runs faster than the test's. People write numbers, and the bot answers each with the same number.
/// </summary>
internal sealed class FaultyWorld : IAsyncDisposable
{
    private readonly ConcurrentDictionary<int, DateTimeOffset> _said = new();
    private readonly ConcurrentDictionary<int, DateTimeOffset> _handled = new();
    private readonly ConcurrentQueue<int> _twice = new();
    private readonly SimulatedPlatform _platform;
    private readonly IAsyncDisposable _running;
    private SimulatedBot _bot = null!;
    private int _last;

    private FaultyWorld(SimulatedPlatform platform, TestClock clock) => (_platform, Clock, _running) = (platform, clock, clock.Run());

    public QQSimulator Simulator => _platform.Simulator;

    public TestClock Clock { get; }

    /// <summary>The run of the bot; its result says why the platform stopped it.</summary>
    public Task<string?> Run => _bot.Run;

    /// <summary>How many sessions were begun; a resume begins none.</summary>
    public int Sessions => _bot.Log.At(LogLevel.Information).Count(line => line.Contains("ready as", StringComparison.Ordinal));

    /// <summary>The longest time, on the clock of both, from a message to its handler.</summary>
    public TimeSpan LongestWait => _handled.Max(handled => handled.Value - _said[handled.Key]);

    /// <param name="before">What goes wrong from the start.</param>
    public static async Task<FaultyWorld> StartAsync(Action<SimulatorFaults>? before = null)
    {
        var clock = new TestClock();
        var platform = await SimulatedPlatform.StartAsync(time: clock, before: simulator => before?.Invoke(simulator.Faults));
        var world = new FaultyWorld(platform, clock);
        world._bot = await SimulatedBot.BeginAsync(platform, [world.Answer], new());
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
            await _platform.SayAsync(Scene.Group, $"/n {number}");
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
        await _running.DisposeAsync();
        await _bot.DisposeAsync();
        await _platform.DisposeAsync();
    }

    private void Answer(IBot bot) => bot.Command("n", (int number) =>
    {
        if (!_handled.TryAdd(number, Clock.GetUtcNow()))
        {
            _twice.Enqueue(number);
        }

        return number.ToString(CultureInfo.InvariantCulture);
    });

    private async Task<string[]> AnswersAsync() => [.. (await _platform.SeenAsync()).Select(message => message.GetProperty("text").GetString()!)];

    private Task UntilAsync(Func<bool> condition, string what) => UntilAsync(() => Task.FromResult(condition()), what);

    private Task UntilAsync(Func<Task<bool>> condition, string what) =>
        SimulatedPlatform.UntilAsync(condition, () => $"{what}: {_handled.Count} of {_said.Count} handled.\n{_bot.Log.All}");
}
