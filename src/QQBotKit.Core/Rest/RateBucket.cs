using QQBotKit.Limits;

namespace QQBotKit.Core.Rest;

/// <summary>
/// What a limit counts: the calls of the last while, how much the platform slowed them down, and those that wait. In no stretch of time, wherever it
/// begins, are there more calls than the rate says. Not safe for threads: <see cref="RateLimits"/> has the lock.
/// </summary>
/// <param name="name">What people call it.</param>
/// <param name="rates">The rates; none for one that is limited only while the platform slows it down.</param>
/// <param name="time">The clock.</param>
internal sealed class RateBucket(string name, IReadOnlyList<Rate> rates, TimeProvider time)
{
    private const int MostSlow = 6;
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.5);

    // What is slowed down and has no rate is slowed down from this one.
    private static readonly Rate Supposed = new(5, TimeSpan.FromSeconds(1));

    private readonly Window[] _windows = [.. rates.Select(rate => new Window(rate, time))];
    private readonly Queue<Line> _lines = new();
    private Window? _supposed;
    private long _blockedUntil;
    private int _slowed;

    public string Name => name;

    /// <summary>Whether it is one of active messages.</summary>
    public bool IsOfActive { get; init; }

    /// <summary>How many wait.</summary>
    public int Waiting { get; private set; }

    /// <summary>How much it is slowed down: by a half, as often as this says. It recovers step by step, from when it may be called again.</summary>
    public int Slowness => _slowed == 0 ? 0 : Math.Max(0, _slowed - StepsSince(_blockedUntil));

    /// <summary>Whether the platform has had too many, and it is not as before yet.</summary>
    public bool IsSlowed => Slowness > 0 || _blockedUntil > time.GetTimestamp();

    /// <summary>Whether forgetting it would change nothing.</summary>
    public bool IsIdle => Waiting == 0 && Slowness == 0 && NextAt <= time.GetTimestamp() && _windows.All(window => window.IsEmpty);

    /// <summary>When the next call may go, as things are now.</summary>
    public long NextAt => NextIf(Slowness);

    /// <summary>When the next call may go at the earliest, however it recovers.</summary>
    public long EarliestAt => NextIf(0);

    /// <summary>When it is worth looking again: the next call may go, or it has recovered by a step and may go earlier.</summary>
    public long LookAt => Slowness == 0 ? NextAt : Math.Min(NextAt, _blockedUntil + (Ticks(time, Recovery) * (1 + StepsSince(_blockedUntil))));

    /// <summary>The rate that holds now, for people: <c>100/1 s</c>.</summary>
    public string Told => string.Join(", ", (rates.Count > 0 ? rates : [Supposed]).Select(rate => $"{Math.Max(1, rate.Count >> Slowness)}/{rate.Per.TotalSeconds:0} s"));

    public void Take(long now)
    {
        foreach (var window in _windows)
        {
            window.Add(now);
        }

        _supposed?.Add(now);
    }

    /// <summary>The platform had too many.</summary>
    /// <param name="wait">How long it wants to be left alone; null if it does not say.</param>
    /// <returns>Whether this is news, and not another of the calls that were under way together.</returns>
    public bool SlowDown(TimeSpan? wait)
    {
        var (now, before, blocked) = (time.GetTimestamp(), Slowness, _blockedUntil);
        _blockedUntil = Math.Max(blocked, now + Ticks(time, wait ?? Pause));
        if (now < blocked)
        {
            return false;
        }

        _slowed = Math.Min(before + 1, MostSlow);
        return before == 0;
    }

    /// <summary>How many of one owner wait.</summary>
    public int WaitingOf(string owner) => LineOf(owner)?.Count ?? 0;

    public void Enqueue(RateWaiter waiter)
    {
        if (LineOf(waiter.Owner) is not { } line)
        {
            _lines.Enqueue(line = new Line(waiter.Owner));
        }

        waiter.At = this;
        line.Waiters.Enqueue(waiter);
        line.Count++;
        Waiting++;
    }

    /// <summary>Whose turn it is: the owners that wait take turns, so that one with many calls holds up none with few.</summary>
    public RateWaiter? Dequeue()
    {
        while (_lines.TryDequeue(out var line))
        {
            while (line.Waiters.TryDequeue(out var waiter))
            {
                if (waiter.IsOver)
                {
                    continue;
                }

                Waiting--;
                if (--line.Count > 0)
                {
                    _lines.Enqueue(line);
                }

                return waiter;
            }
        }

        return null;
    }

    /// <summary>One who waits has gone: it counts no more, and is passed over when its turn comes.</summary>
    public void Leave(RateWaiter waiter)
    {
        LineOf(waiter.Owner)!.Count--;
        Waiting--;
    }

    private int StepsSince(long timestamp) => (int)Math.Max(0, time.GetElapsedTime(timestamp) / Recovery);

    private long NextIf(int slowness)
    {
        var at = _blockedUntil;
        foreach (var window in _windows)
        {
            at = Math.Max(at, window.NextAt(slowness));
        }

        return slowness > 0 && _windows.Length == 0 ? Math.Max(at, (_supposed ??= new Window(Supposed, time)).NextAt(slowness)) : at;
    }

    private static long Ticks(TimeProvider time, TimeSpan span) => (long)Math.Ceiling(span.TotalSeconds * time.TimestampFrequency);

    private Line? LineOf(string owner)
    {
        foreach (var line in _lines)
        {
            if (line.Owner == owner)
            {
                return line;
            }
        }

        return null;
    }

    private sealed class Line(string owner)
    {
        public string Owner => owner;

        public Queue<RateWaiter> Waiters { get; } = new();

        /// <summary>How many of them have not gone.</summary>
        public int Count { get; set; }
    }

    /// <summary>The times of the last calls, as many as one rate allows.</summary>
    private sealed class Window(Rate rate, TimeProvider time)
    {
        private readonly long[] _times = new long[rate.Count];
        private readonly long _per = Ticks(time, rate.Per);
        private long _count;

        public bool IsEmpty => _count == 0 || time.GetTimestamp() - _times[(_count - 1) % rate.Count] >= _per;

        public long NextAt(int slowness)
        {
            var allowed = Math.Max(1, rate.Count >> slowness);
            var per = rate.Count >> slowness > 0 ? _per : (_per << slowness) / rate.Count;
            return _count < allowed ? 0 : _times[(_count - allowed) % rate.Count] + per;
        }

        public void Add(long now) => _times[_count++ % rate.Count] = now;
    }
}

/// <summary>A call that waits for its turn.</summary>
/// <param name="owner">Whose call it is.</param>
/// <param name="buckets">The limits that it falls under.</param>
internal sealed class RateWaiter(string owner, RateBuckets buckets) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public string Owner => owner;

    public RateBuckets Buckets => buckets;

    /// <summary>The limit at which it waits.</summary>
    public RateBucket At { get; set; } = buckets.Route;

    public bool IsOver => Task.IsCompleted;

    /// <summary>Gives up.</summary>
    /// <returns>False when it was its turn before.</returns>
    public bool TryLeave()
    {
        if (!TrySetCanceled(CancellationToken.None))
        {
            return false;
        }

        At.Leave(this);
        return true;
    }
}
