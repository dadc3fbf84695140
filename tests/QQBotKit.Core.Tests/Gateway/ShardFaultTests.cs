using QQBotKit.Core.Gateway;
using QQBotKit.Core.Tests.Rest;

namespace QQBotKit.Core.Tests.Gateway;

/// <summary>A real bot on a network and a platform that misbehave: nothing is lost, nothing is handled twice.</summary>
public class ShardFaultTests
{
    private static readonly byte[][] Broken =
    [
        ""u8.ToArray(),
        "not json"u8.ToArray(),
        "[]"u8.ToArray(),
        "{}"u8.ToArray(),
        """{"op":0,"t":"GROUP_AT"""u8.ToArray(),
        """{"op":99,"d":{}}"""u8.ToArray(),
        """{"op":0,"s":2}"""u8.ToArray(),
        """{"op":0,"s":3,"t":"SOMETHING_NEW","d":{"a":1}}"""u8.ToArray(),
        """{"op":0,"s":4,"t":"GROUP_AT_MESSAGE_CREATE","d":null}"""u8.ToArray(),
        """{"op":0,"s":5,"t":"C2C_MESSAGE_CREATE","d":{"author":[1]}}"""u8.ToArray(),
        """{"op":10,"d":{"heartbeat_interval":"soon"}}"""u8.ToArray(),
        """{"op":11,"d":[]}"""u8.ToArray(),

        // Valid UTF-8, and valid JSON to a reader that never looks into the texts: half of a surrogate pair.
        """{"op":0,"s":6,"t":"\ud800","d":{}}"""u8.ToArray(),
        """{"op":0,"s":7,"id":"\udc00","t":"X"}"""u8.ToArray(),
        """{"\ud800":1,"op":0,"s":8,"t":"X"}"""u8.ToArray(),
        """{"op":0,"s":9,"t":"C2C_MESSAGE_CREATE","d":{"id":"1","author":{"user_openid":"\ud800"},"content":"\ud800"}}"""u8.ToArray(),
    ];

    private static readonly byte[] NotUtf8 = [.. """{"op":0,"s":10,"t":"C2C_MESSAGE_CREATE","d":{"content":" """u8, 0xC3, 0x28, .. "\"}}"u8];

    [Fact]
    public async Task A_lost_connection_is_resumed_and_what_comes_again_is_handled_once()
    {
        await using var bot = await RunningBot.StartAsync(scope => scope.Command("echo", (string text) => text));
        var connection = await bot.ConnectAsync();
        await connection.SendAsync(Frames.Group(2, "/echo one"));
        await connection.SendAsync(Frames.Group(3, "/echo two"));
        await connection.SyncAsync();

        connection.Abort();

        (await bot.Clock.PassDelayAsync()).Should().BeLessThanOrEqualTo(RunningBot.FirstBackOff);
        var second = await bot.Platform.AcceptAsync();
        var resume = await second.ResumeSessionAsync(Frames.Group(3, "/echo two"), Frames.Group(4, "/echo three"));
        ((long)resume["seq"]!).Should().Be(3);
        await second.SendAsync(Frames.Group(901, "/echo four"));
        string[] said = [await bot.NextReplyAsync(), await bot.NextReplyAsync(), await bot.NextReplyAsync(), await bot.NextReplyAsync()];
        said.Should().Equal("one", "two", "three", "four");
        (await second.SyncAsync()).Should().Be(901);
    }

    [Fact]
    public async Task A_long_replay_is_not_taken_for_silence()
    {
        await using var bot = await RunningBot.StartAsync();
        (await bot.ConnectAsync()).Abort();
        await bot.Clock.PassDelayAsync();
        var connection = await bot.Platform.AcceptAsync();
        await connection.HelloAsync(interval: 600_000);
        await connection.ReceiveAsync(Opcode.Resume);

        for (var i = 2; i < 6; i++)
        {
            bot.Clock.Advance(15);
            await connection.SendAsync(Frames.Group(i, "missed"));
            await connection.SyncAsync();
        }

        await connection.SendAsync("""{"op":0,"s":6,"t":"RESUMED","d":""}""");
        (await connection.SyncAsync()).Should().Be(6);
        bot.Platform.ConnectionCount.Should().Be(2);
    }

    [Fact]
    public async Task A_platform_that_says_nothing_is_left_after_a_while()
    {
        await using var bot = await RunningBot.StartAsync();
        var connection = await bot.Platform.AcceptAsync();
        await Eventually.IsTrue(
            () => bot.Clock.Waits.Count(wait => wait == TimeSpan.FromSeconds(20)) == 2, "the connection and then the answer of the platform are waited for");

        bot.Clock.Advance(20);

        (await connection.Closed).Should().Be(4000);
        await bot.ReconnectAsync(Opcode.Identify);
    }

