using System.Text.Json;
using QQBotKit.Simulator.Faults;

namespace QQBotKit.Core.Tests.Delivery;

/// <summary>Where the parts of a long text go, on a platform that is as strict as the real one.</summary>
public sealed class StrictLongTextTests
{
    private const int Deduplicated = 40054005;

    // Each paragraph is as much as a part takes.
    private static readonly string[] Paragraphs = [.. "abc".Select(letter => string.Join(' ', Enumerable.Repeat(new string(letter, 19), 180)))];
    private static readonly string ThreeParts = string.Join("\n\n", Paragraphs);
    private static readonly string[] Marks = ["(1/3)", "(2/3)", "(3/3)"];

    [Fact]
    public async Task A_text_of_three_parts_with_two_replies_left_goes_as_two_replies_and_an_active_message()
    {
        await using var world = await StrictWorld.StartAsync();
        var heard = await UseThreeRepliesAsync(world);

        var sent = await world.Bot.Scope.ReplyAsync(heard, ThreeParts);

        sent.Parts.Select(part => part.Way).Should().Equal(DeliveryWay.Passive, DeliveryWay.Passive, DeliveryWay.Active);
        var parts = (await world.Platform.SeenAsync(Scene.Group, 6))[3..];
        ShouldBeWhole(parts);
        parts.Select(SeenMessage.ReplyTo).Should().Equal(heard.Id, heard.Id, null);
        parts.Select(SeenMessage.Id).Should().Equal(sent.Parts.Select(part => part.Id));
        parts[..2].Select(SeenMessage.Number).Should().Equal(4, 5);
        (await world.Platform.RefusalsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Where_active_messages_are_off_its_third_part_waits_for_the_next_message()
    {
        await using var world = await StrictWorld.StartAsync();
        await world.HappenAsync("GROUP_MSG_REJECT");
        var heard = await UseThreeRepliesAsync(world);

        var sent = await world.Bot.Scope.ReplyAsync(heard, ThreeParts);
        (await world.TextsAsync(Scene.Group, 5)).Should().HaveCount(5);
        await world.RestartAsync();
        var next = await world.HearAsync();

        sent.Parts.Select(part => part.Way).Should().Equal(DeliveryWay.Passive, DeliveryWay.Passive, DeliveryWay.Queued);
        var parts = (await world.Platform.SeenAsync(Scene.Group, 6))[3..];
        ShouldBeWhole(parts);
        parts.Select(SeenMessage.ReplyTo).Should().Equal(heard.Id, heard.Id, next.Id);
        (await world.Platform.RefusalsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Where_it_may_go_as_replies_only_the_error_says_which_two_arrived_and_when_the_time_ends()
    {
        await using var world = await StrictWorld.StartAsync();
        var ends = world.Clock.GetUtcNow().AddMinutes(5);
        var heard = await UseThreeRepliesAsync(world);

        var reply = () => world.Bot.Scope.ReplyAsync(heard, new Message(ThreeParts).Via(DeliveryWay.Passive));

        var failure = (await reply.Should().ThrowAsync<DeliveryException>()).Which;
        failure.EndsAt.Should().Be(ends);
        var parts = (await world.Platform.SeenAsync(Scene.Group, 5))[3..];
        parts.Select(SeenMessage.Id).Should().Equal(failure.Arrived.Select(part => part.Id));
        (await world.Platform.RefusalsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Parts_whose_answers_are_lost_are_seen_once_and_in_order()
    {
        await using var world = await StrictWorld.StartAsync();
        var heard = await world.HearAsync();
        world.Platform.Simulator.Faults.Add(new() { Kind = FaultKind.HttpStatus, Path = "/v2", Status = 504, After = true, Count = 2 });
        await using var running = world.Clock.Run();

        await world.Bot.Scope.ReplyAsync(heard, ThreeParts);

        var parts = await world.Platform.SeenAsync(Scene.Group, 3);
        ShouldBeWhole(parts);
        parts.Select(SeenMessage.Number).Should().Equal(1, 2, 3);
        (await world.Platform.RefusalsAsync()).Should().OnlyContain(code => code == Deduplicated);
    }

    [Fact]
    public async Task A_long_text_and_short_ones_that_answer_one_message_at_once_take_no_number_twice()
    {
        await using var world = await StrictWorld.StartAsync();
        var heard = await world.HearAsync();

        await Task.WhenAll(
            world.Bot.Scope.ReplyAsync(heard, ThreeParts), world.Bot.Scope.ReplyAsync(heard, "x"), world.Bot.Scope.ReplyAsync(heard, "y"));

        var seen = await world.Platform.SeenAsync(Scene.Group, 5);
        seen.Select(SeenMessage.Number).Order().Should().Equal(1, 2, 3, 4, 5);
        ShouldBeWhole([.. seen.Where(message => message.Text().Length > 1)]);
        (await world.Platform.RefusalsAsync()).Should().BeEmpty();
    }

    private static async Task<MessageReceived> UseThreeRepliesAsync(StrictWorld world)
    {
        var heard = await world.HearAsync();
        for (var i = 0; i < 3; i++)
        {
            (await world.Bot.Scope.ReplyAsync(heard, $"{i}")).Way.Should().Be(DeliveryWay.Passive);
        }

        return heard;
    }

    /// <summary>People can read all of the text, in order.</summary>
    private static void ShouldBeWhole(JsonElement[] parts)
    {
        parts.Select(SeenMessage.Text).Should().OnlyContain(text => text.Length <= 4_000);
        parts.Zip(Marks, (part, mark) => part.Text().Replace(mark, "", StringComparison.Ordinal).Trim()).Should().Equal(Paragraphs);
    }
}
