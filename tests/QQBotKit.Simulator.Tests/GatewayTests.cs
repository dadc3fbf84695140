using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;

namespace QQBotKit.Simulator.Tests;

public class GatewayTests
{
    [Fact]
    public async Task The_gateway_is_where_the_caller_reached_the_platform()
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();

        var plain = await platform.GetAsync("/gateway");
        var advised = await platform.GetAsync("/gateway/bot");

        var url = $"ws://127.0.0.1:{platform.Http.BaseAddress!.Port}/websocket";
        plain.GetProperty("url").GetString().Should().Be(url);
        advised.GetProperty("url").GetString().Should().Be(url);
        advised.GetProperty("shards").GetInt32().Should().Be(1);
        advised.GetProperty("session_start_limit").EnumerateObject().Select(limit => limit.Name)
            .Should().Equal("total", "remaining", "reset_after", "max_concurrency");
    }

    [Fact]
    public async Task Hello_comes_first_then_ready_and_each_heartbeat_is_acknowledged()
    {
        await using var platform = await Platform.StartAsync();
        using var socket = await platform.ConnectSilentlyAsync();

        var hello = await socket.ReadAsync();
        await socket.SendAsync(new { op = 1, d = (int?)null });
        var early = await socket.ReadAsync();
        await socket.SendAsync(new { op = 2, d = new { token = $"QQBot {await platform.TokenAsync()}", intents = 0 } });
        var ready = await socket.ReadAsync();
        await socket.SendAsync(new { op = 1, d = 1 });
        var late = await socket.ReadAsync();

        hello.GetRawText().Should().Be(Sample.Compact("_HELLO"));
        early.GetRawText().Should().Be(Sample.Compact("_HEARTBEAT_ACK"));
        late.GetRawText().Should().Be(Sample.Compact("_HEARTBEAT_ACK"));
        Sample.ShouldHaveTheShapeOf(ready, "READY");
        ready.GetProperty("s").GetInt32().Should().Be(1);
    }

    [Theory]
    [InlineData("""{"op":3,"d":{}}""", 4001)]
    [InlineData("""{"op":0,"d":{}}""", 4001)]
    [InlineData("""{"op":10,"d":{}}""", 4001)]
    [InlineData("hello", 4002)]
    [InlineData("[]", 4002)]
    [InlineData("{}", 4002)]
    [InlineData("""{"op":1,"d":"5"}""", 4002)]
    [InlineData("""{"op":2}""", 4002)]
    [InlineData("""{"op":2,"d":null}""", 4002)]
    [InlineData("""{"op":2,"d":{"token":"QQBot x"}}""", 4002)]
    [InlineData("""{"op":2,"d":{"token":"QQBot x","intents":"all"}}""", 4002)]
    [InlineData("""{"op":6,"d":{"token":"QQBot x"}}""", 4002)]
    [InlineData("""{"op":2,"d":{"token":"QQBot x","intents":0}}""", 4004)]
    [InlineData("""{"op":2,"d":{"token":"TOKEN","intents":0}}""", 4004)]
    [InlineData("""{"op":6,"d":{"token":"QQBot x","session_id":"y","seq":1}}""", 4004)]
    [InlineData("""{"op":2,"d":{"token":"QQBot TOKEN","intents":0,"shard":[1,1]}}""", 4010)]
    [InlineData("""{"op":2,"d":{"token":"QQBot TOKEN","intents":0,"shard":[-1,1]}}""", 4010)]
    [InlineData("""{"op":2,"d":{"token":"QQBot TOKEN","intents":0,"shard":[0]}}""", 4010)]
    [InlineData("""{"op":2,"d":{"token":"QQBot TOKEN","intents":4}}""", 4013)]
    [InlineData("""{"op":2,"d":{"token":"QQBot TOKEN","intents":4294967296}}""", 4013)]
    [InlineData("""{"op":2,"d":{"token":"QQBot TOKEN","intents":-1}}""", 4013)]
    public async Task A_client_that_breaks_the_protocol_is_closed_with_the_platforms_code(string frame, int code)
    {
        await using var platform = await Platform.StartAsync();
        using var socket = await platform.ConnectAsync();

        await socket.SendTextAsync(frame.Replace("TOKEN", await platform.TokenAsync(), StringComparison.Ordinal));

        (await socket.CloseCodeAsync()).Should().Be(code);
    }

    [Fact]
    public async Task A_binary_frame_is_not_a_payload()
    {
        await using var platform = await Platform.StartAsync();
        using var socket = await platform.ConnectAsync();

        await socket.SendTextAsync("""{"op":1,"d":null}""", WebSocketMessageType.Binary);

        (await socket.CloseCodeAsync()).Should().Be(4002);
    }

    [Fact]
    public async Task A_second_identify_on_one_connection_is_4005()
    {
        await using var platform = await Platform.StartAsync();
        var (socket, _) = await platform.IdentifyAsync(0);
        using var owned = socket;

        await socket.SendAsync(new { op = 2, d = new { token = $"QQBot {await platform.TokenAsync()}", intents = 0 } });

        (await socket.CloseCodeAsync()).Should().Be(4005);
    }

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

    [Fact]
    public async Task Events_reach_only_those_who_asked_for_their_intent()
    {
        await using var platform = await Platform.StartAsync();
        var places = await Places.OfAsync(platform);
        var (people, _) = await platform.IdentifyAsync(Platform.GroupAndC2C);
        var (guilds, _) = await platform.IdentifyAsync(Platform.PublicGuild);
        using var ownPeople = people;
        using var ownGuilds = guilds;

        var mentioned = await platform.SayAsync(new { scene = "channel", conversation = places.Channel, text = "hi" });
        var overheard = await platform.SayAsync(new { scene = "channel", conversation = places.Channel, text = "hi", mention = false });
        var inGroup = await platform.SayAsync(new { scene = "group", conversation = places.Group, text = "hi" });
        var direct = await platform.SayAsync(new { scene = "direct", conversation = places.Direct, text = "hi" });

        new[] { mentioned, overheard, inGroup, direct }.Select(answer => answer.GetProperty("delivered").GetInt32()).Should().Equal(1, 0, 1, 0);
        await guilds.ReadAsync("AT_MESSAGE_CREATE");
        await people.ReadAsync("GROUP_AT_MESSAGE_CREATE");
    }

    [Fact]
    public async Task A_guilds_events_reach_the_shard_of_its_id_and_no_other()
    {
        await using var platform = await Platform.StartAsync();
        var places = await Places.OfAsync(platform);
        var token = await platform.TokenAsync();
        var right = (int)((ulong.Parse(places.Guild, System.Globalization.CultureInfo.InvariantCulture) >> 22) % 2);
        var (socket, _) = await platform.IdentifyAsync(Platform.PublicGuild, [right, 2], token);
        var (other, _) = await platform.IdentifyAsync(Platform.PublicGuild, [1 - right, 2], token);
        using var own = socket;
        using var ownOther = other;

        var said = await platform.SayAsync(new { scene = "channel", conversation = places.Channel, text = "hi" });

        said.GetProperty("delivered").GetInt32().Should().Be(1);
        await socket.ReadAsync("AT_MESSAGE_CREATE");
    }

    [Fact]
    public async Task A_burst_larger_than_any_queue_arrives_whole_and_in_order()
    {
        await using var platform = await Platform.StartAsync();
        var places = await Places.OfAsync(platform);
        var (socket, _) = await platform.IdentifyAsync(Platform.GroupAndC2C);
        using var owned = socket;

        var saying = Parallel.ForAsync(0, 1000, async (_, _) => await SayAsync(platform, places, "burst"));

        for (var seq = 2; seq <= 1001; seq++)
        {
            (await socket.ReadAsync("C2C_MESSAGE_CREATE")).GetProperty("s").GetInt32().Should().Be(seq);
        }

        await saying;
    }

    [Fact]
    public async Task The_end_of_the_host_closes_sockets_and_polls_at_once()
    {
        await using var platform = await Platform.StartAsync();
        var (socket, _) = await platform.IdentifyAsync(0);
        var (deaf, _) = await platform.IdentifyAsync(0);
        using var owned = socket;
        using var ownedDeaf = deaf;
        var poll = platform.GetAsync("/simulator/messages?wait=60");
        var closed = socket.CloseCodeAsync();

        var watch = Stopwatch.StartNew();
        await platform.StopAsync();

        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(5), "a client that does not answer the close must not hold up the process");
        (await closed).Should().Be(1001);
        (await poll).GetProperty("messages").GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task A_plain_request_to_the_gateway_is_refused()
    {
        await using var platform = await Platform.StartAsync();

        (await platform.GetAsync("/websocket", 400)).GetProperty("code").GetInt32().Should().Be(11255);
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
