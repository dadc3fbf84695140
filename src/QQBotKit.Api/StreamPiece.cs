using System.Text.Json.Serialization;
using QQBotKit.Api.Wire;

namespace QQBotKit.Api;

/// <summary>How a piece of a stream relates to those before it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StreamMode>))]
public enum StreamMode
{
    /// <summary>It follows them.</summary>
    [JsonStringEnumMemberName("append")]
    Append,

    /// <summary>It is the whole text so far, and begins with what was delivered.</summary>
    [JsonStringEnumMemberName("replace")]
    Replace,
}

/// <summary>Whether a stream goes on.</summary>
[JsonConverter(typeof(NumberedConverter<StreamState>))]
public enum StreamState
{
    /// <summary>More will come.</summary>
    Generating = 1,

    /// <summary>This is the end. Without it the message looks unfinished for ever.</summary>
    Finished = 10,
}

/// <summary>What the text of a stream is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StreamFormat>))]
public enum StreamFormat
{
    /// <summary>Plain text.</summary>
    [JsonStringEnumMemberName("text")]
    Text,

    /// <summary>Markdown.</summary>
    [JsonStringEnumMemberName("markdown")]
    Markdown,
}

/// <summary>One piece of a text that is seen to grow.</summary>
/// <remarks>Platform page: autogen/api/v2_users_user_openid_stream_messages.post.html.</remarks>
public sealed record StreamPiece
{
    /// <summary>How <see cref="ContentRaw"/> relates to the pieces before.</summary>
    public StreamMode InputMode { get; init; }

    /// <summary>Whether more will come.</summary>
    public required StreamState InputState { get; init; }

    /// <summary>The number of the piece: 0 for the first, then 1 more for each.</summary>
    public required int Index { get; init; }

    /// <summary>What the text is.</summary>
    public StreamFormat ContentType { get; init; }

    /// <summary>The text.</summary>
    public required string ContentRaw { get; init; }

    /// <summary>The id of the message that the stream answers; the same in all pieces.</summary>
    [JsonPropertyName("msg_id")]
    public string? MessageId { get; init; }

    /// <summary>The id of the event that the stream answers; the same in all pieces. Excludes <see cref="MessageId"/>.</summary>
    public string? EventId { get; init; }

    /// <summary>What the first piece was given as <see cref="StreamResult.Id"/>; null in the first.</summary>
    [JsonPropertyName("stream_msg_id")]
    public string? StreamMessageId { get; init; }

    /// <summary>The number of the stream among the answers to the same message; the same in all pieces.</summary>
    [JsonPropertyName("msg_seq")]
    public int? MessageSeq { get; init; }

    /// <summary>Whether it is a wake-up message (互动召回). Excludes <see cref="MessageId"/> and <see cref="EventId"/>.</summary>
    public bool? IsWakeup { get; init; }
}

/// <summary>What became of a piece of a stream.</summary>
/// <param name="Id">The id of the stream, which is that of the message.</param>
/// <param name="Timestamp">When the platform took the piece.</param>
/// <param name="ExtInfo">How to refer to the message.</param>
/// <param name="RemainMsgLen">How many characters the stream has room for; null where the platform does not say.</param>
public sealed record StreamResult(string Id = "", DateTimeOffset? Timestamp = null, SentMessageInfo? ExtInfo = null, int? RemainMsgLen = null);
