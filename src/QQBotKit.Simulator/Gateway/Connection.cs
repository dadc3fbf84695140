using System.Diagnostics.CodeAnalysis;
using System.Net.WebSockets;
using System.Threading.Channels;
using QQBotKit.Simulator.Faults;

namespace QQBotKit.Simulator.Gateway;

/// <summary>A frame on its way out.</summary>
/// <param name="Frame">The frame.</param>
/// <param name="Before">Frames that go ahead of it.</param>
/// <param name="Form">How it goes over the wire.</param>
internal readonly record struct Outgoing(byte[] Frame, byte[][]? Before = null, FrameForm Form = FrameForm.Whole)
{
    /// <summary>What is done in its place, when all before it has been sent.</summary>
    public Action? Instead { get; init; }
}

/// <summary>The sending side of one WebSocket: a bounded queue with one writer, and the way it ends.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Whoever learns late that the connection ended may still ask to close it.")]
internal sealed class Connection(WebSocket socket, Wire wire)
{
    private const int QueueLength = 256;

    // A client that answers takes milliseconds; one that does not must not hold up the end of the process.
    private static readonly TimeSpan CloseGrace = TimeSpan.FromMilliseconds(500);

    private static readonly byte[] BareClose = [0x88, 0x00];

    private readonly Channel<Outgoing> _queue =
        Channel.CreateBounded<Outgoing>(new BoundedChannelOptions(QueueLength) { SingleReader = true });

    private readonly CancellationTokenSource _abort = new();
    private Ending? _ending;
    private volatile EventLine? _events;

    private sealed record Ending(int? Code, string Reason);

    /// <summary>What the connection runs on.</summary>
    public Wire Wire => wire;

    /// <summary>Ends reading and writing when the client does not take part in the close.</summary>
    public CancellationToken Aborted => _abort.Token;

    public bool IsClosing => Volatile.Read(ref _ending) is not null;

    /// <summary>Queues a frame. False when the queue is full or the connection is closing.</summary>
    public bool TrySend(byte[] frame) => _queue.Writer.TryWrite(new(frame));

    /// <summary>Queues frames as one, ahead of all that is sent later.</summary>
    public bool TrySend(byte[][] before, byte[] frame) => _queue.Writer.TryWrite(new(frame, before));

    /// <summary>Queues an event: straight, or by the detour that faults made for it. False when there is no room or the connection is closing.</summary>
    public bool TrySendEvent(byte[] frame) => _events is { } events ? events.TrySend(frame) : TrySend(frame);

    /// <summary>Waits until a frame can be queued or the connection is closing.</summary>
    public async ValueTask WaitForRoomAsync(CancellationToken cancellationToken) => await _queue.Writer.WaitToWriteAsync(cancellationToken);

    /// <summary>Waits until an event can be queued or the connection is closing.</summary>
    public async ValueTask WaitForEventRoomAsync(CancellationToken cancellationToken) =>
        await (_events?.WaitForRoomAsync(cancellationToken) ?? _queue.Writer.WaitToWriteAsync(cancellationToken));

    /// <summary>Queues a frame, waiting while the client reads too slowly.</summary>
    public ValueTask SendAsync(byte[] frame, CancellationToken cancellationToken) => SendAsync(new Outgoing(frame), cancellationToken);

    /// <inheritdoc cref="SendAsync(byte[], CancellationToken)"/>
    public async ValueTask SendAsync(Outgoing next, CancellationToken cancellationToken)
    {
        while (!_queue.Writer.TryWrite(next) && await _queue.Writer.WaitToWriteAsync(cancellationToken))
        {
        }
    }

    /// <summary>Makes sure that a frame is queued, now or as soon as there is room.</summary>
    public void Post(Outgoing next)
    {
        if (!_queue.Writer.TryWrite(next))
        {
            // The end of the connection ends the wait.
            _ = SendAsync(next, CancellationToken.None).AsTask();
        }
    }

    /// <summary>Sends events by a detour from now on.</summary>
    public void Divert(EventLine events)
    {
        if (Interlocked.CompareExchange(ref _events, events, null) is null)
        {
            events.Open();
        }
    }

    /// <summary>Sends at once the events that faults held back.</summary>
    public void ReleaseEvents() => _events?.Release();

    /// <summary>Closes after what is queued; without a code when there is none. The first reason counts, and a silenced connection does not close.</summary>
    public void Close(int? code, string reason)
    {
        if (!wire.IsSilent)
        {
            End(code, reason);
        }
    }

    /// <summary>Closes even a silenced connection.</summary>
    public void End(int? code, string reason)
    {
        if (Interlocked.CompareExchange(ref _ending, new(code, reason), null) is null)
        {
            _queue.Writer.TryComplete();
            _abort.CancelAfter(CloseGrace);
        }
    }

    /// <summary>Ends TCP without a close frame. A client that reads gets what was sent before, as it might not after a reset.</summary>
    public void Drop()
    {
        wire.End();
        End(null, "");
    }

    /// <summary>Sends what is queued until the connection is closed or lost.</summary>
    public async Task WriteAllAsync()
    {
        try
        {
            while (await _queue.Reader.WaitToReadAsync(_abort.Token))
            {
                while (_queue.Reader.TryRead(out var next))
                {
                    await WriteAsync(next);
                }
            }

            if (_ending is { } ending && socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await WriteCloseAsync(ending);
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            End((int)WebSocketCloseStatus.NormalClosure, "connection lost");
            await _abort.CancelAsync();
        }
    }

    private async ValueTask WriteCloseAsync(Ending ending)
    {
        if (ending.Code is { } code)
        {
            await socket.CloseOutputAsync((WebSocketCloseStatus)code, ending.Reason, _abort.Token);
            return;
        }

        // Told to send none, WebSocket would send 1005, which never goes over the wire.
        await wire.WriteAsync(BareClose, _abort.Token);
        await wire.FlushAsync(_abort.Token);
    }

    private async ValueTask WriteAsync(Outgoing next)
    {
        foreach (var frame in next.Before ?? [])
        {
            await socket.SendAsync(frame.AsMemory(), WebSocketMessageType.Text, true, _abort.Token);
        }

        if (next.Instead is { } instead)
        {
            instead();
            return;
        }

        if (next.Form == FrameForm.CutInTheMiddle)
        {
            wire.CutNextWrite();
        }

        var rest = next.Frame.AsMemory();
        if (next.Form == FrameForm.Fragments)
        {
            foreach (var length in Fragments.Of(rest.Span))
            {
                await socket.SendAsync(rest[..length], WebSocketMessageType.Text, false, _abort.Token);
                rest = rest[length..];
            }
        }

        await socket.SendAsync(rest, WebSocketMessageType.Text, true, _abort.Token);
    }
}
