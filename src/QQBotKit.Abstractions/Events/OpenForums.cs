namespace QQBotKit;

/// <summary>Something in a forum (论坛子频道), as public-domain (公域) bots see it: where and by whom, but not what.</summary>
public abstract record OpenForumEvent : BotEvent
{
    /// <summary>The guild.</summary>
    public required string GuildId { get; init; }

    /// <summary>The channel of the forum.</summary>
    public required string ChannelId { get; init; }

    /// <summary>The user id of the one who wrote; an empty text where the platform does not say.</summary>
    public string AuthorId { get; init; } = "";
}

/// <summary>A thread (帖子) was made: <c>OPEN_FORUM_THREAD_CREATE</c>.</summary>
public sealed record OpenForumThreadCreated : OpenForumEvent;

/// <summary>A thread (帖子) was changed: <c>OPEN_FORUM_THREAD_UPDATE</c>.</summary>
public sealed record OpenForumThreadUpdated : OpenForumEvent;

/// <summary>A thread (帖子) was deleted: <c>OPEN_FORUM_THREAD_DELETE</c>.</summary>
public sealed record OpenForumThreadDeleted : OpenForumEvent;

/// <summary>A post (评论) was made: <c>OPEN_FORUM_POST_CREATE</c>.</summary>
public sealed record OpenForumPostCreated : OpenForumEvent;

/// <summary>A post (评论) was deleted: <c>OPEN_FORUM_POST_DELETE</c>.</summary>
public sealed record OpenForumPostDeleted : OpenForumEvent;

/// <summary>A reply (回复) was made: <c>OPEN_FORUM_REPLY_CREATE</c>.</summary>
public sealed record OpenForumReplyCreated : OpenForumEvent;

/// <summary>A reply (回复) was deleted: <c>OPEN_FORUM_REPLY_DELETE</c>.</summary>
public sealed record OpenForumReplyDeleted : OpenForumEvent;
