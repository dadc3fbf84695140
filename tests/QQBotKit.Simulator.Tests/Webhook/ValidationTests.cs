using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace QQBotKit.Simulator.Tests.Webhook;

public class ValidationTests
{
    [Fact]
    public async Task Setting_an_address_asks_it_for_proof_in_the_platforms_form()
    {
        await using var webhook = await WebhookPlatform.StartAsync();

        var validated = webhook.SetAsync(webhook.Receiver.Address);

        var request = await webhook.Receiver.NextValidationAsync();
        (await validated.WaitAsync(Platform.Patience)).Should().BeTrue();
        request.Method.Should().Be("POST /bot/webhook?way=own");
        request.Headers["User-Agent"].Should().Be("QQBot-Callback");
        request.Headers["X-Bot-Appid"].Should().Be(Platform.AppId);
        request.Headers["Content-Type"].Should().Be("application/json");
        request.Headers.Keys.Should().NotContain(name => name.StartsWith("X-Signature", StringComparison.OrdinalIgnoreCase));
        request.Json.EnumerateObject().Select(field => field.Name).Should().Equal("op", "d");
        request.Json.GetProperty("d").GetProperty("event_ts").GetString()
            .Should().Be(webhook.Clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Json.GetProperty("d").GetProperty("plain_token").GetString().Should().MatchRegex("^[A-Za-z0-9]{20}$");
        Fields((await webhook.ListAsync()).Single()).Should().Equal(
            $"bot {Platform.AppId}", $"url {webhook.Receiver.Address}", "validated True", "delivered 0", "failed 0", "queued 0", "last_error ");
    }

    [Fact]
    public async Task Each_validation_has_its_own_token()
    {
        await using var webhook = await WebhookPlatform.StartAsync();
        var tokens = new HashSet<string?>();
        for (var time = 0; time < 3; time++)
        {
            await webhook.SetAsync(webhook.Receiver.Address).WaitAsync(Platform.Patience);
            tokens.Add((await webhook.Receiver.NextValidationAsync()).Json.GetProperty("d").GetProperty("plain_token").GetString());
        }

        tokens.Should().HaveCount(3);
    }

    [Theory]
    [InlineData(200, "", "JSON")]
    [InlineData(200, "ok", "JSON")]
    [InlineData(200, """{"op":12,"d":0}""", "JSON")]
    [InlineData(200, """{"plain_token":"TOKEN","signature":"00"}""", "signature")]
    [InlineData(200, """{"plain_token":"another","signature":"SIGNATURE"}""", "plain_token")]
    [InlineData(200, """{"plain_token":"TOKEN","signature":"FOREIGN"}""", "signature")]
    [InlineData(200, """{"plain_token":"TOKEN","signature":1}""", "JSON")]
    [InlineData(401, """{"plain_token":"TOKEN","signature":"SIGNATURE"}""", "HTTP 401")]
    public async Task An_address_that_does_not_prove_itself_gets_no_events_until_it_does(int status, string body, string error)
    {
        await using var webhook = await WebhookPlatform.StartAsync();
        var asBotsDo = webhook.Receiver.OnValidation;
        webhook.Receiver.OnValidation = (received, http) =>
        {
            http.Response.StatusCode = status;
            return http.Response.WriteAsync(body
                .Replace("TOKEN", received.Json.GetProperty("d").GetProperty("plain_token").GetString(), StringComparison.Ordinal)
                .Replace("SIGNATURE", Signature(Receiver.Proof(received)), StringComparison.Ordinal)
                .Replace("FOREIGN", Signature(Receiver.Proof(received, "abcabcabcabcabcabcabcabcabcabcab")), StringComparison.Ordinal));
        };

        var validated = webhook.SetAsync(webhook.Receiver.Address);

        (await webhook.Clock.NextWaitAsync()).Should().Be(1);
        var state = (await webhook.ListAsync()).Single();
        state.GetProperty("validated").GetBoolean().Should().BeFalse();
        state.GetProperty("last_error").GetString().Should().Contain(error);
        (await webhook.SayAsync("anyone?")).Delivered.Should().Be(0);
        validated.IsCompleted.Should().BeFalse();

        webhook.Receiver.OnValidation = asBotsDo;
        webhook.Clock.Advance(TimeSpan.FromSeconds(1));
        (await validated.WaitAsync(Platform.Patience)).Should().BeTrue();
        (await webhook.ListAsync()).Single().GetProperty("last_error").ValueKind.Should().Be(JsonValueKind.Null);
        var (id, delivered) = await webhook.SayAsync("now");
        delivered.Should().Be(1);
        (await webhook.Receiver.NextEventAsync()).Id.Should().Be(id);
    }

    [Fact]
    public async Task A_bot_that_is_not_up_yet_is_tried_again_ever_more_rarely_and_for_as_long_as_it_takes()
    {
        await using var webhook = await WebhookPlatform.StartAsync();
        var later = await Receiver.StartAsync();
        var address = later.Address;
        await later.DisposeAsync();

        var validated = webhook.SetAsync(address);

        var waits = new List<double>();
        for (var attempt = 0; attempt < 8; attempt++)
        {
            waits.Add(await webhook.Clock.PassWaitAsync());
        }

        waits.Should().Equal(1, 2, 4, 8, 15, 30, 30, 30);
        await webhook.Clock.NextWaitAsync();
        (await webhook.ListAsync()).Single().GetProperty("last_error").GetString().Should().Be("no answer: ConnectionRefused");
        await using var up = await Receiver.StartAsync(address.Port);
        webhook.Clock.Advance(TimeSpan.FromSeconds(30));
        (await validated.WaitAsync(Platform.Patience)).Should().BeTrue();
    }

    [Fact]
    public async Task A_bot_that_does_not_answer_is_given_up_after_3_seconds_and_tried_again()
    {
        await using var webhook = await WebhookPlatform.StartAsync();
        webhook.Receiver.OnValidation = static (_, http) => Task.Delay(Timeout.Infinite, http.RequestAborted);

        _ = webhook.SetAsync(webhook.Receiver.Address);
        await webhook.Receiver.NextValidationAsync();
        webhook.Clock.Advance(RetryClock.AnswerLimit);

        (await webhook.Clock.NextWaitAsync()).Should().Be(1);
        (await webhook.ListAsync()).Single().GetProperty("last_error").GetString().Should().Be("no answer within 3 s");
    }

    [Fact]
    public async Task Until_the_address_is_validated_events_go_over_WebSocket_and_then_none_does()
    {
        await using var webhook = await WebhookPlatform.StartAsync();
        var (socket, _) = await webhook.Platform.IdentifyAsync(Platform.GroupAndC2C, token: await webhook.Platform.TokenAsync(secret: Receiver.Secret));
        using var owned = socket;
        var validating = new TaskCompletionSource();
        var asBotsDo = webhook.Receiver.OnValidation;
        webhook.Receiver.OnValidation = async (received, http) =>
        {
            await validating.Task;
            await asBotsDo(received, http);
        };

        var validated = webhook.SetAsync(webhook.Receiver.Address);
        await webhook.Receiver.NextValidationAsync();
        var before = await webhook.SayAsync("before");
        validating.SetResult();
        await validated.WaitAsync(Platform.Patience);
        var after = await webhook.SayAsync("after");
        (await webhook.Receiver.NextEventAsync()).Id.Should().Be(after.Id);
        await webhook.SetAsync(null);
        var removed = await webhook.SayAsync("removed");

        (await socket.ReadAsync()).GetProperty("id").GetString().Should().Be(before.Id);
        (await socket.ReadAsync()).GetProperty("id").GetString().Should().Be(removed.Id);
        webhook.Receiver.IsIdle.Should().BeTrue();
    }

    [Fact]
    public async Task Addresses_of_the_options_are_validated_when_the_server_is_up()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var webhook = await WebhookPlatform.StartAsync(new()
        {
            Bots = WebhookPlatform.Bots,
            Webhooks = new Dictionary<string, Uri> { [Platform.AppId] = receiver.Address },
        });

        await webhook.UntilAsync(state => state.GetProperty("validated").GetBoolean());

        var (id, _) = await webhook.SayAsync("hi");
        (await receiver.NextEventAsync()).Id.Should().Be(id);
    }

    [Fact]
    public async Task Where_any_secret_is_accepted_the_one_that_the_bot_logged_in_with_counts()
    {
        await using var webhook = await WebhookPlatform.StartAsync(new() { AcceptAnySecret = true });

        var validated = webhook.SetAsync(webhook.Receiver.Address);
        await webhook.Clock.NextWaitAsync();
        (await webhook.ListAsync()).Single().GetProperty("last_error").GetString().Should().Contain("secret is not known");
        await webhook.Platform.TokenAsync(secret: Receiver.Secret);
        webhook.Clock.Advance(TimeSpan.FromSeconds(1));

        (await validated.WaitAsync(Platform.Patience)).Should().BeTrue();
        await webhook.SayAsync("hi");
        (await webhook.Receiver.NextEventAsync()).IsSignedBy(Receiver.PublicKey).Should().BeTrue();
    }

    private static string Signature(string proof) => JsonSerializer.Deserialize<JsonElement>(proof).GetProperty("signature").GetString()!;

    private static IEnumerable<string> Fields(JsonElement element) => element.EnumerateObject().Select(field => $"{field.Name} {field.Value}");
}
