using System.Globalization;
using System.Text.Json.Nodes;
using QQBotKit.Api;
using QQBotKit.Core.Configuration;
using QQBotKit.Core.Tests.Gateway;
using QQBotKit.Tests.Platform;

namespace QQBotKit.Core.Tests.Delivery;

/// <summary>What a real bot posts to the platform when it answers, and what becomes of a refusal.</summary>
public class ReplyTests
{
    [Theory]
    [InlineData("GROUP_AT_MESSAGE_CREATE", " /ping ", "/v2/groups/4A432943CBF7F17D2877C681173E3CDC/messages", true)]
    [InlineData("GROUP_MESSAGE_CREATE", "<@E6AC3925A0E466FC3FA68F8246AD4C56> /ping", "/v2/groups/4A432943CBF7F17D2877C681173E3CDC/messages", true)]
    [InlineData("C2C_MESSAGE_CREATE", "/ping", "/v2/users/8DADB81BDDA743D9966AFB80A8EB9004/messages", true)]
    [InlineData("AT_MESSAGE_CREATE", "<@!15566780912234417093> /ping", "/channels/640015521/messages", false)]
    [InlineData("MESSAGE_CREATE", "/ping", "/channels/640015521/messages", false)]
    [InlineData("DIRECT_MESSAGE_CREATE", "/ping", "/dms/4409127733061180215/messages", false)]
    public async Task A_command_of_any_scene_is_answered_there(string sample, string content, string path, bool numbered)
    {
        await using var bot = await RunningBot.StartAsync(scope => scope.Command("ping", () => "pong"));
        var connection = await bot.ConnectAsync();

        await connection.SendAsync(Frames.Message(sample, 2, content, id: "ROBOT1.0_a!b"));

        var sent = await bot.Platform.NextSendAsync();
        (sent.Method, sent.Target, sent.Authorization).Should().Be(("POST", path, "QQBot token-1"));
        sent.ContentType.Should().StartWith("application/json");
        JsonNode.DeepEquals(JsonNode.Parse(sent.Body), JsonNode.Parse(numbered
            ? """{"msg_type":0,"content":"pong","msg_id":"ROBOT1.0_a!b","msg_seq":1}"""
            : """{"content":"pong","msg_id":"ROBOT1.0_a!b"}""")).Should().BeTrue(sent.Body);
    }

    [Fact]
    public async Task Each_reply_to_a_message_has_the_next_number_whoever_sends_it()
    {
        await using var bot = await RunningBot.StartAsync(scope =>
        {
            scope.Use(async (message, next) =>
            {
                await scope.ReplyAsync(message, "before");
                await next();
                await scope.ReplyAsync(message, "after");
            });
            scope.Command("ping", async (CommandContext ctx) =>
            {
                await ctx.ReplyAsync("one");
                return "two";
            });
        });
        var connection = await bot.ConnectAsync();

        await connection.SendAsync(Frames.Group(2, "/ping", id: "M1"));
        await connection.SendAsync(Frames.Group(3, "/other", id: "M2"));

        var sent = new List<(string, string, int)>();
        for (var i = 0; i < 6; i++)
        {
            var body = JsonNode.Parse((await bot.Platform.NextSendAsync()).Body)!;
            sent.Add(((string)body["content"]!, (string)body["msg_id"]!, (int)body["msg_seq"]!));
        }

        sent.Should().Equal(("before", "M1", 1), ("one", "M1", 2), ("two", "M1", 3), ("after", "M1", 4), ("before", "M2", 1), ("after", "M2", 2));
    }

