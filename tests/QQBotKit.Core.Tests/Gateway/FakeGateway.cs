using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using QQBotKit.Core.Gateway;
using QQBotKit.Tests.Platform;

namespace QQBotKit.Core.Tests.Gateway;

/// <summary>
/// The platform as one test wants it: it answers the token call and <c>/gateway/bot</c>, takes messages, and leaves every connection to
/// the gateway to the test, which plays the platform's side frame by frame.
/// </summary>
internal sealed class FakeGateway : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly Channel<GatewayConnection> _connections = Channel.CreateUnbounded<GatewayConnection>();
    private readonly Channel<Asked> _sends = Channel.CreateUnbounded<Asked>();
    private readonly ConcurrentBag<GatewayConnection> _all = [];
    private int _discoveries;
    private int _waiting;

    private FakeGateway(FakePlatform platform) => Platform = platform;

    /// <summary>The HTTP side.</summary>
    public FakePlatform Platform { get; }

    /// <summary>The recommended number of shards.</summary>
    public int Shards { get; set; } = 1;

    /// <summary>How many sessions may be started in 5 seconds.</summary>
    public int MaxConcurrency { get; set; } = 10;

    /// <summary>The answer to the n-th <c>GET /gateway/bot</c>, from 1; null is the usual one.</summary>
    public Func<int, Task<Answered?>> Discovery { get; set; } = _ => Task.FromResult<Answered?>(null);

    /// <summary>The answer to a message that the bot sends.</summary>
    public Func<Asked, Task<Answered>> Send { get; set; } =
        _ => Task.FromResult(new Answered(200, """{"id":"sent","timestamp":"2026-09-18T20:15:36+08:00"}"""));

    /// <summary>The answer to <c>GET /users/@me</c>.</summary>
    public Func<Task<Answered>> Profile { get; set; } =
        () => Task.FromResult(new Answered(200, """{"id":"15566780912234417093","username":"书签助手","bot":true}"""));

    /// <summary>Ends when the platform lets a connection through.</summary>
    public Task Open { get; set; } = Task.CompletedTask;

    /// <summary>Every message that the bot sent.</summary>
    public IEnumerable<Asked> Sends => Platform.Calls.Where(call => call.Method == "POST");

    /// <summary>How many connections there were.</summary>
    public int ConnectionCount => _all.Count;

    /// <summary>How many clients have asked for a connection and wait for <see cref="Open"/>.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>How often the address of the gateway was asked for.</summary>
    public int Discoveries => _discoveries;

    public static async Task<FakeGateway> StartAsync()
    {
        var gateway = new FakeGateway(await FakePlatform.StartAsync());
        gateway.Platform.Call = gateway.AnswerAsync;
        gateway.Platform.WebSocket = gateway.ServeAsync;
        return gateway;
    }

    /// <summary>The next connection that a client makes.</summary>
    public Task<GatewayConnection> AcceptAsync() => NextOf(_connections, "connection");

    /// <summary>The next message that the bot sends.</summary>
    public Task<Asked> NextSendAsync() => NextOf(_sends, "message of the bot");

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _all)
        {
            connection.Abort();
        }

        await Platform.DisposeAsync();
    }

    internal static async Task<T> NextOf<T>(Channel<T> channel, string what)
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            return await channel.Reader.ReadAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"No {what} within {Patience.TotalSeconds:0} s.");
        }
    }

    private async Task<Answered> AnswerAsync(Asked asked)
    {
        if (asked.Target == "/gateway/bot")
        {
            return await Discovery(Interlocked.Increment(ref _discoveries)) ?? new Answered(200,
                $$$"""
                {"url":"ws://{{{Platform.Url.Authority}}}/websocket","shards":{{{Shards}}},
                 "session_start_limit":{"total":1000,"remaining":1000,"reset_after":86400000,"max_concurrency":{{{MaxConcurrency}}}}}
                """);
        }

        if (asked.Target == "/users/@me")
        {
            return await Profile();
        }

        var answer = await Send(asked);
        _sends.Writer.TryWrite(asked);
        return answer;
    }

    private async Task ServeAsync(HttpContext context)
    {
        Interlocked.Increment(ref _waiting);
        await Open;
        Interlocked.Decrement(ref _waiting);
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var connection = new GatewayConnection(socket, context.Features.GetRequiredFeature<IConnectionLifetimeFeature>());
        _all.Add(connection);
        _connections.Writer.TryWrite(connection);
        await connection.ReadAsync();
    }
}

