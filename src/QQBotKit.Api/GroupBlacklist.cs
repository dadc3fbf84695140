using QQBotKit.Api.Wire;

namespace QQBotKit.Api;

/// <summary>Blacklists of groups: who may not join (群黑名单). For bots that the platform invited (11253 otherwise).</summary>
public sealed class GroupBlacklistApi
{
    private const int MostOnPage = 100;
    private const int MostChanged = 20;

    private readonly ApiClient _client;

    internal GroupBlacklistApi(ApiClient client) => _client = client;

    /// <summary>Reads a page of a blacklist: <c>GET /v2/groups/{group_openid}/member_blacklist</c>. For invited bots. 30 calls a minute.</summary>
    /// <remarks>Errors: 11253. Platform page: autogen/api/v2_groups_group_openid_member_blacklist.get.html.</remarks>
    /// <param name="groupOpenid">The group.</param>
    /// <param name="cursor">Where the page begins: <see cref="Page{T}.Next"/> of the page before it; null for the first page.</param>
    /// <param name="limit">The size of the page, from 1 to 100; the platform's default is 20.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task<Page<BlacklistedMember>> ListAsync(
        string groupOpenid, string? cursor = null, int? limit = null, CancellationToken cancellationToken = default)
    {
        ApiPath path = $"v2/groups/{groupOpenid}/member_blacklist";
        path.Query("cursor", cursor);
        path.Query("limit", Check.Between(limit, 1, MostOnPage));
        return _client.PageAsync(path, "users", "next_cursor", ApiJson.Types.BlacklistedMemberArray, cancellationToken);
    }

    /// <summary>Reads a whole blacklist, page by page, each entry once. For invited bots.</summary>
    /// <exception cref="QQApiException">The platform refused a call.</exception>
    public IAsyncEnumerable<BlacklistedMember> AllAsync(string groupOpenid, CancellationToken cancellationToken = default) =>
        Paging.FollowAsync((cursor, token) => ListAsync(groupOpenid, cursor, MostOnPage, token), member => member.MemberOpenid, cancellationToken);

    /// <summary>
    /// Puts people who are not in the group on its blacklist: <c>POST /v2/groups/{group_openid}/member_blacklist</c>. For invited bots. 60 calls a minute.
    /// Members are removed first: <see cref="GroupMembersApi.RemoveAsync"/>.
    /// </summary>
    /// <remarks>Errors: 11253. Platform page: autogen/api/v2_groups_group_openid_member_blacklist.post.html.</remarks>
    /// <param name="groupOpenid">The group.</param>
    /// <param name="memberOpenids">The people, at most 20.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <returns>Those for whom it failed.</returns>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task<IReadOnlyList<string>> AddAsync(string groupOpenid, IReadOnlyList<string> memberOpenids, CancellationToken cancellationToken = default) =>
        ChangeAsync(groupOpenid, ListChange.Add, memberOpenids, cancellationToken);

    /// <summary>Takes people off a blacklist: <c>POST /v2/groups/{group_openid}/member_blacklist</c>. For invited bots. 60 calls a minute.</summary>
    /// <remarks>Errors: 11253. Platform page: autogen/api/v2_groups_group_openid_member_blacklist.post.html.</remarks>
    /// <param name="groupOpenid">The group.</param>
    /// <param name="memberOpenids">The people, at most 20.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <returns>Those for whom it failed.</returns>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task<IReadOnlyList<string>> RemoveAsync(string groupOpenid, IReadOnlyList<string> memberOpenids, CancellationToken cancellationToken = default) =>
        ChangeAsync(groupOpenid, ListChange.Del, memberOpenids, cancellationToken);

    private Task<IReadOnlyList<string>> ChangeAsync(
        string groupOpenid, ListChange op, IReadOnlyList<string> memberOpenids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(memberOpenids);
        var body = new BlacklistChange(op, Check.Few(memberOpenids, MostChanged, "Make several calls.")!);
        return _client.ListAsync(
            HttpMethod.Post,
            $"v2/groups/{groupOpenid}/member_blacklist",
            ApiJson.Content(body, ApiJson.Types.BlacklistChange),
            "fail_openids",
            ApiJson.Types.StringArray,
            cancellationToken);
    }
}

/// <summary>Somebody who may not join a group. A text is empty where the platform sent none.</summary>
/// <param name="MemberOpenid">The person's openid in the group.</param>
/// <param name="Username">The name shown.</param>
/// <param name="BannedAt">When the person was put on the list.</param>
/// <param name="Bot">Whether it is a bot.</param>
/// <param name="UnionOpenid">The id towards all bots of one developer, where the platform granted it.</param>
public sealed record BlacklistedMember(
    string MemberOpenid = "", string Username = "", DateTimeOffset? BannedAt = null, bool Bot = false, string UnionOpenid = "");

internal sealed record BlacklistChange(ListChange Op, IReadOnlyList<string> MemberOpenids);
