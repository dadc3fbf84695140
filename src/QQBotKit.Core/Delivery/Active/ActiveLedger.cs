using Microsoft.Extensions.Logging;
using QQBotKit.Core.Delivery.Replies;
using QQBotKit.Core.Events;
using QQBotKit.Core.Storage;
using QQBotKit.Limits;

namespace QQBotKit.Core.Delivery.Active;

/// <summary>
/// What is known of conversations that active messages (主动消息) depend on: how many went today, where they are switched off, which groups and people removed
/// the bot, and when each person last wrote. Whatever is not known is left to the platform, and what that refuses is learned.
/// </summary>
/// <remarks>Platform page: server-inter/message/overview.html.</remarks>
internal sealed partial class ActiveLedger : IDisposable
{
    /// <summary>How many conversations are remembered.</summary>
    public const int Capacity = 32 * 1024;

    private const ulong Magic = 0x3154_4341_5151; // "QQACT1"

    private readonly Lock _gate = new();
    private readonly ActiveEntries _entries;
    private readonly ActiveQuotas _quotas;
    private volatile bool _anyRemoved;

    /// <param name="limits">The quotas.</param>
    /// <param name="certified">Whether the bot's owner is certified.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Is told when the file cannot be used.</param>
    /// <param name="path">The file; null keeps the ledger in memory alone.</param>
    /// <param name="capacity">How many conversations are remembered.</param>
    public ActiveLedger(PlatformLimits limits, bool certified, TimeProvider time, ILogger log, string? path = null, int capacity = Capacity)
    {
        MappedTable<ActiveEntry> table;
        try
        {
            table = new(capacity, Magic, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogMemoryOnly(log, path!, e.Message);
            table = new(capacity, Magic, null);
        }

        _entries = new(table, time);
        _quotas = new(_entries, limits, certified);
        _anyRemoved = _entries.AnyRemoved;
    }

    /// <summary>Whether messages that mention everyone have a quota of the day.</summary>
    public bool CountsEveryone => _quotas.CountsEveryone;

    /// <summary>Something has happened in a conversation. Events come in their order; some come again.</summary>
    public void Receive(BotEvent e)
    {
        if (e.Conversation is not { } place || e is RawEvent)
        {
            return;
        }

        lock (_gate)
        {
            // A time that is still to come would hold off the events of the time until then.
            var at = Math.Min(Answerable.TimeOf(e)?.ToUnixTimeMilliseconds() ?? long.MaxValue, _entries.Now);
            if (EventTypes.Find(e.Type) is { IsSwitch: true })
            {
                Switch(ActiveEntries.KeyOf(place), e, at);
            }
            else if (e is MessageReceived or InteractionCreated)
            {
                Hear(place, e, at);
            }
        }
    }

    /// <summary>Why nothing at all can be sent to a conversation; null where something can.</summary>
    public ActiveObstacle? RemovalOf(Target to)
    {
        if (!_anyRemoved)
        {
            return null;
        }

        lock (_gate)
        {
            return _entries.Removed(ActiveEntries.KeyOf(to)) is { } removed ? ActiveObstacle.Closed(to, removed) : null;
        }
    }

    /// <summary>Counts an active message before it is sent.</summary>
    /// <returns>Why it cannot be sent; null when it was counted.</returns>
    public ActiveObstacle? Take(in Route route, out ActiveShare share)
    {
        lock (_gate)
        {
            return _quotas.Take(route, out share);
        }
    }

    /// <summary>An active message has arrived: its way is open, whatever was refused before.</summary>
    public void Arrived(in Route route)
    {
        lock (_gate)
        {
            if (_entries[ActiveEntries.KeyOf(route.To)] is { Active: { Until: not 0, IsTold: false } } entry)
            {
                _entries.Set(ActiveEntries.KeyOf(route.To), entry with { Active = default });
            }
        }
    }

    /// <summary>An active message certainly did not arrive: it does not count.</summary>
    public void GiveBack(in Route route, ActiveShare share)
    {
        lock (_gate)
        {
            _quotas.GiveBack(route, share);
        }
    }

    /// <summary>The platform refused a message: what its code says of the conversation, the guild or the bot need not be asked again for a while.</summary>
    public void Learn(in Route route, int code)
    {
        var scope = LimitCodes.ScopeOf(code);
        if (scope == LimitScope.Removal || (route.Way == DeliveryWay.Active && scope != LimitScope.None))
        {
            lock (_gate)
            {
                Learn(route.To, code, scope);
            }
        }
    }

    /// <summary>Counts a message that mentions everyone.</summary>
    /// <returns>Why it cannot be sent; null when it was counted, and where the guild is not known.</returns>
    public ActiveObstacle? TakeEveryone(Target channel)
    {
        lock (_gate)
        {
            return _quotas.TakeEveryone(channel);
        }
    }

    /// <summary>A message that mentions everyone certainly did not arrive.</summary>
    public void GiveBackEveryone(Target channel)
    {
        lock (_gate)
        {
            _quotas.CountEveryone(channel, -1);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _entries.Dispose();
        }
    }

    private void Switch(ulong key, BotEvent e, long at)
    {
        var entry = _entries[key];
        if (at < entry.Told)
        {
            return;
        }

        entry.Told = at;
        var until = _entries.Now + (long)ActiveEntries.AfterEvent.TotalMilliseconds;
        switch (e)
        {
            case FriendRemoved or GroupRobotRemoved:
                entry.Removed = new(until, e is FriendRemoved ? LimitCodes.NotAFriend : LimitCodes.NotInGroup, IsTold: true);
                _anyRemoved = true;
                break;
            case C2CMessagesRejected or GroupMessagesRejected:
                entry.Active = new(until, LimitCodes.NotAllowed, IsTold: true);
                break;
            default:
                (entry.Removed, entry.Active) = (default, default);
                break;
        }

        _entries.Set(key, entry);
    }

    /// <summary>Who writes has not removed the bot, a channel has its guild, and the time of wake-up messages begins anew.</summary>
    private void Hear(Target from, BotEvent e, long at)
    {
        var guild = (from.Scene, e) switch
        {
            (Scene.Channel, MessageReceived { GuildId: { } id }) => id,
            (Scene.Channel, InteractionCreated { GuildId: { } id }) => id,
            _ => null,
        };
        var writes = from.Scene == Scene.C2C && e is MessageReceived;
        if (guild is null && !writes && !_anyRemoved)
        {
            return;
        }

        var entry = _entries[ActiveEntries.KeyOf(from)];
        if (writes && at > entry.Written)
        {
            (entry.Written, entry.WakeUps) = (at, 0);
        }

        entry.Guild = guild is null ? entry.Guild : ActiveEntries.KeyOfGuild(guild);
        entry.Removed = at >= entry.Told ? default : entry.Removed;
        if (entry != default)
        {
            _entries.Set(ActiveEntries.KeyOf(from), entry);
        }
    }

    private void Learn(Target to, int code, LimitScope scope)
    {
        var own = ActiveEntries.KeyOf(to);
        var entry = _entries[own];
        switch (scope)
        {
            case LimitScope.Removal:
                _entries.Close(own, ActiveEntries.AfterRefusal, code, isRemoval: true);
                _anyRemoved = true;
                break;
            case LimitScope.Switch:
                _entries.Close(code == LimitCodes.NotAllowedInGuild && entry.Guild != 0 ? entry.Guild : own, ActiveEntries.AfterRefusal, code);
                break;
            case LimitScope.Rate:
                // A second time, and nothing arrived since: then it is no minute.
                _entries.Close(own, entry.Active.Code == code ? ActiveEntries.AfterRefusal : ActiveEntries.AfterRate, code);
                break;
            default:
                _quotas.UseUp(to, code, scope);
                break;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Path} cannot be used: {Reason} The bot goes on; after a restart it does not know which active messages it sent today, nor where they are switched off")]
    private static partial void LogMemoryOnly(ILogger log, string path, string reason);
}
