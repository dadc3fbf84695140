using System.Text.Json;
using System.Text.Json.Serialization;
using QQBotKit.Api.Wire;

namespace QQBotKit.Api;

/// <summary>What a message to a group or a person consists of.</summary>
[JsonConverter(typeof(NumberedConverter<MessageType>))]
public enum MessageType
{
    /// <summary>Text, in <see cref="MessageBody.Content"/>.</summary>
    Text = 0,

    /// <summary>Markdown, in <see cref="MessageBody.Markdown"/>.</summary>
    Markdown = 2,

    /// <summary>A card, in <see cref="MessageBody.Ark"/>. In the platform's pages of 2025; those of 2026 say that cards cannot be sent to groups and people.</summary>
    Ark = 3,

    /// <summary>The sign that the bot is typing, in <see cref="MessageBody.InputNotify"/>. To one person only.</summary>
    InputNotify = 6,

    /// <summary>A picture, video, voice message or file, in <see cref="MessageBody.Media"/>.</summary>
    Media = 7,
}

/// <summary>A message to a group or to one person. What is null is not sent.</summary>
/// <remarks>Platform pages: server-inter/message/overview.html and those of the two calls.</remarks>
public sealed record MessageBody
{
    /// <summary>What the message consists of.</summary>
    [JsonPropertyName("msg_type")]
    public MessageType Type { get; init; }

    /// <summary>The text. Null with <see cref="Markdown"/>; with <see cref="Media"/> what stands beside the picture, and not null.</summary>
    public string? Content { get; init; }

    /// <summary>The markdown.</summary>
    public Markdown? Markdown { get; init; }

    /// <summary>The buttons. They are shown with markdown.</summary>
    [JsonConverter(typeof(KeyboardConverter))]
    public Keyboard? Keyboard { get; init; }

    /// <summary>The file.</summary>
    public MessageMedia? Media { get; init; }

    /// <summary>The card.</summary>
    [JsonConverter(typeof(ArkConverter))]
    public Ark? Ark { get; init; }

    /// <summary>The message that is quoted: its index, <c>REFIDX_…</c>.</summary>
    public MessageReference? MessageReference { get; init; }

    /// <summary>The sign that the bot is typing.</summary>
    public InputNotify? InputNotify { get; init; }

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

    /// <summary>Whether it is a wake-up message (互动召回), to one person. Excludes <see cref="MessageId"/> and <see cref="EventId"/>.</summary>
    public bool? IsWakeup { get; init; }

    /// <summary>Fields that the platform's pages do not have, such as <c>prompt_keyboard</c>, <c>action_button</c> or <c>feature_id</c>.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? More { get; set; }

    // A second message that says the same of itself is dropped. A wake-up message answers nothing, but has quotas of its own.
    internal SendKind Kind => (MessageId ?? EventId) is null ? new(IsActive: IsWakeup != true) : new(DropsSecond: MessageSeq is not null);
}

/// <summary>A message to a channel of a guild or a direct message of one. What is null is not sent.</summary>
/// <remarks>Platform page: server-inter/channel/message/send.html.</remarks>
public sealed record GuildMessageBody
{
    /// <summary>The text. <c>&amp;</c>, <c>&lt;</c> and <c>&gt;</c> that are not part of a token of the platform are escaped as in HTML.</summary>
    public string? Content { get; init; }

    /// <summary>The embed.</summary>
    [JsonConverter(typeof(EmbedConverter))]
    public Embed? Embed { get; init; }

    /// <summary>The card.</summary>
    [JsonConverter(typeof(ArkConverter))]
    public Ark? Ark { get; init; }

    /// <summary>The message that is quoted: its id.</summary>
    public MessageReference? MessageReference { get; init; }

    /// <summary>The address of a picture, which must be registered in the console. The platform copies it.</summary>
    public string? Image { get; init; }

    /// <summary>The markdown. Nothing but a keyboard goes with it (50037).</summary>
    public Markdown? Markdown { get; init; }

    /// <summary>The buttons. They go with markdown.</summary>
    [JsonConverter(typeof(KeyboardConverter))]
    public Keyboard? Keyboard { get; init; }

    /// <summary>The id of the message that this one answers.</summary>
    [JsonPropertyName("msg_id")]
    public string? MessageId { get; init; }

    /// <summary>The id of the event that this message answers.</summary>
    public string? EventId { get; init; }

    /// <summary>Fields that the platform's pages do not have.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? More { get; set; }

    internal SendKind Kind => new(IsActive: (MessageId ?? EventId) is null);
}

/// <summary>Markdown: either a text or a template with its values, not both (50057).</summary>
/// <remarks>Platform page: server-inter/message/type/markdown.html.</remarks>
public sealed record Markdown
{
    /// <summary>The text.</summary>
    public string? Content { get; init; }

    /// <summary>A template of the platform. Withdrawn in 2026.</summary>
    public int? TemplateId { get; init; }

    /// <summary>A template of the bot's console. Withdrawn in 2026, but still served.</summary>
    public string? CustomTemplateId { get; init; }

    /// <summary>The values for the template.</summary>
    public IReadOnlyList<MarkdownParam>? Params { get; init; }

    /// <summary>Whether the message is refused, instead of sent without them, when pictures in it cannot be fetched.</summary>
    public bool? ForceVerifyImageResource { get; init; }

    /// <summary>Fields that the platform's pages do not have, such as <c>style</c>.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? More { get; set; }
}

/// <summary>A file of a message.</summary>
/// <param name="FileInfo">What the upload of the file gave; good for the scene it was uploaded for.</param>
public sealed record MessageMedia(string FileInfo);

/// <summary>The message that a message quotes.</summary>
/// <param name="MessageId">Its index (<c>REFIDX_…</c>) in groups and C2C, its id in guilds.</param>
public sealed record MessageReference(string MessageId = "")
{
    /// <summary>In guilds, whether the message is sent without the quote when the other one cannot be found.</summary>
    public bool? IgnoreGetMessageError { get; init; }
}

/// <summary>The sign that the bot is typing.</summary>
/// <param name="InputSecond">How long it is shown at most, from 1 to 60 seconds.</param>
public sealed record InputNotify(int InputSecond)
{
    /// <summary>1 shows it; 2 takes it away, which only a comment in an official SDK tells.</summary>
    public int InputType { get; init; } = 1;
}
