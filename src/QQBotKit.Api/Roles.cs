using System.Text.Json.Serialization;
using QQBotKit.Api.Wire;

namespace QQBotKit.Api;

/// <summary>Roles of guilds (身份组).</summary>
public sealed class RolesApi
{
    private const int MostOnPage = 400;

    private readonly ApiClient _client;

    internal RolesApi(ApiClient client) => _client = client;

    /// <summary>Reads the roles of a guild: <c>GET /guilds/{guild_id}/roles</c>.</summary>
    /// <remarks>Platform page: server-inter/channel/role-group/get_guild_roles.md.</remarks>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task<RoleList> ListAsync(string guildId, CancellationToken cancellationToken = default) =>
        _client.GetAsync($"guilds/{guildId}/roles", ApiJson.Types.RoleList, cancellationToken);

    /// <summary>Makes a role: <c>POST /guilds/{guild_id}/roles</c>. For admins.</summary>
    /// <remarks>Platform page: server-inter/channel/role-group/post_guild_role.md.</remarks>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task<RoleResult> CreateAsync(string guildId, RoleBody body, CancellationToken cancellationToken = default) =>
        _client.CallAsync(HttpMethod.Post, $"guilds/{guildId}/roles", Content(body), ApiJson.Types.RoleResult, cancellationToken);

    /// <summary>Changes a role: <c>PATCH /guilds/{guild_id}/roles/{role_id}</c>. For admins.</summary>
    /// <remarks>Platform page: server-inter/channel/role-group/patch_guild_role.md.</remarks>
    /// <param name="guildId">The guild.</param>
    /// <param name="roleId">The role.</param>
    /// <param name="change">What becomes different; what is null stays.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task<RoleResult> UpdateAsync(string guildId, string roleId, RoleBody change, CancellationToken cancellationToken = default) =>
        _client.CallAsync(HttpMethod.Patch, $"guilds/{guildId}/roles/{roleId}", Content(change), ApiJson.Types.RoleResult, cancellationToken);

    /// <summary>Deletes a role: <c>DELETE /guilds/{guild_id}/roles/{role_id}</c>. For admins.</summary>
    /// <remarks>Platform page: server-inter/channel/role-group/delete_guild_role.md.</remarks>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task DeleteAsync(string guildId, string roleId, CancellationToken cancellationToken = default) =>
        _client.DoAsync(HttpMethod.Delete, $"guilds/{guildId}/roles/{roleId}", null, cancellationToken);

    /// <summary>Reads a page of the members of a role: <c>GET /guilds/{guild_id}/roles/{role_id}/members</c>. For private-domain bots (私域).</summary>
    /// <remarks>Platform page: server-inter/channel/role/member/get_role_members.md.</remarks>
    /// <param name="guildId">The guild.</param>
    /// <param name="roleId">The role.</param>
    /// <param name="startIndex">Where the page begins: <see cref="Page{T}.Next"/> of the page before it; <c>0</c> for the first page.</param>
    /// <param name="limit">The size of the page, from 1 to 400; the platform's default is 1.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task<Page<GuildMember>> MembersAsync(
        string guildId, string roleId, string? startIndex = null, int? limit = null, CancellationToken cancellationToken = default)
    {
        ApiPath path = $"guilds/{guildId}/roles/{roleId}/members";
        path.Query("start_index", startIndex);
        path.Query("limit", Check.Between(limit, 1, MostOnPage));
        return _client.PageAsync(path, "data", "next", ApiJson.Types.GuildMemberArray, cancellationToken);
    }

    /// <summary>Reads all members of a role, page by page, each once. For private-domain bots (私域).</summary>
    /// <exception cref="QQApiException">The platform refused a call.</exception>
    public IAsyncEnumerable<GuildMember> AllMembersAsync(string guildId, string roleId, CancellationToken cancellationToken = default) => Paging.FollowAsync(
        (startIndex, token) => MembersAsync(guildId, roleId, startIndex ?? "0", MostOnPage, token), member => member.User.Id, cancellationToken);

    /// <summary>Gives a role to a member: <c>PUT /guilds/{guild_id}/members/{user_id}/roles/{role_id}</c>. For admins.</summary>
    /// <remarks>Platform page: server-inter/channel/role-group/put_guild_member_role.md.</remarks>
    /// <param name="guildId">The guild.</param>
    /// <param name="userId">The member.</param>
    /// <param name="roleId">The role.</param>
    /// <param name="channelId">The channel, for <see cref="DefaultRoles.ChannelAdmin"/>, which needs one; null for any other role.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task AddMemberAsync(
        string guildId, string userId, string roleId, string? channelId = null, CancellationToken cancellationToken = default) =>
        _client.DoAsync(HttpMethod.Put, $"guilds/{guildId}/members/{userId}/roles/{roleId}", In(channelId, roleId), cancellationToken);

    /// <summary>Takes a role from a member: <c>DELETE /guilds/{guild_id}/members/{user_id}/roles/{role_id}</c>. For admins.</summary>
    /// <remarks>Platform page: server-inter/channel/role-group/delete_guild_member_role.md.</remarks>
    /// <param name="guildId">The guild.</param>
    /// <param name="userId">The member.</param>
    /// <param name="roleId">The role.</param>
    /// <param name="channelId">The channel, for <see cref="DefaultRoles.ChannelAdmin"/>, which needs one; null for any other role.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task RemoveMemberAsync(
        string guildId, string userId, string roleId, string? channelId = null, CancellationToken cancellationToken = default) =>
        _client.DoAsync(HttpMethod.Delete, $"guilds/{guildId}/members/{userId}/roles/{roleId}", In(channelId, roleId), cancellationToken);

    private static HttpContent Content(RoleBody body) => ApiJson.Content(body, ApiJson.Types.RoleBody);

    private static HttpContent? In(string? channelId, string roleId) => (channelId, roleId) switch
    {
        (null, DefaultRoles.ChannelAdmin) => throw new ArgumentException(
            $"Role {DefaultRoles.ChannelAdmin} is the admin of one channel: say which.", nameof(channelId)),
        (null, _) => null,
        _ => ApiJson.Content(new(new(channelId)), ApiJson.Types.RoleOfChannel),
    };
}

