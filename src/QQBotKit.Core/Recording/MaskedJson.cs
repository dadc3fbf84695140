using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace QQBotKit.Core.Recording;

/// <summary>Copies JSON without what must not be written. An event of the platform and a call of the bot are masked alike, so that they go on matching.</summary>
internal sealed class MaskedJson(Mask mask)
{
    public static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = MaxDepth, SkipValidation = true };

    private const int MaxDepth = 512;
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MaxDepth };

    /// <summary>Reads bytes; null when they are no JSON.</summary>
    public static JsonDocument? Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonDocument.Parse(json, Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes a value.</summary>
    /// <param name="writer">Gets it.</param>
    /// <param name="value">The value.</param>
    public void Write(Utf8JsonWriter writer, JsonElement value)
    {
        // All of it before any of it: a text may name an id that stands behind it.
        See("", value);
        Write(writer, "", value, isNotice: IsNotice(value));
    }

    private void See(string name, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject())
                {
                    See(property.Name, property.Value);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    See(name, item);
                }

                break;
            case JsonValueKind.String when !Words.IsText(name) && !Words.IsNotice(name):
                mask.See(name, Text(value));
                break;
            case JsonValueKind.Number when IsId(name, value.GetRawText()):
                mask.Ids.See(value.GetRawText());
                break;
        }
    }

    private void Write(Utf8JsonWriter writer, string name, JsonElement value, bool isNotice)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in value.EnumerateObject())
                {
                    writer.WritePropertyName(mask.Name(property.Name));
                    Write(writer, property.Name, property.Value, isNotice && Words.IsNotice(property.Name));
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(writer, name, item, isNotice: false);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(
                    isNotice ? mask.Notice(Text(value)) : Words.IsText(name) || Words.IsNotice(name) ? mask.Text(Text(value)) : mask.Value(name, Text(value)));
                break;
            case JsonValueKind.Number when IsId(name, value.GetRawText()):
                writer.WriteRawValue(mask.Ids.OfNumber(value.GetRawText()), skipInputValidation: true);
                break;
            default:
                writer.WriteRawValue(value.GetRawText(), skipInputValidation: true);
                break;
        }
    }

    // The platform's own words about a call, which are nobody's text.
    private static bool IsNotice(JsonElement value) => value.ValueKind == JsonValueKind.Object && (value.TryGetProperty("code", out _) || value.TryGetProperty("err_code", out _));

    private static bool IsId(string name, string number) => number.TrimStart('-') is { Length: > 4 } digits && digits.All(char.IsAsciiDigit) && !Words.IsAmount(name);

    // Half of a surrogate pair, which only an escape can bring, is no text.
    private static string Text(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return Encoding.UTF8.GetString("?"u8);
        }
    }
}
