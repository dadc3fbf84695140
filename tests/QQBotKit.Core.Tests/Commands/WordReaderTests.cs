using QQBotKit.Core.Commands;

namespace QQBotKit.Core.Tests.Commands;

public sealed class WordReaderTests
{
    [Theory]
    [InlineData("")]
    [InlineData(" \t\n\u3000")]
    [InlineData("one", "one")]
    [InlineData("  one\ttwo\nthree\u3000four\u00A0five ", "one", "two", "three", "four", "five")]
    [InlineData("\"one two\" three", "one two", "three")]
    [InlineData("'one two' “three four” ‘five six’ 「七 八」", "one two", "three four", "five six", "七 八")]
    [InlineData("\"\" ''", "", "")]
    [InlineData("don't it's '90", "don't", "it's", "90")]
    [InlineData("'don't stop' ‘don’t stop’", "don't stop", "don’t stop")]
    [InlineData("5\" 6' a\"b", "5\"", "6'", "a\"b")]
    [InlineData("\"say \\\"hi\\\" now\" x", "say \"hi\" now", "x")]
    [InlineData("'it\\'s' “a \\” b” \"c \\\\\" d", "it's", "a ” b", "c \\", "d")]
    [InlineData("\"C:\\new dir\\x\"", "C:\\new dir\\x")]
    [InlineData("\\\"one two\\\"", "\\\"one", "two\\\"")]
    [InlineData("one \"two three", "one", "two three")]
    [InlineData("“two \\” three  ", "two ” three  ")]
    [InlineData("\"", "")]
    [InlineData("“你好”世界", "你好", "世界")]
    [InlineData("\"one\"two", "one", "two")]
    [InlineData("“one\" two” 'three\" four'", "one\" two", "three\" four")]
    [InlineData("<@123> <@!45>x", "<@123>", "<@!45>", "x")]
    [InlineData("<qqbot-at-user id=\"A1 B\" /> x", "<qqbot-at-user", "id=\"A1", "B\"", "/>", "x")]
    [InlineData("<qqbot-at-user id=\"A1\" /> <qqbot-at-everyone />", "<qqbot-at-user id=\"A1\" />", "<qqbot-at-everyone />")]
    [InlineData("< <a b> <@ >", "<", "<a", "b>", "<@", ">")]
    [InlineData("👨‍👩‍👧 🎲", "👨‍👩‍👧", "🎲")]
    public void A_line_is_read_word_by_word(string line, params string[] words) => Read(line).Should().Equal(words);

    [Theory]
    [InlineData("one  two  \"three\" \n four ", "two  \"three\" \n four ")]
    [InlineData("one", "")]
    [InlineData("'one 1'\u3000 'two", "'two")]
    public void The_rest_after_a_word_is_as_it_was_sent(string line, string rest)
    {
        var reader = new WordReader(line);
        reader.TryRead(out _).Should().BeTrue();
        reader.Rest.ToString().Should().Be(rest);
    }

    [Fact]
    public void A_word_ends_at_every_white_space_character_of_Unicode_and_at_no_other()
    {
        for (var c = '\0'; c < char.MaxValue; c++)
        {
            WordReader.EndOfWord(['a', c, 'b']).Should().Be(char.IsWhiteSpace(c) ? 1 : 3, "of U+{0:X4}", (int)c);
        }
    }

    [Fact]
    public void Any_words_come_back_from_a_line_that_quotes_them()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        string[] pieces = ["a", "Z", "7", "掷", "🎲", " ", "\u3000", "\n", "\"", "'", "“", "”", "‘", "’", "「", "」", "\\", "<", "@", ">", "/"];
        for (var round = 0; round < 5_000; round++)
        {
            var words = Enumerable.Range(0, random.Next(6))
                .Select(_ => string.Concat(random.GetItems(pieces, random.Next(8)))).ToArray();
            var line = string.Join(random.GetItems([" ", "\n", "\u3000  "], 1)[0], words.Select(word => Quote(word, random)));
            Read(line).Should().Equal(words, "of seed {0}, line {1}", seed, line);
        }
    }

    [Fact]
    public void No_text_makes_the_reader_stumble_and_nothing_is_read_twice()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        const string Alphabet = "ab \"'“”‘’「」\\<@!>/ \n";
        for (var round = 0; round < 20_000; round++)
        {
            var line = new string(random.GetItems<char>(Alphabet, random.Next(20)));
            var words = Read(line);
            words.Sum(w => w.Length).Should().BeLessThanOrEqualTo(line.Length, "of seed {0}, line {1}", seed, line);
        }
    }

    [Fact]
    public void Reading_words_without_escapes_allocates_nothing()
    {
        const string Line = "roll 6 \"two words\" “三 四” <@123> rest of it";
        Count(Line);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var words = Count(Line);
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
        words.Should().Be(8);
    }

    private static int Count(string line)
    {
        var reader = new WordReader(line);
        var count = 0;
        while (reader.TryRead(out _))
        {
            count++;
        }

        return count;
    }

    private static List<string> Read(string line)
    {
        var reader = new WordReader(line);
        List<string> words = [];
        while (reader.TryRead(out var word))
        {
            words.Add(word.ToString());
        }

        return words;
    }

    private static string Quote(string word, Random random)
    {
        const string Quotes = "\"'“”‘’「」";
        var isPlain = word.Length > 0 && !word.Any(char.IsWhiteSpace) && !Quotes.Contains(word[0]) && word[0] != '<';
        if (isPlain && random.Next(2) == 0)
        {
            return word;
        }

        var (open, close) = random.GetItems([('"', '"'), ('\'', '\''), ('“', '”'), ('‘', '’'), ('「', '」')], 1)[0];
        var escaped = string.Concat(word.Select(c => c == '\\' || c == close ? $"\\{c}" : c.ToString()));
        return $"{open}{escaped}{close}";
    }
}
