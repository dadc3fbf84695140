using System.Text.Json;

namespace QQBotKit;

/// <summary>Something that happened on the platform. Every kind of event is a record under this one.</summary>
/// <remarks>Platform page: dev-prepare/event-emit/event-emit.html.</remarks>
public abstract record BotEvent
{
    private static readonly JsonDocumentOptions DeepDocuments = new() { MaxDepth = 1024 };
    private JsonElement? _data;

    /// <summary>The platform's name of the event: the <c>t</c> of its frame, such as <c>GROUP_AT_MESSAGE_CREATE</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The <c>id</c> of the frame, by which some events can be answered; null where the platform sent none.</summary>
    public string? EventId { get; init; }

    /// <summary>Where the event happened, and so where a reply goes; null for events outside any conversation.</summary>
    public Target? Conversation { get; init; }

    /// <summary>The <c>d</c> of the frame as it was received: UTF-8 JSON.</summary>
    public ReadOnlyMemory<byte> Json { get; init; }

    /// <summary>The <c>d</c> of the frame, parsed at the first use: every field that the typed properties do not show.</summary>
    public JsonElement Data => _data ??= Parse();

    private JsonElement Parse()
    {
        if (Json.IsEmpty)
        {
            return default;
        }

        using var document = JsonDocument.Parse(Json, DeepDocuments);
        return document.RootElement.Clone();
    }
}

/// <summary>An event that this version of the kit has no record for, or whose fields were not as documented. Read <see cref="BotEvent.Data"/>.</summary>
public sealed record RawEvent : BotEvent;

/// <summary>
/// A message to the bot in any scene: <c>GROUP_AT_MESSAGE_CREATE</c>, <c>GROUP_MESSAGE_CREATE</c>, <c>C2C_MESSAGE_CREATE</c>,
/// <c>AT_MESSAGE_CREATE</c>, <c>MESSAGE_CREATE</c> or <c>DIRECT_MESSAGE_CREATE</c>.
/// </summary>
public sealed record MessageReceived : BotEvent
{
    /// <summary>The message id, by which it is answered (<c>msg_id</c>) and recalled. Opaque.</summary>
    public required string Id { get; init; }

    /// <summary>Who wrote the message.</summary>
    public required Sender Sender { get; init; }

    /// <summary>The text as a person would read it: without the mention of the bot, without blanks at both ends, unescaped.</summary>
    public required string Text { get; init; }

    /// <summary>The text as the platform sent it.</summary>
    public required string Content { get; init; }

    /// <summary>When the platform received the message; null where it did not say, or not readably.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>Whether the message addresses the bot: by a mention, or because the conversation is with the bot alone.</summary>
    public bool ToMe { get; init; }

    /// <summary>The guild of a channel message, or the temporary guild of a direct message; null elsewhere.</summary>
    public string? GuildId { get; init; }

    /// <summary>Pictures, voice, video and files of the message.</summary>
    public IReadOnlyList<Attachment> Attachments { get; init; } = [];

    /// <summary>Who is mentioned, the bot itself excluded.</summary>
    public IReadOnlyList<Mention> Mentions { get; init; } = [];
}

/// <summary>The author of a message.</summary>
/// <param name="Id">
/// The id by which the platform knows the person in this conversation: <c>user_openid</c> in C2C, <c>member_openid</c> in a group,
/// the user id in a guild. Opaque; the same person has other ids in other scenes and towards other bots.
/// </param>
/// <param name="Name">The name shown, or an empty text where the platform tells none (C2C).</param>
public sealed record Sender(string Id, string Name)
{
    /// <summary>Whether the author is a bot.</summary>
    public bool IsBot { get; init; }

    /// <summary>In a group <c>member</c>, <c>admin</c> or <c>owner</c>; null elsewhere.</summary>
    public string? Role { get; init; }

    /// <summary>The person's id towards all bots of one developer; null unless the platform granted it.</summary>
    public string? UnionOpenid { get; init; }
}

/// <summary>Somebody mentioned in a message.</summary>
/// <param name="Id">The person's id in this conversation; an empty text when <paramref name="Everyone"/> is set.</param>
/// <param name="Name">The name shown, or an empty text.</param>
/// <param name="Everyone">Whether everyone is mentioned instead of one person.</param>
public sealed record Mention(string Id, string Name, bool Everyone = false);

/// <summary>A picture, voice, video or file of a message.</summary>
/// <param name="Url">The address to download it from, absolute. It is valid for a short time only.</param>
/// <param name="ContentType">A MIME type, or the platform's own <c>voice</c> and <c>file</c>; empty where it sent none.</param>
public sealed record Attachment(string Url, string ContentType)
{
    /// <summary>The file name; null where the platform sent none.</summary>
    public string? FileName { get; init; }

    /// <summary>The size in bytes; 0 where the platform sent none.</summary>
    public long Size { get; init; }

    /// <summary>The width in pixels; 0 unless it is a picture.</summary>
    public int Width { get; init; }

    /// <summary>The height in pixels; 0 unless it is a picture.</summary>
    public int Height { get; init; }

    /// <summary>For a voice message the address of its WAV form; null elsewhere.</summary>
    public string? VoiceWavUrl { get; init; }

    /// <summary>For a voice message what the platform heard; null elsewhere.</summary>
    public string? Transcript { get; init; }
}
