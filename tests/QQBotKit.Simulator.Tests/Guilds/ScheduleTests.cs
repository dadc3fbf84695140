using System.Globalization;
using System.Text.Json;

namespace QQBotKit.Simulator.Tests.Guilds;

public class ScheduleTests
{
    private const string All = "/channels/SCHEDULES/schedules";

    // The clock of the tests begins at 20:15:31 in Beijing.
    private static readonly long Now = new DateTimeOffset(2026, 9, 18, 12, 15, 31, TimeSpan.Zero).ToUnixTimeMilliseconds();

    [Fact]
    public async Task A_schedule_is_made_read_changed_and_deleted()
    {
        await using var guild = await GuildPlatform.StartAsync();

        var made = await guild.CallAsync("POST", All, Body(1, 3, jump: guild.Places.Channel, remind: "2"));
        var path = $"{All}/{made.Text("id")}";
        var read = await guild.GetAsync(path);
        var changed = await guild.CallAsync("PATCH", path, new { schedule = new { name = "改期", end_timestamp = In(4) } });

        made.Names().Should().Equal("id", "name", "description", "start_timestamp", "end_timestamp", "creator", "jump_channel_id", "remind_type");
        made.Text("start_timestamp").Should().Be(In(1));
        made.GetProperty("creator").GetProperty("user").Text("id").Should().Be(guild.BotId);
        made.Text("jump_channel_id").Should().Be(guild.Places.Channel);
        made.Text("remind_type").Should().Be("2");
        read.GetRawText().Should().Be(made.GetRawText());
        changed.Text("name").Should().Be("改期");
        changed.Text("end_timestamp").Should().Be(In(4));
        changed.Text("start_timestamp").Should().Be(In(1));
        await guild.CallAsync("DELETE", path, status: 204);
        (await guild.RefusalAsync("GET", path)).Should().Be(302011);
        (await guild.RefusalAsync("DELETE", path)).Should().Be(302011);
        (await guild.RefusalAsync("PATCH", path, Body(1, 2))).Should().Be(302011);
    }

    [Fact]
    public async Task Without_since_those_of_today_are_listed_and_with_it_those_that_end_later()
    {
        await using var guild = await GuildPlatform.StartAsync();
        await guild.CallAsync("POST", All, Body(1, 2, name: "今天"));
        await guild.CallAsync("POST", All, Body(24, 25, name: "明天"));

        (await guild.GetAsync(All)).Texts("name").Should().Equal("今天");
        (await guild.GetAsync($"{All}?since={In(2)}")).Texts("name").Should().Equal("明天");
        (await guild.CallAsync("GET", All, new { since = Now })).Texts("name").Should().Equal("今天", "明天");
        (await guild.CallAsync("GET", All, new { since = (string?)null })).Texts("name").Should().Equal("今天");
    }

    [Fact]
    public async Task A_bot_makes_10_a_day()
    {
        await using var guild = await GuildPlatform.StartAsync();
        for (var made = 0; made < 10; made++)
        {
            var id = (await guild.CallAsync("POST", All, Body(30, 31))).Text("id");
            await guild.CallAsync("DELETE", $"{All}/{id}", status: 204);
        }

        (await guild.RefusalAsync("POST", All, Body(30, 31))).Should().Be(302012, "those that were deleted count");
        guild.Platform.Time.Advance(TimeSpan.FromHours(4));
        await guild.Platform.LogInAsync();
        await guild.CallAsync("POST", All, Body(30, 31));
    }

    [Fact]
    public async Task All_bots_together_make_100_a_day_in_a_guild()
    {
        await using var platform = await Platform.StartAsync(new() { AcceptAnySecret = true });
        var path = $"/channels/{(await Places.OfAsync(platform)).Schedules}/schedules";
        for (var made = 0; made < 100; made++)
        {
            platform.Http.DefaultRequestHeaders.Authorization = new("QQBot", await platform.TokenAsync($"10000{made / 10}", "any"));
            await platform.CallAsync("POST", path, Body(30, 31));
        }

        platform.Http.DefaultRequestHeaders.Authorization = new("QQBot", await platform.TokenAsync("one more", "any"));
        (await platform.RefusalAsync("POST", path, Body(30, 31))).Should().Be(302021);
    }

    [Theory]
    [InlineData("{}", 302017)]
    [InlineData("""{"schedule":{"start_timestamp":"IN1","end_timestamp":"IN2"}}""", 302000)]
    [InlineData("""{"schedule":{"name":"x","end_timestamp":"IN2"}}""", 302000)]
    [InlineData("""{"schedule":{"name":"x","start_timestamp":"soon","end_timestamp":"IN2"}}""", 302000)]
    [InlineData("""{"schedule":{"name":"x","start_timestamp":"IN1","end_timestamp":"IN2","remind_type":"6"}}""", 302000)]
    [InlineData("""{"schedule":{"name":"x","start_timestamp":"IN2","end_timestamp":"IN1"}}""", 302016)]
    [InlineData("""{"schedule":{"name":"x","start_timestamp":"IN-1","end_timestamp":"IN1"}}""", 302015)]
    [InlineData("""{"schedule":{"name":"x","start_timestamp":"IN1","end_timestamp":"IN170"}}""", 302014)]
    [InlineData("""{"schedule":{"name":"x","start_timestamp":"IN1","end_timestamp":"IN2","jump_channel_id":"1"}}""", 302024)]
    [InlineData("""{"schedule":{"name":"x","start_timestamp":"IN1","end_timestamp":"IN2","jump_channel_id":"SCHEDULES"}}""", 302023)]
    public async Task A_schedule_that_breaks_a_rule_is_refused(string body, int code)
    {
        await using var guild = await GuildPlatform.StartAsync();
        foreach (var hours in new[] { 170, -1, 1, 2 })
        {
            body = body.Replace($"IN{hours.ToString(CultureInfo.InvariantCulture)}\"", $"{In(hours)}\"", StringComparison.Ordinal);
        }

        (await guild.RefusalAsync("POST", All, JsonSerializer.Deserialize<JsonElement>(guild.Fill(body)))).Should().Be(code);
        (await guild.GetAsync($"{All}?since=0")).GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task A_client_may_send_numbers_for_texts()
    {
        await using var guild = await GuildPlatform.StartAsync();

        var made = await guild.CallAsync("POST", All, new { schedule = new { name = "x", start_timestamp = Now + 1000, end_timestamp = Now + 2000, remind_type = 1 } });

        made.Text("start_timestamp").Should().Be((Now + 1000).ToString(CultureInfo.InvariantCulture));
        made.Text("remind_type").Should().Be("1");
    }

    private static object Body(int start, int end, string name = "读书会", string jump = "0", string remind = "0") => new
    {
        schedule = new { name, description = "第一章", start_timestamp = In(start), end_timestamp = In(end), jump_channel_id = jump, remind_type = remind },
    };

    private static string In(int hours) => (Now + hours * 3_600_000L).ToString(CultureInfo.InvariantCulture);
}
