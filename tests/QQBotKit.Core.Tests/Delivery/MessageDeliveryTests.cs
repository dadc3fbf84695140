using System.Text.Json.Nodes;
using QQBotKit.Core.Tests.Commands;
using QQBotKit.Core.Tests.Gateway;
using QQBotKit.Tests.Platform;

namespace QQBotKit.Core.Tests.Delivery;

/// <summary>What a real bot posts when what it says is more than text, and what it does when the platform refuses that.</summary>
public class MessageDeliveryTests
{
    private static readonly Answered Taken = new(200, """{"id":"sent","ext_info":{"ref_idx":"REFIDX_sent=="}}""");

    public static TheoryData<Target, Message, string> Bodies => new()
    {
        {
            Target.Group("G"),
            Message.Markdown($"# {"<@1>"}", verifyImages: true).Keyboard([Button.Callback("yes", "好")]).Quote("REFIDX_1"),
            """
            {"msg_type":2,"markdown":{"content":"# <\u200B@1>","force_verify_image_resource":true},"message_reference":{"message_id":"REFIDX_1"},"msg_id":"m1","msg_seq":1,
             "keyboard":{"content":{"rows":[{"buttons":[{"id":"yes","render_data":{"label":"好","visited_label":"好","style":1},
              "action":{"type":1,"permission":{"type":2},"data":"","unsupport_tips":"请升级 QQ 后使用此按钮 (Please update QQ to use this button)"}}]}]}}}
            """
        },
        {
            Target.C2C("U"),
            Message.MarkdownTemplate("1_2", new MarkdownParam("k", "a", "<@b>")),
            """{"msg_type":2,"markdown":{"custom_template_id":"1_2","params":[{"key":"k","values":["a","<\u200B@b>"]}]},"msg_id":"m1","msg_seq":1}"""
        },
        { Target.C2C("U"), Message.Typing(20), """{"msg_type":6,"input_notify":{"input_type":1,"input_second":20},"msg_id":"m1","msg_seq":1}""" },
        { Target.Channel("7"), new Message(new Ark(1, new ArkValue("#A#", "b"))), """{"ark":{"template_id":1,"kv":[{"key":"#A#","value":"b"}]},"msg_id":"m1"}""" },
        { Target.Direct("9"), new Message(new Embed("t")), """{"embed":{"title":"t","prompt":"t","fields":[]},"msg_id":"m1"}""" },
        { Target.Channel("7"), Message.Markdown("# a > b"), """{"markdown":{"content":"# a > b"},"msg_id":"m1"}""" },
        {
            Target.Channel("7"),
            new Message("a > b").Quote("08a1"),
            """{"content":"a &gt; b","message_reference":{"message_id":"08a1","ignore_get_message_error":true},"msg_id":"m1"}"""
        },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_message_goes_as_its_scene_wants_it(Target to, Message message, string body)
    {
        await using var bot = await StartAsync();

        await ReplyAsync(bot, to, message);

        JsonNode.DeepEquals(Sent(bot).Single(), JsonNode.Parse(body)).Should().BeTrue(Sent(bot).Single().ToJsonString());
    }

    [Fact]
    public async Task What_a_command_returns_goes_whatever_it_consists_of()
    {
        await using var bot = await RunningBot.StartAsync(scope =>
        {
            scope.Command("buttons", () => Message.Markdown("# x").Keyboard(Keyboard.Template("1")));
            scope.Command("hi", Message (Sender sender) => $"hi {Token.Mention(sender)}");
            scope.Command("template", () => Message.MarkdownTemplate("1"));
            scope.Command("nothing", Message () => $"");
        });
        var connection = await bot.ConnectAsync();
        var seq = 2;
        foreach (var command in new[] { "/nothing", "/buttons", "/hi", "/template" })
        {
            await connection.SendAsync(Frames.Group(seq++, command));
        }

        await bot.Platform.NextSendAsync();
        (await bot.NextReplyAsync()).Should().MatchRegex("^hi <qqbot-at-user id=\"[0-9A-F]{32}\" />$");
        await bot.Platform.NextSendAsync();
        await bot.StopAsync();
        bot.Platform.Sends.Should().HaveCount(3);
        bot.Alarms.Should().BeEmpty();
    }

    [Fact]
    public async Task A_wake_up_message_is_active_and_says_so()
    {
        await using var bot = await StartAsync();

        var sent = await bot.Scope.SendAsync(Target.C2C("U"), new Message("still there?").WakeUp());

        Sent(bot).Single().ToJsonString().Should().Be("""{"msg_type":0,"content":"still there?","is_wakeup":true}""");
        sent.Should().Be(new SentMessage("sent", DeliveryWay.Active) { Index = "REFIDX_sent==" });
    }

    [Fact]
    public async Task A_message_is_quoted_by_what_the_scene_knows_it_by()
    {
        await using var bot = await StartAsync();
        var received = CommandFixture.Message("hi") with { Id = "m1", Index = "REFIDX_m1" };

        foreach (var to in new[] { Target.C2C("U"), Target.Group("G"), Target.Channel("7"), Target.Direct("9") })
        {
            await bot.Scope.SendAsync(to, new Message("x").Quote(received));
        }

        var sent = await bot.Scope.SendAsync(Target.Group("G"), "first");
        await bot.Scope.SendAsync(Target.Group("G"), new Message("second").Quote(sent));
        await bot.Scope.SendAsync(Target.Group("G"), new Message("x").Quote(received with { Index = null }));

        Sent(bot).Select(body => (string?)body["message_reference"]?["message_id"]).Should().Equal("REFIDX_m1", "REFIDX_m1", "m1", "m1", null, "REFIDX_sent==", null);
    }

    [Theory]
    [InlineData("""{"code":50037,"message":"markdown not alone"}""", true)]
    [InlineData("""{"code":50038,"message":"bad channel"}""", true)]
    [InlineData("""{"err_code":40034999,"message":"invalid message_reference"}""", true)]
    [InlineData("""{"err_code":40034999,"message":"引用消息不存在"}""", true)]
    [InlineData("""{"err_code":40034006,"message":"no"}""", false)]
    public async Task A_quote_that_cannot_be_does_not_lose_the_message(string refusal, bool again)
    {
        await using var bot = await StartAsync(new Answered(400, refusal));

        var send = () => ReplyAsync(bot, Target.Group("G"), new Message("x").Quote("REFIDX_old"));

        if (again)
        {
            (await send()).Id.Should().Be("sent");
            Sent(bot).Select(body => (body["message_reference"] is not null, (int)body["msg_seq"]!)).Should().Equal((true, 1), (false, 2));
        }
        else
        {
            await send.Should().ThrowAsync<DeliveryException>();
            bot.Platform.Sends.Should().ContainSingle();
        }
    }

    [Theory]
    [InlineData(304057)]
    [InlineData(40034127)]
    [InlineData(50056)]
    [InlineData(304004)]
    [InlineData(304014)]
    public async Task A_form_that_the_platform_refuses_gives_way_to_the_fallback(int code)
    {
        await using var bot = await StartAsync(Refused(code), Refused(code));
        var message = Message.Markdown("# pick").Keyboard([Button.Callback("a", "A")]);

        var sent = await ReplyAsync(bot, Target.Group("G"), message.OrElse(Message.Markdown("pick").OrElse("Say A or B.")));

        sent.Id.Should().Be("sent");
        sent.FallbackReason.Should().Contain($"{code}");
        Sent(bot).Select(body => ((int)body["msg_type"]!, (int)body["msg_seq"]!)).Should().Equal((2, 1), (2, 2), (0, 3));
    }

    [Theory]
    [InlineData(40054002)]
    [InlineData(40034006)]
    public async Task What_another_form_does_not_help_is_an_error_all_the_same(int code)
    {
        await using var bot = await StartAsync(Refused(code));

        var send = () => ReplyAsync(bot, Target.Group("G"), Message.Markdown("# x").OrElse("x"));

        (await send.Should().ThrowAsync<DeliveryException>()).Which.Code.Should().Be(code);
        bot.Platform.Sends.Should().ContainSingle();
    }

    [Fact]
    public async Task A_message_that_may_have_arrived_is_not_followed_by_its_fallback()
    {
        await using var bot = await StartAsync(Taken with { Cut = true }, Refused(304057));

        var failure = (await FluentActions.Awaiting(() => bot.Scope.SendAsync(Target.Group("G"), Message.Markdown("# x").OrElse("x")))
            .Should().ThrowAsync<DeliveryException>()).Which;

        failure.OutcomeUnknown.Should().BeTrue();
        bot.Platform.Sends.Should().ContainSingle();
    }

    [Fact]
    public async Task The_sign_of_typing_has_a_number_of_its_own_and_its_failure_is_no_failure()
    {
        await using var bot = await StartAsync(Taken, Taken, Refused(50059));
        var message = CommandFixture.Message("hi") with { Conversation = Target.C2C("U") };

        (await bot.Scope.TypingAsync(message, 30)).Should().BeTrue();
        await bot.Scope.ReplyAsync(message, "there you are");
        (await bot.Scope.TypingAsync(message)).Should().BeFalse();
        (await bot.Scope.TypingAsync(message with { Conversation = Target.Group("G") })).Should().BeFalse();

        Sent(bot).Select(body => ((int)body["msg_type"]!, (int)body["msg_seq"]!, (int?)body["input_notify"]?["input_second"]))
            .Should().Equal((6, 1, 30), (0, 2, null), (6, 3, 60));
    }

    [Fact]
    public async Task A_text_beside_what_turns_out_to_be_no_picture_is_not_lost_in_silence()
    {
        await using var bot = await StartAsync(new Answered(200, """{"file_info":"FI=="}"""));
        byte[] song = [.. "ID3"u8, .. new byte[20]];

        var send = () => ReplyAsync(bot, Target.Group("G"), new Message("listen").Attach(Media.FromBytes(song)));

        (await send.Should().ThrowAsync<DeliveryException>()).WithMessage("*goes alone: send two messages.");
        bot.Platform.Sends.Should().ContainSingle().Which.Target.Should().EndWith("/files");
    }

    private static Answered Refused(int code) => new(400, $$"""{"err_code":{{code}},"message":"no"}""");

    [Fact]
    public async Task The_same_text_twice_is_two_messages()
    {
        await using var bot = await StartAsync();

        await ReplyAsync(bot, Target.Group("G"), "hello");
        await ReplyAsync(bot, Target.Group("G"), "hello");

        Sent(bot).Select(body => ((string)body["content"]!, (int)body["msg_seq"]!)).Should().Equal(("hello", 1), ("hello", 2));
    }

    [Fact]
    public async Task A_number_that_somebody_else_has_used_is_followed_by_the_next_one()
    {
        await using var bot = await StartAsync(Refused(40054005));

        var sent = await ReplyAsync(bot, Target.Group("G"), "hello");

        sent.Id.Should().Be("sent");
        Sent(bot).Select(body => (int)body["msg_seq"]!).Should().Equal(1, 2);
    }

    [Fact]
    public async Task A_message_that_is_refused_as_sent_already_twice_is_an_error()
    {
        await using var bot = await StartAsync(Refused(40054005), Refused(40054005));

        var send = () => ReplyAsync(bot, Target.Group("G"), "hello");

        (await send.Should().ThrowAsync<DeliveryException>()).Which.Code.Should().Be(40054005);
        bot.Platform.Sends.Should().HaveCount(2);
    }

    [Theory]
    [InlineData(40034128)]
    [InlineData(40034005)]
    [InlineData(304103)]
    public async Task A_reply_that_is_too_late_for_the_platform_goes_actively_and_says_so(int code)
    {
        await using var bot = await StartAsync(Refused(code));

        var sent = await ReplyAsync(bot, Target.Group("G"), "hello");
        var next = await ReplyAsync(bot, Target.Group("G"), "again");

        (sent.Way, next.Way).Should().Be((DeliveryWay.Active, DeliveryWay.Active));
        Sent(bot).Select(body => (string?)body["msg_id"]).Should().Equal("m1", null, null);
    }

    [Fact]
    public async Task A_message_goes_by_no_other_way_than_those_that_its_author_names()
    {
        await using var bot = await StartAsync(Refused(40034128));

        var send = () => ReplyAsync(bot, Target.Group("G"), new Message("hello").Via(DeliveryWay.Passive));

        (await send.Should().ThrowAsync<DeliveryException>()).Which.Code.Should().Be(40034128);
        bot.Platform.Sends.Should().ContainSingle();
    }

    [Fact]
    public async Task What_a_command_returned_arrives_though_its_plugin_ends_while_it_is_sent()
    {
        var (asked, answer) = (new TaskCompletionSource(), new TaskCompletionSource<Answered>());
        await using var bot = await RunningBot.StartAsync(
            scope => scope.Command("ping", () => "pong"),
            platform => platform.Send = _ =>
            {
                asked.SetResult();
                return answer.Task;
            });
        await (await bot.ConnectAsync()).SendAsync(Frames.Group(2, "/ping"));
        await asked.Task.WaitAsync(FakeGateway.Patience);

        var ending = bot.Scope.EndAsync(FakeGateway.Patience, TimeProvider.System);
        answer.SetResult(Taken);
        await ending;

        (await bot.NextReplyAsync()).Should().Be("pong");
        await bot.StopAsync();
        bot.Alarms.Should().BeEmpty();
    }

    /// <summary>A bot on a platform that answers these in turn, and with success from then on.</summary>
    private static async Task<RunningBot> StartAsync(params Answered[] answers)
    {
        var left = new Queue<Answered>(answers);
        var bot = await RunningBot.StartAsync(prepare: platform => platform.Send = _ => Task.FromResult(left.TryDequeue(out var next) ? next : Taken));
        await bot.ConnectAsync();
        return bot;
    }

    private static Task<SentMessage> ReplyAsync(RunningBot bot, Target to, Message message) =>
        bot.Scope.ReplyAsync(CommandFixture.Message("hi") with { Conversation = to }, message);

    private static IEnumerable<JsonNode> Sent(RunningBot bot) => bot.Platform.Sends.Select(sent => JsonNode.Parse(sent.Body)!);
}
