using System.Text.Json.Serialization;
using QQBotKit.Api.Wire;

namespace QQBotKit.Api;

/// <summary>Strategies by which people are let into groups without a question (入群自动审批策略). They work where the bot is an admin of the group.</summary>
public sealed class JoinStrategiesApi
{
    private const int MostOnPage = 50;
    private const int MostListed = 10_000;

    private readonly ApiClient _client;

    internal JoinStrategiesApi(ApiClient client) => _client = client;

    /// <summary>Reads a page of the bot's strategies: <c>GET /v2/groups/join_approval_strategy</c>. 60 calls a minute.</summary>
    /// <remarks>Platform page: autogen/api/v2_groups_join_approval_strategy.get.html.</remarks>
    /// <param name="cursor">Where the page begins: <see cref="Page{T}.Next"/> of the page before it; null for the first page.</param>
    /// <param name="limit">The size of the page, from 1 to 50; the platform's default is 20.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task<Page<JoinStrategy>> ListAsync(string? cursor = null, int? limit = null, CancellationToken cancellationToken = default)
    {
        ApiPath path = $"v2/groups/join_approval_strategy";
        path.Query("cursor", cursor);
        path.Query("limit", Check.Between(limit, 1, MostOnPage));
        return _client.PageAsync(path, "strategies", "next_cursor", ApiJson.Types.JoinStrategyArray, cancellationToken);
    }

    /// <summary>Reads all strategies of the bot, page by page, each once.</summary>
    /// <exception cref="QQApiException">The platform refused a call.</exception>
    public IAsyncEnumerable<JoinStrategy> AllAsync(CancellationToken cancellationToken = default) =>
        Paging.FollowAsync((cursor, token) => ListAsync(cursor, MostOnPage, token), strategy => strategy.StrategyId, cancellationToken);

    /// <summary>Makes a strategy: <c>POST /v2/groups/join_approval_strategy</c>. A bot has 20 at most. 60 calls a minute.</summary>
    /// <remarks>Platform page: autogen/api/v2_groups_join_approval_strategy.post.html.</remarks>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task<JoinStrategyState> CreateAsync(JoinStrategyBody body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        StrategyGroups.Check(body.GroupOpenids, body.GroupIds);
        Check.Short(body.Remark, StrategyGroups.LongestRemark);
        return _client.CallAsync(
            HttpMethod.Post,
            $"v2/groups/join_approval_strategy",
            ApiJson.Content(body, ApiJson.Types.JoinStrategyBody),
            ApiJson.Types.JoinStrategyState,
            cancellationToken);
    }

    /// <summary>Changes a strategy: <c>PATCH /v2/groups/join_approval_strategy/{strategy_id}</c>. 60 calls a minute.</summary>
    /// <remarks>Platform page: autogen/api/v2_groups_join_approval_strategy_strategy_id.patch.html.</remarks>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task<JoinStrategyState> UpdateAsync(string strategyId, JoinStrategyChange change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        Check.Short(change.Remark, StrategyGroups.LongestRemark);
        return _client.CallAsync(
            HttpMethod.Patch,
            $"v2/groups/join_approval_strategy/{strategyId}",
            ApiJson.Content(change, ApiJson.Types.JoinStrategyChange),
            ApiJson.Types.JoinStrategyState,
            cancellationToken);
    }

    /// <summary>Deletes a strategy: <c>DELETE /v2/groups/join_approval_strategy/{strategy_id}</c>. 60 calls a minute.</summary>
    /// <remarks>Platform page: autogen/api/v2_groups_join_approval_strategy_strategy_id.delete.html.</remarks>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task DeleteAsync(string strategyId, CancellationToken cancellationToken = default) =>
        _client.DoAsync(HttpMethod.Delete, $"v2/groups/join_approval_strategy/{strategyId}", null, cancellationToken);

    /// <summary>
    /// Lets a strategy look at the requests that wait already: <c>POST /v2/groups/join_approval_strategy/{strategy_id}/execute</c>. It takes about
    /// 10 minutes. 60 calls a minute.
    /// </summary>
    /// <remarks>Platform page: autogen/api/v2_groups_join_approval_strategy_strategy_id_execute.post.html.</remarks>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task ExecuteAsync(string strategyId, CancellationToken cancellationToken = default) =>
        _client.DoAsync(HttpMethod.Post, $"v2/groups/join_approval_strategy/{strategyId}/execute", null, cancellationToken);

    /// <summary>
    /// Adds to the people whom a strategy lets in, 100000 at most: <c>POST /v2/groups/join_approval_strategy/{strategy_id}/whitelist_users</c>.
    /// 60 calls a minute.
    /// </summary>
    /// <remarks>Platform page: autogen/api/v2_groups_join_approval_strategy_strategy_id_whitelist_users.post.html.</remarks>
    /// <param name="strategyId">The strategy.</param>
    /// <param name="users">QQ numbers, at most 10000.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task<JoinWhitelist> AddUsersAsync(string strategyId, IReadOnlyList<string> users, CancellationToken cancellationToken = default) =>
        ChangeUsersAsync(strategyId, ListChange.Add, users, cancellationToken);

    /// <summary>
    /// Takes people from those whom a strategy lets in: <c>POST /v2/groups/join_approval_strategy/{strategy_id}/whitelist_users</c>. 60 calls a minute.
    /// </summary>
    /// <remarks>Platform page: autogen/api/v2_groups_join_approval_strategy_strategy_id_whitelist_users.post.html.</remarks>
    /// <param name="strategyId">The strategy.</param>
    /// <param name="users">QQ numbers, at most 10000.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task<JoinWhitelist> RemoveUsersAsync(string strategyId, IReadOnlyList<string> users, CancellationToken cancellationToken = default) =>
        ChangeUsersAsync(strategyId, ListChange.Del, users, cancellationToken);

    private Task<JoinWhitelist> ChangeUsersAsync(string strategyId, ListChange op, IReadOnlyList<string> users, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(users);
        var body = new WhitelistChange(op, Check.Few(users, MostListed, "Make several calls.")!);
        return _client.CallAsync(
            HttpMethod.Post,
            $"v2/groups/join_approval_strategy/{strategyId}/whitelist_users",
            ApiJson.Content(body, ApiJson.Types.WhitelistChange),
            ApiJson.Types.JoinWhitelist,
            cancellationToken);
    }
}

