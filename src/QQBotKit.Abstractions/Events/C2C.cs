namespace QQBotKit;

/// <summary>Something between one person and the bot, other than a message (单聊).</summary>
public abstract record C2CEvent : BotEvent
{
    /// <summary>The person's <c>user_openid</c>.</summary>
    public required string UserOpenid { get; init; }

    /// <summary>When it happened; null where the platform does not say.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>The person's id towards all bots of one developer; null unless the platform granted it.</summary>
    public string? UnionOpenid { get; init; }
}

/// <summary>Somebody added the bot: <c>FRIEND_ADD</c>. Can be answered.</summary>
public sealed record FriendAdded : C2CEvent
{
    /// <summary>The way by which the person found the bot.</summary>
    public FriendScene Scene { get; init; }

    /// <summary>The <c>callback_data</c> of the link that was shared; an empty text where there is none.</summary>
    public string SceneParam { get; init; } = "";

    /// <summary>The short code of the link; an empty text where there is none.</summary>
    public string ShortCode { get; init; } = "";
}

/// <summary>Somebody removed the bot: <c>FRIEND_DEL</c>.</summary>
public sealed record FriendRemoved : C2CEvent;

/// <summary>Somebody allowed active messages (主动消息) of the bot: <c>C2C_MSG_RECEIVE</c>. Can be answered.</summary>
public sealed record C2CMessagesAccepted : C2CEvent;

/// <summary>Somebody refused active messages (主动消息) of the bot: <c>C2C_MSG_REJECT</c>.</summary>
public sealed record C2CMessagesRejected : C2CEvent;

/// <summary>Somebody opened the chat window: <c>ENTER_AIO</c>. It can come often, and the platform does not document it.</summary>
public sealed record ChatEntered : C2CEvent
{
    /// <summary>From where, such as <c>contact_list</c>; an empty text where the platform does not say.</summary>
    public string FromSource { get; init; } = "";
}

/// <summary>The way by which somebody found the bot. The platform may add values.</summary>
public enum FriendScene
{
    /// <summary>Not told.</summary>
    Unknown = 0,

    /// <summary>Any other way.</summary>
    Default = 1000,

    /// <summary>The search, under "all".</summary>
    Search = 1001,

    /// <summary>The search, under "bots".</summary>
    BotSearch = 1002,

    /// <summary>A group.</summary>
    Group = 1003,

    /// <summary>Qzone (QQ 空间).</summary>
    Qzone = 1004,

    /// <summary>The bot's profile, shared within QQ.</summary>
    SharedProfile = 2001,

    /// <summary>The bot's profile, shared outside QQ.</summary>
    SharedProfileOutside = 2002,

    /// <summary>A link of the developer, opened within QQ.</summary>
    Link = 2003,

    /// <summary>A link of the developer, opened outside QQ.</summary>
    LinkOutside = 2004,
}

/// <summary>Somebody accepted or refused messages by subscription (订阅消息): <c>SUBSCRIBE_MESSAGE_STATUS</c>.</summary>
public sealed record SubscriptionChanged : BotEvent
{
    /// <summary>The person: <c>user_openid</c>, or in a group <c>member_openid</c>; an empty text where the platform does not say.</summary>
    public required string Openid { get; init; }

    /// <summary>The group; null in C2C.</summary>
    public string? GroupOpenid { get; init; }

    /// <summary>What was chosen, for each template.</summary>
    public IReadOnlyList<SubscriptionChoice> Choices { get; init; } = [];
}

/// <summary>What somebody chose about one template.</summary>
/// <param name="TemplateId">The platform's id of the template.</param>
/// <param name="Answer">What was chosen.</param>
public sealed record SubscriptionChoice(string TemplateId, SubscriptionAnswer Answer)
{
    /// <summary>The bot's own id of the template; an empty text where the platform sent none.</summary>
    public string CustomTemplateId { get; init; } = "";

    /// <summary>The id of the subscription; an empty text where the platform sent none.</summary>
    public string SubscriptionId { get; init; } = "";

    /// <summary>When it began.</summary>
    public DateTimeOffset? SubscribedAt { get; init; }

    /// <summary>When it was changed.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }
}

/// <summary>Whether messages by subscription are wanted. The platform may add values.</summary>
public enum SubscriptionAnswer
{
    /// <summary>Not told.</summary>
    Unknown = 0,

    /// <summary>They are.</summary>
    Accepted = 1,

    /// <summary>They are not.</summary>
    Refused = 2,
}
