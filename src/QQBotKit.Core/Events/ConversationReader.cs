using System.Text;
using System.Text.Json;

namespace QQBotKit.Core.Events;

/// <summary>Finds out where an event without a record of its own happened, from the ids at the top of its data.</summary>
internal static class ConversationReader
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = int.MaxValue };

    /// <summary>The conversation; null where the event belongs to none.</summary>
    public static Target? Read(ReadOnlySpan<byte> data)
    {
        string? group = null, user = null, channel = null;
        try
        {
            var reader = new Utf8JsonReader(data, Options);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return null;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("group_openid"u8))
                {
                    group = ReadId(ref reader);
                }
                else if (reader.ValueTextEquals("user_openid"u8) || reader.ValueTextEquals("openid"u8))
                {
                    user = ReadId(ref reader);
                }
                else if (reader.ValueTextEquals("channel_id"u8))
                {
                    channel = ReadId(ref reader);
                }
                else
                {
                    reader.Read();
                    reader.Skip();
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not as documented: the author still gets the event, by its JSON.
        }

        return Of(group, user, channel);
    }

    /// <summary>The conversation with the ids that an event has: a member of a group is not one of its own.</summary>
    public static Target? Of(string? group = null, string? user = null, string? channel = null) =>
        !string.IsNullOrEmpty(group) ? Target.Group(group)
        : !string.IsNullOrEmpty(user) ? Target.C2C(user)
        : !string.IsNullOrEmpty(channel) ? Target.Channel(channel)
        : null;

    private static string? ReadId(ref Utf8JsonReader reader)
    {
        reader.Read();
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return reader.GetString() is { Length: > 0 } id ? id : null;
            case JsonTokenType.Number:
                return Encoding.UTF8.GetString(reader.ValueSpan);
            default:
                reader.Skip();
                return null;
        }
    }
}
