using QQBotKit.Api.Wire;

namespace QQBotKit.Api;

/// <summary>Guilds (频道).</summary>
public sealed class GuildsApi
{
    private readonly ApiClient _client;

    internal GuildsApi(ApiClient client) => _client = client;

    /// <summary>Reads a guild: <c>GET /guilds/{guild_id}</c>. 50 calls a second.</summary>
    /// <remarks>Platform page: autogen/api/guilds_guild_id.get.html.</remarks>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task<Guild> GetAsync(string guildId, CancellationToken cancellationToken = default) =>
        _client.GetAsync($"guilds/{guildId}", ApiJson.Types.Guild, cancellationToken);

    /// <summary>Reads the channels of a guild: <c>GET /guilds/{guild_id}/channels</c>. 50 calls a second.</summary>
    /// <remarks>Platform page: autogen/api/guilds_guild_id_channels.get.html.</remarks>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task<IReadOnlyList<Channel>> ChannelsAsync(string guildId, CancellationToken cancellationToken = default) =>
        _client.ListAsync($"guilds/{guildId}/channels", "channels", ApiJson.Types.ChannelArray, cancellationToken);

    /// <summary>Reads what a guild allows its bots to say on their own account (active messages): <c>GET /guilds/{guild_id}/message/setting</c>.</summary>
    /// <remarks>Errors: 504001–504004. Platform page: server-inter/channel/speak/setting/message_setting.md.</remarks>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task<MessageSetting> MessageSettingAsync(string guildId, CancellationToken cancellationToken = default) =>
        _client.GetAsync($"guilds/{guildId}/message/setting", ApiJson.Types.MessageSetting, cancellationToken);
}

/// <summary>A guild (频道). A text is empty and a number 0 where the platform sent none.</summary>
/// <param name="Id">The guild id.</param>
/// <param name="Name">The name shown.</param>
/// <param name="Icon">The address of the picture.</param>
/// <param name="OwnerId">The user id of the owner.</param>
/// <param name="Owner">Whether the bot is the owner.</param>
/// <param name="MemberCount">How many members there are.</param>
/// <param name="MaxMembers">How many members there may be.</param>
/// <param name="Description">What the guild says about itself.</param>
/// <param name="JoinedAt">When the bot joined.</param>
public sealed record Guild(
    string Id = "",
    string Name = "",
    string Icon = "",
    string OwnerId = "",
    bool Owner = false,
    int MemberCount = 0,
    int MaxMembers = 0,
    string Description = "",
    DateTimeOffset? JoinedAt = null);

/// <summary>What a guild allows its bots to say on their own account (active messages).</summary>
/// <param name="DisableCreateDm">Whether they must not open direct messages.</param>
/// <param name="DisablePushMsg">Whether they must not write to channels.</param>
/// <param name="ChannelIds">The channels they may write to.</param>
/// <param name="ChannelPushMaxNum">How many messages a day each channel takes.</param>
public sealed record MessageSetting(
    bool DisableCreateDm = false, bool DisablePushMsg = false, IReadOnlyList<string>? ChannelIds = null, int ChannelPushMaxNum = 0)
{
    /// <summary>The channels they may write to.</summary>
    public IReadOnlyList<string> ChannelIds { get; init; } = ChannelIds ?? [];
}
