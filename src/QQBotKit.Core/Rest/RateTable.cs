using QQBotKit.Core.Delivery;
using QQBotKit.Limits;

namespace QQBotKit.Core.Rest;

/// <summary>The limits of one bot, and under which of them a call falls. Not safe for threads: <see cref="RateLimits"/> has the lock.</summary>
/// <param name="limits">The rates.</param>
/// <param name="isCertified">Whether the bot's owner is certified.</param>
/// <param name="time">The clock.</param>
internal sealed class RateTable(PlatformLimits limits, bool isCertified, TimeProvider time)
{
    // Conversations that nobody has talked in for a while are forgotten when there are more.
    private const int FewConversations = 1024;

    private const int TooManyCalls = 100017;
    private const int TooManyActive = 40034100;
    private const int TooManyMessages = 22009;
    private const int TooManyInChannel = 20028;
    private const int HeldBack = 1100100;
    private const int HeldBackInGuild = 1100308;

    private readonly Dictionary<CallRoute, RateBucket> _routes = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<(ulong Conversation, bool IsActive), RateBucket> _conversations = [];
    private readonly Dictionary<Scene, RateBucket> _active = [];
    private readonly RateBucket _bot = new("*", [], time);
    private int _sweepAt = FewConversations;

    /// <summary>How many limits are counted now.</summary>
    public int Count => _routes.Count + _conversations.Count + _active.Count + 1;

    /// <summary>The limits that a call falls under.</summary>
    public RateBuckets Of(in OutgoingCall call)
    {
        var (route, bot) = (RouteOf(call.Route), call.Route.IsUrgent || !_bot.IsSlowed ? null : _bot);
        if (call.Route.Scene is not { } scene)
        {
            return new RateBuckets(route, null, null, null, bot);
        }

        var own = limits.Of(scene);
        var sends = ConversationOf(call.Conversation, scene, isActive: false, orMake: own.Sends.Count > 0);
        return call.IsActive
            ? new RateBuckets(route, sends, ConversationOf(call.Conversation, scene, isActive: true, orMake: own.Active.Conversation.Count > 0), ActiveOf(scene), bot)
            : new RateBuckets(route, sends, null, null, bot);
    }

    /// <summary>The limit that the platform means when it has too many.</summary>
    /// <param name="call">The call that it refused.</param>
    /// <param name="code">Its code.</param>
    public RateBucket Meant(in OutgoingCall call, int code) => (code, call.Route.Scene) switch
    {
        (TooManyCalls, _) => _bot,
        (TooManyActive, { } scene) => ConversationOf(call.Conversation, scene, isActive: true, orMake: true)!,
        (TooManyMessages or TooManyInChannel or HeldBack or HeldBackInGuild, { } scene) => ConversationOf(call.Conversation, scene, isActive: false, orMake: true)!,
        _ => RouteOf(call.Route),
    };

    private RateBucket RouteOf(CallRoute route)
    {
        if (!_routes.TryGetValue(route, out var bucket))
        {
            _routes[route] = bucket = new RateBucket(route.Name, route.Rates, time);
        }

        return bucket;
    }

    private RateBucket ActiveOf(Scene scene)
    {
        if (!_active.TryGetValue(scene, out var bucket))
        {
            var (key, rates) = isCertified ? ("certified", limits.Of(scene).Active.Certified) : ("bot", limits.Of(scene).Active.Bot);
            _active[scene] = bucket = new RateBucket(Name(scene, $"active.{key}"), Paced(rates), time) { IsOfActive = true };
        }

        return bucket;
    }

    private RateBucket? ConversationOf(ulong conversation, Scene scene, bool isActive, bool orMake)
    {
        if (!orMake && _conversations.Count == 0)
        {
            return null;
        }

        if (!_conversations.TryGetValue((conversation, isActive), out var bucket) && orMake)
        {
            Sweep();
            var own = limits.Of(scene);
            _conversations[(conversation, isActive)] = bucket = isActive
                ? new RateBucket(Name(scene, "active.conversation"), Paced(own.Active.Conversation), time) { IsOfActive = true }
                : new RateBucket(Name(scene, "sends"), own.Sends, time);
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

    // As limits.yaml has it, where an owner can change it.
    private static string Name(Scene scene, string limit) => $"{scene.ToString().ToLowerInvariant()}.{limit}";

    // The messages of a day are counted elsewhere: nobody waits for tomorrow.
    private static IReadOnlyList<Rate> Paced(IReadOnlyList<Rate> rates) => [.. rates.Where(rate => !rate.IsDaily)];
}

/// <summary>The limits that one call falls under.</summary>
/// <param name="Route">That of calls like it.</param>
/// <param name="Sends">That of messages to its conversation.</param>
/// <param name="Active">That of active messages to its conversation.</param>
/// <param name="ActiveOfBot">That of active messages to all conversations of the kind.</param>
/// <param name="Bot">That of all calls.</param>
internal readonly record struct RateBuckets(RateBucket Route, RateBucket? Sends, RateBucket? Active, RateBucket? ActiveOfBot, RateBucket? Bot)
{
    /// <summary>How many wait at them.</summary>
    public int Waiting => Route.Waiting + (Sends?.Waiting ?? 0) + (Active?.Waiting ?? 0) + (ActiveOfBot?.Waiting ?? 0) + (Bot?.Waiting ?? 0);

    /// <summary>What holds a new call up: it goes behind all who wait. Null when it may go.</summary>
    public RateBucket? Obstacle(long now) => Held(Route, now) ?? Held(Sends, now) ?? Held(Active, now) ?? Held(ActiveOfBot, now) ?? Held(Bot, now);

    /// <summary>What holds a call up whose turn it is. Null when it may go.</summary>
    public RateBucket? ObstacleInTurn(long now) => Full(Route, now) ?? Full(Sends, now) ?? Full(Active, now) ?? Full(ActiveOfBot, now) ?? Full(Bot, now);

    /// <summary>Counts the call.</summary>
    public void Take(long now)
    {
        Route.Take(now);
        Sends?.Take(now);
        Active?.Take(now);
        ActiveOfBot?.Take(now);
        Bot?.Take(now);
    }

    private static RateBucket? Held(RateBucket? bucket, long now) => bucket is { Waiting: > 0 } ? bucket : Full(bucket, now);

    private static RateBucket? Full(RateBucket? bucket, long now) => bucket?.NextAt > now ? bucket : null;
}
