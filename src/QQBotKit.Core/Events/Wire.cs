using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace QQBotKit.Core.Events;

/// <summary>The <c>d</c> of the message events of all scenes: the union of their fields (events.md §3 and §6.1 of the protocol).</summary>
internal sealed class WireMessage
{
    public string? Id { get; init; }

    public WireUser? Author { get; init; }

    public string? Content { get; init; }

    public string? Timestamp { get; init; }

    public string? GroupOpenid { get; init; }

    /// <summary>In older frames instead of <see cref="GroupOpenid"/>.</summary>
    public string? GroupId { get; init; }

    public string? ChannelId { get; init; }

    public string? GuildId { get; init; }

    public WireUser?[]? Mentions { get; init; }

    public WireAttachment?[]? Attachments { get; init; }
}

internal sealed class WireUser
{
    public string? Id { get; init; }

    public string? UserOpenid { get; init; }

    public string? MemberOpenid { get; init; }

    public string? MemberRole { get; init; }

    public string? UnionOpenid { get; init; }

    public string? Username { get; init; }

    public bool? Bot { get; init; }

    public string? Scope { get; init; }

    public bool? IsYou { get; init; }
}

internal sealed class WireAttachment
{
    public string? Url { get; init; }

    public string? Filename { get; init; }

    public string? ContentType { get; init; }

    public long? Size { get; init; }

    public int? Width { get; init; }

    public int? Height { get; init; }

    public string? VoiceWavUrl { get; init; }

    public string? AsrReferText { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowReadingFromString,
    Converters = [typeof(LenientStringConverter)],
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
