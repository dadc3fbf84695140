using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace QQBotKit.Core.Events;

/// <summary>The <c>d</c> of the message events of all scenes: the union of their fields (events.md §3 and §6.1 of the protocol).</summary>
/// <remarks>With setters: the serializer reads init-only properties as arguments of a constructor, which costs twice the time.</remarks>
internal sealed class WireMessage
{
    public string? Id { get; set; }

    public WireUser? Author { get; set; }

    public string? Content { get; set; }

    public DateTimeOffset? Timestamp { get; set; }

    public string? GroupOpenid { get; set; }

    /// <summary>In older frames instead of <see cref="GroupOpenid"/>.</summary>
    public string? GroupId { get; set; }

    public string? ChannelId { get; set; }

    public string? GuildId { get; set; }

    public WireUser?[]? Mentions { get; set; }

    public WireAttachment?[]? Attachments { get; set; }
}

internal sealed class WireUser
{
    public string? Id { get; set; }

    public string? UserOpenid { get; set; }

    public string? MemberOpenid { get; set; }

    public string? MemberRole { get; set; }

    public string? UnionOpenid { get; set; }

    public string? Username { get; set; }

    public bool? Bot { get; set; }

    public string? Scope { get; set; }

    public bool? IsYou { get; set; }
}

internal sealed class WireAttachment
{
    public string? Url { get; set; }

    public string? Filename { get; set; }

    public string? ContentType { get; set; }

    public long? Size { get; set; }

    public int? Width { get; set; }

    public int? Height { get; set; }

    public string? VoiceWavUrl { get; set; }

    public string? AsrReferText { get; set; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowReadingFromString,
    Converters = [typeof(LenientStringConverter), typeof(LenientTimeConverter)],
    MaxDepth = 1024)]
[JsonSerializable(typeof(WireMessage))]
internal sealed partial class WireJson : JsonSerializerContext;

/// <summary>Ids come as strings or as numbers above 2^53: every digit is kept.</summary>
internal sealed class LenientStringConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.Number => Encoding.UTF8.GetString(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan),
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        _ => throw new JsonException("a text was expected"),
    };

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}

/// <summary>Times come in RFC 3339 or as Unix seconds; one that is neither is an unknown time.</summary>
internal sealed class LenientTimeConverter : JsonConverter<DateTimeOffset?>
{
    // The span that DateTimeOffset.FromUnixTimeSeconds takes.
    private const long Earliest = -62_135_596_800;
    private const long Latest = 253_402_300_799;

    public override DateTimeOffset? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String when reader.TryGetDateTimeOffset(out var time):
                return time;
            case JsonTokenType.String when long.TryParse(reader.GetString(), CultureInfo.InvariantCulture, out var seconds) && seconds is >= Earliest and <= Latest:
            case JsonTokenType.Number when reader.TryGetInt64(out seconds) && seconds is >= Earliest and <= Latest:
                return DateTimeOffset.FromUnixTimeSeconds(seconds);
            default:
                reader.Skip();
                return null;
        }
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset? value, JsonSerializerOptions options) => throw new NotSupportedException();
}
