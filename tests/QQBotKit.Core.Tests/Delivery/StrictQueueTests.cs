using Microsoft.Extensions.Logging;

namespace QQBotKit.Core.Tests.Delivery;

/// <summary>What becomes of messages that no way is open for, on a platform that is as strict as the real one.</summary>
public sealed class StrictQueueTests
{
    private const int Day = 24 * 60 * 60;

    [Fact]
    public async Task What_waits_goes_with_the_next_messages_in_order_within_the_replies_that_their_handlers_leave_also_after_a_restart()
    {
        await using var world = await StrictWorld.StartAsync(bot => bot.Command("two", async (CommandContext context) =>
        {
            await context.ReplyAsync("one");
            return "two";
        }));
        await world.HappenAsync("GROUP_MSG_REJECT");
        for (var i = 0; i < 7; i++)
        {
            (await SendAsync(world, $"w{i}")).Should().Be(new SentMessage(null, DeliveryWay.Queued));
        }

        await world.RestartAsync();
        var asked = await world.Platform.SayAsync(Scene.Group, "/two");
        (await world.TextsAsync(Scene.Group, 5)).Should().Equal("one", "two", "w0", "w1", "w2");
        var heard = await world.HearAsync();
        var seen = await world.Platform.SeenAsync(Scene.Group, 9);
        await world.HearAsync();

        seen.Select(message => (message.Text(), message.ReplyTo(), message.Number())).Should().Equal(
            ("one", asked, 1), ("two", asked, 2), ("w0", asked, 3), ("w1", asked, 4), ("w2", asked, 5),
            ("w3", heard.Id, 1), ("w4", heard.Id, 2), ("w5", heard.Id, 3), ("w6", heard.Id, 4));
        (await world.Platform.SeenAsync(Scene.Group, 9)).Should().HaveCount(9, "nothing waits any more");
        (await world.Platform.RefusalsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task A_switch_that_the_bot_was_not_told_of_costs_one_refusal_and_no_message()
    {
        await using var world = await StrictWorld.StartAsync();
        await world.Platform.ChangeAsync(new { groups = new[] { new { openid = world.Platform.Places[Scene.Group].Id, allow_proactive_msg = false } } });

        (await SendAsync(world, "w0")).Way.Should().Be(DeliveryWay.Queued);
        (await SendAsync(world, "w1")).Way.Should().Be(DeliveryWay.Queued);
        await world.HearAsync();

        (await world.TextsAsync(Scene.Group, 2)).Should().Equal("w0", "w1");
        (await world.Platform.RefusalsAsync()).Should().Equal(40034105);
    }

    [Fact]
    public async Task What_nobody_writes_after_is_not_sent_once_its_day_is_over_and_the_log_says_so()
    {
        await using var world = await StrictWorld.StartAsync();
        await world.HappenAsync("GROUP_MSG_REJECT");
        await SendAsync(world, "too early");
        world.Clock.Advance(60);
        await SendAsync(world, "in time");

        world.Clock.Advance(Day - 30);
        await world.HearAsync();

        (await world.TextsAsync(Scene.Group, 1)).Should().Equal("in time");
        await world.HearAsync();
        (await world.TextsAsync(Scene.Group, 1)).Should().Equal("in time");
        world.Bot.Log.At(LogLevel.Warning).Should().ContainSingle(line => line.Contains(world.Platform.Places[Scene.Group].ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_reply_for_which_no_way_is_left_waits_for_the_next_message()
    {
        await using var world = await StrictWorld.StartAsync();
        await world.HappenAsync("GROUP_MSG_REJECT");
        var heard = await world.HearAsync();
        for (var i = 0; i < 6; i++)
        {
            (await world.Bot.Scope.ReplyAsync(heard, $"{i}")).Way.Should().Be(i < 5 ? DeliveryWay.Passive : DeliveryWay.Queued);
        }

        var next = await world.HearAsync();

        var seen = await world.Platform.SeenAsync(Scene.Group, 6);
        (seen[5].Text(), seen[5].ReplyTo()).Should().Be(("5", next.Id));
        (await world.Platform.RefusalsAsync()).Should().BeEmpty();
    }

    private static Task<SentMessage> SendAsync(StrictWorld world, string text) => world.Bot.Scope.SendAsync(world.Platform.Places[Scene.Group], text);
}
