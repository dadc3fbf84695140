using System.Buffers;
using System.Globalization;

namespace QQBotKit;

/// <summary>What a token does.</summary>
internal enum TokenKind
{
    Mention,
    Everyone,
    Channel,
    Emoji,
    CommandEnter,
    CommandInput,
    Raw,
}

/// <summary>
/// Something in a text that is more than words: a mention, a link to a channel, a face, a command to click. It goes into a hole of the interpolated
/// string of a <see cref="Message"/>. A scene that cannot take it is an error before anything is sent, unless there is <see cref="Or"/>.
/// </summary>
/// <remarks>Platform page: server-inter/message/trans/text-chain.html.</remarks>
public sealed record Token : IFormattable
{
    private static readonly SearchValues<char> NotInIds = SearchValues.Create("<>\"'& \t\r\n");

    private Token(TokenKind kind, string value)
    {
        Kind = kind;
        Value = value;
    }

    internal TokenKind Kind { get; }

    /// <summary>The id, or the text.</summary>
    internal string Value { get; }

    /// <summary>What is shown instead of the value; null for the value itself.</summary>
    internal string? Show { get; private init; }

    /// <summary>Whether the command quotes the message it is in.</summary>
    internal bool Reference { get; private init; }

    /// <summary>What a scene shows that cannot take the token; null if that is an error.</summary>
    internal string? Words { get; private init; }

    /// <summary>Mentions everyone (@全体成员). In channels of guilds, in text; the bot needs the right, and the platform limits how often.</summary>
    public static Token Everyone { get; } = new(TokenKind.Everyone, "") { Show = "@全体成员" };

    /// <summary>Mentions a person. In groups and in channels of guilds.</summary>
    /// <param name="id">The person's id in that conversation: <c>member_openid</c> in a group, the user id in a guild.</param>
    /// <exception cref="ArgumentException">It cannot be an id.</exception>
    public static Token Mention(string id) => new(TokenKind.Mention, CheckId(id)) { Show = $"@{id}" };

    /// <summary>Mentions the author of a message. In groups and in channels of guilds.</summary>
    public static Token Mention(Sender sender)
    {
        ArgumentNullException.ThrowIfNull(sender);
        return Named(sender.Id, sender.Name);
    }

    /// <summary>Mentions somebody, or everyone, who was mentioned in a message. In groups and in channels of guilds.</summary>
    public static Token Mention(Mention mention)
    {
        ArgumentNullException.ThrowIfNull(mention);
        return mention.Everyone ? Everyone : Named(mention.Id, mention.Name);
    }

    /// <summary>Links to a channel of the same guild. In channels of guilds, in text.</summary>
    /// <exception cref="ArgumentException">It cannot be an id.</exception>
    public static Token Channel(string channelId) => new(TokenKind.Channel, CheckId(channelId)) { Show = $"#{channelId}" };

    /// <summary>A face (QQ 系统表情). In guilds, in text. Emoji of Unicode are text everywhere.</summary>
    /// <param name="id">The platform's number of the face.</param>
    public static Token Emoji(int id) => new(TokenKind.Emoji, id.ToString(CultureInfo.InvariantCulture));

    /// <summary>Words to click, by which the person says them at once. In C2C, in markdown.</summary>
    /// <param name="text">What the person says: at most 100 characters.</param>
    public static Token CommandEnter(string text) => new(TokenKind.CommandEnter, NotNull(text));

    /// <summary>Words to click, which puts a text into the person's input box. Everywhere, in markdown.</summary>
    /// <param name="text">The text: at most 100 characters.</param>
    /// <param name="show">What is shown, at most 100 characters; null for the text itself.</param>
    /// <param name="reference">Whether what the person then says quotes this message.</param>
    public static Token CommandInput(string text, string? show = null, bool reference = false) =>
        new(TokenKind.CommandInput, NotNull(text)) { Show = show, Reference = reference };

    /// <summary>What is sent as it stands, for tokens that the kit does not know. Never put into it what somebody else wrote.</summary>
    public static Token Raw(string text) => new(TokenKind.Raw, NotNull(text));

    /// <summary>Says the words for scenes that cannot take the token: <c>Token.Mention(sender).Or(sender.Name)</c>.</summary>
    public Token Or(string words) => this with { Words = NotNull(words) };

    /// <summary>The words that the token shows.</summary>
    public override string ToString() => Kind == TokenKind.Emoji ? $"[emoji:{Value}]" : Show ?? Value;

    /// <summary>Formatting a token makes mere words of it, which is never meant.</summary>
    /// <exception cref="InvalidOperationException">Always.</exception>
    string IFormattable.ToString(string? format, IFormatProvider? formatProvider) => throw new InvalidOperationException(
        "A token in a plain string would be mere words. Make a Message of the interpolated string: Message text = $\"…\", or Message (…) => $\"…\" for the handler of a command. "
        + "普通字符串中的 Token 会变成文字，请直接用插值字符串构造 Message：Message text = $\"…\"，或让指令处理函数返回 Message：Message (…) => $\"…\"。");

    private static Token Named(string id, string name) => new(TokenKind.Mention, CheckId(id)) { Show = $"@{(name.Length > 0 ? name : id)}" };

    // Ids are opaque, but what could end the token they are written into is none.
    private static string CheckId(string id)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        return id.AsSpan().IndexOfAny(NotInIds) < 0
            ? id
            : throw new ArgumentException($"\"{id}\" is not an id of the platform.", nameof(id));
    }

    private static string NotNull(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text;
    }
}
