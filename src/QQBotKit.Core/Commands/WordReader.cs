using System.Buffers;
using System.Globalization;
using QQBotKit.Core.Events;

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

/// <summary>Writes words as <see cref="WordReader"/> reads them.</summary>
internal static class Words
{
    /// <summary>A value as a word; null for one that none can stand for.</summary>
    public static string? Of(object? value) => value switch
    {
        null => null,
        bool isOn => isOn ? "on" : "off",
        DateTime or DateTimeOffset or DateOnly or TimeOnly => ((IFormattable)value).ToString("O", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    /// <summary>The word, in quotes if it is none without.</summary>
    public static string Quote(string word)
    {
        var plain = new WordReader(word);
        return plain.TryRead(out var read) && read.SequenceEqual(word) && plain.Rest.IsEmpty
            ? word
            : $"\"{word.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
    }
}
