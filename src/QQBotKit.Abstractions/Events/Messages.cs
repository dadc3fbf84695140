namespace QQBotKit;

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

    /// <summary>
    /// The text as a person would read it: without the mention of the bot, without blanks at both ends, unescaped, faces as <c>[name]</c>.
    /// Nothing of a quoted message is in it.
    /// </summary>
    public required string Text { get; init; }

    /// <summary>The text as the platform sent it.</summary>
    public required string Content { get; init; }

    /// <summary>When the platform received the message; null where it did not say, or not readably.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>When the message was changed; null unless it was.</summary>
    public DateTimeOffset? EditedAt { get; init; }

    /// <summary>What the message is, beside its attachments (<c>message_type</c>).</summary>
    public MessageKind Kind { get; init; }

    /// <summary>Whether the message addresses the bot: by a mention, or because the conversation is with the bot alone.</summary>
    public bool ToMe { get; init; }

    /// <summary>Whether everyone is mentioned.</summary>
    public bool MentionsEveryone { get; init; }

    /// <summary>The guild of a channel message, or the temporary guild of a direct message; null elsewhere.</summary>
    public string? GuildId { get; init; }

    /// <summary>For a direct message the guild that its author came from (<c>src_guild_id</c>); null elsewhere.</summary>
    public string? SourceGuildId { get; init; }

    /// <summary>
    /// In groups and C2C the index by which this message is quoted (<c>msg_idx</c>, <c>REFIDX_…</c>). In guilds, where messages are quoted by
    /// <see cref="Id"/>, and where the platform sent none: null.
    /// </summary>
    public string? Index { get; init; }

    /// <summary>
    /// Which message this one quotes: the index of it in groups and C2C (<c>ref_msg_idx</c>), the id of it in guilds; null unless it quotes one.
    /// </summary>
    public string? QuotedId { get; init; }

    /// <summary>The message that this one quotes, as far as the platform sent it; in guilds it sends nothing but <see cref="QuotedId"/>.</summary>
    public MessageElement? Quoted { get; init; }

    /// <summary>The messages before this one, which a group can be set to send with each mention (<c>mention_and_context</c>); oldest first.</summary>
    public IReadOnlyList<MessageElement> Context { get; init; } = [];

    /// <summary>Pictures, voice, video and files of the message.</summary>
    public IReadOnlyList<Attachment> Attachments { get; init; } = [];

    /// <summary>Who is mentioned, the bot itself excluded.</summary>
    public IReadOnlyList<Mention> Mentions { get; init; } = [];

    /// <summary>The faces (QQ 表情) in the text, in their order. Emoji of Unicode are text.</summary>
    public IReadOnlyList<Face> Faces { get; init; } = [];

    /// <summary>The card, for <see cref="MessageKind.Card"/>; null elsewhere.</summary>
    public MessageCard? Card { get; init; }

    /// <summary>From where and with which switches the message was sent; null in guilds and where the platform did not say.</summary>
    public MessageScene? MessageScene { get; init; }
}

/// <summary>What a message is, beside its attachments: the <c>message_type</c> of received messages. The platform may add values.</summary>
public enum MessageKind
{
    /// <summary>Text, or attachments, or both.</summary>
    Text = 0,

    /// <summary>A card (卡片消息); see <see cref="MessageReceived.Card"/>.</summary>
    Card = 3,

    /// <summary>Parallel messages (并行消息).</summary>
    Parallel = 101,

    /// <summary>A chat record (聊天记录).</summary>
    ChatRecord = 102,

    /// <summary>A quote; see <see cref="MessageReceived.Quoted"/>.</summary>
    Quote = 103,
}

/// <summary>The author of a message.</summary>
/// <param name="Id">
/// The id by which the platform knows the person in this conversation: <c>user_openid</c> in C2C, <c>member_openid</c> in a group,
/// the user id in a guild. Opaque; the same person has other ids in other scenes and towards other bots. An empty text for the
/// author of a <see cref="MessageElement"/> of whom the platform tells the name alone.
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

    /// <summary>In a guild the address of the person's picture; null elsewhere.</summary>
    public string? Avatar { get; init; }

    /// <summary>The person's name in the guild; null where there is none, and outside guilds.</summary>
    public string? Nick { get; init; }

    /// <summary>The ids of the person's roles in the guild; empty outside guilds.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>When the person joined the guild; null outside guilds.</summary>
    public DateTimeOffset? JoinedAt { get; init; }
}

/// <summary>A message inside another one: quoted by it, sent before it, or part of a chat record.</summary>
public sealed record MessageElement
{
    /// <summary>Who wrote it; null where the platform does not say. Of some it tells the name alone.</summary>
    public Sender? Sender { get; init; }

    /// <summary>The text as a person would read it.</summary>
    public required string Text { get; init; }

    /// <summary>What the message is, beside its attachments.</summary>
    public MessageKind Kind { get; init; }

    /// <summary>The index by which it is quoted (<c>msg_idx</c>); null where the platform sent none.</summary>
    public string? Index { get; init; }

    /// <summary>Its pictures, voice, video and files.</summary>
    public IReadOnlyList<Attachment> Attachments { get; init; } = [];

    /// <summary>The faces in its text.</summary>
    public IReadOnlyList<Face> Faces { get; init; } = [];

    /// <summary>Its card; null unless it is one.</summary>
    public MessageCard? Card { get; init; }

    /// <summary>
    /// The messages in it: what it quotes, or the messages of a chat record, which the platform sends as one text. At most 32 levels deep.
    /// </summary>
    public IReadOnlyList<MessageElement> Elements { get; init; } = [];
}
