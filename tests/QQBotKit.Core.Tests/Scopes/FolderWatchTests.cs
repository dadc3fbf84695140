using Microsoft.Extensions.Time.Testing;
using QQBotKit.Core.Scopes;

namespace QQBotKit.Core.Tests.Scopes;

public sealed class FolderWatchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new();
    private readonly ListLogger _log = new();
    private int _looks;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_looks_once_a_second_though_nothing_is_reported()
    {
        await using var watch = Watch(_folder["missing"]);
        for (var second = 1; second <= 5; second++)
        {
            _time.Advance(FolderWatch.Period);
            await UntilAsync(() => _looks == second);
        }
    }

    [Theory]
    [InlineData("scripts/a.csx")]
    [InlineData("scripts/deep/er/b.txt")]
    public async Task A_change_is_looked_at_when_it_is_quiet_again(string path)
    {
        _folder.Write(path, "");
        await using var watch = Watch(_folder["scripts"]);

        _folder.Write(path, "changed");

        // As long as the system has not reported the change, time that goes by is too short for the regular look.
        (await LooksWithinAsync(FolderWatch.Period - FolderWatch.Quiet)).Should().BeTrue();
    }

    [Fact]
    public async Task A_folder_that_appears_later_is_listened_to()
    {
        await using var watch = Watch(_folder["scripts"]);
        Directory.CreateDirectory(_folder["scripts"]);
        _time.Advance(FolderWatch.Period);
        await UntilAsync(() => _looks == 1);
        _looks = 0;

        _folder.Write("scripts/a.csx", "");

        (await LooksWithinAsync(FolderWatch.Period - FolderWatch.Quiet)).Should().BeTrue();
    }

    [Fact]
    public async Task A_folder_that_was_deleted_and_made_again_is_listened_to()
    {
        _folder.Write("scripts/a.csx", "");
        await using var watch = Watch(_folder["scripts"]);
        Directory.Delete(_folder["scripts"], recursive: true);
        _time.Advance(FolderWatch.Period);
        await UntilAsync(() => _looks >= 1);
        Directory.CreateDirectory(_folder["scripts"]);

        // The hints of the deletion come in their own time; only when no more come does an early look prove that the new folder is listened to.
        await UntilAsync(async () =>
        {
            var before = Volatile.Read(ref _looks);
            _time.Advance(FolderWatch.Period);
            await UntilAsync(() => Volatile.Read(ref _looks) > before);
            Interlocked.Exchange(ref _looks, 0);
            return !await LooksWithinAsync(FolderWatch.Period - FolderWatch.Quiet);
        });
        _time.Advance(FolderWatch.Quiet);
        await UntilAsync(() => Volatile.Read(ref _looks) > 0);
        Interlocked.Exchange(ref _looks, 0);
        _folder.Write("scripts/a.csx", "");

        (await LooksWithinAsync(FolderWatch.Period - FolderWatch.Quiet)).Should().BeTrue();
    }

    [Fact]
    public async Task Looks_never_overlap_and_a_change_during_one_leads_to_another()
    {
        var entered = new SemaphoreSlim(0);
        var leave = new SemaphoreSlim(0);
        var inside = 0;
        await using var watch = new FolderWatch(_folder.Path, async stopping =>
        {
            Interlocked.Increment(ref inside).Should().Be(1);
            entered.Release();
            await leave.WaitAsync(stopping);
            Interlocked.Decrement(ref inside);
            return false;
        }, _time, _log);

        _time.Advance(FolderWatch.Period);
        (await entered.WaitAsync(TimeSpan.FromSeconds(10))).Should().BeTrue();
        for (var i = 0; i < 10; i++)
        {
            _time.Advance(FolderWatch.Period);
        }

        entered.CurrentCount.Should().Be(0);
        leave.Release();
        (await entered.WaitAsync(TimeSpan.FromSeconds(10))).Should().BeTrue();
        inside.Should().Be(1);
        leave.Release();
        await UntilAsync(() => inside == 0);
        entered.CurrentCount.Should().Be(0, "ten ticks during one look make one more");
        _log.Lines.Should().BeEmpty();
    }

    [Fact]
    public async Task A_look_that_throws_is_logged_once_and_does_not_end_the_watch()
    {
        await using var watch = new FolderWatch(_folder.Path, _ =>
        {
            Interlocked.Increment(ref _looks);
            throw new InvalidOperationException("bad look");
        }, _time, _log);

        for (var second = 1; second <= 3; second++)
        {
            _time.Advance(FolderWatch.Period);
            await UntilAsync(() => _looks == second);
        }

        _log.Lines.Should().ContainSingle().Which.Should().Contain("bad look");
    }

    [Fact]
    public async Task Nothing_runs_after_the_end()
    {
        var cancelled = false;
        var started = new SemaphoreSlim(0);
        var watch = new FolderWatch(_folder.Path, async stopping =>
        {
            started.Release();
            try
            {
                await Task.Delay(Timeout.Infinite, stopping);
                return false;
            }
            finally
            {
                cancelled = true;
            }
        }, _time, _log);
        _time.Advance(FolderWatch.Period);
        (await started.WaitAsync(TimeSpan.FromSeconds(10))).Should().BeTrue();

        await watch.DisposeAsync();

        cancelled.Should().BeTrue();
        _folder.Write("a.csx", "");
        _time.Advance(FolderWatch.Period);
        started.CurrentCount.Should().Be(0);
        _log.Lines.Should().BeEmpty();
    }

    private FolderWatch Watch(string root) => new(root, _ =>
    {
        Interlocked.Increment(ref _looks);
        return Task.FromResult(false);
    }, _time, _log);

    /// <summary>Lets the clock go on in small steps, slowly enough for the system's events to come in between.</summary>
    private async Task<bool> LooksWithinAsync(TimeSpan limit)
    {
        for (var gone = TimeSpan.Zero; gone < limit && Volatile.Read(ref _looks) == 0; gone += TimeSpan.FromMilliseconds(25))
        {
            _time.Advance(TimeSpan.FromMilliseconds(25));
            await Task.Delay(20);
        }

        return Volatile.Read(ref _looks) > 0;
    }

    private static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        while (!await condition())
        {
            await Task.Delay(5, limit.Token);
        }
    }
}
