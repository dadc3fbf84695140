namespace QQBotKit;

/// <summary>A message of a guild was recalled (撤回): <c>PUBLIC_MESSAGE_DELETE</c>, <c>MESSAGE_DELETE</c> or <c>DIRECT_MESSAGE_DELETE</c>.</summary>
public sealed record MessageDeleted : BotEvent
{
    /// <summary>The id of the message. Its text is not sent again.</summary>
    public required string MessageId { get; init; }

    /// <summary>Who wrote the message; null where the platform does not say.</summary>
    public Sender? Sender { get; init; }

    /// <summary>The user id of the one who recalled it (<c>op_user</c>); null where the platform does not say.</summary>
    public string? OperatorId { get; init; }

    /// <summary>The guild, or the temporary guild of a direct message.</summary>
    public string? GuildId { get; init; }

    /// <summary>The channel of the message.</summary>
    public string? ChannelId { get; init; }

    /// <summary>For a direct message the guild that its author came from (<c>src_guild_id</c>); null elsewhere.</summary>
    public string? SourceGuildId { get; init; }
}

/// <summary>The review (审核) of a message that the bot sent has come to its end.</summary>
public abstract record MessageAuditEvent : BotEvent
{
    /// <summary>The id of the review, which the platform gave when the message was sent.</summary>
    public required string AuditId { get; init; }

    /// <summary>The id of the message, by which it can be recalled; null where the platform sent none.</summary>
    public string? MessageId { get; init; }

    /// <summary>The guild; null outside guilds.</summary>
    public string? GuildId { get; init; }

    /// <summary>When the review ended.</summary>
    public DateTimeOffset? AuditedAt { get; init; }

    /// <summary>When the message was sent.</summary>
    public DateTimeOffset? CreatedAt { get; init; }
}

/// <summary>A message of the bot passed the review and is there: <c>MESSAGE_AUDIT_PASS</c>.</summary>
public sealed record MessageAuditPassed : MessageAuditEvent;

/// <summary>A message of the bot did not pass the review: <c>MESSAGE_AUDIT_REJECT</c>.</summary>
public sealed record MessageAuditRejected : MessageAuditEvent;
