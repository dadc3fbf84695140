using QQBotKit.Core.Dispatch;
using QQBotKit.Core.Scopes;

namespace QQBotKit.Core.Jobs;

/// <summary>What runs a scope's handler whenever it is due. It never overlaps itself, nor its counterpart in the version before.</summary>
/// <param name="scope">Whose job it is.</param>
/// <param name="schedule">When it is due.</param>
/// <param name="handler">The author's code.</param>
/// <param name="author">Calls it.</param>
/// <param name="time">The clock.</param>
/// <param name="ending">Cancelled when the bot ends: no run begins any more.</param>
internal sealed class Job(
    BotScope scope, Schedule schedule, Func<CancellationToken, Task> handler, AuthorCode author, TimeProvider time, CancellationToken ending)
{
    /// <summary>The longest wait before the clock is looked at again, which may have been set, or have gone on while the machine slept.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly BotScope _scope = scope;
    private readonly Lock _gate = new();
    private Turn _turn = new();
    private ITimer? _timer;
    private DateTimeOffset _due;
    private volatile bool _ended;
    private volatile Job? _successor;

    public string Name => schedule.Name;

    /// <summary>Runs the handler from here on.</summary>
    /// <param name="before">The same job of the version before, which ends. Its next run is this one's.</param>
    public void Begin(Job? before)
    {
        lock (_gate)
        {
            if (_ended)
            {
                return;
            }

            var now = time.GetUtcNow();
            (_due, _turn) = before?.HandOver(this) ?? (schedule.First(now), _turn);
            _timer = time.CreateTimer(static job => ((Job)job!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            Wait(now);
        }
    }

    /// <summary>Begins no further run.</summary>
    public void End()
    {
        lock (_gate)
        {
            _ended = true;
            _timer?.Dispose();
            _timer = null;
        }
    }

    private (DateTimeOffset Due, Turn Turn)? HandOver(Job successor)
    {
        lock (_gate)
        {
            var begun = _timer is not null;
            _successor = successor;
            End();
            return begun ? (_due, _turn) : null;
        }
    }

    private void Look()
    {
        bool isDue;
        lock (_gate)
        {
            if (_ended)
            {
                return;
            }

            var now = time.GetUtcNow();
            _due = schedule.Mend(_due, now);
            isDue = _due <= now;
            if (isDue)
            {
                _due = schedule.After(_due, now);
            }

            Wait(now);
        }

        if (isDue)
        {
            _ = RunAsync();
        }
    }

    // In whole milliseconds, which is what timers count in: one that came too early would find nothing due.
    private void Wait(DateTimeOffset now)
    {
        var wait = _due - now < LongestWait ? _due - now : LongestWait;
        _timer?.Change(TimeSpan.FromMilliseconds(Math.Max(0, Math.Ceiling(wait.TotalMilliseconds))), Timeout.InfiniteTimeSpan);
    }

    private async Task RunAsync()
    {
        var turn = _turn;
        for (var job = turn.TryTake(this) ? this : null; job is not null;)
        {
            var current = job.Latest;
            var isCounted = current.IsWanted && current._scope.TryEnter();
            if (isCounted)
            {
                await current.CallAsync();
            }

            job = turn.Return();
            if (isCounted)
            {
                current._scope.Exit();
            }
        }
    }

    /// <summary>The job that does what is due now: another one, if this one came due just before it ended.</summary>
    private Job Latest => _ended && _successor is { } successor ? successor.Latest : this;

    private bool IsWanted => !_ended && !ending.IsCancellationRequested && _scope.IsOpen && !_scope.IsOffIn(null);

    // A handler that is left alone, because it did not end when it should, is still the run of this job, until its version ends.
    private async Task CallAsync()
    {
        if (!_scope.TryEnter())
        {
            return;
        }

        var begun = false;
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await author.RunAsync(_scope, this, Name, null, async call =>
        {
            begun = true;
            try
            {
                await handler(call.Token);
            }
            finally
            {
                ended.SetResult();
            }
        });
        if (begun)
        {
            await ended.Task.WaitAsync(_scope.Stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Lets one run happen at a time. Whatever comes due meanwhile is one more run.</summary>
    private sealed class Turn
    {
        private readonly Lock _gate = new();
        private bool _taken;
        private Job? _waiting;

        public bool TryTake(Job job)
        {
            lock (_gate)
            {
                if (_taken)
                {
                    _waiting = job;
                    return false;
                }

                return _taken = true;
            }
        }

        /// <returns>Whose turn it is then; null for nobody's.</returns>
        public Job? Return()
        {
            lock (_gate)
            {
                var next = _waiting;
                _waiting = null;
                _taken = next is not null;
                return next;
            }
        }
    }
}

/// <summary>The jobs of one scope.</summary>
internal sealed class JobList
{
    private readonly List<Job> _jobs = [];
    private bool _live;

    public void Add(Job job)
    {
        lock (_jobs)
        {
            _jobs.Add(job);
            if (_live)
            {
                job.Begin(null);
            }
        }
    }

    public void Remove(Job job)
    {
        lock (_jobs)
        {
            _jobs.Remove(job);
        }

        job.End();
    }

    /// <summary>Begins all of them. Those that the version before had too go on as if nothing had happened; its others end.</summary>
    public void GoLive(JobList? before)
    {
        var ending = before?.Take() ?? [];
        lock (_jobs)
        {
            _live = true;
            foreach (var job in _jobs)
            {
                var same = ending.Find(old => old.Name == job.Name);
                job.Begin(same);
                ending.Remove(same!);
            }
        }

        ending.ForEach(static job => job.End());
    }

    /// <summary>Ends all of them.</summary>
    public void End() => Take().ForEach(static job => job.End());

    private List<Job> Take()
    {
        lock (_jobs)
        {
            _live = false;
            List<Job> taken = [.. _jobs];
            _jobs.Clear();
            return taken;
        }
    }
}
