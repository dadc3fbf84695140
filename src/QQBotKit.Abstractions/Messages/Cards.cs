namespace QQBotKit;

/// <summary>A card made of a template (ark 消息). In guilds, for bots that have the right to the template; addresses in it must be registered in the console.</summary>
/// <remarks>Platform page: server-inter/message/type/ark.html.</remarks>
/// <param name="TemplateId">The template.</param>
/// <param name="Values">The values for the template's keys.</param>
public sealed record Ark(int TemplateId, params IReadOnlyList<ArkValue> Values)
{
    /// <summary>Template 23: a list of lines, of which each may be a link.</summary>
    /// <param name="description">What stands above the list.</param>
    /// <param name="prompt">What lists of conversations and notifications show.</param>
    /// <param name="lines">The lines.</param>
    public static Ark Lines(string description, string prompt, params IReadOnlyList<ArkLine> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        return new(23, new("#DESC#", description), new("#PROMPT#", prompt), new("#LIST#", [.. lines.Select(line => line.Values)]));
    }

    /// <summary>Template 24: a text with a small picture.</summary>
    /// <param name="title">The title.</param>
    /// <param name="text">The text below it (<c>#METADESC#</c>).</param>
    /// <param name="imageUrl">The address of the picture.</param>
    /// <param name="link">Where a click leads.</param>
    /// <param name="description">The description (<c>#DESC#</c>).</param>
    /// <param name="prompt">What lists of conversations and notifications show.</param>
    /// <param name="subtitle">Where it comes from.</param>
    public static Ark Thumbnail(string title, string text, string imageUrl, string link, string description, string prompt, string subtitle) => new(
        24, new("#DESC#", description), new("#PROMPT#", prompt), new("#TITLE#", title), new("#METADESC#", text), new("#IMG#", imageUrl),
        new("#LINK#", link), new("#SUBTITLE#", subtitle));

    /// <summary>Template 37: a big picture.</summary>
    /// <param name="title">The title.</param>
    /// <param name="subtitle">The line below it.</param>
    /// <param name="coverUrl">The address of the picture, 975 × 540 pixels.</param>
    /// <param name="link">Where a click leads.</param>
    /// <param name="prompt">What lists of conversations and notifications show.</param>
    public static Ark BigPicture(string title, string subtitle, string coverUrl, string link, string prompt) => new(
        37, new("#PROMPT#", prompt), new("#METATITLE#", title), new("#METASUBTITLE#", subtitle), new("#METACOVER#", coverUrl), new("#METAURL#", link));
}

/// <summary>A line of <see cref="Ark.Lines"/>.</summary>
/// <param name="Text">The text.</param>
/// <param name="Link">Where a click leads; null if it is no link.</param>
public sealed record ArkLine(string Text, string? Link = null)
{
    internal IReadOnlyDictionary<string, string> Values => Link is null
        ? new Dictionary<string, string> { ["desc"] = Text }
        : new Dictionary<string, string> { ["desc"] = Text, ["link"] = Link };

    /// <summary>A line that is no link.</summary>
    public static implicit operator ArkLine(string text) => new(text);
}

/// <summary>The value for one key of a card's template: either a text or a list of objects.</summary>
public sealed record ArkValue
{
    /// <summary>A text.</summary>
    public ArkValue(string key, string value)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        Key = key;
        Value = value;
    }

    /// <summary>A list of objects, each with values for its keys.</summary>
    public ArkValue(string key, IReadOnlyList<IReadOnlyDictionary<string, string>> items)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(items);
        Key = key;
        Items = items;
    }

    /// <summary>The key, such as <c>#TITLE#</c>.</summary>
    public string Key { get; }

    /// <summary>The text; null for a list.</summary>
    public string? Value { get; }

    /// <summary>The list; null for a text.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string>>? Items { get; }
}

/// <summary>A title with lines and a small picture (embed 消息). In guilds.</summary>
/// <param name="Title">The title.</param>
/// <param name="Fields">The lines.</param>
/// <remarks>Platform page: server-inter/message/type/embed.html. There is a limit to its length (304005), which no page tells.</remarks>
public sealed record Embed(string Title, params IReadOnlyList<string> Fields)
{
    /// <summary>What lists of conversations and notifications show; null for the title.</summary>
    public string? Prompt { get; init; }

    /// <summary>The address of the picture; null if there is none.</summary>
    public string? ThumbnailUrl { get; init; }
}
