using System.Text.Json.Serialization;
using QQBotKit.Api.Wire;

namespace QQBotKit.Api;

/// <summary>Sending messages, in every scene.</summary>
/// <remarks>
/// A message with <c>msg_id</c> or <c>event_id</c> is passive (被动消息): bound to a window of time and a count of replies.
/// One without either is active (主动消息) and counts against quotas. Sending is safe to repeat only with the same <c>msg_id</c> and <c>msg_seq</c>.
/// </remarks>
public sealed partial class MessagesApi
{
    private readonly ApiClient _client;

    internal MessagesApi(ApiClient client) => _client = client;

    /// <summary>Sends to a group (群聊): <c>POST /v2/groups/{group_openid}/messages</c>. 100 calls a second.</summary>
    /// <remarks>Platform page: autogen/api/v2_groups_group_openid_messages.post.html.</remarks>
    /// <exception cref="QQApiException">The platform refused the message.</exception>
    public Task<SendResult> SendToGroupAsync(string groupOpenid, MessageBody body, CancellationToken cancellationToken = default) =>
        _client.SendAsync($"v2/groups/{groupOpenid}/messages", body, body.Kind, ApiJson.Types.MessageBody, cancellationToken);

    /// <summary>Sends to one person (单聊): <c>POST /v2/users/{user_openid}/messages</c>. 100 calls a second.</summary>
    /// <remarks>Platform page: autogen/api/v2_users_user_openid_messages.post.html.</remarks>
    /// <exception cref="QQApiException">The platform refused the message.</exception>
    public Task<SendResult> SendToUserAsync(string userOpenid, MessageBody body, CancellationToken cancellationToken = default) =>
        _client.SendAsync($"v2/users/{userOpenid}/messages", body, body.Kind, ApiJson.Types.MessageBody, cancellationToken);

    /// <summary>
    /// Sends to a channel of a guild (文字子频道): <c>POST /channels/{channel_id}/messages</c>. 5 messages a second in each channel;
    /// the bot must be online on the gateway (304018 otherwise).
    /// </summary>
    /// <remarks>Platform page: server-inter/channel/message/send.html.</remarks>
    /// <exception cref="QQApiException">The platform refused the message.</exception>
    public Task<SendResult> SendToChannelAsync(string channelId, GuildMessageBody body, CancellationToken cancellationToken = default) =>
        _client.SendAsync($"channels/{channelId}/messages", body, body.Kind, ApiJson.Types.GuildMessageBody, cancellationToken);

    /// <summary>Sends a direct message of a guild (频道私信): <c>POST /dms/{guild_id}/messages</c>. There are none in the sandbox.</summary>
    /// <remarks>Platform page: server-inter/channel/message/dms.html.</remarks>
    /// <param name="guildId">The <c>guild_id</c> of the direct-message session, which is not that of the guild.</param>
    /// <param name="body">The message.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <exception cref="QQApiException">The platform refused the message.</exception>
    public Task<SendResult> SendToDirectAsync(string guildId, GuildMessageBody body, CancellationToken cancellationToken = default) =>
        _client.SendAsync($"dms/{guildId}/messages", body, body.Kind, ApiJson.Types.GuildMessageBody, cancellationToken);

    /// <summary>
    /// Sends one piece of a text that is seen to grow (流式消息), to one person: <c>POST /v2/users/{user_openid}/stream_messages</c>. 50 calls a second.
    /// Pieces go one after the other, two or three in a second, and the last one must say that it is.
    /// </summary>
    /// <remarks>Platform page: autogen/api/v2_users_user_openid_stream_messages.post.html.</remarks>
    /// <exception cref="QQApiException">The platform refused the piece: 40007 where it changes what was delivered.</exception>
    public Task<StreamResult> StreamToUserAsync(string userOpenid, StreamPiece piece, CancellationToken cancellationToken = default) =>
        _client.StreamAsync($"v2/users/{userOpenid}/stream_messages", piece, cancellationToken);

    /// <summary>Sends a message that is written already, with its number where its scene has them.</summary>
    internal Task<SendResult> SendWrittenAsync(Target to, HttpContent content, CancellationToken cancellationToken) => to.Scene switch
    {
        Scene.Group => _client.SendAsync($"v2/groups/{to.Id}/messages", content, new SendKind(DropsSecond: true), cancellationToken),
        Scene.C2C => _client.SendAsync($"v2/users/{to.Id}/messages", content, new SendKind(DropsSecond: true), cancellationToken),
        Scene.Channel => _client.SendAsync($"channels/{to.Id}/messages", content, default, cancellationToken),
        _ => _client.SendAsync($"dms/{to.Id}/messages", content, default, cancellationToken),
    };

    /// <summary>
    /// Changes a message of the bot that has a keyboard: <c>PATCH /channels/{channel_id}/messages/{message_id}</c>. Of the body, the content, the markdown
    /// and the keyboard count.
    /// </summary>
    /// <remarks>No platform page; the official SDKs have it.</remarks>
    /// <exception cref="QQApiException">The platform refused the change: 50048 to 50053.</exception>
    public Task<GuildMessage> EditInChannelAsync(
        string channelId, string messageId, GuildMessageBody body, CancellationToken cancellationToken = default) => _client.CallAsync(
            HttpMethod.Patch, $"channels/{channelId}/messages/{messageId}", ApiJson.Content(body, ApiJson.Types.GuildMessageBody),
            ApiJson.Types.GuildMessage, cancellationToken);
}

/// <summary>What became of a message. An id is no proof that anybody saw it.</summary>
/// <param name="Id">The id of the message, by which it can be recalled; null where the platform gave none, or while it is in review.</param>
/// <param name="Timestamp">When the platform took the message.</param>
/// <param name="ExtInfo">How to refer to the message; null in guilds.</param>
/// <param name="AuditId">
/// The id of the review (消息审核) that the message waits for; null if it does not. The events MESSAGE_AUDIT_PASS and MESSAGE_AUDIT_REJECT name it.
/// </param>
[JsonConverter(typeof(SendResultConverter))]
public sealed record SendResult(string? Id = null, DateTimeOffset? Timestamp = null, SentMessageInfo? ExtInfo = null, string? AuditId = null)
{
    /// <summary>The id of the message, by which it can be recalled; null where the platform gave none, or while it is in review.</summary>
    public string? Id { get; init; } = string.IsNullOrEmpty(Id) ? null : Id;

    /// <summary>The id of the review (消息审核) that the message waits for; null if it does not.</summary>
    public string? AuditId { get; init; } = string.IsNullOrEmpty(AuditId) ? null : AuditId;
}

/// <summary>How to refer to a sent message.</summary>
/// <param name="RefIdx">The index by which another message can quote it: <c>REFIDX_…</c>.</param>
public sealed record SentMessageInfo(string RefIdx = "");
