using System.Diagnostics;
using System.Net.WebSockets;

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
    public async Task Events_reach_only_those_who_asked_for_their_intent()
    {
        await using var platform = await Platform.StartAsync(new() { AcceptAnySecret = true, MaxConcurrency = 2 });
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
        await using var platform = await Platform.StartAsync(new() { AcceptAnySecret = true, MaxConcurrency = 2 });
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

        var saying = Parallel.ForAsync(0, 1000, async (_, _) => await platform.SayAsync(new { scene = "c2c", conversation = places.User, text = "burst" }));

        for (var seq = 2; seq <= 1001; seq++)
        {
            (await socket.ReadAsync("C2C_MESSAGE_CREATE")).GetProperty("s").GetInt32().Should().Be(seq);
        }

        await saying;
    }

    [Fact]
    public async Task The_end_of_the_host_closes_sockets_and_polls_at_once()
    {
        await using var platform = await Platform.StartAsync(new() { AcceptAnySecret = true, MaxConcurrency = 2 });
        var (socket, _) = await platform.IdentifyAsync(0);
        var (deaf, _) = await platform.IdentifyAsync(0);
        using var owned = socket;
        using var ownedDeaf = deaf;
        var poll = platform.GetAsync("/simulator/messages?wait=60");
        var closed = socket.CloseCodeAsync();

        var watch = Stopwatch.StartNew();
        await platform.StopAsync();

        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(10), "a client that does not answer the close must not hold up the process");
        (await closed).Should().Be(1001);
        (await poll).GetProperty("messages").GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task A_plain_request_to_the_gateway_is_refused()
    {
        await using var platform = await Platform.StartAsync();

        (await platform.GetAsync("/websocket", 400)).GetProperty("code").GetInt32().Should().Be(11255);
    }
}
