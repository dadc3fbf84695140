using Microsoft.Extensions.Logging;
using QQBotKit.Core.Gateway;
using QQBotKit.Core.Storage;

namespace QQBotKit.Core.Dispatch;

/// <summary>
/// What one bot has accepted: the events that are not handled yet, and the keys of those that were accepted lately. On disk, so that an accepted event
/// is handled even if the process is killed, and one that was handled is not handled again. When the disk fails it goes on in memory, and says so.
/// </summary>
internal sealed partial class Inbox : IDisposable
{
    /// <summary>How many keys are remembered.</summary>
    public const int RememberedIds = 64 * 1024;

    /// <summary>An event with which so many processes have ended is suspected of having ended them.</summary>
    public const int MaxAttempts = 3;

    private static readonly TimeSpan LockRetry = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LockLimit = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly string _bot;
    private readonly ILogger _log;
    private readonly FileStream? _lock;
    private readonly RecentIds _recent;
    private readonly EventJournal? _journal;
    private volatile bool _isFull;
    private bool _isFailing;
    private bool _disposed;

    private Inbox(string bot, string? folder, FileStream? ownership, ILogger log)
    {
        (_bot, _log, _lock, Folder) = (bot, log, ownership, folder);
        try
        {
            _recent = new RecentIds(RememberedIds, folder is null ? null : Path.Combine(folder, "recent.ids"));
            _journal = folder is null ? null : new EventJournal(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogMemoryOnly(log, bot, e.Message);
            _recent = new RecentIds(RememberedIds);
        }
    }

    /// <summary>Where the bot keeps its events and sessions; null when it keeps none.</summary>
    public string? Folder { get; }

    /// <summary>Whether too much waits on disk to be handled, or the inbox is closed.</summary>
    public bool IsFull => _isFull;

    /// <summary>An inbox that is gone with the process.</summary>
    public static Inbox InMemory(ILogger log) => new("", null, null, log);

    /// <summary>Opens the inbox of a bot, waiting a while for another process to let go of it.</summary>
    /// <exception cref="StorageException">Another process keeps using it.</exception>
    public static async Task<Inbox> OpenAsync(
        string bot, string folder, TimeProvider time, ILogger log, Texts texts, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        for (var told = false; ; told = true)
        {
            try
            {
                Directory.CreateDirectory(folder);
                var ownership = new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                return new Inbox(bot, folder, ownership, log);
            }
            catch (IOException e) when (IsInUse(e))
            {
                if (time.GetElapsedTime(began) >= LockLimit)
                {
                    throw new StorageException(texts.Of(
                        $"Another qqbot runs the bot '{bot}' from {folder}: stop it, or give this one its own storage.path in bot.yaml. Two at once would answer everything twice.",
                        $"另一个 qqbot 正在使用 {folder} 运行机器人 “{bot}”：请先停止它，或在 bot.yaml 中换一个 storage.path。两个同时运行会重复回复每条消息。"), e);
                }

                if (!told)
                {
                    LogInUse(log, bot, folder);
                }

                await Task.Delay(LockRetry, time, cancellationToken);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                LogMemoryOnly(log, bot, e.Message);
                return new Inbox(bot, null, null, log);
            }
        }
    }

    /// <summary>Takes the events that an earlier process accepted and did not finish, oldest first; each is pending again.</summary>
    public IReadOnlyList<(Frame Frame, JournalEntry Entry)> Recover()
    {
        lock (_gate)
        {
            if (_journal is null)
            {
                return [];
            }

            try
            {
                var recovered = new List<(Frame, JournalEntry)>();
                foreach (var left in _journal.ReadUnfinished())
                {
                    _recent.TryAdd(left.Key);
                    if (left.Attempts + 1 >= MaxAttempts)
                    {
                        LogGivenUp(_bot, System.Text.Encoding.UTF8.GetString(left.Frame.Type.Span), left.Attempts + 1);
                    }
                    else
                    {
                        recovered.Add((left.Frame, _journal.Add(left.Frame, left.Key, left.Attempts + 1)));
                    }
                }

                _journal.Forget();
                if (recovered.Count > 0)
                {
                    LogRecovered(_bot, recovered.Count);
                }

                return recovered;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Fail(e);
                return [];
            }
        }
    }

    /// <summary>Accepts an event.</summary>
    /// <returns>False when it was accepted before.</returns>
    public bool TryAdd(in Frame frame, ulong key, out JournalEntry entry)
    {
        entry = default;
        lock (_gate)
        {
            if (_disposed || _recent.Contains(key))
            {
                return false;
            }

            if (_journal is { } journal)
            {
                try
                {
                    // Before the key: an event that is known but not kept would be lost.
                    entry = journal.Add(frame, key);
                    _isFull = journal.IsFull;
                    _isFailing = false;
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    Fail(e);
                }
            }

            _recent.TryAdd(key);
            return true;
        }
    }

    /// <summary>The event again, from the disk; null when the inbox is closed.</summary>
    public Frame? Read(JournalEntry entry)
    {
        lock (_gate)
        {
            return _disposed ? null : EventJournal.Read(entry);
        }
    }

    /// <summary>The event is handled.</summary>
    public void Complete(JournalEntry entry)
    {
        if (!entry.IsKept)
        {
            return;
        }

        lock (_gate)
        {
            if (!_disposed)
            {
                _journal!.Complete(entry);
                _isFull = _journal.IsFull;
            }
        }
    }

    /// <summary>Leaves the files to the next process. What is not complete now is pending for it, whatever still runs here.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = _isFull = true;
            _journal?.Dispose();
            _recent.Dispose();
            _lock?.Dispose();
        }
    }

    private void Fail(Exception e)
    {
        if (!_isFailing)
        {
            _isFailing = true;
            LogMemoryOnly(_log, _bot, e.Message);
        }
    }

    // What the operating systems say to the second one who wants a file alone: EAGAIN of Linux and macOS, a sharing violation of Windows.
    private static bool IsInUse(IOException e) => e.HResult is 11 or 35 or unchecked((int)0x80070020);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Bot}: accepted events cannot be kept on disk: {Reason} The bot goes on; if its process is killed, events that wait then are lost or come twice")]
    private static partial void LogMemoryOnly(ILogger log, string bot, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Bot}: another process still uses {Folder}; waiting for it to end")]
    private static partial void LogInUse(ILogger log, string bot, string folder);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Bot}: {Count} event(s) that the last process did not finish are handled now")]
    private partial void LogRecovered(string bot, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Bot}: a {Type} is given up: {Attempts} processes in a row ended before it was handled, perhaps because of it")]
    private partial void LogGivenUp(string bot, string type, int attempts);
}
