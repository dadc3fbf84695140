namespace QQBotKit.Core.Events;

/// <summary>How the bot itself stands in the text of a message.</summary>
/// <param name="selfId">The bot's own id in guilds; null while it is not known.</param>
/// <param name="mentions">Who is mentioned.</param>
/// <param name="addressed">Whether the message exists only because the bot was addressed.</param>
internal readonly struct BotMention(string? selfId, WireMention?[]? mentions, bool addressed)
{
    /// <summary>
    /// Whether a mention is that of the bot: by its id from READY, by the platform's own mark, or, in an event that exists only
    /// because the bot was addressed, as the one bot in the list (before READY told the id, or where a group has another).
    /// </summary>
    public bool Is(ReadOnlySpan<char> id)
    {
        if (selfId is { } self && id.SequenceEqual(self))
        {
            return true;
        }

        foreach (var mention in mentions ?? [])
        {
            if (mention is not null && (mention.IsYou || (addressed && mention.Bot))
                && (id.SequenceEqual(mention.Id) || id.SequenceEqual(mention.MemberOpenid)))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>What a person would read in the <c>content</c> of a message. Platform pages: server-inter/message/trans.</summary>
internal static class MessageText
{
    /// <summary>Removes the bot's own mention, which a client may have put there twice, and the blanks that the platform leaves; names the faces.</summary>
    /// <param name="content">The content as it came.</param>
    /// <param name="bot">Recognises the bot's own id.</param>
    /// <param name="inGuild">Whether it comes from a guild, where text is escaped.</param>
    /// <param name="faces">The faces in it.</param>
    public static string Read(string content, in BotMention bot, bool inGuild, out IReadOnlyList<Face> faces)
    {
        var text = Trim(content);
        while (MentionToken.TryRead(text, out var length, out var id) && bot.Is(id))
        {
            text = Trim(text[length..]);
        }

        var read = FaceToken.Render(text.Length == content.Length ? content : text.ToString(), inGuild, out faces);
        return inGuild && read.Contains('&', StringComparison.Ordinal) ? Unescape(read) : read;
    }

    /// <summary>The text of a message inside another one, which is not said to the bot.</summary>
    public static string Read(string content, out IReadOnlyList<Face> faces)
    {
        var text = Trim(content);
        return FaceToken.Render(text.Length == content.Length ? content : text.ToString(), inGuild: false, out faces);
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
