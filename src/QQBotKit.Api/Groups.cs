using System.Text.Json.Serialization;
using QQBotKit.Api.Wire;

namespace QQBotKit.Api;

/// <summary>Groups (群聊). For bots on the platform's allow-list (11253 otherwise).</summary>
public sealed class GroupsApi
{
    private readonly ApiClient _client;

    internal GroupsApi(ApiClient client) => _client = client;

    /// <summary>Reads what a group is: <c>GET /v2/groups/{group_openid}/info</c>. For bots on the allow-list. 30 calls a minute.</summary>
    /// <remarks>Errors: 11253. Platform page: autogen/api/v2_groups_group_openid_info.get.html.</remarks>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task<GroupInfo> InfoAsync(string groupOpenid, CancellationToken cancellationToken = default) =>
        _client.GetAsync($"v2/groups/{groupOpenid}/info", ApiJson.Types.GroupInfo, cancellationToken);

    /// <summary>Reads what the bot is and may do in a group: <c>GET /v2/groups/{group_openid}/bot_state</c>. For bots on the allow-list. 30 calls a minute.</summary>
    /// <remarks>Errors: 11253. Platform page: autogen/api/v2_groups_group_openid_bot_state.get.html.</remarks>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task<GroupBotState> BotStateAsync(string groupOpenid, CancellationToken cancellationToken = default) =>
        _client.GetAsync($"v2/groups/{groupOpenid}/bot_state", ApiJson.Types.GroupBotState, cancellationToken);
}

/// <summary>What a group is. A text is empty where the platform sent none.</summary>
/// <param name="GroupOpenid">The group.</param>
/// <param name="GroupName">The name shown.</param>
/// <param name="GroupFingerMemo">What the group says about itself.</param>
/// <param name="GroupClassText">The kind of group.</param>
/// <param name="GroupTags">The words it is found by.</param>
/// <param name="GroupMemberNum">How many members it has.</param>
public sealed record GroupInfo(
    string GroupOpenid = "",
    string GroupName = "",
    string GroupFingerMemo = "",
    string GroupClassText = "",
    IReadOnlyList<string>? GroupTags = null,
    int GroupMemberNum = 0)
{
    /// <summary>The words it is found by.</summary>
    public IReadOnlyList<string> GroupTags { get; init; } = GroupTags ?? [];
}

/// <summary>What the bot is and may do in a group.</summary>
/// <param name="MemberOpenid">The bot's own openid in the group.</param>
/// <param name="JoinedAt">When it joined.</param>
/// <param name="AllowProactiveMsg">Whether it may write on its own account (active messages).</param>
/// <param name="RecvMsgSetting">Which messages of the group it gets.</param>
/// <param name="MemberRole">What it is in the group.</param>
public sealed record GroupBotState(
    string MemberOpenid = "",
    DateTimeOffset? JoinedAt = null,
    bool AllowProactiveMsg = false,
    ReceivedMessages RecvMsgSetting = ReceivedMessages.Unknown,
    GroupRole MemberRole = GroupRole.Unknown);

/// <summary>Which messages of a group a bot gets.</summary>
[JsonConverter(typeof(NamedConverter<ReceivedMessages>))]
public enum ReceivedMessages
{
    /// <summary>Not told, or by a word that this version does not know.</summary>
    Unknown,

    /// <summary>All of them.</summary>
    All,

    /// <summary>Those that mention it.</summary>
    OnlyMention,

    /// <summary>Those that mention it, with the messages before.</summary>
    MentionAndContext,
}

/// <summary>What a member is in a group.</summary>
[JsonConverter(typeof(NamedConverter<GroupRole>))]
public enum GroupRole
{
    /// <summary>Not told, or by a word that this version does not know.</summary>
    Unknown,

    /// <summary>An ordinary member.</summary>
    Member,

    /// <summary>An admin (管理员).</summary>
    Admin,

    /// <summary>The owner (群主).</summary>
    Owner,
}
