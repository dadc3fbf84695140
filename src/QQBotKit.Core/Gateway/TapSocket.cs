using System.Buffers;
using System.Net.WebSockets;

namespace QQBotKit.Core.Gateway;

/// <summary>Takes the frames of one connection, one at a time and in order.</summary>
internal interface IFrameReceiver
{
    /// <summary>
    /// Takes one frame. The next one is read only when the returned task ends, so a slow receiver slows the socket.
    /// </summary>
    /// <param name="frame">The frame, valid until the task ends.</param>
    ValueTask ReceiveAsync(ReadOnlyMemory<byte> frame);

    /// <summary>Learns of a frame that was skipped because it is larger than the limit.</summary>
    void Refuse(long size);
}

/// <summary>
/// A socket that reads its own messages: Websocket.Client, which owns it, sees only the close frame. So a message costs no object,
/// a slow receiver is felt by the peer, and a fault of the receiver cannot reach the library.
/// </summary>
internal sealed class TapSocket(WebSocket inner, IFrameReceiver receiver, int maxFrameBytes) : WebSocket
{
    private const int InitialBytes = 16 * 1024;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(InitialBytes);
    private bool _started;

    public override WebSocketCloseStatus? CloseStatus => inner.CloseStatus;

    public override string? CloseStatusDescription => inner.CloseStatusDescription;

    public override WebSocketState State => inner.State;

    public override string? SubProtocol => inner.SubProtocol;

    public override async ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (!_started)
        {
            // The library runs its receive loop on the caller of Start until the first wait.
            _started = true;
            await Task.Yield();
        }

        while (true)
        {
            var length = 0;
            long refused = 0;
            ValueWebSocketReceiveResult result;
            do
            {
                if (length == _buffer.Length)
                {
                    Grow(length);
                }

                result = await inner.ReceiveAsync(_buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
                if (result.MessageType == WebSocketMessageType.Close)
                {
                    return result;
                }

                length += result.Count;
                if (refused > 0 || length > maxFrameBytes)
                {
                    refused += length;
                    length = 0;
                }
            }
            while (!result.EndOfMessage);

            if (refused > 0)
            {
                receiver.Refuse(refused);
            }
            else
            {
                await receiver.ReceiveAsync(_buffer.AsMemory(0, length)).ConfigureAwait(false);
            }
        }
    }

    public override Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken) =>
        inner.ReceiveAsync(buffer, cancellationToken);

    public override Task SendAsync(
        ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken) =>
        inner.SendAsync(buffer, messageType, endOfMessage, cancellationToken);

    public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) =>
        inner.CloseAsync(closeStatus, statusDescription, cancellationToken);

    public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) =>
        inner.CloseOutputAsync(closeStatus, statusDescription, cancellationToken);

    public override void Abort() => inner.Abort();

    /// <summary>The buffer is left to the garbage collector: a receive may still be writing into it.</summary>
    public override void Dispose() => inner.Dispose();

    private void Grow(int used)
    {
        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(0, used).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
