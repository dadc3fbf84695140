using QQBotKit.Core.Delivery.Splitting;

namespace QQBotKit.Core.Tests.Delivery;

/// <summary>Where a long text is cut, as those see it who read its parts.</summary>
public class TextSplitterTests
{
    private const int Longest = 100;

    [Fact]
    public void A_text_that_fits_stays_one()
    {
        Parts(Words(100)).Should().Equal(Words(100));
        Parts("   ").Should().BeEmpty();
    }

    [Fact]
    public void Paragraphs_stay_whole_and_go_together_as_far_as_they_fit() =>
        Parts($"{Words(40)}\n\n{Words(41)}\r\n\r\n{Words(42)}").Should().Equal($"{Words(40)}\n\n{Words(41)}", Words(42));

    [Fact]
    public void A_paragraph_is_rather_begun_anew_than_cut_at_a_line() =>
        Parts($"{Words(50)}\n\n{Words(30)}\n{Words(60)}").Should().Equal(Words(50), $"{Words(30)}\n{Words(60)}");

    [Fact]
    public void But_there_are_not_many_short_parts_for_it() =>
        Parts($"Hi\n\n{Words(70)}\n{Words(90)}").Should().Equal($"Hi\n\n{Words(70)}", Words(90));

    [Fact]
    public void A_long_paragraph_is_cut_between_lines() =>
        Parts($"{Words(60)}\n{Words(30)}\n{Words(70)}").Should().Equal($"{Words(60)}\n{Words(30)}", Words(70));

    [Fact]
    public void A_long_line_is_cut_between_sentences() =>
        Parts($"{Words(70)}. {Words(60)}! {Words(20)}").Should().Equal($"{Words(70)}.", $"{Words(60)}! {Words(20)}");

    [Theory]
    [InlineData('。')]
    [InlineData('！')]
    [InlineData('？')]
    [InlineData('…')]
    [InlineData('；')]
    public void A_Chinese_line_is_cut_between_sentences_too(char end)
    {
        var one = new string('话', 60) + end + "”";

        Parts(one + new string('语', 80)).Should().Equal(one, new string('语', 80));
    }

    [Fact]
    public void No_sentence_ends_in_a_number_and_no_part_begins_with_what_closes()
    {
        Parts($"{Words(80)} version 3.14 of {Words(60)}").Should().Equal($"{Words(80)} version 3.14 of", Words(60));
        Parts($"{new string('话', 99)}。”{new string('语', 20)}")[1].Should().NotStartWith("”").And.NotStartWith("。");
    }

    [Fact]
    public void A_long_sentence_is_cut_between_words() =>
        Parts($"{Words(90)} {new string('x', 40)}").Should().Equal(Words(90), new string('x', 40));

    [Fact]
    public void A_word_is_not_cut_while_it_can_stand_in_a_part() =>
        Parts($"See https://example.com/{new string('x', 80)} there").Should().Equal("See", $"https://example.com/{new string('x', 80)}", "there");

    [Fact]
    public void A_word_that_is_too_long_is_cut_and_nothing_is_lost() =>
        Parts(new string('x', 250)).Should().Equal(new string('x', 100), new string('x', 100), new string('x', 50));

    [Theory]
    [InlineData("😀", 100)]
    [InlineData("👩‍👩‍👧", 20)]
    [InlineData("🇨🇳", 50)]
    [InlineData("e\u0301", 50)]
    public void What_people_see_as_one_character_is_not_cut_and_counts_as_the_platform_counts_it(string letter, int count) =>
        Parts(string.Concat(Enumerable.Repeat(letter, count + 1))).Should().Equal(string.Concat(Enumerable.Repeat(letter, count)), letter);

    [Theory]
    [InlineData("<qqbot-at-user id=\"123\" />", false)]
    [InlineData("<@123456789>", false)]
    [InlineData("<#123456789>", false)]
    [InlineData("<emoji:277>", false)]
    [InlineData("<faceType=1,faceId=\"13\">", false)]
    [InlineData("&amp;", false)]
    [InlineData("&lt;", false)]
    [InlineData("<qqbot-cmd-input text=\"%2Fmore\" show=\"%2Fmore\" reference=\"false\" />", true)]
    [InlineData("[the rules (all)](https://example.com/a_(b))", true)]
    [InlineData("![cat #20px #30px](https://example.com/cat.png)", true)]
    [InlineData("[![cat #20px #30px](https://example.com/cat.png)](https://x.cn)", true)]
    [InlineData("`inline code 1`", true)]
    [InlineData("``inline ` code``", true)]
    [InlineData("**bold words**", true)]
    [InlineData("<https://example.com/a>", true)]
    [InlineData("\\*", true)]
    public void What_is_one_stays_one(string whole, bool isMarkdown)
    {
        for (var before = 60; before < 100; before++)
        {
            var parts = Parts(new string('话', before) + whole + new string('语', 60), isMarkdown);

            parts.Should().HaveCountGreaterThan(1).And.OnlyContain(part => part.Length <= Longest);
            parts.Should().ContainSingle(part => part.Contains(whole), "there are {0} before it", before);
            string.Concat(parts).Should().Be(new string('话', before) + whole + new string('语', 60));
        }
    }

