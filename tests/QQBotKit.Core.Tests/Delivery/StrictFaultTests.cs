using QQBotKit.Simulator.Faults;

namespace QQBotKit.Core.Tests.Delivery;

/// <summary>What people see, and what the bot is told, when the answers of the platform do not come: on the simulator, which keeps what it did.</summary>
public sealed class StrictFaultTests
{
    private const int Deduplicated = 40054005;
    private static readonly string[] Words = ["one ", "two ", "three ", "four "];

    /// <summary>The platform does what it is asked, and the bot gets no answer, or one that says nothing.</summary>
    public static TheoryData<string, Fault> AfterDelivery => new()
    {
        { "no answer", new() { Kind = FaultKind.HttpStatus, Path = "/v2", How = FaultManner.Never, After = true, Count = 1 } },
        { "a reset", new() { Kind = FaultKind.HttpStatus, Path = "/v2", How = FaultManner.Reset, After = true, Count = 1 } },
        { "500", new() { Kind = FaultKind.HttpStatus, Path = "/v2", Status = 500, After = true, Count = 1 } },
        { "502 of a proxy", new() { Kind = FaultKind.HttpStatus, Path = "/v2", Status = 502, Html = true, After = true, Count = 1 } },
        { "504 three times", new() { Kind = FaultKind.HttpStatus, Path = "/v2", Status = 504, After = true, Count = 3 } },
    };

    /// <summary>The platform does nothing.</summary>
    public static TheoryData<string, Fault> BeforeDelivery => new()
    {
        { "no answer", new() { Kind = FaultKind.HttpStatus, Path = "/v2", How = FaultManner.Never, Count = 1 } },
        { "a reset", new() { Kind = FaultKind.HttpStatus, Path = "/v2", How = FaultManner.Reset, Count = 1 } },
        { "503", new() { Kind = FaultKind.HttpStatus, Path = "/v2", Status = 503, Count = 2 } },
        { "429", new() { Kind = FaultKind.HttpStatus, Path = "/v2", Status = 429, RetryAfter = 2, Count = 2 } },
    };

    [Theory]
    [MemberData(nameof(AfterDelivery), DisableDiscoveryEnumeration = true)]
    public async Task A_reply_whose_answer_is_lost_is_seen_once_and_told_as_delivered(string fault, Fault after)
    {
        await using var world = await StrictWorld.StartAsync();
        var heard = await world.HearAsync();
        world.Platform.Simulator.Faults.Add(after);

        await using var running = world.Clock.Run();
        var first = await world.Bot.Scope.ReplyAsync(heard, "same");
        var second = await world.Bot.Scope.ReplyAsync(heard, "same");

        first.Should().Be(new SentMessage(null, DeliveryWay.Passive), $"after {fault} nobody knows the id, but it arrived");
        second.Id.Should().NotBeNull();
        var seen = await world.Platform.SeenAsync(Scene.Group, 2);
        seen.Select(SeenMessage.Text).Should().Equal(["same", "same"], "the same text again is another message");
        seen.Select(SeenMessage.Number).Should().Equal(1, 2);
        (await world.Platform.RefusalsAsync()).Should().OnlyContain(code => code == Deduplicated);
    }

    [Theory]
    [MemberData(nameof(BeforeDelivery), DisableDiscoveryEnumeration = true)]
    public async Task A_reply_that_did_not_arrive_is_sent_again_and_seen_once(string fault, Fault before)
    {
        await using var world = await StrictWorld.StartAsync();
        var heard = await world.HearAsync();
        world.Platform.Simulator.Faults.Add(before);

        await using var running = world.Clock.Run();
        var sent = await world.Bot.Scope.ReplyAsync(heard, "once");

        var seen = (await world.Platform.SeenAsync(Scene.Group, 1)).Should().ContainSingle(fault).Subject;
        ((string?)seen.Id(), seen.Number()).Should().Be((sent.Id, 1));
        (await world.Platform.RefusalsAsync()).Should().NotContain(Deduplicated);
    }

    [Fact]
    public async Task All_five_replies_whose_answers_are_lost_are_seen_once_each_and_count()
    {
        await using var world = await StrictWorld.StartAsync();
        var heard = await world.HearAsync();
        world.Platform.Simulator.Faults.Add(new() { Kind = FaultKind.HttpStatus, Path = "/v2", How = FaultManner.Reset, After = true, Count = 5 });

        await using var running = world.Clock.Run();
        await Task.WhenAll(Enumerable.Range(0, 5).Select(i => world.Bot.Scope.ReplyAsync(heard, $"{i}")));
        var sixth = await world.Bot.Scope.ReplyAsync(heard, "5");

        sixth.Way.Should().Be(DeliveryWay.Active);
        (await world.TextsAsync(Scene.Group, 6)).Should().BeEquivalentTo("0", "1", "2", "3", "4", "5");
    }

