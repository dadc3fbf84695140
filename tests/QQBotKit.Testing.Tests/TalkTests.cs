namespace QQBotKit.Testing.Tests;

public sealed class TalkTests
{
    [Fact]
    public async Task A_plugin_answers_in_five_lines()
    {
        await using var test = await BotTest.StartAsync<HelloPlugin>();
        (await test.SayAsync("/hello")).Should().Be("Hello, Tester!");
    }

    [Fact]
    public async Task A_message_that_nobody_answers_is_over_without_an_answer()
    {
        await using var test = await BotTest.StartAsync(bot => bot.Command("quiet", () => { }));
        (await test.SayAsync("/quiet")).Should().BeNull();
        (await test.SayAsync("good morning")).Should().BeNull();
    }

    [Theory]
    [InlineData(Scene.Group)]
    [InlineData(Scene.C2C)]
    [InlineData(Scene.Channel)]
    [InlineData(Scene.Direct)]
    public async Task People_talk_in_every_scene(Scene scene)
    {
        await using var test = await BotTest.StartAsync(bot => bot.Command("where", (CommandContext context) => context.Message.Conversation.ToString()));
        var user = test.User("小明", scene);
        (await user.SayAsync("/where")).Should().Be(user.Conversation.ToString());
    }

    private sealed class HelloPlugin : BotPlugin
    {
        public override void Configure(IBot bot) => bot.Command("hello", (Sender sender) => $"Hello, {sender.Name}!");
    }
}