    [Fact]
    public void A_link_that_is_longer_than_a_part_is_cut_all_the_same() =>
        string.Concat(Parts($"[x](https://example.com/{new string('y', 200)})", true)).Should().Be($"[x](https://example.com/{new string('y', 200)})");

    [Fact]
    public void Code_that_must_be_cut_is_closed_and_begun_again()
    {
        var text = $"Look:\n```cs\n{Lines(6)}\n```\nThat is all.";

        Parts(text, true).Should().Equal(
            $"Look:\n```cs\n{Lines(5)}\n```",
            $"```cs\n{Line(6)}\n```\nThat is all.");
    }

    [Fact]
    public void Code_that_fits_a_part_is_not_cut()
    {
        var code = $"```\n{Lines(4)}\n```";

        Parts($"{Words(40)}\n{code}\n{Words(50)}", true).Should().Equal(Words(40), code, Words(50));
    }

    [Fact]
    public void The_indentation_of_code_is_kept_where_it_goes_on() =>
        Parts($"~~~\n{new string('x', 60)}\n\n    {new string('y', 60)}\n~~~", true).Should().Equal(
            $"~~~\n{new string('x', 60)}\n~~~", $"~~~\n    {new string('y', 60)}\n~~~");

    [Fact]
    public void Code_that_its_author_did_not_end_is_ended_in_each_part()
    {
        var parts = Parts($"```\n{Lines(8)}", true);

        parts.Should().HaveCount(2).And.OnlyContain(part => part.StartsWith("```\n") && part.EndsWith("\n```"));
    }

    [Fact]
    public void What_looks_like_code_in_a_text_is_text() =>
        Parts($"```\n{Lines(7)}\n```").Should().Equal($"```\n{Lines(6)}", $"{Line(7)}\n```");

    [Fact]
    public void A_table_that_must_be_cut_says_its_header_again()
    {
        const string Header = "| name | points |\n|---|:-:|";
        string Row(int number) => $"| member number {number} | {number} |";

        Parts($"Top:\n\n{Header}\n{Row(1)}\n{Row(2)}\n{Row(3)}\n{Row(4)}\n\nDone", true).Should().Equal(
            $"Top:\n\n{Header}\n{Row(1)}\n{Row(2)}",
            $"{Header}\n{Row(3)}\n{Row(4)}\n\nDone");
    }

    [Fact]
    public void A_list_is_cut_between_its_items() =>
        Parts($"- {Words(40)}\n- {Words(40)}\n- {Words(40)}", true).Should().Equal($"- {Words(40)}\n- {Words(40)}", $"- {Words(40)}");

    [Fact]
    public void No_part_ends_with_the_mark_of_an_item()
    {
        for (var before = 80; before < 100; before++)
        {
            Parts($"{new string('x', before)}\n1. {new string('y', 80)}", true).Should().Equal(new string('x', before), $"1. {new string('y', 80)}");
        }
    }

    [Fact]
    public void A_quote_is_cut_between_its_lines_and_in_a_long_one_goes_on_as_one()
    {
        Parts($"> {Words(60)}\n> {Words(60)}", true).Should().Equal($"> {Words(60)}", $"> {Words(60)}");
        Parts($"> {Words(60)}. {Words(60)}", true).Should().Equal($"> {Words(60)}.", $"> {Words(60)}");
    }

    [Fact]
    public void A_heading_stays_with_what_it_is_above_of() =>
        Parts($"{Words(60)}\n\n## Next\n\n{Words(60)}", true).Should().Equal(Words(60), $"## Next\n\n{Words(60)}");

    [Fact]
    public void Marks_of_emphasis_are_not_torn_apart() =>
        Parts($"{new string('x', 99)}**{new string('y', 20)}**", true).Should().OnlyContain(part => part.Replace("**", "", StringComparison.Ordinal).All(char.IsLetter));

    private static string[] Parts(string text, bool isMarkdown = false)
    {
        var splitter = new TextSplitter(text, isMarkdown);
        return [.. splitter.Split(splitter.First, Longest).Select(cut => cut.Text)];
    }

    // Words of five letters and fewer.
    private static string Words(int length) => string.Concat(Enumerable.Repeat("words ", 20))[..(length - 1)].Replace("  ", " ", StringComparison.Ordinal) + "z";

    private static string Line(int number) => $"var line{number} = {number};";

    private static string Lines(int count) => string.Join('\n', Enumerable.Range(1, count).Select(Line));
}
