using System.Text.Json;

namespace QQBotKit.Simulator.Tests.Faults;

public class EventFaultTests
{
    [Fact]
    public async Task Drop_mid_frame_sends_the_first_half_of_one_event_and_the_resume_has_it_whole()
    {
        await using var platform = await Platform.StartAsync();
        var places = await Places.OfAsync(platform);
        using var client = await RawClient.ConnectAsync(platform);
        await client.ReadAsync();
        await client.SendAsync(new { op = 2, d = new { token = $"QQBot {await platform.TokenAsync()}", intents = Platform.GroupAndC2C } });
        var session = (await client.ReadAsync()).GetProperty("d").GetProperty("session_id").GetString()!;
        await platform.FaultAsync("""{"fault":"drop_mid_frame"}""");

        await platform.WriteAsync(places, "cut");

        var rest = (await client.ReadToEndAsync()).Last;
        rest[..2].Should().Equal(0x81, 126);
        var length = (rest[2] << 8) + rest[3];
        rest.Length.Should().BeInRange(length / 2 - 4, length / 2 + 4);
        using var resumed = await platform.ResumeAsync(session, 1);
        (await resumed.ReadAsync("C2C_MESSAGE_CREATE")).Text().Should().Be("cut");
        await resumed.ReadAsync("RESUMED");
        await platform.WriteAsync(places, "whole");
        (await resumed.ReadAsync("C2C_MESSAGE_CREATE")).Text().Should().Be("whole");
    }

    [Fact]
    public async Task Fragments_are_cut_inside_a_character_and_are_whole_together()
    {
        await using var platform = await Platform.StartAsync();
        var places = await Places.OfAsync(platform);
        var (socket, _) = await platform.IdentifyAsync(Platform.GroupAndC2C);
        using var owned = socket;
        await platform.FaultAsync("""{"fault":"fragment"}""");

        foreach (var text in new[] { "你好，世界🎲", "ascii" })
        {
            await platform.WriteAsync(places, text);
            var fragments = await socket.ReadFragmentsAsync();

            fragments.Should().HaveCountGreaterThanOrEqualTo(4);
            fragments.Should().OnlyContain(fragment => fragment.Length > 0);
            fragments.Any(fragment => fragment[^1] >= 0xC0).Should().Be(text != "ascii", "a fragment that ends with a lead byte is cut inside a character");
            JsonSerializer.Deserialize<JsonElement>(fragments.SelectMany(bytes => bytes).ToArray()).Text().Should().Be(text);
        }

        await socket.ShouldAnswerAsync();
    }

    [Fact]
    public async Task Duplicates_have_the_same_id_and_number()
    {
        await using var platform = await Platform.StartAsync();
        var places = await Places.OfAsync(platform);
        var (socket, _) = await platform.IdentifyAsync(Platform.GroupAndC2C);
        using var owned = socket;
        await platform.FaultAsync("""{"fault":"duplicate","count":1}""");

        await platform.WriteAsync(places, "twice");
        await platform.WriteAsync(places, "once");

        var first = await socket.ReadAsync();
        var second = await socket.ReadAsync();
        first.Text().Should().Be("twice");
        second.GetRawText().Should().Be(first.GetRawText());
        (await socket.ReadAsync()).Text().Should().Be("once");
        await socket.ShouldAnswerAsync();
    }

    [Fact]
    public async Task Reorder_swaps_pairs()
    {
        await using var platform = await Platform.StartAsync();
        var places = await Places.OfAsync(platform);
        var (socket, _) = await platform.IdentifyAsync(Platform.GroupAndC2C);
        using var owned = socket;
        await platform.FaultAsync("""{"fault":"reorder"}""");

        for (var number = 2; number <= 5; number++)
        {
            await platform.WriteAsync(places, $"{number}");
        }

        (await ReadSeqsAsync(socket, 4)).Should().Equal(3, 2, 5, 4);
    }

    [Fact]
    public async Task The_end_of_reorder_sends_the_event_that_waits_for_its_pair()
    {
        await using var platform = await Platform.StartAsync();
        var places = await Places.OfAsync(platform);
        var (socket, _) = await platform.IdentifyAsync(Platform.GroupAndC2C);
        using var owned = socket;
        await platform.FaultAsync("""{"fault":"reorder","seconds":10}""");
        await platform.WriteAsync(places, "2");
        await socket.ShouldAnswerAsync();

        platform.Time.Advance(TimeSpan.FromSeconds(10));

        (await ReadSeqsAsync(socket, 1)).Should().Equal(2);
        await platform.WriteAsync(places, "3");
        (await ReadSeqsAsync(socket, 1)).Should().Equal(3);
    }

