namespace QQBotKit.Core.Delivery.Splitting;

/// <summary>Where a part of a text begins.</summary>
/// <param name="At">The place in the text.</param>
/// <param name="Opening">What is said again there: the fence of the code that goes on, the header of the table, the mark of the quote.</param>
internal readonly record struct TextPlace(int At, string Opening);

/// <summary>A part of a text.</summary>
/// <param name="Text">The part.</param>
/// <param name="Start">Where it began.</param>
/// <param name="Next">Where the next one begins; null after the last.</param>
internal readonly record struct TextCut(string Text, TextPlace Start, TextPlace? Next);

/// <summary>
/// Cuts a text into parts: where its paragraphs end if it can be, else its lines, sentences or words, and never through what is one to those who read it
/// (<see cref="TextBorders"/>). Code and tables that go on in the next part are begun again there.
/// </summary>
/// <remarks>The characters that are counted are Unicode's, as the platform's own are: an emoji of one code point is one.</remarks>
internal sealed class TextSplitter
{
    /// <summary>No part can be made shorter than this: what is said again in each has its room too.</summary>
    public const int Least = 64;

    private readonly string _text;
    private readonly TextBorders _borders;

    /// <param name="text">The text as it goes out.</param>
    /// <param name="isMarkdown">Whether it is markdown.</param>
    public TextSplitter(string text, bool isMarkdown)
    {
        _text = text.TrimEnd();
        _borders = new TextBorders(_text, isMarkdown);
    }

    /// <summary>Where the first part begins: at the first line that is not blank.</summary>
    public TextPlace First => new(_text.AsSpan(0, _text.Length - _text.AsSpan().TrimStart().Length).LastIndexOf('\n') + 1, "");

    /// <summary>How long a text is to the platform.</summary>
    public static int Length(ReadOnlySpan<char> text)
    {
        var pairs = 0;
        for (var i = 1; i < text.Length; i++)
        {
            pairs += char.IsSurrogatePair(text[i - 1], text[i]) ? 1 : 0;
        }

        return text.Length - pairs;
    }

    /// <summary>Where a part begins that follows what has been shown, whatever stands there.</summary>
    public TextPlace PlaceAfter(int shown)
    {
        var rest = _text.AsSpan(Math.Min(shown, _text.Length));
        var blank = rest[..(rest.Length - rest.TrimStart().Length)];
        return PlaceAt(_text.Length - rest.Length + (blank.LastIndexOf('\n') is >= 0 and var line ? line + 1 : blank.Length));
    }

    private TextPlace PlaceAt(int at) => new(at, _borders.OpeningAt(at));

    /// <summary>All parts from a place on; none of a blank text.</summary>
    public List<TextCut> Split(TextPlace from, int longest)
    {
        List<TextCut> parts = [];
        for (TextPlace? next = _text.Length > 0 ? from : null; next is { } start;)
        {
            parts.Add(Cut(start, longest));
            next = parts[^1].Next;
        }

        return parts;
    }

    /// <summary>The part that begins at a place.</summary>
    /// <param name="start">The place.</param>
    /// <param name="longest">How long it may be.</param>
    /// <param name="least">How much of the text it has at least, whatever stands there: so much has been shown.</param>
    public TextCut Cut(TextPlace start, int longest, int least = 0)
    {
        longest = Math.Max(longest, Least);
        var opening = start.Opening.Length > longest / 2 ? "" : start.Opening;
        var room = longest - Length(opening);
        if (Reach(start.At, room - _borders.ClosingAt(_text.Length).Length) == _text.Length)
        {
            return new TextCut($"{opening}{_text.AsSpan(start.At)}{_borders.ClosingAt(_text.Length)}", start, null);
        }

        var next = Border(start.At, room, least);
        var end = Math.Max(ContentEnd(start.At, next), start.At + least);
        return new TextCut(
            $"{opening}{_text.AsSpan(start.At, end - start.At)}{_borders.ClosingAt(next)}",
            start,
            next == _text.Length ? null : PlaceAt(next));
    }

    private int Border(int start, int room, int least)
    {
        var reach = Reach(start, room);
        var (closing, reachClosing) = ("", reach);

        // Of each kind the furthest that leaves a part short enough. What stands between two parts is in neither.
        Span<int> furthest = stackalloc int[(int)TextBorder.Paragraph + 1];
        var at = reach;
        while (at < _text.Length && char.IsWhiteSpace(_text[at]))
        {
            at++;
        }

        for (; at > start; at--)
        {
            var kind = _borders[at];
            if (kind == TextBorder.None || furthest[(int)kind] != 0)
            {
                continue;
            }

            if (_borders.ClosingAt(at) is var needed && needed != closing)
            {
                (closing, reachClosing) = (needed, Reach(start, room - needed.Length));
            }

            var end = ContentEnd(start, at);
            if (end > start && end <= reachClosing && end - start >= least)
            {
                furthest[(int)kind] = at;
            }
        }

        return Best(furthest, start, reach) is > 0 and var best ? best : Forced(start, Math.Max(reachClosing, start + least));
    }

    // The better the border, the shorter a part may be for it; but not so short that there would be many.
    private static int Best(ReadOnlySpan<int> furthest, int start, int reach)
    {
        for (var kind = TextBorder.Paragraph; kind >= TextBorder.Ideograph; kind--)
        {
            if (furthest[(int)kind] is > 0 and var at && at - start >= (reach - start) / (kind == TextBorder.Paragraph ? 4 : 2))
            {
                return at;
            }
        }

        var whole = furthest[(int)TextBorder.Word..].ToArray().Max();
        return whole > 0 ? whole
            : furthest[(int)TextBorder.Grapheme] is > 0 and var grapheme ? grapheme
            : furthest[(int)TextBorder.InsideSpan];
    }

    // What cannot be cut is longer than a part. A token that is cut would be none: the platform shall say that it is too long.
    private int Forced(int start, int reach)
    {
        var at = start + 1;
        if (_text[start] is '<' or '&')
        {
            while (at < _text.Length && _borders[at] == TextBorder.None)
            {
                at++;
            }
        }

        at = Math.Max(at, reach);
        return at < _text.Length && char.IsSurrogatePair(_text[at - 1], _text[at]) ? at + (at - 1 > start ? -1 : 1) : at;
    }

    private int ContentEnd(int start, int at)
    {
        while (at > start && char.IsWhiteSpace(_text[at - 1]))
        {
            at--;
        }

        return at;
    }

    private int Reach(int start, int count)
    {
        if (count >= _text.Length - start)
        {
            return _text.Length;
        }

        var at = start;
        for (; count > 0 && at < _text.Length; count--)
        {
            at += at + 1 < _text.Length && char.IsSurrogatePair(_text[at], _text[at + 1]) ? 2 : 1;
        }

        return at;
    }
}
