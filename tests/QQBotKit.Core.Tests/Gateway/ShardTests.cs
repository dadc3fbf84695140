using System.Text.Json.Nodes;
using QQBotKit.Core.Gateway;

namespace QQBotKit.Core.Tests.Gateway;

/// <summary>What a real bot says to the gateway, and how it goes on after each answer. No test sleeps: every wait is on the clock of the test.</summary>
public class ShardTests
{
    [Fact]
    public async Task Identify_says_who_the_bot_is_and_what_it_wants_to_hear()
    {
        await using var bot = await RunningBot.StartAsync();
        var connection = await bot.Platform.AcceptAsync();

        var identify = await connection.StartSessionAsync();

        identify["properties"]!.Should().BeOfType<JsonObject>();
        identify.AsObject().Remove("properties");
        JsonNode.DeepEquals(identify, JsonNode.Parse(
            $$"""{"token":"QQBot token-1","intents":{{(1 << 12) | (1 << 25) | (1 << 30)}},"shard":[0,1]}""")).Should().BeTrue(identify.ToJsonString());
        connection.Complaints.Should().BeEmpty("every frame is one text message");
    }

    [Fact]
    public async Task Ready_tells_who_the_bot_is()
    {
        await using var bot = await RunningBot.StartAsync();
        bot.Bot.Ready.IsCompleted.Should().BeFalse();

        await bot.ConnectAsync();

        var ready = await bot.Bot.Ready.WaitAsync(FakeGateway.Patience);
        (ready.UserId, ready.UserName).Should().Be(("15566780912234417093", "书签助手"));
        bot.Alarms.Should().BeEmpty();
    }

    [Fact]
    public async Task A_heartbeat_carries_null_before_the_first_seq_and_then_the_last_one()
    {
        await using var bot = await RunningBot.StartAsync();
        var connection = await bot.Platform.AcceptAsync();
        await connection.HelloAsync(interval: 10_000);
        await connection.ReceiveAsync(Opcode.Identify);

        bot.Clock.Advance(9.5);
        (await connection.ReceiveAsync(Opcode.Heartbeat)).Should().BeNull();
        await connection.SendAsync("""{"op":11}""");
        await connection.SendAsync("""{"op":0,"s":1,"t":"READY","d":{"session_id":"session-1"}}""");
        await connection.SendAsync("""{"op":0,"s":42,"t":"SOMETHING_NEW","id":"SOMETHING_NEW:1","d":{}}""");
        (await connection.SyncAsync()).Should().Be(42, "the platform's own heartbeat is answered at once, without any time passing");

        bot.Clock.Advance(9.5);
        ((long?)await connection.ReceiveAsync(Opcode.Heartbeat)).Should().Be(42);
    }

    [Fact]
    public async Task Acknowledged_heartbeats_keep_the_connection()
    {
        await using var bot = await RunningBot.StartAsync();
        var connection = await bot.Platform.AcceptAsync();
        await connection.StartSessionAsync(interval: 10_000);

        for (var i = 0; i < 20; i++)
        {
            bot.Clock.Advance(9);
            await connection.ReceiveAsync(Opcode.Heartbeat);
            await connection.SendAsync("""{"op":11}""");
            await connection.SyncAsync();
        }

        bot.Platform.ConnectionCount.Should().Be(1);
        bot.Alarms.Should().BeEmpty();
    }

    [Fact]
    public async Task Op_7_is_followed_by_a_resume_on_a_new_socket()
    {
        await using var bot = await RunningBot.StartAsync();
        var connection = await bot.ConnectAsync();
        await connection.SendAsync(Frames.Group(2, "hello"));
        await connection.SyncAsync();

        await connection.SendAsync("""{"op":7}""");

        (await connection.Closed).Should().Be(4000);
        var resume = await bot.ReconnectAsync();
        JsonNode.DeepEquals(resume, JsonNode.Parse("""{"token":"QQBot token-1","session_id":"session-1","seq":2}"""))
            .Should().BeTrue(resume.ToJsonString());
        bot.Alarms.Should().ContainSingle().Which.Should().Contain("code 1000", "the platform's answer to the close was waited for and read");
    }

    [Theory]
    [InlineData("""{"op":9,"d":false}""", false)]
    [InlineData("""{"op":9}""", false)]
    [InlineData("""{"op":9,"d":true}""", true)]
    public async Task Op_9_is_followed_by_a_new_session_unless_it_allows_the_old_one(string frame, bool resumes)
    {
        await using var bot = await RunningBot.StartAsync();
        var connection = await bot.ConnectAsync();

        await connection.SendAsync(frame);

        await connection.Closed;
        if (resumes)
        {
            await bot.ReconnectAsync();
        }
        else
        {
            await bot.ReconnectAsync(Opcode.Identify, atMost: TimeSpan.FromSeconds(5));
        }
    }

    [Theory]
    [InlineData(4009, nameof(Opcode.Resume))]
    [InlineData(1001, nameof(Opcode.Resume))]
    [InlineData(4006, nameof(Opcode.Identify))]
    [InlineData(4900, nameof(Opcode.Identify))]
    public async Task A_close_code_decides_how_the_session_goes_on(int code, string next)
    {
        await using var bot = await RunningBot.StartAsync();
        var connection = await bot.ConnectAsync();

        await connection.CloseAsync(code);

        await bot.ReconnectAsync(Enum.Parse<Opcode>(next));
        bot.Alarms.Should().ContainSingle().Which.Should().Contain($"{code}");
    }

    [Fact]
    public async Task Intents_without_permission_stop_the_bot_and_are_named()
    {
        await using var bot = await RunningBot.StartAsync(intents: ["guild_messages", "forums_event"]);
        var connection = await bot.Platform.AcceptAsync();
        await connection.HelloAsync();
        await connection.ReceiveAsync(Opcode.Identify);

        await connection.CloseAsync(4014);

        var why = await bot.Run.WaitAsync(FakeGateway.Patience);
        why.Should().Contain("no right").And.Contain("guild_messages").And.Contain("forums_event");
        bot.Platform.ConnectionCount.Should().Be(1, "the same intents would be refused again");
        bot.Alarms.Should().ContainSingle().Which.Should().Contain("4014");
    }

    [Fact]
    public async Task A_refused_token_is_replaced_and_the_third_refusal_stops_the_bot()
    {
        await using var bot = await RunningBot.StartAsync();
        for (var i = 1; i <= Session.MaxRefusedTokens; i++)
        {
            var connection = await bot.Platform.AcceptAsync();
            await connection.HelloAsync();
            ((string)(await connection.ReceiveAsync(Opcode.Identify))!["token"]!).Should().Be($"QQBot token-{i}");

            await connection.CloseAsync(4004);

            if (i < Session.MaxRefusedTokens)
            {
                await bot.Clock.PassDelayAsync();
            }
        }

        (await bot.Run.WaitAsync(FakeGateway.Patience)).Should().Contain("app_id");
        bot.Log.All.Should().NotContain("token-").And.NotContain("the secret");
    }
}
