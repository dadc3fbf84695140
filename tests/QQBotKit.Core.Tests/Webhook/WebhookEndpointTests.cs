using System.Text;
using QQBotKit.Core.Webhook;

namespace QQBotKit.Core.Tests.Webhook;

public sealed class WebhookEndpointTests
{
    private const string Event = """{"op":0,"id":"event-1","s":0,"t":"GROUP_AT_MESSAGE_CREATE","d":{"content":"secret words 🌦️"}}""";

    public static TheoryData<string, int> Refusals => new()
    {
        { nameof(WebhookRefusal.NotPost), 405 },
        { nameof(WebhookRefusal.WrongApp), 404 },
        { nameof(WebhookRefusal.NoSignature), 401 },
        { nameof(WebhookRefusal.BadSignature), 401 },
        { nameof(WebhookRefusal.Stale), 401 },
        { nameof(WebhookRefusal.TooLarge), 413 },
        { nameof(WebhookRefusal.NotJson), 400 },
        { nameof(WebhookRefusal.BadValidation), 400 },
        { nameof(WebhookRefusal.NotRunning), 503 },
        { nameof(WebhookRefusal.Full), 503 },
    };

    [Fact]
    public async Task An_event_is_taken_over_and_acknowledged()
    {
        await using var served = await ServedEndpoint.StartAsync();

        var reply = await served.Client.PostAsync(Event);

        reply.Should().BeEquivalentTo(new { Status = 200, Body = WebhookClient.Ack });
        served.Taken.Should().Equal("event-1");
        served.Endpoint.Statistics.Accepted.Should().Be(1);
        served.Warnings.Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task What_is_refused_is_counted_and_told_once_without_its_content(string name, int status)
    {
        await using var served = await ServedEndpoint.StartAsync();
        var reason = (WebhookRefusal)typeof(WebhookRefusal).GetField(name)!.GetValue(null)!;

        var reply = await ProvokeAsync(served, reason);
        await ProvokeAsync(served, reason);

        reply.Should().BeEquivalentTo(new { Status = status, Body = "" });
        reply.Headers.Contains("Retry-After").Should().Be(status == 503);
        served.Taken.Should().BeEmpty();
        served.Endpoint.Statistics.Refused.Should().Equal(new Dictionary<WebhookRefusal, long> { [reason] = 2 });
        served.Warnings.Should().ContainSingle().Which.Should().Contain(reason.Words).And.Contain($"{status}");
        served.Log.All.Should().NotContain("secret words").And.NotContain(WebhookClient.Secret).And.NotContain("event-1").And.NotContain(served.Client.Now);
    }

    [Theory]
    [InlineData(600, true)]
    [InlineData(601, false)]
    [InlineData(-600, true)]
    [InlineData(-601, false)]
    public async Task A_signature_is_good_for_ten_minutes_on_either_side(int age, bool good)
    {
        await using var served = await ServedEndpoint.StartAsync();

        var reply = await served.Client.PostAsync(Event, $"{served.Clock.GetUtcNow().ToUnixTimeSeconds() - age}");

        reply.Status.Should().Be(good ? 200 : 401);
        if (!good)
        {
            served.Warnings.Should().ContainSingle().Which.Should().Contain(age > 0 ? "601 s ago" : "601 s ahead");
        }
    }

    [Fact]
    public async Task The_owner_says_for_how_long_a_signature_is_good()
    {
        await using var served = await ServedEndpoint.StartAsync(TimeSpan.FromSeconds(5));
        var now = served.Client.Now;
        served.Clock.Advance(5);
        (await served.Client.PostAsync(Event, now)).Status.Should().Be(200);
        served.Clock.Advance(1);

        (await served.Client.PostAsync(Event, now)).Status.Should().Be(401);
    }

    [Theory]
    [InlineData("99999999999999999999")]
    [InlineData("9223372036854775807")]
    [InlineData("0")]
    public async Task A_time_out_of_all_range_is_refused(string timestamp)
    {
        await using var served = await ServedEndpoint.StartAsync();

        (await served.Client.PostAsync(Event, timestamp)).Status.Should().Be(401);

        served.Refused(WebhookRefusal.Stale).Should().Be(1);
    }

    [Theory]
    [InlineData("X-Signature-Timestamp", null)]
    [InlineData("X-Signature-Timestamp", "")]
    [InlineData("X-Signature-Timestamp", "-5")]
    [InlineData("X-Signature-Timestamp", "1790000001.5")]
    [InlineData("X-Signature-Timestamp", "x790000001")]
    [InlineData("X-Signature-Timestamp", "000000000001790000001")]
    [InlineData("X-Signature-Ed25519", null)]
    [InlineData("X-Signature-Ed25519", "")]
    [InlineData("X-Signature-Ed25519", "abcd")]
    public async Task Headers_that_are_not_as_documented_are_no_signature(string header, string? value)
    {
        await using var served = await ServedEndpoint.StartAsync();

        var reply = await served.Client.PostAsync(Event, change: request =>
        {
            request.Headers.Remove(header);
            if (value is not null)
            {
                request.Headers.TryAddWithoutValidation(header, value);
            }
        });

        reply.Status.Should().Be(401);
        served.Refused(WebhookRefusal.NoSignature).Should().Be(1);
    }

    [Fact]
    public async Task A_header_that_comes_twice_is_no_signature()
    {
        await using var served = await ServedEndpoint.StartAsync();
        var raw = Encoding.UTF8.GetString(served.Client.Raw(Event));
        using var connection = await RawConnection.OpenAsync(served.Client.Address);

        await connection.SendAsync(Encoding.UTF8.GetBytes(raw.Replace("X-Bot-Appid", "X-Signature-Timestamp: 1\r\nX-Bot-Appid", StringComparison.Ordinal)));

        (await connection.ReceiveAsync()).Status.Should().Be(401);
        served.Refused(WebhookRefusal.NoSignature).Should().Be(1);
    }

    [Fact]
    public async Task Any_change_of_the_time_or_the_body_spoils_the_signature()
    {
        await using var served = await ServedEndpoint.StartAsync();
        var now = served.Client.Now;

        foreach (var timestamp in new[] { $"0{now}", $"{now}0", $"{served.Clock.GetUtcNow().ToUnixTimeSeconds() + 1}" })
        {
            (await served.Client.PostAsync(Event, change: request =>
            {
                request.Headers.Remove("X-Signature-Timestamp");
                request.Headers.Add("X-Signature-Timestamp", timestamp);
            })).Status.Should().Be(401);
        }

        (await served.Client.PostAsync(Event, change: request => request.Content = new StringContent(Event + " "))).Status.Should().Be(401);

        served.Refused(WebhookRefusal.BadSignature).Should().Be(4);
        served.Taken.Should().BeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("17")]
    [InlineData("{}")]
    [InlineData("""{"op":0,"d":{}""")]
    [InlineData("""{"op":0,"d":{}} more""")]
    public async Task A_signed_body_that_is_no_event_is_refused(string body)
    {
        await using var served = await ServedEndpoint.StartAsync();

        (await served.Client.PostAsync(body)).Status.Should().Be(400);

        served.Refused(WebhookRefusal.NotJson).Should().Be(1);
    }

    [Theory]
    [InlineData("""{"op":1,"d":251}""", """{"op":11,"d":251}""")]
    [InlineData("""{"op":1,"d":null}""", """{"op":11,"d":null}""")]
    [InlineData("""{"op":1}""", """{"op":11,"d":null}""")]
    [InlineData("""{"op":77,"d":{}}""", WebhookClient.Ack)]
    public async Task Other_opcodes_are_answered_and_bring_no_event(string body, string answer)
    {
        await using var served = await ServedEndpoint.StartAsync();

        (await served.Client.PostAsync(body)).Should().BeEquivalentTo(new { Status = 200, Body = answer });

        served.Taken.Should().BeEmpty();
    }

    [Theory]
    [InlineData("""{"op":0,"id":"forged","t":"GROUP_AT_MESSAGE_CREATE","d":{}}""")]
    [InlineData("""{"op":1,"d":1}""")]
    [InlineData("""{"op":13,"op":0,"d":{"plain_token":"a","event_ts":"1"}}""")]
    [InlineData("not json")]
    public async Task Without_a_signature_nothing_but_a_validation_is_answered(string body)
    {
        await using var served = await ServedEndpoint.StartAsync();

        (await served.Client.PostUnsignedAsync(body)).Status.Should().Be(401);

        served.Taken.Should().BeEmpty();
    }

    [Fact]
    public async Task Without_a_signature_a_large_body_is_not_read()
    {
        await using var served = await ServedEndpoint.StartAsync();

        (await served.Client.PostUnsignedAsync(new string(' ', WebhookBody.MaxUnsignedBytes + 1))).Status.Should().Be(401);
    }

    [Fact]
    public async Task A_closed_endpoint_takes_no_event_that_was_still_on_its_way()
    {
        await using var served = await ServedEndpoint.StartAsync();
        using var connection = await RawConnection.OpenAsync(served.Client.Address);
        var raw = served.Client.Raw(Event);
        await connection.SendAsync(raw.AsMemory(0, raw.Length - 1));
        await served.Client.PostAsync(Event); // the first request has then come as far as it was sent, or comes after the close

        served.Endpoint.Close();
        await connection.SendAsync(raw.AsMemory(raw.Length - 1));

        (await connection.ReceiveAsync()).Status.Should().Be(503);
        served.Taken.Should().HaveCount(1);
    }

    private static async Task<WebhookReply> ProvokeAsync(ServedEndpoint served, WebhookRefusal reason)
    {
        var client = served.Client;
        switch (reason.Name)
        {
            case "not_post":
                return await client.PostAsync(Event, change: request => request.Method = HttpMethod.Put);

            case "wrong_app":
                return await client.PostAsync(Event, change: request =>
                {
                    request.Headers.Remove("X-Bot-Appid");
                    request.Headers.Add("X-Bot-Appid", "102000002");
                });

            case "no_signature":
                return await client.PostUnsignedAsync(Event);

            case "bad_signature":
                return await client.PostAsync(Event, change: request => request.Content = new StringContent(Event + "\n"));

            case "stale":
                return await client.PostAsync(Event, "1");

            case "too_large":
                return await client.PostAsync(new string(' ', WebhookBody.MaxBytes + 1));

            case "not_json":
                return await client.PostAsync("secret words");

            case "bad_validation":
                return await client.PostUnsignedAsync("""{"op":13,"d":{"plain_token":"{secret words}","event_ts":"1"}}""");

            case "not_running":
                served.Endpoint.Close();
                return await client.PostAsync(Event);

            default:
                served.HasRoom = false;
                return await client.PostAsync(Event);
        }
    }
}
