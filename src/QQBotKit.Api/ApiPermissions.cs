using QQBotKit.Api.Wire;

namespace QQBotKit.Api;

/// <summary>Which calls a guild lets the bot make (频道 API 权限).</summary>
public sealed class ApiPermissionsApi
{
    private readonly ApiClient _client;

    internal ApiPermissionsApi(ApiClient client) => _client = client;

    /// <summary>Reads which calls the bot may make in a guild: <c>GET /guilds/{guild_id}/api_permission</c>.</summary>
    /// <remarks>Errors: 610001–610014. Platform page: server-inter/channel/api_permissions/get_guild_api_permission.md.</remarks>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task<IReadOnlyList<ApiAccess>> ListAsync(string guildId, CancellationToken cancellationToken = default) =>
        _client.ListAsync($"guilds/{guildId}/api_permission", "apis", ApiJson.Types.ApiAccessArray, cancellationToken);

    /// <summary>
    /// Posts a card by which an admin can grant a call: <c>POST /guilds/{guild_id}/api_permission/demand</c>. 3 a day in each guild (610013).
    /// </summary>
    /// <remarks>Errors: 610001–610014. Platform page: server-inter/channel/api_permissions/post_api_permission_demand.md.</remarks>
    /// <param name="guildId">The guild.</param>
    /// <param name="channelId">The channel where the card is posted.</param>
    /// <param name="api">The call, as <see cref="ListAsync"/> names it.</param>
    /// <param name="desc">What it is for.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <returns>The card; null if the call is granted already (610010).</returns>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public async Task<ApiPermissionDemand?> DemandAsync(
        string guildId, string channelId, ApiIdentity api, string desc, CancellationToken cancellationToken = default)
    {
        var content = ApiJson.Content(new(channelId, api, desc), ApiJson.Types.ApiPermissionDemandBody);
        try
        {
            return await _client.CallAsync(
                HttpMethod.Post, $"guilds/{guildId}/api_permission/demand", content, ApiJson.Types.ApiPermissionDemand, cancellationToken).ConfigureAwait(false);
        }
        catch (QQApiException e) when (e.Actions.HasFlag(ErrorActions.Delivered))
        {
            return null;
        }
    }
}

/// <summary>A call, and whether a guild lets the bot make it.</summary>
/// <param name="Path">The path of the call, with placeholders: <c>/guilds/{guild_id}/members/{user_id}</c>.</param>
/// <param name="Method">The HTTP method of the call.</param>
/// <param name="Desc">What it does.</param>
/// <param name="AuthStatus">Whether the bot may make it.</param>
public sealed record ApiAccess(string Path = "", string Method = "", string Desc = "", bool AuthStatus = false)
{
    /// <summary>Which call it is, for <see cref="ApiPermissionsApi.DemandAsync"/>.</summary>
    public ApiIdentity ToIdentity() => new(Path, Method);
}

/// <summary>Which call it is.</summary>
/// <param name="Path">The path of the call, with placeholders: <c>/guilds/{guild_id}/members/{user_id}</c>.</param>
/// <param name="Method">The HTTP method of the call.</param>
public sealed record ApiIdentity(string Path = "", string Method = "");

/// <summary>The card by which an admin can grant a call. A text is empty where the platform sent none.</summary>
/// <param name="GuildId">The guild.</param>
/// <param name="ChannelId">The channel where it was posted.</param>
/// <param name="ApiIdentify">The call.</param>
/// <param name="Title">What it is headed.</param>
/// <param name="Desc">What the call is for.</param>
public sealed record ApiPermissionDemand(
    string GuildId = "", string ChannelId = "", ApiIdentity? ApiIdentify = null, string Title = "", string Desc = "")
{
    /// <summary>The call.</summary>
    public ApiIdentity ApiIdentify { get; init; } = ApiIdentify ?? new();
}

internal sealed record ApiPermissionDemandBody(string ChannelId, ApiIdentity ApiIdentify, string Desc);
