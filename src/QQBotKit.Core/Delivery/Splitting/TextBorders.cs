using System.Globalization;
using System.Text.RegularExpressions;

namespace QQBotKit.Core.Delivery.Splitting;

/// <summary>What ends at a place of a text; the better a place to cut, the higher.</summary>
internal enum TextBorder : byte
{
    /// <summary>Nothing: it is inside of a token, of what people see as one character, or of white space.</summary>
    None,

    /// <summary>A character inside of what is whole to those who read it: a link, a picture, code in a line, bold words.</summary>
    InsideSpan,

    /// <summary>A character.</summary>
    Grapheme,

    /// <summary>A character of a script without blanks between words.</summary>
    Ideograph,

    Word,

    Sentence,

    /// <summary>A line of code, or a row of a table.</summary>
    Row,

    Line,

    Paragraph,
}

/// <summary>Where a text can be cut, how well, and what must be closed before and opened after it there.</summary>
internal sealed partial class TextBorders
{
    // What is said again in a part: longer, it is left out.
    private const int LongestFence = 24;
    private const int LongestHeader = 300;

    private readonly string _text;
    private readonly bool _isMarkdown;
    private readonly TextBorder[] _at;
    private readonly List<Block> _blocks = [];

    public TextBorders(string text, bool isMarkdown)
    {
        (_text, _isMarkdown, _at) = (text, isMarkdown, new TextBorder[text.Length + 1]);
        FindCharacters();
        FindLines();
        if (isMarkdown)
        {
            foreach (var span in Spans().EnumerateMatches(text))
            {
                if (BlockAt(span.Index) is not { IsCode: true })
                {
                    Limit(span.Index + 1, span.Index + span.Length, TextBorder.InsideSpan);
                }
            }
        }

        foreach (var token in Tokens().EnumerateMatches(text))
        {
            Limit(token.Index + 1, token.Index + token.Length, TextBorder.None);
        }
    }

    public TextBorder this[int at] => _at[at];

    /// <summary>What ends the part before a place: the fence of code that is not over.</summary>
    public string ClosingAt(int at) => BlockAt(at) is { IsCode: true } code && code.GoesOnAt(at) ? code.Closing : "";

    /// <summary>What begins the part after a place.</summary>
    public string OpeningAt(int at)
    {
        var line = _text.AsSpan(0, at).LastIndexOf('\n') + 1;
        return BlockAt(at) switch
        {
            { IsCode: true } code when code.GoesOnAt(at) => code.Opening,
            { IsCode: false } table when table.GoesOnAt(at) && line == at => table.Opening,
            null when _isMarkdown && line < at => QuoteMark().Match(_text, line, at - line).Value,
            _ => "",
        };
    }

    private Block? BlockAt(int at)
    {
        var (low, high) = (0, _blocks.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var block = _blocks[middle];
            if (at >= block.Start && at < block.End)
            {
                return block;
            }

            (low, high) = at < block.Start ? (low, middle - 1) : (middle + 1, high);
        }

        return null;
    }

    private void FindCharacters()
    {
        for (var at = 0; at < _text.Length; at += StringInfo.GetNextTextElementLength(_text.AsSpan(at)))
        {
            if (at > 0 && !char.IsWhiteSpace(_text[at]))
            {
                _at[at] = EndingAt(at);
            }
        }
    }

    private TextBorder EndingAt(int at)
    {
        var hasBlank = char.IsWhiteSpace(_text[at - 1]);
        var last = at - 1;
        while (last > 0 && (char.IsWhiteSpace(_text[last]) || IsCloser(_text[last])))
        {
            last--;
        }

        return _text[last] switch
        {
            '。' or '！' or '？' or '…' or '；' when !IsCloser(_text[at]) && _text[at] is not ('。' or '！' or '？' or '…') => TextBorder.Sentence,
            '.' or '!' or '?' or ';' when hasBlank && last > 0 && !char.IsAsciiDigit(_text[last - 1]) => TextBorder.Sentence,
            _ when hasBlank => TextBorder.Word,
            _ => (_text[at - 1], _text[at]) switch
            {
                ('，' or '、' or '：', var next) when !IsCloser(next) => TextBorder.Word,
                var (before, next) when IsIdeograph(before) && IsIdeograph(next) => TextBorder.Ideograph,
                _ => TextBorder.Grapheme,
            },
        };
    }

    private static bool IsCloser(char letter) => letter is '"' or '\'' or ')' or ']' or '”' or '’' or '）' or '】' or '」' or '』' or '》';

    private static bool IsIdeograph(char letter) => letter is >= '\u3040' and <= '\u30FF' or >= '\u3400' and <= '\u9FFF' or >= '\uAC00' and <= '\uD7AF';

    private void FindLines()
    {
        var before = TextBorder.None;
        for (var start = 0; start < _text.Length;)
        {
            var line = LineAt(start);
            if (line.IsWhiteSpace())
            {
                before = before == TextBorder.Line ? TextBorder.Paragraph : before;
                start = NextLine(start);
                continue;
            }

            var (end, isBlock) = (NextLine(start), false);
            if (_isMarkdown && (AddCode(start) ?? AddTable(start)) is { } block)
            {
                (end, isBlock) = (block.End, true);
            }
            else
            {
                // No part ends with the mark of a list or a quote alone.
                Limit(start + 1, start + LineMark().Match(_text, start, line.Length).Length + 1, TextBorder.InsideSpan);
            }

            _at[start] = isBlock && before == TextBorder.Line ? TextBorder.Paragraph : before;

            // What a heading is above of belongs to it.
            before = isBlock ? TextBorder.Paragraph : _isMarkdown && Heading().IsMatch(line) ? TextBorder.Word : TextBorder.Line;
            start = end;
        }
    }

