using QQBotKit.Core;
using QQBotKit.Simulator;

namespace QQBotKit.Testing;

/// <summary>
/// The one clock of the bot and of the platform. It stands still until it is moved. The pauses that the bot makes because the platform is not well
/// are known, so that a test which waits for the bot can let those pass.
/// </summary>
internal sealed class TestClock(DateTimeOffset start) : PausingTime
{
    private readonly Lock _gate = new();
    private readonly List<DateTimeOffset> _pauses = [];
    private TaskCompletionSource _paused = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The same clock, as the platform takes it.</summary>
    public MovableTime Movable { get; } = new(new StoppedTime(start));

    /// <summary>Ends when the bot makes a pause; has ended while it makes one.</summary>
    public Task Paused
    {
        get
        {
            lock (_gate)
            {
                return _paused.Task;
            }
        }
    }

    public override TimeZoneInfo LocalTimeZone => Movable.LocalTimeZone;

    public override long TimestampFrequency => Movable.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => Movable.GetUtcNow();

    public override long GetTimestamp() => Movable.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        Movable.CreateTimer(callback, state, dueTime, period);

    public override async Task PauseAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        if (pause <= TimeSpan.Zero)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return;
        }

        var end = GetUtcNow() + pause;
        var over = Task.Delay(pause, Movable, cancellationToken);
        lock (_gate)
        {
            _pauses.Add(end);
            _paused.TrySetResult();
        }

        try
        {
            await over;
        }
        finally
        {
            lock (_gate)
            {
                _pauses.Remove(end);
                if (_pauses.Count == 0)
                {
                    _paused = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                }
            }
        }
    }

    /// <summary>Moves the clock to the end of the pause that ends first.</summary>
    public void PassPause()
    {
        TimeSpan left;
        lock (_gate)
        {
            left = _pauses.Count == 0 ? TimeSpan.Zero : _pauses.Min() - GetUtcNow();
        }

        if (left > TimeSpan.Zero)
        {
            Movable.Advance(left);
        }
    }

    /// <summary>A clock on which nothing ever becomes due but what is due at once.</summary>
    private sealed class StoppedTime(DateTimeOffset now) : TimeProvider
    {
        private static readonly TimeZoneInfo Beijing = TimeZoneInfo.CreateCustomTimeZone("Asia/Shanghai", TimeSpan.FromHours(8), "Beijing", "Beijing");

        public override TimeZoneInfo LocalTimeZone => Beijing;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => now;

        // Not 0, which means "not yet" to some who keep a timestamp.
        public override long GetTimestamp() => TimeSpan.TicksPerDay;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = new StoppedTimer(callback, state);
            timer.Change(dueTime, period);
            return timer;
        }
    }

    private sealed class StoppedTimer(TimerCallback callback, object? state) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) =>
            dueTime != TimeSpan.Zero || ThreadPool.UnsafeQueueUserWorkItem(static timer => timer.Call(), this, preferLocal: false);

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => default;

        private void Call() => callback(state);
    }
}
