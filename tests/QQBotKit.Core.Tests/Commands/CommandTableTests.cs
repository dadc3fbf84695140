using QQBotKit.Core.Commands;

namespace QQBotKit.Core.Tests.Commands;

public sealed class CommandTableTests
{
    private static readonly Action Nothing = () => { };

    [Theory]
    [InlineData("/roll", "roll", "")]
    [InlineData("/ROLL 6", "roll", "6")]
    [InlineData("/掷骰 6", "掷骰", "6")]
    [InlineData("／roll 6", "roll", "6")]
    [InlineData("/roll\n6", "roll", "6")]
    [InlineData("/roll\u3000 a  b ", "roll", "a  b ")]
    [InlineData("/guild x", "guild", "x")]
    [InlineData("/guild", "guild", "")]
    [InlineData("/guild ban x", "guild ban", "x")]
    [InlineData("/Guild \t BAN", "guild ban", "")]
    [InlineData("/guild banx", "guild", "banx")]
    [InlineData("/a b c d", "a b c", "d")]
    [InlineData("/a b d", "a", "b d")]
    [InlineData("/👍 x", "👍", "x")]
    public void A_message_calls_the_command_with_the_longest_name_that_fits(string text, string name, string arguments)
    {
        var table = Table("roll|掷骰", "guild", "guild  ban|guild kick", "a", "a b c", "👍");
        table.TryMatch(text, out var match).Should().BeTrue();
        match.Name.Should().Be(name);
        match.Arguments.Should().Be(arguments);
    }

    [Theory]
    [InlineData("")]
    [InlineData("roll")]
    [InlineData("/")]
    [InlineData("/rollx")]
    [InlineData("/ roll")]
    [InlineData("//roll")]
    [InlineData(" /roll")]
    [InlineData("/rol")]
    [InlineData("/\"roll\"")]
    [InlineData("/guild")]
    [InlineData("/guild kick")]
    [InlineData("hello /roll")]
    public void Other_messages_call_none(string text) =>
        Table("roll", "guild ban").TryMatch(text, out _).Should().BeFalse();

    [Theory]
    [InlineData("!roll", "!", "roll")]
    [InlineData("//roll", "//", "roll")]
    [InlineData("/roll", "/", "roll")]
    [InlineData("／／roll", "／／", "roll")]
    [InlineData("bot roll", "bot ", "roll")]
    [InlineData("Bot \u3000roll", "Bot \u3000", "roll")]
    [InlineData("小助手roll", "小助手", "roll")]
    [InlineData("小助手 roll", "小助手 ", "roll")]
    [InlineData("botroll", null, null)]
    [InlineData("bot", null, null)]
    [InlineData("! roll", null, null)]
    [InlineData("roll", null, null)]
    public void Commands_begin_with_any_of_the_prefixes(string text, string? prefix, string? name)
    {
        var table = CommandTable.Build([Command("roll")], ["/", "//", "!", "bot", "小助手"]);
        table.TryMatch(text, out var match).Should().Be(name is not null);
        if (name is not null)
        {
            match.Prefix.Should().Be(prefix);
            match.Name.Should().Be(name);
        }
    }

    [Fact]
    public void With_an_empty_prefix_every_message_may_be_a_command()
    {
        var table = CommandTable.Build([Command("roll")], ["", "/"]);
        table.TryMatch("roll 6", out var bare).Should().BeTrue();
        table.TryMatch("/roll 6", out var prefixed).Should().BeTrue();
        (bare.Prefix, prefixed.Prefix).Should().Be(("", "/"));
        table.TryMatch("hello", out _).Should().BeFalse();
    }

    [Theory]
    [InlineData("", "empty command name")]
    [InlineData("  ", "empty command name")]
    [InlineData("|", "\"|\" has an empty command name")]
    [InlineData("roll|", "\"roll|\" has an empty command name")]
    [InlineData("a| |b", "\"a| |b\" has an empty command name")]
    [InlineData("ok|ro\u0007ll", "\"ro\\u0007ll\" of \"ok|ro\\u0007ll\" holds a control character")]
    [InlineData("ro\nll", "holds a control character")]
    public void A_bad_name_is_refused_and_named(string names, string expected) =>
        FluentActions.Invoking(() => Command(names)).Should().Throw<ArgumentException>().WithMessage($"*{expected}*");

