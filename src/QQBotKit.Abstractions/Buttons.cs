namespace QQBotKit;

/// <summary>
/// A kind of button whose clicks run a handler: <see cref="IBot.Button"/>. What a click needs travels in the data of the button, signed, so that buttons of
/// earlier messages work after reloads and restarts.
/// </summary>
public interface IButton
{
    /// <summary>The name, by which buttons of earlier messages find the handler.</summary>
    string Name { get; }

    /// <summary>Makes a button for a keyboard; its look can be changed with <c>with</c>.</summary>
    /// <param name="label">What stands on it: at most 10 characters.</param>
    /// <param name="arguments">
    /// The values of the handler's parameters, in their order. They travel as words, as if somebody had typed them behind a command.
    /// </param>
    /// <exception cref="ArgumentException">The arguments do not fit the handler, or are longer than a button can hold: about 80 characters.</exception>
    Button Of(string label, params ReadOnlySpan<object?> arguments);

    /// <summary>
    /// Buttons with limits. Those that are made of one result belong together: of <see cref="ButtonUses.Once"/> the first click of any of them counts.
    /// So call this anew for every message.
    /// </summary>
    /// <exception cref="ArgumentException">The lifetime is not positive, or the permission names nobody.</exception>
    IButton Limit(ButtonLimits limits);
}

/// <summary>Who can click a button, how often, and how long.</summary>
public sealed record ButtonLimits
{
    /// <summary>How often.</summary>
    public ButtonUses Uses { get; init; }

    /// <summary>How long after it was made a click counts; null for as long as the handler exists, or 30 days where <see cref="Uses"/> has a limit.</summary>
    public TimeSpan? Lifetime { get; init; }

    /// <summary>
    /// Who. The platform is told, and the bot looks again: at people always, at admins and roles where the platform lets the bot ask for them.
    /// </summary>
    public ButtonPermission Permission { get; init; } = ButtonPermission.Everyone;
}

/// <summary>How often buttons that belong together can be clicked.</summary>
public enum ButtonUses
{
    /// <summary>As often as people like.</summary>
    Unlimited,

    /// <summary>Once by each person.</summary>
    OncePerPerson,

    /// <summary>Once.</summary>
    Once,
}

/// <summary>A click on a button of the bot.</summary>
/// <param name="bot">The scope of the plugin or script whose button it is.</param>
/// <param name="click">The event.</param>
/// <param name="button">The name of the button.</param>
/// <param name="arguments">The arguments, as the button carried them.</param>
/// <param name="cancellationToken">Cancelled when the scope ends.</param>
public sealed class ButtonContext(IBot bot, InteractionCreated click, string button, string arguments, CancellationToken cancellationToken)
{
    /// <summary>The scope of the plugin or script whose button it is.</summary>
    public IBot Bot { get; } = bot;

    /// <summary>The event. It is acknowledged already.</summary>
    public InteractionCreated Click { get; } = click;

    /// <summary>Who clicked, by the id of the scene as in <see cref="Sender.Id"/>.</summary>
    public string UserId => Click.UserId;

    /// <summary>Where; null where the platform does not say.</summary>
    public Target? Conversation => Click.Conversation;

    /// <summary>The name of the button.</summary>
    public string Button { get; } = button;

    /// <summary>The arguments, as the button carried them.</summary>
    public string Arguments { get; } = arguments;

    /// <summary>Cancelled when the scope ends.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>Answers in the conversation, as a reply to the click. A handler that returns its only reply need not call this.</summary>
    /// <exception cref="DeliveryException">The platform refused the message or cannot be reached.</exception>
    public Task<SentMessage> ReplyAsync(Message message) => Bot.ReplyAsync(Click, message, CancellationToken);
}
