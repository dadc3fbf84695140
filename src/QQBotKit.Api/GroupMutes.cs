using System.Text.Json.Serialization;
using QQBotKit.Api.Wire;

namespace QQBotKit.Api;

/// <summary>Muting in groups (群禁言). For bots that are admins of the group.</summary>
public sealed class GroupMutesApi
{
    private const int MostChanged = 20;

    private readonly ApiClient _client;

    internal GroupMutesApi(ApiClient client) => _client = client;

    /// <summary>Reads who is muted in a group: <c>GET /v2/groups/{group_openid}/restrict_chat_setting</c>. For admins of the group. 30 calls a minute.</summary>
    /// <remarks>Platform page: autogen/api/v2_groups_group_openid_restrict_chat_setting.get.html.</remarks>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task<GroupMutes> GetAsync(string groupOpenid, CancellationToken cancellationToken = default) =>
        _client.GetAsync($"v2/groups/{groupOpenid}/restrict_chat_setting", ApiJson.Types.GroupMutes, cancellationToken);

    /// <summary>
    /// Mutes ordinary members of a group, or ends it: <c>POST /v2/groups/{group_openid}/restrict_chat_setting</c>. For admins of the group.
    /// 60 calls a minute.
    /// </summary>
    /// <remarks>Platform page: autogen/api/v2_groups_group_openid_restrict_chat_setting.post.html.</remarks>
    /// <param name="groupOpenid">The group.</param>
    /// <param name="members">Who, and until when; at most 20.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task SetAsync(string groupOpenid, IReadOnlyList<GroupMuteChange> members, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(members);
        var body = new GroupMuteBody(Check.Few(members, MostChanged, "Make several calls.")!);
        return _client.DoAsync(
            HttpMethod.Post, $"v2/groups/{groupOpenid}/restrict_chat_setting", ApiJson.Content(body, ApiJson.Types.GroupMuteBody), cancellationToken);
    }
}

/// <summary>Who is muted in a group.</summary>
/// <param name="GlobalRule">When everyone is.</param>
/// <param name="Members">Which members are.</param>
public sealed record GroupMutes(GlobalMuteRule? GlobalRule = null, IReadOnlyList<MutedMember>? Members = null)
{
    /// <summary>When everyone is muted.</summary>
    public GlobalMuteRule GlobalRule { get; init; } = GlobalRule ?? new();

    /// <summary>Which members are muted.</summary>
    public IReadOnlyList<MutedMember> Members { get; init; } = Members ?? [];
}

/// <summary>When everyone in a group is muted.</summary>
/// <param name="Mode">Whether there are times for it.</param>
/// <param name="ScheduleRules">The times that come once.</param>
/// <param name="RecurringRules">The times that come every week.</param>
public sealed record GlobalMuteRule(
    GlobalMuteMode Mode = GlobalMuteMode.Unknown,
    IReadOnlyList<ScheduledMute>? ScheduleRules = null,
    IReadOnlyList<RecurringMute>? RecurringRules = null)
{
    /// <summary>The times that come once.</summary>
    public IReadOnlyList<ScheduledMute> ScheduleRules { get; init; } = ScheduleRules ?? [];

    /// <summary>The times that come every week.</summary>
    public IReadOnlyList<RecurringMute> RecurringRules { get; init; } = RecurringRules ?? [];
}

/// <summary>Whether everyone in a group is muted.</summary>
[JsonConverter(typeof(NamedConverter<GlobalMuteMode>))]
public enum GlobalMuteMode
{
    /// <summary>Not told, or by a word that this version does not know.</summary>
    Unknown,

    /// <summary>Nobody is.</summary>
    None,

    /// <summary>Everyone is, all the time.</summary>
    Always,

    /// <summary>Everyone is, at some times.</summary>
    Schedule,
}

/// <summary>A time, which comes once, when everyone in a group is muted.</summary>
/// <param name="TaskId">The id of the rule.</param>
/// <param name="StartAt">When it begins.</param>
/// <param name="EndAt">When it ends.</param>
/// <param name="Enabled">Whether it holds.</param>
public sealed record ScheduledMute(string TaskId = "", DateTimeOffset? StartAt = null, DateTimeOffset? EndAt = null, bool Enabled = false);

/// <summary>A time, which comes every week, when everyone in a group is muted.</summary>
/// <param name="TaskId">The id of the rule.</param>
/// <param name="Weekdays">The days, from 1 to 7.</param>
/// <param name="StartTime">When it begins: <c>HH:mm</c>.</param>
/// <param name="EndTime">When it ends: <c>HH:mm</c>.</param>
/// <param name="Enabled">Whether it holds.</param>
public sealed record RecurringMute(
    string TaskId = "", IReadOnlyList<int>? Weekdays = null, string StartTime = "", string EndTime = "", bool Enabled = false)
{
    /// <summary>The days, from 1 to 7.</summary>
    public IReadOnlyList<int> Weekdays { get; init; } = Weekdays ?? [];
}

/// <summary>A muted member of a group. A text is empty where the platform sent none.</summary>
/// <param name="MemberOpenid">The member's openid in the group.</param>
/// <param name="MuteExpireAt">Until when.</param>
/// <param name="Username">The name shown.</param>
/// <param name="UnionOpenid">The id towards all bots of one developer, where the platform granted it.</param>
public sealed record MutedMember(string MemberOpenid = "", DateTimeOffset? MuteExpireAt = null, string Username = "", string UnionOpenid = "");

/// <summary>A change of who is muted in a group.</summary>
public sealed record GroupMuteChange
{
    private GroupMuteChange(MuteChange op, string memberOpenid, DateTimeOffset? muteExpireAt) =>
        (Op, MemberOpenid, MuteExpireAt) = (op, memberOpenid, muteExpireAt);

    [JsonInclude]
    internal MuteChange Op { get; }

    /// <summary>The member's openid in the group.</summary>
    public string MemberOpenid { get; }

    /// <summary>Until when; null ends the mute.</summary>
    public DateTimeOffset? MuteExpireAt { get; }

    /// <summary>Mutes an ordinary member until a moment, at most 30 days ahead.</summary>
    public static GroupMuteChange Add(string memberOpenid, DateTimeOffset until) => new(MuteChange.Add, memberOpenid, until);

    /// <summary>Gives a muted member another end, at most 30 days ahead.</summary>
    public static GroupMuteChange Update(string memberOpenid, DateTimeOffset until) => new(MuteChange.Update, memberOpenid, until);

    /// <summary>Ends the mute of a member.</summary>
    public static GroupMuteChange Remove(string memberOpenid) => new(MuteChange.Del, memberOpenid, null);
}

[JsonConverter(typeof(NamedConverter<MuteChange>))]
internal enum MuteChange
{
    Add,
    Update,
    Del,
}

internal sealed record GroupMuteBody(IReadOnlyList<GroupMuteChange> Members);
