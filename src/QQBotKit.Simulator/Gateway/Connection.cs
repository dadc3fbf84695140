using System.Diagnostics.CodeAnalysis;
using System.Net.WebSockets;
using System.Threading.Channels;

namespace QQBotKit.Simulator.Gateway;

/// <summary>The sending side of one WebSocket: a bounded queue with one writer, and the way it ends.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Whoever learns late that the connection ended may still ask to close it.")]
internal sealed class Connection(WebSocket socket)
{
    private const int QueueLength = 256;

    // A client that answers takes milliseconds; one that does not must not hold up the end of the process.
    private static readonly TimeSpan CloseGrace = TimeSpan.FromMilliseconds(500);

    private readonly Channel<Outgoing> _queue =
        Channel.CreateBounded<Outgoing>(new BoundedChannelOptions(QueueLength) { SingleReader = true });

    private readonly CancellationTokenSource _abort = new();
    private Ending? _ending;

    private readonly record struct Outgoing(byte[] Frame, byte[][]? Before = null);

    private sealed record Ending(int Code, string Reason);

    /// <summary>Ends reading and writing when the client does not take part in the close.</summary>
    public CancellationToken Aborted => _abort.Token;

    public bool IsClosing => Volatile.Read(ref _ending) is not null;

    /// <summary>Queues a frame. False when the queue is full or the connection is closing.</summary>
    public bool TrySend(byte[] frame) => _queue.Writer.TryWrite(new(frame));

    /// <summary>Queues frames as one, ahead of all that is sent later.</summary>
    public bool TrySend(byte[][] before, byte[] frame) => _queue.Writer.TryWrite(new(frame, before));

    /// <summary>Waits until a frame can be queued or the connection is closing.</summary>
    public async ValueTask WaitForRoomAsync(CancellationToken cancellationToken) => await _queue.Writer.WaitToWriteAsync(cancellationToken);

    /// <summary>Queues a frame, waiting while the client reads too slowly.</summary>
    public async ValueTask SendAsync(byte[] frame, CancellationToken cancellationToken)
    {
        while (!TrySend(frame) && await _queue.Writer.WaitToWriteAsync(cancellationToken))
        {
        }
    }

    /// <summary>Closes after what is queued. The first reason counts.</summary>
    public void Close(int code, string reason)
    {
        if (Interlocked.CompareExchange(ref _ending, new(code, reason), null) is null)
        {
            _queue.Writer.TryComplete();
            _abort.CancelAfter(CloseGrace);
        }
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
                    foreach (var frame in next.Before ?? [])
                    {
                        await socket.SendAsync(frame.AsMemory(), WebSocketMessageType.Text, true, _abort.Token);
                    }

                    await socket.SendAsync(next.Frame.AsMemory(), WebSocketMessageType.Text, true, _abort.Token);
                }
            }

            if (_ending is { } ending && socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await socket.CloseOutputAsync((WebSocketCloseStatus)ending.Code, ending.Reason, _abort.Token);
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            Close((int)WebSocketCloseStatus.NormalClosure, "connection lost");
            await _abort.CancelAsync();
        }
    }
}
