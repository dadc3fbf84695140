using System.Text.Json;
using System.Threading.Channels;

namespace QQBotKit.Core.Tests.Delivery;

/// <summary>What people see of what a bot says, with the platform's own rules in between: the simulator keeps them.</summary>
public class SimulatedMessagesTests
{
    private static readonly string[] WithAudits = ["group_and_c2c", "public_guild_messages", "direct_message", "message_audit"];

    [Theory]
    [InlineData(Scene.C2C)]
    [InlineData(Scene.Group)]
    [InlineData(Scene.Channel)]
    [InlineData(Scene.Direct)]
    public async Task Text_markdown_buttons_and_quotes_arrive(Scene scene)
    {
        await using var bot = await SimulatedBot.StartAsync(scope => scope.Command("all", async (CommandContext context) =>
        {
            var first = await context.ReplyAsync("1 < 2 & <@3>");
            await context.ReplyAsync(Message.Markdown("# pick").Keyboard([Button.Callback("a", "A"), Button.Link("B", "https://example.com")]));
            await context.ReplyAsync(new Message("to you").Quote(context.Message));
            await context.ReplyAsync(new Message("to me").Quote(first));
        }));

        await bot.Platform.SayAsync(scene, "/all");

        var seen = await bot.Platform.SeenAsync(scene, 4);
        seen.Select(message => message.GetProperty("text").GetString()!.Replace("\u200B", "", StringComparison.Ordinal))
            .Should().Equal("1 < 2 & <@3>", "# pick", "to you", "to me");
        seen[1].GetProperty("raw").GetProperty("keyboard").GetProperty("content").GetProperty("rows")[0].GetProperty("buttons").GetArrayLength().Should().Be(2);
        if (scene is Scene.C2C or Scene.Group)
        {
            seen.Select(message => message.GetProperty("msg_seq").GetInt32()).Should().Equal(1, 2, 3, 4);
            seen[3].GetProperty("quote").GetString().Should().Be(seen[0].GetProperty("id").GetString());
        }

        bot.Log.At(Microsoft.Extensions.Logging.LogLevel.Error).Should().BeEmpty();
    }

    [Theory]
    [InlineData(Scene.Channel)]
    [InlineData(Scene.Direct)]
    public async Task Cards_and_embeds_arrive_in_guilds(Scene scene)
    {
        await using var bot = await SimulatedBot.StartAsync(scope =>
        {
            scope.Command("ark", () => new Message(Ark.Lines("desc", "prompt", "line", new ArkLine("link", "https://example.com"))));
            scope.Command("embed", () => new Message(new Embed("title", "line")));
        });

        await bot.Platform.SayAsync(scene, "/ark");
        await bot.Platform.SayAsync(scene, "/embed");

        var seen = await bot.Platform.SeenAsync(scene, 2);
        seen.Select(message => message.GetProperty("raw")).Should().ContainSingle(raw => HasField(raw, "ark"))
            .And.ContainSingle(raw => HasField(raw, "embed"));
    }

    [Fact]
    public async Task A_card_in_a_group_gives_way_to_its_fallback()
    {
        await using var bot = await SimulatedBot.StartAsync(scope =>
            scope.Command("ark", () => new Message(Ark.BigPicture("t", "s", "c", "l", "p")).OrElse(Message.Markdown($"# t{Token.CommandInput("/more")}"))));

        await bot.Platform.SayAsync(Scene.Group, "/ark");

        (await bot.Platform.SeenAsync(Scene.Group, 1))[0].GetProperty("text").GetString().Should().Be("# t<qqbot-cmd-input text=\"%2Fmore\" show=\"%2Fmore\" reference=\"false\" />");
    }

    [Fact]
    public async Task A_text_is_seen_to_grow_after_the_sign_of_typing()
    {
        var pieces = Channel.CreateUnbounded<string>();
        var typing = new TaskCompletionSource<bool>();
        await using var bot = await SimulatedBot.StartAsync(scope => scope.Command("tell", (CommandContext context) => TellAsync(scope, context)));

        await bot.Platform.SayAsync(Scene.C2C, "/tell");
        (await typing.Task.WaitAsync(TimeSpan.FromSeconds(20))).Should().BeTrue();
        pieces.Writer.TryWrite("once ");
        (await bot.Platform.SeenAsync(Scene.C2C, 1))[0].GetProperty("stream").GetProperty("finished").GetBoolean().Should().BeFalse();
        pieces.Writer.TryWrite("upon <@1>");
        pieces.Writer.Complete();

        var seen = (await bot.Platform.SeenAsync(Scene.C2C, 1, message => message.GetProperty("stream").GetProperty("finished").GetBoolean())).Single();
        seen.GetProperty("text").GetString().Should().Be("once upon <\u200B@1>");
        seen.GetProperty("msg_seq").GetInt32().Should().Be(2, "the sign of typing was the first answer");

        async IAsyncEnumerable<string> TellAsync(IBot scope, CommandContext context)
        {
            typing.SetResult(await scope.TypingAsync(context.Message));
            await foreach (var piece in pieces.Reader.ReadAllAsync(context.CancellationToken))
            {
                yield return piece;
            }
        }
    }

    [Theory]
    [InlineData(Scene.Channel, "pass", "after_answer", AuditOutcome.Passed)]
    [InlineData(Scene.Channel, "reject", "after_answer", AuditOutcome.Rejected)]
    [InlineData(Scene.Channel, "pass", "before_answer", AuditOutcome.Passed)]
    [InlineData(Scene.Group, "pass", "after_answer", AuditOutcome.Passed)]
    [InlineData(Scene.C2C, "reject", "before_answer", AuditOutcome.Rejected)]
    public async Task A_message_in_review_ends_in_passed_or_rejected(Scene scene, string verdict, string when, AuditOutcome outcome)
    {
        var ended = new TaskCompletionSource<AuditResult>();
        await using var bot = await SimulatedBot.StartAsync(
            scope => scope.Command("post", async (CommandContext context) =>
            {
                var sent = await context.ReplyAsync("news");
                ended.SetResult(await sent.Audit!.ResultAsync(TimeSpan.FromMinutes(1), context.CancellationToken));
            }),
            WithAudits);
        await bot.Platform.ReviewNextAsync(verdict, when);

        await bot.Platform.SayAsync(scene, "/post");

        var result = await ended.Task.WaitAsync(TimeSpan.FromSeconds(20));
        result.Outcome.Should().Be(outcome);
        (result.MessageId is not null).Should().Be(outcome == AuditOutcome.Passed);
    }

    private static bool HasField(JsonElement raw, string name) => raw.TryGetProperty(name, out _);
}
