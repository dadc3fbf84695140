using System.Text.Json;
using System.Text.Json.Serialization;

namespace QQBotKit.Api.Wire;

/// <summary>
/// Reads the answer to a send: the one answer that comes with every reply. By hand, because the serializer reads a record through the arguments of
/// its constructor, which costs several times as much.
/// </summary>
internal sealed class SendResultConverter : JsonConverter<SendResult>
{
    private static readonly TextConverter Texts = new();
    private static readonly TimeConverter Times = new();

    public override SendResult? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("An object was expected.");
        }

        string? id = null, auditId = null;
        DateTimeOffset? timestamp = null;
        SentMessageInfo? info = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("id"u8))
            {
                id = ReadText(ref reader, options);
            }
            else if (reader.ValueTextEquals("timestamp"u8))
            {
                reader.Read();
                timestamp = Times.Read(ref reader, typeof(DateTimeOffset?), options);
            }
            else if (reader.ValueTextEquals("audit_id"u8))
            {
                auditId = ReadText(ref reader, options);
            }
            else if (reader.ValueTextEquals("ext_info"u8))
            {
                info = ReadInfo(ref reader, options);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        return new SendResult(id, timestamp, info, auditId);
    }

    public override void Write(Utf8JsonWriter writer, SendResult value, JsonSerializerOptions options) => throw new NotSupportedException();

    private static SentMessageInfo? ReadInfo(ref Utf8JsonReader reader, JsonSerializerOptions options)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }

        var index = "";
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("ref_idx"u8))
            {
                index = ReadText(ref reader, options);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        return new SentMessageInfo(index);
    }

    private static string ReadText(ref Utf8JsonReader reader, JsonSerializerOptions options)
    {
        reader.Read();
        return Texts.Read(ref reader, typeof(string), options);
    }
}
