using System.Text.Json;

namespace QQBotKit.Simulator.World;

/// <summary>What a group says about itself, and what its admins set.</summary>
internal sealed record GroupInfo(string Name)
{
    public const string AllMessages = "all";
    public const string OnlyMentions = "only_mention";
    public const string MentionsWithContext = "mention_and_context";

    /// <summary>The announcement shown on the group's card.</summary>
    public string Memo { get; init; } = "";

    /// <summary>What kind of group it is.</summary>
    public string Class { get; init; } = "";

    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Which messages bots get.</summary>
    public string ReceiveMode { get; init; } = AllMessages;

    /// <summary>Whether bots may send what answers nothing.</summary>
    public bool AllowsProactive { get; init; } = true;

    /// <summary>When ordinary members may not speak.</summary>
    public MuteRule Mute { get; init; } = MuteRule.None;
}

/// <summary>A QQ group (群).</summary>
internal sealed class Group(GroupInfo info, IEnumerable<Member> members) : Conversation
{
    private volatile GroupInfo _info = info;

    public override string Scene => "group";

    public override string Name => _info.Name;

    public GroupInfo Info
    {
        get => _info;
        set => _info = value;
    }

    /// <summary>The number by which people find it.</summary>
    public ulong Number => StableIds.QQNumber(Id);

    public override IReadOnlyList<Member> Members => Roster.All;

    public Roster<Member> Roster { get; } = new(members);

    /// <summary>Those who were members. They keep their ids.</summary>
    public Roster<Member> Former { get; } = new();

    public Roster<JoinRequest> JoinRequests { get; } = new();

    public Roster<BannedMember> Blacklist { get; } = new();

    // How groups and users spread over shards is not documented: any stable rule will do.
    public override ulong ShardKey => StableIds.Hash(Id);

    public override string? WhyMuted(Member member, DateTimeOffset now) => base.WhyMuted(member, now)
        ?? (member.Role == "member" && Info.Mute.IsOnAt(now) ? $"with all ordinary members ({Info.Mute.Mode})" : null);
}

/// <summary>Someone who asks to join a group.</summary>
/// <param name="Id">The <c>join_request_id</c>.</param>
/// <param name="Applicant">Who asks, with the id that he has in the group.</param>
/// <param name="Data">The request as its event told of it.</param>
internal sealed record JoinRequest(string Id, Member Applicant, JsonElement Data) : IIdentified;

/// <summary>Someone who cannot join a group.</summary>
internal sealed record BannedMember(Member Member, DateTimeOffset At) : IIdentified
{
    public string Id => Member.Id;
}

/// <summary>When a group is silent (全员禁言).</summary>
internal sealed record MuteRule(string Mode, MutePeriod[] ScheduleRules, MuteHours[] RecurringRules)
{
    public static MuteRule None { get; } = new("none", [], []);

    public bool IsOnAt(DateTimeOffset at) => Mode switch
    {
        "always" => true,
        "schedule" => ScheduleRules.Any(rule => rule.IsOnAt(at)) || RecurringRules.Any(rule => rule.IsOnAt(at)),
        _ => false,
    };
}

internal sealed record MutePeriod(string TaskId, DateTimeOffset StartAt, DateTimeOffset EndAt, bool Enabled)
{
    public bool IsOnAt(DateTimeOffset at) => Enabled && StartAt <= at && at < EndAt;
}

/// <summary>Hours of days of the week, 1 for Monday to 7 for Sunday.</summary>
internal sealed record MuteHours(string TaskId, int[] Weekdays, TimeOnly StartTime, TimeOnly EndTime, bool Enabled)
{
    public bool IsOnAt(DateTimeOffset at) =>
        Enabled && Weekdays.Contains(at.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)at.DayOfWeek) && TimeOnly.FromTimeSpan(at.TimeOfDay).IsBetween(StartTime, EndTime);
}
