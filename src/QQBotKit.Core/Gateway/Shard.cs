using System.Diagnostics.CodeAnalysis;
using System.Net.WebSockets;
using Microsoft.Extensions.Logging;
using QQBotKit.Core.Dispatch;
using QQBotKit.Core.Rest;

namespace QQBotKit.Core.Gateway;

/// <summary>
/// One shard: carries out what <see cref="Session"/> says over one connection after the other, until it is stopped by the owner or by the platform.
/// </summary>
internal sealed class Shard : IFrameReceiver, IAsyncDisposable
{
    /// <summary>Larger frames are skipped: no documented event comes near.</summary>
    public const int MaxFrameBytes = 4 * 1024 * 1024;

    // 1000 would end the session for good, and the next connection, or the next process, is to resume it.
    private const WebSocketCloseStatus ResumableClose = (WebSocketCloseStatus)4000;

    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(20);

    // The back-off spares a platform that does not take connections. One that took it, and kept it for this long, does.
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    private readonly ShardPlan _plan;
    private readonly AccessToken _token;
    private readonly IEventSink _sink;
    private readonly TimeProvider _time;
    private readonly ShardReport _report;
    private readonly Lock _stepping = new();
    private readonly ITimer _heartbeat;
    private readonly ITimer _deadline;
    private readonly CancellationTokenSource _stopped = new();
    private SessionState _state;
    private ReadyInfo? _lastReady;
    private Intents _identified;
    private DateTimeOffset _lastSeen;
    private GatewaySocket? _socket;
    private string? _usedToken;
    private long _openedSince;
    private long _readySince;
    private bool _announced;
    private volatile bool _held;
    private volatile bool _heard;

