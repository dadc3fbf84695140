namespace QQBotKit;

/// <summary>Somebody put an emoji on something in a guild (表情表态), or took it away. Can be answered.</summary>
public abstract record ReactionEvent : BotEvent
{
    /// <summary>The guild.</summary>
    public required string GuildId { get; init; }

    /// <summary>The channel.</summary>
    public required string ChannelId { get; init; }

    /// <summary>The user id of the one who did it.</summary>
    public required string UserId { get; init; }

    /// <summary>The id of what the emoji is on.</summary>
    public string TargetId { get; init; } = "";

    /// <summary>What that is.</summary>
    public ReactionTarget TargetKind { get; init; }

    /// <summary>The id of the emoji: the number of a face, or the code point of an emoji of Unicode.</summary>
    public string EmojiId { get; init; } = "";

    /// <summary>Of which set the emoji is.</summary>
    public EmojiKind EmojiKind { get; init; }

    /// <summary>The emoji itself where it is one of Unicode; null for a face of QQ.</summary>
    public string? Emoji { get; init; }
}

/// <summary>Somebody put an emoji on something: <c>MESSAGE_REACTION_ADD</c>.</summary>
public sealed record ReactionAdded : ReactionEvent;

/// <summary>Somebody took an emoji away: <c>MESSAGE_REACTION_REMOVE</c>.</summary>
public sealed record ReactionRemoved : ReactionEvent;

/// <summary>What an emoji is on. The platform may add values.</summary>
public enum ReactionTarget
{
    /// <summary>Something that this version does not know by its name.</summary>
    Unknown = -1,

    /// <summary>A message (消息).</summary>
    Message = 0,

    /// <summary>A thread of a forum (帖子).</summary>
    Thread = 1,

    /// <summary>A post on a thread (评论).</summary>
    Post = 2,

    /// <summary>A reply to a post (回复).</summary>
    Reply = 3,
}

/// <summary>The sets of emoji. The platform may add values.</summary>
public enum EmojiKind
{
    /// <summary>Not told.</summary>
    Unknown = 0,

    /// <summary>A face of QQ (系统表情), by its number.</summary>
    Face = 1,

    /// <summary>An emoji of Unicode.</summary>
    Unicode = 2,
}
