using System.Diagnostics;
using System.Text.Json;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging;
using QQBotKit.Core.Delivery.Waiting;
using QQBotKit.Core.Tests.Rest;
using QQBotKit.Core.Tests.Scopes;
using Xunit.Abstractions;

namespace QQBotKit.Core.Tests.Delivery;

/// <summary>What waits, over the processes that come one after the other. To dispose of it ends its timer and nothing else, so that is what a kill does.</summary>
public sealed class WaitingMessagesTests(ITestOutputHelper output) : IDisposable
{
    private static readonly Target Group = Target.Group("G");
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private readonly TemporaryFolder _folder = new();
    private readonly TestClock _clock = new();
    private readonly TestLog _log = new();
    private WaitingMessages? _last;

    public void Dispose()
    {
        _last?.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void What_has_waited_too_long_is_not_sent_after_a_restart_either_and_the_log_says_so()
    {
        Open().TryAdd(Group, Text("news"), Hour).Should().BeTrue();
        TextOf(Open().First(Group)).Should().Be("news");

        _clock.Advance(3600);
        var waiting = Open();

        waiting.First(Group).Should().BeNull();
        waiting.Any(Group).Should().BeFalse();
        _log.At(LogLevel.Warning).Should().Contain(line => line.Contains("Group:G", StringComparison.Ordinal));
        Directory.EnumerateFiles(_folder.Path).Should().BeEmpty();
    }

    [Fact]
    public void What_has_waited_too_long_goes_by_itself_where_nobody_writes_any_more()
    {
        var waiting = Open();
        waiting.TryAdd(Group, Text("news"), TimeSpan.FromHours(30));
        waiting.TryAdd(Target.Group("H"), Text("other"), TimeSpan.FromHours(40));

        Pass(hours: 29);
        Directory.EnumerateFiles(_folder.Path).Should().HaveCount(2);
        Pass(hours: 1);
        Directory.EnumerateFiles(_folder.Path).Should().ContainSingle();
        waiting.Any(Group).Should().BeFalse();
        Pass(hours: 10);

        Directory.EnumerateFiles(_folder.Path).Should().BeEmpty();
        _log.At(LogLevel.Warning).Should().HaveCount(2);
    }

    [Fact]
    public void A_message_of_several_parts_waits_whole_or_not_at_all()
    {
        var waiting = Open();
        for (var i = 0; i < WaitingMessages.MostInOne - 2; i++)
        {
            waiting.TryAdd(Group, Text($"{i}"), Hour).Should().BeTrue();
        }

        waiting.TryAdd(Group, Text("a", "b", "c"), Hour).Should().BeFalse();
        waiting.TryAdd(Group, Text("a", "b"), Hour).Should().BeTrue();
        waiting.TryAdd(Group, Text("one more"), Hour).Should().BeFalse();
        waiting.TryAdd(Target.Group("H"), Text("elsewhere"), Hour).Should().BeTrue();

        Take(Open(), Group).Should().Equal([.. Enumerable.Range(0, WaitingMessages.MostInOne - 2).Select(i => $"{i}"), "a", "b"]);
    }

    [Fact]
    public void The_parts_of_a_message_go_one_after_the_other_and_a_restart_goes_on_with_the_next()
    {
        var waiting = Open();
        waiting.TryAdd(Group, Text("a", "b", "c"), Hour);
        waiting.Advance(waiting.Assign(waiting.First(Group)!, new SendAttempt("m", 1))!);

        var next = Open().First(Group)!;

        (TextOf(next), next.Attempt).Should().Be(("b", null));
    }

    [Fact]
    public void As_what_a_message_goes_is_known_after_a_restart()
    {
        var waiting = Open();
        waiting.TryAdd(Group, Text("a"), Hour);
        waiting.Assign(waiting.First(Group)!, new SendAttempt("m", 7));

        Open().First(Group)!.Attempt.Should().Be(new SendAttempt("m", 7));
    }

    [Fact]
    public void What_a_handler_that_is_run_again_says_again_waits_once()
    {
        Open().TryAdd(Group, Text("late"), Hour, answers: "m1");
        var next = Open();

        next.TryAdd(Group, Text("late"), Hour, answers: "m1").Should().BeTrue();
        Take(next, Group).Should().Equal("late");
        next.TryAdd(Group, Text("late"), Hour, answers: "m1").Should().BeTrue();
        next.TryAdd(Group, Text("late"), Hour, answers: "m1").Should().BeTrue("the same twice in one process is two messages");
        Take(next, Group).Should().Equal("late", "late");
    }

    [Fact]
    public async Task Media_that_no_message_names_are_cleared_away_at_the_start_and_those_that_one_names_are_not()
    {
        var before = Open();
        var kept = await KeepAsync(before, 10);
        before.TryAdd(Group, [[new WaitingPart(Body("a"), kept)]], Hour);
        await KeepAsync(before, 10);
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "000000000009.json.new"), "half of a mess");

