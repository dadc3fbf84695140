using QQBotKit.Core.Scopes;

namespace QQBotKit.Core.Commands;

/// <summary>A command of one scope: its names, and the author's delegate behind them.</summary>
internal sealed class Command : ICommand
{
    private readonly CommandHandler _handler;
    private readonly Texts _texts;

    /// <param name="names">See <see cref="IBot.Command"/>.</param>
    /// <param name="handler">See <see cref="IBot.Command"/>.</param>
    /// <param name="owner">Whose command it is, for messages: <c>plugin dice</c>, <c>script quiz</c>.</param>
    /// <param name="bot">The scope that the command belongs to.</param>
    /// <param name="texts">The language of the usage line.</param>
    /// <exception cref="ArgumentException">A name is empty, a parameter cannot be filled, or the return type is no reply.</exception>
    /// <exception cref="OptionsException">A section of bot.yaml does not fit an options class among the parameters.</exception>
    public Command(string names, Delegate handler, string owner, IBot bot, Texts texts)
    {
        ArgumentNullException.ThrowIfNull(handler);
        Names = CommandNames.Parse(names);
        Owner = owner;
        Bot = bot;
        _texts = texts;
        _handler = new CommandHandler(Name, handler, bot);
    }

    /// <summary>All names, the words of each separated by one blank.</summary>
    public IReadOnlyList<string> Names { get; }

    public string Name => Names[0];

    public string Owner { get; }

    /// <summary>The scope that the command belongs to.</summary>
    public IBot Bot { get; }

    /// <summary>Whether the kit itself brings the command. It gives way to any command of the same name.</summary>
    public bool IsBuiltIn { get; init; }

    public bool IsHidden { get; private set; }

    /// <summary>Whether people in a conversation are told of it: it is not hidden, nor switched off there.</summary>
    public bool IsShownIn(Target? conversation) => !IsHidden && (Bot as BotScope)?.IsOffIn(conversation) != true;

    public string Description { get; private set; } = "";

    public ICommand Describe(string description)
    {
        ArgumentNullException.ThrowIfNull(description);
        Description = description.ReplaceLineEndings(" ").Trim();
        return this;
    }

    public ICommand Hide()
    {
        IsHidden = true;
        return this;
    }

    /// <summary>How the command is called by one of its names: <c>roll [sides:number=6]</c>.</summary>
    public string Usage(string name) => _handler.Signature(_texts) is { Length: > 0 } signature ? $"{name} {signature}" : name;

    /// <summary>Runs the handler. What it throws comes through as it was thrown.</summary>
    /// <param name="match">How the command was called.</param>
    /// <param name="message">The message that called it.</param>
    /// <param name="cancellationToken">Cancelled when the scope ends.</param>
    public async ValueTask<CommandResult> InvokeAsync(CommandMatch match, MessageReceived message, CancellationToken cancellationToken)
    {
        var call = new CommandCall(match, message, Bot, cancellationToken);
        if (!_handler.TryCall(ref call, _texts, out var returned, out var problem))
        {
            return CommandResult.WrongArguments($"{problem}\n{UsageLine(match.Prefix, match.Name)}");
        }

        return await _handler.Read(returned, cancellationToken);
    }

    /// <summary>The line that tells a person how the command is called.</summary>
    public string UsageLine(string prefix, string name) => $"{_texts.Of("Usage: ", "用法：")}{prefix}{Usage(name)}";
}
