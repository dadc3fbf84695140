using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace QQBotKit.Simulator.Tests.Faults;

/// <summary>A gateway client on bare TCP: it sees what a WebSocket library hides, and answers nothing by itself.</summary>
internal sealed class RawClient : IDisposable
{
    public const string Reset = "reset";
    public const string EndOfStream = "end of stream";

    private readonly TcpClient _tcp = new();

    public void Dispose() => _tcp.Dispose();

    /// <summary>Opens a WebSocket and reads no frame yet.</summary>
    public static async Task<RawClient> ConnectAsync(Platform platform)
    {
        var client = new RawClient();
        await client.UpgradeAsync(platform);
        return client;
    }

    /// <summary>Opens a WebSocket, identifies, and reads READY.</summary>
    public static async Task<RawClient> IdentifyAsync(Platform platform, int intents = Platform.GroupAndC2C)
    {
        var client = await ConnectAsync(platform);
        (await client.ReadAsync()).GetProperty("op").GetInt32().Should().Be(10);
        await client.SendAsync(new { op = 2, d = new { token = $"QQBot {await platform.TokenAsync()}", intents } });
        (await client.ReadAsync()).GetProperty("t").GetString().Should().Be("READY");
        return client;
    }

    public Task SendAsync(object frame) => SendFrameAsync(0x81, JsonSerializer.SerializeToUtf8Bytes(frame));

    /// <summary>Sends a frame with a mask of zeros.</summary>
    public async Task SendFrameAsync(byte first, byte[] payload)
    {
        byte[] length = payload.Length < 126 ? [(byte)(0x80 | payload.Length)] : [0x80 | 126, (byte)(payload.Length >> 8), (byte)payload.Length];
        await _tcp.GetStream().WriteAsync((byte[])[first, .. length, 0, 0, 0, 0, .. payload]);
    }

    /// <summary>Reads a whole frame and its payload.</summary>
    public async Task<JsonElement> ReadAsync()
    {
        var head = await ReadAsync(2);
        var length = head[1] == 126 ? BinaryPrimitives.ReadUInt16BigEndian(await ReadAsync(2)) : head[1];
        return JsonSerializer.Deserialize<JsonElement>(await ReadAsync(length));
    }

    /// <summary>Reads until TCP ends, and tells what came and how it ended.</summary>
    public async Task<(byte[] Last, string End)> ReadToEndAsync()
    {
        using var patience = new CancellationTokenSource(Platform.Patience);
        var rest = new MemoryStream();
        var buffer = new byte[4096];
        try
        {
            int count;
            while ((count = await _tcp.GetStream().ReadAsync(buffer, patience.Token)) > 0)
            {
                rest.Write(buffer, 0, count);
            }

            return (rest.ToArray(), EndOfStream);
        }
        catch (IOException exception) when (exception.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            return (rest.ToArray(), Reset);
        }
    }

    /// <summary>Whether the server still takes part in TCP, and has sent nothing.</summary>
    public bool IsOpenAndSilent => !_tcp.Client.Poll(0, SelectMode.SelectRead);

    private async Task UpgradeAsync(Platform platform)
    {
        await _tcp.ConnectAsync("127.0.0.1", platform.Http.BaseAddress!.Port);
        await _tcp.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            "GET /websocket HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
        var answer = new StringBuilder();
        while (!answer.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            answer.Append((char)(await ReadAsync(1))[0]);
        }

        answer.ToString().Should().StartWith("HTTP/1.1 101");
    }

    private async Task<byte[]> ReadAsync(int count)
    {
        using var patience = new CancellationTokenSource(Platform.Patience);
        var buffer = new byte[count];
        await _tcp.GetStream().ReadExactlyAsync(buffer, patience.Token);
        return buffer;
    }
}

/// <summary>What the tests of faults say to the platform.</summary>
internal static class FaultSteps
{
    public static Task<JsonElement> FaultAsync(this Platform platform, string json) => platform.PostTextAsync("/simulator/faults", json, 200);

    /// <summary>A user writes, and the bots hear of it.</summary>
    public static async Task<int> WriteAsync(this Platform platform, Places places, string text) =>
        (await platform.SayAsync(new { scene = "c2c", conversation = places.User, text })).GetProperty("delivered").GetInt32();

    /// <summary>Opens a socket and resumes; the answer is not read.</summary>
    public static async Task<Socket> ResumeAsync(this Platform platform, string session, long seq)
    {
        var socket = await platform.ConnectAsync();
        await socket.SendAsync(new { op = 6, d = new { token = $"QQBot {await platform.TokenAsync()}", session_id = session, seq } });
        return socket;
    }

    /// <summary>Opens a socket and identifies; the answer is not read.</summary>
    public static async Task<Socket> StartAsync(this Platform platform, int intents = 0)
    {
        var socket = await platform.ConnectAsync();
        await socket.SendAsync(new { op = 2, d = new { token = $"QQBot {await platform.TokenAsync()}", intents } });
        return socket;
    }

    public static string Text(this JsonElement frame) => frame.GetProperty("d").GetProperty("content").GetString()!;

    /// <summary>Sends a heartbeat and reads its answer: all that was sent before has then come or will not come.</summary>
    public static async Task ShouldAnswerAsync(this Socket socket)
    {
        await socket.SendAsync(new { op = 1, d = 1 });
        (await socket.ReadAsync()).GetProperty("op").GetInt32().Should().Be(11);
    }
}