/// <summary>The platform's end of one connection. Everything the client sends is kept for the test to ask for, in order.</summary>
internal sealed class GatewayConnection(WebSocket socket, IConnectionLifetimeFeature connection)
{
    private readonly Channel<JsonNode> _frames = Channel.CreateUnbounded<JsonNode>();
    private readonly TaskCompletionSource<int?> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The code with which the client closed; null where it was gone without one.</summary>
    public Task<int?> Closed => _closed.Task.WaitAsync(FakeGateway.Patience);

    /// <summary>What was wrong with the form of the client's frames.</summary>
    public ConcurrentQueue<string> Complaints { get; } = [];

    public Task SendAsync(string frame) => SendAsync(Encoding.UTF8.GetBytes(frame));

    public Task SendAsync(byte[] frame) =>
        socket.SendAsync(frame.AsMemory(), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None).AsTask();

    /// <summary>Says Hello.</summary>
    public Task HelloAsync(int interval = 45000) => SendAsync($$$"""{"op":10,"d":{"heartbeat_interval":{{{interval}}}}}""");

    /// <summary>Takes the next frame of the client, which must be of this opcode.</summary>
    /// <returns>Its <c>d</c>; null for JSON null.</returns>
    public async Task<JsonNode?> ReceiveAsync(Opcode op)
    {
        var frame = await FakeGateway.NextOf(_frames, $"frame, {op} was expected");
        ((int)frame["op"]!).Should().Be((int)op, "{0} was expected, not {1}", op, (Opcode)(int)frame["op"]!);
        return frame["d"];
    }

    /// <summary>Starts a session: Hello, Identify, READY.</summary>
    /// <returns>The <c>d</c> of Identify.</returns>
    public async Task<JsonNode> StartSessionAsync(string session = "session-1", int interval = 45000)
    {
        await HelloAsync(interval);
        var identify = await ReceiveAsync(Opcode.Identify);
        await SendAsync(
            $$$"""{"op":0,"s":1,"t":"READY","d":{"version":1,"session_id":"{{{session}}}","user":{"id":"15566780912234417093","username":"书签助手","bot":true},"shard":[0,1]}}""");
        await SyncAsync();
        return identify!;
    }

    /// <summary>Takes up a session: Hello, Resume, the missed events, RESUMED.</summary>
    /// <returns>The <c>d</c> of Resume.</returns>
    public async Task<JsonNode> ResumeSessionAsync(params string[] missed)
    {
        await HelloAsync();
        var resume = await ReceiveAsync(Opcode.Resume);
        foreach (var frame in missed)
        {
            await SendAsync(frame);
        }

        await SendAsync("""{"op":0,"s":900,"t":"RESUMED","d":""}""");
        await SyncAsync();
        return resume!;
    }

    /// <summary>Asks for a heartbeat, which is answered at once and in order: the client has read all that was sent before.</summary>
    /// <returns>The seq that the client holds.</returns>
    public async Task<long?> SyncAsync()
    {
        await SendAsync("""{"op":1,"d":null}""");
        return (long?)await ReceiveAsync(Opcode.Heartbeat);
    }

    /// <summary>Closes; a client that has closed already is none the wiser.</summary>
    public async Task CloseAsync(int code, string? reason = null)
    {
        try
        {
            await socket.CloseOutputAsync((WebSocketCloseStatus)code, reason, CancellationToken.None);
        }
        catch (WebSocketException) when (socket.State is WebSocketState.Closed or WebSocketState.Aborted)
        {
        }
    }

    /// <summary>Is gone, without a close frame.</summary>
    public void Abort() => connection.Abort();

    public async Task ReadAsync()
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                var received = await socket.ReceiveAsync(buffer, CancellationToken.None);
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    _closed.TrySetResult((int?)received.CloseStatus);
                    if (socket.State == WebSocketState.CloseReceived)
                    {
                        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
                    }

                    return;
                }

                if (received is not { MessageType: WebSocketMessageType.Text, EndOfMessage: true })
                {
                    Complaints.Enqueue($"a frame was {received.MessageType}, end of message {received.EndOfMessage}");
                }

                _frames.Writer.TryWrite(JsonNode.Parse(buffer.AsSpan(0, received.Count))!);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException)
        {
            _closed.TrySetResult(null);
        }
    }
}
