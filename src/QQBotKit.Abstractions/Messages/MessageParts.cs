namespace QQBotKit;

/// <summary>All that a <see cref="Message"/> consists of. Made by the methods of that.</summary>
public sealed record MessageParts
{
    internal MessageParts()
    {
    }

    /// <summary>The text as a person would read it; empty where there is none.</summary>
    public string Text { get; internal init; } = "";

    /// <summary>Whether the text is markdown.</summary>
    public bool IsMarkdown { get; internal init; }

    /// <summary>Whether markdown is refused when pictures in it cannot be fetched.</summary>
    public bool VerifyImages { get; internal init; }

    /// <summary>The markdown template; null if none is used.</summary>
    public string? TemplateId { get; internal init; }

    /// <summary>The values for the markdown template.</summary>
    public IReadOnlyList<MarkdownParam> TemplateParams { get; internal init; } = [];

    /// <summary>The pieces of a text that is seen to grow; null if it is not.</summary>
    public IAsyncEnumerable<string>? Pieces { get; internal init; }

    /// <summary>Whether a text that comes in pieces is sent when it is whole, where it cannot be seen to grow.</summary>
    public bool WholeElsewhere { get; internal init; }

    /// <summary>How long the sign that the bot is typing is shown, in seconds; 0 if it is not that.</summary>
    public int TypingSeconds { get; internal init; }

    /// <summary>The card; null if there is none.</summary>
    public Ark? Ark { get; internal init; }

    /// <summary>The embed; null if there is none.</summary>
    public Embed? Embed { get; internal init; }

    /// <summary>The picture, video, voice message or file; null if there is none.</summary>
    public Media? Media { get; internal init; }

    /// <summary>The buttons; null if there are none.</summary>
    public Keyboard? Keyboard { get; internal init; }

    /// <summary>The id of the message that is quoted, which guilds quote by; null if there is none.</summary>
    public string? QuotedId { get; internal init; }

    /// <summary>The index of the message that is quoted, which groups and C2C quote by; null if there is none.</summary>
    public string? QuotedIndex { get; internal init; }

    /// <summary>Whether it is a wake-up message.</summary>
    public bool IsWakeUp { get; internal init; }

    /// <summary>What is sent where this cannot be; null if that is an error.</summary>
    public Message? Fallback { get; internal init; }

    /// <summary>The ways that it may go; null for those of bot.yaml.</summary>
    internal IReadOnlyList<DeliveryWay>? Ways { get; init; }

    /// <summary>The text with its tokens; null if it has none, and <see cref="Text"/> is all.</summary>
    internal IReadOnlyList<TextPart>? TextParts { get; init; }

    /// <summary>Whether this is a text, perhaps with tokens, and nothing else.</summary>
    internal bool IsTextOnly => this with { Text = "", TextParts = null } == Nothing;

    /// <summary>Whether there is nothing to send.</summary>
    internal bool IsEmpty =>
        Text.Length == 0 && TemplateId is null && Pieces is null && TypingSeconds == 0 && Ark is null && Embed is null && Media is null && Keyboard is null;

    private static MessageParts Nothing { get; } = new();
}

/// <summary>A value for a markdown template.</summary>
/// <param name="Key">The name of the parameter in the template.</param>
/// <param name="Values">One value, or more for a parameter that is a list. Not empty, without line breaks and without markdown.</param>
public sealed record MarkdownParam(string Key, params IReadOnlyList<string> Values);
