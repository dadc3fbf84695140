using Microsoft.Extensions.Logging;

namespace QQBotKit.Core.Scopes;

/// <summary>Looks at one file once a second, and tells when it is another one than before.</summary>
internal sealed partial class FileWatch : IAsyncDisposable
{
    private readonly string _file;
    private readonly Func<CancellationToken, Task> _changed;
    private readonly PeriodicTimer _timer;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;

    /// <param name="file">The file. It need not exist, now or later.</param>
    /// <param name="changed">Called when it changed. It is never called twice at once; what it throws is logged.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">The log.</param>
    public FileWatch(string file, Func<CancellationToken, Task> changed, TimeProvider time, ILogger log)
    {
        _file = file;
        _changed = changed;
        _log = log;
        _timer = new PeriodicTimer(FolderWatch.Period, time);
        _running = RunAsync(Stamp());
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _timer.Dispose();
    }

    private async Task RunAsync(string known)
    {
        try
        {
            var before = known;
            while (await _timer.WaitForNextTickAsync(_stopping.Token))
            {
                // Twice the same: who saves a file may be in the middle of it.
                var now = Stamp();
                if (now != known && now == before)
                {
                    known = now;
                    await TellAsync();
                }

                before = now;
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The end of the watch.
        }
    }

    private async Task TellAsync()
    {
        try
        {
            await _changed(_stopping.Token);
        }
        catch (Exception e) when (!_stopping.IsCancellationRequested)
        {
            LogFailed(e, _file);
        }
    }

    private string Stamp() => FileStamp.Of(new FileInfo(_file));

    [LoggerMessage(Level = LogLevel.Error, Message = "The change of {File} was not taken over")]
    private partial void LogFailed(Exception exception, string file);
}
