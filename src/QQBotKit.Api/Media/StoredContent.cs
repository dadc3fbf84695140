using System.Net;
using System.Security.Cryptography;

namespace QQBotKit.Api;

/// <summary>A run of bytes of a content, read while it is sent, each time anew: the call that it belongs to can be repeated.</summary>
internal sealed class StoredContent : HttpContent
{
    private readonly MediaContent _content;
    private readonly long _offset;
    private readonly long _length;
    private readonly UploadProgress _progress;
    private long _sent;

    public StoredContent(MediaContent content, long offset, long length, UploadProgress progress)
    {
        (_content, _offset, _length, _progress) = (content, offset, length, progress);
        Headers.ContentLength = length;
    }

    /// <summary>The MD5 of what was sent, once it all was.</summary>
    public string? Md5 { get; private set; }

    /// <summary>Counts nothing of it as sent.</summary>
    public void TakeBack() => _progress.Add(-Interlocked.Exchange(ref _sent, 0));

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        TakeBack();
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        await _content.CopyAsync(_offset, _length, async (bytes, stop) =>
        {
            md5.AppendData(bytes.Span);
            await stream.WriteAsync(bytes, stop).ConfigureAwait(false);
            Interlocked.Add(ref _sent, bytes.Length);
            _progress.Add(bytes.Length);
        }, cancellationToken).ConfigureAwait(false);
        Md5 = Convert.ToHexStringLower(md5.GetHashAndReset());
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _length;
        return true;
    }
}
