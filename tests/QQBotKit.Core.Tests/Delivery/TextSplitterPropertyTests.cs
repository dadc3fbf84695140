using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using QQBotKit.Core.Delivery.Splitting;

namespace QQBotKit.Core.Tests.Delivery;

/// <summary>What holds for the parts of any text.</summary>
public class TextSplitterPropertyTests
{
    private static readonly bool[] Either = [true, false];

    private const string Family = "👩‍👩‍👧";

    private static readonly string[] Letters = [Family, "&amp;", "&lt;"];

    // All that must stay whole; a number tells one from the other.
    private static readonly string[] Wholes =
    [
        "<qqbot-at-user id=\"N\" />", "<@N>", "<#N>", "<emoji:N>", "[link N](https://x.cn/N)", "![cat N #20px #30px](https://x.cn/N.png)", "`code N`",
        "**bold N**",
    ];

    private static readonly string[] Words =
    [
        "word", "a", "long-and-longer-and-longest-word", "end.", "why?", "话", "中文句子。", "一，二", "3.14", "&amp;", "x&lt;", Family, "😀😀", "\n", "  ", "\n\n", "\r\n", "…", "”", "\\",
    ];

    // What markdown is made of, without sense.
    private static readonly string[] Anything =
    [
        "```", "```cs\n", "\n```\n", "~~~\n", "`", "``", "|", "| a | b |\n", "|---|---|\n", "---", "[", "](", ")", "![", "<", "<@1>", "&amp;", "&", "*", "**", "__", "> ", "\n> ", "- ",
        "\n1. ", "# ", "\n", "\n\n", " ", "\t", "\r\n", "word", "x", "话", "。", "😀", "\uD83D", "\uDE00", "\u200D", "e\u0301", Family, "\\", "https://x.cn/a?b=c", new string('y', 90),
    ];

    private static readonly Regex AnyWhole = new(string.Join('|', Wholes.Select(whole => Regex.Escape(whole).Replace("N", "[0-9]+", StringComparison.Ordinal))));

    private static readonly Gen<Func<int, string>> Inline = Gen.Frequency(
        (3, Gen.Elements(Words).Select(word => (Func<int, string>)(_ => word))),
        (1, Gen.Elements(Wholes).Select(whole => (Func<int, string>)(number => whole.Replace("N", $"{number}", StringComparison.Ordinal)))));

    private static readonly Gen<Func<int, string>> Paragraph =
        from words in Inline.NonEmptyListOf()
        select (Func<int, string>)(number => string.Join(' ', words.Select((word, i) => word((number * 1000) + i))));

    // Without a blank between them.
    private static readonly Gen<Func<int, string>> Dense =
        from words in Gen.Elements((string[])[.. Wholes, "word", "&amp;", "&lt;", Family]).NonEmptyListOf()
        select (Func<int, string>)(number => string.Join("话", words.Select((word, i) => word.Replace("N", $"{(number * 1000) + i}", StringComparison.Ordinal))));

    private static readonly Gen<Func<int, string>> Code =
        from lines in Gen.Elements("", "    x = 1;", "call(\"a b\");", "// 注释 😀", new string('z', 80)).NonEmptyListOf()
        select (Func<int, string>)(number => $"```lang{number}\ncode{number}\n{string.Join('\n', lines)}\nend{number}\n```");

    private static readonly Gen<Func<int, string>> Table =
        from rows in Gen.Choose(1, 8)
        select (Func<int, string>)(number =>
            $"| head{number} | b |\n|---|---|\n{string.Join('\n', Enumerable.Range(0, rows).Select(row => $"| row{number}-{row} | <@{number}{row}> |"))}");

    private static readonly Gen<Func<int, string>> List =
        from items in Inline.NonEmptyListOf()
        select (Func<int, string>)(number => string.Join('\n', items.Select((item, i) => $"- item {item((number * 1000) + i).ReplaceLineEndings(" ")}")));

    private static readonly Gen<Document> Documents =
        from blocks in Gen.OneOf(Paragraph, Dense, Code, Table, List).NonEmptyListOf()
        from longest in Gen.Choose(TextSplitter.Least * 2, 400)
        select new Document([.. blocks.Select((block, i) => block(i + 1))], longest);

