using System.Buffers;

namespace QQBotKit.Core.Commands;

/// <summary>
/// Reads the words of a command line one after the other, without making strings. A word ends at white space of any script.
/// Quotes around a word hold it together, and <c>\</c> before a quote or a <c>\</c> inside of them takes its meaning away. A quote that
/// is never closed holds all the rest. A mention is one word, even with the blanks that its token has inside.
/// </summary>
internal ref struct WordReader(ReadOnlySpan<char> text)
{
    /// <summary>What <see cref="char.IsWhiteSpace(char)"/> says yes to, for searching.</summary>
    private static readonly SearchValues<char> WhiteSpace = SearchValues.Create(
        "\t\n\v\f\r\u0020\u0085\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u2028\u2029\u202F\u205F\u3000");

    /// <summary>Each opening quote, followed by the one that closes it.</summary>
    private const string Quotes = "\"\"''“”‘’「」";

    private ReadOnlySpan<char> _rest = text;

    /// <summary>What was not read yet, exactly as sent, from its first word on.</summary>
    public readonly ReadOnlySpan<char> Rest => _rest.TrimStart();

    /// <summary>Reads the next word, without its quotes.</summary>
    public bool TryRead(out ReadOnlySpan<char> word)
    {
        _rest = _rest.TrimStart();
        if (_rest.IsEmpty)
        {
            word = default;
            return false;
        }

        word = ClosingOf(_rest[0]) is { } closing ? TakeQuoted(closing) : Take(MentionToken.TryRead(_rest, out var mention, out _) ? mention : EndOfWord(_rest));
        return true;
    }

    /// <summary>Where the unquoted word ends with which <paramref name="text"/> begins.</summary>
    public static int EndOfWord(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAny(WhiteSpace);
        return end < 0 ? text.Length : end;
    }

    private static char? ClosingOf(char quote)
    {
        var index = Quotes.IndexOf(quote);
        return index >= 0 && index % 2 == 0 ? Quotes[index + 1] : null;
    }

    private ReadOnlySpan<char> Take(int length)
    {
        var word = _rest[..length];
        _rest = _rest[length..];
        return word;
    }

    private ReadOnlySpan<char> TakeQuoted(char closing)
    {
        var inside = _rest[1..];
        var escapes = 0;
        var end = 0;
        for (; end < inside.Length && !IsClosing(inside, end, closing); end++)
        {
            if (IsEscape(inside, end))
            {
                escapes++;
                end++;
            }
        }

        _rest = inside[Math.Min(end + 1, inside.Length)..];
        return escapes == 0 ? inside[..end] : Unescape(inside[..end], escapes);
    }

    /// <summary>A single quote before a letter is an apostrophe: <c>'don't stop'</c> is one word.</summary>
    private static bool IsClosing(ReadOnlySpan<char> text, int index, char closing) =>
        text[index] == closing
        && (closing is not ('\'' or '’') || index + 1 == text.Length || !char.IsLetterOrDigit(text[index + 1]));

    private static bool IsEscape(ReadOnlySpan<char> text, int index) =>
        text[index] == '\\' && index + 1 < text.Length && (text[index + 1] == '\\' || Quotes.Contains(text[index + 1]));

    private static ReadOnlySpan<char> Unescape(ReadOnlySpan<char> text, int escapes)
    {
        var result = new char[text.Length - escapes];
        for (int from = 0, to = 0; from < text.Length; from++, to++)
        {
            from += IsEscape(text, from) ? 1 : 0;
            result[to] = text[from];
        }

        return result;
    }
}

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
        else if (text.StartsWith(Everyone) && WordReader.EndOfWord(text) == Everyone.Length)
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

        return !id.IsEmpty && WordReader.EndOfWord(id) == id.Length;
    }
}
