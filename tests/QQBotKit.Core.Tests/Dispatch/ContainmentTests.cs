using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using QQBotKit.Core.Configuration;
using QQBotKit.Core.Dispatch;
using QQBotKit.Core.Scopes;
using QQBotKit.Core.Tests.Plugins;
using QQBotKit.Core.Tests.Rest;

namespace QQBotKit.Core.Tests.Dispatch;

/// <summary>What a plugin that misbehaves does to the others: nothing, or as little as is stated.</summary>
public sealed class ContainmentTests : IAsyncLifetime
{
    private static readonly Texts English = new(CultureInfo.InvariantCulture);
    private readonly ConcurrentQueue<string> _seen = new();
    private readonly FakeTimeProvider _time = new();
    private readonly TestLog _log = new();
    private readonly List<string> _quarantined = [];
    private PluginHost _host = null!;
    private HandlerWatch _watch = null!;

    public Task InitializeAsync()
    {
        _host = new PluginHost();
        _watch = new HandlerWatch(_time, English);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        _watch.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task A_handler_that_heeds_its_token_is_cancelled_at_its_deadline()
    {
        Live("slow", new() { Deadline = TimeSpan.FromSeconds(10) }, bot => bot.Command("wait", async (CancellationToken stopping) =>
        {
            _seen.Enqueue("begun");
            await Task.Delay(Timeout.Infinite, stopping);
        }));

        var handled = SayAsync("/wait");
        await Eventually.IsTrue(() => !_seen.IsEmpty, "it has begun");
        _time.Advance(TimeSpan.FromSeconds(9));
        handled.IsCompleted.Should().BeFalse();
        _time.Advance(TimeSpan.FromSeconds(1.5));

        await handled.WaitAsync(TimeSpan.FromSeconds(10));
        _log.At(LogLevel.Error).Should().ContainSingle(line => line.Contains("plugin.slow: wait failed on GROUP_AT_MESSAGE_CREATE (1)"));
    }

    [Theory]
    [InlineData("never ends")]
    [InlineData("blocks its thread")]
    public async Task A_handler_that_does_not_end_is_left_alone_and_its_conversation_goes_on(string how)
    {
        using var end = new ManualResetEventSlim();
        var never = new TaskCompletionSource();
        Live("stuck", new() { Deadline = TimeSpan.FromSeconds(10) }, bot => bot.Command("stick", () =>
        {
            _seen.Enqueue("begun");
            if (how == "blocks its thread")
            {
                end.Wait();
            }

            return never.Task;
        }));

        var handled = SayAsync("/stick");
        await Eventually.IsTrue(() => !_seen.IsEmpty, "it has begun");
        await PassAsync(handled, TimeSpan.FromSeconds(13));

        _log.At(LogLevel.Error).Should().Contain(line => line.Contains("plugin.stuck: stick failed") && line.Contains("did not end within 10 s"));
        end.Set();
        never.SetResult();
    }

    [Fact]
    public async Task No_more_handlers_of_a_plugin_run_at_once_than_may()
    {
        var (running, most) = (0, 0);
        var go = new TaskCompletionSource();
        Live("busy", new() { Concurrency = 3 }, bot => bot.Command("work", async () =>
        {
            var now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);
            await go.Task;
            Interlocked.Decrement(ref running);
        }));
        Live("other", new() { Concurrency = 3 }, bot => bot.Command("ping", () => { _seen.Enqueue("pong"); }));

        var all = Enumerable.Range(0, 10).Select(_ => SayAsync("/work")).ToArray();
        await Eventually.IsTrue(() => running == 3, "three run");
        await SayAsync("/ping");
        _seen.Should().Equal(["pong"], "others are not held up");
        go.SetResult();
        await Task.WhenAll(all);

        most.Should().Be(3);
    }

    [Fact]
    public async Task A_middleware_leaves_room_for_the_command_that_it_surrounds()
    {
        Live("narrow", new() { Concurrency = 1 }, bot =>
        {
            bot.Use(async (_, next) =>
            {
                _seen.Enqueue("before");
                await next();
                _seen.Enqueue("after");
            });
            bot.Command("work", () => { _seen.Enqueue("work"); });
        });

        await SayAsync("/work").WaitAsync(TimeSpan.FromSeconds(10));

        _seen.Should().Equal("before", "work", "after");
    }

