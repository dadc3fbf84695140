using System.Text.Json.Nodes;
using QQBotKit.Core.Scopes;
using QQBotKit.Core.Tests.Gateway;
using QQBotKit.Core.Tests.Rest;
using QQBotKit.Limits;
using QQBotKit.Tests.Platform;

namespace QQBotKit.Core.Tests.Delivery;

/// <summary>What becomes of messages that come faster than the platform takes them: a real bot over real sockets, on a clock that only the test moves.</summary>
public sealed class PacedMessagesTests
{
    private const string ToGroup = "POST /v2/groups/{group_openid}/messages";
    private static readonly Target Group = Target.Group("0A1B");
    private static readonly PlatformLimits NoRates = PlatformLimits.Default.WithoutRates();

    [Fact]
    public async Task An_active_message_that_is_one_too_many_goes_when_its_limit_lets_it()
    {
        await using var bot = await StartAsync(Active(new Rate(2, TimeSpan.FromSeconds(40))));
        await SendAsync(bot, "1");
        await SendAsync(bot, "2");

        var third = SendAsync(bot, "3");
        bot.Clock.Advance(39);
        third.IsCompleted.Should().BeFalse();
        bot.Platform.Sends.Should().HaveCount(2);
        bot.Clock.Advance(1.1);

        (await third).Way.Should().Be(DeliveryWay.Active);
    }

    [Fact]
    public async Task What_would_wait_too_long_waits_for_somebody_to_write_and_holds_up_no_reply()
    {
        await using var bot = await StartAsync(Active(new Rate(1, TimeSpan.FromMinutes(10))));
        var heard = await HearAsync(bot, 2);
        await SendAsync(bot, "1");

        (await SendAsync(bot, "2")).Way.Should().Be(DeliveryWay.Queued);
        (await bot.Scope.ReplyAsync(heard, "a reply").WaitAsync(FakeGateway.Patience)).Way.Should().Be(DeliveryWay.Passive);

        Texts(bot).Should().Equal("1", "a reply");
    }

    [Theory]
    [InlineData("en", "The rate limit", "no room within 60 s", "bot.yaml")]
    [InlineData("zh-CN", "频率限制", "60 秒内没有余量", "bot.yaml")]
    public async Task Where_no_other_way_is_open_the_error_names_the_limit_and_when_it_ends(string culture, string what, string why, string mend)
    {
        await using var bot = await StartAsync(Active(new Rate(1, TimeSpan.FromMinutes(10))), culture);
        await SendAsync(bot, "1");
        bot.Clock.Advance(60);

        var failure = (await FluentActions.Awaiting(() => SendAsync(bot, new Message("2").Via(DeliveryWay.Active))).Should().ThrowAsync<DeliveryException>()).Which;

        failure.Message.Should().ContainEquivalentOf(what).And.Contain("group.active.conversation").And.Contain(why).And.Contain(mend);
        failure.EndsAt.Should().BeCloseTo(bot.Clock.GetUtcNow().AddMinutes(9), TimeSpan.FromSeconds(1));
        failure.OutcomeUnknown.Should().BeFalse();
    }

    [Fact]
    public async Task An_active_message_to_a_channel_is_known_as_one_although_guilds_number_no_messages()
    {
        var rate = new Rate(1, TimeSpan.FromMinutes(10));
        await using var bot = await StartAsync(NoRates with { Channel = NoRates.Channel with { Active = new ActiveLimit([rate], [], []) } });
        var channel = new Target(Scene.Channel, "12");
        var heard = (await HearAsync(bot, 2)) with { Conversation = channel };
        await SendAsync(bot, "1", channel);

        (await SendAsync(bot, "2", channel)).Way.Should().Be(DeliveryWay.Queued);
        (await bot.Scope.ReplyAsync(heard, "a reply").WaitAsync(FakeGateway.Patience)).Way.Should().Be(DeliveryWay.Passive);
    }

