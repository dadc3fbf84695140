using System.Text.Json.Serialization;
using QQBotKit.Api.Wire;

namespace QQBotKit.Api;

/// <summary>What members and roles may do in a channel (子频道权限).</summary>
public sealed class PermissionsApi
{
    private readonly ApiClient _client;

    internal PermissionsApi(ApiClient client) => _client = client;

    /// <summary>Reads what a member may do in a channel: <c>GET /channels/{channel_id}/members/{user_id}/permissions</c>. For admins.</summary>
    /// <remarks>Errors: 301000–301007. Platform page: server-inter/channel/role-group/channel_permissions/get_channel_permissions.md.</remarks>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task<UserPermissions> OfUserAsync(string channelId, string userId, CancellationToken cancellationToken = default) =>
        _client.GetAsync($"channels/{channelId}/members/{userId}/permissions", ApiJson.Types.UserPermissions, cancellationToken);

    /// <summary>Changes what a member may do in a channel: <c>PUT /channels/{channel_id}/members/{user_id}/permissions</c>. For admins.</summary>
    /// <remarks>Errors: 301000–301007. Platform page: server-inter/channel/role-group/channel_permissions/put_channel_permissions.md.</remarks>
    /// <param name="channelId">The channel.</param>
    /// <param name="userId">The member.</param>
    /// <param name="add">What the member may do from now on. <see cref="ChannelPermissions.Manage"/> cannot be given here.</param>
    /// <param name="remove">What the member may do no longer; it wins over <paramref name="add"/>.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task SetOfUserAsync(
        string channelId,
        string userId,
        ChannelPermissions add = ChannelPermissions.None,
        ChannelPermissions remove = ChannelPermissions.None,
        CancellationToken cancellationToken = default) =>
        _client.DoAsync(HttpMethod.Put, $"channels/{channelId}/members/{userId}/permissions", Change(add, remove), cancellationToken);

    /// <summary>Reads what a role may do in a channel: <c>GET /channels/{channel_id}/roles/{role_id}/permissions</c>. For admins.</summary>
    /// <remarks>Errors: 301000–301007. Platform page: server-inter/channel/role-group/channel_permissions/get_channel_roles_permissions.md.</remarks>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task<RolePermissions> OfRoleAsync(string channelId, string roleId, CancellationToken cancellationToken = default) =>
        _client.GetAsync($"channels/{channelId}/roles/{roleId}/permissions", ApiJson.Types.RolePermissions, cancellationToken);

    /// <summary>Changes what a role may do in a channel: <c>PUT /channels/{channel_id}/roles/{role_id}/permissions</c>. For admins.</summary>
    /// <remarks>Errors: 301000–301007. Platform page: server-inter/channel/role-group/channel_permissions/put_channel_roles_permissions.md.</remarks>
    /// <param name="channelId">The channel.</param>
    /// <param name="roleId">The role.</param>
    /// <param name="add">What the role may do from now on. <see cref="ChannelPermissions.Manage"/> cannot be given here.</param>
    /// <param name="remove">What the role may do no longer; it wins over <paramref name="add"/>.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task SetOfRoleAsync(
        string channelId,
        string roleId,
        ChannelPermissions add = ChannelPermissions.None,
        ChannelPermissions remove = ChannelPermissions.None,
        CancellationToken cancellationToken = default) =>
        _client.DoAsync(HttpMethod.Put, $"channels/{channelId}/roles/{roleId}/permissions", Change(add, remove), cancellationToken);

    private static HttpContent Change(ChannelPermissions add, ChannelPermissions remove)
    {
        if (((add | remove) & ChannelPermissions.Manage) != 0)
        {
            throw new ArgumentException($"{nameof(ChannelPermissions.Manage)} cannot be changed by a call: leave it out.", nameof(add));
        }

        if ((add | remove) == ChannelPermissions.None)
        {
            throw new ArgumentException("Nothing would change: say what to add or to remove.", nameof(add));
        }

        return ApiJson.Content(new(Set(add), Set(remove)), ApiJson.Types.PermissionChange);

        static ChannelPermissions? Set(ChannelPermissions bits) => bits == ChannelPermissions.None ? null : bits;
    }
}

/// <summary>What may be done in a channel. The platform may add bits.</summary>
[Flags]
[JsonConverter(typeof(NumberedTextConverter<ChannelPermissions>))]
public enum ChannelPermissions
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>See it (可查看).</summary>
    View = 1 << 0,

    /// <summary>Manage it (可管理).</summary>
    Manage = 1 << 1,

    /// <summary>Speak in it (可发言).</summary>
    Speak = 1 << 2,

    /// <summary>Go live in it (可直播).</summary>
    Live = 1 << 3,
}

/// <summary>What a member may do in a channel.</summary>
/// <param name="ChannelId">The channel.</param>
/// <param name="UserId">The member.</param>
/// <param name="Permissions">What the member may do.</param>
public sealed record UserPermissions(string ChannelId = "", string UserId = "", ChannelPermissions Permissions = ChannelPermissions.None);

/// <summary>What a role may do in a channel.</summary>
/// <param name="ChannelId">The channel.</param>
/// <param name="RoleId">The role.</param>
/// <param name="Permissions">What the role may do.</param>
public sealed record RolePermissions(string ChannelId = "", string RoleId = "", ChannelPermissions Permissions = ChannelPermissions.None);

internal sealed record PermissionChange(ChannelPermissions? Add, ChannelPermissions? Remove);
