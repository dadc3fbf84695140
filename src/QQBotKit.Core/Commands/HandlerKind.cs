namespace QQBotKit.Core.Commands;

/// <summary>What calls a handler, and so what its parameters can be.</summary>
internal sealed class HandlerKind
{
    public static HandlerKind Command { get; } = new()
    {
        Noun = "command",
        Given = GivenParameter.OfCommand,
        Context = typeof(CommandContext),
        GivenNames = "CommandContext, IBot, Sender, MessageReceived, CancellationToken",
        HasMessage = true,
    };

    public static HandlerKind Button { get; } = new()
    {
        Noun = "button",
        Given = GivenParameter.OfButton,
        Context = typeof(ButtonContext),
        GivenNames = "ButtonContext, IBot, InteractionCreated, CancellationToken",
    };

    public required string Noun { get; init; }

    public required Func<Type, GivenParameter?> Given { get; init; }

    /// <summary>What shows a handler the words, which it may then read itself.</summary>
    public required Type Context { get; init; }

    public required string GivenNames { get; init; }

    /// <summary>Whether a person typed the words: there are mentions and files among them, and the last text is the rest of the line.</summary>
    public bool HasMessage { get; init; }
}