    private Block? AddCode(int start)
    {
        var fence = Fence().Match(_text, start, LineAt(start).Length);
        if (!fence.Success)
        {
            return null;
        }

        var (first, close) = (NextLine(start), -1);
        for (var at = first; at < _text.Length && close < 0; at = NextLine(at))
        {
            var end = LineAt(at).Trim();
            close = end.Length >= fence.Groups["fence"].Length && end.IndexOfAnyExcept(fence.Groups["fence"].ValueSpan[0]) < 0 ? at : close;
        }

        var mark = fence.Groups["fence"].Value;
        mark = fence.Groups["indent"].Length + mark.Length > LongestFence ? mark : fence.Groups["indent"].Value + mark;
        var until = close < 0 ? _text.Length + 1 : close;
        var block = new Block(
            start, start, until, close < 0 ? until : NextLine(close), $"{(fence.Value.TrimEnd() is { Length: <= LongestFence } line ? line : mark)}\n", $"\n{mark}", true);
        Limit(start + 1, Math.Min(first, _text.Length) + 1, first - start <= TextSplitter.Least / 2 ? TextBorder.None : TextBorder.InsideSpan);
        for (var at = first; at < Math.Min(until, _text.Length); at = NextLine(at))
        {
            Limit(at + 1, at + LineAt(at).Length, TextBorder.Word);
            Limit(at + 1, at + LineAt(at).Length - LineAt(at).TrimStart().Length + 1, TextBorder.InsideSpan);
            _at[at] = at > first && !LineAt(at).IsWhiteSpace() ? TextBorder.Row : TextBorder.None;
        }

        if (close >= 0)
        {
            Limit(close, close + LineAt(close).Length + 1, TextBorder.None);
        }

        _blocks.Add(block);
        return block;
    }

    private Block? AddTable(int start)
    {
        var delimiter = NextLine(start);
        if (delimiter >= _text.Length || !LineAt(start).Contains('|') || !LineAt(delimiter).Contains('|')
            || !TableDelimiter().IsMatch(LineAt(delimiter)))
        {
            return null;
        }

        var row = NextLine(delimiter);
        var first = row;
        var opening = first - start <= LongestHeader ? $"{_text.AsSpan(start, Math.Min(first, _text.Length) - start).TrimEnd()}\n" : "";
        Limit(start + 1, first, TextBorder.InsideSpan);
        for (; row < _text.Length && LineAt(row).Contains('|'); row = NextLine(row))
        {
            _at[row] = row == first ? TextBorder.InsideSpan : TextBorder.Row;
        }

        var block = new Block(start, first, row, row, opening, "", false);
        _blocks.Add(block);
        return block;
    }

    private ReadOnlySpan<char> LineAt(int start) =>
        _text.AsSpan(start) is var rest && rest.IndexOf('\n') is >= 0 and var end ? rest[..end] : rest;

    private int NextLine(int start) => start + LineAt(start).Length + 1;

    private void Limit(int from, int to, TextBorder most)
    {
        for (var at = from; at < Math.Min(to, _at.Length); at++)
        {
            _at[at] = _at[at] < most ? _at[at] : most;
        }
    }

    /// <summary>Lines that are no text of their own: code with its fences, or a table. Its end is where the next line begins, after the text where there is none.</summary>
    private sealed record Block(int Start, int First, int Until, int End, string Opening, string Closing, bool IsCode)
    {
        public bool GoesOnAt(int at) => at > First && at < Until;
    }

    [GeneratedRegex("<(?:[@#][^<>\\s]*|(?:qqbot-|emoji:|faceType=)[^<>]*)>|&(?:amp|lt|gt);", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Tokens();

    // Links and pictures, which may be in each other, addresses in angles, code in a line, emphasis of a few words, marks of several characters.
    [GeneratedRegex("""
        !?\[[^\[\]\n]{0,300}(?:\[[^\[\]\n]{0,300}\][^\[\]\n]{0,300}){0,3}\]\([^()\n]{0,2000}(?:\([^()\n]{0,300}\)[^()\n]{0,300}){0,3}\)
        | <https?://[^<>\s]*>
        | (?<!`)(?<ticks>`+)(?!`)[^\n]{1,1000}?(?<!`)\k<ticks>(?!`)
        | (?<strong>\*\*|__|~~)(?=\S)[^*_~\n]{1,300}\k<strong>
        | \*{2,} | _{2,} | ~{2,} | \\.
        """, RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Spans();

    [GeneratedRegex(@"\G(?<indent>[ \t]*)(?<fence>`{3,20}(?=[^`]*$)|~{3,20}(?!~)).*", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex TableDelimiter();

    [GeneratedRegex(@"^\s*#{1,6}\s", RegexOptions.CultureInvariant)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\G\s*(?:>\s?)*(?:(?:[-*+]|[0-9]{1,9}[.)]|#{1,6})\s+)?", RegexOptions.CultureInvariant)]
    private static partial Regex LineMark();

    [GeneratedRegex(@"\G\s*(?:>[ ]?)+", RegexOptions.CultureInvariant)]
    private static partial Regex QuoteMark();
}
