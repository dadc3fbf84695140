namespace QQBotKit.Core.Events;

/// <summary>What a person would read in the <c>content</c> of a message. Platform pages: server-inter/message/trans.</summary>
internal static class MessageText
{
    /// <summary>Whether a mention token at the start of the text, by the id in it, is that of the bot.</summary>
    internal delegate bool IsBot(ReadOnlySpan<char> id);

    /// <summary>Removes the bot's own mention, which a client may have put there twice, and the blanks that the platform leaves.</summary>
    /// <param name="content">The content as it came.</param>
    /// <param name="isBot">Recognises the bot's own id.</param>
    /// <param name="unescape">Whether the scene escapes its text (guilds do).</param>
    public static string Read(string content, IsBot isBot, bool unescape)
    {
        var text = Trim(content);
        while (MentionToken.TryRead(text, out var length, out var id) && isBot(id))
        {
            text = Trim(text[length..]);
        }

        var read = text.Length == content.Length ? content : text.ToString();
        return unescape && read.Contains('&', StringComparison.Ordinal) ? Unescape(read) : read;
    }

    private static ReadOnlySpan<char> Trim(ReadOnlySpan<char> text)
    {
        var start = 0;
        var end = text.Length;
        while (start < end && IsBlank(text[start]))
        {
            start++;
        }

        while (end > start && IsBlank(text[end - 1]))
        {
            end--;
        }

        return text[start..end];
    }

    // U+200B is what clients put around mentions; it is not white space to Unicode.
    private static bool IsBlank(char c) => char.IsWhiteSpace(c) || c == '\u200B';

    // The platform escapes exactly these three; the ampersand last, or an escaped entity would be undone twice.
    private static string Unescape(string text) => text
        .Replace("&lt;", "<", StringComparison.Ordinal)
        .Replace("&gt;", ">", StringComparison.Ordinal)
        .Replace("&amp;", "&", StringComparison.Ordinal);
}
