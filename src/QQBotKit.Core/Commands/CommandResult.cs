namespace QQBotKit.Core.Commands;

/// <summary>What a call came to: nothing to say, a reply, or arguments that do not fit.</summary>
internal readonly record struct CommandResult
{
    /// <summary>What the handler returned; null where it has nothing to say.</summary>
    public Message? Reply { get; private init; }

    /// <summary>What was wrong with the arguments and how the command is used, for the person who called; null where the handler ran.</summary>
    public string? UsageError { get; private init; }

    public static CommandResult Of(Message? reply) => new() { Reply = reply };

    public static CommandResult Of(string? reply) => new() { Reply = reply is null ? null : new Message(reply) };

    public static CommandResult Of(Media? reply) => new() { Reply = reply is null ? null : new Message(reply) };

    public static CommandResult WrongArguments(string usage) => new() { UsageError = usage };
}

/// <summary>Makes the result of a call of what the handler returned.</summary>
internal delegate ValueTask<CommandResult> ResultReader(object? returned, CancellationToken cancellationToken);

/// <summary>The return types that a handler may have.</summary>
internal static class ResultReaders
{
    public const string Allowed =
        "void, string, Message, Media, Task, Task<string>, Task<Message>, Task<Media>, ValueTask, ValueTask<string>, ValueTask<Message>, ValueTask<Media>, "
        + "IAsyncEnumerable<string>, and the Task<SentMessage> of ReplyAsync and SendAsync";

    /// <summary>Finds how results of a type are read.</summary>
    /// <returns>Null for a type that is no reply.</returns>
    public static ResultReader? For(Type type) =>
        type == typeof(void) ? static (_, _) => default
        : type == typeof(string) ? static (returned, _) => new(CommandResult.Of((string?)returned))
        : type == typeof(Message) ? static (returned, _) => new(CommandResult.Of((Message?)returned))
        : type == typeof(Media) ? static (returned, _) => new(CommandResult.Of((Media?)returned))
        : type == typeof(Task<string>) ? static async (returned, _) => returned is Task<string?> task ? CommandResult.Of(await task) : default
        : type == typeof(Task<Message>) ? static async (returned, _) => returned is Task<Message?> task ? CommandResult.Of(await task) : default
        : type == typeof(Task<Media>) ? static async (returned, _) => returned is Task<Media?> task ? CommandResult.Of(await task) : default
        : type == typeof(ValueTask<string>) ? static async (returned, _) => CommandResult.Of(await (ValueTask<string?>)returned!)
        : type == typeof(ValueTask<Message>) ? static async (returned, _) => CommandResult.Of(await (ValueTask<Message?>)returned!)
        : type == typeof(ValueTask<Media>) ? static async (returned, _) => CommandResult.Of(await (ValueTask<Media?>)returned!)
        : type == typeof(Task) || type == typeof(Task<SentMessage>) ? static (returned, _) => AfterAsync((Task?)returned)
        : type == typeof(ValueTask) ? static (returned, _) => AfterAsync(((ValueTask)returned!).AsTask())
        : type == typeof(ValueTask<SentMessage>) ? static (returned, _) => AfterAsync(((ValueTask<SentMessage>)returned!).AsTask())
        : type.IsAssignableTo(typeof(IAsyncEnumerable<string>)) ? static (returned, cancellationToken) =>
            StreamAsync((IAsyncEnumerable<string?>?)returned, cancellationToken)
        : null;

    private static async ValueTask<CommandResult> AfterAsync(Task? task)
    {
        await (task ?? Task.CompletedTask);
        return default;
    }

    // Begun here to find out whether there is anything to say; the rest comes while it is sent.
    private static async ValueTask<CommandResult> StreamAsync(IAsyncEnumerable<string?>? pieces, CancellationToken cancellationToken)
    {
        if (pieces is null)
        {
            return default;
        }

        var source = pieces.GetAsyncEnumerator(cancellationToken);
        var speaks = false;
        try
        {
            while (!speaks && await source.MoveNextAsync())
            {
                speaks = !string.IsNullOrEmpty(source.Current);
            }
        }
        finally
        {
            if (!speaks)
            {
                await source.DisposeAsync();
            }
        }

        return speaks ? CommandResult.Of(Message.Stream(RestAsync(source), wholeElsewhere: true)) : default;
    }

    private static async IAsyncEnumerable<string> RestAsync(IAsyncEnumerator<string?> source)
    {
        await using (source)
        {
            do
            {
                yield return source.Current ?? "";
            }
            while (await source.MoveNextAsync());
        }
    }
}
