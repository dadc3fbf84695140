using System.Globalization;
using QQBotKit.Core.Commands;
using static QQBotKit.Core.Tests.Commands.CommandFixture;

namespace QQBotKit.Core.Tests.Commands;

public sealed class CommandArgumentTests
{
    private static readonly Mention Bob = new("b1", "Bob");
    private static readonly Mention Cid = new("c1", "Cid");
    private static readonly Mention Everyone = new("", "", Everyone: true);

    public static TheoryData<Delegate, string, string> Understood => new()
    {
        { (int n) => $"{n}", "-5", "-5" },
        { (int n) => $"{n}", "+5", "5" },
        { (int n = 6) => $"{n}", "", "6" },
        { (int n = 6) => $"{n}", "7", "7" },
        { (int n) => $"{n}", "\"7\"", "7" },
        { (byte n, ulong m) => $"{n} {m}", "255 18446744073709551615", "255 18446744073709551615" },
        { (double n) => n.ToString(CultureInfo.InvariantCulture), "1.5", "1.5" },
        { (double n) => n.ToString(CultureInfo.InvariantCulture), "1e3", "1000" },
        { (decimal n = 1.5m) => n.ToString(CultureInfo.InvariantCulture), "", "1.5" },
        { (Int128 n) => n.ToString(CultureInfo.InvariantCulture), "170141183460469231731687303715884105727", "170141183460469231731687303715884105727" },
        { (nint n = 5) => n.ToString(CultureInfo.InvariantCulture), "", "5" },
        { (byte? n = 5) => $"{n}", "", "5" },
        { (bool on) => $"{on}", "ON", "True" },
        { (bool on, bool off) => $"{on} {off}", "开 false", "True False" },
        { (bool on = true) => $"{on}", "no", "False" },
        { (char c) => $"{c}", "x", "x" },
        { (DayOfWeek day) => $"{day}", "friDAY", "Friday" },
        { (DayOfWeek day = DayOfWeek.Sunday) => $"{day}", "", "Sunday" },
        { (DayOfWeek? day = DayOfWeek.Monday) => $"{day}", "", "Monday" },
        { (DayOfWeek? day = DayOfWeek.Monday) => $"{day}", "friday", "Friday" },
        { (DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture), "2026-11-23", "2026-11-23" },
        { (DateTime at = default) => at.Ticks.ToString(CultureInfo.InvariantCulture), "", "0" },
        { (TimeSpan length) => length.TotalMinutes.ToString(CultureInfo.InvariantCulture), "1:30", "90" },
        { (Guid id = default) => $"{id}", "", Guid.Empty.ToString() },
        { (int? n) => $"{n?.ToString(CultureInfo.InvariantCulture) ?? "none"}", "", "none" },
        { (int? n) => $"{n}", "4", "4" },
        { (int? n = 5) => $"{n}", "", "5" },
        { (int? n = null) => $"{n is null}", "", "True" },
        { (DayOfWeek? day = null) => $"{day is null}", "", "True" },
        { (string? text) => text ?? "none", "", "none" },
        { (Dice dice) => $"{dice.Count}x{dice.Sides}", "2d6", "2x6" },
        { (Place place) => place.Name, "'New York'", "New York" },
        { (Place? place, int n) => $"{place!.Name} {n}", "Rome 3", "Rome 3" },
        { (string a, int b) => $"[{a}] {b}", "“two words” 3", "[two words] 3" },
        { (string a, string b) => $"[{a}] [{b}]", "'x y'  it's  \"as\n sent\" ", "[x y] [it's  \"as\n sent\" ]" },
        { (string text) => $"[{text}]", "  a  \"b\"  'c", "[a  \"b\"  'c]" },
        { (string text) => $"[{text}]", "\"quoted\"", "[\"quoted\"]" },
        { (string text = "x") => $"[{text}]", "", "[x]" },
        { (string text, CancellationToken _) => $"[{text}]", "a b", "[a b]" },
        { (string word, Mention? who) => $"[{word}]", "a", "[a]" },
        { (params string[] words) => string.Join(',', words), "a 'b c' d", "a,b c,d" },
        { (params string[] words) => $"{words.Length}", "", "0" },
        { (int first, params int[] more) => $"{first}+{more.Sum()}", "1 2 3", "1+5" },
        { (params DayOfWeek[] days) => string.Join(',', days), "friday MONDAY", "Friday,Monday" },
        { (params int?[] numbers) => $"{numbers.Length}", "1 2", "2" },
        { (params Place[] places) => string.Join(',', places.Select(p => p.Name)), "Rome Oslo", "Rome,Oslo" },
        { (CommandContext context) => context.Arguments, "whatever 'it is ", "whatever 'it is " },
    };