    [Fact]
    public void Names_are_normalised_and_the_first_is_the_name()
    {
        var command = Command("  guild   ban |GUILD ban|踢  人");
        command.Names.Should().Equal("guild ban", "踢 人");
        command.Name.Should().Be("guild ban");
    }

    [Fact]
    public void Two_commands_of_one_name_are_refused_with_both_owners() =>
        FluentActions.Invoking(() => CommandTable.Build([Command("x|roll", "plugin dice"), Command("ROLL", "script rpg")], ["/"]))
            .Should().Throw<DuplicateCommandException>().WithMessage("*\"ROLL\" of script rpg is already taken by plugin dice*");

    [Fact]
    public void One_owner_that_uses_a_name_twice_is_told_so() =>
        FluentActions.Invoking(() => CommandTable.Build([Command("roll", "plugin dice"), Command("roll", "plugin dice")], ["/"]))
            .Should().Throw<DuplicateCommandException>().WithMessage("*\"roll\" is registered twice by plugin dice*");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_built_in_command_gives_way_for_the_names_that_others_have(bool builtInFirst)
    {
        var builtIn = new Command("help|帮助", Nothing, "QQBotKit", new StubBot(), CommandFixture.English) { IsBuiltIn = true };
        var own = Command("help");
        var table = CommandTable.Build(builtInFirst ? [builtIn, own] : [own, builtIn], ["/"]);
        table.TryMatch("/help", out var help).Should().BeTrue();
        table.TryMatch("/帮助", out var chinese).Should().BeTrue();
        help.Command.Should().BeSameAs(own);
        chinese.Command.Should().BeSameAs(builtIn);
    }

    [Theory]
    [InlineData("/rol", "/roll")]
    [InlineData("/rlol 6", "/roll")]
    [InlineData("／Rolll 6", "／roll")]
    [InlineData("/掷股子", "/掷骰子")]
    [InlineData("/guild bna x", "/guild ban")]
    [InlineData("/r", null)]
    [InlineData("/help", null)]
    [InlineData("/secre", null)]
    [InlineData("rol", null)]
    [InlineData("/", null)]
    public void A_mistyped_command_has_a_nearest_one(string text, string? suggestion)
    {
        var hidden = Command("secret");
        hidden.Hide();
        CommandFixture.Table(Command("roll|掷骰子"), Command("guild ban"), Command("x"), hidden).Suggest(text, null).Should().Be(suggestion);
    }

    [Fact]
    public void Without_a_prefix_nothing_is_suggested() =>
        CommandTable.Build([Command("roll")], [""]).Suggest("rol", null).Should().BeNull();

    [Fact]
    public void A_suggestion_for_a_very_long_text_is_none() =>
        Table("roll").Suggest("/" + new string('r', 100_000), null).Should().BeNull();

    [Fact]
    public void Looking_up_allocates_nothing_however_many_commands_there_are()
    {
        var table = CommandTable.Build(Enumerable.Range(0, 10_000).Select(i => Command($"command{i}|group{i % 100} sub{i}")), ["/", "!"]);
        string[] texts = ["/command77 x", "/group5 sub205 x", "/nothing like it", "/group5 sub9999", "hello world", ""];
        var matches = 0;
        var before = 0L;
        for (var round = 0; round < 2; round++)
        {
            before = GC.GetAllocatedBytesForCurrentThread();
            foreach (var text in texts)
            {
                matches += table.TryMatch(text, out _) ? 1 : 0;
            }
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
        matches.Should().Be(4);
    }

    private static Command Command(string names, string owner = "plugin test") => CommandFixture.Command(names, Nothing, owner: owner);

    private static CommandTable Table(params string[] names) => CommandFixture.Table([.. names.Select(n => Command(n))]);
}
