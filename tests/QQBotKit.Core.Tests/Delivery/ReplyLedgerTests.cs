using QQBotKit.Core.Delivery.Replies;
using QQBotKit.Core.Tests.Rest;
using QQBotKit.Core.Tests.Scopes;
using QQBotKit.Limits;

namespace QQBotKit.Core.Tests.Delivery;

public sealed class ReplyLedgerTests : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly TemporaryFolder _folder = new();
    private readonly TestClock _clock = new();
    private readonly TestLog _log = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Two_plugins_and_a_job_that_reply_at_once_never_get_the_same_number()
    {
        // They begin together and run through many messages without waiting for each other: now one is ahead, now the other.
        const int rounds = 10;
        const int runs = 10_000;
        using var ledger = Open();
        var taken = Enumerable.Range(0, 3).Select(_ => new int[rounds * runs]).ToArray();
        using var together = new Barrier(taken.Length);

        await Task.WhenAll(taken.Select(own => Task.Factory.StartNew(
            () =>
            {
                for (var run = 0; run < own.Length; run++)
                {
                    if (run % runs == 0)
                    {
                        together.SignalAndWait();
                    }

                    own[run] = ledger.Take($"m{run}", Scene.Group)?.Seq ?? 0;
                }
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

        var wrong = Enumerable.Range(0, rounds * runs).Where(run => !taken.Select(own => own[run]).Order().SequenceEqual([1, 2, 3]));
        wrong.Should().BeEmpty();
    }

    [Theory]
    [InlineData(Scene.Group, 5)]
    [InlineData(Scene.C2C, 4)]
    public void No_more_replies_are_taken_than_the_platform_allows(Scene scene, int most)
    {
        using var ledger = Open();
        ledger.Receive("m", null);

        var taken = Enumerable.Range(0, most + 1).Select(_ => ledger.Take("m", scene)?.Seq).ToArray();

        taken.Should().Equal([.. Enumerable.Range(1, most).Select(seq => (int?)seq), null]);
        ledger.Left("m", scene).Left.Should().Be(0);
        ledger.Take("other", scene)!.Value.Seq.Should().Be(1, "every inbound id has its own count");
    }

    [Theory]
    [InlineData(Scene.Group, 299, true)]
    [InlineData(Scene.Group, 300, false)]
    [InlineData(Scene.C2C, 59 * 60, true)]
    [InlineData(Scene.C2C, 60 * 60, false)]
    [InlineData(Scene.Channel, 299, true)]
    [InlineData(Scene.Channel, 300, false)]
    public void A_message_can_be_answered_until_its_time_is_over(Scene scene, int seconds, bool can)
    {
        using var ledger = Open();
        ledger.Receive("m", _clock.GetUtcNow());

        _clock.Advance(seconds);

        (ledger.Take("m", scene) is not null).Should().Be(can);
    }

    [Fact]
    public void A_refused_reply_gives_its_count_back_and_its_number_never()
    {
        using var ledger = Open();
        ledger.Take("m", Scene.Group);
        ledger.GiveBack("m");

        ledger.Left("m", Scene.Group).Left.Should().Be(5);
        ledger.Take("m", Scene.Group)!.Value.Seq.Should().Be(2);
    }

    [Fact]
    public void The_sign_of_typing_has_a_number_and_counts_for_nothing()
    {
        using var ledger = Open();

        ledger.Take("m", Scene.C2C, counts: false)!.Value.Seq.Should().Be(1);

        ledger.Left("m", Scene.C2C).Left.Should().Be(4);
        ledger.Take("m", Scene.C2C)!.Value.Seq.Should().Be(2);
    }

    [Fact]
    public void The_time_begins_when_the_platform_had_the_message_whatever_the_clock_of_the_machine_says()
    {
        // The machine is 90 s ahead; a message is on its way for 1 s, and one that a resume brings for 3 minutes.
        using var ledger = Open();
        ledger.Receive("before", _clock.GetUtcNow() - (91 * Second));
        ledger.Receive("resumed", _clock.GetUtcNow() - ((90 + 180) * Second));

        ledger.Left("before", Scene.Group).Ends.Should().Be(_clock.GetUtcNow() + (300 * Second));
        ledger.Left("resumed", Scene.Group).Ends.Should().Be(_clock.GetUtcNow() + ((300 - 179) * Second));
    }

    [Fact]
    public void A_time_of_the_platform_that_cannot_be_true_says_nothing()
    {
        using var ledger = Open();
        ledger.Receive("m", DateTimeOffset.UnixEpoch);

        ledger.Left("m", Scene.Group).Ends.Should().Be(_clock.GetUtcNow() + (300 * Second));
    }

    [Fact]
    public void The_next_process_goes_on_with_the_numbers_and_the_counts()
    {
        using (var ledger = Open())
        {
            ledger.Receive("m", null);
            ledger.Take("m", Scene.Group);
            ledger.Take("m", Scene.Group);
        }

        _clock.Advance(60);
        using var next = Open();

        next.Left("m", Scene.Group).Should().Be(new RepliesLeft(3, _clock.GetUtcNow() + (240 * Second)));
        next.Take("m", Scene.Group).Should().Be(new ReplyNumber(3, IsRepeat: false, Counts: true));
    }

    [Fact]
    public void Who_answers_an_event_again_gets_the_numbers_that_he_used_and_everybody_else_those_that_nobody_has_used()
    {
        var (one, other) = (ReplyLedger.OwnerOf("plugin.one"), ReplyLedger.OwnerOf("plugin.other"));
        using (var ledger = Open())
        {
            new[] { one, other, one }.Select(owner => ledger.Take("m", Scene.Group, owner: owner)!.Value.Seq).Should().Equal(1, 2, 3);
            ledger.Take("m", Scene.Group)!.Value.Seq.Should().Be(4);
        }

        using (var killed = Open())
        {
            killed.Repeat("m");
            killed.Take("m", Scene.Group, owner: one).Should().Be(new ReplyNumber(1, IsRepeat: true, Counts: true));
        }

        using var next = Open();
        next.Repeat("m");

        new byte[] { one, 0, one, one, other }.Select(owner => next.Take("m", Scene.Group, owner: owner)!.Value).Select(number => (number.Seq, number.IsRepeat))
            .Should().Equal((1, true), (5, false), (3, true), (6, false), (2, true));
    }

    [Fact]
    public void The_memory_and_the_file_are_bounded()
    {
        using (var ledger = new ReplyLedger(PlatformLimits.Default, _clock, _log, Path, capacity: 2))
        {
            foreach (var id in new[] { "a", "b", "c", "d" })
            {
                ledger.Take(id, Scene.Group);
            }

            ledger.Take("d", Scene.Group)!.Value.Seq.Should().Be(2);
            ledger.Take("a", Scene.Group)!.Value.Seq.Should().Be(1);
        }

        new FileInfo(Path).Length.Should().BeLessThan(100);
        using var next = new ReplyLedger(PlatformLimits.Default, _clock, _log, Path, capacity: 2);
        next.Take("d", Scene.Group)!.Value.Seq.Should().Be(3);
    }

    [Fact]
    public void Where_the_file_cannot_be_used_the_bot_goes_on_and_says_so()
    {
        Directory.CreateDirectory(Path);

        using var ledger = Open();

        ledger.Take("m", Scene.Group)!.Value.Seq.Should().Be(1);
        _log.At(Microsoft.Extensions.Logging.LogLevel.Error).Should().ContainSingle().Which.Should().Contain(Path);
    }

    private string Path => System.IO.Path.Combine(_folder.Path, "replies.ledger");

    private ReplyLedger Open() => new(PlatformLimits.Default, _clock, _log, Path);
}
