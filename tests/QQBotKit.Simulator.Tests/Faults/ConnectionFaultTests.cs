using System.Net.WebSockets;

namespace QQBotKit.Simulator.Tests.Faults;

public class ConnectionFaultTests
{
    [Fact]
    public async Task Drop_resets_tcp_and_the_session_can_be_resumed_with_what_it_missed()
    {
        await using var platform = await Platform.StartAsync();
        var places = await Places.OfAsync(platform);
        var (socket, session) = await platform.IdentifyAsync(Platform.GroupAndC2C);
        using var owned = socket;
        await platform.WriteAsync(places, "seen");
        await socket.ReadAsync("C2C_MESSAGE_CREATE");

        await platform.FaultAsync("""{"fault":"drop"}""");

        await socket.Invoking(lost => lost.ReadAsync()).Should().ThrowAsync<WebSocketException>();
        await platform.WriteAsync(places, "missed");
        using var resumed = await platform.ResumeAsync(session, 2);
        (await resumed.ReadAsync("C2C_MESSAGE_CREATE")).Text().Should().Be("missed");
        await resumed.ReadAsync("RESUMED");
    }

    [Fact]
    public async Task Drop_is_a_reset_without_a_close_frame()
    {
        await using var platform = await Platform.StartAsync();
        using var client = await RawClient.IdentifyAsync(platform);

        await platform.FaultAsync("""{"fault":"drop"}""");

        var (rest, end) = await client.ReadToEndAsync();
        rest.Should().BeEmpty();
        end.Should().Be(RawClient.Reset);
    }

    [Fact]
    public async Task Drop_with_a_count_strikes_again_after_each_ready()
    {
        await using var platform = await Platform.StartAsync();
        var (socket, session) = await platform.IdentifyAsync(0);
        using var owned = socket;

        var answer = await platform.FaultAsync("""{"fault":"drop","count":3}""");

        answer.GetProperty("faults")[0].GetProperty("count").GetInt32().Should().Be(2);
        for (var seq = 1; seq <= 2; seq++)
        {
            using var dropped = await platform.ResumeAsync(session, seq);
            await dropped.ReadAsync("RESUMED");
            await dropped.Invoking(lost => lost.ReadAsync()).Should().ThrowAsync<WebSocketException>();
        }

        using var kept = await platform.ResumeAsync(session, 3);
        await kept.ReadAsync("RESUMED");
        await kept.ShouldAnswerAsync();
    }

    [Theory]
    [InlineData(4009, true)]
    [InlineData(4008, true)]
    [InlineData(1001, true)]
    [InlineData(4001, false)]
    [InlineData(4002, false)]
    [InlineData(4003, false)]
    [InlineData(4004, false)]
    [InlineData(4005, false)]
    [InlineData(4006, false)]
    [InlineData(4007, false)]
    [InlineData(4010, false)]
    [InlineData(4011, false)]
    [InlineData(4012, false)]
    [InlineData(4013, false)]
    [InlineData(4014, false)]
    [InlineData(4900, false)]
    [InlineData(4913, false)]
    [InlineData(4914, false)]
    [InlineData(4915, false)]
    public async Task Close_has_its_code_and_ends_the_session_where_the_platform_does(int code, bool resumable)
    {
        await using var platform = await Platform.StartAsync();
        var (socket, session) = await platform.IdentifyAsync(0);
        using var owned = socket;

        await platform.FaultAsync($$"""{"fault":"close","code":{{code}}}""");

        (await socket.CloseCodeAsync()).Should().Be(code);
        using var resumed = await platform.ResumeAsync(session, 1);
        (await resumed.ReadAsync()).GetProperty("op").GetInt32().Should().Be(resumable ? 0 : 9);
    }

    [Fact]
    public async Task Close_without_a_code_is_a_close_frame_without_one()
    {
        await using var platform = await Platform.StartAsync();
        using var client = await RawClient.IdentifyAsync(platform);

        await platform.FaultAsync("""{"fault":"close"}""");

        (await client.ReadToEndAsync()).Last.Should().Equal(0x88, 0x00);
    }

