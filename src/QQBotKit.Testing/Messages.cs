using System.Text.Json;

namespace QQBotKit.Testing;

/// <summary>What a person of a test says. A text is one.</summary>
/// <param name="Text">The text; the mention of the bot is not part of it.</param>
public sealed record PersonMessage(string Text)
{
    /// <summary>Whether the bot is mentioned, in groups and channels. Without it, the bot gets the message as one that is not for it alone.</summary>
    public bool Mention { get; init; } = true;

    /// <summary>The message of the bot that is quoted.</summary>
    public BotMessage? Quote { get; init; }

    /// <summary>Addresses of pictures, voices, videos and files that come with it; what each is, is seen by its ending.</summary>
    public IReadOnlyList<string> Attachments { get; init; } = [];

    /// <summary>A message of text.</summary>
    public static implicit operator PersonMessage(string text) => new(text);

    /// <summary>A message of text.</summary>
    public static PersonMessage FromString(string text) => new(text);

    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>What the bot said, as people see it.</summary>
public sealed record BotMessage
{
    internal long Seq { get; init; }

    internal string? EventId { get; init; }

    /// <summary>Its buttons, each with its id where it has one.</summary>
    internal IReadOnlyList<(string Label, string? Id)> Keys { get; init; } = [];

    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Where it was said.</summary>
    public required Target Conversation { get; init; }

    /// <summary>What people read.</summary>
    public required string Text { get; init; }

    /// <summary>The message that it answers; null for one that answers none: an active message, or the answer to another event.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>Whether it answers nothing, neither a message nor an event: it then counts against the quotas of active messages (主动消息).</summary>
    public bool IsActive => ReplyTo is null && EventId is null;

    /// <summary>The labels of its buttons, row by row.</summary>
    public IReadOnlyList<string> Buttons => [.. Keys.Select(static key => key.Label)];

    /// <summary>Whether the bot took it back.</summary>
    public bool IsRecalled { get; init; }

    /// <summary>The message as the bot sent it to the platform.</summary>
    public JsonElement Body { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>What became of a click on a button.</summary>
/// <param name="Code">
/// What the bot acknowledged it with: 0 for success, up to 5, see <c>PUT /interactions</c> of the platform; null when it did not, and the person sees an error.
/// </param>
/// <param name="Messages">What the bot said to it.</param>
public sealed record ButtonClick(int? Code, IReadOnlyList<BotMessage> Messages)
{
    /// <summary>What the bot said, one line for each message; null when it said nothing.</summary>
    public string? Text => Messages.Count == 0 ? null : string.Join('\n', Messages);
}

/// <summary>Something that a test asked for did not come, or cannot be done.</summary>
public sealed class BotTestException : Exception
{
    /// <summary>Makes one.</summary>
    public BotTestException(string message) : base(message)
    {
    }

    /// <summary>Makes one.</summary>
    public BotTestException()
    {
    }

    /// <summary>Makes one.</summary>
    public BotTestException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