    [Theory]
    [MemberData(nameof(AfterDelivery), DisableDiscoveryEnumeration = true)]
    public async Task An_active_message_whose_answer_is_lost_is_seen_once_and_told_as_unknown(string fault, Fault after)
    {
        await using var world = await StrictWorld.StartAsync();
        world.Platform.Simulator.Faults.Add(after);

        await using var running = world.Clock.Run();
        var send = () => world.Bot.Scope.SendAsync(world.Platform.Places[Scene.Group], "news");

        (await send.Should().ThrowAsync<DeliveryException>(fault)).Which.OutcomeUnknown.Should().BeTrue();
        (await world.TextsAsync(Scene.Group, 1)).Should().Equal("news");
    }

    [Fact]
    public async Task A_stream_that_loses_answers_after_its_first_is_one_message_with_all_its_text()
    {
        await using var world = await StrictWorld.StartAsync();
        var heard = await world.HearAsync(Scene.C2C);
        await using var running = world.Clock.Run();

        await world.Bot.Scope.ReplyAsync(heard, Message.Stream(PiecesAsync(world, from: 1)));

        var seen = await world.Platform.SeenAsync(Scene.C2C, 1, message => message.GetProperty("stream").GetProperty("finished").GetBoolean());
        seen.Should().ContainSingle().Which.Text().Should().Be("one two three four ");
    }

    [Fact]
    public async Task A_stream_whose_id_is_lost_with_its_first_answer_is_followed_by_the_whole_text()
    {
        await using var world = await StrictWorld.StartAsync();
        var heard = await world.HearAsync(Scene.C2C);
        await using var running = world.Clock.Run();

        await world.Bot.Scope.ReplyAsync(heard, Message.Stream(PiecesAsync(world, from: 0)));

        // Without the id nothing can be added to what is seen of it.
        (await world.TextsAsync(Scene.C2C, 2)).Should().Equal("one ", "one two three four ");
    }

    [Fact]
    public async Task After_a_kill_no_reply_is_taken_for_one_that_another_plugin_had_sent()
    {
        var between = new TaskCompletionSource<MessageReceived>();
        await using var world = await StrictWorld.StartAsync(
            bot => bot.Command("three", async (CommandContext context) =>
            {
                await context.ReplyAsync("one");
                if (between.TrySetResult(context.Message))
                {
                    await Task.Delay(Timeout.Infinite, context.CancellationToken);
                }

                await context.ReplyAsync("two");
                await context.ReplyAsync("three");
            }),
            static _ => { });
        await world.Platform.SayAsync(Scene.Group, "/three");
        await world.Bot.Plugins[2].ReplyAsync(await between.Task.WaitAsync(SimulatedPlatform.Patience), "other");

        await world.KillAsync();

        (await world.TextsAsync(Scene.Group, 4)).Should().Equal("one", "other", "two", "three");
        (await world.NumbersAsync(Scene.Group)).Should().Equal([1, 2, 1, 3, 4], "the first is known to have been sent");
    }

    [Fact]
    public async Task A_picture_whose_answer_is_lost_is_seen_once()
    {
        await using var world = await StrictWorld.StartAsync();
        var heard = await world.HearAsync();
        world.Platform.Simulator.Faults.Add(new()
        {
            Kind = FaultKind.HttpStatus,
            Path = $"/v2/groups/{heard.Conversation!.Value.Id}/messages",
            How = FaultManner.Reset,
            After = true,
            Count = 1,
        });

        await using var running = world.Clock.Run();
        await world.Bot.Scope.ReplyAsync(heard, new Message("look").Attach(Media.FromBytes(StrictRulesTests.Png)));
        await world.Bot.Scope.ReplyAsync(heard, "after");

        (await world.TextsAsync(Scene.Group, 2)).Should().Equal("look", "after");
    }

    private static async IAsyncEnumerable<string> PiecesAsync(StrictWorld world, int from)
    {
        foreach (var (index, piece) in Words.Index())
        {
            if (index >= from)
            {
                world.Platform.Simulator.Faults.Add(
                    new() { Kind = FaultKind.HttpStatus, Path = "/v2/users/", Status = 504, After = true, Count = 1 });
            }

            yield return piece;
            await Task.Delay(TimeSpan.FromSeconds(2), world.Clock);
        }
    }
}