    [Fact]
    public async Task A_refused_reply_is_told_with_its_code_and_meaning_and_stops_nothing()
    {
        DeliveryException? caught = null;
        await using var bot = await RunningBot.StartAsync(
            scope =>
            {
                scope.Command("ping", () => "pong");
                scope.Command("careful", async (CommandContext ctx) =>
                {
                    try
                    {
                        await ctx.ReplyAsync("pong");
                    }
                    catch (DeliveryException refused)
                    {
                        caught = refused;
                    }
                });
            },
            platform => platform.Send = _ => Task.FromResult(
                new Answered(400, """{"message":"被动消息时间或次数超限","code":40034006,"err_code":40034006}""", TraceId: "trace-7")));
        var connection = await bot.ConnectAsync();

        await connection.SendAsync(Frames.Group(2, "/ping"));
        await connection.SendAsync(Frames.Group(3, "/careful"));
        await bot.Platform.NextSendAsync();
        await bot.Platform.NextSendAsync();
        await bot.StopAsync();

        var meaning = ErrorCodes.Find(40034006)!.Meaning.In(CultureInfo.CurrentUICulture);
        bot.Alarms.Should().ContainSingle().Which.Should()
            .Contain("plugin.tested").And.Contain("ping").And.Contain("40034006").And.Contain(meaning).And.Contain("trace-7")
            .And.NotContain("   at ", "a refusal is no fault of a line of code");
        caught!.Message.Should().Contain("40034006").And.Contain(meaning);
        (caught.Code, caught.TraceId).Should().Be((40034006, "trace-7"));
    }

    [Fact]
    public async Task A_refused_suggestion_does_not_keep_hooks_from_running()
    {
        var heard = new TaskCompletionSource<string>();
        await using var bot = await RunningBot.StartAsync(
            scope =>
            {
                scope.Command("ping", () => "pong");
                scope.Use((_, next) => next());
                scope.On<MessageReceived>(message => heard.TrySetResult(message.Text));
            },
            platform => platform.Send = _ => Task.FromResult(new Answered(400, """{"message":"no","code":40034006}""")),
            unknown: UnknownCommand.Suggest);
        var connection = await bot.ConnectAsync();

        await connection.SendAsync(Frames.Group(2, "/pimg"));

        (await heard.Task.WaitAsync(FakeGateway.Patience)).Should().Be("/pimg");
        bot.Alarms.Should().ContainSingle().Which.Should().Contain("plugin.qqbot").And.NotContain("middleware");
    }

    [Fact]
    public async Task Credentials_that_are_refused_in_the_middle_are_a_delivery_that_failed()
    {
        var caught = new TaskCompletionSource<Exception>();
        await using var bot = await RunningBot.StartAsync(
            scope => scope.On<MessageReceived>(async message =>
            {
                try
                {
                    await scope.ReplyAsync(message, "hello");
                }
                catch (Exception e)
                {
                    caught.TrySetResult(e);
                }
            }),
            platform =>
            {
                platform.Send = _ => Task.FromResult(new Answered(401, """{"message":"token","code":11244}"""));
                platform.Platform.Token = n => Task.FromResult(
                    n == 1 ? FakePlatform.TokenFor("token-1") : new Answered(200, """{"code":100016,"message":"invalid appid or secret"}"""));
            });
        var connection = await bot.ConnectAsync();

        await connection.SendAsync(Frames.Group(2, "hi"));

        (await caught.Task.WaitAsync(FakeGateway.Patience)).Should().BeOfType<DeliveryException>().Which.Code.Should().Be(100016);
    }

    [Fact]
    public async Task A_slow_answer_of_the_platform_holds_up_no_other_conversation()
    {
        var slow = new TaskCompletionSource();
        await using var bot = await RunningBot.StartAsync(
            scope => scope.Command("ping", () => "pong"),
            platform => platform.Send = async asked =>
            {
                if (asked.Target.Contains("SLOW", StringComparison.Ordinal))
                {
                    await slow.Task;
                }

                return new Answered(200, """{"id":"sent"}""");
            });
        var connection = await bot.ConnectAsync();

        await connection.SendAsync(Frames.Group(2, "/ping", group: "SLOW"));
        for (var i = 3; i < 50; i++)
        {
            await connection.SendAsync(Frames.Group(i, "/ping", group: $"G{i}"));
            (await bot.Platform.NextSendAsync()).Target.Should().Contain($"G{i}");
        }

        slow.SetResult();
        (await bot.Platform.NextSendAsync()).Target.Should().Contain("SLOW");
    }
}
