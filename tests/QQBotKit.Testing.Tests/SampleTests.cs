using Dice;
using Keywords;

namespace QQBotKit.Testing.Tests;

/// <summary>The samples of this repository, tested as their authors would.</summary>
public sealed class SampleTests
{
    [Fact]
    public async Task A_die_has_the_sides_that_bot_yaml_says()
    {
        await using var test = await BotTest.StartAsync<DicePlugin>(new BotTestOptions { Options = new DiceOptions { Sides = 2 } });
        for (var throws = 0; throws < 10; throws++)
        {
            (await test.SayAsync("/roll")).Should().BeOneOf("🎲 1", "🎲 2");
        }
    }

    [Fact]
    public async Task Several_dice_are_added_up()
    {
        await using var test = await BotTest.StartAsync<DicePlugin>();
        (await test.SayAsync("/掷骰 2 3")).Should().MatchRegex(@"^🎲 [12] \+ [12] \+ [12] = [3-6]$");
    }

    [Fact]
    public async Task A_die_of_one_side_is_no_die()
    {
        await using var test = await BotTest.StartAsync<DicePlugin>();
        (await test.SayAsync("/roll 1")).Should().Be("🎲 ?");
    }

    [Fact]
    public async Task A_die_needs_options_that_are_valid()
    {
        await FluentActions.Invoking(() => BotTest.StartAsync<DicePlugin>(new BotTestOptions { Options = "sides: 1" }))
            .Should().ThrowAsync<BotTestException>().WithMessage("*bot.yaml(9,18)*sides*");
    }

    [Fact]
    public async Task Keywords_are_answered_and_counted()
    {
        await using var test = await BotTest.StartAsync<KeywordsPlugin>(new BotTestOptions
        {
            Options = new KeywordsOptions { Answers = new() { ["天气"] = "晴 ☀️", ["早"] = "早上好 \"朋友\"" } },
        });
        (await test.SayAsync("今天天气怎么样？")).Should().Be("晴 ☀️");
        (await test.User("小明", Scene.C2C).SayAsync("早")).Should().Be("早上好 \"朋友\"");
        (await test.SayAsync("天气！")).Should().Be("晴 ☀️");
        (await test.SayAsync("晚安")).Should().BeNull();
        (await test.SayAsync("/keywords")).Should().Be("天气: 2\n早: 1");
    }

    [Fact]
    public async Task The_plugins_work_as_files_side_by_side()
    {
        await using var test = await BotTest.StartAsync("plugins/Dice", new BotTestOptions { Options = "sides: 2" }.With("plugins/Keywords"));
        (await test.SayAsync("/roll")).Should().BeOneOf("🎲 1", "🎲 2");
        (await test.SayAsync("你好")).Should().Contain("/help");
    }

    [Theory]
    [InlineData("ping", "/ping", "^pong$")]
    [InlineData("echo", "/echo 复读 这 句", "^复读 这 句$")]
    [InlineData("dice", "/dice 2", "^🎲 [12]$")]
    [InlineData("dice", "/dice 1", "^A die has at least 2 sides")]
    public async Task The_scripts_answer(string script, string said, string answer)
    {
        await using var test = await BotTest.StartAsync($"scripts/{script}.csx");
        (await test.SayAsync(said)).Should().MatchRegex(answer);
    }

    [Fact]
    public async Task Everybody_has_one_vote_for_a_day()
    {
        await using var test = await BotTest.StartAsync("scripts/vote.csx");
        var (ann, bob) = (test.User("Ann"), test.User("Bob"));
        var asked = (await ann.SendAsync("/投票 明天去爬山吗？")).Single();
        asked.Text.Should().Be("明天去爬山吗？");

        (await ann.ClickAsync(asked, "👍")).Text.Should().Be("👍 1　👎 0");
        (await bob.ClickAsync(asked, "👎")).Text.Should().Be("👍 1　👎 1");
        (await bob.ClickAsync(asked, "👍")).Should().BeEquivalentTo(new { Code = 3, Text = (string?)null });
        await test.AdvanceAsync(TimeSpan.FromDays(1));
        (await test.User("Carl").ClickAsync(asked, "👍")).Should().BeEquivalentTo(new { Code = 1, Text = (string?)null });
    }
}
