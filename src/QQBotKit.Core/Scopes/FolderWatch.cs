using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace QQBotKit.Core.Scopes;

/// <summary>
/// Asks for another look at a folder: soon after something changed in it, and once a second whatever happened.
/// The file system's events are a hint only, because they get lost (swapped folders, mounts, network drives); the regular look is what counts.
/// </summary>
internal sealed partial class FolderWatch : IAsyncDisposable
{
    /// <summary>The time between two looks when nothing seems to happen, and the longest that hints can put one off.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <summary>How long the folder must be quiet after a hint: who saves a file often writes it in several steps.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(75);

    /// <summary>The time between two looks at something that is still changing.</summary>
    public static readonly TimeSpan Again = TimeSpan.FromMilliseconds(150);

    private readonly string _root;
    private readonly Func<CancellationToken, Task<bool>> _look;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopping = new();

    // One pending look is as good as many.
    private readonly Channel<bool> _due = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private readonly ITimer _timer;
    private readonly Task _running;
    private FileSystemWatcher? _watcher;
    private long? _firstHint;
    private volatile bool _watchFailed;

    /// <param name="root">The folder. It need not exist, now or later.</param>
    /// <param name="look">Looks at it, and says whether to look again soon. It is never called twice at once; what it throws is logged.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told what <paramref name="look"/> throws.</param>
    public FolderWatch(string root, Func<CancellationToken, Task<bool>> look, TimeProvider time, ILogger logger)
    {
        _root = root;
        _look = look;
        _time = time;
        _logger = logger;
        _timer = time.CreateTimer(static state => ((FolderWatch)state!)._due.Writer.TryWrite(true), this, Period, Period);
        Listen();
        _running = RunAsync();
    }

    /// <summary>Ends the watch. No look runs after this.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        await _timer.DisposeAsync();
        _watcher?.Dispose();
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        string? lastFailure = null;
        try
        {
            await foreach (var _ in _due.Reader.ReadAllAsync(_stopping.Token))
            {
                lock (_gate)
                {
                    _firstHint = null;
                }

                Listen();
                try
                {
                    if (await _look(_stopping.Token))
                    {
                        _timer.Change(Again, Period);
                    }

                    lastFailure = null;
                }
                catch (Exception exception) when (exception is not OperationCanceledException || !_stopping.IsCancellationRequested)
                {
                    // Once, and not again each second.
                    if (exception.Message != lastFailure)
                    {
                        lastFailure = exception.Message;
                        LogLookFailed(exception, _root);
                    }
                }
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The end of the watch.
        }
    }

    /// <summary>Starts, ends or renews the listening for hints, as the folder comes and goes.</summary>
    private void Listen()
    {
        if (!Directory.Exists(_root) || _watchFailed)
        {
            _watcher?.Dispose();
            _watcher = null;
            _watchFailed = false;
            return;
        }

        if (_watcher is not null)
        {
            return;
        }

        FileSystemWatcher? watcher = null;
        try
        {
            watcher = new FileSystemWatcher(_root) { IncludeSubdirectories = true };
            watcher.Changed += (_, _) => Hint();
            watcher.Created += (_, _) => Hint();
            watcher.Deleted += (_, _) => Hint();
            watcher.Renamed += (_, _) => Hint();
            watcher.Error += (_, _) =>
            {
                _watchFailed = true;
                Hint();
            };
            watcher.EnableRaisingEvents = true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            LogNoHints(_root, exception.Message);
            watcher?.Dispose();

            // Kept, though it is silent: a limit of the system that was reached once is not tried again each second.
        }

        _watcher = watcher;
    }

    private void Hint()
    {
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            _firstHint ??= now;
            var wait = Period - _time.GetElapsedTime(_firstHint.Value, now);
            try
            {
                _timer.Change(wait < TimeSpan.Zero ? TimeSpan.Zero : wait < Quiet ? wait : Quiet, Period);
            }
            catch (ObjectDisposedException)
            {
                // A last event after the end.
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Looking at {Folder} failed")]
    private partial void LogLookFailed(Exception exception, string folder);

    [LoggerMessage(Level = LogLevel.Information, Message = "The system reports no changes of {Folder} ({Reason}): they are noticed within a second instead")]
    private partial void LogNoHints(string folder, string reason);
}
