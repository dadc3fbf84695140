using Microsoft.Extensions.Time.Testing;

namespace QQBotKit.Simulator.Tests;

public class MovableTimeTests
{
    private static readonly DateTimeOffset Start = new(2026, 9, 18, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _inner = new(Start);
    private readonly MovableTime _time;
    private readonly List<(string Name, TimeSpan At)> _fired = [];

    public MovableTimeTests() => _time = new(_inner);

    [Fact]
    public void A_move_goes_through_the_timers_in_their_order_and_each_finds_its_own_time()
    {
        using var late = Timer("late", 30);
        using var early = Timer("early", 10);
        using var periodic = Timer("periodic", 12, 12);
        using var never = Timer("never", 61);

        _time.Advance(TimeSpan.FromSeconds(60)).Should().Be(7);

        _fired.Should().Equal(
            ("early", Seconds(10)), ("periodic", Seconds(12)), ("periodic", Seconds(24)), ("late", Seconds(30)),
            ("periodic", Seconds(36)), ("periodic", Seconds(48)), ("periodic", Seconds(60)));
        _time.GetUtcNow().Should().Be(Start + Seconds(60));
    }

    [Fact]
    public void What_is_begun_on_the_way_takes_part()
    {
        ITimer? second = null;
        using var first = _time.CreateTimer(_ => second = Timer("second", 5), null, Seconds(10), Timeout.InfiniteTimeSpan);

        _time.Advance(Seconds(20));

        _fired.Should().Equal(("second", Seconds(15)));
        second!.Dispose();
    }

    [Fact]
    public void The_clock_that_it_follows_fires_the_rest()
    {
        using var timer = Timer("timer", 60);
        _time.Advance(Seconds(40));

        _inner.Advance(Seconds(19));
        _fired.Should().BeEmpty();
        _inner.Advance(Seconds(1));

        _fired.Should().Equal(("timer", Seconds(60)));
        _inner.Advance(Seconds(100));
        _fired.Should().HaveCount(1, "once is once");
    }

    [Fact]
    public void A_timer_that_is_changed_or_disposed_does_not_fire_at_its_old_time()
    {
        using var changed = Timer("changed", 10);
        var disposed = Timer("disposed", 10);
        using var stopped = Timer("stopped", 10);
        changed.Change(Seconds(20), Timeout.InfiniteTimeSpan);
        disposed.Dispose();
        stopped.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        _time.Advance(Seconds(15));
        _fired.Should().BeEmpty();
        _time.Advance(Seconds(15));

        _fired.Should().Equal(("changed", Seconds(20)));
        disposed.Change(Seconds(1), Seconds(1)).Should().BeFalse();
    }

    [Fact]
    public void Elapsed_time_is_moved_as_well()
    {
        var begun = _time.GetTimestamp();
        _inner.Advance(Seconds(2));

        _time.Advance(Seconds(40));

        _time.GetElapsedTime(begun).Should().Be(Seconds(42));
    }

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);

    private ITimer Timer(string name, int due, int period = Timeout.Infinite) => _time.CreateTimer(
        _ => _fired.Add((name, _time.GetUtcNow() - Start)), null, Seconds(due), period == Timeout.Infinite ? Timeout.InfiniteTimeSpan : Seconds(period));
}
