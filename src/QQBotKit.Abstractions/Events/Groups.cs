namespace QQBotKit;

/// <summary>Something in a group, other than a message (群聊).</summary>
public abstract record GroupEvent : BotEvent
{
    /// <summary>The group.</summary>
    public required string GroupOpenid { get; init; }

    /// <summary>When it happened; null where the platform does not say.</summary>
    public DateTimeOffset? Timestamp { get; init; }
}

/// <summary>What a member did with the bot in a group.</summary>
public abstract record GroupRobotEvent : GroupEvent
{
    /// <summary>The <c>member_openid</c> of the one who did it; an empty text where the platform does not say.</summary>
    public string OperatorOpenid { get; init; } = "";
}

/// <summary>The bot was added to a group: <c>GROUP_ADD_ROBOT</c>. Can be answered.</summary>
public sealed record GroupRobotAdded : GroupRobotEvent;

/// <summary>The bot was removed from a group: <c>GROUP_DEL_ROBOT</c>.</summary>
public sealed record GroupRobotRemoved : GroupRobotEvent;

/// <summary>A group allowed active messages (主动消息) of the bot: <c>GROUP_MSG_RECEIVE</c>. Can be answered.</summary>
public sealed record GroupMessagesAccepted : GroupRobotEvent;

/// <summary>A group refused active messages (主动消息) of the bot: <c>GROUP_MSG_REJECT</c>.</summary>
public sealed record GroupMessagesRejected : GroupRobotEvent;

/// <summary>A member came to a group, or is there no more.</summary>
public abstract record GroupMemberEvent : GroupEvent
{
    /// <summary>The member.</summary>
    public required string MemberOpenid { get; init; }

    /// <summary>The person's <c>user_openid</c> in C2C; null where the platform does not say.</summary>
    public string? UserOpenid { get; init; }
}

/// <summary>Somebody joined a group: <c>GROUP_MEMBER_ADD</c>.</summary>
public sealed record GroupMemberAdded : GroupMemberEvent;

/// <summary>Somebody left a group, or was removed from it, which the platform does not tell apart: <c>GROUP_MEMBER_REMOVE</c>.</summary>
public sealed record GroupMemberRemoved : GroupMemberEvent;

/// <summary>Somebody asks to join a group of which the bot is an administrator: <c>GROUP_JOIN_REQUEST</c>.</summary>
public sealed record GroupJoinRequested : GroupEvent
{
    /// <summary>The id of the request, by which it is approved or refused.</summary>
    public required string RequestId { get; init; }

    /// <summary>Who asks.</summary>
    public required string MemberOpenid { get; init; }

    /// <summary>The name of the one who asks; an empty text where the platform does not say.</summary>
    public string Name { get; init; } = "";

    /// <summary>The id of the one who asks towards all bots of one developer; null unless the platform granted it.</summary>
    public string? UnionOpenid { get; init; }

    /// <summary>Whether a bot asks.</summary>
    public bool IsBot { get; init; }

    /// <summary><c>self_apply</c>, or <c>invited</c> by a member.</summary>
    public string Source { get; init; } = "";

    /// <summary>Who invited; null unless somebody did.</summary>
    public string? InvitedBy { get; init; }

    /// <summary>What the platform thinks of the one who asks: an empty text, <c>warning_tips</c> (suspicious) or <c>top_tips</c>.</summary>
    public string RiskTips { get; init; } = "";

    /// <summary>What was asked of the one who asks; null for somebody who was invited.</summary>
    public JoinVerification? Verification { get; init; }

    /// <summary>The strategy of the group that approved the request already, so that the bot need not; null where none did.</summary>
    public string? ApprovedByStrategy { get; init; }
}

/// <summary>What a group asks of those who want to join.</summary>
/// <param name="Method"><c>verify_message</c> or <c>admin_review_qa</c>.</param>
/// <param name="Message">What the person wrote; an empty text for questions.</param>
public sealed record JoinVerification(string Method, string Message)
{
    /// <summary>The questions with their answers.</summary>
    public IReadOnlyList<JoinAnswer> Answers { get; init; } = [];
}

/// <summary>An answer to a question of a group.</summary>
/// <param name="Question">The question.</param>
/// <param name="Answer">The answer.</param>
public sealed record JoinAnswer(string Question, string Answer);