/// <summary>The ids of the roles that every guild has.</summary>
public static class DefaultRoles
{
    /// <summary>All members (全体成员).</summary>
    public const string Everyone = "1";

    /// <summary>Admins (管理员).</summary>
    public const string Admin = "2";

    /// <summary>The owner (群主/创建者).</summary>
    public const string Owner = "4";

    /// <summary>The admins of a channel (子频道管理员).</summary>
    public const string ChannelAdmin = "5";
}

/// <summary>The roles of a guild.</summary>
/// <param name="GuildId">The guild.</param>
/// <param name="Roles">Its roles.</param>
/// <param name="RoleNumLimit">How many roles it may have.</param>
public sealed record RoleList(string GuildId = "", IReadOnlyList<Role>? Roles = null, int RoleNumLimit = 0)
{
    /// <summary>Its roles.</summary>
    public IReadOnlyList<Role> Roles { get; init; } = Roles ?? [];
}

/// <summary>A role of a guild (身份组).</summary>
/// <param name="Id">The role id; <see cref="DefaultRoles"/> has those that every guild has.</param>
/// <param name="Name">The name shown.</param>
/// <param name="Color">The colour: alpha, red, green and blue, 8 bits each.</param>
/// <param name="Hoist">Whether its members are listed apart.</param>
/// <param name="Number">How many members have it.</param>
/// <param name="MemberLimit">How many members may have it.</param>
public sealed record Role(
    string Id = "", string Name = "", uint Color = 0, bool Hoist = false, int Number = 0, int MemberLimit = 0);

/// <summary>A role to be made, or what becomes different in one. What is null is not sent; one field must be set.</summary>
public sealed record RoleBody
{
    /// <summary>The name shown.</summary>
    public string? Name { get; init; }

    /// <summary>The colour: alpha, red, green and blue, 8 bits each, as in <c>0xFF1E90FF</c>.</summary>
    public uint? Color { get; init; }

    /// <summary>Whether its members are listed apart.</summary>
    [JsonConverter(typeof(ZeroOneConverter))]
    public bool? Hoist { get; init; }
}

/// <summary>A role that was made or changed.</summary>
/// <param name="GuildId">The guild; empty for a new role.</param>
/// <param name="RoleId">The role.</param>
/// <param name="Role">What it is now.</param>
public sealed record RoleResult(string GuildId = "", string RoleId = "", Role? Role = null)
{
    /// <summary>What it is now.</summary>
    public Role Role { get; init; } = Role ?? new();
}

internal sealed record RoleOfChannel(ChannelReference Channel);

internal sealed record ChannelReference(string Id);
