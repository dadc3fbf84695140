using System.Text.Json;

namespace QQBotKit.Simulator.Tests.Control;

public class ClockTests
{
    [Fact]
    public async Task The_clock_is_read_and_moved_and_messages_carry_its_time()
    {
        await using var platform = await Platform.StartAsync();
        var places = await Places.OfAsync(platform);

        var before = await platform.GetAsync("/simulator/clock");
        var after = await platform.PostAsync("/simulator/clock", new { advance = "1.5h" });
        await platform.PostAsync("/simulator/clock", new { advance = 60 });
        platform.Time.Advance(TimeSpan.FromSeconds(1));
        await platform.SayAsync(new { scene = "group", conversation = places.Group, text = "x" });

        before.GetRawText().Should().Be("""{"now":"2026-09-18T20:15:31.000+08:00","moved_seconds":0}""");
        after.GetProperty("now").GetString().Should().Be("2026-09-18T21:45:31.000+08:00");
        after.GetProperty("moved_seconds").GetDouble().Should().Be(5400);
        (await platform.MessagesAsync(places.Group)).Single().GetProperty("at").GetString().Should().Be("2026-09-18T21:46:32+08:00", "the clock goes on by itself as well");
    }

    [Fact]
    public async Task Tokens_and_windows_follow()
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var places = await Places.OfAsync(platform);
        var path = $"/v2/groups/{places.Group}/messages";
        var id = (await platform.PostAsync(path, new { content = "x" })).GetProperty("id").GetString();

        await AdvanceAsync(platform, "121s");
        var tooOld = await platform.CallAsync("DELETE", $"{path}/{Uri.EscapeDataString(id!)}", null, 400);
        await AdvanceAsync(platform, "2h");
        var expired = await platform.PostAsync(path, new { content = "x" }, 401);

        tooOld.GetProperty("err_code").GetInt32().Should().Be(40064004);
        expired.GetProperty("err_code").GetInt32().Should().Be(11244);
    }

    [Fact]
    public async Task Heartbeats_follow_and_what_waits_happens_at_its_own_time()
    {
        await using var platform = await Platform.StartAsync();
        var (socket, _) = await platform.IdentifyAsync(0);
        using var online = socket;

        var moved = await AdvanceAsync(platform, "10m");

        (await socket.CloseCodeAsync()).Should().Be(4009, "no heartbeat came for one and a half intervals");
        moved.GetProperty("timers").GetInt32().Should().BeGreaterThan(0);
    }

    [Fact]
    public async Task Who_waits_for_an_acknowledgement_learns_at_once_that_it_is_missed()
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var group = (await Places.OfAsync(platform)).Group;
        var keyboard = new { content = new { rows = new[] { new { buttons = new[] { new { id = "a", render_data = new { label = "a", style = 1 }, action = new { type = 1, permission = new { type = 2 }, data = "x" } } } } } } };
        var message = (await platform.PostAsync($"/v2/groups/{group}/messages", new { msg_type = 2, markdown = new { content = "x" }, keyboard })).GetProperty("id").GetString();
        var click = (await platform.PostAsync("/simulator/clicks", new { message_id = message, button = "a" })).GetProperty("interaction_id").GetString();

        await AdvanceAsync(platform, "3s");

        (await platform.GetAsync($"/simulator/clicks/{click}?wait=20")).GetProperty("state").GetString().Should().Be("missed");
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("\"soon\"")]
    [InlineData("\"5\"")]
    [InlineData("\"5w\"")]
    [InlineData("\"-5m\"")]
    [InlineData("\"367d\"")]
    [InlineData("1e30")]
    [InlineData("null")]
    public async Task A_move_that_makes_no_sense_is_refused(string advance)
    {
        await using var platform = await Platform.StartAsync();

        (await platform.PostTextAsync("/simulator/clock", $$"""{"advance":{{advance}}}""", 400)).GetProperty("error").GetString().Should().Contain("\"5m\"");
        (await platform.GetAsync("/simulator/clock")).GetProperty("moved_seconds").GetDouble().Should().Be(0);
    }

    private static Task<JsonElement> AdvanceAsync(Platform platform, string advance) => platform.PostAsync("/simulator/clock", new { advance });
}
