using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using QQBotKit.Core.Dispatch;
using QQBotKit.Core.Gateway;
using QQBotKit.Core.Storage;
using QQBotKit.Core.Tests.Rest;
using QQBotKit.Core.Tests.Scopes;

namespace QQBotKit.Core.Tests.Dispatch;

public sealed class InboxTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<TemporaryFolder> _copies = [];
    private readonly TestClock _clock = new();
    private readonly TestLog _log = new();

    [Fact]
    public async Task What_was_accepted_and_not_handled_is_left_to_the_next_process_in_its_order()
    {
        using var first = await OpenAsync(_folder.Path);
        var entries = Enumerable.Range(0, 10).Select(i => Add(first, i)).ToArray();
        foreach (var done in new[] { 1, 4, 9 })
        {
            first.Complete(entries[done]);
        }

        using var second = await OpenAsync(KilledNow());

        second.Recover().Select(left => Text(left.Frame)).Should().Equal("0", "2", "3", "5", "6", "7", "8");
        second.TryAdd(Frame(4), Key(4), out _).Should().BeFalse("it was handled");
        second.TryAdd(Frame(5), Key(5), out _).Should().BeFalse("it is being handled");
        second.TryAdd(Frame(11), Key(11), out _).Should().BeTrue();
    }

    [Fact]
    public async Task What_was_recovered_is_kept_until_it_is_handled()
    {
        using var first = await OpenAsync(_folder.Path);
        Add(first, 1);
        Add(first, 2);
        using var second = await OpenAsync(KilledNow());
        var left = second.Recover();
        second.Complete(left[0].Entry);

        second.Dispose();
        using var third = await OpenAsync(second.Folder!);

        third.Recover().Select(again => Text(again.Frame)).Should().Equal("2");
    }

    [Fact]
    public async Task An_event_with_which_several_processes_ended_is_given_up()
    {
        using var first = await OpenAsync(_folder.Path);
        Add(first, 1);
        var inbox = first;
        for (var i = 1; i < Inbox.MaxAttempts; i++)
        {
            inbox.Dispose();
            inbox = await OpenAsync(_folder.Path);
            inbox.Recover().Should().HaveCount(1);
        }

        inbox.Dispose();
        using var last = await OpenAsync(_folder.Path);

        last.Recover().Should().BeEmpty();
        last.TryAdd(Frame(1), Key(1), out _).Should().BeFalse("the platform may send it again");
        _log.At(LogLevel.Error).Should().ContainSingle().Which.Should().Contain("GROUP_AT_MESSAGE_CREATE").And.Contain("given up");
    }

    [Fact]
    public async Task What_a_power_cut_left_half_written_is_not_taken_for_an_event()
    {
        using (var first = await OpenAsync(_folder.Path))
        {
            Add(first, 1);
            Add(first, 2);
            Add(first, 3);
        }

        var file = Directory.GetFiles(_folder.Path, "*.events").Single();
        var bytes = File.ReadAllBytes(file);
        var second = bytes.AsSpan().IndexOf("event 2"u8);
        bytes[second] ^= 1;
        File.WriteAllBytes(file, bytes);

        using var next = await OpenAsync(_folder.Path);
        next.Recover().Select(left => Text(left.Frame)).Should().Equal("1");
    }

    [Fact]
    public async Task Room_of_handled_events_is_used_again_and_their_text_is_gone_after_a_proper_end()
    {
        var inbox = await OpenAsync(_folder.Path);
        for (var i = 0; i < 20_000; i++)
        {
            inbox.Complete(Add(inbox, i, size: 2_000));
        }

        Directory.GetFiles(_folder.Path, "*.events").Should().ContainSingle();
        inbox.Dispose();
        Directory.GetFiles(_folder.Path, "*.events").Should().BeEmpty();
    }

    [Fact]
    public async Task A_file_is_given_back_when_the_last_of_its_events_is_handled()
    {
        using var inbox = await OpenAsync(_folder.Path);
        var stuck = Add(inbox, 0);
        var others = Enumerable.Range(1, 10_000).Select(i => Add(inbox, i, size: 2_000)).ToArray();
        Directory.GetFiles(_folder.Path, "*.events").Length.Should().BeGreaterThan(4);

        foreach (var entry in others)
        {
            inbox.Complete(entry);
        }

        Directory.GetFiles(_folder.Path, "*.events").Length.Should().Be(2, "one has the stuck event, one is being written");
        inbox.Complete(stuck);
        Directory.GetFiles(_folder.Path, "*.events").Should().ContainSingle();
    }

    [Fact]
    public async Task A_very_large_event_is_kept_whole()
    {
        using var first = await OpenAsync(_folder.Path);
        Add(first, 1, size: 9_000_000);
        Add(first, 2);

        using var second = await OpenAsync(KilledNow());
        var left = second.Recover();

        left.Should().HaveCount(2);
        left[0].Frame.Data.Length.Should().Be(9_000_000);
        left[0].Frame.Type.Span.SequenceEqual("GROUP_AT_MESSAGE_CREATE"u8).Should().BeTrue();
        left[0].Frame.Id.Span.SequenceEqual("event 1"u8).Should().BeTrue();
    }

    [Fact]
    public async Task Random_work_and_a_kill_at_any_moment_lose_nothing_and_repeat_nothing_that_was_handled()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var path = _folder.Path;
        var handled = new HashSet<int>();
        var pending = new Dictionary<int, JournalEntry>();
        var next = 0;
        for (var life = 0; life < 12; life++)
        {
            using var inbox = await OpenAsync(path);
            var expected = pending.Keys.Order().ToArray();
            var recovered = inbox.Recover();
            recovered.Select(left => int.Parse(Text(left.Frame), CultureInfo.InvariantCulture)).Should().BeEquivalentTo(expected, "seed {0}", seed);
            pending = recovered.ToDictionary(left => int.Parse(Text(left.Frame), CultureInfo.InvariantCulture), left => left.Entry);

            for (var step = 0; step < 500; step++)
            {
                if (pending.Count == 0 || random.Next(2) == 0)
                {
                    pending.Add(next, Add(inbox, next, random.Next(10, 5_000)));
                    next++;
                }
                else
                {
                    var (id, entry) = pending.ElementAt(random.Next(pending.Count));
                    inbox.Complete(entry);
                    pending.Remove(id);
                    handled.Add(id);
                }
            }

            // What is older than two lives would be given up, rightly.
            foreach (var (id, entry) in pending.Where(_ => life % 2 == 1).ToArray())
            {
                inbox.Complete(entry);
                pending.Remove(id);
                handled.Add(id);
            }

            handled.Where(id => inbox.TryAdd(Frame(id), Key(id), out _)).Should().BeEmpty("seed {0}", seed);
            path = KilledNow(path);
        }
    }

    [Fact]
    public async Task A_second_process_waits_for_the_first_one_to_end()
    {
        var first = await OpenAsync(_folder.Path);
        var second = OpenAsync(_folder.Path);
        await _clock.PassDelayAsync();
        second.IsCompleted.Should().BeFalse();

        first.Dispose();
        await _clock.PassDelayAsync();

        (await second).Dispose();
        _log.At(LogLevel.Information).Should().ContainSingle().Which.Should().Contain("another process");
    }

    [Fact]
    public async Task A_second_process_that_waits_in_vain_is_told_what_to_do()
    {
        using var first = await OpenAsync(_folder.Path);
        var second = OpenAsync(_folder.Path);

        while (!second.IsCompleted)
        {
            _clock.Advance(1);
            await Task.WhenAny(second, Task.Delay(1));
        }

        (await second.Invoking(task => task).Should().ThrowAsync<StorageException>()).WithMessage("*'main'*storage.path*");
    }

    [Fact]
    public async Task Without_a_usable_folder_it_goes_on_in_memory_and_says_so()
    {
        var file = Path.Combine(_folder.Path, "file");
        File.WriteAllText(file, "");

        using var inbox = await OpenAsync(Path.Combine(file, "events"));

        inbox.Recover().Should().BeEmpty();
        inbox.TryAdd(Frame(1), Key(1), out var entry).Should().BeTrue();
        entry.IsKept.Should().BeFalse();
        inbox.TryAdd(Frame(1), Key(1), out _).Should().BeFalse();
        inbox.Complete(entry);
        _log.At(LogLevel.Error).Should().ContainSingle().Which.Should().Contain("cannot be kept on disk");
    }

    [Fact]
    public async Task After_its_end_nothing_changes_what_the_next_process_finds()
    {
        var first = await OpenAsync(_folder.Path);
        var entry = Add(first, 1);
        first.Dispose();

        first.Complete(entry);
        first.IsFull.Should().BeTrue("nothing more can be accepted");
        first.TryAdd(Frame(2), Key(2), out _).Should().BeFalse();

        using var second = await OpenAsync(_folder.Path);
        second.Recover().Should().HaveCount(1);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _copies.ForEach(copy => copy.Dispose());
    }

    private static JournalEntry Add(Inbox inbox, int id, int size = 100)
    {
        inbox.TryAdd(Frame(id, size), Key(id), out var entry).Should().BeTrue();
        return entry;
    }

    private static ulong Key(int id) => (ulong)id + 1000;

    private static Frame Frame(int id, int size = 100)
    {
        var data = Encoding.UTF8.GetBytes($$"""{"n":{{id}}}""".PadRight(size));
        return new Frame(Opcode.Dispatch, id, "GROUP_AT_MESSAGE_CREATE"u8.ToArray(), Encoding.UTF8.GetBytes($"event {id}"), data);
    }

    private static string Text(Frame frame) => Encoding.UTF8.GetString(frame.Data.Span).Trim().TrimStart('{').TrimEnd('}').Split(':')[1];

    private Task<Inbox> OpenAsync(string folder) =>
        Inbox.OpenAsync("main", folder, _clock, _log, new Texts(CultureInfo.InvariantCulture), CancellationToken.None);

    private string KilledNow(string? folder = null)
    {
        var copy = (_copies.Find(copy => copy.Path == folder) ?? _folder).CopyAsIfKilled();
        _copies.Add(copy);
        return copy.Path;
    }
}
