using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using QQBotKit.Core.Dispatch;
using QQBotKit.Core.Tests.Gateway;
using QQBotKit.Core.Tests.Rest;
using QQBotKit.Core.Tests.Scopes;
using QQBotKit.Tests.Platform;

namespace QQBotKit.Core.Tests.Delivery;

/// <summary>By which way a real bot brings a message out, on a clock that the test moves.</summary>
public sealed class WaysTests : IDisposable
{
    private static readonly Answered Taken = new(200, """{"id":"sent"}""");
    private static readonly Answered NotWanted = new(400, """{"err_code":40034105,"message":"no"}""");
    private readonly TemporaryFolder _folder = new();
    private MessageReceived? _heard;
    private BotEvent? _happened;
    private GatewayConnection _connection = null!;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_sixth_reply_to_a_message_in_a_group_goes_actively()
    {
        await using var bot = await StartAsync();
        var heard = await HearAsync(2, "m");

        for (var i = 0; i < 6; i++)
        {
            (await bot.Scope.ReplyAsync(heard, $"{i}")).Way.Should().Be(i < 5 ? DeliveryWay.Passive : DeliveryWay.Active);
        }

        Sent(bot).Select(body => (string?)body["msg_id"]).Should().Equal("m", "m", "m", "m", "m", null);
    }

    [Theory]
    [InlineData(Scene.Group, 299, DeliveryWay.Passive)]
    [InlineData(Scene.Group, 301, DeliveryWay.Active)]
    [InlineData(Scene.C2C, 59 * 60, DeliveryWay.Passive)]
    [InlineData(Scene.C2C, 61 * 60, DeliveryWay.Active)]
    public async Task A_message_is_answered_while_the_platform_takes_replies_and_then_actively(Scene scene, int seconds, DeliveryWay way)
    {
        await using var bot = await StartAsync();
        var heard = (await HearAsync(2, "m")) with { Conversation = new Target(scene, "X") };

        bot.Clock.Advance(seconds);

        (await bot.Scope.ReplyAsync(heard, "now")).Way.Should().Be(way);
    }

    [Fact]
    public async Task When_nobody_is_left_to_answer_an_event_of_the_conversation_takes_the_reply()
    {
        await using var bot = await StartAsync();
        var heard = await HearAsync(2, "m");
        var group = heard.Conversation!.Value.Id;
        await _connection.SendAsync(
            $$$"""{"op":0,"s":3,"t":"GROUP_MSG_RECEIVE","id":"GROUP_MSG_RECEIVE:1","d":{"timestamp":1,"group_openid":"{{{group}}}","op_member_openid":"x"}}""");
        await Until(() => _happened is not null);
        for (var i = 0; i < 5; i++)
        {
            await bot.Scope.ReplyAsync(heard, $"{i}");
        }

        (await bot.Scope.ReplyAsync(heard, "sixth")).Way.Should().Be(DeliveryWay.Event);

        var last = Sent(bot).Last();
        ((string?)last["event_id"], (string?)last["msg_id"], (int)last["msg_seq"]!).Should().Be(("GROUP_MSG_RECEIVE:1", null, 1));
    }

    [Fact]
    public async Task What_must_wait_goes_with_the_next_message_in_order_after_a_restart_and_once()
    {
        var group = "";
        await using (var bot = await StartAsync(NotWanted, NotWanted))
        {
            group = (await HearAsync(2, "m")).Conversation!.Value.Id;
            (await bot.Scope.SendAsync(Target.Group(group), "first")).Should().Be(new SentMessage(null, DeliveryWay.Queued));
            await bot.Scope.SendAsync(Target.Group(group), Message.Markdown("# second").Keyboard([Button.Callback("a", "A")]));
        }

        await using var next = await StartAsync();
        await HearAsync(2, "m2");
        await HearAsync(3, "m3");
        await next.StopAsync();

        Sent(next).Select(body => ((string?)body["msg_id"], (int)body["msg_seq"]!, (int)body["msg_type"]!, body["keyboard"] is not null))
            .Should().Equal(("m2", 1, 0, false), ("m2", 2, 2, true));
    }

