using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Logging;
using QQBotKit.Api;
using QQBotKit.Core.Configuration;
using QQBotKit.Limits;

namespace QQBotKit.Core.Rest;

/// <summary>A call that wants to go out.</summary>
/// <param name="Route">Its method and path.</param>
/// <param name="Conversation">Stands for the conversation that it concerns.</param>
/// <param name="Owner">Whose call it is: a plugin, a script, or the kit itself.</param>
/// <param name="IsActive">Whether it is known to send an active message.</param>
internal readonly record struct OutgoingCall(CallRoute Route, ulong Conversation, string Owner, bool IsActive);

/// <summary>
/// Paces the calls of one bot: by route, by conversation, and as a whole where the platform says so. What is too much waits, and those who wait take turns by owner.
/// </summary>
/// <remarks>
/// The limiters that .NET brings go by the machine's clock, also when they are replenished by hand, and serve in the order of arrival; so this is one of its own. There is one timer,
/// which runs only while a call waits.
/// </remarks>
internal sealed partial class RateLimits : PartitionedRateLimiter<OutgoingCall>
{
    // Conversations that nobody has talked in for a while are forgotten when there are more.
    private const int FewConversations = 1024;

    private readonly PlatformLimits _limits;
    private readonly RateSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _gate = new();
    private readonly Dictionary<CallRoute, RateBucket> _routes = [];
    private readonly Dictionary<(ulong Conversation, bool IsActive), RateBucket> _conversations = [];
    private readonly RateBucket _bot;
    private readonly HashSet<RateBucket> _busy = [];
    private readonly ITimer _timer;
    private int _sweepAt = FewConversations;
    private bool _ended;