    [Fact]
    public async Task Close_can_be_the_answer_to_a_resume()
    {
        await using var platform = await Platform.StartAsync();
        var (socket, session) = await platform.IdentifyAsync(0);
        using var owned = socket;

        await platform.FaultAsync("""{"fault":"close","code":4007,"on":"resume"}""");

        await socket.ShouldAnswerAsync();
        using var resumed = await platform.ResumeAsync(session, 1);
        (await resumed.CloseCodeAsync()).Should().Be(4007);
    }

    [Fact]
    public async Task Reconnect_is_op_7_and_leaves_the_rest_to_the_client()
    {
        await using var platform = await Platform.StartAsync();
        var (socket, session) = await platform.IdentifyAsync(0);
        using var owned = socket;

        await platform.FaultAsync("""{"fault":"reconnect"}""");

        (await socket.ReadAsync()).GetRawText().Should().Be("""{"op":7}""");
        await socket.CloseAsync();
        using var resumed = await platform.ResumeAsync(session, 1);
        await resumed.ReadAsync("RESUMED");
    }

    [Theory]
    [InlineData("""{"fault":"invalid_session","resumable":true}""", """{"op":9,"d":true}""", true)]
    [InlineData("""{"fault":"invalid_session","resumable":false}""", """{"op":9,"d":false}""", false)]
    [InlineData("""{"fault":"invalid_session"}""", """{"op":9}""", false)]
    public async Task Invalid_session_is_op_9_now_and_only_true_leaves_the_session(string fault, string frame, bool resumable)
    {
        await using var platform = await Platform.StartAsync();
        var (socket, session) = await platform.IdentifyAsync(0);
        using var owned = socket;

        await platform.FaultAsync(fault);

        (await socket.ReadAsync()).GetRawText().Should().Be(frame);
        using var resumed = await platform.ResumeAsync(session, 1);
        (await resumed.ReadAsync()).GetProperty("op").GetInt32().Should().Be(resumable ? 0 : 9);
    }

    [Fact]
    public async Task After_an_invalid_session_the_same_connection_can_identify_and_gets_events()
    {
        await using var platform = await Platform.StartAsync();
        var places = await Places.OfAsync(platform);
        var (socket, _) = await platform.IdentifyAsync(Platform.GroupAndC2C);
        using var owned = socket;
        await platform.FaultAsync("""{"fault":"invalid_session","resumable":false}""");
        await socket.ReadAsync();
        platform.Time.Advance(TimeSpan.FromSeconds(5));

        await socket.SendAsync(new { op = 2, d = new { token = $"QQBot {await platform.TokenAsync()}", intents = Platform.GroupAndC2C } });

        await socket.ReadAsync("READY");
        (await platform.WriteAsync(places, "once")).Should().Be(1);
        (await socket.ReadAsync("C2C_MESSAGE_CREATE")).GetProperty("s").GetInt32().Should().Be(2);
    }

    [Fact]
    public async Task Invalid_session_can_be_the_answer_to_so_many_resumes()
    {
        await using var platform = await Platform.StartAsync();
        var (socket, session) = await platform.IdentifyAsync(0);
        using var owned = socket;

        await platform.FaultAsync("""{"fault":"invalid_session","resumable":true,"on":"resume","count":2}""");

        for (var refused = 0; refused < 2; refused++)
        {
            using var again = await platform.ResumeAsync(session, 1);
            (await again.ReadAsync()).GetRawText().Should().Be("""{"op":9,"d":true}""");
        }

        using var resumed = await platform.ResumeAsync(session, 1);
        await resumed.ReadAsync("RESUMED");
    }

    [Fact]
    public async Task Invalid_session_can_be_the_answer_to_an_identify()
    {
        await using var platform = await Platform.StartAsync();
        await platform.FaultAsync("""{"fault":"invalid_session","on":"identify"}""");

        using var refused = await platform.StartAsync();
        (await refused.ReadAsync()).GetRawText().Should().Be("""{"op":9}""");
        using var accepted = await platform.StartAsync();
        await accepted.ReadAsync("READY");
    }

