using System.Collections.Concurrent;
using QQBotKit.Core.Delivery;

namespace QQBotKit.Core.Tests.Delivery;

public class ReplyLedgerTests
{
    [Fact]
    public void Replies_to_one_message_are_numbered_from_1_without_a_collision()
    {
        var ledger = new ReplyLedger(100);
        var taken = new ConcurrentBag<int>();

        Parallel.For(0, 1000, _ => taken.Add(ledger.NextSeq("m")));

        taken.Order().Should().Equal(Enumerable.Range(1, 1000));
    }

    [Fact]
    public void Two_plugins_and_a_task_that_reply_at_once_never_get_the_same_number()
    {
        var ledger = new ReplyLedger(100);
        for (var run = 0; run < 10_000; run++)
        {
            var taken = new int[3];
            var id = $"m{run}";

            Parallel.For(0, taken.Length, who => taken[who] = ledger.NextSeq(id));

            taken.Order().Should().Equal([1, 2, 3], $"this is run {run}");
        }
    }

    [Fact]
    public void Every_inbound_id_has_its_own_count()
    {
        var ledger = new ReplyLedger(100);

        ledger.NextSeq("a").Should().Be(1);
        ledger.NextSeq("b").Should().Be(1);
        ledger.NextSeq("a").Should().Be(2);
    }

    [Fact]
    public void The_memory_is_bounded()
    {
        var ledger = new ReplyLedger(2);
        foreach (var id in new[] { "a", "b", "c", "d" })
        {
            ledger.NextSeq(id);
        }

        ledger.NextSeq("d").Should().Be(2);
        ledger.NextSeq("a").Should().Be(1);
    }
}
