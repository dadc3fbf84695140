using System.Text.Json;
using System.Text.Json.Serialization;

namespace QQBotKit.Core.Scopes;

/// <summary>Where a plugin or script is switched off.</summary>
/// <param name="Name">Its name, in any case.</param>
/// <param name="Bot">On which bot; null is on all.</param>
/// <param name="Conversation">In which conversation of the bot, as <see cref="Target.ToString"/> writes it; null is in all.</param>
internal sealed record Switch(string Name, string? Bot = null, string? Conversation = null)
{
    public bool IsSame(Switch other) => string.Equals(Name, other.Name, StringComparison.OrdinalIgnoreCase)
        && string.Equals(Bot, other.Bot, StringComparison.OrdinalIgnoreCase) && Conversation == other.Conversation;

    public bool Covers(string name, string bot, Target? conversation) => string.Equals(Name, name, StringComparison.OrdinalIgnoreCase)
        && (Bot is null || string.Equals(Bot, bot, StringComparison.OrdinalIgnoreCase))
        && (Conversation is null || Conversation == conversation?.ToString());
}

/// <summary>What the file of the switches holds.</summary>
/// <param name="Off">What is off.</param>
/// <param name="Resumed">When which was resumed last, by name.</param>
internal sealed record SwitchBoard(IReadOnlyList<Switch> Off, IReadOnlyDictionary<string, DateTimeOffset> Resumed);

/// <summary>
/// What the owner switched off, remembered in a file: the host reads it when it changes, so that whoever writes it, a chat command or another process,
/// need not reach the host.
/// </summary>
internal sealed class Switches
{
    private readonly string? _path;
    private readonly Lock _changing = new();
    private volatile SwitchBoard _board;

    private Switches(string? path)
    {
        _path = path;
        _board = Load();
    }

    /// <summary>Where the file is; null where nothing is remembered.</summary>
    public string? Path => _path;

    public SwitchBoard Board => _board;

    public static Switches InMemory() => new(null);

    public static Switches Open(string folder) => new(System.IO.Path.Combine(folder, "switches.json"));

    /// <summary>Whether a plugin or script is off in a conversation.</summary>
    public bool IsOff(string name, string bot, Target? conversation)
    {
        var off = _board.Off;
        for (var i = 0; i < off.Count; i++)
        {
            if (off[i].Covers(name, bot, conversation))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Switches off or on. On for all conversations or bots is on in each of them.</summary>
    /// <exception cref="IOException">It cannot be remembered.</exception>
    public void Set(Switch where, bool on) => Change(board => board with
    {
        Off =
        [
            .. board.Off.Where(off => !off.IsSame(where) && !(on
                && string.Equals(off.Name, where.Name, StringComparison.OrdinalIgnoreCase)
                && (where.Bot is null || string.Equals(off.Bot, where.Bot, StringComparison.OrdinalIgnoreCase) && where.Conversation is null))),
            .. on ? Array.Empty<Switch>() : [where],
        ],
    });

    /// <summary>Asks the host to end the quarantine of a plugin or script.</summary>
    /// <exception cref="IOException">It cannot be remembered.</exception>
    public void Resume(string name, DateTimeOffset now) =>
        Change(board => board with { Resumed = new Dictionary<string, DateTimeOffset>(board.Resumed, StringComparer.OrdinalIgnoreCase) { [name] = now } });

    /// <summary>Reads the file again.</summary>
    public void Refresh()
    {
        lock (_changing)
        {
            _board = Load();
        }
    }

    private void Change(Func<SwitchBoard, SwitchBoard> change)
    {
        lock (_changing)
        {
            if (_path is null)
            {
                _board = change(_board);
                return;
            }

            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(_path)!);
            using var turn = new FileStream(_path + ".lock", FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
            var board = change(Load());
            File.WriteAllBytes(_path + ".new", JsonSerializer.SerializeToUtf8Bytes(board, SwitchesJson.Default.SwitchBoard));
            File.Move(_path + ".new", _path, overwrite: true);
            _board = board;
        }
    }

    // What cannot be read is as if nothing were off: a plugin that the owner can switch off again does less harm than a bot that does not start.
    private SwitchBoard Load()
    {
        try
        {
            return _path is not null && File.Exists(_path)
                ? JsonSerializer.Deserialize(File.ReadAllBytes(_path), SwitchesJson.Default.SwitchBoard) ?? Empty()
                : Empty();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return Empty();
        }
    }

    private static SwitchBoard Empty() => new([], new Dictionary<string, DateTimeOffset>());
}

[JsonSourceGenerationOptions(
    WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SwitchBoard))]
internal sealed partial class SwitchesJson : JsonSerializerContext;
