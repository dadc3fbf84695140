using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;

namespace QQBotKit.Core.Gateway;

/// <summary>A session that another process can resume.</summary>
/// <param name="Shard">The shard's number.</param>
/// <param name="Count">How many shards there were.</param>
/// <param name="Intents">What the session asked for.</param>
/// <param name="Seq">The last sequence number that was accepted.</param>
/// <param name="At">When it was.</param>
/// <param name="Ready">Whose session it is.</param>
internal sealed record SavedSession(int Shard, int Count, Intents Intents, long Seq, DateTimeOffset At, ReadyInfo Ready);

/// <summary>
/// The file in which a bot's sessions outlive its process. It is written when a session begins, once a second while events come, and at the
/// end; a process that is killed in between resumes a little earlier, and knows again what it gets twice.
/// </summary>
internal sealed partial class SavedSessions : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private readonly string? _path;
    private readonly string _account;
    private readonly ILogger _log;
    private readonly List<SavedSession> _found;
    private readonly ITimer? _timer;
    private readonly Lock _writing = new();
    private string? _written;
    private string? _problem;

    /// <param name="folder">Where the file is; null keeps nothing.</param>
    /// <param name="account">Whose sessions they are and where: sessions of another one are of no use.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Where trouble with the file is told.</param>
    public SavedSessions(string? folder, string account, TimeProvider time, ILogger log)
    {
        (_account, _log) = (account, log);
        _path = folder is null ? null : Path.Combine(folder, "sessions.json");
        _found = [.. Read()];
        _timer = _path is null ? null : time.CreateTimer(_ => Save(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer?.Change(Period, Period);
    }

    /// <summary>Tells which sessions there are now; while nobody does, the file stays as it is.</summary>
    public Func<IEnumerable<SavedSession>>? Current { get; set; }

    /// <summary>Takes the session that a shard can go on with. It is there once: a shard that starts anew has given it up.</summary>
    public SavedSession? Take(int shard, int count, Intents intents)
    {
        lock (_found)
        {
            var place = _found.FindIndex(saved => saved.Shard == shard && saved.Count == count && saved.Intents == intents);
            if (place < 0)
            {
                return null;
            }

            var saved = _found[place];
            _found.RemoveAt(place);
            return saved;
        }
    }

    /// <summary>Writes the file, if anything changed.</summary>
    public void Save()
    {
        if (_path is null || Current is not { } current)
        {
            return;
        }

        lock (_writing)
        {
            var sessions = current().ToArray();
            var signature = string.Join('\n', sessions.Select(saved => $"{saved.Shard}/{saved.Count} {saved.Ready.SessionId} {saved.Seq}"));
            if (signature == _written)
            {
                return;
            }

            try
            {
                // A reader, or a process that comes after this one is killed, sees the old file or the new one.
                var temporary = _path + ".new";
                File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(new SessionsFile(_account, sessions), SessionsJson.Default.SessionsFile));
                File.Move(temporary, _path, overwrite: true);
                (_written, _problem) = (signature, null);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                if (_problem != e.Message)
                {
                    _problem = e.Message;
                    LogNotSaved(_path, e.Message);
                }
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_timer is not null)
        {
            await _timer.DisposeAsync();
            Save();
        }
    }

    private SavedSession[] Read()
    {
        if (_path is null || !File.Exists(_path))
        {
            return [];
        }

        try
        {
            var file = JsonSerializer.Deserialize(File.ReadAllBytes(_path), SessionsJson.Default.SessionsFile);
            return file?.Account == _account && file.Sessions is not null
                ? [.. file.Sessions.Where(saved => saved is { Ready.SessionId.Length: > 0 })]
                : [];
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            LogUnreadable(_path, e.Message);
            return [];
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The sessions cannot be saved to {Path}: {Reason} After a restart, events that came while the bot was away would be missed")]
    private partial void LogNotSaved(string path, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The saved sessions in {Path} cannot be read and are left alone: {Reason}")]
    private partial void LogUnreadable(string path, string reason);
}

internal sealed record SessionsFile(string? Account, IReadOnlyList<SavedSession>? Sessions);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(SessionsFile))]
internal sealed partial class SessionsJson : JsonSerializerContext;
