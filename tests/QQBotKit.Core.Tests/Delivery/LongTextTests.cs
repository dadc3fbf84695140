using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using QQBotKit.Core.Configuration;
using QQBotKit.Core.Delivery.Splitting;
using QQBotKit.Core.Tests.Commands;
using QQBotKit.Core.Tests.Gateway;
using QQBotKit.Limits;
using QQBotKit.Tests.Platform;

namespace QQBotKit.Core.Tests.Delivery;

/// <summary>What a real bot posts of a text that is too long for one message, on a platform that takes 300 characters.</summary>
public class LongTextTests
{
    private const int Longest = 300;
    private const Answered? Taken = null;
    private static readonly Answered TooLong = Refused(40054007);
    private static readonly Answered TooLate = Refused(40034128);
    private static readonly Answered NotWanted = Refused(40034105);

    private static readonly DeliveryWay[] ThenActive = [DeliveryWay.Passive, DeliveryWay.Passive, DeliveryWay.Active];
    private GatewayConnection _connection = null!;

    [Fact]
    public async Task A_text_of_the_greatest_length_is_one_message_without_a_mark()
    {
        await using var bot = await StartAsync();

        (await ReplyAsync(bot, new string('x', Longest))).Parts.Should().BeEmpty();

        Texts(bot).Should().Equal(new string('x', Longest));
    }

    [Theory]
    [InlineData(Scene.C2C, "😀", 300, 1)]
    [InlineData(Scene.Channel, "&", 60, 1)]
    [InlineData(Scene.Channel, "&", 61, 2)]
    [InlineData(Scene.Group, "<@", 100, 1)]
    [InlineData(Scene.Group, "<@", 101, 2)]
    public async Task The_length_is_that_of_the_text_as_it_goes_out(Scene scene, string text, int times, int messages)
    {
        await using var bot = await StartAsync();

        await ReplyAsync(bot, string.Concat(Enumerable.Repeat(text, times)), new Target(scene, "1"));

        Texts(bot).Should().HaveCount(messages);
    }

    [Fact]
    public async Task Each_part_says_which_it_is_and_has_its_own_number()
    {
        await using var bot = await StartAsync();

        var sent = await ReplyAsync(bot, Paragraphs(3));

        Texts(bot).Should().Equal($"{Paragraph(1)}\n(1/3)", $"{Paragraph(2)}\n(2/3)", $"{Paragraph(3)}\n(3/3)");
        Sent(bot).Select(body => ((string?)body["msg_id"], (int)body["msg_seq"]!)).Should().Equal(("m1", 1), ("m1", 2), ("m1", 3));
        (sent.Id, sent.Way, sent.Parts.Count).Should().Be(("sent1", DeliveryWay.Passive, 3));
        sent.Parts.Select(part => part.Id).Should().Equal("sent1", "sent2", "sent3");
    }

    [Fact]
    public async Task With_two_replies_left_three_parts_go_twice_as_replies_and_once_actively()
    {
        await using var bot = await StartAsync();
        for (var i = 0; i < 3; i++)
        {
            await ReplyAsync(bot, "before");
        }

        var sent = await ReplyAsync(bot, Paragraphs(3));

        sent.Parts.Select(part => part.Way).Should().Equal(ThenActive);
        Sent(bot).Skip(3).Select(body => ((string?)body["msg_id"], (int?)body["msg_seq"])).Should().Equal(("m1", 4), ("m1", 5), (null, null));
    }

    [Fact]
    public async Task Parts_that_must_wait_wait_in_order_and_nothing_overtakes_them()
    {
        await using var bot = await StartAsync(Taken, TooLate, NotWanted);

        var sent = await ReplyAsync(bot, Paragraphs(3));
        await _connection.SendAsync(Frames.Group(2, "hi", id: "m9", group: "G"));
        await Rest.Eventually.IsTrue(() => bot.Platform.Sends.Count() == 5, "what waits is sent");

        sent.Parts.Select(part => part.Way).Should().Equal(DeliveryWay.Passive, DeliveryWay.Queued, DeliveryWay.Queued);
        Sent(bot).Skip(3).Select(body => ((string)body["content"]!, (string?)body["msg_id"], (int)body["msg_seq"]!)).Should().Equal(
            ($"{Paragraph(2)}\n(2/3)", "m9", 1), ($"{Paragraph(3)}\n(3/3)", "m9", 2));
    }

