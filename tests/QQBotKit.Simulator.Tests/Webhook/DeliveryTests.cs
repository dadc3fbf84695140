using System.Globalization;
using System.Text.Json;

namespace QQBotKit.Simulator.Tests.Webhook;

public class DeliveryTests
{
    [Fact]
    public async Task An_event_is_posted_in_the_gateways_envelope_with_the_platforms_headers_and_signed()
    {
        await using var webhook = await WebhookPlatform.StartValidatedAsync();

        var (id, delivered) = await webhook.SayAsync("/天气 <深圳> 🌦️");

        delivered.Should().Be(1);
        var request = await webhook.Receiver.NextEventAsync();
        request.Method.Should().Be("POST /bot/webhook?way=own");
        request.Headers["User-Agent"].Should().Be("QQBot-Callback");
        request.Headers["X-Bot-Appid"].Should().Be(Platform.AppId);
        request.Headers["Content-Type"].Should().Be("application/json");
        request.Timestamp.Should().Be(Now(webhook));
        request.IsSignedBy(Receiver.PublicKey).Should().BeTrue();
        request.Json.GetProperty("op").GetInt32().Should().Be(0);
        request.Json.GetProperty("s").GetInt32().Should().Be(0);
        request.Id.Should().Be(id);
        request.Json.GetProperty("d").GetProperty("content").GetString().Should().Be(" /天气 <深圳> 🌦️ ");
        Sample.ShouldHaveTheShapeOf(request.Json, "GROUP_AT_MESSAGE_CREATE");
        var state = await webhook.UntilAsync(state => state.GetProperty("queued").GetInt32() == 0);
        state.GetProperty("delivered").GetInt32().Should().Be(1);
        state.GetProperty("failed").GetInt32().Should().Be(0);
    }

    [Fact]
    public async Task Each_bot_gets_an_event_in_its_own_way_and_intents_do_not_matter_to_a_webhook()
    {
        await using var webhook = await WebhookPlatform.StartValidatedAsync();
        var (socket, _) = await webhook.Platform.IdentifyAsync(Platform.PublicGuild, token: await webhook.Platform.TokenAsync("102000002", "another"));
        using var owned = socket;

        var said = await webhook.Platform.SayAsync(new { scene = "channel", conversation = webhook.Places.Channel, text = "to all" });
        var overheard = await webhook.Platform.SayAsync(new { scene = "channel", conversation = webhook.Places.Channel, text = "overheard", mention = false });

        said.GetProperty("delivered").GetInt32().Should().Be(2);
        overheard.GetProperty("delivered").GetInt32().Should().Be(1);
        (await socket.ReadAsync("AT_MESSAGE_CREATE")).GetProperty("id").GetString().Should().Be(said.GetProperty("event_id").GetString());
        string[] received = [(await webhook.Receiver.NextEventAsync()).Id, (await webhook.Receiver.NextEventAsync()).Id];
        received.Should().BeEquivalentTo(said.GetProperty("event_id").GetString(), overheard.GetProperty("event_id").GetString());
    }

    [Theory]
    [InlineData(200, """{"op":12,"d":0}""")]
    [InlineData(200, """{ "d": 0, "op": 12 }""")]
    [InlineData(200, "")]
    [InlineData(200, "\n")]
    [InlineData(204, "")]
    [InlineData(202, """{"op":12}""")]
    [InlineData(200, """{"opcode":12}""")]
    [InlineData(200, """{"d":{},"op":12}""")]
    public async Task An_acknowledgement_as_bots_write_it_is_enough(int status, string answer)
    {
        await using var webhook = await WebhookPlatform.StartValidatedAsync();
        webhook.Receiver.Answer(status, answer);

        await webhook.SayAsync("hi");

        var state = await webhook.UntilAsync(state => state.GetProperty("delivered").GetInt32() == 1);
        state.GetProperty("queued").GetInt32().Should().Be(0);
        state.GetProperty("last_error").ValueKind.Should().Be(JsonValueKind.Null);
        await webhook.Receiver.NextEventAsync();
        webhook.Clock.Advance(TimeSpan.FromMinutes(5));
        (await webhook.ListAsync()).Single().GetProperty("delivered").GetInt32().Should().Be(1);
        webhook.Receiver.IsIdle.Should().BeTrue("what is acknowledged is not sent again");
    }

