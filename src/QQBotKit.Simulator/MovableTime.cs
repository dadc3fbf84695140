namespace QQBotKit.Simulator;

/// <summary>
/// The platform's clock: another one that can be moved forward. A move goes through the timers that become due in their order, and each finds
/// the time at which it was due, as if it had been waited for.
/// </summary>
internal sealed class MovableTime(TimeProvider inner) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly Lock _move = new();
    private readonly HashSet<MovableTimer> _running = [];
    private readonly TimeProvider _inner = inner;
    private long _offset;

    /// <summary>How far it was moved in all.</summary>
    public TimeSpan Moved => TimeSpan.FromTicks(Interlocked.Read(ref _offset));

    /// <summary>When the next timer is due; null when none runs.</summary>
    public DateTimeOffset? NextDue() => NextDue(DateTimeOffset.MaxValue)?.Due;

    public override TimeZoneInfo LocalTimeZone => _inner.LocalTimeZone;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _inner.GetUtcNow() + Moved;

    public override long GetTimestamp() => _inner.GetElapsedTime(0).Ticks + Moved.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new MovableTimer(this, callback, state, dueTime, period);

    /// <summary>Moves the clock forward.</summary>
    /// <returns>How many timers became due on the way.</returns>
    public int Advance(TimeSpan span)
    {
        // One move at a time; timers that are created meanwhile take part.
        lock (_move)
        {
            var limit = _offset + span.Ticks;
            var fired = 0;
            while (NextDue(_inner.GetUtcNow() + TimeSpan.FromTicks(limit)) is { } timer)
            {
                var ahead = Math.Min((timer.Due - GetUtcNow()).Ticks, limit - _offset);
                Interlocked.Add(ref _offset, Math.Max(0, ahead));
                fired += timer.Fire() ? 1 : 0;
            }

            // Exactly as far as asked, whatever time it took.
            Interlocked.Exchange(ref _offset, limit);
            Rearm();
            return fired;
        }
    }

    // The clock that this one follows is now nearer to what is still due.
    private void Rearm()
    {
        MovableTimer[] running;
        lock (_gate)
        {
            running = [.. _running];
        }

        Array.ForEach(running, static timer => timer.Arm());
    }

    private MovableTimer? NextDue(DateTimeOffset end)
    {
        lock (_gate)
        {
            return _running.Where(timer => timer.Due <= end).MinBy(static timer => timer.Due);
        }
    }

    /// <summary>A timer that is due by this clock. The one under it, of the clock that this one follows, is never touched under the lock: it may fire at once.</summary>
    private sealed class MovableTimer : ITimer
    {
        private readonly MovableTime _time;
        private readonly TimerCallback _callback;
        private readonly object? _state;
        private readonly ITimer _inner;
        private TimeSpan _period;
        private long _due;
        private bool _disposed;

        public MovableTimer(MovableTime time, TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            (_time, _callback, _state) = (time, callback, state);
            Set(dueTime, period);

            // One that is due at once must not call back before it is made.
            _inner = time._inner.CreateTimer(
                static timer => ((MovableTimer)timer!).Fire(), this, dueTime == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : dueTime, Timeout.InfiniteTimeSpan);
            if (dueTime == TimeSpan.Zero)
            {
                _inner.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
            }
        }

        public DateTimeOffset Due => new(Volatile.Read(ref _due), TimeSpan.Zero);

        public bool Change(TimeSpan dueTime, TimeSpan period) => Set(dueTime, period) && _inner.Change(dueTime, Timeout.InfiniteTimeSpan);

        /// <summary>Waits until it is due, however the clock was moved.</summary>
        public void Arm()
        {
            var wait = Due - _time.GetUtcNow();
            _inner.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }

        /// <summary>Calls back, if it is time.</summary>
        public bool Fire()
        {
            bool isDue, goesOn;
            lock (_time._gate)
            {
                isDue = _time._running.Contains(this) && Due <= _time.GetUtcNow();
                if (isDue && _period > TimeSpan.Zero)
                {
                    _due += _period.Ticks;
                }
                else if (isDue)
                {
                    _time._running.Remove(this);
                }

                goesOn = _time._running.Contains(this);
            }

            if (isDue)
            {
                _callback(_state);
            }

            if (goesOn)
            {
                Arm();
            }

            return isDue;
        }

        public void Dispose()
        {
            lock (_time._gate)
            {
                _disposed = true;
                _time._running.Remove(this);
            }

            _inner.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private bool Set(TimeSpan dueTime, TimeSpan period)
        {
            lock (_time._gate)
            {
                if (_disposed)
                {
                    return false;
                }

                _period = period;
                if (dueTime == Timeout.InfiniteTimeSpan)
                {
                    _time._running.Remove(this);
                }
                else
                {
                    _due = (_time.GetUtcNow() + dueTime).UtcTicks;
                    _time._running.Add(this);
                }

                return true;
            }
        }
    }
}
