using QQBotKit.Api.Wire;

namespace QQBotKit.Api;

public sealed partial class MessagesApi
{
    /// <summary>
    /// Recalls a message of the bot in a group, within 2 minutes: <c>DELETE /v2/groups/{group_openid}/messages/{message_id}</c>. As an admin of the group
    /// the bot can also recall those of ordinary members. 10 calls a second.
    /// </summary>
    /// <remarks>
    /// Errors: 306001–306011, 40061001, 40062003, 40064004, 50065001. Platform page: autogen/api/v2_groups_group_openid_messages_message_id.delete.html.
    /// </remarks>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task RecallFromGroupAsync(string groupOpenid, string messageId, CancellationToken cancellationToken = default) =>
        _client.DoAsync(HttpMethod.Delete, $"v2/groups/{groupOpenid}/messages/{messageId}", null, cancellationToken);

    /// <summary>
    /// Recalls a message of the bot to one person, within 2 minutes: <c>DELETE /v2/users/{user_openid}/messages/{message_id}</c>. 10 calls a second.
    /// </summary>
    /// <remarks>
    /// Errors: 306001–306011, 40061001, 40061002, 40064004. Platform page: autogen/api/v2_users_user_openid_messages_message_id.delete.html.
    /// </remarks>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task RecallFromUserAsync(string userOpenid, string messageId, CancellationToken cancellationToken = default) =>
        _client.DoAsync(HttpMethod.Delete, $"v2/users/{userOpenid}/messages/{messageId}", null, cancellationToken);

    /// <summary>
    /// Recalls a message in a channel: <c>DELETE /channels/{channel_id}/messages/{message_id}</c>. For private-domain bots (私域); after the right was
    /// granted the bot must be removed from the guild and added again.
    /// </summary>
    /// <remarks>Errors: 306001–306011. Platform page: server-inter/channel/message/recall.html.</remarks>
    /// <param name="channelId">The channel.</param>
    /// <param name="messageId">The message.</param>
    /// <param name="hideTip">Whether nobody is told that a message was recalled; the platform's default is that they are.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task RecallFromChannelAsync(string channelId, string messageId, bool? hideTip = null, CancellationToken cancellationToken = default) =>
        RecallAsync($"channels/{channelId}/messages/{messageId}", hideTip, cancellationToken);

    /// <summary>Recalls a direct message of the bot: <c>DELETE /dms/{guild_id}/messages/{message_id}</c>. For private-domain bots (私域).</summary>
    /// <remarks>Errors: 306001–306011. Platform page: server-inter/channel/message/dms.html.</remarks>
    /// <param name="guildId">The <c>guild_id</c> of the direct-message session.</param>
    /// <param name="messageId">The message.</param>
    /// <param name="hideTip">Whether nobody is told that a message was recalled; the platform's default is that they are.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task RecallFromDirectAsync(string guildId, string messageId, bool? hideTip = null, CancellationToken cancellationToken = default) =>
        RecallAsync($"dms/{guildId}/messages/{messageId}", hideTip, cancellationToken);

    private Task RecallAsync(ApiPath path, bool? hideTip, CancellationToken cancellationToken)
    {
        path.Query("hidetip", hideTip switch { true => "true", false => "false", null => null });
        return _client.DoAsync(HttpMethod.Delete, path, null, cancellationToken);
    }
}
