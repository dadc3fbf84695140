using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Logging;
using QQBotKit.Core.Configuration;
using QQBotKit.Core.Rest;
using QQBotKit.Limits;

namespace QQBotKit.Core.Tests.Rest;

/// <summary>Who may call when, on a clock that only the test moves.</summary>
public sealed class RateLimitTests : IDisposable
{
    private const int TooManyMessages = 22009;
    private static readonly Rate TwoInASecond = new(2, TimeSpan.FromSeconds(1));
    private readonly TestClock _clock = new();
    private readonly TestLog _log = new();
    private readonly List<string> _gone = [];
    private CallRoute _route = null!;
    private RateLimits _limits;

    public RateLimitTests() => _limits = Limits();

    public void Dispose() => _limits.Dispose();

    [Fact]
    public async Task What_the_rate_allows_goes_at_once_and_keeps_no_timer()
    {
        var calls = new[] { CallAsync("a"), CallAsync("a") };

        calls.Should().OnlyContain(call => call.IsCompletedSuccessfully);
        (await calls[0]).IsAcquired.Should().BeTrue();
        _clock.Waits.Should().BeEmpty("nobody waits");
    }

    [Fact]
    public async Task What_is_too_much_goes_as_soon_as_the_rate_lets_it()
    {
        Begin("a", "a", "a", "a", "a");
        _gone.Should().HaveCount(2);

        await PassAsync(0.9);
        _gone.Should().HaveCount(2);
        await PassAsync(0.2);
        await GoneAsync(4);
        await PassAsync(1.1);
        await GoneAsync(5);

        var timers = _clock.Waits.Count;
        await PassAsync(60);
        _clock.Waits.Should().HaveCount(timers, "nobody waits any more");
    }

    [Fact]
    public void In_no_second_wherever_it_begins_are_there_more_calls_than_the_rate_says()
    {
        const int seed = 20261124;
        var random = new Random(seed);
        var (times, begun) = (new List<double>(), _clock.GetTimestamp());
        while (times.Count < 100)
        {
            _clock.Advance(random.NextDouble() * 0.3);
            if (_limits.AttemptAcquire(Call("a"), 1).IsAcquired)
            {
                times.Add(_clock.GetElapsedTime(begun).TotalSeconds);
            }
        }

        times.Zip(times.Skip(2)).Should().OnlyContain(pair => pair.Second - pair.First >= 0.999, $"seed {seed}");
    }

    [Fact]
    public async Task One_who_floods_holds_nobody_else_up()
    {
        Begin([.. Enumerable.Repeat("flood", 100)]);
        Begin("quiet", "other");

        await PassAsync(1.1);
        await GoneAsync(4);
        await PassAsync(1.1);
        await GoneAsync(6);

        _gone.Should().Contain(["quiet", "other"], "they take turns with the one who was there before them");
    }

    [Fact]
    public async Task Calls_that_come_all_the_time_put_off_none_that_waits()
    {
        Begin("a", "a", "first");
        _clock.Advance(0.99);
        for (var i = 0; i < 40; i++)
        {
            _clock.Advance(0.0005);
            Begin("others");
        }

        await GoneAsync(3);
        lock (_gone)
        {
            _gone.Should().Contain("first");
        }
    }

    [Fact]
    public async Task A_limit_that_is_full_for_too_long_is_named_with_the_time_at_which_it_is_not()
    {
        _limits = Limits(new Rate(1, TimeSpan.FromSeconds(40)));
        Begin("a", "a");
        var call = CallAsync("a");

        _clock.Advance(41);
        await GoneAsync(2);
        _clock.Advance(20);

        ShouldBeRefused(await call.WaitAsync(TimeSpan.FromSeconds(20)), "POST /v2/groups/{group_openid}/messages (1/40 s)", freeIn: 20);
    }

    [Fact]
    public async Task A_call_that_cannot_go_before_its_patience_ends_is_told_at_once()
    {
        _limits = Limits(new Rate(1, TimeSpan.FromMinutes(10)));
        Begin("a");

        var call = CallAsync("a");

        call.IsCompleted.Should().BeTrue("a minute would be waited for nothing");
        ShouldBeRefused(await call, "POST /v2/groups/{group_openid}/messages (1/600 s)", freeIn: 600);
    }

    [Fact]
    public async Task Only_the_one_whose_queue_is_full_is_refused()
    {
        Begin([.. Enumerable.Repeat("flood", 2 + 100)]);

        var refused = CallAsync("flood");
        var other = CallAsync("other");

        (await refused).IsAcquired.Should().BeFalse();
        await PassAsync(1.1);
        (await other.WaitAsync(TimeSpan.FromSeconds(20))).IsAcquired.Should().BeTrue();
    }

    [Fact]
    public async Task A_call_that_is_given_up_takes_nobodys_turn()
    {
        using var ending = new CancellationTokenSource();
        Begin("a", "a");
        var given = Enumerable.Range(0, 10).Select(_ => CallAsync("a", cancellationToken: ending.Token)).ToArray();
        Begin("a");

        await ending.CancelAsync();
        foreach (var call in given)
        {
            await call.Invoking(c => c).Should().ThrowAsync<OperationCanceledException>();
        }

        await PassAsync(1.1);
        await GoneAsync(3);
    }

