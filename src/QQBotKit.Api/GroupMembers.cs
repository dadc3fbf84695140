using QQBotKit.Api.Wire;

namespace QQBotKit.Api;

/// <summary>Members of groups (群成员). For bots that the platform invited (11253 otherwise).</summary>
public sealed class GroupMembersApi
{
    private const int MostRemoved = 20;

    private readonly ApiClient _client;

    internal GroupMembersApi(ApiClient client) => _client = client;

    /// <summary>Reads a page of at most 30 members: <c>GET /v2/groups/{group_openid}/members</c>. For invited bots. 60 calls a minute.</summary>
    /// <remarks>Errors: 11253. Platform page: autogen/api/v2_groups_group_openid_members.get.html.</remarks>
    /// <param name="groupOpenid">The group.</param>
    /// <param name="cursor">Where the page begins: <see cref="Page{T}.Next"/> of the page before it; null for the first page.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task<Page<GroupMember>> ListAsync(string groupOpenid, string? cursor = null, CancellationToken cancellationToken = default)
    {
        ApiPath path = $"v2/groups/{groupOpenid}/members";
        path.Query("cursor", cursor);
        return _client.PageAsync(path, "members", "next_cursor", ApiJson.Types.GroupMemberArray, cancellationToken);
    }

    /// <summary>Reads all members, page by page, each once. For invited bots.</summary>
    /// <exception cref="QQApiException">The platform refused a call.</exception>
    public IAsyncEnumerable<GroupMember> AllAsync(string groupOpenid, CancellationToken cancellationToken = default) =>
        Paging.FollowAsync((cursor, token) => ListAsync(groupOpenid, cursor, token), member => member.MemberOpenid, cancellationToken);

    /// <summary>Reads one member: <c>GET /v2/groups/{group_openid}/members/{member_openid}</c>. For invited bots. 30 calls a minute.</summary>
    /// <remarks>Errors: 11253. Platform page: autogen/api/v2_groups_group_openid_members_member_openid.get.html.</remarks>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task<GroupMember> GetAsync(string groupOpenid, string memberOpenid, CancellationToken cancellationToken = default) =>
        _client.GetAsync($"v2/groups/{groupOpenid}/members/{memberOpenid}", ApiJson.Types.GroupMember, cancellationToken);

    /// <summary>Removes members from a group: <c>POST /v2/groups/{group_openid}/batch_remove_members</c>. For invited bots. 30 calls a minute.</summary>
    /// <remarks>Errors: 11253. Platform page: autogen/api/v2_groups_group_openid_batch_remove_members.post.html.</remarks>
    /// <param name="groupOpenid">The group.</param>
    /// <param name="memberOpenids">The members, at most 20.</param>
    /// <param name="addToMemberBlacklist">Whether they may not join again.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task<RemovedMembers> RemoveAsync(
        string groupOpenid,
        IReadOnlyList<string> memberOpenids,
        bool? addToMemberBlacklist = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(memberOpenids);
        var body = new MemberRemoval(Check.Few(memberOpenids, MostRemoved, "Make several calls.")!, addToMemberBlacklist);
        return _client.CallAsync(
            HttpMethod.Post,
            $"v2/groups/{groupOpenid}/batch_remove_members",
            ApiJson.Content(body, ApiJson.Types.MemberRemoval),
            ApiJson.Types.RemovedMembers,
            cancellationToken);
    }
}

/// <summary>A member of a group. A text is empty where the platform sent none.</summary>
/// <param name="MemberOpenid">The member's openid in the group.</param>
/// <param name="Username">The name shown.</param>
/// <param name="MemberRole">What the member is in the group.</param>
/// <param name="Bot">Whether it is a bot.</param>
/// <param name="JoinedAt">When the member joined.</param>
/// <param name="UnionOpenid">The id towards all bots of one developer, where the platform granted it.</param>
public sealed record GroupMember(
    string MemberOpenid = "",
    string Username = "",
    GroupRole MemberRole = GroupRole.Unknown,
    bool Bot = false,
    DateTimeOffset? JoinedAt = null,
    string UnionOpenid = "");

/// <summary>What became of the removal of members.</summary>
/// <param name="RemoveMembersResult">The platform's word: <c>success</c>.</param>
/// <param name="AddToMemberBlacklistFailOpenids">Who was not put on the blacklist.</param>
public sealed record RemovedMembers(string RemoveMembersResult = "", IReadOnlyList<string>? AddToMemberBlacklistFailOpenids = null)
{
    /// <summary>Who was not put on the blacklist.</summary>
    public IReadOnlyList<string> AddToMemberBlacklistFailOpenids { get; init; } = AddToMemberBlacklistFailOpenids ?? [];
}

internal sealed record MemberRemoval(IReadOnlyList<string> MemberOpenids, bool? AddToMemberBlacklist);
