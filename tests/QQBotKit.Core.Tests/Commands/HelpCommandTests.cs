using QQBotKit.Core.Commands;

namespace QQBotKit.Core.Tests.Commands;

public sealed class HelpCommandTests
{
    [Fact]
    public async Task Help_lists_what_is_registered_by_name_without_what_is_hidden() =>
        (await AskAsync("/help")).Should().Be(
            """
            /guild <id:number> — About a guild
            /guild ban <who:@someone> [reason:text…] — Bans
            /help [command:text…] — Lists the commands, or explains one
            /roll [sides:number=6] — Rolls a die
            /status
            """.ReplaceLineEndings("\n"));

    [Theory]
    [InlineData("roll")]
    [InlineData("ROLL")]
    [InlineData("/roll")]
    [InlineData("／roll")]
    public async Task Help_for_a_command_shows_usage_other_names_and_description(string asked) =>
        (await AskAsync($"/help {asked}")).Should().Be("Usage: /roll [sides:number=6]\nAlso: /掷骰, /dice\nRolls a die");

    [Fact]
    public async Task Help_for_another_name_shows_that_name() =>
        (await AskAsync("/帮助 掷骰", CommandFixture.Chinese)).Should().Be("用法：/掷骰 [sides:数字=6]\n别名：/roll、/dice\nRolls a die");

    [Theory]
    [InlineData("guild", "Usage: /guild <id:number>\nAbout a guild\n/guild ban <who:@someone> [reason:text…] — Bans")]
    [InlineData("guild  Ban", "Usage: /guild ban <who:@someone> [reason:text…]\nAlso: /踢\nBans")]
    [InlineData("status", "Usage: /status")]
    [InlineData("rol", "There is no command \"rol\". Did you mean /roll?")]
    [InlineData("/rol", "There is no command \"/rol\". Did you mean /roll?")]
    [InlineData("nonsense", "There is no command \"nonsense\".")]
    [InlineData("secret", "There is no command \"secret\".")]
    [InlineData("/", "There is no command \"/\".")]
    public async Task Help_explains_a_command_or_a_group_of_them(string asked, string answer) =>
        (await AskAsync($"/help {asked}")).Should().Be(answer);

    [Fact]
    public async Task The_help_of_a_plugin_replaces_the_built_in_one()
    {
        var own = CommandFixture.Command("help", () => "my own help");
        (await AskAsync("/help", more: own)).Should().Be("my own help");
        (await AskAsync("/帮助", more: own)).Should().Contain("/帮助 [command:text…] — Lists the commands").And.Contain("/help\n");
    }

    [Fact]
    public async Task Help_speaks_of_the_table_of_the_moment()
    {
        var table = CommandFixture.Table();
        var help = HelpCommand.Create(() => table, new StubBot(), CommandFixture.English);
        table = CommandTable.Build([help], ["bot", "/"]);
        (await AnswerAsync(table, "/help")).Should().StartWith("bot help [command");
        table = CommandTable.Build([help, CommandFixture.Command("new", () => "")], ["/"]);
        (await AnswerAsync(table, "/help")).Should().EndWith("\n/new");
    }

    private static Task<string> AskAsync(string text, Texts? texts = null, params Command[] more)
    {
        CommandTable? table = null;
        texts ??= CommandFixture.English;
        Command[] commands =
        [
            Described("status", () => "", ""),
            Described("roll|掷骰|dice", (int sides = 6) => "", "Rolls a die"),
            Described("guild ban|踢", (Mention who, string reason = "") => "", "Bans\r\n"),
            Described("guild", (int id) => "", "About a guild"),
            Described("secret", () => "", "Not for everyone"),
            HelpCommand.Create(() => table!, new StubBot(), texts),
            .. more,
        ];
        commands[4].Hide();
        table = CommandFixture.Table(commands);
        return AnswerAsync(table, text);

        Command Described(string names, Delegate handler, string description)
        {
            var command = CommandFixture.Command(names, handler, texts: texts);
            return (Command)command.Describe(description);
        }
    }

    private static async Task<string> AnswerAsync(CommandTable table, string text)
    {
        table.TryMatch(text, out var match).Should().BeTrue();
        return (await match.Command.InvokeAsync(match, CommandFixture.Message(text), default)).Reply!.Text;
    }
}
