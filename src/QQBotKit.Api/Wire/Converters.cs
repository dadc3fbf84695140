using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace QQBotKit.Api.Wire;

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

/// <summary>A number that is written as text.</summary>
internal sealed class NumberTextConverter : JsonConverter<long>
{
    public override long Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => LooseNumber.Read(ref reader);

    public override void Write(Utf8JsonWriter writer, long value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
}

/// <summary>A number that stands for one of a set of values; one that the kit does not know is kept.</summary>
internal class NumberedConverter<T> : JsonConverter<T> where T : unmanaged, Enum
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Unsafe.BitCast<int, T>(int.CreateSaturating(LooseNumber.Read(ref reader)));

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(Unsafe.BitCast<T, int>(value));
}

/// <summary>The same, written as text.</summary>
internal sealed class NumberedTextConverter<T> : NumberedConverter<T> where T : unmanaged, Enum
{
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Unsafe.BitCast<T, int>(value).ToString(CultureInfo.InvariantCulture));
}

/// <summary>A word that stands for one of a set of values; one that the kit does not know becomes the first of them.</summary>
internal sealed class NamedConverter<T> : JsonConverter<T> where T : struct, Enum
{
    private static readonly (T Value, string Name)[] Names = [.. Enum.GetValues<T>().Select(value => (value, Word(value.ToString())))];

    public override bool HandleNull => true;

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            foreach (var (value, name) in Names)
            {
                if (reader.ValueTextEquals(name))
                {
                    return value;
                }
            }
        }

        reader.Skip();
        return default;
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(Of(value));

    /// <summary>The word for a value.</summary>
    public static string Of(T value) => Array.Find(Names, known => EqualityComparer<T>.Default.Equals(known.Value, value)).Name
        ?? throw new ArgumentOutOfRangeException(nameof(value), value, $"It is no {typeof(T).Name}.");

    // OnlyMention is only_mention. The framework's own policy would make c2_c of C2C.
    private static string Word(string name) => string.Concat(name.Select((letter, i) =>
        (i > 0 && char.IsUpper(letter) && char.IsLower(name[i - 1]) ? "_" : "") + char.ToLowerInvariant(letter)));
}

/// <summary>A boolean, also as 0 and 1 or as text.</summary>
internal class BoolConverter : JsonConverter<bool>
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

/// <summary>A boolean that is written as 0 or 1.</summary>
internal sealed class ZeroOneConverter : BoolConverter
{
    public override void Write(Utf8JsonWriter writer, bool value, JsonSerializerOptions options) => writer.WriteNumberValue(value ? 1 : 0);
}

/// <summary>A boolean that is the word <c>on</c> or <c>off</c>.</summary>
internal sealed class SwitchConverter : JsonConverter<bool>
{
    public override bool HandleNull => true;

    public override bool Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String ? reader.ValueTextEquals("on"u8) : reader.TokenType == JsonTokenType.True;

    public override void Write(Utf8JsonWriter writer, bool value, JsonSerializerOptions options) => writer.WriteStringValue(value ? "on" : "off");
}

/// <summary>A moment: RFC 3339, seconds or milliseconds since 1970 as number or text, or as Go writes it. What is none of them becomes null.</summary>
internal class TimeConverter : JsonConverter<DateTimeOffset?>
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
                    : GoTime.TryParse(text, out moment) ? moment
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
            // Nothing that the platform is told needs a part of a second.
            writer.WriteStringValue(moment.AddTicks(-(moment.Ticks % TimeSpan.TicksPerSecond)));
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

/// <summary>A moment that is written as milliseconds since 1970, as text.</summary>
internal sealed class MillisecondsConverter : TimeConverter
{
    public override void Write(Utf8JsonWriter writer, DateTimeOffset? value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value?.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
}

/// <summary>A length of time as a number of seconds, also as text.</summary>
internal sealed class SecondsConverter : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TimeSpan.FromSeconds(Math.Clamp(LooseNumber.Read(ref reader), 0, int.MaxValue));

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteNumberValue((long)value.TotalSeconds);
}

/// <summary>A text, or the JSON that stands in place of one.</summary>
internal sealed class TextOrJsonConverter : JsonConverter<string>
{
    public override bool HandleNull => true;

    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return reader.GetString()!;
        }

        using var json = JsonDocument.ParseValue(ref reader);
        return json.RootElement.ValueKind == JsonValueKind.Null ? "" : json.RootElement.GetRawText();
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
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
