namespace QQBotKit.Core.Delivery;

/// <summary>Where a message goes, and as what.</summary>
/// <param name="To">The conversation.</param>
/// <param name="Way">As a reply or actively.</param>
/// <param name="InboundId">The id of the message or event that is answered; null for an active message.</param>
/// <param name="IsWakeUp">Whether it is a wake-up message, which counts otherwise than other active ones.</param>
internal readonly record struct Route(Target To, DeliveryWay Way, string? InboundId = null, bool IsWakeUp = false)
{
    public string? MessageId => Way == DeliveryWay.Passive ? InboundId : null;

    public string? EventId => Way == DeliveryWay.Event ? InboundId : null;

    /// <summary>Whether it goes to a guild, whose messages are made in another way than those of groups and people.</summary>
    public bool IsGuild => To.Scene is Scene.Channel or Scene.Direct;
}
