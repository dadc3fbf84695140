using System.Net.WebSockets;
using Websocket.Client;

namespace QQBotKit.Core.Gateway;

/// <summary>How a connection ended.</summary>
/// <param name="Code">The close code; null where there was none.</param>
/// <param name="Description">What the peer, or the failure, said.</param>
internal readonly record struct SocketEnd(int? Code, string? Description);

/// <summary>
/// One connection to the gateway: one instance of Websocket.Client, used for one attempt only and with its reconnection off,
/// because when and how to reconnect is for <see cref="Session"/> alone to say.
/// </summary>
internal sealed class GatewaySocket : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(2);
    private readonly TaskCompletionSource<SocketEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeProvider _time;
    private readonly WebsocketClient _client;
    private readonly IDisposable _disconnections;
    private WebSocket? _socket;

    private GatewaySocket(
        Uri url, IFrameReceiver receiver, int maxFrameBytes, Action<GatewaySocket> opened, TimeProvider time, CancellationToken cancellationToken)
    {
        _time = time;
        _client = new WebsocketClient(url, null, async (uri, ownToken) =>
        {
            using var late = new CancellationTokenSource(ConnectTimeout, time);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ownToken, cancellationToken, late.Token);
            var inner = new ClientWebSocket();
            try
            {
                await inner.ConnectAsync(uri, limit.Token).ConfigureAwait(false);
            }
            catch
            {
                inner.Dispose();
                throw;
            }

            _socket = new TapSocket(inner, receiver, maxFrameBytes);
            opened(this);
            return _socket;
        })
        {
            IsReconnectionEnabled = false,
            ReconnectTimeout = null,
            ErrorReconnectTimeout = null,
        };
        _disconnections = _client.DisconnectionHappened.Subscribe(info => _ended.TrySetResult(End(info)));
    }

    /// <summary>Ends when the connection has ended.</summary>
    public Task<SocketEnd> Ended => _ended.Task;

    /// <summary>Connects.</summary>
    /// <param name="url">The gateway's address, from <c>/gateway/bot</c>.</param>
    /// <param name="receiver">Takes the frames.</param>
    /// <param name="maxFrameBytes">Larger frames are skipped, and never buffered whole.</param>
    /// <param name="opened">Called when the socket is open and before its first frame is read.</param>
    /// <param name="time">The clock of the limits.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="WebSocketException">It cannot be reached.</exception>
    public static async Task<GatewaySocket> ConnectAsync(
        Uri url, IFrameReceiver receiver, int maxFrameBytes, Action<GatewaySocket> opened, TimeProvider time, CancellationToken cancellationToken)
    {
        var socket = new GatewaySocket(url, receiver, maxFrameBytes, opened, time, cancellationToken);
        try
        {
            await socket._client.StartOrFail().ConfigureAwait(false);
            return socket;
        }
        catch (Exception e)
        {
            socket.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw new WebSocketException($"the gateway {url.GetLeftPart(UriPartial.Path)} cannot be reached: {(e.InnerException ?? e).Message}", e);
        }
    }

    public Task SendAsync(string payload) => _client.SendInstant(payload);

    /// <summary>Closes with a handshake, and without one when the peer does not take part in time.</summary>
    public async Task CloseAsync(WebSocketCloseStatus status)
    {
        if (_socket is not { } socket)
        {
            return;
        }

        using var limit = new CancellationTokenSource(CloseTimeout, _time);
        try
        {
            await socket.CloseOutputAsync(status, null, limit.Token).ConfigureAwait(false);
            await _ended.Task.WaitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            socket.Abort();
        }

        _ended.TrySetResult(new SocketEnd((int)status, null));
    }

    public void Dispose()
    {
        _disconnections.Dispose();
        _client.Dispose();
        _ended.TrySetResult(default);
    }

    private static SocketEnd End(DisconnectionInfo info) =>
        new((int?)info.CloseStatus, info.CloseStatusDescription ?? info.Exception?.Message);
}
