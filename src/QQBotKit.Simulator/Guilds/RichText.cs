using System.Buffers;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace QQBotKit.Simulator.Guilds;

/// <summary>The rich text of forums: paragraphs of elements, as JSON in a string.</summary>
internal static partial class RichText
{
    /// <summary>Makes one paragraph of each line. An empty line is a paragraph without elements.</summary>
    public static string FromPlain(string text)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, SimulatorJson.Relaxed))
        {
            json.WriteStartObject();
            json.WriteStartArray("paragraphs"u8);
            foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
            {
                WriteParagraph(json, line);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Keeps the text of HTML and its lines.</summary>
    public static string FromHtml(string html) =>
        FromPlain(WebUtility.HtmlDecode(Tag().Replace(EndOfLine().Replace(html.ReplaceLineEndings(" "), "\n"), "")).Trim());

    /// <summary>Whether a text is such JSON.</summary>
    public static bool IsValid(string text) => Parse(text) is JsonObject document && document["paragraphs"] is JsonArray;

    /// <summary>The text of such JSON, or of the list of objects that documentation shows in its place; of another text all of it.</summary>
    public static string ToPlain(string text) => Parse(text) switch
    {
        JsonObject document when document["paragraphs"] is JsonArray paragraphs => string.Concat(
            paragraphs.SelectMany(paragraph => (paragraph as JsonObject)?["elems"] as JsonArray ?? []).Select(elem => TextIn(elem, "text"))),
        JsonArray objects => string.Concat(objects.Select(one => TextIn(one, "text_info"))),
        _ => text,
    };

    private static string? TextIn(JsonNode? element, string name) => (element as JsonObject)?[name] is JsonObject inner ? inner["text"]?.ToString() : null;

    private static JsonNode? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: new() { AllowDuplicateProperties = false });
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void WriteParagraph(Utf8JsonWriter json, string line)
    {
        json.WriteStartObject();
        json.WriteStartArray("elems"u8);
        if (line.Length > 0)
        {
            json.WriteStartObject();
            json.WriteStartObject("text"u8);
            json.WriteString("text"u8, line);
            json.WriteEndObject();
            json.WriteNumber("type"u8, 1);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("props"u8);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    [GeneratedRegex(@"<br\s*/?>|</(p|div|li|ul|ol|h[1-6]|tr)>", RegexOptions.IgnoreCase)]
    private static partial Regex EndOfLine();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();
}