    /// <param name="plan">What it asks for, and where.</param>
    /// <param name="token">The bot's token.</param>
    /// <param name="sink">Where events go.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Where it reports.</param>
    /// <param name="saved">The session that an earlier process left; null for none.</param>
    public Shard(ShardPlan plan, AccessToken token, IEventSink sink, TimeProvider time, ILogger log, SavedSession? saved = null)
    {
        if (saved is not null)
        {
            _state = new SessionState { SessionId = saved.Ready.SessionId, Seq = saved.Seq };
            _lastReady = saved.Ready;
            _identified = saved.Intents;
            _lastSeen = saved.At;
        }

        _plan = plan;
        _token = token;
        _sink = sink;
        _time = time;
        _report = new ShardReport(plan.Name, log);
        _heartbeat = time.CreateTimer(_ => Observe(Apply(new(SessionInputKind.HeartbeatDue, Flag: _held))), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _deadline = time.CreateTimer(_ => LookForAnswer(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Called with what the session asked for at every READY, and when the session of an earlier process was resumed.</summary>
    public Action<ReadyInfo, Intents>? Ready { get; init; }

    /// <summary>The session as another process could resume it; null while there is none.</summary>
    public SavedSession? Resumable
    {
        get
        {
            var state = State;
            return _lastReady is { } ready && state.SessionId == ready.SessionId
                ? new SavedSession(_plan.Id, _plan.Count, _identified, state.ResumeSeq, _time.GetUtcNow(), ready)
                : null;
        }
    }

    public SessionState State
    {
        get
        {
            lock (_stepping)
            {
                return _state;
            }
        }
    }

    /// <summary>Keeps the shard connected.</summary>
    /// <returns>Why the platform ended it for good; null when the owner did.</returns>
    public async Task<CloseCode?> RunAsync(CancellationToken stopping)
    {
        var actions = SessionActions.None;
        while (State is { Phase: not SessionPhase.Stopped } state)
        {
            SocketEnd end;
            try
            {
                await _time.PauseAsync(PickDelay(state), stopping);

                // After the wait: whoever drops a fresh token at once gets the same one again.
                await PerformAsync(actions);
                end = await ConnectOnceAsync(state, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                Apply(new(SessionInputKind.StopRequested));
                break;
            }
            catch (Exception e) when (e is not CredentialsRefusedException)
            {
                end = new SocketEnd(null, e.Message);
            }

            var wasReady = _readySince != 0 && _time.GetElapsedTime(_readySince) >= LongEnough;
            var wasShort = _openedSince != 0 && _time.GetElapsedTime(_openedSince) < Soon;
            actions = Apply(new(SessionInputKind.Closed, end.Code ?? 0, Flag: wasReady, Quick: wasShort));
            _report.Ended(end, State);
        }

        return State.Ended == Session.ByOwner ? null : State.Ended;
    }

    /// <summary>Ends the session from this side, with a proper close.</summary>
    /// <param name="forget">Whether the session is of no more use to anybody, as after a change of the layout.</param>
    public async Task StopAsync(bool forget = false)
    {
        var actions = Apply(new(SessionInputKind.StopRequested, Flag: forget));
        await _stopped.CancelAsync();
        await PerformAsync(actions);
    }

    /// <summary>Begins a new session, since this one asked for less than is wanted now.</summary>
    public Task RenewAsync()
    {
        var before = State.SessionId;
        var actions = Apply(new(SessionInputKind.MoreWanted));
        if (State.SessionId != before)
        {
            _lastReady = null; // It is not lost, but given up.
        }

        return PerformAsync(actions);
    }

    public async ValueTask DisposeAsync()
    {
        // Not _stopped: StopAsync may come after the end, and without a timer it holds nothing.
        await _heartbeat.DisposeAsync();
        await _deadline.DisposeAsync();
    }

    private async Task<SocketEnd> ConnectOnceAsync(SessionState state, CancellationToken stopping)
    {
        _openedSince = _readySince = 0;
        _usedToken = await _token.GetAsync(stopping);
        var url = await _plan.PrepareAsync(identifies: state.SessionId is null, stopping);
        using var socket = await GatewaySocket.ConnectAsync(url, this, MaxFrameBytes, Opened, _time, stopping);
        try
        {
            await using var stop = stopping.Register(() => Observe(Apply(new(SessionInputKind.StopRequested))));
            return await socket.Ended;
        }
        finally
        {
            _lastSeen = _readySince == 0 ? _lastSeen : _time.GetUtcNow();
            _heartbeat.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _deadline.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    private void Opened(GatewaySocket socket)
    {
        // Before the first frame is read, since Hello is answered through it.
        _socket = socket;
        _heard = _held = false;
        _openedSince = _time.GetTimestamp();
        Observe(Apply(new(SessionInputKind.Opened)));
        _deadline.Change(AnswerTimeout, Timeout.InfiniteTimeSpan);
    }

    private void LookForAnswer()
    {
        if (_heard || _held)
        {
            // A long replay: RESUMED comes after it.
            _heard = false;
            _deadline.Change(AnswerTimeout, Timeout.InfiniteTimeSpan);
            return;
        }

        Observe(Apply(new(SessionInputKind.Late)));
    }

    ValueTask IFrameReceiver.ReceiveAsync(ReadOnlyMemory<byte> frame)
    {
        if (!Frame.TryRead(frame, out var read, out var error))
        {
            _report.BadFrame(frame.Length, error!);
            return default;
        }

        return read.Op == Opcode.Dispatch ? DispatchAsync(read) : ControlAsync(read);
    }

    void IFrameReceiver.Refuse(long size) => _report.BadFrame(size, $"it is larger than {MaxFrameBytes} bytes");

    private ValueTask DispatchAsync(in Frame frame)
    {
        if (frame.Type.Span.SequenceEqual("READY"u8))
        {
            return BecomeReadyAsync(frame);
        }

        if (frame.Type.Span.SequenceEqual("RESUMED"u8))
        {
            Accept(frame.Seq);
            var resumed = Apply(new(SessionInputKind.Resumed));
            if (resumed.HasFlag(SessionActions.AnnounceReady) && !_announced && _lastReady is { } known)
            {
                Announce(known);
            }

            return new ValueTask(PerformAsync(resumed));
        }

        if (State.Phase == SessionPhase.Stopped)
        {
            // Its seq is not taken over either, so a resume brings it again.
            return default;
        }

        if (!_sink.TryAccept(frame))
        {
            return AcceptWhenThereIsRoomAsync(frame);
        }

        Accept(frame.Seq);
        return default;
    }

    private async ValueTask AcceptWhenThereIsRoomAsync(Frame frame)
    {
        _held = true;
        try
        {
            do
            {
                await _sink.WaitForRoomAsync(_stopped.Token);
            }
            while (!_sink.TryAccept(frame));
            Accept(frame.Seq);
        }
        catch (OperationCanceledException)
        {
            // Stopped: the event was not taken over, so its seq is not either, and a resume brings it again.
        }
        finally
        {
            _held = false;
        }
    }

    private void Accept(long? seq)
    {
        if (seq is { } number)
        {
            Apply(new(SessionInputKind.Accepted, number));
            _heard = true;
        }
    }

    private ValueTask BecomeReadyAsync(in Frame frame)
    {
        if (ReadyInfo.Read(frame.Data.Span) is not { } ready)
        {
            _report.BadFrame(frame.Data.Length, "READY has no session_id");
            return default;
        }

        var actions = Apply(new(SessionInputKind.Ready, frame.Seq ?? 0, ready.SessionId));
        if (actions.HasFlag(SessionActions.AnnounceReady))
        {
            if (_lastReady is not null)
            {
                _report.SessionLost(_lastSeen);
            }

            _lastReady = ready;
            Announce(ready);
        }

        return new ValueTask(PerformAsync(actions));
    }

    private void Announce(ReadyInfo ready)
    {
        _announced = true;
        Ready?.Invoke(ready, _identified);
    }

    private ValueTask ControlAsync(in Frame frame)
    {
        SessionInput? input = frame.Op switch
        {
            Opcode.Hello => new(SessionInputKind.Hello, HelloData.Interval(frame.Data.Span)),
            Opcode.Heartbeat => new(SessionInputKind.HeartbeatRequested),
            Opcode.HeartbeatAck => new(SessionInputKind.HeartbeatAcked),
            Opcode.Reconnect => new(SessionInputKind.ReconnectRequested),
            Opcode.InvalidSession => new(SessionInputKind.SessionInvalid, Flag: frame.Data.Span.SequenceEqual("true"u8)),
            _ => null,
        };
        if (input is null)
        {
            _report.UnknownOpcode((int)frame.Op);
            return default;
        }

        var actions = Apply(input.Value);
        if (actions.HasFlag(SessionActions.CloseSocket))
        {
            Observe(actions); // The close ends when its answer is read, and that is for the caller to do.
            return default;
        }

        return new ValueTask(PerformAsync(actions));
    }

    private SessionActions Apply(in SessionInput input)
    {
        lock (_stepping)
        {
            (_state, var actions) = Session.Step(_state, input);
            return actions;
        }
    }

    [SuppressMessage("Reliability", "CA2012", Justification = "Nothing here returns a ValueTask that is awaited twice.")]
    private async Task PerformAsync(SessionActions actions)
    {
        if (actions == SessionActions.None)
        {
            return;
        }

        try
        {
            var state = State;
            if (actions.HasFlag(SessionActions.StartHeartbeat))
            {
                // A little early, as the platform measures from its own side.
                var period = TimeSpan.FromMilliseconds(Math.Max(100, state.HeartbeatInterval * 0.9));
                _heartbeat.Change(period, period);
            }

            if (actions.HasFlag(SessionActions.SendIdentify))
            {
                _identified = _plan.Intents;
                await SendAsync(GatewayPayloads.Identify(await FreshTokenAsync(), _identified, _plan.Id, _plan.Count));
            }

            if (actions.HasFlag(SessionActions.SendResume))
            {
                await SendAsync(GatewayPayloads.Resume(await FreshTokenAsync(), state.SessionId!, state.ResumeSeq));
            }

            if (actions.HasFlag(SessionActions.SendHeartbeat))
            {
                await SendAsync(GatewayPayloads.Heartbeat(state.Seq));
            }

            if (actions.HasFlag(SessionActions.AnnounceReady))
            {
                BecomeSettled();
            }

            if (actions.HasFlag(SessionActions.DropToken) && _usedToken is { } refused)
            {
                _token.Invalidate(refused);
            }

            if (actions.HasFlag(SessionActions.CloseSocket) && _socket is { } socket)
            {
                var isOver = state.SessionId is null && (state.Phase == SessionPhase.Stopped || state.Ended == Session.TooLittle);
                await socket.CloseAsync(isOver ? WebSocketCloseStatus.NormalClosure : ResumableClose);
            }
        }
        catch (Exception e)
        {
            _report.SendFailed(e.Message);
        }
    }

    private void BecomeSettled()
    {
        _deadline.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _readySince = _time.GetTimestamp();
        _report.Recovered();
    }

    private async ValueTask<string> FreshTokenAsync() => _usedToken = await _token.GetAsync(CancellationToken.None);

    private Task SendAsync(string payload) => _socket is { } socket ? socket.SendAsync(payload) : Task.CompletedTask;

    private void Observe(SessionActions actions) => _ = PerformAsync(actions);

    private static TimeSpan PickDelay(in SessionState state) =>
        state.LeastDelay + ((state.Delay - state.LeastDelay) * Random.Shared.NextDouble());
}
