using System.Runtime.CompilerServices;
using QQBotKit.Simulator.Accounts;
using QQBotKit.Simulator.Messages;
using QQBotKit.Simulator.Rest;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Rules;

/// <summary>What the rules want to know of a message.</summary>
/// <param name="Source">What it answers; null for an active one.</param>
/// <param name="MsgSeq">Its number among the answers; null where there is none.</param>
/// <param name="IsWakeUp">Whether it is a wake-up message (互动召回).</param>
/// <param name="IsNotice">Whether it is no message but a notice, which takes a number and counts for nothing.</param>
/// <param name="MentionsEveryone">Whether it calls everyone in a guild.</param>
internal readonly record struct Sending(
    ReplySource? Source, int? MsgSeq, bool IsWakeUp = false, bool IsNotice = false, bool MentionsEveryone = false);

/// <summary>Which messages of bots go out: windows, counts and quotas.</summary>
internal sealed class SendRules(RuleBook book, MessageLog log, EventLedger events, TimeProvider time)
{
    private readonly ConditionalWeakTable<Bot, ActiveQuotas> _quotas = [];

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
            return source?.BelongsTo(target) == true ? null : book.Form(PlatformError.MsgIdInvalid);
        }

        if (eventId is not null)
        {
            source = events.Find(eventId);
            return book.Form(source switch
            {
                not null when source.BelongsTo(target) => null,
                null when !EventLedger.IsAnswerable(eventId.AsSpan(0, Math.Max(0, eventId.IndexOf(':', StringComparison.Ordinal)))) => PlatformError.EventNotAnswerable,
                _ => PlatformError.EventIdInvalid,
            });
        }

        return null;
    }

    /// <summary>Admits a message, and counts it.</summary>
    /// <param name="call">The call that sends it.</param>
    /// <param name="target">Where it goes.</param>
    /// <param name="sending">What there is to know of it.</param>
    public PlatformError? Admit(Call call, Conversation target, Sending sending) =>
        target.IsLeftBy(call.Bot) ? Left(target)
        : !book.IsOn ? null
        : sending.Source is { } source ? Answer(call, target, source, sending) ?? AdmitAny(call, target, sending)
        : IsSwitchedOff(target) is { } off ? off
        : sending.IsWakeUp && target is C2CChat { LastSaid: null } ? PlatformError.WakeUpUnsupported
        : AdmitAny(call, target, sending) ?? book.Limit(call, target, sending.IsWakeUp && target is C2CChat chat
            ? QuotasOf(call.Bot).TakeWakeUp(chat, time.GetUtcNow())
            : QuotasOf(call.Bot).Take(target, book.Of(target), time.GetUtcNow(), IsLenient));

    private bool IsLenient => book.Strictness == SimulatorRules.Lenient;

    private PlatformError? AdmitAny(Call call, Conversation target, Sending sending)
    {
        var (quotas, now) = (QuotasOf(call.Bot), time.GetUtcNow());
        return book.Limit(call, target, !quotas.TakeAny(target, book.Of(target), now, IsLenient) ? PlatformError.ChannelTooOften
            : sending.MentionsEveryone && target is Channel channel && !quotas.TakeMentionOfEveryone(channel.Guild, now, IsLenient) ? PlatformError.EveryoneTooOften
            : null);
    }

    private PlatformError? Answer(Call call, Conversation target, ReplySource source, Sending sending)
    {
        if (sending.MsgSeq is { } seq && source.Has(call.Bot, seq))
        {
            return PlatformError.Deduplicated;
        }

        var limit = book.Of(target).Replies;
        if (time.GetUtcNow() - source.At > limit.Window && book.Limit(call, target, Expired(target, source)) is { } expired)
        {
            return expired;
        }

        if (sending.IsNotice)
        {
            return source.TryTakeSeq(call.Bot, sending.MsgSeq ?? 1) ? null : PlatformError.Deduplicated;
        }

        return source.Take(call.Bot, sending.MsgSeq, limit.Count, IsLenient) switch
        {
            ReplySource.Outcome.Duplicate => PlatformError.Deduplicated,
            ReplySource.Outcome.TooMany => book.Limit(call, target, PlatformError.AnswersTooMany),
            _ => null,
        };
    }

    private ActiveQuotas QuotasOf(Bot bot) => _quotas.GetValue(bot, bot => new(bot, book.Limits));

    private static PlatformError Expired(Conversation target, ReplySource source) =>
        source.IsEvent ? PlatformError.EventExpired
        : target is Channel or DirectSession ? PlatformError.GuildMsgIdExpired
        : PlatformError.MsgIdExpired;

    private static PlatformError Left(Conversation target) => target is C2CChat ? PlatformError.NotAFriend : PlatformError.NotInGroup;

    /// <summary>Whether people let bots send what answers nothing.</summary>
    private static PlatformError? IsSwitchedOff(Conversation target) => target switch
    {
        Group { Info.AllowsProactive: false } or C2CChat { AllowsProactive: false } => PlatformError.ActiveRefused,
        Channel { Guild.MessageSetting.DisablePushMsg: true } => PlatformError.GuildActiveRefused,
        Channel { Guild.MessageSetting.ChannelIds: { Count: > 0 } only } channel when !only.Contains(channel.Id) => PlatformError.ChannelActiveRefused,
        _ => null,
    };
}
