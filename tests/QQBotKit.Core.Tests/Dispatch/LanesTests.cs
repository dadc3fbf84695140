using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using QQBotKit.Core.Dispatch;
using QQBotKit.Core.Events;
using QQBotKit.Core.Gateway;
using QQBotKit.Core.Tests.Scopes;

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

    [Fact]
    public async Task What_waits_behind_a_handler_that_hangs_waits_on_disk_so_that_others_go_on()
    {
        const int flood = 20_000;
        using var folder = new TemporaryFolder();
        using var inbox = await Inbox.OpenAsync("main", folder.Path, TimeProvider.System, NullLogger.Instance, Texts.OfMachine, CancellationToken.None);
        var hang = new TaskCompletionSource();
        var stuck = new ConcurrentQueue<string>();
        var others = new CountdownEvent(1000);
        var reader = new EventReader();
        var lanes = new Lanes(
            async e =>
            {
                if (e.Conversation == Target.Group("stuck"))
                {
                    await hang.Task;
                    stuck.Enqueue(e.EventId!);
                }
                else
                {
                    others.Signal();
                }
            },
            inbox,
            frame => reader.Read(frame, EventTypes.Find(frame.Type.Span), out _),
            capacity: 1000);

        for (var i = 0; i < flood; i++)
        {
            lanes.IsFull.Should().BeFalse("event {0} of the hanging conversation must not hold up the others", i);
            Bring("stuck", i);
        }

        for (var i = 0; i < 1000; i++)
        {
            Bring($"other{i % 10}", flood + i);
        }

        others.Wait(Patience).Should().BeTrue();
        stuck.Should().BeEmpty();
        hang.SetResult();
        await lanes.DrainAsync(Patience * 3, TimeProvider.System);
        stuck.Should().Equal(Enumerable.Range(0, flood).Select(i => $"GROUP_MSG_REJECT:{i}"));
        inbox.Recover().Should().BeEmpty("all of it is handled");

        void Bring(string group, int id)
        {
            var bytes = System.Text.Encoding.UTF8.GetBytes(
                $$$"""{"op":0,"s":{{{id}}},"t":"GROUP_MSG_REJECT","id":"GROUP_MSG_REJECT:{{{id}}}","d":{"group_openid":"{{{group}}}"}}""");
            Frame.TryRead(bytes, out var frame, out _).Should().BeTrue();
            var e = reader.Read(frame, EventTypes.Find(frame.Type.Span), out _);
            inbox.TryAdd(frame, EventKey.Of(e, frame), out var entry).Should().BeTrue();
            lanes.Enqueue(e, entry);
        }
    }

    [Fact]
    public async Task After_the_limit_of_a_drain_nothing_is_begun_and_nothing_counts_as_handled()
    {
        using var folder = new TemporaryFolder();
        var inbox = await Inbox.OpenAsync("main", folder.Path, TimeProvider.System, NullLogger.Instance, Texts.OfMachine, CancellationToken.None);
        var hang = new TaskCompletionSource();
        var begun = 0;
        var lanes = new Lanes(
            _ =>
            {
                Interlocked.Increment(ref begun);
                return hang.Task;
            },
            inbox,
            _ => null,
            capacity: 10);
        for (var i = 0; i < 2; i++)
        {
            var e = Event("a", i);
            var frame = new Frame(Opcode.Dispatch, i, "TEST"u8.ToArray(), default, "{}"u8.ToArray());
            inbox.TryAdd(frame, EventKey.Of(e, frame), out var entry);
            lanes.Enqueue(e, entry);
        }

        await lanes.DrainAsync(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        hang.SetResult();
        inbox.Dispose();

        using var next = await Inbox.OpenAsync("main", folder.Path, TimeProvider.System, NullLogger.Instance, Texts.OfMachine, CancellationToken.None);
        next.Recover().Should().HaveCount(2, "one was cut off, one was not begun");
        begun.Should().BeLessThanOrEqualTo(1);
    }

    private static Lanes Lanes(Func<BotEvent, Task> handle, int capacity) =>
        new(handle, Inbox.InMemory(NullLogger.Instance), _ => null, capacity);

    private static RawEvent Event(string group, int id) => new() { Type = "TEST", EventId = id.ToString(), Conversation = Target.Group(group) };
}
