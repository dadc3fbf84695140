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
        _client.SendAsync($"v2/groups/{groupOpenid}/messages", body, body.IsNumbered, ApiJson.Types.MessageBody, cancellationToken);

    /// <summary>Sends to one person (单聊): <c>POST /v2/users/{user_openid}/messages</c>. 100 calls a second.</summary>
    /// <remarks>Platform page: autogen/api/v2_users_user_openid_messages.post.html.</remarks>
    /// <exception cref="QQApiException">The platform refused the message.</exception>
    public Task<SendResult> SendToUserAsync(string userOpenid, MessageBody body, CancellationToken cancellationToken = default) =>
        _client.SendAsync($"v2/users/{userOpenid}/messages", body, body.IsNumbered, ApiJson.Types.MessageBody, cancellationToken);

    /// <summary>
    /// Sends to a channel of a guild (文字子频道): <c>POST /channels/{channel_id}/messages</c>. 5 messages a second in each channel;
    /// the bot must be online on the gateway (304018 otherwise).
    /// </summary>
    /// <remarks>Platform page: server-inter/channel/message/send.html.</remarks>
    /// <exception cref="QQApiException">The platform refused the message.</exception>
    public Task<SendResult> SendToChannelAsync(string channelId, GuildMessageBody body, CancellationToken cancellationToken = default) =>
        _client.SendAsync($"channels/{channelId}/messages", body, false, ApiJson.Types.GuildMessageBody, cancellationToken);

    /// <summary>Sends a direct message of a guild (频道私信): <c>POST /dms/{guild_id}/messages</c>. There are none in the sandbox.</summary>
    /// <remarks>Platform page: server-inter/channel/message/dms.html.</remarks>
    /// <param name="guildId">The <c>guild_id</c> of the direct-message session, which is not that of the guild.</param>
    /// <param name="body">The message.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <exception cref="QQApiException">The platform refused the message.</exception>
    public Task<SendResult> SendToDirectAsync(string guildId, GuildMessageBody body, CancellationToken cancellationToken = default) =>
        _client.SendAsync($"dms/{guildId}/messages", body, false, ApiJson.Types.GuildMessageBody, cancellationToken);
}

/// <summary>What a message to a group or a person consists of.</summary>
[JsonConverter(typeof(NumberedConverter<MessageType>))]
public enum MessageType
{
    /// <summary>Text, in <see cref="MessageBody.Content"/>.</summary>
    Text = 0,
}

/// <summary>A message to a group or to one person. What is null is not sent.</summary>
/// <remarks>Platform pages: server-inter/message/overview.html and those of the two calls.</remarks>
public sealed record MessageBody
{
    /// <summary>What the message consists of.</summary>
    [JsonPropertyName("msg_type")]
    public MessageType Type { get; init; }

    /// <summary>The text.</summary>
    public string? Content { get; init; }

    /// <summary>The id of the message that this one answers.</summary>
    [JsonPropertyName("msg_id")]
    public string? MessageId { get; init; }

    /// <summary>The id of the event that this message answers. Excludes <see cref="MessageId"/>.</summary>
    public string? EventId { get; init; }

    /// <summary>
    /// The number of this answer among those to the same message; the platform's default is 1. It refuses a number it has seen
    /// (40054005), which is how a repeated call is told from a new answer.
    /// </summary>
    [JsonPropertyName("msg_seq")]
    public int? MessageSeq { get; init; }

    /// <summary>Whether the platform drops a second message that says the same of itself.</summary>
    internal bool IsNumbered => MessageSeq is not null && (MessageId ?? EventId) is not null;
}

/// <summary>A message to a channel of a guild or a direct message of one. What is null is not sent.</summary>
/// <remarks>Platform page: server-inter/channel/message/send.html.</remarks>
public sealed record GuildMessageBody
{
    /// <summary>The text. <c>&amp;</c>, <c>&lt;</c> and <c>&gt;</c> that are not part of a token of the platform are escaped as in HTML.</summary>
    public string? Content { get; init; }

    /// <summary>The id of the message that this one answers.</summary>
    [JsonPropertyName("msg_id")]
    public string? MessageId { get; init; }

    /// <summary>The id of the event that this message answers.</summary>
    public string? EventId { get; init; }
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