    [Theory]
    [MemberData(nameof(Understood), DisableDiscoveryEnumeration = true)]
    public async Task Words_become_arguments(Delegate handler, string arguments, string answer) =>
        (await AnswerAsync(handler, arguments)).Should().Be(answer);

    public static TheoryData<Delegate, string, string> Misunderstood => new()
    {
        { (int sides) => "", "abc", "\"abc\" is not a number (sides)" },
        { (int sides) => "", "\"\"", "\"\" is not a number (sides)" },
        { (int sides = 6) => "", "abc", "\"abc\" is not a number (sides)" },
        { (int sides) => "", "５", "\"５\" is not a number (sides)" },
        { (int sides) => "", "1,5", "\"1,5\" is not a number (sides)" },
        { (double x) => "", "1,5", "\"1,5\" is not a number (x)" },
        { (double x) => "", "NaN", "\"NaN\" is not a number (x)" },
        { (int sides) => "", "1.5", "\"1.5\" is not a whole number (sides)" },
        { (byte sides) => "", "256", "\"256\" is out of range 0…255 (sides)" },
        { (int sides) => "", "", "sides is missing" },
        { (int a, int b) => "", "1", "b is missing" },
        { (string text) => "", "", "text is missing" },
        { (string word, int n) => "", "", "word is missing" },
        { () => "", "more", "\"more\" is too much" },
        { (int n) => "", "1 'one more' x", "\"one more\" is too much" },
        { (int n, CommandContext context) => "", "1 2", "\"2\" is too much" },
        { (DayOfWeek day) => "", "5", "\"5\" is not one of Sunday|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday (day)" },
        { (Side side) => "", "Left,Right", "\"Left,Right\" is not one of Left|Right (side)" },
        { (bool loud) => "", "maybe", "\"maybe\" is neither on nor off (loud)" },
        { (DateOnly day) => "", "soon", "\"soon\" is not a valid date (day)" },
        { (Dice dice) => "", "2w6", "\"2w6\" is not a valid Dice (dice)" },
        { (params int[] numbers) => "", "1 two 3", "\"two\" is not a number (numbers)" },
        { (Mention who) => "", "", "who is missing" },
        { (Mention who) => "", "bob", "who is missing" },
        { (Attachment picture) => "", "", "picture is missing" },
        { (int n) => "", new string('x', 39) + "🎲🎲", $"\"{new string('x', 39)}…\" is not a number (n)" },
    };

    [Theory]
    [MemberData(nameof(Misunderstood), DisableDiscoveryEnumeration = true)]
    public async Task A_wrong_argument_is_answered_with_what_is_wrong(Delegate handler, string arguments, string problem) =>
        (await ProblemAsync(handler, arguments)).Should().Be(problem);

    public static TheoryData<Delegate, string, string> UsageLines => new()
    {
        { () => "", "t", "t" },
        { (int sides = 6) => "", "t [sides:number=6]", "t [sides:数字=6]" },
        { (CommandContext context, string text, CancellationToken ct) => "", "t <text:text…>", "t <text:文字…>" },
        { (string word, int? n) => "", "t <word:text> [n:number]", "t <word:文字> [n:数字]" },
        { (string word = "a b", int n = -1) => "", "t [word:text=\"a b\"] [n:number=-1]", "t [word:文字=\"a b\"] [n:数字=-1]" },
        { (string text = "") => "", "t [text:text…]", "t [text:文字…]" },
        { (Side side, bool loud = false) => "", "t <side:Left|Right> [loud:on/off=off]", "t <side:Left|Right> [loud:开/关=关]" },
        { (DateOnly day, double x = 1.5) => "", "t <day:date> [x:number=1.5]", "t <day:日期> [x:数字=1.5]" },
        { (Mention who, Attachment? picture) => "", "t <who:@someone> [picture:picture/file]", "t <who:@某人> [picture:图片/文件]" },
        { (Dice dice, params int[] more) => "", "t <dice:Dice> [more:number…]", "t <dice:Dice> [more:数字…]" },
        { (Place place, Side side = Side.Right) => "", "t <place:Place> [side:Left|Right=Right]", "t <place:Place> [side:Left|Right=Right]" },
    };