    [Fact]
    public async Task Stopped_acks_come_back_after_their_count()
    {
        await using var platform = await Platform.StartAsync();
        var places = await Places.OfAsync(platform);
        var (socket, _) = await platform.IdentifyAsync(Platform.GroupAndC2C);
        using var owned = socket;
        await platform.FaultAsync("""{"fault":"stop_ack","count":2}""");

        await socket.SendAsync(new { op = 1, d = 1 });
        await socket.SendAsync(new { op = 1, d = 2 });
        await socket.SendAsync(new { op = 1, d = 3 });

        (await socket.ReadAsync()).GetRawText().Should().Be("""{"op":11}""");
        await platform.WriteAsync(places, "still here");
        (await socket.ReadAsync("C2C_MESSAGE_CREATE")).Text().Should().Be("still here", "one heartbeat of three was acknowledged");
        (await platform.GetAsync("/simulator/faults")).GetProperty("faults").GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task Stopped_acks_come_back_after_their_seconds()
    {
        await using var platform = await Platform.StartAsync();
        var (socket, _) = await platform.IdentifyAsync(0);
        using var owned = socket;
        await platform.FaultAsync("""{"fault":"stop_ack","seconds":30}""");

        platform.Time.Advance(TimeSpan.FromSeconds(29));
        await socket.SendAsync(new { op = 1, d = 1 });
        await socket.SendAsync(new { op = 2 });

        await socket.Invoking(one => one.ReadAsync()).Should().ThrowAsync<InvalidOperationException>("the second Identify is answered with a close")
            .WithMessage("*4005*");
        platform.Time.Advance(TimeSpan.FromSeconds(1));
        using var other = await platform.ConnectAsync();
        await other.ShouldAnswerAsync();
    }

    [Fact]
    public async Task Silence_keeps_the_connection_open_and_answers_nothing_not_even_a_ping_or_a_close()
    {
        await using var platform = await Platform.StartAsync();
        var places = await Places.OfAsync(platform);
        using var client = await RawClient.IdentifyAsync(platform);

        await platform.FaultAsync("""{"fault":"silence"}""");

        (await platform.WriteAsync(places, "into the void")).Should().Be(1, "the platform does not know that nobody hears it");
        await client.SendAsync(new { op = 1, d = 1 });
        await client.SendFrameAsync(0x89, "ping"u8.ToArray());
        platform.Time.Advance(TimeSpan.FromMinutes(3));
        await client.SendFrameAsync(0x88, [0x03, 0xE8]);

        // Another connection that is served shows that the first one had its time.
        platform.Time.Advance(TimeSpan.FromSeconds(5));
        using var other = await platform.ConnectAsync();
        await other.ShouldAnswerAsync();
        client.IsOpenAndSilent.Should().BeTrue();
    }

    [Fact]
    public async Task A_silenced_session_is_resumed_on_a_new_connection_with_all_that_it_did_not_hear()
    {
        await using var platform = await Platform.StartAsync();
        var places = await Places.OfAsync(platform);
        var (silent, session) = await platform.IdentifyAsync(Platform.GroupAndC2C);
        using var owned = silent;
        await platform.FaultAsync("""{"fault":"silence"}""");
        await platform.WriteAsync(places, "unheard");

        using var resumed = await platform.ResumeAsync(session, 1);

        (await resumed.ReadAsync("C2C_MESSAGE_CREATE")).Text().Should().Be("unheard");
        await resumed.ReadAsync("RESUMED");
        await resumed.ShouldAnswerAsync();
    }

    [Fact]
    public async Task A_silenced_connection_does_not_hold_up_the_end_of_the_host()
    {
        await using var platform = await Platform.StartAsync();
        using var client = await RawClient.IdentifyAsync(platform);
        await platform.FaultAsync("""{"fault":"silence"}""");

        await platform.StopAsync().WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Half_close_ends_the_stream_without_a_close_frame_and_the_client_can_still_send()
    {
        await using var platform = await Platform.StartAsync();
        using var client = await RawClient.IdentifyAsync(platform);

        await platform.FaultAsync("""{"fault":"half_close"}""");

        var (rest, end) = await client.ReadToEndAsync();
        rest.Should().BeEmpty();
        end.Should().Be(RawClient.EndOfStream);
        await client.SendAsync(new { op = 1, d = 1 });
        await client.SendAsync(new { op = 1, d = 1 });
    }

    [Fact]
    public async Task Half_close_is_the_loss_of_the_connection_for_a_websocket_client()
    {
        await using var platform = await Platform.StartAsync();
        var (socket, session) = await platform.IdentifyAsync(0);
        using var owned = socket;

        await platform.FaultAsync("""{"fault":"half_close"}""");

        await socket.Invoking(lost => lost.ReadAsync()).Should().ThrowAsync<WebSocketException>();
        using var resumed = await platform.ResumeAsync(session, 1);
        await resumed.ReadAsync("RESUMED");
    }

    [Theory]
    [InlineData("""{"fault":"refuse"}""", 503)]
    [InlineData("""{"fault":"refuse","how":"reset"}""", null)]
    public async Task Refuse_lets_no_new_connection_in_until_it_is_ended(string fault, int? status)
    {
        await using var platform = await Platform.StartAsync();
        var (socket, _) = await platform.IdentifyAsync(0);
        using var owned = socket;
        await platform.FaultAsync(fault);

        for (var attempt = 0; attempt < 2; attempt++)
        {
            using var client = new ClientWebSocket();
            client.Options.CollectHttpResponseDetails = true;
            var connecting = () => client.ConnectAsync(new UriBuilder(platform.Http.BaseAddress!) { Scheme = "ws", Path = "/websocket" }.Uri, CancellationToken.None);
            await connecting.Should().ThrowAsync<WebSocketException>();
            ((int)client.HttpStatusCode).Should().Be(status ?? 0);
        }

        await socket.ShouldAnswerAsync();
        await platform.FaultAsync("""{"fault":"clear"}""");
        using var late = await platform.ConnectAsync();
    }

    [Fact]
    public async Task No_hello_leaves_a_new_connection_without_one()
    {
        await using var platform = await Platform.StartAsync();
        await platform.FaultAsync("""{"fault":"no_hello","count":1}""");

        using var silent = await platform.ConnectSilentlyAsync();
        await silent.SendAsync(new { op = 1, d = (int?)null });

        (await silent.ReadAsync()).GetProperty("op").GetInt32().Should().Be(11, "the acknowledgement is the first frame");
        using var next = await platform.ConnectAsync();
    }

    [Fact]
    public async Task No_ready_leaves_identify_and_resume_unanswered()
    {
        await using var platform = await Platform.StartAsync();
        var (socket, session) = await platform.IdentifyAsync(0);
        using var owned = socket;
        await platform.FaultAsync("""{"fault":"no_ready"}""");

        using var identified = await platform.StartAsync();
        using var resumed = await platform.ResumeAsync(session, 1);

        await identified.ShouldAnswerAsync();
        await resumed.ShouldAnswerAsync();
        await socket.ShouldAnswerAsync();
    }

    [Fact]
    public async Task Reset_on_identify_resets_tcp_when_identify_or_resume_arrives()
    {
        await using var platform = await Platform.StartAsync();
        await platform.FaultAsync("""{"fault":"reset_on_identify","count":2}""");
        using var first = await RawClient.ConnectAsync(platform);
        using var second = await RawClient.ConnectAsync(platform);
        await first.ReadAsync();
        await second.ReadAsync();

        await first.SendAsync(new { op = 2, d = new { token = $"QQBot {await platform.TokenAsync()}", intents = 0 } });
        await second.SendAsync(new { op = 6, d = new { token = $"QQBot {await platform.TokenAsync()}", session_id = "any", seq = 1 } });

        (await first.ReadToEndAsync()).End.Should().Be(RawClient.Reset);
        (await second.ReadToEndAsync()).End.Should().Be(RawClient.Reset);
        using var third = await platform.StartAsync();
        await third.ReadAsync("READY");
    }

    [Fact]
    public async Task A_fault_strikes_only_the_bot_and_the_shard_that_it_names()
    {
        await using var platform = await Platform.StartAsync(new() { AcceptAnySecret = true, MaxConcurrency = 2 });
        var (first, _) = await platform.IdentifyAsync(0, [0, 2]);
        var (second, _) = await platform.IdentifyAsync(0, [1, 2]);
        var (stranger, _) = await platform.IdentifyAsync(0, [1, 2], await platform.TokenAsync("102000002", "another"));
        using var ownFirst = first;
        using var ownSecond = second;
        using var ownStranger = stranger;

        await platform.FaultAsync($$"""{"fault":"close","code":4009,"bot":"{{Platform.AppId}}","shard":1}""");

        (await second.CloseCodeAsync()).Should().Be(4009);
        await first.ShouldAnswerAsync();
        await stranger.ShouldAnswerAsync();
    }
}