    [Fact]
    public async Task After_repeated_failures_of_one_handler_nothing_of_its_plugin_is_called_until_it_is_resumed()
    {
        var containment = Live("broken", new() { Failures = 3 }, bot =>
        {
            bot.Command("fail", void () => throw new InvalidTimeZoneException("always"));
            bot.On<MessageReceived>(message => _seen.Enqueue(message.Text));
        });

        for (var i = 0; i < 3; i++)
        {
            await SayAsync("hello");
            _quarantined.Should().BeEmpty("a hook that works does not make up for a command that does not, but three in a row it takes");
            await SayAsync("/fail");
        }

        _quarantined.Should().ContainSingle().Which.Should().ContainAll("fail failed 3 times in a row", "InvalidTimeZoneException: always");
        await SayAsync("hello");
        _seen.Should().HaveCount(3);

        containment.Resume().Should().BeTrue();
        await SayAsync("hello");
        _seen.Should().HaveCount(4);
        containment.Resume().Should().BeFalse();
    }

    [Fact]
    public async Task One_success_begins_the_count_anew()
    {
        var fails = true;
        Live("moody", new() { Failures = 2 }, bot => bot.Command("try", () =>
        {
            if (fails)
            {
                throw new InvalidTimeZoneException();
            }
        }));

        for (var i = 0; i < 6; i++)
        {
            fails = i % 2 == 0;
            await SayAsync("/try");
        }

        _quarantined.Should().BeEmpty();
    }

    [Fact]
    public async Task Handlers_that_never_end_fill_only_the_room_of_their_plugin_which_is_then_quarantined()
    {
        var never = new TaskCompletionSource();
        Live("stuck", new() { Deadline = TimeSpan.FromSeconds(10), Concurrency = 2, Failures = 0 }, bot => bot.Command("stick", () => never.Task));

        await PassAsync(Task.WhenAll(SayAsync("/stick"), SayAsync("/stick")), TimeSpan.FromSeconds(13));

        await Eventually.IsTrue(() => _quarantined.Count == 1, "it is told");
        _quarantined.Single().Should().Contain("2 of its handlers never ended");
        await SayAsync("/stick").WaitAsync(TimeSpan.FromSeconds(10));
        never.SetResult();
    }

    /// <summary>
    /// The stated factor: with one plugin that burns a core and blocks threads, another's answers take, in the middle, at most ten times
    /// as long as without it, or 20 ms. On two cores; the middle, since single ones depend on what else the machine does.
    /// </summary>
    [Fact]
    public async Task A_plugin_that_burns_a_core_and_blocks_threads_does_not_hold_up_another()
    {
        _watch.Dispose();
        _watch = new HandlerWatch(TimeProvider.System, English);
        using var end = new CancellationTokenSource();
        Live("calm", new(), bot => bot.Command("ping", () => { }));
        Live("wild", new(), bot =>
        {
            bot.Command("burn", () =>
            {
                while (!end.IsCancellationRequested)
                {
                }
            });
            bot.Command("block", () => { end.Token.WaitHandle.WaitOne(); });
        });

        await MedianAsync(200);
        var alone = await MedianAsync(200);
        var wild = Enumerable.Range(0, 12).Select(i => SayAsync(i == 0 ? "/burn" : "/block")).ToArray();
        await Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None);
        var beside = await MedianAsync(200);
        await end.CancelAsync();
        await Task.WhenAll(wild);

        beside.Should().BeLessThan(TimeSpan.FromTicks(Math.Max(alone.Ticks * 10, TimeSpan.FromMilliseconds(20).Ticks)), $"alone it is {alone}");
    }

    private async Task<TimeSpan> MedianAsync(int count)
    {
        var times = new List<TimeSpan>();
        for (var i = 0; i < count; i++)
        {
            var since = Stopwatch.GetTimestamp();
            await Task.Run(() => SayAsync("/ping"));
            times.Add(Stopwatch.GetElapsedTime(since));
        }

        return times.Order().ElementAt(count / 2);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = most; value > seen; seen = most)
        {
            Interlocked.CompareExchange(ref most, value, seen);
        }
    }

    private Containment Live(string name, HandlerSettings limits, Action<IBot> configure)
    {
        var containment = new Containment(limits) { Quarantined = reason => { lock (_quarantined) { _quarantined.Add(reason); } } };
        var scope = _host.Bot.CreateScope(ExtensionKind.Plugin, name, containment);
        configure(scope);
        _host.Bot.Registry.Swap(null, scope);
        return containment;
    }

    private int _messages;

    private Task SayAsync(string text) => new Dispatcher(_host.Bot.Registry, new CommandSettings { Failed = "" }, new AuthorCode(_watch, English, _log), _host.Bot.Clicks, English)
        .HandleAsync(PluginHost.Message($"{Interlocked.Increment(ref _messages)}", text));

    /// <summary>Lets time pass until something has ended.</summary>
    private async Task PassAsync(Task ended, TimeSpan limit)
    {
        for (var passed = TimeSpan.Zero; passed < limit && !ended.IsCompleted; passed += HandlerWatch.Period)
        {
            _time.Advance(HandlerWatch.Period);
            await Task.Delay(5);
        }

        await ended.WaitAsync(TimeSpan.FromSeconds(10));
    }
}
