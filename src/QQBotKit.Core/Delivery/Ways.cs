using QQBotKit.Api;
using QQBotKit.Core.Configuration;
using QQBotKit.Core.Delivery.Active;
using QQBotKit.Core.Delivery.Replies;
using QQBotKit.Core.Delivery.Splitting;
using QQBotKit.Core.Delivery.Waiting;

namespace QQBotKit.Core.Delivery;

/// <summary>
/// Brings a message out by the first way that is open: as a reply to the message, as a reply to an event, actively, or later, when somebody writes again.
/// One that cannot go as it is goes as several, or as what its author said for that.
/// </summary>
internal sealed class Ways(
    MessageDelivery delivery, ReplyLedger ledger, ActiveLedger active, WaitingDelivery waiting, LongTexts longTexts, DeliverySettings settings, Texts texts)
{
    /// <summary>The same for a plugin or script, whose calls are made on a client that says whose they are.</summary>
    public Ways For(QQBotApi client, string name) => new(delivery.For(client, name), ledger, active, waiting, longTexts, settings, texts);

    /// <summary>Answers an event.</summary>
    /// <param name="to">The event.</param>
    /// <param name="message">The answer.</param>
    /// <param name="cancellationToken">Gives up waiting for the platform.</param>
    /// <param name="mayBeActive">Whether the active way is one: a plugin that does not declare active messages sends none this way either.</param>
    /// <exception cref="DeliveryException">It was refused, or no way is open.</exception>
    public Task<SentMessage> ReplyAsync(BotEvent to, Message message, CancellationToken cancellationToken, bool mayBeActive = true)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(message);
        var target = to.Conversation ?? throw new DeliveryException(texts.Of(
            $"{to.Type} belongs to no conversation, so it cannot be answered. Use SendAsync with a target.",
            $"{to.Type} 不属于任何会话，无法回复。请使用 SendAsync 并指定目标。"));
        return SendAsync(target, to, message, mayBeActive, cancellationToken);
    }

    /// <summary>Sends a message that answers nothing.</summary>
    /// <exception cref="DeliveryException">It was refused, or no way is open.</exception>
    public Task<SentMessage> SendAsync(Target to, Message message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        return SendAsync(to, null, message, true, cancellationToken);
    }

    private Task<SentMessage> SendAsync(Target to, BotEvent? answered, Message message, bool mayBeActive, CancellationToken cancellationToken) =>
        SendAsync(new Errand(to, answered, message.MoreThanText?.Ways ?? settings.Ways, mayBeActive), message, cancellationToken);

    private Task<SentMessage> SendAsync(Errand errand, Message message, CancellationToken cancellationToken) =>
        message.MoreThanText is { Pieces: not null } ? SendStreamAsync(errand, message, cancellationToken)
        : longTexts.IsLong(errand.To.Scene, message) ? SendLongAsync(errand, message, isRefused: false, cancellationToken)
        : SendOneAsync(errand, message, null, cancellationToken);

    /// <param name="errand">Where it goes.</param>
    /// <param name="message">The message, or a part of one.</param>
    /// <param name="rest">The parts from this one on; null for a whole message.</param>
    /// <param name="cancellationToken">Gives up waiting for the platform.</param>
    private async Task<SentMessage> SendOneAsync(Errand errand, Message message, IReadOnlyList<Message>? rest, CancellationToken cancellationToken)
    {
        ThrowIfRemovedFrom(errand.To);
        DeliveryException? refused = null;
        DateTimeOffset? ends = null;
        var onlyLater = false;
        for (var i = 0; i < errand.Ways.Count; i++)
        {
            var way = errand.Ways[i];
            if ((onlyLater && way != DeliveryWay.Queued) || RouteOf(way, errand, message, ref ends) is not { } route)
            {
                continue;
            }

            Task<SentMessage> instead;
            try
            {
                return await (way == DeliveryWay.Queued
                    ? waiting.QueueAsync(errand.To, errand.Answered, rest ?? [message], cancellationToken)
                    : delivery.SendAsync(route, message, cancellationToken));
            }
            catch (DeliveryException closed) when (LimitCodes.LeadsOn(way, closed))
            {
                if (route.InboundId is { } id && LimitCodes.IsAboutReplies(closed.Code))
                {
                    ledger.Close(id);
                }

                refused = closed;
                ends = closed.EndsAt ?? ends;
                onlyLater |= LimitCodes.HoldsUpAll(closed);
                continue;
            }
            catch (DeliveryException tooLong) when (rest is null && LongTexts.IsTooLong(tooLong, errand.To.Scene, message))
            {
                instead = SendLongAsync(errand, message, isRefused: true, cancellationToken);
            }
            catch (DeliveryException unfit) when (rest is null && way != DeliveryWay.Queued && InsteadOf(message, unfit) is not null)
            {
                instead = SendInsteadAsync(errand, message, unfit, cancellationToken);
            }

            return await instead;
        }

        throw NoWay(errand.Ways, refused, ends);
    }

    private async Task<SentMessage> SendLongAsync(Errand errand, Message message, bool isRefused, CancellationToken cancellationToken)
    {
        try
        {
            delivery.Check(new Route(errand.To, errand.Answered is null ? DeliveryWay.Active : DeliveryWay.Passive), message.Parts);
            return await longTexts.SendAsync(
                errand.To.Scene, message.Parts, isRefused, rest => SendOneAsync(errand, rest[0], rest, cancellationToken));
        }
        catch (DeliveryException unfit) when (InsteadOf(message, unfit) is not null)
        {
            return await SendInsteadAsync(errand, message, unfit, cancellationToken);
        }
    }

    /// <summary>Sends a text that grows, where it can be seen to; what cannot goes when it is whole.</summary>
    private async Task<SentMessage> SendStreamAsync(Errand errand, Message message, CancellationToken cancellationToken)
    {
        ThrowIfRemovedFrom(errand.To);
        var parts = message.Parts;
        DateTimeOffset? ends = null;
        foreach (var way in errand.Ways)
        {
            if (RouteOf(way, errand, message, ref ends) is not { } route)
            {
                continue;
            }

            List<SentMessage> sent = [];
            string? rest;
            try
            {
                if (way == DeliveryWay.Queued || (parts.WholeElsewhere && !MessageDelivery.CanStream(route, parts)))
                {
                    rest = await MessageDelivery.GatherAsync(parts.Pieces!, cancellationToken);
                }
                else
                {
                    delivery.Check(route, parts);
                    rest = await delivery.StreamAsync(route, parts, sent, cancellationToken);
                }

                return rest is null ? LongTexts.Together(sent)
                    : sent.Count == 0 ? await SendAsync(errand, new Message(parts with { Pieces = null, Text = rest }), cancellationToken)
                    : LongTexts.Together([.. sent, await SendAsync(errand, LongTexts.GoingOn(parts, rest), cancellationToken)]);
            }
            catch (DeliveryException failure) when (sent.Count > 0)
            {
                throw longTexts.Partly(failure, sent, null);
            }
            catch (DeliveryException unfit) when (InsteadOf(message, unfit) is not null)
            {
                return await SendInsteadAsync(errand, message, unfit, cancellationToken);
            }
        }

        throw NoWay(errand.Ways, null, ends);
    }

    private void ThrowIfRemovedFrom(Target to)
    {
        if (active.RemovalOf(to) is { } removal)
        {
            throw new DeliveryException(texts.Of(removal.Why.English, removal.Why.Chinese)) { Code = removal.Code, EndsAt = removal.EndsAt };
        }
    }

    private static Message? InsteadOf(Message message, DeliveryException refused) =>
        message.MoreThanText is { Fallback: { } fallback } && refused.Arrived.Count == 0 && DeliveryFailures.IsAboutForm(refused) ? fallback : null;

    private async Task<SentMessage> SendInsteadAsync(Errand errand, Message message, DeliveryException unfit, CancellationToken cancellationToken) =>
        await SendAsync(errand, InsteadOf(message, unfit)!, cancellationToken) with { FallbackReason = unfit.Message };

    private Route? RouteOf(DeliveryWay way, Errand errand, Message message, ref DateTimeOffset? ends)
    {
        var (to, answered) = (errand.To, errand.Answered);
        if (way is DeliveryWay.Active or DeliveryWay.Queued)
        {
            var parts = message.MoreThanText;
            var isWakeUp = parts is { IsWakeUp: true };
            return parts is { TypingSeconds: > 0 } || (way == DeliveryWay.Queued ? isWakeUp : !errand.MayBeActive)
                ? null
                : new Route(to, DeliveryWay.Active, IsWakeUp: isWakeUp);
        }

        var id = (way, answered) switch
        {
            (DeliveryWay.Passive, MessageReceived received) => received.Id,
            (DeliveryWay.Event, MessageReceived) => ledger.NewestEventIn(to),
            (DeliveryWay.Event, { } other) => Answerable.IdOf(other),
            _ => null,
        };
        if (id is null)
        {
            return null;
        }

        var left = ledger.Left(id, to.Scene);
        if (left.Any)
        {
            return new Route(to, way, id);
        }

        ends ??= left.Ends;
        return null;
    }

    private DeliveryException NoWay(IReadOnlyList<DeliveryWay> ways, DeliveryException? refused, DateTimeOffset? ends)
    {
        var tried = string.Join(", ", ways);
        var why = refused?.Message ?? (ends is { } at
            ? texts.Of($"No reply is left: the time or the count of replies is over (the time ends at {at:u}).", $"已没有可用的回复：回复的时限或次数已用完（时限截至 {at:u}）。")
            : texts.Of("There is nothing to answer.", "没有可以回复的消息或事件。"));
        return new DeliveryException(
            texts.Of(
                $"No way is open for this message (of {tried}). {why} Let it go another way with delivery.ways in bot.yaml or Message.Via, or send it when somebody writes again.",
                $"这条消息没有可用的发送方式（{tried}）。{why}请在 bot.yaml 的 delivery.ways 或 Message.Via 中允许其他方式，或等对方再次发言时发送。"),
            refused ?? (Exception)new ReplyLimitException())
        {
            Code = refused?.Code ?? 0,
            TraceId = refused?.TraceId,
            EndsAt = ends,
        };
    }

    /// <summary>What all messages have in common that a message becomes.</summary>
    private readonly record struct Errand(Target To, BotEvent? Answered, IReadOnlyList<DeliveryWay> Ways, bool MayBeActive);
}
