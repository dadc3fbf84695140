using System.Buffers;
using System.Text.Json;

namespace QQBotKit;

/// <summary>Something that happened on the platform. Every kind of event is a record under this one.</summary>
/// <remarks>Platform page: dev-prepare/event-emit/event-emit.html.</remarks>
public abstract record BotEvent
{
    private const int MaxDepth = 1000;
    private JsonElement? _data;

    /// <summary>The platform's name of the event: the <c>t</c> of its frame, such as <c>GROUP_AT_MESSAGE_CREATE</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The <c>id</c> of the frame, by which some events can be answered; null where the platform sent none.</summary>
    public string? EventId { get; init; }

    /// <summary>Where the event happened, and so where a reply goes; null for events outside any conversation.</summary>
    public Target? Conversation { get; init; }

    /// <summary>The <c>d</c> of the frame as it was received: UTF-8 JSON.</summary>
    public ReadOnlyMemory<byte> Json { get; init; }

    /// <summary>
    /// The <c>d</c> of the frame, parsed at the first use: every field that the typed properties do not show. What is nested deeper than a thousand
    /// levels, as quotes in quotes can be, is null in it.
    /// </summary>
    public JsonElement Data => _data ??= Parse();

    private JsonElement Parse()
    {
        if (Json.IsEmpty)
        {
            return default;
        }

        using var document = JsonDocument.Parse(Shallow(Json), new JsonDocumentOptions { MaxDepth = MaxDepth + 1 });
        return document.RootElement.Clone();
    }

    // The time that a JsonDocument takes grows with the square of the depth.
    private static ReadOnlyMemory<byte> Shallow(ReadOnlyMemory<byte> json)
    {
        ArrayBufferWriter<byte>? cut = null;
        var copied = 0;
        var reader = new Utf8JsonReader(json.Span, new JsonReaderOptions { MaxDepth = int.MaxValue });
        while (reader.Read())
        {
            if (reader.CurrentDepth == MaxDepth && reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                cut ??= new ArrayBufferWriter<byte>(json.Length);
                cut.Write(json.Span[copied..(int)reader.TokenStartIndex]);
                cut.Write("null"u8);
                reader.Skip();
                copied = (int)reader.BytesConsumed;
            }
        }

        cut?.Write(json.Span[copied..]);
        return cut?.WrittenMemory ?? json;
    }
}

/// <summary>An event that this version of the kit has no record for, or whose fields were not as documented. Read <see cref="BotEvent.Data"/>.</summary>
public sealed record RawEvent : BotEvent;
