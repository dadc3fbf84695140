using System.Globalization;
using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace QQBotKit.Core.Recording;

/// <summary>
/// The file of a recording: one line after the other, each handed to the system as soon as it is there, so that a process that is killed loses
/// what it was just writing. When the disk is too slow lines are left out and counted, and when it fails the recording ends and the bots go on.
/// </summary>
internal sealed partial class RecordingFile : IAsyncDisposable
{
    private const int WaitingBytes = 16 * 1024 * 1024;

    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>(new() { SingleReader = true });
    private readonly Stream _stream;
    private readonly ILogger _log;
    private readonly Task _writing;
    private long _waiting;
    private long _lost;
    private volatile bool _failed;

    /// <param name="stream">Gets the lines. It is left open.</param>
    /// <param name="log">Where the owner reads of a disk that fails.</param>
    public RecordingFile(Stream stream, ILogger log)
    {
        _stream = stream;
        _log = log;
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>Makes a new file that only its owner can read.</summary>
    /// <exception cref="IOException">There is one of that name, or it cannot be made.</exception>
    public static Stream Create(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Read, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }

    /// <summary>Adds a line.</summary>
    public void Append(string line)
    {
        if (_failed || Interlocked.Read(ref _waiting) > WaitingBytes)
        {
            Lose();
            return;
        }

        Interlocked.Add(ref _waiting, line.Length * sizeof(char));
        _lines.Writer.TryWrite(line);
    }

    /// <summary>Counts a line that is left out.</summary>
    public void Lose() => Interlocked.Increment(ref _lost);

    public async ValueTask DisposeAsync()
    {
        _lines.Writer.TryComplete();
        await _writing;
    }

    private async Task WriteAsync()
    {
        try
        {
            await foreach (var line in _lines.Reader.ReadAllAsync())
            {
                Interlocked.Add(ref _waiting, -line.Length * sizeof(char));
                if (Interlocked.Exchange(ref _lost, 0) is > 0 and var lost)
                {
                    await _stream.WriteAsync(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"lost\":{lost}}}\n")));
                }

                await _stream.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"));
                await _stream.FlushAsync();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            _failed = true;
            LogFailed(e.Message);
            await foreach (var _ in _lines.Reader.ReadAllAsync())
            {
                // What still waits is nobody's any more.
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The recording ends here, the bots go on: {Problem}")]
    private partial void LogFailed(string problem);
}
