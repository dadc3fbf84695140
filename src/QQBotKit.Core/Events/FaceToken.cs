using System.Globalization;
using System.Text;
using System.Text.Json;

namespace QQBotKit.Core.Events;

/// <summary>
/// The tokens by which the platform writes a face into the text of a message: <c>&lt;faceType=1,faceId="13",ext="base64"&gt;</c>, where <c>ext</c> is
/// JSON with the name in <c>text</c>, and in guilds <c>&lt;emoji:13&gt;</c>.
/// </summary>
internal static class FaceToken
{
    /// <summary>What QQ itself shows for a face that it cannot name.</summary>
    private const string Unnamed = "表情";

    private const string Start = "<faceType=";
    private const string GuildStart = "<emoji:";

    /// <summary>A text of many beginnings must not be searched to its end for each of them.</summary>
    private const int LongestToken = 1024;

    /// <summary>Puts the name of each face where its token is. Those of guilds have none, and stay.</summary>
    public static string Render(string text, bool inGuild, out IReadOnlyList<Face> faces)
    {
        List<Face>? found = null;
        StringBuilder? rendered = null;
        var copied = 0;
        for (var at = text.IndexOf('<', StringComparison.Ordinal); at >= 0; at = text.IndexOf('<', at + 1))
        {
            if (TryRead(text.AsSpan(at), inGuild, out var length) is not { } face)
            {
                continue;
            }

            found ??= [];
            found.Add(face);
            if (!inGuild)
            {
                rendered ??= new StringBuilder(text.Length);
                rendered.Append(text, copied, at - copied).Append('[').Append(face.Text.Length == 0 ? Unnamed : face.Text).Append(']');
                copied = at + length;
            }
        }

        faces = found is null ? [] : found;
        return rendered is null ? text : rendered.Append(text, copied, text.Length - copied).ToString();
    }

    private static Face? TryRead(ReadOnlySpan<char> text, bool inGuild, out int length)
    {
        var start = inGuild ? GuildStart : Start;
        length = text.StartsWith(start) ? text[..Math.Min(text.Length, LongestToken)].IndexOf('>') + 1 : 0;
        if (length == 0)
        {
            return null;
        }

        var value = text[start.Length..(length - 1)];
        return inGuild ? new Face(value.ToString(), "", 0)
            : int.TryParse(value[..Until(value, ',')], NumberStyles.None, CultureInfo.InvariantCulture, out var kind)
                ? new Face(Value(value, "faceId=\"").ToString(), Name(Value(value, "ext=\"")), kind)
                : null;
    }

    private static int Until(ReadOnlySpan<char> text, char end) => text.IndexOf(end) is >= 0 and var at ? at : text.Length;

    private static ReadOnlySpan<char> Value(ReadOnlySpan<char> inside, string name)
    {
        var start = inside.IndexOf(name);
        return start < 0 ? default : inside[(start + name.Length)..] is var rest ? rest[..Until(rest, '"')] : default;
    }

    private static string Name(ReadOnlySpan<char> base64)
    {
        Span<byte> json = stackalloc byte[LongestToken];
        if (!Convert.TryFromBase64Chars(base64, json, out var written))
        {
            return "";
        }

        try
        {
            var reader = new Utf8JsonReader(json[..written]);
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1 && reader.ValueTextEquals("text"u8) && reader.Read()
                    && reader.TokenType == JsonTokenType.String)
                {
                    return reader.GetString()!;
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Whoever wrote this was no client of QQ.
        }

        return "";
    }
}