    [Theory]
    [InlineData(500, """{"op":12,"d":0}""", "HTTP 500")]
    [InlineData(503, "", "HTTP 503")]
    [InlineData(401, "", "HTTP 401")]
    [InlineData(302, "", "HTTP 302")]
    [InlineData(200, """{"op":12,"d":1}""", "redelivery")]
    [InlineData(200, """{"op":12,"d":0.5}""", "redelivery")]
    [InlineData(200, """{"op":11,"d":0}""", "op 12")]
    [InlineData(200, """{"op":"12"}""", "op 12")]
    [InlineData(200, "{}", "op 12")]
    [InlineData(200, "[12]", "op 12")]
    [InlineData(200, "<html>", "op 12")]
    public async Task Any_other_answer_brings_the_event_again_signed_with_the_time_of_then(int status, string answer, string error)
    {
        await using var webhook = await WebhookPlatform.StartValidatedAsync();
        var acknowledge = webhook.Receiver.OnEvent;
        webhook.Receiver.Answer(status, answer);
        await webhook.SayAsync("hi");
        var first = await webhook.Receiver.NextEventAsync();

        (await webhook.Clock.NextWaitAsync()).Should().Be(1);
        var waiting = (await webhook.ListAsync()).Single();
        webhook.Receiver.OnEvent = acknowledge;
        webhook.Clock.Advance(TimeSpan.FromSeconds(1));
        var second = await webhook.Receiver.NextEventAsync();

        waiting.GetProperty("queued").GetInt32().Should().Be(1);
        waiting.GetProperty("delivered").GetInt32().Should().Be(0);
        waiting.GetProperty("last_error").GetString().Should().Contain(error);
        second.Body.Should().Equal(first.Body);
        second.Timestamp.Should().NotBe(first.Timestamp).And.Be(Now(webhook));
        second.IsSignedBy(Receiver.PublicKey).Should().BeTrue();
        await webhook.UntilAsync(state => state.GetProperty("delivered").GetInt32() == 1 && state.GetProperty("queued").GetInt32() == 0);
    }

    [Fact]
    public async Task An_answer_that_takes_3_seconds_comes_too_late()
    {
        await using var webhook = await WebhookPlatform.StartValidatedAsync();
        var acknowledge = webhook.Receiver.OnEvent;
        webhook.Receiver.OnEvent = static (_, http) => Task.Delay(Timeout.Infinite, http.RequestAborted);
        var (id, _) = await webhook.SayAsync("hi");
        await webhook.Receiver.NextEventAsync();
        webhook.Clock.Advance(RetryClock.AnswerLimit - TimeSpan.FromMilliseconds(1));
        (await webhook.ListAsync()).Single().GetProperty("last_error").ValueKind.Should().Be(JsonValueKind.Null, "there is still time");

        webhook.Receiver.OnEvent = acknowledge;
        webhook.Clock.Advance(TimeSpan.FromMilliseconds(1));

        (await webhook.Clock.PassWaitAsync()).Should().Be(1);
        (await webhook.Receiver.NextEventAsync()).Id.Should().Be(id);
        (await webhook.ListAsync()).Single().GetProperty("last_error").GetString().Should().Be("no answer within 3 s");
    }

    [Fact]
    public async Task A_connection_that_is_reset_brings_the_event_again()
    {
        await using var webhook = await WebhookPlatform.StartValidatedAsync();
        var acknowledge = webhook.Receiver.OnEvent;
        webhook.Receiver.OnEvent = static (_, http) =>
        {
            http.Abort();
            return Task.CompletedTask;
        };
        var (id, _) = await webhook.SayAsync("hi");

        (await webhook.Clock.NextWaitAsync()).Should().Be(1);
        await webhook.Receiver.NextEventAsync();
        webhook.Receiver.OnEvent = acknowledge;
        webhook.Clock.Advance(TimeSpan.FromSeconds(1));

        (await webhook.Receiver.NextEventAsync()).Id.Should().Be(id);
        (await webhook.ListAsync()).Single().GetProperty("last_error").GetString().Should().StartWith("no answer: ");
    }