    public RateLimits(PlatformLimits limits, RateSettings settings, TimeProvider time, ILogger log)
    {
        (_limits, _settings, _time, _log) = (limits, settings, time, log);
        _bot = new RateBucket("*", [], time);
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
            var bucket = code switch
            {
                TooManyCalls => _bot,
                TooManyActive when call.Route.Scene is not null => ConversationOf(call, isActive: true, orMake: true)!,
                TooManyMessages or TooManyInChannel or HeldBack or HeldBackInGuild when call.Route.Scene is not null => ConversationOf(call, isActive: false, orMake: true)!,
                _ => RouteOf(call.Route),
            };
            if (bucket.SlowDown(wait))
            {
                LogSlowed(bucket.Name, code, bucket.Told);
            }

            Arm();
        }
    }

    public override RateLimiterStatistics GetStatistics(OutgoingCall resource)
    {
        lock (_gate)
        {
            var buckets = BucketsOf(resource);
            return new RateLimiterStatistics
            {
                CurrentQueuedCount = buckets.Route.Waiting + (buckets.Conversation?.Waiting ?? 0) + (buckets.Active?.Waiting ?? 0) + (buckets.Bot?.Waiting ?? 0),
                CurrentAvailablePermits = buckets.Obstacle(_time.GetTimestamp()) is null ? 1 : 0,
            };
        }
    }

    protected override RateLimitLease AttemptAcquireCore(OutgoingCall resource, int permitCount)
    {
        lock (_gate)
        {
            return TryTake(BucketsOf(resource)) is { } full ? RateLease.Refused(Told(full, "is full")) : RateLease.Granted;
        }
    }

    protected override ValueTask<RateLimitLease> AcquireAsyncCore(OutgoingCall resource, int permitCount, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_ended, this);
            var buckets = BucketsOf(resource);
            if (TryTake(buckets) is not { } full)
            {
                return new(RateLease.Granted);
            }

            if (full.WaitingOf(resource.Owner) >= _settings.Queue)
            {
                return new(RateLease.Refused(Full(full, resource.Owner)));
            }

            var waiter = new RateWaiter(resource.Owner, buckets);
            Wait(waiter, full);
            Arm();
            return WaitAsync(waiter, full, cancellationToken);
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

    private async ValueTask<RateLimitLease> WaitAsync(RateWaiter waiter, RateBucket full, CancellationToken cancellationToken)
    {
        try
        {
            await waiter.Task.WaitAsync(_settings.Wait, _time, cancellationToken);
            return RateLease.Granted;
        }
        catch (TimeoutException)
        {
            lock (_gate)
            {
                return waiter.TrySetCanceled(CancellationToken.None) ? RateLease.Refused(TooLong(full)) : RateLease.Granted;
            }
        }
        catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested)
        {
            waiter.TrySetCanceled(CancellationToken.None);
            throw new NotSentException(Busy(full), e);
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
            next = Math.Min(next, bucket.NextAt);
        }

        // A millisecond is the least that a timer waits for, and it must not fire too early.
        var wait = Until(next) + TimeSpan.FromMilliseconds(1);
        _timer.Change(TimeSpan.FromMilliseconds(Math.Clamp(Math.Floor(wait.TotalMilliseconds), 1, int.MaxValue)), Timeout.InfiniteTimeSpan);
    }

    private TimeSpan Until(long timestamp)
    {
        var now = _time.GetTimestamp();
        return timestamp <= now ? TimeSpan.Zero : _time.GetElapsedTime(now, timestamp);
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

    private RateBuckets BucketsOf(in OutgoingCall call) => new(
        RouteOf(call.Route),
        ConversationOf(call, isActive: false, orMake: call.Route.Scene is { } scene && SendsOf(scene).Count > 0),
        call.IsActive ? ConversationOf(call, isActive: true, orMake: false) : null,
        call.Route.IsUrgent || _bot.Slowness == 0 ? null : _bot);

    private RateBucket RouteOf(CallRoute route)
    {
        if (!_routes.TryGetValue(route, out var bucket))
        {
            _routes[route] = bucket = new RateBucket(route.Name, route.Rates, _time);
        }

        return bucket;
    }

    private RateBucket? ConversationOf(in OutgoingCall call, bool isActive, bool orMake)
    {
        if (call.Route.Scene is not { } scene || (!orMake && _conversations.Count == 0))
        {
            return null;
        }

        if (!_conversations.TryGetValue((call.Conversation, isActive), out var bucket) && orMake)
        {
            Sweep();
            var name = $"{scene.ToString().ToLowerInvariant()}.{(isActive ? "active" : "sends")}";
            _conversations[(call.Conversation, isActive)] = bucket = new RateBucket(name, isActive ? [] : SendsOf(scene), _time);
        }

        return bucket;
    }

    private void Sweep()
    {
        if (_conversations.Count < _sweepAt)
        {
            return;
        }

        foreach (var (key, bucket) in _conversations)
        {
            if (bucket.IsIdle)
            {
                _conversations.Remove(key);
            }
        }

        _sweepAt = Math.Max(FewConversations, _conversations.Count * 2);
    }

    private IReadOnlyList<Rate> SendsOf(Scene scene) => (scene switch
    {
        Scene.C2C => _limits.C2C,
        Scene.Group => _limits.Group,
        Scene.Channel => _limits.Channel,
        _ => _limits.Direct,
    }).Sends;

    private static BothLanguages Busy(RateBucket full) => new(
        $"The call waited for the rate limit {full.Name} ({full.Told})", $"调用正在等待频率限制 {full.Name}（{full.Told}）");

    private BothLanguages TooLong(RateBucket full) => Told(full, $"was full for {_settings.Wait.TotalSeconds:0} s", $"在 {_settings.Wait.TotalSeconds:0} 秒内一直没有余量");

    private BothLanguages Full(RateBucket full, string owner) =>
        Told(full, $"is full, and {_settings.Queue} calls of {owner} wait for it already", $"没有余量，且 {owner} 已有 {_settings.Queue} 个调用在等待");

    private BothLanguages Told(RateBucket full, string english, string chinese = "没有余量")
    {
        var free = (_time.GetLocalNow() + Until(full.NextAt)).ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        return new(
            $"Nothing was sent: the rate limit {full.Name} ({full.Told}) {english}. It lets the next call go at {free}. "
            + "Call less often, or wait longer with rates.wait in bot.yaml.",
            $"未发送：频率限制 {full.Name}（{full.Told}）{chinese}，{free} 起放行下一个调用。请降低调用频率，或在 bot.yaml 中用 rates.wait 延长等待。");
    }

    private const int TooManyCalls = 100017;
    private const int TooManyActive = 40034100;
    private const int TooManyMessages = 22009;
    private const int TooManyInChannel = 20028;
    private const int HeldBack = 1100100;
    private const int HeldBackInGuild = 1100308;

    [LoggerMessage(Level = LogLevel.Warning, Message = "The platform has too many calls of {Limit} (code {Code}): it is slowed down to {Rate}, and recovers step by step")]
    private partial void LogSlowed(string limit, int code, string rate);
}

/// <summary>Leave to call, or why there is none.</summary>
internal sealed class RateLease : RateLimitLease
{
    /// <summary>Why there is no leave.</summary>
    public static readonly MetadataName<BothLanguages> Reason = MetadataName.Create<BothLanguages>("QQBotKit.Reason");

    public static readonly RateLease Granted = new(null);

    private readonly BothLanguages? _refusal;

    private RateLease(BothLanguages? refusal) => _refusal = refusal;

    public override bool IsAcquired => _refusal is null;

    public override IEnumerable<string> MetadataNames => _refusal is null ? [] : [Reason.Name];

    public static RateLease Refused(BothLanguages reason) => new(reason);

    public override bool TryGetMetadata(string metadataName, out object? metadata)
    {
        metadata = metadataName == Reason.Name ? _refusal : null;
        return metadata is not null;
    }
}