    [Fact]
    public async Task Calls_that_wait_when_the_bot_ends_are_given_up()
    {
        Begin("a", "a");
        var waiting = CallAsync("a");

        _limits.Dispose();

        await waiting.Invoking(c => c.WaitAsync(TimeSpan.FromSeconds(20))).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task A_conversation_that_the_platform_slows_down_holds_up_no_other_and_recovers_step_by_step()
    {
        _limits = Limits(new Rate(1000, TimeSpan.FromSeconds(1)));
        _limits.SlowDown(Call("a", conversation: 1), TooManyMessages, null);
        _log.At(LogLevel.Warning).Should().ContainSingle().Which.Should().Contain("group.sends").And.Contain("22009");

        Begin("a", "a", "a", "a", "a", "a");
        CallAsync("a", conversation: 2).IsCompleted.Should().BeTrue("it is another conversation");
        _gone.Should().BeEmpty("the platform wants to be left alone for a moment");
        await PassAsync(1.1);
        await GoneAsync(2);
        _gone.Should().HaveCount(2, "half of five a second");

        await PassAsync(20);
        await GoneAsync(6);
        await PassAsync(20);
        var timers = _clock.Waits.Count;
        Begin([.. Enumerable.Repeat("a", 100)]);
        await GoneAsync(106);
        _clock.Waits.Should().HaveCount(timers, "it has recovered");
    }

    [Fact]
    public async Task A_call_that_waits_at_a_slowed_limit_goes_as_soon_as_that_has_recovered()
    {
        _limits = Limits(new Rate(4, TimeSpan.FromSeconds(25)));
        for (var i = 0; i < 2; i++)
        {
            _limits.SlowDown(Call("a"), 0, null);
            _clock.Advance(0.5);
        }

        Begin("a", "a", "a");
        await GoneAsync(1);
        _gone.Should().HaveCount(1, "a quarter of four");
        _clock.Advance(10.1);
        await GoneAsync(2);
        _clock.Advance(10);
        await GoneAsync(3);
    }

    [Fact]
    public async Task A_slowed_bot_still_answers_clicks()
    {
        const int tooManyCalls = 100017;
        _limits.SlowDown(Call("a"), tooManyCalls, TimeSpan.FromSeconds(5));

        var message = CallAsync("a");
        var click = _limits.AcquireAsync(new OutgoingCall(new CallRoute("PUT /interactions/{id}", [TwoInASecond]) { IsUrgent = true }, 0, "a", false), 1).AsTask();

        click.IsCompletedSuccessfully.Should().BeTrue();
        message.IsCompleted.Should().BeFalse();
        _clock.Advance(5.1);
        (await message.WaitAsync(TimeSpan.FromSeconds(20))).IsAcquired.Should().BeTrue();
    }

    private void ShouldBeRefused(RateLimitLease lease, string limit, double freeIn)
    {
        lease.IsAcquired.Should().BeFalse();
        lease.TryGetMetadata(RateLease.Refusal, out var refusal).Should().BeTrue();
        refusal!.EndsAt.Should().BeCloseTo(_clock.GetUtcNow().AddSeconds(freeIn), TimeSpan.FromSeconds(1.1));
        var free = refusal.EndsAt.ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        refusal.Text.English.Should().Contain($"{limit} has no room within 60 s").And.Contain(free).And.Contain("rates.wait");
        refusal.Text.Chinese.Should().Contain(limit.Split(' ')[1]).And.Contain(free).And.Contain("rates.wait");
    }

    private RateLimits Limits(Rate? rate = null)
    {
        _limits?.Dispose();
        _route = new CallRoute("POST /v2/groups/{group_openid}/messages", [rate ?? TwoInASecond]) { Scene = Scene.Group };
        return new RateLimits(PlatformLimits.Default, false, new RateSettings { Queue = 100 }, _clock, _log);
    }

    private OutgoingCall Call(string owner, ulong conversation = 1) => new(_route, conversation, owner, false);

    private Task<RateLimitLease> CallAsync(string owner, ulong conversation = 1, CancellationToken cancellationToken = default) =>
        _limits.AcquireAsync(Call(owner, conversation), 1, cancellationToken).AsTask();

    private void Begin(params string[] owners)
    {
        foreach (var owner in owners)
        {
            _ = GoAsync(owner);
        }
    }

    private async Task GoAsync(string owner)
    {
        if ((await CallAsync(owner)).IsAcquired)
        {
            lock (_gone)
            {
                _gone.Add(owner);
            }
        }
    }

    private async Task PassAsync(double seconds)
    {
        for (var passed = 0.0; passed < seconds; passed += 0.05)
        {
            _clock.Advance(0.05);
            await Task.Yield();
        }
    }

    private Task GoneAsync(int count) => Eventually.IsTrue(
        () =>
        {
            lock (_gone)
            {
                return _gone.Count >= count;
            }
        },
        $"{count} calls have gone");
}
