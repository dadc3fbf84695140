namespace QQBotKit;

/// <summary>Something in a forum (论坛子频道), with what was written. For private-domain (私域) bots.</summary>
public abstract record ForumEvent : BotEvent
{
    /// <summary>The guild.</summary>
    public required string GuildId { get; init; }

    /// <summary>The channel of the forum.</summary>
    public required string ChannelId { get; init; }

    /// <summary>The user id of the one who wrote; an empty text where the platform does not say.</summary>
    public string AuthorId { get; init; } = "";

    /// <summary>The thread (帖子).</summary>
    public string ThreadId { get; init; } = "";

    /// <summary>When it was written; null where the platform does not say.</summary>
    public DateTimeOffset? Timestamp { get; init; }
}

/// <summary>What happened to a thread (帖子). Can be answered.</summary>
public abstract record ForumThreadEvent : ForumEvent
{
    /// <summary>Its title.</summary>
    public ForumText Title { get; init; } = ForumText.Empty;

    /// <summary>Its text.</summary>
    public ForumText Content { get; init; } = ForumText.Empty;
}

/// <summary>A thread was made: <c>FORUM_THREAD_CREATE</c>.</summary>
public sealed record ForumThreadCreated : ForumThreadEvent;

/// <summary>A thread was changed: <c>FORUM_THREAD_UPDATE</c>.</summary>
public sealed record ForumThreadUpdated : ForumThreadEvent;

/// <summary>A thread was deleted: <c>FORUM_THREAD_DELETE</c>.</summary>
public sealed record ForumThreadDeleted : ForumThreadEvent;

/// <summary>What happened to a post on a thread (评论). Can be answered.</summary>
public abstract record ForumPostEvent : ForumEvent
{
    /// <summary>The post.</summary>
    public string PostId { get; init; } = "";

    /// <summary>Its text.</summary>
    public ForumText Content { get; init; } = ForumText.Empty;
}

/// <summary>A post was made: <c>FORUM_POST_CREATE</c>.</summary>
public sealed record ForumPostCreated : ForumPostEvent;

/// <summary>A post was deleted: <c>FORUM_POST_DELETE</c>.</summary>
public sealed record ForumPostDeleted : ForumPostEvent;

/// <summary>What happened to a reply to a post (回复). Can be answered.</summary>
public abstract record ForumReplyEvent : ForumEvent
{
    /// <summary>The post that is replied to.</summary>
    public string PostId { get; init; } = "";

    /// <summary>The reply.</summary>
    public string ReplyId { get; init; } = "";

    /// <summary>Its text.</summary>
    public ForumText Content { get; init; } = ForumText.Empty;
}

/// <summary>A reply was made: <c>FORUM_REPLY_CREATE</c>.</summary>
public sealed record ForumReplyCreated : ForumReplyEvent;

/// <summary>A reply was deleted: <c>FORUM_REPLY_DELETE</c>.</summary>
public sealed record ForumReplyDeleted : ForumReplyEvent;

/// <summary>The review (审核) of what the bot wrote in a forum has come to its end: <c>FORUM_PUBLISH_AUDIT_RESULT</c>.</summary>
public sealed record ForumPublishAudited : ForumEvent
{
    /// <summary>What was reviewed.</summary>
    public ForumPublication Kind { get; init; }

    /// <summary>Whether it passed, and is there.</summary>
    public bool Passed { get; init; }

    /// <summary>Why it did not pass; an empty text where it did.</summary>
    public string Error { get; init; } = "";

    /// <summary>The post; an empty text for a thread.</summary>
    public string PostId { get; init; } = "";

    /// <summary>The reply; an empty text for a thread or a post.</summary>
    public string ReplyId { get; init; } = "";
}

/// <summary>What can be published in a forum. The platform may add values.</summary>
public enum ForumPublication
{
    /// <summary>Not told.</summary>
    Unknown = 0,

    /// <summary>A thread (帖子).</summary>
    Thread = 1,

    /// <summary>A post on a thread (评论).</summary>
    Post = 2,

    /// <summary>A reply to a post (回复).</summary>
    Reply = 3,
}

/// <summary>What is written in a forum, whichever of its three ways the platform chose to send it.</summary>
/// <param name="Text">All of it as a person would read it: the texts of the elements one after the other.</param>
/// <param name="Elements">The pieces of it.</param>
public sealed record ForumText(string Text, IReadOnlyList<ForumElement> Elements)
{
    /// <summary>Nothing.</summary>
    public static ForumText Empty { get; } = new("", []);

    /// <summary>All of it as a person would read it.</summary>
    public override string ToString() => Text;
}

/// <summary>A piece of what is written in a forum.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">How it reads; an empty text for a picture.</param>
public sealed record ForumElement(ForumElementKind Kind, string Text)
{
    /// <summary>The id of the person, role, guild, channel, emoji, picture or video; null for text and links.</summary>
    public string? Id { get; init; }

    /// <summary>The address of the link, picture, video or emoji; null elsewhere.</summary>
    public string? Url { get; init; }
}

/// <summary>The pieces of which forum texts are made. The platform may add values.</summary>
public enum ForumElementKind
{
    /// <summary>Something that this version does not know.</summary>
    Unknown,

    /// <summary>Text.</summary>
    Text,

    /// <summary>A person who is mentioned.</summary>
    User,

    /// <summary>A role that is mentioned.</summary>
    Role,

    /// <summary>A guild that is mentioned.</summary>
    Guild,

    /// <summary>A channel that is mentioned.</summary>
    Channel,

    /// <summary>A link.</summary>
    Link,

    /// <summary>An emoji.</summary>
    Emoji,

    /// <summary>A picture.</summary>
    Image,

    /// <summary>A video.</summary>
    Video,
}
