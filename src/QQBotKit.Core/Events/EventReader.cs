using System.Text;
using System.Text.Json;
using QQBotKit.Core.Gateway;

namespace QQBotKit.Core.Events;

/// <summary>
/// Makes contract events of frames: the one place that knows both. It never throws: what is not as documented becomes
/// a <see cref="RawEvent"/>, with the reason.
/// </summary>
internal sealed class EventReader
{
    private volatile string? _selfId;

    /// <summary>The bot's own id in guilds, from READY; null before it.</summary>
    public string? SelfId
    {
        get => _selfId;
        set => _selfId = value;
    }

    /// <summary>Reads an event. The result owns a copy of the frame's data.</summary>
    /// <param name="frame">A dispatch frame.</param>
    /// <param name="type">Its documented type, if it has one.</param>
    /// <param name="problem">
    /// What was not as documented: why the event became a raw one, or which field of its record was left out; null where all was well.
    /// </param>
    public BotEvent Read(in Frame frame, EventType? type, out string? problem)
    {
        problem = null;
        var data = frame.Data.ToArray();
        var eventId = frame.Id.IsEmpty ? null : Encoding.UTF8.GetString(frame.Id.Span);
        if (type is not null)
        {
            var incoming = new Incoming(type, data, eventId, _selfId);
            try
            {
                var e = type.Read(ref incoming);
                problem = incoming.Problem;
                if (e is not null)
                {
                    return e;
                }
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                problem = "it is not as documented";
            }
        }

        return new RawEvent
        {
            Type = type?.Name ?? Encoding.UTF8.GetString(frame.Type.Span),
            EventId = eventId,
            Json = data,
            Conversation = ConversationReader.Read(data),
        };
    }
}