    [Fact]
    public async Task A_reply_that_no_rate_has_room_for_waits_once_and_then_for_somebody_to_write()
    {
        // One message goes in forty seconds, and two wait for it: the second of them in vain.
        await using var bot = await StartAsync(Calls(ToGroup, new Rate(1, TimeSpan.FromSeconds(40))));
        var heard = await HearAsync(bot, 2);
        await bot.Scope.ReplyAsync(heard, "1");

        var second = bot.Scope.ReplyAsync(heard, "2");
        var third = bot.Scope.ReplyAsync(heard, "3");
        bot.Clock.Advance(41);
        (await second.WaitAsync(FakeGateway.Patience)).Way.Should().Be(DeliveryWay.Passive);
        bot.Clock.Advance(19.1);

        (await third.WaitAsync(FakeGateway.Patience)).Way.Should().Be(DeliveryWay.Queued, "the other ways fall under the same limit: they are not waited for as well");
    }

    [Fact]
    public async Task A_reply_that_a_rate_stopped_counts_for_none()
    {
        await using var bot = await StartAsync(Calls(ToGroup, new Rate(1, TimeSpan.FromMinutes(10))));
        var heard = await HearAsync(bot, 2);
        await bot.Scope.ReplyAsync(heard, "1");
        for (var i = 0; i < 10; i++)
        {
            await bot.Scope.Awaiting(b => b.ReplyAsync(heard, new Message("x").Via(DeliveryWay.Passive))).Should().ThrowAsync<DeliveryException>().WithMessage($"*{ToGroup}*");
        }

        bot.Platform.Sends.Should().HaveCount(1);
        var reply = bot.Scope.ReplyAsync(heard with { Conversation = Target.C2C("0A1B") }, new Message("2").Via(DeliveryWay.Passive));
        (await reply.WaitAsync(FakeGateway.Patience)).Way.Should().Be(DeliveryWay.Passive);
    }

    [Theory]
    [InlineData("""{"err_code":40034100}""", 400, false)]
    [InlineData("""{"err_code":22009}""", 400, false)]
    [InlineData("""{"err_code":22009}""", 400, true)]
    [InlineData("""{"code":1100100}""", 400, true)]
    [InlineData("""{"code":100017}""", 200, true)]
    [InlineData("", 429, true)]
    public async Task What_the_platform_has_too_many_of_for_a_minute_waits_for_somebody_to_write(string refusal, int status, bool isReply)
    {
        await using var bot = await StartAsync(NoRates);
        var heard = await HearAsync(bot, 2);
        bot.Platform.Send = _ => Task.FromResult(new Answered(status, refusal));
        var began = bot.Clock.GetUtcNow();

        var sending = isReply ? bot.Scope.ReplyAsync(heard, "1") : SendAsync(bot, "1");
        while (!sending.IsCompleted)
        {
            bot.Clock.Advance(0.5);
            await Task.WhenAny(sending, Task.Delay(5));
        }

        (await sending).Way.Should().Be(DeliveryWay.Queued);
        (bot.Clock.GetUtcNow() - began).Should().BeLessThan(TimeSpan.FromSeconds(75), "one way is waited for, and no other that is stopped by the same");
    }

    [Fact]
    public async Task One_plugin_that_floods_lets_another_ones_reply_go_in_its_turn()
    {
        const int inSecond = 10;
        await using var bot = await StartAsync(Calls(ToGroup, new Rate(inSecond, TimeSpan.FromSeconds(1))));
        var heard = await HearAsync(bot, 2);
        var other = Another(bot, "quiet");
        var flood = Enumerable.Range(0, 500).Select(i => bot.Scope.SendAsync(Target.Group($"F{i}"), "flood")).ToArray();
        await Eventually.IsTrue(() => bot.Platform.Sends.Count() == inSecond, "the first second is full");

        var reply = other.ReplyAsync(heard, "the reply");
        bot.Clock.Advance(1.1);

        await reply.WaitAsync(FakeGateway.Patience);
        bot.Platform.Sends.Count().Should().BeLessThanOrEqualTo(2 * inSecond, "it goes among the next ones, and 480 of the others wait");
        Texts(bot).Should().Contain("the reply");
        flood.Count(sent => !sent.IsCompleted).Should().BeGreaterThanOrEqualTo(480);
    }

