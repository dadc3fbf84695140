namespace QQBotKit.Core.Events;

/// <summary>The tokens by which the platform writes a mention into the text of a message.</summary>
/// <remarks>Platform pages: server-inter/message/trans.</remarks>
internal static class MentionToken
{
    /// <summary>Ids are short; a text of many <c>&lt;</c> must not be searched to its end for each of them.</summary>
    private const int LongestToken = 256;

    /// <summary>Reads the token with which a text begins.</summary>
    /// <param name="text">What may begin with a token.</param>
    /// <param name="length">The length of the token; 0 where there is none.</param>
    /// <param name="id">Who is mentioned; empty for everyone, as in <see cref="Mention.Id"/>.</param>
    public static bool TryRead(ReadOnlySpan<char> text, out int length, out ReadOnlySpan<char> id)
    {
        const string Everyone = "@everyone";
        id = default;
        length = 0;
        if (text.StartsWith('<'))
        {
            var end = text[..Math.Min(text.Length, LongestToken)].IndexOf('>');
            length = end > 0 && TryReadInside(text[1..end], out id) ? end + 1 : 0;
        }
        else if (text.StartsWith(Everyone) && (text.Length == Everyone.Length || char.IsWhiteSpace(text[Everyone.Length])))
        {
            length = Everyone.Length;
        }

        return length > 0;
    }

    private static bool TryReadInside(ReadOnlySpan<char> inside, out ReadOnlySpan<char> id)
    {
        const string User = "qqbot-at-user id=\"";
        inside = inside.TrimEnd('/').TrimEnd();
        if (inside.StartsWith('@'))
        {
            id = inside[(inside.StartsWith("@!") ? 2 : 1)..];
        }
        else if (inside.StartsWith(User) && inside[User.Length..].EndsWith('"'))
        {
            id = inside[User.Length..^1];
        }
        else
        {
            id = default;
            return inside is "qqbot-at-everyone";
        }

        return !id.IsEmpty && !HasBlank(id);
    }

    private static bool HasBlank(ReadOnlySpan<char> id)
    {
        foreach (var letter in id)
        {
            if (char.IsWhiteSpace(letter))
            {
                return true;
            }
        }

        return false;
    }
}
