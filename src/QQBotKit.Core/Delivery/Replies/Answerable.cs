using QQBotKit.Core.Events;

namespace QQBotKit.Core.Delivery.Replies;

/// <summary>By what an event is answered, and when its time began.</summary>
internal static class Answerable
{
    /// <summary>The id by which an event is answered: of a message its own, else that of the event. Null for one that the platform takes no answer to.</summary>
    public static string? IdOf(BotEvent e) => e switch
    {
        { Conversation: null } => null,
        MessageReceived message => message.Id,
        _ => EventTypes.Find(e.Type) is { CanBeAnswered: true } ? e.EventId : null,
    };

    /// <summary>When the platform had it; null where it does not say.</summary>
    public static DateTimeOffset? TimeOf(BotEvent e) => e switch
    {
        MessageReceived message => message.Timestamp,
        InteractionCreated interaction => interaction.Timestamp,
        C2CEvent inChat => inChat.Timestamp,
        GroupEvent inGroup => inGroup.Timestamp,
        _ => null,
    };
}