    [Theory]
    [MemberData(nameof(UsageLines), DisableDiscoveryEnumeration = true)]
    public void The_usage_line_shows_every_parameter_that_a_person_fills(Delegate handler, string english, string chinese)
    {
        Command("t", handler).Usage("t").Should().Be(english);
        Command("t", handler, texts: Chinese).Usage("t").Should().Be(chinese);
    }

    [Fact]
    public async Task A_wrong_argument_is_answered_in_the_language_and_by_the_name_and_prefix_of_the_call()
    {
        var command = Command("roll|掷骰", (int sides = 6) => "", texts: Chinese);
        var table = CommandTable.Build([command], ["/", "bot"]);
        foreach (var (text, answer) in new[]
        {
            ("/roll abc", "\"abc\" 不是数字 (sides)\n用法：/roll [sides:数字=6]"),
            ("／掷骰 abc", "\"abc\" 不是数字 (sides)\n用法：／掷骰 [sides:数字=6]"),
            ("bot ROLL abc", "\"abc\" 不是数字 (sides)\n用法：bot roll [sides:数字=6]"),
        })
        {
            table.TryMatch(text, out var match).Should().BeTrue();
            (await command.InvokeAsync(match, Message(text), default)).UsageError.Should().Be(answer);
        }
    }

    [Fact]
    public async Task A_call_with_wrong_arguments_does_not_run_the_handler()
    {
        var ran = false;
        await ProblemAsync((int n) => { ran = true; }, "1 2");
        ran.Should().BeFalse();
    }

    [Theory]
    [InlineData("<@b1>", "b1")]
    [InlineData("<@!b1>", "b1")]
    [InlineData("<qqbot-at-user id=\"c1\" />", "c1")]
    [InlineData("<@c1>", "c1")]
    [InlineData("", "b1")]
    [InlineData("<@written-otherwise>", "b1")]
    [InlineData("<qqbot-at-everyone />", "")]
    [InlineData("@everyone", "")]
    public async Task A_mention_is_found_by_its_token_or_else_in_the_order_of_the_list(string arguments, string id) =>
        (await AnswerAsync((Mention who) => who.Id, arguments, [Bob, Cid, Everyone])).Should().Be(id);

    [Fact]
    public async Task Mentions_are_taken_once_and_leave_the_other_words_alone()
    {
        Mention[] both = [Bob, Cid];
        (await AnswerAsync((Mention a, Mention b) => $"{a.Id} {b.Id}", "<@c1>", both)).Should().Be("c1 b1");
        (await AnswerAsync((Mention a, Mention b) => $"{a.Id} {b.Id}", "<@c1> <@c1>", both)).Should().Be("c1 c1");
        (await AnswerAsync((Mention who, string reason) => $"{who.Id} {reason}", "<@c1>  too  loud", both)).Should().Be("c1 too  loud");
        (await AnswerAsync((Mention who, string reason) => $"{who.Id} {reason}", "too <@c1> loud", [Cid])).Should().Be("c1 too <@c1> loud");
        (await AnswerAsync((Mention who, int days) => $"{who.Id} {days}", "3 <@c1>", [Cid])).Should().Be("c1 3");
        (await AnswerAsync((params Mention[] all) => string.Join(' ', all.Select(m => m.Id)), "<@c1> <@b1>", both)).Should().Be("c1 b1");
        (await AnswerAsync((Mention? who) => who?.Id ?? "nobody")).Should().Be("nobody");
        (await ProblemAsync((Mention a, Mention b) => "", "<@b1>", [Bob])).Should().Be("b is missing");
        (await ProblemAsync((Mention a) => "", "<@b1> <@c1>", both)).Should().Be("\"<@c1>\" is too much");
    }

    [Fact]
    public async Task Attachments_come_in_the_order_of_the_message()
    {
        Attachment[] both = [new("https://x/1", "image/png"), new("https://x/2", "file")];
        (await AnswerAsync((Attachment a, Attachment b) => a.Url + b.Url, "", attachments: both)).Should().Be("https://x/1https://x/2");
        (await AnswerAsync((string text, Attachment a) => text + a.Url, "a b ", attachments: both)).Should().Be("a b https://x/1");
        (await AnswerAsync((params Attachment[] all) => $"{all.Length}", "", attachments: both)).Should().Be("2");
        (await AnswerAsync((Attachment? a = null) => a?.Url ?? "none")).Should().Be("none");
    }
}
