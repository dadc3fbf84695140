using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace QQBotKit.Api.Wire;

/// <summary>The JSON of the platform: strict in what is written, and in what is read as loose as the platform is.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters =
    [
        typeof(TextConverter), typeof(BoolConverter), typeof(TimeConverter), typeof(NumberConverter<int>), typeof(NumberConverter<long>),
    ])]
[JsonSerializable(typeof(MessageBody))]
[JsonSerializable(typeof(GuildMessageBody))]
[JsonSerializable(typeof(SendResult))]
[JsonSerializable(typeof(GatewayAddress))]
[JsonSerializable(typeof(GatewayAdvice))]
[JsonSerializable(typeof(BotProfile))]
[JsonSerializable(typeof(Guild))]
[JsonSerializable(typeof(Guild[]))]
[JsonSerializable(typeof(Channel))]
[JsonSerializable(typeof(Channel[]))]
internal sealed partial class ApiJsonContext : JsonSerializerContext;

internal static class ApiJson
{
    /// <summary>Chinese is written as it is, not as escapes of twice the length: no body of ours is put into HTML.</summary>
    public static ApiJsonContext Types { get; } = new(new JsonSerializerOptions(ApiJsonContext.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}

/// <summary>A text, also from a number, whose digits are all kept, or a boolean. Null becomes an empty text.</summary>
internal sealed class TextConverter : JsonConverter<string>
{
    public override bool HandleNull => true;

    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString()!,
        JsonTokenType.Null => "",
        JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False =>
            Encoding.UTF8.GetString(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan),
        _ => throw new JsonException("A text was expected."),
    };

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}

/// <summary>A number, also from a text. Null and an empty text become 0.</summary>
internal sealed class NumberConverter<T> : JsonConverter<T> where T : struct, INumber<T>
{
    public override bool HandleNull => true;

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        T.CreateSaturating(LooseNumber.Read(ref reader));

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteNumberValue(long.CreateSaturating(value));
}

/// <summary>A number that stands for one of a set of values; one that the kit does not know is kept.</summary>
internal sealed class NumberedConverter<T> : JsonConverter<T> where T : unmanaged, Enum
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Unsafe.BitCast<int, T>(int.CreateSaturating(LooseNumber.Read(ref reader)));

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(Unsafe.BitCast<T, int>(value));
}

/// <summary>A boolean, also as 0 and 1 or as text.</summary>
internal sealed class BoolConverter : JsonConverter<bool>
{
    public override bool HandleNull => true;

    public override bool Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        JsonTokenType.String when bool.TryParse(reader.GetString(), out var value) => value,
        _ => LooseNumber.Read(ref reader) != 0,
    };

    public override void Write(Utf8JsonWriter writer, bool value, JsonSerializerOptions options) => writer.WriteBooleanValue(value);
}

/// <summary>A moment: RFC 3339, or seconds or milliseconds since 1970 as number or text. What is none of them becomes null.</summary>
internal sealed class TimeConverter : JsonConverter<DateTimeOffset?>
{
    // As seconds this is the year 5138, as milliseconds 1973: the platform is younger than one and will not see the other.
    private const long FirstMilliseconds = 100_000_000_000;

    public override bool HandleNull => true;

    public override DateTimeOffset? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Number:
                return reader.TryGetInt64(out var number) ? SinceEpoch(number) : null;
            case JsonTokenType.String:
                if (reader.TryGetDateTimeOffset(out var moment))
                {
                    return moment;
                }

                var text = reader.GetString();
                return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) ? SinceEpoch(number)
                    : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out moment) ? moment
                    : null;
            default:
                reader.Skip();
                return null;
        }
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset? value, JsonSerializerOptions options)
    {
        if (value is { } moment)
        {
            writer.WriteStringValue(moment);
        }
        else
        {
            writer.WriteNullValue();
        }
    }

    private static DateTimeOffset? SinceEpoch(long number) => number switch
    {
        <= 0 or > 253_402_300_799_999 => null,
        < FirstMilliseconds => DateTimeOffset.FromUnixTimeSeconds(number),
        _ => DateTimeOffset.FromUnixTimeMilliseconds(number),
    };
}

internal static class LooseNumber
{
    public static long Read(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Number:
                return reader.TryGetInt64(out var number) ? number : (long)reader.GetDouble();
            case JsonTokenType.String:
                var text = reader.GetString();
                return string.IsNullOrEmpty(text) ? 0
                    : long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out number) ? number
                    : throw new JsonException("A number was expected.");
            case JsonTokenType.Null or JsonTokenType.False:
                return 0;
            case JsonTokenType.True:
                return 1;
            default:
                throw new JsonException("A number was expected.");
        }
    }
}
