using System.Text.Json.Serialization;
using QQBotKit.Api.Wire;

namespace QQBotKit.Api;

/// <summary>Requests to join groups (入群申请). For bots that are admins of the group.</summary>
public sealed class JoinRequestsApi
{
    private const int MostOnPage = 50;

    private readonly ApiClient _client;

    internal JoinRequestsApi(ApiClient client) => _client = client;

    /// <summary>Reads a page of the open requests: <c>GET /v2/groups/{group_openid}/join_request_list</c>. For admins of the group. 30 calls a minute.</summary>
    /// <remarks>Platform page: autogen/api/v2_groups_group_openid_join_request_list.get.html.</remarks>
    /// <param name="groupOpenid">The group.</param>
    /// <param name="cursor">Where the page begins: <see cref="Page{T}.Next"/> of the page before it; null for the first page.</param>
    /// <param name="limit">The size of the page, from 1 to 50; the platform's default is 20.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task<Page<JoinRequest>> ListAsync(
        string groupOpenid, string? cursor = null, int? limit = null, CancellationToken cancellationToken = default)
    {
        ApiPath path = $"v2/groups/{groupOpenid}/join_request_list";
        path.Query("cursor", cursor);
        path.Query("limit", Check.Between(limit, 1, MostOnPage));
        return _client.PageAsync(path, "list", "next_cursor", ApiJson.Types.JoinRequestArray, cancellationToken);
    }

    /// <summary>Reads all open requests, page by page, each once. For admins of the group.</summary>
    /// <exception cref="QQApiException">The platform refused a call.</exception>
    public IAsyncEnumerable<JoinRequest> AllAsync(string groupOpenid, CancellationToken cancellationToken = default) =>
        Paging.FollowAsync((cursor, token) => ListAsync(groupOpenid, cursor, MostOnPage, token), request => request.JoinRequestId, cancellationToken);

    /// <summary>
    /// Lets somebody in: <c>POST /v2/groups/{group_openid}/approval_join_request/{member_openid}</c>. For admins of the group. 60 calls a minute.
    /// </summary>
    /// <remarks>Platform page: autogen/api/v2_groups_group_openid_approval_join_request_member_openid.post.html.</remarks>
    /// <param name="groupOpenid">The group.</param>
    /// <param name="memberOpenid">Who wants to join.</param>
    /// <param name="joinRequestId">The request.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task ApproveAsync(string groupOpenid, string memberOpenid, string joinRequestId, CancellationToken cancellationToken = default) =>
        AnswerAsync(groupOpenid, memberOpenid, new JoinRequestAnswer(JoinDecision.Approve, joinRequestId), cancellationToken);

    /// <summary>
    /// Turns somebody down: <c>POST /v2/groups/{group_openid}/approval_join_request/{member_openid}</c>. For admins of the group. 60 calls a minute.
    /// </summary>
    /// <remarks>Platform page: autogen/api/v2_groups_group_openid_approval_join_request_member_openid.post.html.</remarks>
    /// <param name="groupOpenid">The group.</param>
    /// <param name="memberOpenid">Who wants to join.</param>
    /// <param name="joinRequestId">The request.</param>
    /// <param name="rejectReason">What the person is told.</param>
    /// <param name="addToMemberBlacklist">Whether the person may not ask again.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task DeclineAsync(
        string groupOpenid,
        string memberOpenid,
        string joinRequestId,
        string? rejectReason = null,
        bool? addToMemberBlacklist = null,
        CancellationToken cancellationToken = default) =>
        AnswerAsync(groupOpenid, memberOpenid, new JoinRequestAnswer(JoinDecision.Decline, joinRequestId, rejectReason, addToMemberBlacklist), cancellationToken);

    private Task AnswerAsync(string groupOpenid, string memberOpenid, JoinRequestAnswer answer, CancellationToken cancellationToken) =>
        _client.DoAsync(
            HttpMethod.Post,
            $"v2/groups/{groupOpenid}/approval_join_request/{memberOpenid}",
            ApiJson.Content(answer, ApiJson.Types.JoinRequestAnswer),
            cancellationToken);
}

/// <summary>Somebody wants to join a group. A text is empty where the platform sent none.</summary>
/// <param name="JoinRequestId">The id of the request.</param>
/// <param name="MemberOpenid">The person's openid in the group.</param>
/// <param name="Username">The name shown.</param>
/// <param name="UnionOpenid">The id towards all bots of one developer, where the platform granted it.</param>
/// <param name="ApplyAt">When the person asked.</param>
/// <param name="ApplySource">How it came to that.</param>
/// <param name="InvitedBy">The openid of the one who invited the person.</param>
/// <param name="Bot">Whether it is a bot.</param>
/// <param name="RiskTips">What the platform warns of: nothing, <c>warning_tips</c> (suspicious) or <c>top_tips</c>.</param>
/// <param name="VerifyInfo">What the person said; null for somebody who was invited.</param>
/// <param name="AutoApproved">By which strategy the person was let in already; null for a request that waits.</param>
public sealed record JoinRequest(
    string JoinRequestId = "",
    string MemberOpenid = "",
    string Username = "",
    string UnionOpenid = "",
    DateTimeOffset? ApplyAt = null,
    JoinSource ApplySource = JoinSource.Unknown,
    string InvitedBy = "",
    bool Bot = false,
    string RiskTips = "",
    JoinRequestVerification? VerifyInfo = null,
    AutoApproval? AutoApproved = null);

/// <summary>How it came to a request to join a group.</summary>
[JsonConverter(typeof(NamedConverter<JoinSource>))]
public enum JoinSource
{
    /// <summary>Not told, or by a word that this version does not know.</summary>
    Unknown,

    /// <summary>The person asked.</summary>
    SelfApply,

    /// <summary>A member invited the person.</summary>
    Invited,
}

/// <summary>What somebody who wants to join a group said.</summary>
/// <param name="Method">What was asked for.</param>
/// <param name="VerifyMessage">What the person wrote.</param>
/// <param name="ReviewQaList">The questions of the group and the answers.</param>
public sealed record JoinRequestVerification(
    JoinVerificationMethod Method = JoinVerificationMethod.Unknown, string VerifyMessage = "", IReadOnlyList<QuestionAndAnswer>? ReviewQaList = null)
{
    /// <summary>The questions of the group and the answers.</summary>
    public IReadOnlyList<QuestionAndAnswer> ReviewQaList { get; init; } = ReviewQaList ?? [];
}

/// <summary>What a group asks those who want to join.</summary>
[JsonConverter(typeof(NamedConverter<JoinVerificationMethod>))]
public enum JoinVerificationMethod
{
    /// <summary>Not told, or by a word that this version does not know.</summary>
    Unknown,

    /// <summary>For a few words.</summary>
    VerifyMessage,

    /// <summary>For answers to its questions.</summary>
    AdminReviewQa,
}

/// <summary>A question of a group and the answer to it.</summary>
/// <param name="Question">The question.</param>
/// <param name="Answer">The answer.</param>
public sealed record QuestionAndAnswer(string Question = "", string Answer = "");

/// <summary>By which strategy somebody was let in.</summary>
/// <param name="StrategyId">The strategy.</param>
public sealed record AutoApproval(string StrategyId = "");

[JsonConverter(typeof(NamedConverter<JoinDecision>))]
internal enum JoinDecision
{
    Approve,
    Decline,
}

internal sealed record JoinRequestAnswer(JoinDecision Op, string JoinRequestId, string? RejectReason = null, bool? AddToMemberBlacklist = null);
