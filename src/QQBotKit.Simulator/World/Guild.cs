using System.Collections.Concurrent;
using System.Globalization;
using QQBotKit.Simulator.Accounts;

namespace QQBotKit.Simulator.World;

/// <summary>What a guild says about itself.</summary>
internal sealed record GuildInfo(string Name, string OwnerId, string Description = "", string Icon = "");

/// <summary>How often bots may speak of themselves in a guild, as its admins set it. The names on the wire mean what they say: true forbids.</summary>
internal sealed record MessageSetting(bool DisableCreateDm, bool DisablePushMsg, IReadOnlyList<string> ChannelIds, int ChannelPushMaxNum)
{
    public static MessageSetting Open { get; } = new(false, false, [], 20);
}

/// <summary>A guild (频道).</summary>
internal sealed class Guild(GuildInfo info, IEnumerable<Member> members) : IIdentified, IPlace
{
    private readonly ConcurrentDictionary<Bot, DailyCount> _schedulesOf = new();
    private volatile GuildInfo _info = info;
    private volatile MessageSetting _messageSetting = MessageSetting.Open;
    private volatile Announcement? _announcement;
    private long _mutedUntil;

    public required string Id { get; init; }

    public GuildInfo Info
    {
        get => _info;
        set => _info = value;
    }

    /// <summary>When the bots joined.</summary>
    public string JoinedAt { get; init; } = "2025-03-02T08:00:00+08:00";

    public Roster<Member> Members { get; } = new(members);

    /// <summary>Those who may not join.</summary>
    public Roster<Person> Blacklist { get; } = new();

    public Roster<Role> Roles { get; } = new(Role.Defaults);

    /// <summary>The channels in their order.</summary>
    public Roster<Channel> Channels { get; } = new();

    /// <summary>What its admins let bots call.</summary>
    public ApiGrants Grants { get; } = new();

    public MessageSetting MessageSetting
    {
        get => _messageSetting;
        set => _messageSetting = value;
    }

    /// <summary>What is announced to all of it.</summary>
    public Announcement? Announcement
    {
        get => _announcement;
        set => _announcement = value;
    }

    /// <summary>Until when nobody but its owner and admins may speak.</summary>
    public DateTimeOffset MutedUntil
    {
        get => new(Interlocked.Read(ref _mutedUntil), TimeSpan.Zero);
        set => Interlocked.Exchange(ref _mutedUntil, value.UtcTicks);
    }

    /// <summary>How many schedules were made in all of its channels today.</summary>
    public DailyCount SchedulesMade { get; } = new();

    /// <summary>How many of them a bot made.</summary>
    public DailyCount SchedulesOf(Bot bot) => _schedulesOf.GetOrAdd(bot, static _ => new());

    public ulong ShardKey => ulong.Parse(Id, CultureInfo.InvariantCulture) >> 22;

    /// <summary>The bot as a member. Every bot is one of every guild, and sees of all bots only itself there.</summary>
    public Member Member(Bot bot) => new(bot.Self, bot.Id)
    {
        Roles = bot.Rights.HasFlag(BotRights.GuildAdmin) ? [RoleIds.Everyone, RoleIds.Admin] : [RoleIds.Everyone],
        JoinedAt = JoinedAt,
    };

    /// <summary>The member with an id, who may be the bot itself.</summary>
    public Member? Member(string id, Bot bot) => id == bot.Id ? Member(bot) : Members.Find(id);
}

/// <summary>A channel that an announcement recommends.</summary>
internal sealed record RecommendedChannel(string? ChannelId, string? Introduce);

/// <summary>What is announced: a message, or else channels.</summary>
internal sealed record Announcement(string ChannelId, string MessageId, int Type, IReadOnlyList<RecommendedChannel> Recommended);

/// <summary>The ids of the roles that every guild has.</summary>
internal static class RoleIds
{
    public const string Everyone = "1";
    public const string Admin = "2";
    public const string Owner = "4";
    public const string ChannelAdmin = "5";
}

/// <summary>A role (身份组) of a guild.</summary>
internal sealed record Role(string Id, string Name, uint Color, int Hoist, int MemberLimit) : IIdentified
{
    public static IEnumerable<Role> Defaults { get; } =
    [
        new(RoleIds.Owner, "创建者", 4294927682, 1, 1),
        new(RoleIds.Admin, "管理员", 4280276644, 1, 50),
        new(RoleIds.ChannelAdmin, "子频道管理员", 4288922914, 1, 50),
        new(RoleIds.Everyone, "全体成员", 4286151052, 0, 0),
    ];

    /// <summary>Whether every guild has it, and nobody can change it.</summary>
    public bool IsDefault => Id is RoleIds.Everyone or RoleIds.Admin or RoleIds.Owner or RoleIds.ChannelAdmin;
}

/// <summary>How often something happened today, by Beijing's calendar.</summary>
internal sealed class DailyCount
{
    private readonly Lock _gate = new();
    private DateOnly _day;
    private int _count;

    /// <summary>Counts one more. False when there were as many as there may be.</summary>
    public bool TryTake(int limit, DateTimeOffset now)
    {
        lock (_gate)
        {
            var day = DateOnly.FromDateTime(now.DateTime);
            (_day, _count) = (day, day == _day ? _count : 0);
            return _count < limit && ++_count > 0;
        }
    }
}