    [Fact]
    public async Task Delayed_events_come_late_and_in_order_while_heartbeats_are_answered()
    {
        await using var platform = await Platform.StartAsync();
        var places = await Places.OfAsync(platform);
        var (socket, _) = await platform.IdentifyAsync(Platform.GroupAndC2C);
        using var owned = socket;
        await platform.FaultAsync("""{"fault":"delay","milliseconds":500,"count":1}""");
        await platform.WriteAsync(places, "late");
        await platform.WriteAsync(places, "behind");

        platform.Time.Advance(TimeSpan.FromMilliseconds(499));
        await socket.ShouldAnswerAsync();
        platform.Time.Advance(TimeSpan.FromMilliseconds(1));

        (await ReadSeqsAsync(socket, 2)).Should().Equal(2, 3);
    }

    [Fact]
    public async Task The_end_of_a_delay_sends_what_waits()
    {
        await using var platform = await Platform.StartAsync();
        var places = await Places.OfAsync(platform);
        var (socket, _) = await platform.IdentifyAsync(Platform.GroupAndC2C);
        using var owned = socket;
        await platform.FaultAsync("""{"fault":"delay","milliseconds":60000}""");
        await platform.WriteAsync(places, "2");
        await platform.WriteAsync(places, "3");
        await socket.ShouldAnswerAsync();

        platform.Simulator.Faults.Clear();

        await platform.WriteAsync(places, "4");
        (await ReadSeqsAsync(socket, 3)).Should().Equal(2, 3, 4);
    }

    [Fact]
    public async Task Faults_of_events_meet_connections_that_come_later()
    {
        await using var platform = await Platform.StartAsync();
        var places = await Places.OfAsync(platform);
        await platform.FaultAsync("""[{"fault":"duplicate"},{"fault":"fragment"},{"fault":"reorder"}]""");
        var (socket, session) = await platform.IdentifyAsync(Platform.GroupAndC2C);
        using var owned = socket;

        await platform.WriteAsync(places, "2");
        await platform.WriteAsync(places, "3");
        (await ReadSeqsAsync(socket, 4)).Should().Equal(3, 3, 2, 2);

        using var resumed = await platform.ResumeAsync(session, 3);
        await resumed.ReadAsync("RESUMED");
        await platform.WriteAsync(places, "5");
        await platform.WriteAsync(places, "6");
        (await ReadSeqsAsync(resumed, 4)).Should().Equal(6, 6, 5, 5);
    }

    [Fact]
    public async Task Replay_sends_the_last_events_again_as_they_were()
    {
        await using var platform = await Platform.StartAsync();
        var places = await Places.OfAsync(platform);
        var (socket, _) = await platform.IdentifyAsync(Platform.GroupAndC2C);
        using var owned = socket;
        var sent = new List<string>();
        for (var number = 2; number <= 5; number++)
        {
            await platform.WriteAsync(places, $"{number}");
            sent.Add((await socket.ReadAsync()).GetRawText());
        }

        await platform.FaultAsync("""{"fault":"replay","events":3}""");

        for (var number = 1; number <= 3; number++)
        {
            (await socket.ReadAsync()).GetRawText().Should().Be(sent[number]);
        }

        await socket.ShouldAnswerAsync();
    }

    [Fact]
    public async Task Replay_can_follow_a_resume()
    {
        await using var platform = await Platform.StartAsync();
        var places = await Places.OfAsync(platform);
        var (socket, session) = await platform.IdentifyAsync(Platform.GroupAndC2C);
        using var owned = socket;
        await platform.WriteAsync(places, "2");
        await platform.WriteAsync(places, "3");
        await platform.FaultAsync("""{"fault":"replay","on":"resume"}""");

        using var resumed = await platform.ResumeAsync(session, 3);

        await resumed.ReadAsync("RESUMED");
        (await ReadSeqsAsync(resumed, 2)).Should().Equal(2, 3);
        await resumed.ShouldAnswerAsync();
    }

    [Fact]
    public async Task A_burst_through_disturbed_events_arrives_whole()
    {
        await using var platform = await Platform.StartAsync();
        var places = await Places.OfAsync(platform);
        var (socket, _) = await platform.IdentifyAsync(Platform.GroupAndC2C);
        using var owned = socket;
        await platform.FaultAsync("""[{"fault":"duplicate"},{"fault":"fragment"}]""");

        var saying = Parallel.ForAsync(0, 1000, async (_, _) => await platform.WriteAsync(places, "burst 爆发"));

        (await ReadSeqsAsync(socket, 2000)).Should().Equal(Enumerable.Range(2, 1000).SelectMany(seq => new long[] { seq, seq }));
        await saying;
    }

    private static async Task<List<long>> ReadSeqsAsync(Socket socket, int count)
    {
        var seqs = new List<long>();
        while (seqs.Count < count)
        {
            seqs.Add((await socket.ReadAsync("C2C_MESSAGE_CREATE")).GetProperty("s").GetInt64());
        }

        return seqs;
    }
}
