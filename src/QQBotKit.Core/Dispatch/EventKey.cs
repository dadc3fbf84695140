using System.IO.Hashing;
using QQBotKit.Core.Gateway;
using QQBotKit.Core.Storage;

namespace QQBotKit.Core.Dispatch;

/// <summary>
/// By what an event is known again. The platform delivers at least once, and one message can come as two events, so the key of a message is
/// its own id in its scene, that of an interaction its own too, and that of any other event its event id.
/// </summary>
internal static class EventKey
{
    private const int EventKind = -1;
    private const int InteractionKind = -2;

    public static ulong Of(BotEvent e, in Frame frame) => e switch
    {
        MessageReceived message => IdHash.Of(message.Id, (int)message.Conversation!.Value.Scene),
        InteractionCreated interaction => IdHash.Of(interaction.Id, InteractionKind),
        { EventId: { Length: > 0 } id } => IdHash.Of(id, EventKind),

        // Without any id, its number and its content are all that tells it from another one.
        _ => XxHash3.HashToUInt64(frame.Data.Span, (long)XxHash3.HashToUInt64(frame.Type.Span, frame.Seq ?? 0)),
    };
}
