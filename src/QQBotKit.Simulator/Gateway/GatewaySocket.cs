using System.Net.WebSockets;
using System.Text.Json;
using QQBotKit.Simulator.Accounts;
using QQBotKit.Simulator.Faults;

namespace QQBotKit.Simulator.Gateway;

/// <summary>The conversation with one client over one WebSocket: from Hello to the close.</summary>
internal sealed partial class GatewaySocket
{
    private const int MaxFrame = 16 * 1024;

    private readonly WebSocket _socket;
    private readonly GatewayHub _hub;
    private readonly TokenIssuer _tokens;
    private readonly SimulatorOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Connection _connection;
    private volatile Session? _session;

    private GatewaySocket(WebSocket socket, Wire wire, GatewayHub hub, TokenIssuer tokens, SimulatorOptions options, TimeProvider time, ILogger log)
    {
        (_socket, _hub, _tokens, _options, _time, _log) = (socket, hub, tokens, options, time, log);
        _connection = new(socket, wire);
    }

    /// <summary>Serves a client until its connection ends.</summary>
    public static Task ServeAsync(
        WebSocket socket, Wire wire, GatewayHub hub, TokenIssuer tokens, SimulatorOptions options, TimeProvider time, ILogger log, CancellationToken stopping) =>
        new GatewaySocket(socket, wire, hub, tokens, options, time, log).ServeAsync(stopping);

    private TimeSpan Silence => _options.HeartbeatInterval * 1.5;

    private async Task ServeAsync(CancellationToken stopping)
    {
        var writing = _connection.WriteAllAsync();
        await using (var heartbeat = _time.CreateTimer(
            static state => ((Connection)state!).Close(CloseCode.Expired, "no heartbeat"), _connection, Silence, Timeout.InfiniteTimeSpan))
        await using (stopping.UnsafeRegister(static state => ((Connection)state!).End(CloseCode.GoingAway, "going away"), _connection))
        {
            _hub.Enter(this);
            if (_hub.Faults.Take(FaultKind.NoHello, null, null) is null)
            {
                _connection.TrySend(Frames.Hello(_options.HeartbeatInterval));
            }

            await ReadAllAsync(heartbeat);
            if (_connection.Wire.IsSilent)
            {
                await _connection.Wire.EndAsync(_connection.Aborted);
            }
        }

        _session?.Detach(_connection, _time.GetUtcNow());
        _hub.Leave(this);
        _connection.End((int)(_socket.CloseStatus ?? WebSocketCloseStatus.NormalClosure), "");
        await writing;
        LogClosed(_session?.Bot.AppId, (int?)_socket.CloseStatus);
    }

