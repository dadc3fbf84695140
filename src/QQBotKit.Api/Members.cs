using System.Text.Json.Serialization;
using QQBotKit.Api.Wire;

namespace QQBotKit.Api;

/// <summary>Members of guilds (频道成员).</summary>
public sealed class MembersApi
{
    private const int MostOnPage = 400;

    private readonly ApiClient _client;

    internal MembersApi(ApiClient client) => _client = client;

    /// <summary>Reads one member: <c>GET /guilds/{guild_id}/members/{user_id}</c>.</summary>
    /// <remarks>Platform page: server-inter/channel/role/member/get_member.md.</remarks>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task<GuildMember> GetAsync(string guildId, string userId, CancellationToken cancellationToken = default) =>
        _client.GetAsync($"guilds/{guildId}/members/{userId}", ApiJson.Types.GuildMember, cancellationToken);

    /// <summary>
    /// Reads a page of the members: <c>GET /guilds/{guild_id}/members</c>. For private-domain bots (私域). A page may repeat members of earlier ones,
    /// and only an empty page is surely the end; <see cref="AllAsync"/> sees to both.
    /// </summary>
    /// <remarks>Platform page: server-inter/channel/role/member/get_members.md.</remarks>
    /// <param name="guildId">The guild.</param>
    /// <param name="after">The user id behind which the page begins; <c>0</c> for the first page.</param>
    /// <param name="limit">The size of the page, from 1 to 400; the platform's default is 1.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task<IReadOnlyList<GuildMember>> ListAsync(
        string guildId, string? after = null, int? limit = null, CancellationToken cancellationToken = default)
    {
        ApiPath path = $"guilds/{guildId}/members";
        path.Query("after", after);
        path.Query("limit", Check.Between(limit, 1, MostOnPage));
        return _client.ListAsync(path, "members", ApiJson.Types.GuildMemberArray, cancellationToken);
    }

    /// <summary>Reads all members, page by page, each once: <see cref="ListAsync"/> until nobody new comes. For private-domain bots (私域).</summary>
    /// <exception cref="QQApiException">The platform refused a call.</exception>
    public IAsyncEnumerable<GuildMember> AllAsync(string guildId, CancellationToken cancellationToken = default) => Paging.BehindAsync(
        "0", (after, token) => ListAsync(guildId, after, MostOnPage, token), member => member.User.Id, cancellationToken: cancellationToken);

    /// <summary>Removes a member from a guild: <c>DELETE /guilds/{guild_id}/members/{user_id}</c>. For private-domain bots (私域) that are admins.</summary>
    /// <remarks>Platform page: server-inter/channel/role/member/delete_member.md.</remarks>
    /// <param name="guildId">The guild.</param>
    /// <param name="userId">The member.</param>
    /// <param name="addBlacklist">Whether the person may not join again.</param>
    /// <param name="deleteHistory">Which of the person's messages are deleted as well.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task DeleteAsync(
        string guildId,
        string userId,
        bool? addBlacklist = null,
        HistoryDeletion? deleteHistory = null,
        CancellationToken cancellationToken = default) =>
        _client.DoAsync(
            HttpMethod.Delete,
            $"guilds/{guildId}/members/{userId}",
            (addBlacklist, deleteHistory) is (null, null) ? null : ApiJson.Content(new(addBlacklist, deleteHistory), ApiJson.Types.MemberDeletion),
            cancellationToken);
}

/// <summary>A member of a guild. A text is empty where the platform sent none.</summary>
/// <param name="User">Who it is.</param>
/// <param name="Nick">The name in the guild.</param>
/// <param name="Roles">The ids of the member's roles.</param>
/// <param name="JoinedAt">When the person joined.</param>
public sealed record GuildMember(GuildUser? User = null, string Nick = "", IReadOnlyList<string>? Roles = null, DateTimeOffset? JoinedAt = null)
{
    /// <summary>Who it is. Where the platform told nothing: nobody, with an empty id.</summary>
    public GuildUser User { get; init; } = User ?? new();

    /// <summary>The ids of the member's roles.</summary>
    public IReadOnlyList<string> Roles { get; init; } = Roles ?? [];
}

/// <summary>A person or bot as guilds know it. A text is empty where the platform sent none.</summary>
/// <param name="Id">The user id in guilds; not an openid.</param>
/// <param name="Username">The name shown.</param>
/// <param name="Avatar">The address of the picture.</param>
/// <param name="Bot">Whether it is a bot.</param>
/// <param name="UnionOpenid">The id towards all bots of one developer, where the platform granted it.</param>
/// <param name="UnionUserAccount">The name in the linked application, where the platform granted it.</param>
public sealed record GuildUser(
    string Id = "", string Username = "", string Avatar = "", bool Bot = false, string UnionOpenid = "", string UnionUserAccount = "");

/// <summary>Which messages of a removed member are deleted as well.</summary>
[JsonConverter(typeof(NumberedConverter<HistoryDeletion>))]
public enum HistoryDeletion
{
    /// <summary>All of them.</summary>
    All = -1,

    /// <summary>None.</summary>
    None = 0,

    /// <summary>Those of the last 3 days.</summary>
    ThreeDays = 3,

    /// <summary>Those of the last 7 days.</summary>
    SevenDays = 7,

    /// <summary>Those of the last 15 days.</summary>
    FifteenDays = 15,

    /// <summary>Those of the last 30 days.</summary>
    ThirtyDays = 30,
}

internal sealed record MemberDeletion(bool? AddBlacklist, [property: JsonPropertyName("delete_history_msg_days")] HistoryDeletion? DeleteHistory);