    [Fact]
    public void Nothing_is_lost_each_part_is_short_enough_and_what_is_one_stays_one() => Property.Check(Documents, document =>
    {
        foreach (var isMarkdown in Either)
        {
            var parts = Parts(document.Text, isMarkdown, document.Longest);

            parts.Where(part => TextSplitter.Length(part) > document.Longest || string.IsNullOrWhiteSpace(part)).Should().BeEmpty();
            Joined(parts, document, isMarkdown).Should().Be(Ink(document.Text));
            foreach (var letter in Letters)
            {
                parts.Sum(part => Count(part, letter)).Should().Be(Count(document.Text, letter));
            }

            document.Wholes.Where(whole => isMarkdown || whole[0] == '<').Where(whole => !Array.Exists(parts, part => part.Contains(whole, StringComparison.Ordinal)))
                .Should().BeEmpty("each of them is one");
            if (isMarkdown)
            {
                parts.Where(part => !IsBalanced(part)).Should().BeEmpty();
            }
        }
    });

    [Fact]
    public void Whatever_a_text_is_made_of_its_letters_arrive_in_order_in_parts_that_are_short_enough() => Property.Check(
        from pieces in Gen.Elements(Anything).ListOf()
        from longest in Gen.Choose(TextSplitter.Least, 120)
        select (Text: string.Concat(pieces), Longest: longest),
        input =>
        {
            foreach (var isMarkdown in Either)
            {
                var parts = Parts(input.Text, isMarkdown, input.Longest);

                parts.Where(part => TextSplitter.Length(part) > input.Longest || string.IsNullOrWhiteSpace(part)).Should().BeEmpty();
                Follows(string.Concat(parts), input.Text.Where(letter => !char.IsWhiteSpace(letter))).Should().BeTrue("nothing is lost");
                if (!isMarkdown)
                {
                    Ink(string.Concat(parts)).Should().Be(Ink(input.Text));
                }
            }
        });

    [Fact]
    public void There_are_not_many_more_parts_than_must_be() => Property.Check(Documents, document =>
    {
        var cuts = Cuts(document.Text, false, document.Longest);

        // A part may be short for the sake of a paragraph, and the next one for what follows it whole; that one is not short then.
        for (var i = 0; i + 1 < cuts.Count; i++)
        {
            var end = cuts[Math.Min(i + 2, cuts.Count - 1)].Next?.At ?? document.Text.Length;
            (end - cuts[i].Start.At).Should().BeGreaterThan(document.Longest / 2);
        }

        cuts.Count.Should().BeLessThanOrEqualTo(1 + (3 * document.Text.Length / document.Longest));
    });

    private static List<TextCut> Cuts(string text, bool isMarkdown, int longest)
    {
        var splitter = new TextSplitter(text, isMarkdown);
        return splitter.Split(splitter.First, longest);
    }

    private static string[] Parts(string text, bool isMarkdown, int longest) => [.. Cuts(text, isMarkdown, longest).Select(cut => cut.Text)];

    /// <summary>The parts as one text, without what was added where they were cut, and without white space.</summary>
    private static string Joined(string[] parts, Document document, bool isMarkdown)
    {
        var whole = Ink(document.Text);
        var joined = new StringBuilder();
        foreach (var part in parts.Select(Ink))
        {
            string[] again = isMarkdown ? ["", .. document.Openings] : [""];
            string[] closings = isMarkdown ? ["", "```"] : [""];
            var fits =
                from opening in again
                from closing in closings
                where part.Length > opening.Length + closing.Length && part.StartsWith(opening, StringComparison.Ordinal) && part.EndsWith(closing, StringComparison.Ordinal)
                select part[opening.Length..^closing.Length] into rest
                where whole.AsSpan(joined.Length).StartsWith(rest)
                select rest;
            joined.Append(fits.FirstOrDefault() ?? $"({part} is not in the text there)");
        }

        return joined.ToString();
    }

    private static bool IsBalanced(string part) =>
        part.Split('\n').Aggregate(false, (isOpen, line) => line.StartsWith("```", StringComparison.Ordinal) ? !isOpen : isOpen) is false;

    private static bool Follows(string text, IEnumerable<char> letters)
    {
        var at = 0;
        foreach (var letter in letters)
        {
            at = text.IndexOf(letter, at) + 1;
            if (at == 0)
            {
                return false;
            }
        }

        return true;
    }

    private static int Count(string text, string what) => text.Split(what).Length - 1;

    private static string Ink(string text) => string.Concat(text.Where(letter => !char.IsWhiteSpace(letter)));

    private sealed record Document(string[] Blocks, int Longest)
    {
        public string Text { get; } = string.Join("\n\n", Blocks);

        public IEnumerable<string> Openings =>
            from block in Blocks
            let lines = block.Split('\n')
            where lines[0].StartsWith("```lang", StringComparison.Ordinal) || lines[0].StartsWith("| head", StringComparison.Ordinal)
            select Ink(lines[0][0] == '`' ? lines[0] : lines[0] + lines[1]);

        public IEnumerable<string> Wholes => AnyWhole.Matches(Text).Select(match => match.Value);
    }
}
