using System.Text;
using System.Text.RegularExpressions;

namespace QQBotKit.Core.Delivery.Forms;

/// <summary>
/// Writes a text as a scene wants it: its words so that they arrive as they are and nothing in them becomes a mention or another token of the platform,
/// its tokens in the platform's own form. Platform pages: server-inter/message/trans.
/// </summary>
internal static partial class OutgoingText
{
    private const string AtEveryone = "<qqbot-at-everyone />";
    private static readonly string[] Openers = ["<@", "<#", "<qqbot-", "<emoji:", "<faceType=", "@everyone", "mqqapi:"];

    /// <summary>A plain text.</summary>
    public static string For(Scene scene, string text) => scene switch
    {
        Scene.Channel or Scene.Direct => Escape(text),
        _ => text.Contains('<', StringComparison.Ordinal) ? Tokens().Replace(text, "<\u200B") : text,
    };

    /// <summary>A text with its tokens, of a scene that can carry them.</summary>
    public static string For(Scene scene, MessageParts parts)
    {
        if (parts.TextParts is not { } pieces)
        {
            return Words(scene, parts.Text, parts.IsMarkdown);
        }

        var text = new StringBuilder();
        var words = new StringBuilder();
        foreach (var piece in pieces)
        {
            if (piece.Token is not { } token)
            {
                words.Append(piece.Words);
            }
            else if (token.Words is { } instead && SceneRules.Of(token.Kind) is { } rule && !CanCarry(scene, parts.IsMarkdown, rule))
            {
                words.Append(instead);
            }
            else
            {
                // Words that nothing stands between are one text: a token could be made of both.
                text.Append(Words(scene, words.ToString(), parts.IsMarkdown)).Append(Token(token));
                words.Clear();
            }
        }

        return text.Append(Words(scene, words.ToString(), parts.IsMarkdown)).ToString();
    }

    /// <summary>A text or markdown in which there are no tokens.</summary>
    public static string Words(Scene scene, string text, bool isMarkdown) => isMarkdown ? Markdown(text) : For(scene, text);

    /// <summary>How much of a text that still grows is sure to stay as it is: its end may be the beginning of what would be a token.</summary>
    public static int SettledLength(string text)
    {
        for (var start = Math.Max(0, text.Length - Openers.Max(opener => opener.Length)); start < text.Length; start++)
        {
            var end = text[start..];
            if (Array.Exists(Openers, opener => opener.StartsWith(end, StringComparison.OrdinalIgnoreCase)))
            {
                return start;
            }
        }

        return text.Length > 0 && char.IsHighSurrogate(text[^1]) ? text.Length - 1 : text.Length;
    }

    /// <summary>Whether a token is one there.</summary>
    public static bool CanCarry(Scene scene, bool inMarkdown, SceneRule rule) =>
        rule.Scenes.Contains(scene) && rule.Place.HasFlag(inMarkdown ? TokenPlace.Markdown : TokenPlace.Text);

    /// <summary>A text that is written already; a mention of everyone in it, of which there is a quota, is still one.</summary>
    public static IReadOnlyList<TextPart> Written(string text, bool mayMentionEveryone)
    {
        List<TextPart> parts = [];
        foreach (var words in mayMentionEveryone ? text.Split(AtEveryone) : [text])
        {
            if (parts.Count > 0)
            {
                parts.Add(new TextPart(null, QQBotKit.Token.Everyone));
            }

            parts.Add(new TextPart(null, QQBotKit.Token.Raw(words)));
        }

        return parts;
    }

    private static string Token(Token token) => token.Kind switch
    {
        TokenKind.Mention => $"<qqbot-at-user id=\"{token.Value}\" />",
        TokenKind.Everyone => AtEveryone,
        TokenKind.Channel => $"<#{token.Value}>",
        TokenKind.Emoji => $"<emoji:{token.Value}>",
        TokenKind.CommandEnter => $"<qqbot-cmd-enter text=\"{Uri.EscapeDataString(token.Value)}\" />",
        TokenKind.CommandInput =>
            $"<qqbot-cmd-input text=\"{Uri.EscapeDataString(token.Value)}\" show=\"{Uri.EscapeDataString(token.Show ?? token.Value)}\" "
            + $"reference=\"{(token.Reference ? "true" : "false")}\" />",
        _ => token.Value,
    };

    // Guilds undo exactly these three; the ampersand first, or the others would be escaped twice.
    private static string Escape(string text) => text.AsSpan().IndexOfAny("&<>@") < 0
        ? text
        : Everyone().Replace(
            text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal),
            "@\u200B");

    // In markdown the characters that guilds escape have a meaning: it gets along with the way of groups and C2C.
    private static string Markdown(string text) =>
        CommandLinks().Replace(Everyone().Replace(Tokens().Replace(text, "<\u200B"), "@\u200B"), "$0\u200B");

    // Groups and C2C have no escape; a zero-width space inside the token is the accepted way.
    [GeneratedRegex("<(?=[@#]|qqbot-|emoji:|faceType=)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Tokens();

    [GeneratedRegex("@(?=everyone)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Everyone();

    // [text](mqqapi://…) is a command as well.
    [GeneratedRegex("mqqapi(?=:)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex CommandLinks();
}
