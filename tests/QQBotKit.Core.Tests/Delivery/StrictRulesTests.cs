using QQBotKit.Simulator.Faults;

namespace QQBotKit.Core.Tests.Delivery;

/// <summary>What the platform's rules make of what a bot says: on the simulator, which refuses what they forbid, by a clock that the test moves.</summary>
public sealed class StrictRulesTests
{
    private const int ReplyRefused = 40034128;

    [Theory]
    [InlineData(Scene.Group, 5)]
    [InlineData(Scene.C2C, 4)]
    public async Task One_reply_more_than_there_may_be_goes_actively_and_nothing_is_refused(Scene scene, int most)
    {
        await using var world = await StrictWorld.StartAsync();
        var heard = await world.HearAsync(scene);

        var sent = new List<SentMessage>();
        for (var i = 0; i <= most; i++)
        {
            sent.Add(await world.Bot.Scope.ReplyAsync(heard, $"{i}"));
        }

        sent.Select(message => message.Way).Should().Equal([.. Enumerable.Repeat(DeliveryWay.Passive, most), DeliveryWay.Active]);
        var seen = await world.Platform.SeenAsync(scene, most + 1);
        seen.Select(SeenMessage.Text).Should().Equal(Enumerable.Range(0, most + 1).Select(i => $"{i}"));
        seen.Select(SeenMessage.Id).Should().Equal(sent.Select(message => message.Id));
        seen.Select(SeenMessage.ReplyTo).Should().Equal([.. Enumerable.Repeat(heard.Id, most), null]);
        (await world.Platform.RefusalsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task The_sixth_reply_to_a_message_in_a_group_answers_an_event_where_there_is_one()
    {
        await using var world = await StrictWorld.StartAsync();
        var e = await world.HappenAsync("GROUP_MSG_RECEIVE");
        var heard = await world.HearAsync();

        for (var i = 0; i < 11; i++)
        {
            (await world.Bot.Scope.ReplyAsync(heard, $"{i}")).Way.Should().Be(i < 5 ? DeliveryWay.Passive : i < 10 ? DeliveryWay.Event : DeliveryWay.Active);
        }

        var seen = await world.Platform.SeenAsync(Scene.Group, 11);
        seen.Select(SeenMessage.ReplyToEvent).Should().Equal([.. new string?[5], .. Enumerable.Repeat(e.EventId, 5), null]);
        (await world.Platform.RefusalsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task The_sixth_reply_that_may_go_no_other_way_fails_before_the_platform_is_asked_and_says_until_when_five_were_taken()
    {
        await using var world = await StrictWorld.StartAsync();
        var ends = world.Clock.GetUtcNow().AddMinutes(5);
        var heard = await world.HearAsync();
        world.Clock.Advance(60);
        for (var i = 0; i < 5; i++)
        {
            await world.Bot.Scope.ReplyAsync(heard, $"{i}");
        }

        var sixth = () => world.Bot.Scope.ReplyAsync(heard, new Message("5").Via(DeliveryWay.Passive));

        var failure = (await sixth.Should().ThrowAsync<DeliveryException>()).Which;
        failure.EndsAt.Should().Be(ends);
        failure.Message.Should().Contain("delivery.ways").And.Contain("Message.Via");
        failure.OutcomeUnknown.Should().BeFalse();
        (await world.NumbersAsync(Scene.Group)).Should().Equal([1, 2, 3, 4, 5], "the sixth was not even tried");
    }

    [Theory]
    [InlineData(Scene.Group, (4 * 60) + 59, DeliveryWay.Passive)]
    [InlineData(Scene.Group, (5 * 60) + 1, DeliveryWay.Active)]
    [InlineData(Scene.C2C, 59 * 60, DeliveryWay.Passive)]
    [InlineData(Scene.C2C, 61 * 60, DeliveryWay.Active)]
    [InlineData(Scene.Channel, (4 * 60) + 59, DeliveryWay.Passive)]
    [InlineData(Scene.Channel, (5 * 60) + 1, DeliveryWay.Active)]
    public async Task A_reply_goes_as_one_until_the_time_is_over_and_then_actively(Scene scene, int seconds, DeliveryWay way)
    {
        await using var world = await StrictWorld.StartAsync();
        var heard = await world.HearAsync(scene);

        world.Clock.Advance(seconds);
        (await world.Bot.Scope.ReplyAsync(heard, "now")).Way.Should().Be(way);

        var seen = (await world.Platform.SeenAsync(scene, 1)).Single();
        seen.ReplyTo().Should().Be(way == DeliveryWay.Passive ? heard.Id : null);
        (await world.Platform.RefusalsAsync()).Should().BeEmpty();
        await world.HearAsync(scene, "the session goes on");
    }

    [Theory]
    [InlineData(Scene.Group, (5 * 60) + 1)]
    [InlineData(Scene.C2C, 61 * 60)]
    public async Task A_reply_after_the_time_that_may_go_no_other_way_is_not_tried(Scene scene, int seconds)
    {
        await using var world = await StrictWorld.StartAsync();
        var heard = await world.HearAsync(scene);
        var began = world.Clock.GetUtcNow();
        world.Clock.Advance(seconds);

        var reply = () => world.Bot.Scope.ReplyAsync(heard, new Message("late").Via(DeliveryWay.Passive, DeliveryWay.Event));

        (await reply.Should().ThrowAsync<DeliveryException>()).Which.EndsAt.Should().Be(began.AddMinutes(scene == Scene.Group ? 5 : 60));
        (await world.NumbersAsync(scene)).Should().BeEmpty();
    }

    [Theory]
    [InlineData("GROUP_MSG_RECEIVE", Scene.Group, (4 * 60) + 59, DeliveryWay.Event)]
    [InlineData("GROUP_MSG_RECEIVE", Scene.Group, (5 * 60) + 1, DeliveryWay.Active)]
    [InlineData("FRIEND_ADD", Scene.C2C, 59 * 60, DeliveryWay.Event)]
    [InlineData("FRIEND_ADD", Scene.C2C, 61 * 60, DeliveryWay.Active)]
    public async Task An_event_is_answered_until_its_time_is_over_and_then_actively(string type, Scene scene, int seconds, DeliveryWay way)
    {
        await using var world = await StrictWorld.StartAsync();
        var e = await world.HappenAsync(type, scene);

        world.Clock.Advance(seconds);
        (await world.Bot.Scope.ReplyAsync(e, "welcome")).Way.Should().Be(way);

        (await world.Platform.SeenAsync(scene, 1)).Single().ReplyToEvent().Should().Be(way == DeliveryWay.Event ? e.EventId : null);
        (await world.Platform.RefusalsAsync()).Should().BeEmpty();
    }

    [Theory]
    [InlineData((4 * 60) + 59, DeliveryWay.Passive)]
    [InlineData((5 * 60) + 1, DeliveryWay.Active)]
    public async Task The_time_of_a_message_that_came_late_began_when_it_was_written(int seconds, DeliveryWay way)
    {
        await using var world = await StrictWorld.StartAsync();
        await world.HearAsync(text: "on time");
        var written = world.Clock.GetUtcNow();
        world.Platform.Simulator.Faults.Add(new() { Kind = FaultKind.Refuse, Seconds = 120 });
        world.Platform.Simulator.Faults.Add(new() { Kind = FaultKind.Drop });
        MessageReceived heard;
        await using (world.Clock.Run(tick: 0.1))
        {
            heard = await world.HearAsync(text: "late");
        }

        var late = (world.Clock.GetUtcNow() - written).TotalSeconds;
        late.Should().BeInRange(120, 290);
        world.Clock.Advance(seconds - late);

        (await world.Bot.Scope.ReplyAsync(heard, "now")).Way.Should().Be(way);
        (await world.Platform.RefusalsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task A_restart_forgets_neither_how_many_replies_were_sent_nor_when_their_time_ends()
    {
        await using var world = await StrictWorld.StartAsync();
        var (heard, other) = (await world.HearAsync(), await world.HearAsync());
        for (var i = 0; i < 3; i++)
        {
            await world.Bot.Scope.ReplyAsync(heard, $"{i}");
        }

        world.Clock.Advance(4 * 60);
        await world.RestartAsync();
        for (var i = 3; i < 6; i++)
        {
            (await world.Bot.Scope.ReplyAsync(heard, $"{i}")).Way.Should().Be(i < 5 ? DeliveryWay.Passive : DeliveryWay.Active);
        }

        world.Clock.Advance(61);
        (await world.Bot.Scope.ReplyAsync(other, "late")).Way.Should().Be(DeliveryWay.Active);
        (await world.Platform.SeenAsync(Scene.Group, 7))[..5].Select(SeenMessage.Number).Should().Equal(1, 2, 3, 4, 5);
        (await world.Platform.RefusalsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task A_stream_for_which_no_reply_is_left_goes_actively_when_it_is_whole()
    {
        await using var world = await StrictWorld.StartAsync();
        var heard = await world.HearAsync(Scene.C2C);
        for (var i = 0; i < 4; i++)
        {
            await world.Bot.Scope.ReplyAsync(heard, $"{i}");
        }

        await using var running = world.Clock.Run();
        (await world.Bot.Scope.ReplyAsync(heard, Message.Stream(Pieces(world), wholeElsewhere: true))).Way.Should().Be(DeliveryWay.Active);

        (await world.TextsAsync(Scene.C2C, 5))[4].Should().Be("once upon a time");
        (await world.Platform.RefusalsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task A_platform_that_takes_fewer_replies_than_its_pages_say_costs_one_refusal_and_no_message()
    {
        await using var world = await StrictWorld.StartAsync();
        var heard = await world.HearAsync();
        world.Platform.Simulator.Faults.Add(new() { Kind = FaultKind.HttpStatus, Path = "/v2/groups", Status = 400, Code = ReplyRefused, Count = 1 });

        (await world.Bot.Scope.ReplyAsync(heard, "one")).Way.Should().Be(DeliveryWay.Active);
        (await world.Bot.Scope.ReplyAsync(heard, "two")).Way.Should().Be(DeliveryWay.Active);

        (await world.TextsAsync(Scene.Group, 2)).Should().Equal("one", "two");
        (await world.Platform.RefusalsAsync()).Should().Equal([ReplyRefused], "the second is not tried as a reply");
    }

    [Fact]
    public async Task The_same_text_twice_is_two_messages()
    {
        await using var world = await StrictWorld.StartAsync();
        var heard = await world.HearAsync();

        await Task.WhenAll(world.Bot.Scope.ReplyAsync(heard, "same"), world.Bot.Scope.ReplyAsync(heard, "same"));

        (await world.TextsAsync(Scene.Group, 2)).Should().Equal("same", "same");
        (await world.Platform.RefusalsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task A_sign_of_typing_media_a_stream_and_texts_that_answer_one_message_at_once_have_numbers_of_their_own()
    {
        await using var world = await StrictWorld.StartAsync();
        var heard = await world.HearAsync(Scene.C2C);
        var bot = world.Bot.Scope;

        await using (world.Clock.Run())
        {
            var sent = await Task.WhenAll(
                bot.ReplyAsync(heard, Message.Typing()),
                bot.ReplyAsync(heard, Media.FromBytes(Png)),
                bot.ReplyAsync(heard, Message.Stream(Pieces(world))),
                bot.ReplyAsync(heard, "text"),
                bot.ReplyAsync(heard, Message.Markdown("# text")));
            sent.Should().OnlyContain(message => message.Way == DeliveryWay.Passive);
        }

        var seen = await world.Platform.SeenAsync(Scene.C2C, 4);
        seen.Select(SeenMessage.Text).Should().BeEquivalentTo("", "once upon a time", "text", "# text");
        var numbers = await world.NumbersAsync(Scene.C2C);
        numbers.Distinct().Order().Should().Equal([1, 2, 3, 4, 5]);
        seen.Select(SeenMessage.Number).Should().OnlyHaveUniqueItems();
        (await world.Platform.RefusalsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task A_button_pressed_after_a_restart_is_answered_by_its_own_event_with_a_count_of_its_own()
    {
        await using var world = await StrictWorld.StartAsync(bot =>
        {
            var vote = bot.Button("vote", async (ButtonContext context) =>
            {
                for (var i = 0; i < 6; i++)
                {
                    await context.ReplyAsync($"click {i}");
                }
            });
            bot.Command("ask", () => Message.Markdown("?").Keyboard([vote.Of("Yes")]));
        });
        await world.Platform.SayAsync(Scene.Group, "/ask");
        var asked = (await world.Platform.SeenAsync(Scene.Group, 1)).Single();

        await world.RestartAsync();
        world.Clock.Advance(10 * 60);
        var click = await world.Platform.ClickAsync(asked, "Yes");

        (await world.Platform.AcknowledgementAsync(click)).Should().Be(("acknowledged", 0));
        var seen = (await world.Platform.SeenAsync(Scene.Group, 7))[1..];
        seen.Select(SeenMessage.Text).Should().Equal(Enumerable.Range(0, 6).Select(i => $"click {i}"));
        seen[..5].Should().OnlyContain(message => message.ReplyToEvent()!.StartsWith("INTERACTION_CREATE:", StringComparison.Ordinal));
        seen[..5].Select(SeenMessage.Number).Should().Equal(1, 2, 3, 4, 5);
        seen[5].ReplyToEvent().Should().BeNull("the sixth goes actively");
        (await world.Platform.RefusalsAsync()).Should().BeEmpty();
    }

    internal static readonly byte[] Png = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    private static async IAsyncEnumerable<string> Pieces(StrictWorld world)
    {
        foreach (var piece in new[] { "once ", "upon ", "a time" })
        {
            await Task.Delay(TimeSpan.FromSeconds(1), world.Clock);
            yield return piece;
        }
    }
}
