using QQBotKit.Api.Wire;

namespace QQBotKit.Api;

/// <summary>
/// Cards that lead to the settings of messages (消息设置引导), where people allow the bot to write on its own account. No page of the platform describes
/// the calls; the official Go SDK has them.
/// </summary>
public sealed class SettingGuidesApi
{
    private readonly ApiClient _client;

    internal SettingGuidesApi(ApiClient client) => _client = client;

    /// <summary>Posts the card in a channel: <c>POST /channels/{channel_id}/settingguide</c>.</summary>
    /// <remarks>Errors: 304051, 304052.</remarks>
    /// <param name="channelId">The channel.</param>
    /// <param name="userIds">Who is mentioned; null is nobody.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task<SendResult> PostToChannelAsync(
        string channelId, IReadOnlyList<string>? userIds = null, CancellationToken cancellationToken = default)
    {
        var mentions = userIds is null ? null : string.Concat(userIds.Select(id => $"<@{id}>"));
        return _client.SendAsync(
            $"channels/{channelId}/settingguide", new SettingGuideBody(mentions, null), default, ApiJson.Types.SettingGuideBody, cancellationToken);
    }

    /// <summary>Posts the card in a session of direct messages: <c>POST /dms/{guild_id}/settingguide</c>.</summary>
    /// <remarks>Errors: 304051, 304052.</remarks>
    /// <param name="guildId">The <c>guild_id</c> of the direct-message session.</param>
    /// <param name="settingsGuildId">The guild whose settings open.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task<SendResult> PostToDirectAsync(string guildId, string settingsGuildId, CancellationToken cancellationToken = default) =>
        _client.SendAsync(
            $"dms/{guildId}/settingguide", new SettingGuideBody(null, new(settingsGuildId)), default, ApiJson.Types.SettingGuideBody, cancellationToken);
}

internal sealed record SettingGuideBody(string? Content, SettingGuide? SettingGuide);

internal sealed record SettingGuide(string GuildId);
