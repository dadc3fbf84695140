using QQBotKit.Core.Rest;

namespace QQBotKit.Core.Tests.Rest;

public class TimeLimitsTests
{
    [Fact]
    public void A_limit_that_is_not_reached_costs_no_memory()
    {
        var limits = new TimeLimits(TimeProvider.System);
        using var caller = new CancellationTokenSource();
        Pass(100);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Pass(1000);

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);

        void Pass(int times)
        {
            for (var i = 0; i < times; i++)
            {
                using var whole = limits.Begin(TimeSpan.FromMinutes(2), caller.Token);
                using var attempt = limits.Begin(TimeSpan.FromSeconds(30), whole.Token);
            }
        }
    }

    [Fact]
    public void A_limit_tells_its_end_from_the_caller_s()
    {
        var clock = new TestClock();
        var limits = new TimeLimits(clock);
        using var caller = new CancellationTokenSource();
        using var reached = limits.Begin(TimeSpan.FromSeconds(30), caller.Token);
        using var given = limits.Begin(TimeSpan.FromSeconds(60), caller.Token);

        clock.Advance(30);
        (reached.IsReached, reached.Token.IsCancellationRequested).Should().Be((true, true));
        (given.IsReached, given.Token.IsCancellationRequested).Should().Be((false, false));

        caller.Cancel();
        (given.IsReached, given.Token.IsCancellationRequested).Should().Be((false, true));
    }

    [Fact]
    public void What_was_cancelled_is_not_used_again()
    {
        var limits = new TimeLimits(TimeProvider.System);
        using var impatient = new CancellationTokenSource();
        using (limits.Begin(TimeSpan.FromSeconds(30), impatient.Token))
        {
            impatient.Cancel();
        }

        using var next = limits.Begin(TimeSpan.FromSeconds(30), CancellationToken.None);

        next.Token.IsCancellationRequested.Should().BeFalse();
    }

    [Fact]
    public void A_caller_who_gives_up_later_does_not_end_the_calls_of_others()
    {
        var limits = new TimeLimits(TimeProvider.System);
        using var first = new CancellationTokenSource();
        limits.Begin(TimeSpan.FromSeconds(30), first.Token).Dispose();
        using var second = limits.Begin(TimeSpan.FromSeconds(30), CancellationToken.None);

        first.Cancel();

        second.Token.IsCancellationRequested.Should().BeFalse();
    }
}