    private async Task ReadAllAsync(ITimer heartbeat)
    {
        var buffer = new byte[MaxFrame];
        try
        {
            while (true)
            {
                var length = 0;
                ValueWebSocketReceiveResult received;
                do
                {
                    received = await _socket.ReceiveAsync(buffer.AsMemory(length), _connection.Aborted);
                    length += received.Count;
                }
                while (!received.EndOfMessage && length < buffer.Length);

                if (received.MessageType == WebSocketMessageType.Close)
                {
                    return;
                }

                if (_connection.IsClosing || _connection.Wire.IsSilent)
                {
                    // Only the client's close is still of interest.
                    continue;
                }

                if (received.MessageType != WebSocketMessageType.Text || !received.EndOfMessage)
                {
                    _connection.Close(CloseCode.InvalidPayload, "one JSON object in a text frame expected");
                    continue;
                }

                await HandleAsync(buffer.AsMemory(0, length), heartbeat);
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException)
        {
            // The client is gone, or did not answer a close in time.
        }
    }

    private async ValueTask HandleAsync(ReadOnlyMemory<byte> bytes, ITimer heartbeat)
    {
        try
        {
            var frame = JsonSerializer.Deserialize(bytes.Span, SimulatorJson.Default.ClientFrame) ?? throw new JsonException("null");
            switch (frame.Op)
            {
                case Opcode.Heartbeat when frame.D.ValueKind is JsonValueKind.Number or JsonValueKind.Null or JsonValueKind.Undefined:
                    heartbeat.Change(Silence, Timeout.InfiniteTimeSpan);
                    if (_hub.Faults.Take(FaultKind.StopAck, _session?.Bot, _session?.Shard.Index) is null)
                    {
                        await _connection.SendAsync(Frames.HeartbeatAck, _connection.Aborted);
                    }

                    break;
                case Opcode.Heartbeat:
                    _connection.Close(CloseCode.InvalidPayload, "d of a heartbeat is the last s, or null");
                    break;
                case Opcode.Identify or Opcode.Resume when _session is not null:
                    _connection.Close(CloseCode.AlreadyAuthenticated, "already authenticated");
                    break;
                case Opcode.Identify:
                    await IdentifyAsync(frame.D.Deserialize(SimulatorJson.Default.IdentifyData) ?? throw new JsonException("d is null"));
                    break;
                case Opcode.Resume:
                    await ResumeAsync(frame.D.Deserialize(SimulatorJson.Default.ResumeData) ?? throw new JsonException("d is null"));
                    break;
                default:
                    _connection.Close(CloseCode.InvalidOpcode, "invalid opcode");
                    break;
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a JsonElement that is absent where an object is needed.
            _connection.Close(CloseCode.InvalidPayload, "invalid payload");
        }
    }

    private async ValueTask IdentifyAsync(IdentifyData data)
    {
        var owner = Owner(data.Token);
        if (IsSpoiled(FaultMoment.Identify, owner, data.Shard is [var part, _] ? part : 0, null))
        {
            return;
        }

        if (owner is not { } bot)
        {
            _connection.Close(CloseCode.AuthenticationFailed, "authentication failed");
            return;
        }

        if (data.Shard is not null && data.Shard is not [>= 0, >= 1])
        {
            _connection.Close(CloseCode.InvalidShard, "invalid shard");
            return;
        }

        var shard = data.Shard is [var index, var count] ? new Shard(index, count) : Shard.Whole;
        if (shard.Index >= shard.Count)
        {
            _connection.Close(CloseCode.InvalidShard, "invalid shard");
            return;
        }

        if ((data.Intents & ~(long)Intents.Known) != 0)
        {
            _connection.Close(CloseCode.InvalidIntents, "invalid intents");
            return;
        }

        if (!_hub.Starts.TryStart(bot))
        {
            await _connection.SendAsync(Frames.InvalidSession, _connection.Aborted);
            LogStartRefused(bot.AppId);
            return;
        }

        await _connection.WaitForRoomAsync(_connection.Aborted);
        var session = _hub.Open(bot, (int)data.Intents, shard);
        Join(session);
        session.Begin(_connection);
        StrikeReady(session);
        LogIdentified(bot.AppId, shard.Index, shard.Count, data.Intents);
    }

    private async ValueTask ResumeAsync(ResumeData data)
    {
        var owner = Owner(data.Token);
        var session = _hub.Find(data.SessionId);
        if (IsSpoiled(FaultMoment.Resume, owner, session?.Shard.Index, session))
        {
            return;
        }

        if (owner is not { } bot)
        {
            _connection.Close(CloseCode.AuthenticationFailed, "authentication failed");
            return;
        }

        if (session is null)
        {
            await _connection.SendAsync(Frames.InvalidSession, _connection.Aborted);
            return;
        }

        if (session.Bot != bot)
        {
            _connection.Close(CloseCode.InvalidSession, "invalid session id");
            return;
        }

        await _connection.WaitForRoomAsync(_connection.Aborted);
        Join(session);
        if (!session.TryResume(_connection, data.Seq))
        {
            _session = null;
            _connection.Close(CloseCode.InvalidSeq, "seq error");
            return;
        }

        StrikeResumed(session);
        StrikeReady(session);
        LogResumed(bot.AppId, data.Seq);
    }

    private Bot? Owner(string token) =>
        token.StartsWith(TokenIssuer.Scheme, StringComparison.Ordinal) ? _tokens.Owner(token[TokenIssuer.Scheme.Length..]) : null;

    [LoggerMessage(Level = LogLevel.Debug, Message = "Bot {AppId} identified: shard {Index} of {Count}, intents {Intents}")]
    private partial void LogIdentified(string appId, int index, int count, long intents);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Bot {AppId} started more sessions than its session_start_limit allows: answered with op 9")]
    private partial void LogStartRefused(string appId);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Bot {AppId} resumed after {Seq}")]
    private partial void LogResumed(string appId, long seq);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Connection of bot {AppId} ended, close code {Code}")]
    private partial void LogClosed(string? appId, int? code);
}
