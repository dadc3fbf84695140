using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using QQBotKit.Api.Wire;

namespace QQBotKit.Core.Events;

/// <summary>The shapes of the events' data. Platform page: dev-prepare/event-emit/event-emit.html.</summary>
/// <remarks>
/// All have setters: the serializer reads init-only properties as arguments of a constructor, which costs twice the time. What no shape has is passed
/// over, however deep it is.
/// </remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters =
    [
        typeof(TextConverter), typeof(TextAtConverter), typeof(NumberConverter<int>), typeof(NumberConverter<long>), typeof(BoolConverter), typeof(TimeConverter),
    ],
    MaxDepth = int.MaxValue)]
[JsonSerializable(typeof(WireMessage))]
[JsonSerializable(typeof(WireDeletion))]
[JsonSerializable(typeof(WireAudit))]
[JsonSerializable(typeof(WireC2C))]
[JsonSerializable(typeof(WireSubscription))]
[JsonSerializable(typeof(WireGroup))]
[JsonSerializable(typeof(WireJoinRequest))]
[JsonSerializable(typeof(WireInteraction))]
[JsonSerializable(typeof(WireGuild))]
[JsonSerializable(typeof(WireChannel))]
[JsonSerializable(typeof(WireGuildMember))]
[JsonSerializable(typeof(WireReaction))]
[JsonSerializable(typeof(WireAudio))]
[JsonSerializable(typeof(WireForum))]
[JsonSerializable(typeof(WireForumAudit))]
[JsonSerializable(typeof(WireRichObject[]))]
internal sealed partial class WireJson : JsonSerializerContext
{
    /// <summary>Reads a value inside another one, with the same reader: what is wrong in it is found in the whole.</summary>
    public static T? ReadInner<T>(ref Utf8JsonReader reader, JsonSerializerOptions options) where T : class =>
        reader.TokenType == JsonTokenType.Null ? null : ((JsonConverter<T>)options.GetConverter(typeof(T))).Read(ref reader, typeof(T), options);
}

/// <summary>Notes where a text, or a number, stands.</summary>
internal sealed class TextAtConverter : JsonConverter<TextAt>
{
    public override bool HandleNull => true;

    public override TextAt Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is JsonTokenType.String or JsonTokenType.Number)
        {
            return new TextAt((int)reader.TokenStartIndex, (int)(reader.BytesConsumed - reader.TokenStartIndex));
        }

        reader.Skip();
        return default;
    }

    public override void Write(Utf8JsonWriter writer, TextAt value, JsonSerializerOptions options) => throw new NotSupportedException();
}

/// <summary>A text that is usually one of a few words, which are then not made anew.</summary>
internal sealed class WordConverter : JsonConverter<string>
{
    private static readonly string[] Words =
        ["member", "admin", "owner", "default", "single", "all", "voice", "file", "image/jpeg", "image/png", "image/gif", "custom_menu", "msg_idx", "ref_msg_idx", "auth_token"];

    private static readonly TextConverter Text = new();

    public override bool HandleNull => true;

    public static string Of(ReadOnlySpan<byte> utf8)
    {
        foreach (var word in Words)
        {
            if (word.Length == utf8.Length && Ascii.Equals(utf8, word))
            {
                return word;
            }
        }

        return Encoding.UTF8.GetString(utf8);
    }

    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader is { TokenType: JsonTokenType.String, ValueIsEscaped: false } ? Of(reader.ValueSpan) : Text.Read(ref reader, typeToConvert, options);

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}

/// <summary>The <c>ext</c> of a message scene: texts of the form <c>key=value</c>. Values may hold another <c>=</c>.</summary>
internal sealed class ExtConverter : JsonConverter<List<KeyValuePair<string, string>>>
{
    public override List<KeyValuePair<string, string>>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException();
        }

        var ext = new List<KeyValuePair<string, string>>(2);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.String)
            {
                var text = reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(reader.GetString()!) : reader.ValueSpan;
                var equals = text.IndexOf((byte)'=');
                ext.Add(equals < 0
                    ? new(WordConverter.Of(text), "")
                    : new(WordConverter.Of(text[..equals]), Encoding.UTF8.GetString(text[(equals + 1)..])));
            }
            else
            {
                reader.Skip();
            }
        }

        return ext;
    }

    public override void Write(Utf8JsonWriter writer, List<KeyValuePair<string, string>> value, JsonSerializerOptions options) => throw new NotSupportedException();
}

/// <summary>Notes where the fields of a card stand: of what is not a text, its JSON.</summary>
internal sealed class FieldsConverter : JsonConverter<Dictionary<string, TextAt>>
{
    public override Dictionary<string, TextAt>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException();
        }

        var fields = new Dictionary<string, TextAt>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            fields[name] = reader.TokenType == JsonTokenType.Null ? default : new TextAt(start, (int)reader.BytesConsumed - start);
        }

        return fields;
    }

    public override void Write(Utf8JsonWriter writer, Dictionary<string, TextAt> value, JsonSerializerOptions options) => throw new NotSupportedException();
}
