using System.Threading.RateLimiting;
using Microsoft.Extensions.Logging;
using QQBotKit.Core.Configuration;
using QQBotKit.Limits;

namespace QQBotKit.Core.Rest;

/// <summary>A call that wants to go out.</summary>
/// <param name="Route">Its method and path.</param>
/// <param name="Conversation">Stands for the conversation that it concerns.</param>
/// <param name="Owner">Whose call it is: a plugin, a script, or the kit itself.</param>
/// <param name="IsActive">Whether it is known to send an active message.</param>
internal readonly record struct OutgoingCall(CallRoute Route, ulong Conversation, string Owner, bool IsActive)
{
    /// <summary>When it began, by the clock's timestamp, where the platform has refused it as too many: all its waits count then. Null for one that begins now.</summary>
    public long? Began { get; init; }
}

/// <summary>
/// Paces the calls of one bot: by route, by conversation, its active messages, and as a whole where the platform says so. What is too much waits, and those who wait
/// take turns by owner.
/// </summary>
/// <remarks>
/// The limiters that .NET brings go by the machine's clock, also when they are replenished by hand, and serve in the order of arrival; so this is one of its own. There is one timer,
/// which runs only while a call waits.
/// </remarks>
internal sealed partial class RateLimits : PartitionedRateLimiter<OutgoingCall>
{
    private readonly RateSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _gate = new();
    private readonly RateTable _table;
    private readonly HashSet<RateBucket> _busy = [];
    private readonly ITimer _timer;
    private long _dueAt = long.MaxValue;
    private bool _ended;

    /// <param name="limits">The rates.</param>
    /// <param name="isCertified">Whether the bot's owner is certified: its active messages have other rates.</param>
    /// <param name="settings">How long and how many calls wait.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Is told when the platform has too many.</param>
    public RateLimits(PlatformLimits limits, bool isCertified, RateSettings settings, TimeProvider time, ILogger log)
    {
        (_settings, _time, _log, _table) = (settings, time, log, new RateTable(limits, isCertified, time));
        _timer = time.CreateTimer(static state => ((RateLimits)state!).Pump(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The platform had too many calls.</summary>
    /// <param name="call">One that it refused.</param>
    /// <param name="code">The platform's code; 0 for a bare status.</param>
    /// <param name="wait">How long it wants to be left alone; null if it does not say.</param>
    public void SlowDown(in OutgoingCall call, int code, TimeSpan? wait)
    {
        lock (_gate)
        {
            var bucket = _table.Meant(call, code);
            if (bucket.SlowDown(wait))
            {
                LogSlowed(bucket.Name, code, bucket.Told);
            }

            Arm();
        }
    }

    /// <summary>Whether a call may still wait for so long.</summary>
    /// <param name="began">When it began.</param>
    /// <param name="wait">How long it would wait from now on.</param>
    public bool MayWait(long began, TimeSpan wait) => _time.GetElapsedTime(began) + wait <= _settings.Wait;

    public override RateLimiterStatistics GetStatistics(OutgoingCall resource)
    {
        lock (_gate)
        {
            var buckets = _table.Of(resource);
            return new RateLimiterStatistics
            {
                CurrentQueuedCount = buckets.Waiting,
                CurrentAvailablePermits = buckets.Obstacle(_time.GetTimestamp()) is null ? 1 : 0,
            };
        }
    }

    protected override RateLimitLease AttemptAcquireCore(OutgoingCall resource, int permitCount)
    {
        lock (_gate)
        {
            return TryTake(_table.Of(resource)) is { } full ? RateLease.Refused(RateRefusal.IsFull(full, FreeAt(full))) : RateLease.Granted;
        }
    }

    protected override ValueTask<RateLimitLease> AcquireAsyncCore(OutgoingCall resource, int permitCount, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_ended, this);
            var buckets = _table.Of(resource);
            if (TryTake(buckets) is not { } full)
            {
                return new(RateLease.Granted);
            }

            if (full.WaitingOf(resource.Owner) >= _settings.Queue)
            {
                return new(RateLease.Refused(RateRefusal.TooMany(full, FreeAt(full), resource.Owner, _settings.Queue)));
            }

            var patience = _settings.Wait - (resource.Began is { } began ? _time.GetElapsedTime(began) : TimeSpan.Zero);
            if (patience <= TimeSpan.Zero || Until(full.EarliestAt) > patience)
            {
                return new(RateLease.Refused(RateRefusal.TooLong(full, FreeAt(full), _settings.Wait)));
            }

            var waiter = new RateWaiter(resource.Owner, buckets);
            Wait(waiter, full);
            Arm();
            return WaitAsync(waiter, patience, cancellationToken);
        }
    }

    protected override void Dispose(bool disposing)
    {
        lock (_gate)
        {
            _ended = true;
            foreach (var bucket in _busy)
            {
                while (bucket.Dequeue() is { } waiter)
                {
                    waiter.TrySetCanceled();
                }
            }

            _busy.Clear();
        }

        _timer.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask<RateLimitLease> WaitAsync(RateWaiter waiter, TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            await waiter.Task.WaitAsync(patience, _time, cancellationToken);
            return RateLease.Granted;
        }
        catch (TimeoutException)
        {
            // Its turn may come at this very moment, as it does where a minute is waited for a minute to pass.
            Pump();
            lock (_gate)
            {
                return waiter.TryLeave() ? RateLease.Refused(RateRefusal.TooLong(waiter.At, FreeAt(waiter.At), _settings.Wait)) : RateLease.Granted;
            }
        }
        catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested)
        {
            lock (_gate)
            {
                waiter.TryLeave();
                throw new NotSentException(RateRefusal.GivenUp(waiter.At), e);
            }
        }
    }

