namespace QQBotKit;

/// <summary>
/// Somebody used a button, the menu or another control of the bot: <c>INTERACTION_CREATE</c>. Can be answered. Buttons and the menu wait for an
/// acknowledgement, 3 seconds at most.
/// </summary>
/// <remarks>Platform page: server-inter/message/trans/msg-btn.html.</remarks>
public sealed record InteractionCreated : BotEvent
{
    /// <summary>The id of the interaction, by which it is acknowledged. It is not the <see cref="BotEvent.EventId"/>.</summary>
    public required string Id { get; init; }

    /// <summary>What was used.</summary>
    public InteractionKind Kind { get; init; }

    /// <summary>
    /// Who used it, by the id of the scene as in <see cref="Sender.Id"/>; an empty text where the platform does not say.
    /// </summary>
    public string UserId { get; init; } = "";

    /// <summary>The guild; null outside guilds.</summary>
    public string? GuildId { get; init; }

    /// <summary>When it happened; null where the platform does not say.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>The id of the button; an empty text where it has none.</summary>
    public string ButtonId { get; init; } = "";

    /// <summary>The data of the button; for feedback that of the message.</summary>
    public string ButtonData { get; init; } = "";

    /// <summary>The item of the menu, for <see cref="InteractionKind.Menu"/>; null elsewhere.</summary>
    public string? FeatureId { get; init; }

    /// <summary>The message with the button, which guilds tell, or the one that feedback is about; null elsewhere.</summary>
    public string? MessageId { get; init; }

    /// <summary>The feedback, for <see cref="InteractionKind.Feedback"/>; null elsewhere.</summary>
    public InteractionFeedback? Feedback { get; init; }

    /// <summary>For a story <c>ENTER_STORY</c> or <c>QUIT_STORY</c>, for a switch of the model the model's action; null elsewhere.</summary>
    public string? Action { get; init; }

    /// <summary>What was authorised, for <see cref="InteractionKind.UserAuthorization"/> and <see cref="InteractionKind.GroupAuthorization"/>; null elsewhere.</summary>
    public InteractionAuthorization? Authorization { get; init; }

    /// <summary>The switches that were on; null where the platform did not say.</summary>
    public MessageScene? MessageScene { get; init; }
}

/// <summary>What somebody used: the <c>type</c> of interactions. The platform may add values.</summary>
public enum InteractionKind
{
    /// <summary>Not told.</summary>
    Unknown = 0,

    /// <summary>A button of a message. Wants an acknowledgement.</summary>
    Button = 11,

    /// <summary>An item of the quick menu in C2C. Wants an acknowledgement.</summary>
    Menu = 12,

    /// <summary>The feedback about a message.</summary>
    Feedback = 13,

    /// <summary>The talk is to begin anew (清空会话).</summary>
    ClearSession = 14,

    /// <summary>A story was entered or left.</summary>
    Story = 15,

    /// <summary>Another model was chosen.</summary>
    SwitchModel = 16,

    /// <summary>A person authorised the bot.</summary>
    UserAuthorization = 18,

    /// <summary>A group authorised the bot.</summary>
    GroupAuthorization = 19,

    /// <summary>The authorisation of a group was changed.</summary>
    GroupAuthorizationChanged = 20,
}

/// <summary>What somebody thinks of a message of the bot.</summary>
/// <param name="Option"><c>LIKE</c> or <c>UNLIKE</c>.</param>
/// <param name="IsChosen">Whether it was chosen; else it was withdrawn.</param>
public sealed record InteractionFeedback(string Option, bool IsChosen);

/// <summary>What the bot was authorised for.</summary>
/// <param name="Scope"><c>c2c_push</c> or <c>group_push</c>.</param>
/// <param name="Place">Where it was done (<c>opt_scene</c>): <c>setting</c> or <c>dialog</c>.</param>
public sealed record InteractionAuthorization(string Scope, string Place);