    [Fact]
    public async Task A_missed_ack_is_noticed_and_the_session_resumed()
    {
        await using var bot = await RunningBot.StartAsync();
        var connection = await bot.Platform.AcceptAsync();
        await connection.StartSessionAsync(interval: 10_000);

        bot.Clock.Advance(9.5);
        await connection.ReceiveAsync(Opcode.Heartbeat);
        bot.Clock.Advance(9.5);

        (await connection.Closed).Should().Be(4000, "1000 would end the session");
        var resume = await bot.ReconnectAsync();
        ((string)resume["session_id"]!).Should().Be("session-1");
        bot.Alarms.Should().ContainSingle().Which.Should().Contain("heartbeat");
    }

    [Fact]
    public async Task While_events_cannot_be_taken_heartbeats_still_go_out()
    {
        await using var platform = await FakeGateway.StartAsync();
        await using var source = new RunningSource(platform);
        var connection = await platform.AcceptAsync();
        await connection.StartSessionAsync(interval: 10_000);

        await connection.SendAsync(Frames.Group(2, "too much"));
        await source.Offered;
        for (var i = 0; i < 3; i++)
        {
            source.Clock.Advance(9);
            ((long?)await connection.ReceiveAsync(Opcode.Heartbeat)).Should().Be(1, "the event is not taken over yet");
            await connection.SendAsync("""{"op":11}""");
        }

        source.Room.SetResult();
        (await connection.SyncAsync()).Should().Be(2);
        platform.ConnectionCount.Should().Be(1);
    }

    [Fact]
    public async Task A_frame_that_cannot_be_read_costs_nothing_but_itself()
    {
        await using var bot = await RunningBot.StartAsync(scope => scope.Command("ping", () => "pong"));
        var connection = await bot.ConnectAsync();
        foreach (var frame in Broken)
        {
            await connection.SendAsync(frame);
        }

        await connection.SendAsync(Frames.Group(20, "/ping"));
        (await bot.NextReplyAsync()).Should().Be("pong");
        (await connection.SyncAsync()).Should().Be(20);
        bot.Platform.ConnectionCount.Should().Be(1);

        // A platform, or a proxy, that is broken sends many of them.
        var told = bot.Log.All;
        told.Should().Contain("SOMETHING_NEW").And.Contain("skipped");
        foreach (var frame in Broken)
        {
            await connection.SendAsync(frame);
        }

        await connection.SyncAsync();
        bot.Log.All.Should().Be(told, "each kind is told once");
    }

    [Fact]
    public async Task Text_that_is_not_utf8_ends_the_connection_as_the_protocol_demands_but_never_the_bot()
    {
        await using var bot = await RunningBot.StartAsync();
        var connection = await bot.ConnectAsync();
        bot.Clock.Advance(6); // long enough not to be one of several quick ends
        for (var i = 0; i < Session.MaxLostResumes; i++)
        {
            await connection.SendAsync(NotUtf8);
            await connection.Closed;
            await bot.Clock.PassDelayAsync();
            connection = await bot.Platform.AcceptAsync();
            await connection.HelloAsync();
            await connection.ReceiveAsync(Opcode.Resume);
        }

        // It comes again with every resume: the session is given up.
        await connection.SendAsync(NotUtf8);
        await bot.Clock.PassDelayAsync();
        await bot.ConnectAsync();
    }

    [Fact]
    public async Task A_frame_above_the_limit_is_skipped_and_its_size_told()
    {
        await using var bot = await RunningBot.StartAsync(scope => scope.Command("ping", () => "pong"));
        var connection = await bot.ConnectAsync();

        await connection.SendAsync(Frames.Group(2, "/ping " + new string('x', 5 * 1024 * 1024)));
        await connection.SendAsync(Frames.Group(3, "/ping"));

        (await bot.NextReplyAsync()).Should().Be("pong");
        bot.Platform.ConnectionCount.Should().Be(1);
        bot.Alarms.Should().ContainSingle().Which.Should().MatchRegex("524[0-9]{4} bytes.*larger than");
    }

    [Fact]
    public async Task A_large_frame_below_the_limit_arrives_whole()
    {
        await using var bot = await RunningBot.StartAsync(scope => scope.Command("length", (string text) => $"{text.Length}"));
        var connection = await bot.ConnectAsync();

        await connection.SendAsync(Frames.Group(2, "/length " + new string('x', 3_000_000)));

        (await bot.NextReplyAsync()).Should().Be("3000000");
    }
}
