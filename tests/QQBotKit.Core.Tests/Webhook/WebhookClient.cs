using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using QQBotKit.Core.Tests.Gateway;
using QQBotKit.Core.Webhook;

namespace QQBotKit.Core.Tests.Webhook;

/// <summary>What a webhook answered.</summary>
internal sealed record WebhookReply(int Status, string Body, HttpResponseHeaders Headers);

/// <summary>The platform as a webhook sees it, or somebody who pretends to be it.</summary>
internal sealed class WebhookClient(Uri address, TimeProvider time) : IDisposable
{
    public const string AppId = "102000001";
    public const string Secret = "hunter2-of-the-bot";
    public const string Ack = """{"op":12,"d":0}""";

    private readonly HttpClient _http = new() { Timeout = FakeGateway.Patience };

    /// <summary>The key of <see cref="Secret"/>.</summary>
    public WebhookKey Key { get; } = new(Secret);

    public Uri Address { get; } = address;

    /// <summary>The time of the platform.</summary>
    public string Now => time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    /// <summary>Sends a body, signed as the platform does.</summary>
    /// <param name="body">The body.</param>
    /// <param name="timestamp">The time that is signed; by default now.</param>
    /// <param name="change">Changes the request after it was signed.</param>
    public Task<WebhookReply> PostAsync(string body, string? timestamp = null, Action<HttpRequestMessage>? change = null) =>
        SendAsync(body, request =>
        {
            foreach (var (name, value) in Headers(body, timestamp))
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }

            change?.Invoke(request);
        });

    /// <summary>Sends a body without a signature.</summary>
    public Task<WebhookReply> PostUnsignedAsync(string body) =>
        SendAsync(body, request => request.Headers.Add("X-Bot-Appid", AppId));

    /// <summary>The request as bytes, its body in chunks or in one piece.</summary>
    public byte[] Raw(string body, int? chunkSize = null)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        using var request = new MemoryStream();
        Write($"POST {Address.AbsolutePath} HTTP/1.1\r\nHost: {Address.Authority}\r\nContent-Type: application/json\r\n");
        foreach (var (name, value) in Headers(body))
        {
            Write($"{name}: {value}\r\n");
        }

        if (chunkSize is not { } size)
        {
            Write($"Content-Length: {bytes.Length}\r\n\r\n");
            request.Write(bytes);
        }
        else
        {
            Write("Transfer-Encoding: chunked\r\n\r\n");
            foreach (var chunk in bytes.Chunk(size))
            {
                Write($"{chunk.Length:x}\r\n");
                request.Write(chunk);
                Write("\r\n");
            }

            Write("0\r\n\r\n");
        }

        return request.ToArray();

        void Write(string text) => request.Write(Encoding.ASCII.GetBytes(text));
    }

    public void Dispose() => _http.Dispose();

    private IEnumerable<(string Name, string Value)> Headers(string body, string? timestamp = null)
    {
        timestamp ??= Now;
        yield return ("User-Agent", "QQBot-Callback");
        yield return ("X-Bot-Appid", AppId);
        yield return ("X-Signature-Timestamp", timestamp);
        yield return ("X-Signature-Ed25519", Key.Sign(Encoding.UTF8.GetBytes(timestamp + body)));
    }

    private async Task<WebhookReply> SendAsync(string body, Action<HttpRequestMessage> prepare)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Address);
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        prepare(request);
        using var answer = await _http.SendAsync(request);
        return new((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Headers);
    }
}

/// <summary>A connection on which a test says every byte itself.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly TcpClient _client = new() { NoDelay = true };

    public static async Task<RawConnection> OpenAsync(Uri address)
    {
        var connection = new RawConnection();
        await connection._client.ConnectAsync(IPAddress.Loopback, address.Port);
        return connection;
    }

    public Task SendAsync(ReadOnlyMemory<byte> bytes) => _client.GetStream().WriteAsync(bytes).AsTask();

    /// <summary>Says that nothing more comes.</summary>
    public void EndSending() => _client.Client.Shutdown(SocketShutdown.Send);

    /// <summary>Reads until the answer is whole.</summary>
    /// <returns>The status, and the body as far as its length was told.</returns>
    public async Task<(int Status, string Body)> ReceiveAsync()
    {
        using var limit = new CancellationTokenSource(FakeGateway.Patience);
        var received = new List<byte>();
        var buffer = new byte[4096];
        while (true)
        {
            var text = Encoding.UTF8.GetString([.. received]);
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end >= 0)
            {
                var length = text[..end].Split("\r\n").Select(line => line.Split(": ")).Where(line => line[0] == "Content-Length")
                    .Select(line => int.Parse(line[1], CultureInfo.InvariantCulture)).Single();
                if (text.Length >= end + 4 + length)
                {
                    return (int.Parse(text.AsSpan(9, 3), CultureInfo.InvariantCulture), text.Substring(end + 4, length));
                }
            }

            var read = await _client.GetStream().ReadAsync(buffer, limit.Token);
            read.Should().BePositive("an answer was expected");
            received.AddRange(buffer.AsSpan(0, read));
        }
    }

    public void Dispose() => _client.Dispose();
}
