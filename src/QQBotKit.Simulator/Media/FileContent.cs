using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace QQBotKit.Simulator.Media;

/// <summary>The bytes of a file: on disk, in a temporary file that goes away with this object or with the process.</summary>
internal sealed class FileContent : IDisposable
{
    private const int BufferLength = 64 * 1024;

    private readonly SafeFileHandle _file = Create();

    /// <summary>Where the last byte ends.</summary>
    public long Size => RandomAccess.GetLength(_file);

    public static async Task<FileContent> OfAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var content = new FileContent();
        await RandomAccess.WriteAsync(content._file, bytes, 0, cancellationToken);
        return content;
    }

    /// <summary>Writes all that a reader gives.</summary>
    /// <param name="source">The reader.</param>
    /// <param name="offset">Where its first byte goes.</param>
    /// <param name="limit">How many bytes there may be.</param>
    /// <param name="cancellationToken">Ends the copy.</param>
    /// <returns>How many bytes there were, and their MD5; null when there were more.</returns>
    public async Task<(long Length, string Md5)?> WriteAsync(PipeReader source, long offset, long limit, CancellationToken cancellationToken)
    {
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        var length = 0L;
        while (true)
        {
            var read = await source.ReadAsync(cancellationToken);
            if (length + read.Buffer.Length > limit)
            {
                source.AdvanceTo(read.Buffer.End);
                return null;
            }

            foreach (var bytes in read.Buffer)
            {
                await RandomAccess.WriteAsync(_file, bytes, offset + length, cancellationToken);
                md5.AppendData(bytes.Span);
                length += bytes.Length;
            }

            source.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return (length, Digests.Hex(md5));
            }
        }
    }

    /// <summary>Shows all bytes to <paramref name="take"/>, some at a time.</summary>
    public async Task ReadAsync(Func<ReadOnlyMemory<byte>, long, ValueTask> take, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
        try
        {
            for (var offset = 0L; ;)
            {
                var length = await RandomAccess.ReadAsync(_file, buffer, offset, cancellationToken);
                if (length == 0)
                {
                    return;
                }

                await take(buffer.AsMemory(0, length), offset);
                offset += length;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The first bytes.</summary>
    public byte[] Head()
    {
        var head = new byte[MediaFormats.HeadLength];
        return head[..RandomAccess.Read(_file, head, 0)];
    }

    public void Dispose() => _file.Dispose();

    private static SafeFileHandle Create()
    {
        var path = Path.Combine(Path.GetTempPath(), $"qqbot-simulator-{Guid.NewGuid():N}");
        var options = FileOptions.Asynchronous | (OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None);
        var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, options);
        if (!OperatingSystem.IsWindows())
        {
            // A file without a name lives as long as it is open, however the process ends.
            File.Delete(path);
        }

        return file;
    }
}

/// <summary>The digests by which a client announces a file. Two files with the same ones are the same.</summary>
internal sealed record Digests(string Md5, string Sha1, string Md5Of10M)
{
    // What the platform means by 10M is neither ten million nor ten times 2^20.
    private const int TenM = 10_002_432;

    public static async Task<Digests> OfAsync(FileContent content, CancellationToken cancellationToken)
    {
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        using var sha1 = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        using var beginning = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        await content.ReadAsync((bytes, offset) =>
        {
            md5.AppendData(bytes.Span);
            sha1.AppendData(bytes.Span);
            beginning.AppendData(bytes.Span[..(int)Math.Clamp(TenM - offset, 0, bytes.Length)]);
            return ValueTask.CompletedTask;
        }, cancellationToken);
        return new(Hex(md5), Hex(sha1), Hex(beginning));
    }

    public static string Hex(IncrementalHash hash) => Convert.ToHexStringLower(hash.GetHashAndReset());
}
