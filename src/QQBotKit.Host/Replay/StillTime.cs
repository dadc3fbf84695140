namespace QQBotKit.Host.Replay;

/// <summary>A clock that stands at one moment. What moves it stands on top of it.</summary>
internal sealed class StillTime(DateTimeOffset now) : TimeProvider
{
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => now;

    public override long GetTimestamp() => 0;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer(TimerCallback callback, object? state) : ITimer
    {
        private volatile bool _ended;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime == TimeSpan.Zero && !_ended)
            {
                ThreadPool.QueueUserWorkItem(static timer => timer.Run(), this, preferLocal: false);
            }

            return !_ended;
        }

        public void Dispose() => _ended = true;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }

        private void Run()
        {
            if (!_ended)
            {
                callback(state);
            }
        }
    }
}
