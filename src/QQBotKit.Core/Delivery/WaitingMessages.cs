using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace QQBotKit.Core.Delivery;

/// <summary>A message that waits for somebody to write in its conversation.</summary>
/// <param name="Number">Its place in the order of all.</param>
/// <param name="To">Where it goes.</param>
/// <param name="Until">When it is no longer sent.</param>
/// <param name="Body">What is posted, but for what it answers.</param>
/// <param name="MessageId">The message that it goes out as a reply to; null while there is none.</param>
/// <param name="Seq">Its number among the replies to that.</param>
internal sealed record WaitingMessage(long Number, Target To, DateTimeOffset Until, JsonElement Body, string? MessageId = null, int Seq = 0)
{
    /// <summary>What is posted.</summary>
    public byte[] Post()
    {
        var body = JsonObject.Create(Body)!;
        body["msg_id"] = MessageId;
        if (To.Scene is Scene.C2C or Scene.Group)
        {
            body["msg_seq"] = Seq;
        }

        return JsonSerializer.SerializeToUtf8Bytes(body, WaitingJson.Default.JsonObject);
    }
}

/// <summary>
/// The messages that no other way was left for, oldest first, each in a file of its own where there is a folder: what waits outlives the process.
/// </summary>
internal sealed partial class WaitingMessages
{
    /// <summary>So many wait in one conversation at most.</summary>
    public const int MostInOne = 20;

    /// <summary>So many wait at most.</summary>
    public const int Most = 1000;

    private readonly Lock _gate = new();
    private readonly SortedDictionary<long, WaitingMessage> _all = [];
    private readonly Dictionary<Target, int> _counts = [];
    private readonly string? _folder;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private long _last;

    /// <param name="folder">Where they are kept; null keeps them in memory alone.</param>
    /// <param name="time">The clock of their expiry.</param>
    /// <param name="log">Is told of those that expire.</param>
    public WaitingMessages(string? folder, TimeProvider time, ILogger log)
    {
        (_folder, _time, _log) = (folder, time, log);
        foreach (var path in folder is not null && Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.json") : [])
        {
            if (Read(path) is { } kept)
            {
                Put(kept);
                _last = Math.Max(_last, kept.Number);
            }
        }
    }

    /// <summary>Whether something waits for a message in a conversation.</summary>
    public bool Any(Target to)
    {
        lock (_gate)
        {
            return _counts.ContainsKey(to);
        }
    }

    /// <summary>Keeps a message.</summary>
    /// <returns>False where so many wait already that it cannot.</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    public bool TryAdd(Target to, JsonElement body, TimeSpan keep)
    {
        lock (_gate)
        {
            DropExpired();
            if (_all.Count >= Most || _counts.GetValueOrDefault(to) >= MostInOne)
            {
                return false;
            }

            var message = new WaitingMessage(_last + 1, to, _time.GetUtcNow() + keep, body);
            Write(message);
            _last++;
            Put(message);
            return true;
        }
    }

    /// <summary>The oldest message that waits in a conversation; null if none does.</summary>
    public WaitingMessage? First(Target to)
    {
        lock (_gate)
        {
            DropExpired();
            return _counts.ContainsKey(to) ? _all.Values.First(message => message.To == to) : null;
        }
    }

    /// <summary>Says, before it is sent, as what a message goes: whoever comes after a kill sends it as the same, and the platform drops the second.</summary>
    public WaitingMessage Assign(WaitingMessage message, string? messageId, int seq)
    {
        var assigned = message with { MessageId = messageId, Seq = seq };
        lock (_gate)
        {
            Write(assigned);
            _all[message.Number] = assigned;
            return assigned;
        }
    }

    /// <summary>It waits no more.</summary>
    public void Remove(WaitingMessage message)
    {
        lock (_gate)
        {
            if (!_all.Remove(message.Number))
            {
                return;
            }

            if (--_counts[message.To] == 0)
            {
                _counts.Remove(message.To);
            }

            if (_folder is not null)
            {
                File.Delete(PathOf(message.Number));
            }
        }
    }

    private void DropExpired()
    {
        var now = _time.GetUtcNow();
        foreach (var message in _all.Values.Where(message => message.Until <= now).ToArray())
        {
            Remove(message);
            LogExpired(message.To, message.Until);
        }
    }

    private void Put(WaitingMessage message)
    {
        _all.Add(message.Number, message);
        _counts[message.To] = _counts.GetValueOrDefault(message.To) + 1;
    }

    private void Write(WaitingMessage message)
    {
        if (_folder is null)
        {
            return;
        }

        Directory.CreateDirectory(_folder);
        var path = PathOf(message.Number);
        File.WriteAllBytes(path + ".new", JsonSerializer.SerializeToUtf8Bytes(message, WaitingJson.Default.WaitingMessage));
        File.Move(path + ".new", path, overwrite: true);
    }

    private WaitingMessage? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), WaitingJson.Default.WaitingMessage);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            LogUnreadable(path, e.Message);
            return null;
        }
    }

    private string PathOf(long number) => Path.Combine(_folder!, $"{number:D12}.json");

    [LoggerMessage(Level = LogLevel.Warning, Message = "A message that waited for somebody to write in {Conversation} was not sent: its time was over at {Until:u}")]
    private partial void LogExpired(Target conversation, DateTimeOffset until);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path}, a message that waits, cannot be read and is left where it is: {Reason}")]
    private partial void LogUnreadable(string path, string reason);
}

[System.Text.Json.Serialization.JsonSerializable(typeof(WaitingMessage))]
[System.Text.Json.Serialization.JsonSerializable(typeof(JsonObject))]
internal sealed partial class WaitingJson : System.Text.Json.Serialization.JsonSerializerContext;
