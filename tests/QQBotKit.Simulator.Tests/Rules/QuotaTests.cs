namespace QQBotKit.Simulator.Tests.Rules;

/// <summary>When quotas are used up, and when there is room again.</summary>
public class QuotaTests
{
    private static readonly string[] OwnHost = ["bot.example.org"];

    [Fact]
    public async Task A_group_takes_20_active_messages_in_any_minute()
    {
        await using var bot = await RuleWorld.StartAsync();
        for (var sent = 0; sent < 20; sent++)
        {
            (await bot.SendAsync("group", new { content = "x" })).Should().Be(0);
        }

        await bot.MoveAsync(59.9);
        (await bot.SendAsync("group", new { content = "x" })).Should().Be(40034100);
        await bot.MoveAsync(0.1);
        (await bot.SendAsync("group", new { content = "x" })).Should().Be(0, "what was refused counts for nothing");
    }

    [Theory]
    [InlineData(null, 30)]
    [InlineData(Platform.AppId, 60)]
    public async Task A_certified_bot_has_more_for_all_groups(string? certified, int most)
    {
        await using var bot = await RuleWorld.StartAsync(certified: certified, limits: "group: { active: { conversation: none } }");
        for (var sent = 0; sent < most; sent++)
        {
            (await bot.SendAsync("group", new { content = "x" })).Should().Be(0);
        }

        (await bot.SendAsync("group", new { content = "x" })).Should().Be(40034100);
        (await bot.CodeAsync("POST", bot.PathOf("group", bot.Places.OtherGroup), new { content = "x" })).Should().Be(40034100, "it is the quota of the bot, in whichever group");
        (await bot.SendAsync("c2c", new { content = "x" })).Should().Be(0, "C2C has its own");
    }

    [Fact]
    public async Task A_day_ends_at_midnight_in_Beijing()
    {
        await using var bot = await RuleWorld.StartAsync(limits: "channel: { active: { conversation: 1/d } }");
        (await bot.SendAsync("channel", new { content = "x" })).Should().Be(0);

        // The clock began at 20:15:31 there.
        var midnight = (new TimeSpan(24, 0, 0) - new TimeSpan(20, 15, 31)).TotalSeconds;
        await bot.MoveAsync(7000);
        await bot.MoveAsync(midnight - 7000 - 2);
        await bot.LogInAsync(Platform.AppId);
        (await bot.SendAsync("channel", new { content = "x" })).Should().Be(304045);
        await bot.MoveAsync(2);
        (await bot.SendAsync("channel", new { content = "x" })).Should().Be(0);
    }

    [Fact]
    public async Task A_user_is_woken_once_in_each_period_after_his_last_message()
    {
        await using var bot = await RuleWorld.StartAsync();
        await bot.SayAsync("c2c");
        var hours = new[] { 0.0, 23.9, 24.1, 71.9, 72.1, 167.9, 168.1, 719.9, 720.1 };
        var codes = new List<int>();
        var passed = 0.0;
        foreach (var hour in hours)
        {
            if (hour > passed)
            {
                bot.Platform.Simulator.Advance(TimeSpan.FromHours(hour - passed));
                passed = hour;
                await bot.LogInAsync(Platform.AppId);
            }

            codes.Add(await bot.SendAsync("c2c", new { content = "x", is_wakeup = true }));
        }

        codes.Should().Equal(0, 40034122, 0, 40034122, 0, 40034122, 0, 40034122, 40034122);
        await bot.SayAsync("c2c");
        (await bot.SendAsync("c2c", new { content = "x", is_wakeup = true })).Should().Be(0, "he has written again");
    }

    [Fact]
    public async Task A_message_is_recalled_until_two_minutes_are_over()
    {
        await using var bot = await RuleWorld.StartAsync();
        var (first, second) = (await SendAsync(), await SendAsync());

        await bot.MoveAsync(119.9);
        (await bot.CodeAsync("DELETE", first)).Should().Be(0);
        await bot.MoveAsync(0.2);
        (await bot.CodeAsync("DELETE", second)).Should().Be(40064004);

        async Task<string> SendAsync() =>
            $"{bot.PathOf("group")}/{Uri.EscapeDataString((await bot.Platform.PostAsync(bot.PathOf("group"), new { content = "x" })).GetProperty("id").GetString()!)}";
    }

    [Fact]
    public async Task What_people_switch_off_and_on_again_shows_in_the_world_and_in_sends()
    {
        await using var bot = await RuleWorld.StartAsync();
        foreach (var (off, on, scene, refusal) in new[] { ("GROUP_DEL_ROBOT", "GROUP_ADD_ROBOT", "group", 40034101), ("C2C_MSG_REJECT", "C2C_MSG_RECEIVE", "c2c", 40034105) })
        {
            await bot.HappenAsync(off, scene);
            (await bot.SendAsync(scene, new { content = "x" })).Should().Be(refusal);
            var world = await bot.Platform.GetAsync("/simulator/world");
            await bot.HappenAsync(on, scene);
            (await bot.SendAsync(scene, new { content = "x" })).Should().Be(0);

            // Putting back what was shown then is the same as the event.
            await bot.Platform.PutAsync("/simulator/world", world);
            (await bot.SendAsync(scene, new { content = "x" })).Should().Be(refusal);
            await bot.HappenAsync(on, scene);
        }
    }

    [Fact]
    public async Task A_group_that_took_the_bot_out_is_no_longer_heard()
    {
        await using var bot = await RuleWorld.StartAsync();
        var (socket, _) = await bot.Platform.IdentifyAsync(Platform.GroupAndC2C);
        using var owned = socket;

        await bot.HappenAsync("GROUP_DEL_ROBOT", "group");
        var unheard = await bot.Platform.SayAsync(new { scene = "group", conversation = bot.Places.Group, text = "hi" });
        var elsewhere = await bot.Platform.SayAsync(new { scene = "group", conversation = bot.Places.OtherGroup, text = "hi" });

        (unheard.GetProperty("delivered").GetInt32(), elsewhere.GetProperty("delivered").GetInt32()).Should().Be((0, 1));
    }

    [Theory]
    [InlineData("https://example.com/a", 0)]
    [InlineData("HTTPS://EXAMPLE.COM", 0)]
    [InlineData("http://127.0.0.1:5140/x", 0)]
    [InlineData("a.py and evil.example are no addresses, nor is ftp://evil.example", 0)]
    [InlineData("https://example.com.evil.example", 40054010)]
    [InlineData("see https://example.com and http://evil.example", 40054010)]
    public async Task What_counts_as_an_address_in_a_group(string text, int code)
    {
        await using var bot = await RuleWorld.StartAsync();

        (await bot.SendAsync("group", new { content = text })).Should().Be(code);
        (await bot.SendAsync("group", new { msg_type = 2, markdown = new { content = $"[x]({text})" } })).Should().Be(code);
        (await bot.SendAsync("c2c", new { content = text })).Should().Be(0);
    }

    [Fact]
    public async Task A_host_is_registered_in_the_world()
    {
        await using var bot = await RuleWorld.StartAsync();

        await bot.Platform.PutAsync("/simulator/world", new { bots = new[] { new { app_id = Platform.AppId, url_hosts = OwnHost } } });

        (await bot.SendAsync("group", new { content = "https://bot.example.org/x" })).Should().Be(0);
        (await bot.SendAsync("group", new { content = "https://example.com/x" })).Should().Be(40054010);
    }
}