    private void Pump()
    {
        lock (_gate)
        {
            if (_ended)
            {
                return;
            }

            _dueAt = long.MaxValue;

            // A call that one limit lets go may have to wait at another, which is then busy as well.
            foreach (var bucket in _busy.ToArray())
            {
                var now = _time.GetTimestamp();
                while (bucket.NextAt <= now && bucket.Dequeue() is { } waiter)
                {
                    if (waiter.Buckets.ObstacleInTurn(now) is { } obstacle)
                    {
                        Wait(waiter, obstacle);
                    }
                    else if (waiter.TrySetResult())
                    {
                        waiter.Buckets.Take(now);
                    }
                }

                if (bucket.Waiting == 0)
                {
                    _busy.Remove(bucket);
                }
            }

            Arm();
        }
    }

    private void Wait(RateWaiter waiter, RateBucket at)
    {
        at.Enqueue(waiter);
        _busy.Add(at);
    }

    private void Arm()
    {
        if (_busy.Count == 0)
        {
            return;
        }

        var next = long.MaxValue;
        foreach (var bucket in _busy)
        {
            next = Math.Min(next, bucket.LookAt);
        }

        // Only ever earlier: calls that come all the time would put it off for ever.
        if (next < _dueAt)
        {
            // A millisecond is the least that a timer waits for, and it must not fire too early.
            _dueAt = next;
            var wait = Until(next) + TimeSpan.FromMilliseconds(1);
            _timer.Change(TimeSpan.FromMilliseconds(Math.Clamp(Math.Floor(wait.TotalMilliseconds), 1, int.MaxValue)), Timeout.InfiniteTimeSpan);
        }
    }

    /// <returns>The limit that is full; null when the call may go.</returns>
    private RateBucket? TryTake(in RateBuckets buckets)
    {
        var now = _time.GetTimestamp();
        if (buckets.Obstacle(now) is { } full)
        {
            return full;
        }

        buckets.Take(now);
        return null;
    }

    private DateTimeOffset FreeAt(RateBucket full) => _time.GetLocalNow() + Until(full.NextAt);

    private TimeSpan Until(long timestamp)
    {
        var now = _time.GetTimestamp();
        return timestamp <= now ? TimeSpan.Zero : _time.GetElapsedTime(now, timestamp);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The platform has too many calls of {Limit} (code {Code}): it is slowed down to {Rate}, and recovers step by step")]
    private partial void LogSlowed(string limit, int code, string rate);
}
