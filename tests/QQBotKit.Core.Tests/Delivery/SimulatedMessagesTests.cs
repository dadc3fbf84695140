using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading.Channels;
using QQBotKit.Limits;

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

    [Theory]
    [InlineData(Scene.C2C)]
    [InlineData(Scene.Group)]
    [InlineData(Scene.Channel)]
    [InlineData(Scene.Direct)]
    public async Task A_long_markdown_with_code_arrives_in_parts_that_are_whole_each(Scene scene)
    {
        var code = string.Join('\n', Enumerable.Range(1, 300).Select(number => $"    var line{number} = \"a < b && c\";"));
        await using var bot = await SimulatedBot.StartAsync(scope => scope.Command("long", () => Message.Markdown($"# Code\n\n```cs\n{code}\n```\n\nThat is all.")));

        await bot.Platform.SayAsync(scene, "/long");

        var seen = await bot.Platform.SeenAsync(scene, 3);
        var parts = seen.Select(message => message.GetProperty("text").GetString()!).ToList();
        parts.Should().HaveCount(3).And.OnlyContain(part => part.Length <= 4000);
        parts[0].Should().StartWith("# Code\n\n```cs\n    var line1 = \"a < b && c\";\n").And.EndWith(";\n```\n\n(1/3)");
        parts[1].Should().StartWith("```cs\n    var line").And.EndWith(";\n```\n\n(2/3)");
        parts[2].Should().StartWith("```cs\n    var line").And.EndWith("line300 = \"a < b && c\";\n```\n\nThat is all.\n\n(3/3)");
        string.Concat(parts.SelectMany(part => part.Split('\n').Where(line => line.StartsWith(' '))).Select(line => line + "\n")).Should().Be(code + "\n");
        bot.Log.At(Microsoft.Extensions.Logging.LogLevel.Error).Should().BeEmpty();
    }

    [Fact]
    public async Task A_text_that_the_platform_takes_only_shorter_arrives_in_more_parts()
    {
        var text = string.Join(' ', Enumerable.Range(1, 800).Select(number => $"word{number}"));
        var unaware = new BotSetup { Limits = PlatformLimits.Default with { Group = PlatformLimits.Default.Group with { Text = null } } };
        await using var platform = await SimulatedPlatform.StartAsync();
        await using var bot = await SimulatedBot.StartAsync(platform, [scope => scope.Command("long", () => text)], unaware);

        await platform.SayAsync(Scene.Group, "/long");

        var seen = await platform.SeenAsync(Scene.Group, 2, last => Regex.IsMatch(last.GetProperty("text").GetString()!, @"\((\d)/\1\)$"));
        string.Join(' ', seen.Select(message => message.GetProperty("text").GetString()!.Split('\n')[0])).Should().Be(text);
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

    [Fact]
    public async Task A_text_whose_plugin_ends_while_it_grows_is_seen_to_be_over()
    {
        var pieces = Channel.CreateUnbounded<string>();
        pieces.Writer.TryWrite("once ");
        await using var bot = await SimulatedBot.StartAsync(
            scope => scope.Command("tell", (CancellationToken cancellationToken) => pieces.Reader.ReadAllAsync(cancellationToken)));
        await bot.Platform.SayAsync(Scene.C2C, "/tell");
        (await bot.Platform.SeenAsync(Scene.C2C, 1))[0].GetProperty("stream").GetProperty("finished").GetBoolean().Should().BeFalse();

        await bot.Scope.EndAsync(TimeSpan.Zero, TimeProvider.System);

        var seen = await bot.Platform.SeenAsync(Scene.C2C, 1, message => message.GetProperty("stream").GetProperty("finished").GetBoolean());
        seen.Single().GetProperty("text").GetString().Should().Be("once ");
        bot.Log.At(Microsoft.Extensions.Logging.LogLevel.Error).Should().BeEmpty();
    }

    [Fact]
    public async Task A_text_that_outgrows_the_platforms_message_goes_on_in_the_next()
    {
        var text = string.Join(' ', Enumerable.Range(1, 1450).Select(number => $"word{number}"));
        await using var platform = await SimulatedPlatform.StartAsync();
        await using var bot = await SimulatedBot.StartAsync(platform, [scope => scope.Command("tell", () => TellAsync())], new());

        await platform.SayAsync(Scene.C2C, "/tell");

        var seen = await platform.SeenAsync(Scene.C2C, 2, last => last.GetProperty("text").GetString()!.EndsWith("word1450", StringComparison.Ordinal));
        string.Join(' ', seen.Select(message => message.GetProperty("text").GetString())).Should().Be(text);
        seen[0].GetProperty("stream").GetProperty("finished").GetBoolean().Should().BeTrue();
        bot.Log.At(Microsoft.Extensions.Logging.LogLevel.Error).Should().BeEmpty();

        async IAsyncEnumerable<string> TellAsync()
        {
            foreach (var piece in text.Chunk(6000))
            {
                yield return new string(piece);
                await platform.SeenAsync(Scene.C2C, 1);
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
