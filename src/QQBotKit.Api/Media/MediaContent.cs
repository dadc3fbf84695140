using System.Buffers;
using System.Security.Cryptography;

namespace QQBotKit.Api;

/// <summary>The digests by which the platform knows a file, in lower-case hexadecimal, and its size.</summary>
internal sealed record MediaDigests(string Md5, string Sha1, string Md5Of10M, long Size);

/// <summary>
/// A content that can be read from any place, and more than once, without being in memory. A stream that cannot seek is in a temporary file, which
/// goes away with this object and with the process.
/// </summary>
internal sealed class MediaContent : IAsyncDisposable
{
    // What the platform means by 10M is neither ten million nor ten times 2^20.
    private const int TenM = 10_002_432;

    private const int BufferLength = 64 * 1024;

    private readonly Media _media;
    private readonly Stream _stream;
    private readonly SemaphoreSlim _turn = new(1);

    private MediaContent(Media media, Stream stream) => (_media, _stream) = (media, stream);

    /// <summary>How many bytes there are.</summary>
    public long Size => _stream.Length;

    /// <summary>Opens a content.</summary>
    /// <exception cref="MediaException">It cannot be opened or read, or is longer than anything the platform takes.</exception>
    public static async Task<MediaContent> OpenAsync(Media media, CancellationToken cancellationToken)
    {
        try
        {
            var stream = await media.OpenAsync(cancellationToken).ConfigureAwait(false);
            if (stream.CanSeek)
            {
                return new MediaContent(media, stream);
            }

            await using (stream.ConfigureAwait(false))
            {
                return new MediaContent(media, await SpoolAsync(media, stream, cancellationToken).ConfigureAwait(false));
            }
        }
        catch (Exception e) when (e is not (OperationCanceledException or MediaException))
        {
            throw Unreadable(media, e);
        }
    }

    /// <summary>The format; null for none that is known.</summary>
    /// <exception cref="MediaException">The content cannot be read.</exception>
    public async ValueTask<MediaFormat?> FormatAsync(CancellationToken cancellationToken)
    {
        var head = new byte[MediaFormat.HeadLength];
        return MediaFormat.Of(head.AsSpan(0, await ReadAtMostAsync(head, 0, cancellationToken).ConfigureAwait(false)));
    }

    /// <summary>Fills a buffer with what is at a place. Many may do so at once.</summary>
    /// <exception cref="MediaException">The content cannot be read, or ends before that.</exception>
    public async ValueTask ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken)
    {
        if (await ReadAtMostAsync(buffer, offset, cancellationToken).ConfigureAwait(false) != buffer.Length)
        {
            throw Unreadable(_media, new EndOfStreamException("It became shorter while it was read."));
        }
    }

    /// <summary>Shows a run of bytes to <paramref name="take"/>, some at a time.</summary>
    /// <exception cref="MediaException">The content cannot be read, or ends before that.</exception>
    public async Task CopyAsync(long offset, long length, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> take, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
        try
        {
            for (var end = offset + length; offset < end;)
            {
                var part = buffer.AsMemory(0, (int)Math.Min(buffer.Length, end - offset));
                await ReadAsync(part, offset, cancellationToken).ConfigureAwait(false);
                await take(part, cancellationToken).ConfigureAwait(false);
                offset += part.Length;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Makes all digests in one pass.</summary>
    public async Task<MediaDigests> DigestAsync(CancellationToken cancellationToken)
    {
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        using var sha1 = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        var size = Size;
        var seen = 0L;
        string? md5Of10M = null;
        await CopyAsync(0, size, (bytes, _) =>
        {
            if (md5Of10M is null && seen + bytes.Length >= TenM)
            {
                var within = (int)(TenM - seen);
                md5.AppendData(bytes.Span[..within]);
                md5Of10M = Convert.ToHexStringLower(md5.GetCurrentHash());
                md5.AppendData(bytes.Span[within..]);
            }
            else
            {
                md5.AppendData(bytes.Span);
            }

            sha1.AppendData(bytes.Span);
            seen += bytes.Length;
            return ValueTask.CompletedTask;
        }, cancellationToken).ConfigureAwait(false);
        var whole = Convert.ToHexStringLower(md5.GetHashAndReset());
        return new MediaDigests(whole, Convert.ToHexStringLower(sha1.GetHashAndReset()), md5Of10M ?? whole, size);
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private async ValueTask<int> ReadAtMostAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _stream.Position = offset;
            return await _stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw Unreadable(_media, e);
        }
        finally
        {
            _turn.Release();
        }
    }

    private static MediaException Unreadable(Media media, Exception cause) => new(
        new($"{MediaCheck.Name(media)} cannot be read: {cause.Message}", $"无法读取 {MediaCheck.Name(media)}：{cause.Message}"), cause);

    private static async Task<Stream> SpoolAsync(Media media, Stream stream, CancellationToken cancellationToken)
    {
        var limit = MediaRule.Of(media.Kind ?? MediaKind.File).HardLimit;
        var spool = CreateSpool();
        var buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
        try
        {
            for (int read; (read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
            {
                if (spool.Position + read > limit)
                {
                    throw MediaCheck.TooLarge(media, null, limit);
                }

                await spool.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            }

            return spool;
        }
        catch
        {
            await spool.DisposeAsync().ConfigureAwait(false);
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static FileStream CreateSpool()
    {
        var path = Path.Combine(Path.GetTempPath(), $"qqbot-upload-{Guid.NewGuid():N}");
        var options = FileOptions.Asynchronous | (OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None);
        var spool = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, 1, options);
        if (!OperatingSystem.IsWindows())
        {
            // A file without a name lives as long as it is open, however the process ends.
            File.Delete(path);
        }

        return spool;
    }
}
