using System.Globalization;
using System.Text;
using QQBotKit.Core.Tests.Rest;
using QQBotKit.Core.Webhook;

namespace QQBotKit.Core.Tests.Webhook;

/// <summary>The ways in which a body can come over the network.</summary>
public sealed class WebhookTransferTests
{
    private static readonly string Event =
        $$$"""{"op":0,"id":"event-1","s":0,"t":"GROUP_AT_MESSAGE_CREATE","d":{"content":"{{{new string('天', 5_000)}}}🌦️"}}""";

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4096)]
    [InlineData(100_000)]
    public async Task A_body_in_chunks_is_one_body(int chunkSize)
    {
        await using var served = await ServedEndpoint.StartAsync();
        using var connection = await RawConnection.OpenAsync(served.Client.Address);

        await connection.SendAsync(served.Client.Raw(Event, chunkSize));

        (await connection.ReceiveAsync()).Should().Be((200, WebhookClient.Ack));
        served.Taken.Should().Equal("event-1");
    }

    [Theory]
    [InlineData(null)]
    [InlineData(100)]
    public async Task A_request_in_pieces_is_one_request(int? chunkSize)
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        await using var served = await ServedEndpoint.StartAsync();
        using var connection = await RawConnection.OpenAsync(served.Client.Address);
        var raw = served.Client.Raw(Event, chunkSize);

        for (var sent = 0; sent < raw.Length;)
        {
            var piece = Math.Min(random.Next(1, 2_000), raw.Length - sent);
            await connection.SendAsync(raw.AsMemory(sent, piece));
            sent += piece;

            // A whole other exchange between two pieces, so that the server sees them apart.
            (await served.Client.PostAsync("""{"op":1,"d":1}""")).Status.Should().Be(200);
        }

        (await connection.ReceiveAsync()).Should().Be((200, WebhookClient.Ack), "the seed is {0}", seed);
        served.Taken.Should().Equal("event-1");
    }

    [Fact]
    public async Task A_connection_serves_one_request_after_the_other()
    {
        await using var served = await ServedEndpoint.StartAsync();
        using var connection = await RawConnection.OpenAsync(served.Client.Address);

        for (var i = 0; i < 3; i++)
        {
            await connection.SendAsync(served.Client.Raw(Event, i == 1 ? 10 : null));
            (await connection.ReceiveAsync()).Status.Should().Be(200);
        }

        served.Taken.Should().HaveCount(3);
    }

    [Fact]
    public async Task A_body_of_just_the_limit_is_read()
    {
        await using var served = await ServedEndpoint.StartAsync();
        const string Start = """{"op":0,"id":"large","t":"X","d":"}""";
        var body = $"{Start[..^1]}{new string('x', WebhookBody.MaxBytes - Start.Length - 1)}\"}}";
        Encoding.UTF8.GetByteCount(body).Should().Be(WebhookBody.MaxBytes);

        (await served.Client.PostAsync(body)).Status.Should().Be(200);

        served.Taken.Should().Equal("large");
    }

    [Fact]
    public async Task An_endless_body_is_refused_before_its_end()
    {
        await using var served = await ServedEndpoint.StartAsync();
        using var connection = await RawConnection.OpenAsync(served.Client.Address);
        var raw = served.Client.Raw(new string(' ', WebhookBody.MaxBytes + 1), 64 * 1024);

        // Without the last chunk, which would say that this was all.
        await connection.SendAsync(raw.AsMemory(0, raw.Length - 5));

        (await connection.ReceiveAsync()).Status.Should().Be(413);
    }

    [Fact]
    public async Task A_body_that_is_announced_too_large_is_not_waited_for()
    {
        await using var served = await ServedEndpoint.StartAsync();
        using var connection = await RawConnection.OpenAsync(served.Client.Address);
        var raw = Encoding.UTF8.GetString(served.Client.Raw("x"))
            .Replace("Content-Length: 1", string.Create(CultureInfo.InvariantCulture, $"Content-Length: {WebhookBody.MaxBytes + 1}"), StringComparison.Ordinal);

        await connection.SendAsync(Encoding.UTF8.GetBytes(raw));

        (await connection.ReceiveAsync()).Status.Should().Be(413);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(100)]
    public async Task A_body_that_breaks_off_is_refused(int? chunkSize)
    {
        await using var served = await ServedEndpoint.StartAsync();
        using var connection = await RawConnection.OpenAsync(served.Client.Address);
        var raw = served.Client.Raw(Event, chunkSize);

        await connection.SendAsync(raw.AsMemory(0, raw.Length - 100));
        connection.EndSending();

        await Eventually.IsTrue(() => served.Refused(WebhookRefusal.Incomplete) == 1, "the server sees the end");
        served.Taken.Should().BeEmpty();
    }

    [Fact]
    public async Task Many_at_once_do_not_mix_their_bodies()
    {
        await using var served = await ServedEndpoint.StartAsync();

        var replies = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => served.Client.PostAsync(
            $$$"""{"op":0,"id":"event-{{{i}}}","t":"X","d":"{{{new string((char)('a' + (i % 26)), i * 300)}}}"}""")));

        replies.Should().OnlyContain(reply => reply.Status == 200);
        served.Taken.Should().BeEquivalentTo(Enumerable.Range(0, 200).Select(i => $"event-{i}"));
    }
}
