using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace QQBotKit.Simulator.Faults;

/// <summary>What is under a WebSocket: the stream of its TCP connection, and the ways in which a network spoils it.</summary>
internal sealed class Wire(HttpContext http, Stream stream) : Stream
{
    private readonly CancellationTokenSource _end = new();
    private volatile bool _silent;
    private volatile bool _cutsNextWrite;

    /// <summary>Whether nothing is sent any more.</summary>
    public bool IsSilent => _silent;

    /// <summary>What is under the WebSocket that a request has become.</summary>
    public static Wire Of(HttpContext http) =>
        (http.Features.Get<IHttpUpgradeFeature>() as WireUpgrade)?.Wire ?? throw new NotSupportedException("The gateway takes WebSockets over HTTP/1.1 only.");

    /// <summary>Whether <see cref="End"/> was called. The WebSocket is then not to be disposed: that would reset TCP.</summary>
    public bool HasEnded => _end.IsCancellationRequested;

    /// <summary>Keeps the connection, and sends nothing on it any more: no frame, and none of the answers that a WebSocket gives by itself.</summary>
    public void Silence() => _silent = true;

    /// <summary>Resets TCP. What was not sent yet is lost.</summary>
    public void Reset() => http.Abort();

    /// <summary>Ends TCP after what was sent, as if the client had ended it. A reset could overtake what was sent last.</summary>
    public void End()
    {
        Silence();
        _end.Cancel();
    }

    /// <summary>Ends the server's sending side of TCP.</summary>
    public void EndSending()
    {
        Silence();
        if (http.Features.Get<IConnectionSocketFeature>()?.Socket is not { } socket)
        {
            Reset();
            return;
        }

        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The client was faster.
        }
    }

    /// <summary>Sends the first half of the next frame, and then ends TCP.</summary>
    public void CutNextWrite() => _cutsNextWrite = true;

    /// <summary>Waits for the end of the TCP connection.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, _end.Token, cancellationToken);
        await Task.Delay(Timeout.Infinite, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_silent)
        {
            return ValueTask.CompletedTask;
        }

        return _cutsNextWrite ? CutAsync(buffer, cancellationToken) : stream.WriteAsync(buffer, cancellationToken);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(_end.Token, cancellationToken);
        try
        {
            return await stream.ReadAsync(buffer, end.Token);
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            return 0;
        }
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => _silent ? Task.CompletedTask : stream.FlushAsync(cancellationToken);

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    // A WebSocket never blocks.
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            stream.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask CutAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(frame[..(frame.Length / 2)], cancellationToken);
        await stream.FlushAsync(cancellationToken);
        End();
    }
}

/// <summary>Puts a <see cref="Wire"/> under the WebSocket that a request becomes. To be set before the WebSocket middleware runs.</summary>
internal sealed class WireUpgrade(HttpContext http, IHttpUpgradeFeature upgrade) : IHttpUpgradeFeature
{
    public Wire? Wire { get; private set; }

    public bool IsUpgradableRequest => upgrade.IsUpgradableRequest;

    public static void Prepare(HttpContext http)
    {
        if (http.Features.Get<IHttpUpgradeFeature>() is { } upgrade)
        {
            http.Features.Set<IHttpUpgradeFeature>(new WireUpgrade(http, upgrade));
        }
    }

    public async Task<Stream> UpgradeAsync() => Wire = new(http, await upgrade.UpgradeAsync());
}
