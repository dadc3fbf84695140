using System.Diagnostics;
using System.Text.Json;

namespace QQBotKit.Simulator.Tests;

public class ResumeTests
{
    [Fact]
    public async Task A_client_without_heartbeats_is_closed_with_4009_and_may_resume()
    {
        await using var platform = await Platform.StartAsync();
        var (silent, session) = await platform.IdentifyAsync(0);
        using var owned = silent;
        platform.Time.Advance(TimeSpan.FromSeconds(60));
        await silent.SendAsync(new { op = 1, d = 1 });
        await silent.ReadAsync();
        platform.Time.Advance(TimeSpan.FromSeconds(61));
        await silent.SendAsync(new { op = 1, d = 1 });
        (await silent.ReadAsync()).GetProperty("op").GetInt32().Should().Be(11);

        platform.Time.Advance(TimeSpan.FromSeconds(62));

        (await silent.CloseCodeAsync()).Should().Be(4009);
        using var socket = await ResumeAsync(platform, session, 1);
        await socket.ReadAsync("RESUMED");
    }

    [Fact]
    public async Task A_resume_replays_what_was_missed_and_then_goes_on()
    {
        await using var platform = await Platform.StartAsync();
        var places = await Places.OfAsync(platform);
        var (first, session) = await platform.IdentifyAsync(Platform.GroupAndC2C);
        await SayAsync(platform, places, "seen");
        var seen = await first.ReadAsync("C2C_MESSAGE_CREATE");
        await SayAsync(platform, places, "received but not processed");
        await first.ReadAsync("C2C_MESSAGE_CREATE");
        await first.CloseAsync();
        first.Dispose();
        await UntilAsync(async () => (await SayAsync(platform, places, "missed")).GetProperty("delivered").GetInt32() == 0);

        using var second = await ResumeAsync(platform, session, seen.GetProperty("s").GetInt64());

        var frames = new List<JsonElement>();
        do
        {
            frames.Add(await second.ReadAsync());
        }
        while (frames[^1].GetProperty("t").GetString() != "RESUMED");
        await SayAsync(platform, places, "live");
        frames.Add(await second.ReadAsync("C2C_MESSAGE_CREATE"));

        frames.Select(frame => frame.GetProperty("s").GetInt64()).Should().Equal(Enumerable.Range(3, frames.Count).Select(number => (long)number));
        frames.Should().HaveCountGreaterThanOrEqualTo(4);
        frames[0].GetProperty("d").GetProperty("content").GetString().Should().Be("received but not processed");
        frames[1..^2].Should().OnlyContain(frame => frame.GetProperty("d").GetProperty("content").GetString() == "missed");
        Sample.ShouldHaveTheShapeOf(frames[^2], "RESUMED");
        frames[^2].GetProperty("d").GetString().Should().BeEmpty();
        frames[^1].GetProperty("d").GetProperty("content").GetString().Should().Be("live");
    }

    [Fact]
    public async Task A_session_that_is_not_known_is_op_9_and_the_connection_can_identify()
    {
        await using var platform = await Platform.StartAsync();
        using var socket = await ResumeAsync(platform, "3672701e-8c37-7bee-e7cc-b05cbd4af325", 1);

        (await socket.ReadAsync()).GetRawText().Should().Be(Sample.Compact("_INVALID_SESSION"));
        await socket.SendAsync(new { op = 2, d = new { token = $"QQBot {await platform.TokenAsync()}", intents = 0 } });
        await socket.ReadAsync("READY");
    }

    [Fact]
    public async Task A_session_is_forgotten_after_its_life()
    {
        await using var platform = await Platform.StartAsync(new() { AcceptAnySecret = true, SessionLife = TimeSpan.FromSeconds(30) });
        var (first, session) = await platform.IdentifyAsync(0);
        await first.CloseAsync();
        first.Dispose();
        await UntilAsync(async () => !(await platform.GetAsync("/simulator/world")).GetProperty("bots")[0].GetProperty("online").GetBoolean());

        platform.Time.Advance(TimeSpan.FromSeconds(31));

        using var socket = await ResumeAsync(platform, session, 1);
        (await socket.ReadAsync()).GetProperty("op").GetInt32().Should().Be(9);
    }

    [Fact]
    public async Task Another_bots_session_is_4006()
    {
        await using var platform = await Platform.StartAsync();
        var (first, session) = await platform.IdentifyAsync(0);
        using var owned = first;

        using var socket = await ResumeAsync(platform, session, 1, await platform.TokenAsync("102000002", "another"));

        (await socket.CloseCodeAsync()).Should().Be(4006);
    }

    [Fact]
    public async Task A_seq_that_was_never_sent_is_4007()
    {
        await using var platform = await Platform.StartAsync();
        var (first, session) = await platform.IdentifyAsync(0);
        using var owned = first;

        using var socket = await ResumeAsync(platform, session, 2);

        (await socket.CloseCodeAsync()).Should().Be(4007);
    }

    [Fact]
    public async Task A_seq_whose_events_are_no_longer_kept_is_4007_and_the_oldest_kept_one_is_not()
    {
        await using var platform = await Platform.StartAsync(new() { AcceptAnySecret = true, ReplayLimit = 2 });
        var places = await Places.OfAsync(platform);
        var (first, session) = await platform.IdentifyAsync(Platform.GroupAndC2C);
        using var owned = first;
        for (var number = 2; number <= 5; number++)
        {
            await SayAsync(platform, places, $"{number}");
            await first.ReadAsync("C2C_MESSAGE_CREATE");
        }

        using var tooOld = await ResumeAsync(platform, session, 2);
        (await tooOld.CloseCodeAsync()).Should().Be(4007);
        using var oldest = await ResumeAsync(platform, session, 3);
        (await oldest.ReadAsync("C2C_MESSAGE_CREATE")).GetProperty("s").GetInt64().Should().Be(4);
    }

    private static async Task<Socket> ResumeAsync(Platform platform, string session, long seq, string? token = null)
    {
        var socket = await platform.ConnectAsync();
        await socket.SendAsync(new { op = 6, d = new { token = $"QQBot {token ?? await platform.TokenAsync()}", session_id = session, seq } });
        return socket;
    }

    private static Task<JsonElement> SayAsync(Platform platform, Places places, string text) =>
        platform.SayAsync(new { scene = "c2c", conversation = places.User, text });

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            watch.Elapsed.Should().BeLessThan(Platform.Patience);
            await Task.Yield();
        }
    }
}
