using System.Runtime.InteropServices;

namespace QQBotKit;

/// <summary>Streams over content that belongs to somebody else.</summary>
internal static class MediaStreams
{
    public static MemoryStream Of(ReadOnlyMemory<byte> bytes) => MemoryMarshal.TryGetArray(bytes, out var array)
        ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
        : new MemoryStream(bytes.ToArray(), writable: false);

    /// <summary>A stream of the author's, read by one upload after another from the position where it was given.</summary>
    public sealed class Shared(Stream stream)
    {
        private readonly SemaphoreSlim _turn = new(1);
        private readonly long _start = stream.CanSeek ? stream.Position : 0;
        private bool _isRead;

        public async Task<Stream> OpenAsync(CancellationToken cancellationToken)
        {
            await _turn.WaitAsync(cancellationToken);
            try
            {
                if (stream.CanSeek)
                {
                    stream.Position = _start;
                }
                else if (_isRead)
                {
                    throw new InvalidOperationException(
                        "The stream was read already and cannot seek, so it cannot be sent again. Give a function that opens it, a file or bytes.");
                }

                _isRead = true;
                return new Turn(stream, _start, _turn);
            }
            catch
            {
                _turn.Release();
                throw;
            }
        }
    }

    /// <summary>The time of one reader. Its end leaves the stream open for the next.</summary>
    private sealed class Turn(Stream stream, long start, SemaphoreSlim turn) : Stream
    {
        private SemaphoreSlim? _turn = turn;

        public override bool CanRead => true;

        public override bool CanSeek => stream.CanSeek;

        public override bool CanWrite => false;

        public override long Length => stream.Length - start;

        public override long Position
        {
            get => stream.Position - start;
            set => stream.Position = start + value;
        }

        public override int Read(byte[] buffer, int offset, int count) => stream.Read(buffer, offset, count);

        public override int Read(Span<byte> buffer) => stream.Read(buffer);

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            stream.ReadAsync(buffer, offset, count, cancellationToken);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            stream.ReadAsync(buffer, cancellationToken);

        public override long Seek(long offset, SeekOrigin origin) =>
            stream.Seek(origin == SeekOrigin.Begin ? start + offset : offset, origin) - start;

        public override void Flush()
        {
        }

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            Interlocked.Exchange(ref _turn, null)?.Release();
            base.Dispose(disposing);
        }
    }
}