    [Fact]
    public async Task An_event_is_given_up_after_waits_of_1_5_15_30_and_60_seconds()
    {
        await using var webhook = await WebhookPlatform.StartValidatedAsync();
        webhook.Receiver.Answer(503);
        var start = webhook.Clock.GetUtcNow();
        var (id, _) = await webhook.SayAsync("hi");

        var attempts = new List<double>();
        for (var attempt = 0; attempt < 6; attempt++)
        {
            var request = await webhook.Receiver.NextEventAsync();
            request.Id.Should().Be(id);
            attempts.Add(long.Parse(request.Timestamp, CultureInfo.InvariantCulture) - start.ToUnixTimeSeconds());
            if (attempt < 5)
            {
                await webhook.Clock.PassWaitAsync();
            }
        }

        attempts.Should().Equal(0, 1, 6, 21, 51, 111);
        var state = await webhook.UntilAsync(state => state.GetProperty("failed").GetInt32() == 1);
        state.GetProperty("queued").GetInt32().Should().Be(0);
        state.GetProperty("delivered").GetInt32().Should().Be(0);
        state.GetProperty("last_error").GetString().Should().Be("HTTP 503");
    }

    [Fact]
    public async Task An_event_that_waits_for_its_next_attempt_does_not_hold_up_later_ones()
    {
        await using var webhook = await WebhookPlatform.StartValidatedAsync();
        webhook.Receiver.Answer(500);
        var (refused, _) = await webhook.SayAsync("first");
        (await webhook.Receiver.NextEventAsync()).Id.Should().Be(refused);
        await webhook.Clock.NextWaitAsync();
        webhook.Receiver.Answer(200);

        var (taken, _) = await webhook.SayAsync("second");

        (await webhook.Receiver.NextEventAsync()).Id.Should().Be(taken);
        await webhook.UntilAsync(state => state.GetProperty("delivered").GetInt32() == 1 && state.GetProperty("queued").GetInt32() == 1);
        webhook.Clock.Advance(TimeSpan.FromSeconds(1));
        (await webhook.Receiver.NextEventAsync()).Id.Should().Be(refused);
        await webhook.UntilAsync(state => state.GetProperty("delivered").GetInt32() == 2 && state.GetProperty("queued").GetInt32() == 0);
    }

    [Fact]
    public async Task At_most_64_requests_are_under_way_at_once_and_the_others_wait_for_their_turn()
    {
        const int Events = 80;
        await using var webhook = await WebhookPlatform.StartValidatedAsync();
        var (open, peak) = (0, 0);
        var hold = new TaskCompletionSource();
        webhook.Receiver.OnEvent = async (_, _) =>
        {
            var now = Interlocked.Increment(ref open);
            InterlockedMax(ref peak, now);
            await hold.Task;
            Interlocked.Decrement(ref open);
        };
        var said = new HashSet<string>();
        for (var number = 0; number < Events; number++)
        {
            said.Add((await webhook.SayAsync($"{number}")).Id);
        }

        var received = new List<string>();
        while (received.Count < 64)
        {
            received.Add((await webhook.Receiver.NextEventAsync()).Id);
        }

        (await webhook.ListAsync()).Single().GetProperty("queued").GetInt32().Should().Be(Events);
        webhook.Receiver.IsIdle.Should().BeTrue();
        hold.SetResult();
        while (received.Count < Events)
        {
            received.Add((await webhook.Receiver.NextEventAsync()).Id);
        }

        peak.Should().Be(64);
        received.Should().BeEquivalentTo(said);
        await webhook.UntilAsync(state => state.GetProperty("delivered").GetInt32() == Events);
    }

    [Fact]
    public async Task An_event_that_finds_the_queue_full_is_lost_and_counted()
    {
        await using var webhook = await WebhookPlatform.StartValidatedAsync(new() { Bots = WebhookPlatform.Bots, WebhookQueue = 2 });
        webhook.Receiver.Answer(500);
        await webhook.SayAsync("waits");
        await webhook.SayAsync("waits too");
        await webhook.Clock.NextWaitAsync();
        await webhook.Clock.NextWaitAsync();

        var (_, delivered) = await webhook.SayAsync("lost");

        delivered.Should().Be(0);
        var state = (await webhook.ListAsync()).Single();
        state.GetProperty("failed").GetInt32().Should().Be(1);
        state.GetProperty("queued").GetInt32().Should().Be(2);
        state.GetProperty("last_error").GetString().Should().Contain("full");
    }

    private static string Now(WebhookPlatform webhook) => webhook.Clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    private static void InterlockedMax(ref int target, int value)
    {
        for (var known = Volatile.Read(ref target); value > known;)
        {
            var seen = Interlocked.CompareExchange(ref target, value, known);
            if (seen == known)
            {
                return;
            }

            known = seen;
        }
    }
}
