using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using QQBotKit.Core.Dispatch;

namespace QQBotKit.Core.Tests.Dispatch;

public class LanesTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Events_of_one_conversation_are_handled_in_order_one_at_a_time()
    {
        const int count = 5000;
        var handled = new ConcurrentQueue<string>();
        var running = 0;
        var overlaps = 0;
        var lanes = Lanes(
            async e =>
            {
                overlaps += Interlocked.Increment(ref running) > 1 ? 1 : 0;
                await Task.Yield();
                handled.Enqueue(e.EventId!);
                Interlocked.Decrement(ref running);
            },
            capacity: count);

        for (var i = 0; i < count; i++)
        {
            lanes.Enqueue(Event("a", i), default);
        }

        await lanes.DrainAsync(Patience, TimeProvider.System);
        handled.Should().Equal(Enumerable.Range(0, count).Select(i => i.ToString()));
        overlaps.Should().Be(0);
    }

    [Fact]
    public async Task A_handler_that_hangs_holds_up_its_own_conversation_only()
    {
        var hang = new TaskCompletionSource();
        var others = new CountdownEvent(100);
        var stuck = 0;
        var lanes = Lanes(
            async e =>
            {
                if (e.Conversation == Target.Group("stuck"))
                {
                    Interlocked.Increment(ref stuck);
                    await hang.Task;
                }
                else
                {
                    others.Signal();
                }
            },
            capacity: 1000);

        lanes.Enqueue(Event("stuck", 1), default);
        lanes.Enqueue(Event("stuck", 2), default);
        for (var i = 0; i < 100; i++)
        {
            lanes.Enqueue(Event($"other{i}", i), default);
        }

        others.Wait(Patience).Should().BeTrue();
        stuck.Should().Be(1);
        hang.SetResult();
        await lanes.DrainAsync(Patience, TimeProvider.System);
        stuck.Should().Be(2);
    }

    [Fact]
    public async Task When_all_queues_are_full_who_brings_more_waits()
    {
        var hang = new TaskCompletionSource();
        var lanes = Lanes(_ => hang.Task, capacity: 2);
        lanes.Enqueue(Event("a", 1), default);
        lanes.Enqueue(Event("b", 2), default);

        lanes.IsFull.Should().BeTrue();
        var third = lanes.WaitForRoomAsync(CancellationToken.None).AsTask();

        third.IsCompleted.Should().BeFalse();
        hang.SetResult();
        await third.WaitAsync(Patience);
    }

    [Fact]
    public async Task Draining_does_not_wait_for_a_handler_longer_than_allowed()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var lanes = Lanes(_ => new TaskCompletionSource().Task, capacity: 10);
        lanes.Enqueue(Event("a", 1), default);

        var drained = lanes.DrainAsync(TimeSpan.FromSeconds(10), time);
        time.Advance(TimeSpan.FromSeconds(9));
        drained.IsCompleted.Should().BeFalse();
        time.Advance(TimeSpan.FromSeconds(1));

        await drained.WaitAsync(Patience);
    }

    [Fact]
    public async Task Nothing_is_lost_when_lanes_end_and_begin_at_the_same_moment()
    {
        var handled = 0;
        var lanes = Lanes(
            _ =>
            {
                Interlocked.Increment(ref handled);
                return Task.CompletedTask;
            },
            capacity: 100_000);

        Parallel.For(0, 20_000, i => lanes.Enqueue(Event($"g{i % 3}", i), default));
        await lanes.DrainAsync(Patience, TimeProvider.System);

        handled.Should().Be(20_000);
    }

    private static Lanes Lanes(Func<BotEvent, Task> handle, int capacity) =>
        new(handle, Inbox.InMemory(NullLogger.Instance), _ => null, capacity);

    private static RawEvent Event(string group, int id) => new() { Type = "TEST", EventId = id.ToString(), Conversation = Target.Group(group) };
}