        var next = Open();

        Directory.EnumerateFiles(_folder.Path).Select(Path.GetFileName).Should().BeEquivalentTo("000000000001.json", kept.File);
        next.Remove(next.First(Group)!);
        Directory.EnumerateFiles(_folder.Path).Should().BeEmpty();
    }

    [Fact]
    public async Task While_a_message_cannot_be_read_no_media_are_cleared_away()
    {
        await KeepAsync(Open(), 10);
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "000000000001.json"), "{}");

        Open().Any(Group).Should().BeFalse();

        Directory.EnumerateFiles(_folder.Path).Should().HaveCount(2);
        _log.At(LogLevel.Warning).Should().ContainSingle().Which.Should().Contain("000000000001.json");
    }

    [Fact]
    public async Task The_room_for_media_is_bounded_over_restarts_and_free_again_when_a_message_goes()
    {
        var waiting = Open();
        var half = (int)(WaitingFiles.MostBytes / 2);
        waiting.TryAdd(Group, [[new WaitingPart(Body("a"), await KeepAsync(waiting, half))]], Hour);
        var next = Open();
        next.TryAdd(Group, [[new WaitingPart(Body("b"), await KeepAsync(next, half))]], Hour);

        (await TryKeepAsync(next, 1)).Should().BeNull();
        next.Remove(next.First(Group)!);

        (await TryKeepAsync(next, half)).Should().NotBeNull();
        (await TryKeepAsync(next, 1)).Should().BeNull();
    }

    [Fact]
    public void Whatever_happens_in_whatever_order_each_message_goes_once_in_its_order_or_is_told_to_have_expired()
    {
        // 0..4: a message of so many parts for one of two conversations; 5, 6: somebody writes there; 7: the process is killed; 8: half an hour passes;
        // 9: the process is killed between the post of a message and its answer.
        Property.Check(ArbMap.Default.ArbFor<byte[]>(), steps =>
        {
            foreach (var left in Directory.EnumerateFiles(_folder.Path))
            {
                File.Delete(left);
            }

            var log = new TestLog();
            WaitingMessages? last = null;
            WaitingMessages Restart()
            {
                last?.Dispose();
                return last = new WaitingMessages(_folder.Path, _clock, log);
            }

            var waiting = Restart();
            var accepted = new Dictionary<Target, List<string>> { [Group] = [], [Target.Group("H")] = [] };
            var sent = accepted.Keys.ToDictionary(to => to, _ => new List<string>());
            var number = 0;
            foreach (var step in steps.Select(step => step % 10))
            {
                var to = step % 2 == 0 ? Group : Target.Group("H");
                switch (step)
                {
                    case < 5:
                        string[] parts = [.. Enumerable.Range(0, step % 4 + 1).Select(part => $"{number}.{part}")];
                        number++;
                        if (waiting.TryAdd(to, Text(parts), TimeSpan.FromHours(2)))
                        {
                            accepted[to].AddRange(parts);
                        }

                        break;
                    case < 7:
                        sent[to].AddRange(Take(waiting, to, most: 5));
                        break;
                    case 7:
                        waiting = Restart();
                        break;
                    case 8:
                        _clock.Advance(1800);
                        break;
                    default:
                        if (waiting.First(to) is { } first)
                        {
                            // Seen by the people; that it was, the next process finds out by its number.
                            waiting.Assign(first, new SendAttempt("m", 1));
                            sent[to].Add(TextOf(first)!);
                            waiting = Restart();
                            var again = waiting.First(to)!;
                            again.Attempt.Should().Be(new SendAttempt("m", 1));
                            waiting.Advance(again);
                        }

                        break;
                }
            }

            foreach (var to in accepted.Keys)
            {
                sent[to].AddRange(Take(waiting, to));
                sent[to].Should().Equal(accepted[to].Where(sent[to].Contains), "none goes twice, and their order is kept");
            }

            var gone = accepted.Values.SelectMany(texts => texts).Except(sent.Values.SelectMany(texts => texts)).Select(text => text.Split('.')[0]);
            gone.Distinct().Count().Should().Be(log.At(LogLevel.Warning).Count(), "nothing is dropped silently");
            Directory.EnumerateFiles(_folder.Path).Should().BeEmpty();
            waiting.Dispose();
        }, tests: 150);
    }

    [Fact]
    public void To_ask_whether_something_waits_allocates_nothing_and_costs_next_to_nothing()
    {
        var waiting = Open();
        output.WriteLine($"nothing waits anywhere: {Measure():0.0} ns");

        waiting.TryAdd(Target.Group("H"), Text("elsewhere"), Hour);
        output.WriteLine($"something waits elsewhere: {Measure():0.0} ns");

        double Measure()
        {
            const int Times = 1_000_000;
            for (var i = 0; i < 1000; i++)
            {
                waiting.Any(Group);
            }

            var (before, since) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
            for (var i = 0; i < Times; i++)
            {
                waiting.Any(Group);
            }

            var took = Stopwatch.GetElapsedTime(since);

            // The runtime may take a little for itself while it makes better code of the loop.
            (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(Times / 10);
            return took.TotalNanoseconds / Times;
        }
    }

    private WaitingMessages Open()
    {
        _last?.Dispose();
        return _last = new(_folder.Path, _clock, _log);
    }

    private void Pass(int hours)
    {
        for (var hour = 0; hour < hours; hour++)
        {
            _clock.Advance(3600);
        }
    }

    /// <summary>Sends what waits, part by part.</summary>
    private static List<string> Take(WaitingMessages waiting, Target to, int most = int.MaxValue)
    {
        List<string> texts = [];
        while (texts.Count < most && waiting.First(to) is { } next)
        {
            texts.Add(TextOf(next)!);
            waiting.Advance(waiting.Assign(next, new SendAttempt("m", texts.Count))!);
        }

        return texts;
    }

    private static async Task<WaitingMedia> KeepAsync(WaitingMessages waiting, int bytes) =>
        new(null, (await TryKeepAsync(waiting, bytes))!, bytes, MediaKind.File, "a.bin");

    private static Task<string?> TryKeepAsync(WaitingMessages waiting, int bytes) => waiting.Files.KeepAsync(bytes, copy =>
    {
        copy.SetLength(bytes);
        return Task.CompletedTask;
    });

    private static IReadOnlyList<IReadOnlyList<WaitingPart>> Text(params string[] parts) => [[.. parts.Select(part => new WaitingPart(Body(part)))]];

    private static JsonElement Body(string text) => JsonSerializer.SerializeToElement(new { content = text });

    private static string? TextOf(WaitingMessage? message) => message?.Next.Body.GetProperty("content").GetString();
}
