using QQBotKit.Simulator.Accounts;
using QQBotKit.Simulator.Messages;
using QQBotKit.Simulator.Rest;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Rules;

/// <summary>Which messages of bots go out. This is the place for windows, counts and quotas.</summary>
internal sealed class SendRules(MessageLog log, EventLedger events)
{
    /// <summary>Finds what a message answers. An active message answers nothing.</summary>
    /// <param name="msgId">The message that it names.</param>
    /// <param name="eventId">The event that it names.</param>
    /// <param name="target">Where it goes.</param>
    /// <param name="source">Gets what it answers.</param>
    public PlatformError? FindSource(string? msgId, string? eventId, Conversation target, out ReplySource? source)
    {
        source = null;

        // msg_id before event_id: the documentation calls them exclusive but names no refusal for both.
        if (msgId is not null)
        {
            source = log.Find(msgId)?.Source;
            return source?.BelongsTo(target) == true ? null : PlatformError.MsgIdInvalid;
        }

        if (eventId is not null)
        {
            source = events.Find(eventId);
            return source switch
            {
                not null when source.BelongsTo(target) => null,
                null when !EventLedger.IsAnswerable(eventId.AsSpan(0, Math.Max(0, eventId.IndexOf(':', StringComparison.Ordinal)))) => PlatformError.EventNotAnswerable,
                _ => PlatformError.EventIdInvalid,
            };
        }

        return null;
    }

    /// <summary>Admits a message, and counts it.</summary>
    /// <param name="bot">Who sends it.</param>
    /// <param name="target">Where it goes.</param>
    /// <param name="source">What it answers; null for an active one.</param>
    /// <param name="msgSeq">Its number among the answers.</param>
    public static PlatformError? Admit(Bot bot, Conversation target, ReplySource? source, int msgSeq) => source switch
    {
        null when target is Group { Info.AllowsProactive: false } or C2CChat { AllowsProactive: false } => PlatformError.ActiveRefused,
        null => null,
        _ when source.TryTake(bot, msgSeq) => null,
        _ => PlatformError.Deduplicated,
    };
}