    [Fact]
    public async Task A_quote_goes_with_the_first_part_and_buttons_with_the_last()
    {
        await using var bot = await StartAsync();

        await ReplyAsync(bot, Message.Markdown(Paragraphs(3)).Keyboard([Button.Callback("a", "A")]).Quote("REFIDX_1"));

        Sent(bot).Select(body => (body["message_reference"] is not null, body["keyboard"] is not null)).Should().Equal((true, false), (false, false), (false, true));
        Sent(bot).Select(body => (string)body["markdown"]!["content"]!).Should().OnlyContain(text => text.EndsWith("/3)")).And.OnlyContain(text => text.Contains("\n\n("));
    }

    [Fact]
    public async Task A_picture_goes_with_the_first_part()
    {
        await using var bot = await StartAsync(new Answered(200, """{"file_info":"FI=="}"""));

        await ReplyAsync(bot, new Message(Paragraphs(2)).Attach(Media.FromUrl("https://example.com/a.png")));

        Sent(bot).Skip(1).Select(body => (body["media"] is not null, (string)body["content"]!)).Should().Equal(
            (true, $"{Paragraph(1)}\n(1/2)"), (false, $"{Paragraph(2)}\n(2/2)"));
    }

    [Fact]
    public async Task A_picture_beside_nothing_but_blanks_goes_alone()
    {
        await using var bot = await StartAsync(new Answered(200, """{"file_info":"FI=="}"""));

        (await ReplyAsync(bot, new Message(new string(' ', 1000)).Attach(Media.FromUrl("https://example.com/a.png")))).Parts.Should().BeEmpty();

        Sent(bot).Last()["media"].Should().NotBeNull();
    }

    [Fact]
    public async Task Tokens_in_a_long_text_arrive_as_they_are()
    {
        await using var bot = await StartAsync();

        await ReplyAsync(bot, $"{Paragraph(1)}\n\n{Token.Mention("ABC")} {Paragraph(2)} <@1>");

        Texts(bot).Should().Equal($"{Paragraph(1)}\n(1/2)", $"<qqbot-at-user id=\"ABC\" /> {Paragraph(2)} <\u200B@1>\n(2/2)");
    }