    [Fact]
    public async Task A_click_is_acknowledged_at_once_while_messages_wait_and_the_whole_bot_is_slowed_down()
    {
        const string tooManyCalls = """{"code":100017,"message":"slow down"}""";
        await using var bot = await StartAsync(Calls(ToGroup, new Rate(1, TimeSpan.FromSeconds(50))));
        await HearAsync(bot, 2);
        bot.Platform.Send = asked => Task.FromResult(asked.Method == "POST" ? new Answered(200, tooManyCalls) : new Answered(200, "{}"));
        var flood = Enumerable.Range(0, 100).Select(_ => SendAsync(bot, "flood")).ToArray();
        await Eventually.IsTrue(() => bot.Log.All.Contains("too many calls of *", StringComparison.Ordinal), "the bot is slowed down");

        using var code = new StringContent("""{"code":0}""");
        using var acknowledged = await bot.Scope.Http.PutAsync("interactions/1", code).WaitAsync(FakeGateway.Patience);

        acknowledged.IsSuccessStatusCode.Should().BeTrue("the clock stands still, and it waits for nothing");
        flood.Should().OnlyContain(sent => !sent.IsCompleted);
    }

    [Fact]
    public async Task A_call_that_waits_ends_with_its_plugin_and_others_go_on()
    {
        var answered = new TaskCompletionSource<Exception>();
        await using var bot = await StartAsync(Calls(ToGroup, new Rate(1, TimeSpan.FromSeconds(50))), configure: scope => scope.Command("wait", async (CommandContext context) =>
        {
            try
            {
                await context.ReplyAsync("waited");
            }
            catch (OperationCanceledException ended)
            {
                answered.SetResult(ended);
                throw;
            }
        }));
        Another(bot, "other").Command("ping", () => "pong");
        await SendAsync(bot, "first");
        await _connection!.SendAsync(Frames.Group(3, "/wait", id: "m3"));
        await Eventually.IsTrue(() => bot.Bot.Activity.Running > 0, "the reply waits");

        bot.Bot.Registry.Swap(bot.Scope, null);
        await bot.Scope.EndAsync(TimeSpan.Zero, bot.Clock);
        await answered.Task.WaitAsync(FakeGateway.Patience);
        await _connection.SendAsync(Frames.Group(4, "/ping", id: "m4"));
        await Eventually.IsTrue(
            () =>
            {
                bot.Clock.Advance(1);
                return bot.Platform.Sends.Count() == 2;
            },
            "the next one of the conversation is answered when its turn comes");
        bot.Clock.Advance(51);
        await bot.StopAsync();
        Texts(bot).Should().Equal("first", "pong");
    }

    private GatewayConnection? _connection;
    private volatile MessageReceived? _heard;

    private static PlatformLimits Active(Rate rate) => NoRates with { Group = NoRates.Group with { Active = new ActiveLimit([], [], [rate]) } };

    private static PlatformLimits Calls(string call, Rate rate) =>
        NoRates with { Calls = new Dictionary<string, IReadOnlyList<Rate>> { [call] = [rate] } };

    private static BotScope Another(RunningBot bot, string name)
    {
        var scope = bot.Bot.CreateScope(ExtensionKind.Plugin, name);
        bot.Bot.Registry.Swap(null, scope);
        scope.GoLive();
        return scope;
    }

    private static Task<SentMessage> SendAsync(RunningBot bot, Message message, Target? to = null) =>
        bot.Scope.SendAsync(to ?? Group, message).WaitAsync(FakeGateway.Patience);

    private static IEnumerable<string?> Texts(RunningBot bot) => bot.Platform.Sends.Select(sent => (string?)JsonNode.Parse(sent.Body)!["content"]);

    private async Task<RunningBot> StartAsync(PlatformLimits limits, string culture = "en", Action<IBot>? configure = null)
    {
        var bot = await RunningBot.StartAsync(
            scope =>
            {
                scope.On<MessageReceived>(message => _heard = message);
                configure?.Invoke(scope);
            },
            limits: limits, culture: culture);
        _connection = await bot.ConnectAsync();
        return bot;
    }

    private async Task<MessageReceived> HearAsync(RunningBot bot, int seq)
    {
        await _connection!.SendAsync(Frames.Group(seq, "hi", id: $"m{seq}"));
        await Eventually.IsTrue(() => _heard?.Id == $"m{seq}", "the message comes");
        return _heard!;
    }
}