/// <summary>A strategy by which people are let into groups (入群自动审批策略). A text is empty where the platform sent none.</summary>
/// <param name="StrategyId">The strategy.</param>
/// <param name="GroupOpenids">The groups, where they were given by openid.</param>
/// <param name="GroupIds">The groups, where they were given by their QQ numbers.</param>
/// <param name="WhitelistUserCount">How many people it lets in.</param>
/// <param name="IsEnable">Whether it works.</param>
/// <param name="ExpireAt">Until when.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="UpdatedAt">When it was changed.</param>
/// <param name="Remark">What it is for.</param>
public sealed record JoinStrategy(
    string StrategyId = "",
    IReadOnlyList<string>? GroupOpenids = null,
    IReadOnlyList<long>? GroupIds = null,
    int WhitelistUserCount = 0,
    [property: JsonConverter(typeof(SwitchConverter))] bool IsEnable = false,
    DateTimeOffset? ExpireAt = null,
    DateTimeOffset? CreatedAt = null,
    DateTimeOffset? UpdatedAt = null,
    string Remark = "")
{
    /// <summary>The groups, where they were given by openid.</summary>
    public IReadOnlyList<string> GroupOpenids { get; init; } = GroupOpenids ?? [];

    /// <summary>The groups, where they were given by their QQ numbers.</summary>
    public IReadOnlyList<long> GroupIds { get; init; } = GroupIds ?? [];
}

/// <summary>A strategy to be made. What is null is not sent.</summary>
public sealed record JoinStrategyBody
{
    /// <summary>The groups, by openid, at most 100. Excludes <see cref="GroupIds"/>; one of them must be set.</summary>
    public IReadOnlyList<string>? GroupOpenids { get; init; }

    /// <summary>The groups, by their QQ numbers, at most 100. Excludes <see cref="GroupOpenids"/>; one of them must be set.</summary>
    public IReadOnlyList<long>? GroupIds { get; init; }

