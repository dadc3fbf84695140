namespace QQBotKit;

/// <summary>One call of a command.</summary>
/// <param name="bot">The scope of the plugin or script whose command is called.</param>
/// <param name="message">The message that called it.</param>
/// <param name="command">The name by which it was called, without the prefix.</param>
/// <param name="arguments">What follows the name, exactly as sent.</param>
/// <param name="cancellationToken">Cancelled when the scope ends.</param>
public sealed class CommandContext(
    IBot bot, MessageReceived message, string command, string arguments, CancellationToken cancellationToken)
{
    /// <summary>The scope of the plugin or script whose command is called.</summary>
    public IBot Bot { get; } = bot;

    /// <summary>The message that called the command.</summary>
    public MessageReceived Message { get; } = message;

    /// <summary>Who called the command.</summary>
    public Sender Sender => Message.Sender;

    /// <summary>The name by which the command was called, without the prefix.</summary>
    public string Command { get; } = command;

    /// <summary>What follows the name, exactly as sent.</summary>
    public string Arguments { get; } = arguments;

    /// <summary>Cancelled when the scope ends.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>Answers the message. A handler that returns its only reply need not call this.</summary>
    /// <exception cref="DeliveryException">The platform refused the message or cannot be reached.</exception>
    public Task<SentMessage> ReplyAsync(Message message) => Bot.ReplyAsync(Message, message, CancellationToken);
}
