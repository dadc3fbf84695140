using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using QQBotKit.Core.Tests.Gateway;
using QQBotKit.Core.Tests.Rest;
using QQBotKit.Tests.Platform;

namespace QQBotKit.Core.Tests.Delivery;

/// <summary>What becomes of the messages of a real bot while the platform is in trouble.</summary>
public class SendUnderFaultTests
{
    private static readonly Answered Taken = new(200, """{"id":"sent"}""");

    [Fact]
    public async Task A_burst_of_errors_delays_a_reply_which_keeps_its_number()
    {
        await using var bot = await RunningBot.StartAsync(scope => scope.Command("ping", () => "pong"), Answers(new(503, "<html>"), new(500, ""), Taken));
        var connection = await bot.ConnectAsync();

        await connection.SendAsync(Frames.Group(2, "/ping", id: "M1"));
        await bot.Clock.PassDelayAsync();
        await bot.Clock.PassDelayAsync();

        var sent = new List<(string, string, int)>();
        for (var i = 0; i < 3; i++)
        {
            var body = JsonNode.Parse((await bot.Platform.NextSendAsync()).Body)!;
            sent.Add(((string)body["content"]!, (string)body["msg_id"]!, (int)body["msg_seq"]!));
        }

        sent.Should().Equal(("pong", "M1", 1), ("pong", "M1", 1), ("pong", "M1", 1));
        await bot.StopAsync();
        bot.Alarms.Should().ContainSingle().Which.Should().StartWith("POST v2/groups/{id}/messages fails: HTTP 503");
        bot.Log.At(LogLevel.Information).Should().Contain("POST v2/groups/{id}/messages works again");
    }

    [Fact]
    public async Task A_reply_whose_answer_was_lost_was_delivered_and_the_next_has_the_next_number()
    {
        var sent = new TaskCompletionSource<(SentMessage, SentMessage)>();
        await using var bot = await RunningBot.StartAsync(
            scope => scope.Command("ping", async (CommandContext ctx) =>
            {
                sent.TrySetResult((await ctx.ReplyAsync("one"), await ctx.ReplyAsync("two")));
            }),
            Answers(Taken with { Cut = true }, new(400, """{"code":40054005,"message":"deduplicated"}"""), Taken));
        var connection = await bot.ConnectAsync();

        await connection.SendAsync(Frames.Group(2, "/ping"));
        await bot.Clock.PassDelayAsync();

        (await sent.Task.WaitAsync(FakeGateway.Patience)).Should().Be((new SentMessage(null, DeliveryWay.Passive), new SentMessage("sent", DeliveryWay.Passive)));
        bot.Platform.Sends.Select(send => (int)JsonNode.Parse(send.Body)!["msg_seq"]!).Should().Equal(1, 1, 2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_active_message_that_may_have_arrived_is_not_sent_again_and_its_sender_is_told(bool cut)
    {
        await using var bot = await RunningBot.StartAsync(prepare: Answers(cut ? Taken with { Cut = true } : new(502, "<html>")));
        await bot.ConnectAsync();

        var failure = (await bot.Scope.Awaiting(b => b.SendAsync(Target.Group("G"), "hello")).Should().ThrowAsync<DeliveryException>()).Which;

        failure.Message.Should().EndWith(" Whether the message arrived is not known.");
        bot.Platform.Sends.Should().HaveCount(1);
    }

    [Fact]
    public async Task A_message_to_a_channel_has_no_number_and_is_not_sent_again()
    {
        var caught = new TaskCompletionSource<DeliveryException>();
        await using var bot = await RunningBot.StartAsync(
            scope => scope.On<MessageReceived>(async message =>
            {
                try
                {
                    await scope.ReplyAsync(message, "hello");
                }
                catch (DeliveryException e)
                {
                    caught.TrySetResult(e);
                }
            }),
            Answers(new Answered(504, "")));
        var connection = await bot.ConnectAsync();

        await connection.SendAsync(Frames.Message("AT_MESSAGE_CREATE", 2, "hi"));

        (await caught.Task.WaitAsync(FakeGateway.Patience)).Message.Should().Contain("HTTP 504").And.EndWith("is not known.");
        bot.Platform.Sends.Should().HaveCount(1);
    }

    [Fact]
    public async Task A_message_that_certainly_did_not_arrive_is_not_called_doubtful()
    {
        await using var bot = await RunningBot.StartAsync(prepare: Answers(new Answered(429, "") { RetryAfter = "3600" }));
        await bot.ConnectAsync();

        var failure = (await bot.Scope.Awaiting(b => b.SendAsync(Target.Group("G"), new Message("hello").Via(DeliveryWay.Active))).Should().ThrowAsync<DeliveryException>()).Which;

        failure.Message.Should().Contain("HTTP 429").And.NotContain("not known");
    }

    [Fact]
    public async Task A_reply_that_waits_is_still_sent_while_the_bot_stops()
    {
        await using var bot = await RunningBot.StartAsync(scope => scope.Command("ping", () => "pong"), Answers(new(503, ""), Taken));
        var connection = await bot.ConnectAsync();
        await connection.SendAsync(Frames.Group(2, "/ping"));
        await bot.Platform.NextSendAsync();
        await Eventually.IsTrue(() => bot.Alarms.Any(), "the reply waits");

        var stopping = bot.StopAsync();
        await bot.Clock.PassDelayAsync();

        (await bot.NextReplyAsync()).Should().Be("pong");
        await stopping;
    }

    /// <summary>The platform answers these in turn, and with success from then on.</summary>
    private static Action<FakeGateway> Answers(params Answered[] answers) => platform =>
    {
        var left = new Queue<Answered>(answers);
        platform.Send = _ => Task.FromResult(left.TryDequeue(out var next) ? next : Taken);
    };
}