    [Fact]
    public async Task What_the_platform_calls_too_long_is_cut_shorter_and_the_refusal_counts_for_nothing()
    {
        await using var bot = await StartAsync(TooLong);

        var sent = await ReplyAsync(bot, new string('x', 290));
        (await ReplyAsync(bot, "b")).Way.Should().Be(DeliveryWay.Passive);
        (await ReplyAsync(bot, "c")).Way.Should().Be(DeliveryWay.Passive);
        (await ReplyAsync(bot, "d")).Way.Should().Be(DeliveryWay.Passive, "five arrived");

        sent.Parts.Should().HaveCount(2);
        string.Concat(Texts(bot).Skip(1).Take(2).Select(text => text[..text.IndexOf('\n', StringComparison.Ordinal)])).Should().Be(new string('x', 290));
        bot.Log.At(LogLevel.Information).Should().ContainSingle(line => line.Contains("290 characters", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_part_that_is_too_long_makes_the_rest_shorter()
    {
        await using var bot = await StartAsync(Taken, TooLong);

        var sent = await ReplyAsync(bot, Paragraphs(2));

        sent.Parts.Should().HaveCount(3);
        Texts(bot).Where((_, i) => i != 1).Select(text => text[^5..]).Should().Equal("(1/2)", "(2/3)", "(3/3)");
    }

    [Fact]
    public async Task What_is_too_long_however_short_is_an_error()
    {
        await using var bot = await StartAsync(TooLong, TooLong, TooLong, TooLong);

        var send = () => ReplyAsync(bot, new string('x', 290));

        (await send.Should().ThrowAsync<DeliveryException>()).Which.Code.Should().Be(40054007);
        bot.Platform.Sends.Should().HaveCountLessThan(4);
    }

    [Fact]
    public async Task A_text_of_too_many_parts_is_refused_before_anything_is_sent_and_the_error_says_what_to_do()
    {
        await using var bot = await StartAsync();

        var send = () => ReplyAsync(bot, Paragraphs(11));

        (await send.Should().ThrowAsync<DeliveryException>()).WithMessage("*11 messages*delivery.most_parts*10*send a file*");
        bot.Platform.Sends.Should().BeEmpty();
    }

    [Fact]
    public async Task Or_what_its_author_said_for_that_goes()
    {
        await using var bot = await StartAsync();

        var sent = await ReplyAsync(bot, new Message(Paragraphs(11)).OrElse(Paragraphs(2)));

        sent.FallbackReason.Should().Contain("11 messages");
        Texts(bot).Should().HaveCount(2);
    }

    [Fact]
    public async Task A_long_markdown_whose_form_is_refused_gives_way_to_the_whole_of_its_fallback()
    {
        await using var bot = await StartAsync(Refused(50056));

        var sent = await ReplyAsync(bot, Message.Markdown(Paragraphs(3)).OrElse(Paragraphs(2)));

        sent.FallbackReason.Should().NotBeNull();
        sent.Parts.Should().HaveCount(2);
        Sent(bot).Select(body => (int)body["msg_type"]!).Should().Equal(2, 0, 0);
    }

    [Fact]
    public async Task When_a_later_part_cannot_be_sent_the_error_says_which_arrived_and_no_fallback_follows()
    {
        await using var bot = await StartAsync(Taken, Taken, Refused(50056));

        var send = () => ReplyAsync(bot, Message.Markdown(Paragraphs(4)).OrElse("text"));

        var failure = (await send.Should().ThrowAsync<DeliveryException>()).Which;
        failure.Code.Should().Be(50056);
        failure.Message.Should().StartWith("Part 3 of 4 of a long text could not be sent, parts 1 to 2 were.");
        failure.Arrived.Select(part => part.Id).Should().Equal("sent1", "sent2");
        bot.Platform.Sends.Should().HaveCount(3);
    }

    [Fact]
    public async Task What_is_wrong_with_a_long_message_is_said_before_anything_is_sent()
    {
        await using var bot = await StartAsync();

        var send = () => ReplyAsync(bot, Message.Markdown(Paragraphs(3)).Keyboard([Button.Callback("a", new string('x', 20))]));

        await send.Should().ThrowAsync<DeliveryException>().WithMessage("*label*");
        bot.Platform.Sends.Should().BeEmpty();
    }

    [Fact]
    public async Task The_owner_says_whether_parts_are_numbered_and_how_many_there_may_be()
    {
        var limits = PlatformLimits.Default with { Group = PlatformLimits.Default.Group with { Text = Longest } };
        var settings = new DeliverySettings { NumberParts = false, MostParts = 2 };
        var longTexts = new LongTexts(limits, settings, new Core.Texts(System.Globalization.CultureInfo.InvariantCulture), NullLogger.Instance);
        List<string> posted = [];
        Task<SentMessage> SendAsync(Message message) => longTexts.SendAsync(Scene.Group, message.Parts, isRefused: false, rest =>
        {
            posted.Add(rest[0].Text);
            return Task.FromResult(new SentMessage("sent", DeliveryWay.Passive));
        });

        await SendAsync(Paragraphs(2));
        await FluentActions.Awaiting(() => SendAsync(Paragraphs(3))).Should().ThrowAsync<DeliveryException>().WithMessage("*allows 2*");

        posted.Should().Equal(Paragraph(1), Paragraph(2));
    }

    [Fact]
    public async Task A_wake_up_message_is_one_message()
    {
        await using var bot = await StartAsync();

        var send = () => bot.Scope.SendAsync(Target.C2C("U"), new Message(Paragraphs(2)).WakeUp());

        await send.Should().ThrowAsync<DeliveryException>().WithMessage("*one message*");
        bot.Platform.Sends.Should().BeEmpty();
    }

    private static Answered Refused(int code) => new(400, $$"""{"err_code":{{code}},"message":"no"}""");

    // Too long for two of them to be one message.
    private static string Paragraph(int number) => $"{number}{new string('x', 200)}";

    private static string Paragraphs(int count) => string.Join("\n\n", Enumerable.Range(1, count).Select(Paragraph));

    /// <summary>A bot on a platform that answers these in turn, and takes what comes without one.</summary>
    private async Task<RunningBot> StartAsync(params Answered?[] answers)
    {
        var left = new Queue<Answered?>(answers);
        var taken = 0;
        var limits = PlatformLimits.Default.WithoutRates();
        var bot = await RunningBot.StartAsync(
            prepare: platform => platform.Send = _ => Task.FromResult(
                left.TryDequeue(out var next) && next is not null ? next : new Answered(200, $$"""{"id":"sent{{++taken}}"}""")),
            limits: limits with
            {
                C2C = limits.C2C with { Text = Longest },
                Group = limits.Group with { Text = Longest },
                Channel = limits.Channel with { Text = Longest },
            });
        _connection = await bot.ConnectAsync();
        return bot;
    }

    private static Task<SentMessage> ReplyAsync(RunningBot bot, Message message, Target? to = null) =>
        bot.Scope.ReplyAsync(CommandFixture.Message("hi") with { Conversation = to ?? Target.Group("G") }, message);

    private static IEnumerable<JsonNode> Sent(RunningBot bot) => bot.Platform.Sends.Select(sent => JsonNode.Parse(sent.Body)!);

    private static IEnumerable<string> Texts(RunningBot bot) => Sent(bot).Select(body => (string)body["content"]!);
}
