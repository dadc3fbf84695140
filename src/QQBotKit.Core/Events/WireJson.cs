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

    public static TextAt Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is JsonTokenType.String or JsonTokenType.Number)
        {
            return new TextAt((int)reader.TokenStartIndex, (int)(reader.BytesConsumed - reader.TokenStartIndex));
        }

        reader.Skip();
        return default;
    }

    public override TextAt Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader);

    public override void Write(Utf8JsonWriter writer, TextAt value, JsonSerializerOptions options) => throw new NotSupportedException();
}

/// <summary>A text that is usually one of a few words, which are then not made anew.</summary>
internal sealed class WordConverter : JsonConverter<string>
{
    private static readonly string[] Words =
        ["single", "all", "voice", "file", "image/jpeg", "image/png", "image/gif"];

    private static readonly TextConverter Text = new();

    public override bool HandleNull => true;

    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        foreach (var word in Words)
        {
            if (reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length == word.Length && reader.ValueTextEquals(word))
            {
                return word;
            }
        }

        return Text.Read(ref reader, typeToConvert, options);
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
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
