namespace QQBotKit.Simulator.Tests.Rules;

/// <summary>How long and how often a message or an event can be answered: exactly at the border.</summary>
public class ReplyTests
{
    [Theory]
    [InlineData("group", 5 * 60, 40034005)]
    [InlineData("c2c", 60 * 60, 40034005)]
    [InlineData("channel", 5 * 60, 304027)]
    [InlineData("direct", 5 * 60, 304027)]
    public async Task A_message_is_answered_until_its_window_ends_and_not_after(string scene, int seconds, int expired)
    {
        await using var bot = await RuleWorld.StartAsync();
        var asked = await bot.SayAsync(scene);

        await bot.MoveAsync(seconds - 0.1);
        var inTime = await bot.SendAsync(scene, new { content = "in time", msg_id = asked, msg_seq = 1 });
        await bot.MoveAsync(0.2);
        var late = await bot.SendAsync(scene, new { content = "late", msg_id = asked, msg_seq = 2 });

        (inTime, late).Should().Be((0, expired));
        (await bot.TextsAsync(scene)).Should().Equal("hi", "in time");
    }

    [Theory]
    [InlineData("group", 5)]
    [InlineData("c2c", 4)]
    public async Task A_message_is_answered_so_often_and_no_more(string scene, int count)
    {
        await using var bot = await RuleWorld.StartAsync();
        var asked = await bot.SayAsync(scene);

        for (var seq = 1; seq <= count; seq++)
        {
            (await bot.SendAsync(scene, new { content = $"{seq}", msg_id = asked, msg_seq = seq })).Should().Be(0);
        }

        (await bot.SendAsync(scene, new { content = "one more", msg_id = asked, msg_seq = count + 1 })).Should().Be(40034128);
        (await bot.SendAsync(scene, new { content = "again", msg_id = asked, msg_seq = count })).Should().Be(40054005, "a retry is told that it was there, whatever the count");
        (await bot.SendAsync(scene, new { content = "next", msg_id = await bot.SayAsync(scene) })).Should().Be(0, "each message is counted by itself");
    }

    [Theory]
    [InlineData("GROUP_ADD_ROBOT", "group", 5 * 60, 5)]
    [InlineData("FRIEND_ADD", "c2c", 60 * 60, 4)]
    public async Task An_event_has_the_window_and_the_count_of_its_scene(string type, string scene, int seconds, int count)
    {
        await using var bot = await RuleWorld.StartAsync();
        var happened = await bot.HappenAsync(type, scene);
        await bot.MoveAsync(seconds - 0.1);
        for (var seq = 1; seq <= count; seq++)
        {
            (await bot.SendAsync(scene, new { content = $"{seq}", event_id = happened, msg_seq = seq })).Should().Be(0);
        }

        (await bot.SendAsync(scene, new { content = "one more", event_id = happened, msg_seq = 9 })).Should().Be(40034128);
        await bot.MoveAsync(0.2);
        (await bot.SendAsync(scene, new { content = "late", event_id = happened, msg_seq = 10 })).Should().Be(40034026);
    }

    [Fact]
    public async Task Channels_count_no_answers_and_a_typing_notice_counts_for_none()
    {
        await using var bot = await RuleWorld.StartAsync();
        var (asked, inChannel) = (await bot.SayAsync("c2c"), await bot.SayAsync("channel"));

        (await bot.SendAsync("c2c", new { msg_type = 6, msg_id = asked, msg_seq = 100, input_notify = new { input_type = 1, input_second = 5 } })).Should().Be(0);
        for (var seq = 1; seq <= 4; seq++)
        {
            (await bot.SendAsync("c2c", new { content = "x", msg_id = asked, msg_seq = seq })).Should().Be(0);
        }

        for (var sent = 0; sent < 12; sent++)
        {
            await bot.MoveAsync(1);
            (await bot.SendAsync("channel", new { content = "x", msg_id = inChannel })).Should().Be(0);
        }
    }

    [Fact]
    public async Task Each_bot_has_its_own_count()
    {
        await using var bot = await RuleWorld.StartAsync();
        var asked = await bot.SayAsync("c2c");
        for (var seq = 1; seq <= 4; seq++)
        {
            await bot.SendAsync("c2c", new { content = "x", msg_id = asked, msg_seq = seq });
        }

        await bot.LogInAsync("102000002");

        (await bot.SendAsync("c2c", new { content = "x", msg_id = asked })).Should().Be(0);
    }

    [Fact]
    public async Task Lenient_rules_let_late_and_surplus_answers_pass_and_tell_of_them()
    {
        await using var bot = await RuleWorld.StartAsync(SimulatorRules.Lenient);
        var asked = await bot.SayAsync("group");
        for (var seq = 1; seq <= 6; seq++)
        {
            (await bot.SendAsync("group", new { content = "x", msg_id = asked, msg_seq = seq })).Should().Be(0);
        }

        await bot.MoveAsync(301);
        (await bot.SendAsync("group", new { content = "x", msg_id = asked, msg_seq = 7 })).Should().Be(0);
        (await bot.SendAsync("group", new { content = "x", msg_id = asked, msg_seq = 7 })).Should().Be(40054005, "what is sent twice is refused all the same");

        var calls = (await bot.Platform.GetAsync("/simulator/calls?path=/v2/groups")).GetProperty("calls").EnumerateArray();
        calls.Select(call => string.Join(',', call.GetProperty("passed_limits").EnumerateArray().Select(limit => limit.GetProperty("code").GetInt32())))
            .Should().Equal("", "", "", "", "", "40034128", "40034005,40034128", "");
        (await bot.PassedAsync(3)).Should().Equal(40034128, 40034005, 40034128);
    }

    [Fact]
    public async Task Without_rules_a_message_goes_to_its_target_whatever_it_is()
    {
        await using var bot = await RuleWorld.StartAsync(SimulatorRules.Off);
        var asked = await bot.SayAsync("group");
        await bot.MoveAsync(3600);

        (await bot.SendAsync("group", new { content = "x", msg_id = asked, msg_seq = 1 })).Should().Be(0);
        (await bot.SendAsync("group", new { content = "x", msg_id = asked, msg_seq = 1 })).Should().Be(0);
        (await bot.SendAsync("group", new { msg_type = 99, msg_id = "none" })).Should().Be(0);
        (await bot.Platform.PostAsync("/v2/groups/NONE/messages", new { content = "x" }, 400)).GetProperty("err_code").GetInt32().Should().Be(40011028);
    }
}
