using System.Text.Json;

namespace QQBotKit;

/// <summary>Something that happened on the platform. Every kind of event is a record under this one.</summary>
/// <remarks>Platform page: dev-prepare/event-emit/event-emit.html.</remarks>
public abstract record BotEvent
{
    // Quotes in quotes may be nested without end; they are still the event's data.
    private static readonly JsonDocumentOptions AnyDepth = new() { MaxDepth = int.MaxValue };
    private JsonElement? _data;

    /// <summary>The platform's name of the event: the <c>t</c> of its frame, such as <c>GROUP_AT_MESSAGE_CREATE</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The <c>id</c> of the frame, by which some events can be answered; null where the platform sent none.</summary>
    public string? EventId { get; init; }

    /// <summary>Where the event happened, and so where a reply goes; null for events outside any conversation.</summary>
    public Target? Conversation { get; init; }

    /// <summary>The <c>d</c> of the frame as it was received: UTF-8 JSON.</summary>
    public ReadOnlyMemory<byte> Json { get; init; }

    /// <summary>The <c>d</c> of the frame, parsed at the first use: every field that the typed properties do not show.</summary>
    public JsonElement Data => _data ??= Parse();

    private JsonElement Parse()
    {
        if (Json.IsEmpty)
        {
            return default;
        }

        using var document = JsonDocument.Parse(Json, AnyDepth);
        return document.RootElement.Clone();
    }
}

/// <summary>An event that this version of the kit has no record for, or whose fields were not as documented. Read <see cref="BotEvent.Data"/>.</summary>
public sealed record RawEvent : BotEvent;
