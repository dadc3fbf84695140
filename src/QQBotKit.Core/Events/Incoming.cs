using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace QQBotKit.Core.Events;

/// <summary>Makes the record of an event.</summary>
/// <returns>The record; null where something is missing without which it cannot be used, as <see cref="Incoming.Problem"/> says.</returns>
internal delegate BotEvent? EventRead(ref Incoming e);

/// <summary>A text that is seldom needed: where it stands in the JSON, so that it costs nothing until it is.</summary>
internal readonly record struct TextAt(int Start, int Length);

/// <summary>One event on its way to its record.</summary>
/// <param name="type">What it is.</param>
/// <param name="data">The <c>d</c> of its frame, which the record will own.</param>
/// <param name="eventId">The envelope's id; null where there is none.</param>
/// <param name="selfId">The bot's own id in guilds; null while it is not known.</param>
internal struct Incoming(EventType type, byte[] data, string? eventId, string? selfId)
{
    /// <summary>So many fields in one event may be of a wrong shape.</summary>
    private const int MaxMends = 8;

    private byte[] _json = data;

    public EventType Type { get; } = type;

    public byte[] Data { get; } = data;

    public string? EventId { get; } = eventId;

    public string? SelfId { get; } = selfId;

    /// <summary>The first thing that was not as documented: a field that was left out, or one that is missing. Null where all was well.</summary>
    public string? Problem { get; private set; }

    /// <summary>
    /// Reads the wire shape. A field that is not as documented, however loosely that is read, counts as not sent: it may be one that nobody needs, and a
    /// bot must not fall silent because the platform changed it.
    /// </summary>
    /// <returns>Null where the data is null, or cannot be read at all.</returns>
    public T? Read<T>(JsonTypeInfo<T> shape) where T : class
    {
        for (var mends = 0; ; mends++)
        {
            try
            {
                return JsonSerializer.Deserialize(_json, shape);
            }
            catch (JsonException e)
            {
                Problem ??= $"{e.Path} is not as documented";
                if (mends == MaxMends || Mend.WithoutValueAt(_json, e) is not { } mended)
                {
                    return null;
                }

                _json = mended;
            }
        }
    }

    /// <summary>An empty record of this type, with what all events have.</summary>
    public readonly TEvent Blank<TEvent>() where TEvent : BotEvent => (TEvent)(Type.Blank with { EventId = EventId, Json = Data });

    /// <summary>Says that a field is missing without which the event cannot be used.</summary>
    public BotEvent? Missing(string field)
    {
        Problem ??= $"d.{field} is missing";
        return null;
    }

    /// <summary>The text itself, or the JSON of what is none; empty where there is nothing.</summary>
    public readonly string Text(TextAt at)
    {
        var json = _json.AsSpan(at.Start, at.Length);
        if (json is not [(byte)'"', ..])
        {
            return Encoding.UTF8.GetString(json);
        }

        var reader = new Utf8JsonReader(json);
        reader.Read();
        return reader.GetString()!;
    }

    /// <summary>The first of two texts that is not empty.</summary>
    public static string First(string? preferred, string? other) => string.IsNullOrEmpty(preferred) ? other ?? "" : preferred;

    /// <summary>A text that was sent; null for an empty one too.</summary>
    public static string? OrNull(string? text) => string.IsNullOrEmpty(text) ? null : text;
}

/// <summary>Takes out of JSON what the serializer stumbled over.</summary>
internal static class Mend
{
    private static readonly JsonReaderOptions AnyDepth = new() { MaxDepth = int.MaxValue };

    /// <summary>The same JSON with null in the place of the value at which <paramref name="stumble"/> ended; null where there is none.</summary>
    public static byte[]? WithoutValueAt(byte[] json, JsonException stumble)
    {
        var position = PositionOf(json, stumble);
        var reader = new Utf8JsonReader(json, AnyDepth);
        while (reader.Read())
        {
            if (reader.BytesConsumed < position || reader.TokenType == JsonTokenType.PropertyName)
            {
                continue;
            }

            var start = (int)reader.TokenStartIndex;
            if (start >= position || reader.TokenType is JsonTokenType.Null or JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                return null;
            }

            reader.Skip();
            return [.. json.AsSpan(0, start), .. "null"u8, .. json.AsSpan((int)reader.BytesConsumed)];
        }

        return null;
    }

    private static long PositionOf(ReadOnlySpan<byte> json, JsonException stumble)
    {
        var start = 0;
        for (var line = stumble.LineNumber ?? 0; line > 0; line--)
        {
            start += json[start..].IndexOf((byte)'\n') + 1;
        }

        return start + (stumble.BytePositionInLine ?? 0);
    }
}