    [Fact]
    public async Task What_waits_goes_after_the_handler_of_the_message_has_answered_and_takes_nothing_from_it()
    {
        await using var bot = await StartAsync([NotWanted], scope => scope.Command("five", async (CommandContext context) =>
        {
            for (var i = 0; i < 5; i++)
            {
                await context.ReplyAsync(new Message($"{i}").Via(DeliveryWay.Passive));
            }
        }));
        var group = (await HearAsync(2, "m")).Conversation!.Value.Id;
        await bot.Scope.SendAsync(Target.Group(group), "waits");

        await _connection.SendAsync(Frames.Group(3, "/five", id: "m5"));
        await _connection.SendAsync(Frames.Group(4, "hi", id: "m6"));
        await Until(() => bot.Platform.Sends.Count() == 7);

        Sent(bot).Skip(1).Select(body => (string?)body["msg_id"]).Should().Equal("m5", "m5", "m5", "m5", "m5", "m6");
    }

    [Fact]
    public async Task A_disk_that_fails_while_something_waits_holds_up_no_conversation()
    {
        await using var bot = await StartAsync(NotWanted);
        var group = (await HearAsync(2, "m")).Conversation!.Value.Id;
        await bot.Scope.SendAsync(Target.Group(group), "waits");
        Directory.Delete(Path.Combine(_folder.Path, "waiting"), recursive: true);
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "waiting"), "not a folder");

        await HearAsync(3, "m2");
        (await HearAsync(4, "m3")).Id.Should().Be("m3");

        bot.Log.At(LogLevel.Error).Should().Contain(line => line.Contains("goes on waiting", StringComparison.Ordinal));
    }

    [Fact]
    public async Task When_no_way_is_open_the_error_says_when_the_time_ends_and_what_to_do()
    {
        await using var bot = await StartAsync();
        var heard = await HearAsync(2, "m");
        for (var i = 0; i < 5; i++)
        {
            await bot.Scope.ReplyAsync(heard, $"{i}");
        }

        var send = () => bot.Scope.ReplyAsync(heard, new Message("six").Via(DeliveryWay.Passive));

        var failure = (await send.Should().ThrowAsync<DeliveryException>()).Which;
        failure.EndsAt.Should().Be(bot.Clock.GetUtcNow().AddMinutes(5));
        failure.Message.Should().Contain("delivery.ways");
    }

    private Task<RunningBot> StartAsync(params Answered[] answers) => StartAsync(answers, null);

    private async Task<RunningBot> StartAsync(Answered[] answers, Action<IBot>? configure)
    {
        var left = new Queue<Answered>(answers);
        var log = new TestLog();
        var inbox = await Inbox.OpenAsync("main", _folder.Path, TimeProvider.System, log, Texts.OfMachine, CancellationToken.None);
        var bot = await RunningBot.StartAsync(
            scope =>
            {
                configure?.Invoke(scope);
                scope.On<MessageReceived>(message => _heard = message);
                scope.On<GroupMessagesAccepted>(e => _happened = e);
            },
            platform => platform.Send = _ => Task.FromResult(left.TryDequeue(out var next) ? next : Taken),
            inbox: inbox);
        _connection = await bot.ConnectAsync();
        return bot;
    }

    private async Task<MessageReceived> HearAsync(int seq, string id)
    {
        await _connection.SendAsync(Frames.Group(seq, "hi", id: id));
        await Until(() => _heard?.Id == id);
        return _heard!;
    }

    private static async Task Until(Func<bool> isSo)
    {
        using var limit = new CancellationTokenSource(FakeGateway.Patience);
        while (!isSo())
        {
            await Task.Delay(5, limit.Token);
        }
    }

    private static IEnumerable<JsonNode> Sent(RunningBot bot) => bot.Platform.Sends.Select(sent => JsonNode.Parse(sent.Body)!);
}