    /// <summary>Whether it works; the platform's default is that it does.</summary>
    [JsonConverter(typeof(SwitchConverter))]
    public bool? IsEnable { get; init; }

    /// <summary>Until when; the platform's default is a year.</summary>
    public DateTimeOffset? ExpireAt { get; init; }

    /// <summary>What it is for, in at most 255 characters.</summary>
    public string? Remark { get; init; }
}

/// <summary>What becomes different in a strategy. What is null stays.</summary>
public sealed record JoinStrategyChange
{
    /// <summary>Whether it works.</summary>
    [JsonConverter(typeof(SwitchConverter))]
    public bool? IsEnable { get; init; }

    /// <summary>Until when.</summary>
    public DateTimeOffset? ExpireAt { get; init; }

    /// <summary>Which groups are added or taken away.</summary>
    public StrategyGroups? GroupAction { get; init; }

    /// <summary>What it is for, in at most 255 characters.</summary>
    public string? Remark { get; init; }
}

/// <summary>Groups that are added to a strategy or taken from it: named as when the strategy was made, by openid or by QQ number.</summary>
public sealed record StrategyGroups
{
    internal const int LongestRemark = 255;
    private const int MostGroups = 100;

    private StrategyGroups(ListChange op, IReadOnlyList<string>? openids, IReadOnlyList<long>? ids)
    {
        Check(openids, ids);
        (Op, GroupOpenids, GroupIds) = (op, openids, ids);
    }

    [JsonInclude]
    internal ListChange Op { get; }

    /// <summary>The groups, by openid; null if they are named by QQ number.</summary>
    public IReadOnlyList<string>? GroupOpenids { get; }

    /// <summary>The groups, by their QQ numbers; null if they are named by openid.</summary>
    public IReadOnlyList<long>? GroupIds { get; }

    /// <summary>Groups that are added, by openid.</summary>
    public static StrategyGroups Add(params IReadOnlyList<string> groupOpenids) => new(ListChange.Add, groupOpenids, null);

    /// <summary>Groups that are added, by their QQ numbers.</summary>
    public static StrategyGroups Add(params IReadOnlyList<long> groupIds) => new(ListChange.Add, null, groupIds);

    /// <summary>Groups that are taken away, by openid.</summary>
    public static StrategyGroups Remove(params IReadOnlyList<string> groupOpenids) => new(ListChange.Del, groupOpenids, null);

    /// <summary>Groups that are taken away, by their QQ numbers.</summary>
    public static StrategyGroups Remove(params IReadOnlyList<long> groupIds) => new(ListChange.Del, null, groupIds);

    internal static void Check(IReadOnlyList<string>? groupOpenids, IReadOnlyList<long>? groupIds)
    {
        const string Advice = "Make several strategies or several calls.";
        Wire.Check.Few(groupOpenids, MostGroups, Advice);
        Wire.Check.Few(groupIds, MostGroups, Advice);
        if (groupOpenids is null == groupIds is null)
        {
            throw new ArgumentException("Groups are named by their openids or by their QQ numbers: set exactly one of the two.", nameof(groupOpenids));
        }
    }
}

/// <summary>What a strategy is after it was made or changed.</summary>
/// <param name="StrategyId">The strategy; empty after a change.</param>
/// <param name="IsEnable">Whether it works.</param>
/// <param name="ExpireAt">Until when.</param>
public sealed record JoinStrategyState(
    string StrategyId = "", [property: JsonConverter(typeof(SwitchConverter))] bool IsEnable = false, DateTimeOffset? ExpireAt = null);

/// <summary>How many people a strategy lets in.</summary>
/// <param name="StrategyId">The strategy.</param>
/// <param name="WhitelistUserCount">How many there are.</param>
/// <param name="UpdatedAt">When that changed.</param>
public sealed record JoinWhitelist(string StrategyId = "", int WhitelistUserCount = 0, DateTimeOffset? UpdatedAt = null);

/// <summary>Whether a call adds to a list or takes from it.</summary>
[JsonConverter(typeof(NamedConverter<ListChange>))]
internal enum ListChange
{
    Add,
    Del,
}

internal sealed record WhitelistChange(ListChange Op, IReadOnlyList<string> WhitelistUsers);
