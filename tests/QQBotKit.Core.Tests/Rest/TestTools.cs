using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace QQBotKit.Core.Tests.Rest;

/// <summary>A clock that a test moves, and that tells which waits were begun on it.</summary>
internal sealed class TestClock : TimeProvider
{
    private readonly FakeTimeProvider _time = new();
    private readonly ConcurrentQueue<TimeSpan> _waits = new();
    private readonly Channel<TimeSpan> _delays = Channel.CreateUnbounded<TimeSpan>();

    public IReadOnlyCollection<TimeSpan> Waits => _waits;

    public override long TimestampFrequency => _time.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => _time.GetUtcNow();

    public override long GetTimestamp() => _time.GetTimestamp();

    public void Advance(double seconds) => _time.Advance(TimeSpan.FromSeconds(seconds));

    /// <summary>Lets the clock run until the result is disposed: not much faster than ten times real time, since sockets and threads go by that.</summary>
    /// <param name="tick">How far each of its steps is, in seconds; there is one in some milliseconds.</param>
    public IAsyncDisposable Run(double tick = 0.02) => new Running(this, tick);

    /// <summary>Waits, for a bounded time, until somebody begins a <see cref="Task.Delay(TimeSpan, TimeProvider)"/>, and lets it pass.</summary>
    /// <returns>How long it was.</returns>
    public async Task<TimeSpan> PassDelayAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var delay = await _delays.Reader.ReadAsync(limit.Token);
        _time.Advance(delay);
        return delay;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(_time.CreateTimer(callback, state, dueTime, period), this);
        Note(dueTime);

        // Of the timers that are begun at once, a delay is a task; the others are limits of something that normally ends before.
        if (dueTime > TimeSpan.Zero && state is Task)
        {
            _delays.Writer.TryWrite(dueTime);
        }

        return timer;
    }

    private void Note(TimeSpan due)
    {
        if (due > TimeSpan.Zero)
        {
            _waits.Enqueue(due);
        }
    }

    private sealed class Running : IAsyncDisposable
    {
        private readonly CancellationTokenSource _ended = new();
        private readonly Task _ticking;

        public Running(TestClock clock, double tick) => _ticking = TickAsync(clock, tick);

        public async ValueTask DisposeAsync()
        {
            await _ended.CancelAsync();
            await _ticking;
            _ended.Dispose();
        }

        private async Task TickAsync(TestClock clock, double tick)
        {
            while (!_ended.IsCancellationRequested)
            {
                await Task.Delay(2, CancellationToken.None);
                clock.Advance(tick);
            }
        }
    }

    private sealed class Timer(ITimer inner, TestClock clock) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var changed = inner.Change(dueTime, period);
            clock.Note(dueTime);
            return changed;
        }

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}

internal sealed class TestLog : ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text)> _lines = new();

    public IEnumerable<string> At(LogLevel level) => _lines.Where(line => line.Level == level).Select(line => line.Text);

    public string All => string.Join('\n', _lines.Select(line => line.Text));

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue((logLevel, formatter(state, exception) + exception));
}

internal static class Eventually
{
    /// <summary>Waits, for a bounded time, until something is so.</summary>
    public static async Task IsTrue(Func<bool> condition, string because)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (!condition())
        {
            limit.IsCancellationRequested.Should().BeFalse($"within 10 s {because}");
            await Task.Delay(5, CancellationToken.None);
        }
    }
}
