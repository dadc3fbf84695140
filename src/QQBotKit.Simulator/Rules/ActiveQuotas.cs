using System.Runtime.CompilerServices;
using QQBotKit.Limits;
using QQBotKit.Simulator.Accounts;
using QQBotKit.Simulator.Rest;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Rules;

/// <summary>
/// How often one bot was active (主动消息), and where. It remembers as much as the world has conversations: what is gone from the world is
/// forgotten with it.
/// </summary>
internal sealed class ActiveQuotas(Bot bot, PlatformLimits limits)
{
    private readonly Lock _gate = new();
    private readonly ConditionalWeakTable<Conversation, RateGate> _active = [];
    private readonly ConditionalWeakTable<Conversation, RateGate> _all = [];
    private readonly ConditionalWeakTable<C2CChat, WakeUps> _wakeUps = [];
    private readonly ConditionalWeakTable<Guild, GuildDay> _guilds = [];
    private readonly Dictionary<(string Scene, bool Certified), RateGate> _bot = [];

    /// <summary>Counts an active message.</summary>
    /// <param name="target">Where it goes.</param>
    /// <param name="own">The numbers of such conversations.</param>
    /// <param name="now">When.</param>
    /// <param name="anyway">Whether it goes out although a quota is used up.</param>
    /// <returns>What the platform says of it; null when there was room.</returns>
    public PlatformError? Take(Conversation target, ConversationLimits own, DateTimeOffset now, bool anyway)
    {
        lock (_gate)
        {
            var key = (target.Scene, bot.IsCertified);
            if (!_bot.TryGetValue(key, out var ofBot))
            {
                _bot[key] = ofBot = new(bot.IsCertified ? own.Active.Certified : own.Active.Bot);
            }

            var here = _active.GetValue(target, _ => new(own.Active.Conversation));
            var day = target is Channel channel ? _guilds.GetValue(channel.Guild, static _ => new()) : null;
            var passed = !here.HasRoom(now) ? Own(target)
                : !ofBot.HasRoom(now) ? Total(target)
                : day?.HasRoom(target.Id, limits.ActiveChannelsPerGuild, now) == false ? PlatformError.ChannelsOfDayUsed
                : null;
            if (passed is null || anyway)
            {
                here.Take(now);
                ofBot.Take(now);
                day?.Take(target.Id, now);
            }

            return passed;
        }
    }

    /// <summary>Counts a message of any kind to a conversation. False when it is one too many.</summary>
    public bool TakeAny(Conversation target, ConversationLimits own, DateTimeOffset now, bool anyway) =>
        own.Sends.Count == 0 || _all.GetValue(target, _ => new(own.Sends)).TryTake(now, anyway);

    /// <summary>Counts a message that mentions everyone in a guild. False when it is one too many.</summary>
    public bool TakeMentionOfEveryone(Guild guild, DateTimeOffset now, bool anyway) =>
        limits.MentionsOfEveryone.Count == 0
        || _guilds.GetValue(guild, static _ => new()).Mentions(limits.MentionsOfEveryone).TryTake(now, anyway);

    /// <summary>Counts a wake-up message (互动召回) to a user who has written.</summary>
    public PlatformError? TakeWakeUp(C2CChat chat, DateTimeOffset now)
    {
        var said = chat.LastSaid ?? now;
        return limits.WakeUpPeriod(now - said) is { } period && _wakeUps.GetOrCreateValue(chat).TryTake(said, period) ? null : PlatformError.WakeUpUsed;
    }

    private static PlatformError Own(Conversation target) => target switch
    {
        Channel => PlatformError.ChannelOfDayUsed,
        DirectSession => PlatformError.DirectOfUserUsed,
        _ => PlatformError.ActiveTooOften,
    };

    private static PlatformError Total(Conversation target) => target switch
    {
        Channel => PlatformError.ChannelOfDayUsed,
        DirectSession => PlatformError.DirectTotalUsed,
        _ => PlatformError.ActiveTooOften,
    };

    /// <summary>The periods after a person's last message in which a wake-up message went.</summary>
    private sealed class WakeUps
    {
        private readonly HashSet<int> _used = [];
        private DateTimeOffset _since;

        public bool TryTake(DateTimeOffset said, int period)
        {
            lock (_used)
            {
                if (_since != said)
                {
                    _since = said;
                    _used.Clear();
                }

                return _used.Add(period);
            }
        }
    }

    /// <summary>What a bot did in a guild today.</summary>
    private sealed class GuildDay
    {
        private readonly HashSet<string> _channels = [];
        private RateGate? _mentions;
        private int _day;

        public bool HasRoom(string channel, int? most, DateTimeOffset now) =>
            most is null || _day != PlatformDay.Of(now) || _channels.Count < most || _channels.Contains(channel);

        public void Take(string channel, DateTimeOffset now)
        {
            if (_day != PlatformDay.Of(now))
            {
                _day = PlatformDay.Of(now);
                _channels.Clear();
            }

            _channels.Add(channel);
        }

        public RateGate Mentions(IReadOnlyList<Rate> rates) => _mentions ?? Interlocked.CompareExchange(ref _mentions, new(rates), null) ?? _mentions;
    }
}
