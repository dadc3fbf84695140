using QQBotKit.Api;
using QQBotKit.Core.Configuration;

namespace QQBotKit.Core.Delivery;

/// <summary>
/// Brings a message out by the first way that is open: as a reply to the message, as a reply to an event, actively, or later, when somebody writes again.
/// </summary>
internal sealed class Ways(MessageDelivery delivery, ReplyLedger ledger, ActiveLedger active, WaitingDelivery waiting, DeliverySettings settings, Texts texts)
{
    /// <summary>The same, whose calls are made on a client that says whose they are.</summary>
    public Ways For(QQBotApi client) => new(delivery.For(client), ledger, active, waiting, settings, texts);

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

    private Task<SentMessage> SendAsync(Target to, BotEvent? answered, Message message, bool mayBeActive, CancellationToken cancellationToken)
    {
        var parts = message.MoreThanText;
        var ways = parts?.Ways ?? settings.Ways;
        return parts?.Pieces is { } pieces && ways.Count > 1
            ? SendStreamAsync(to, answered, parts, pieces, ways, mayBeActive, cancellationToken)
            : SendAsync(to, answered, message, ways, mayBeActive, cancellationToken);
    }

    private async Task<SentMessage> SendStreamAsync(
        Target to,
        BotEvent? answered,
        MessageParts parts,
        IAsyncEnumerable<string> pieces,
        IReadOnlyList<DeliveryWay> ways,
        bool mayBeActive,
        CancellationToken cancellationToken)
    {
        await using var replayed = new ReplayedPieces(pieces);
        return await SendAsync(to, answered, new Message(parts with { Pieces = replayed }), ways, mayBeActive, cancellationToken);
    }

    private async Task<SentMessage> SendAsync(
        Target to, BotEvent? answered, Message message, IReadOnlyList<DeliveryWay> ways, bool mayBeActive, CancellationToken cancellationToken)
    {
        if (active.RemovalOf(to) is { } removal)
        {
            throw new DeliveryException(texts.Of(removal.Why.English, removal.Why.Chinese)) { Code = removal.Code, EndsAt = removal.EndsAt };
        }

        DeliveryException? refused = null;
        DateTimeOffset? ends = null;
        var onlyLater = false;
        for (var i = 0; i < ways.Count; i++)
        {
            var way = ways[i];
            if ((way == DeliveryWay.Active && !mayBeActive) || (onlyLater && way != DeliveryWay.Queued) || RouteOf(way, to, answered, message, ref ends) is not { } route)
            {
                continue;
            }

            try
            {
                return way == DeliveryWay.Queued
                    ? await waiting.QueueAsync(to, answered, refused is null ? message : Whole(message), cancellationToken)
                    : await delivery.SendAsync(route, refused is null ? message : Whole(message), cancellationToken);
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
            }
        }

        throw NoWay(ways, refused, ends);
    }

    // Where a text cannot be seen to grow after all, whole is better than not at all.
    private static Message Whole(Message message) =>
        message.MoreThanText is { Pieces: not null } parts ? new Message(parts with { WholeElsewhere = true }) : message;

    private Route? RouteOf(DeliveryWay way, Target to, BotEvent? answered, Message message, ref DateTimeOffset? ends)
    {
        if (way is DeliveryWay.Active or DeliveryWay.Queued)
        {
            var parts = message.MoreThanText;
            var isWakeUp = parts is { IsWakeUp: true };
            return parts is { TypingSeconds: > 0 } || (way == DeliveryWay.Queued && isWakeUp) ? null : new Route(to, DeliveryWay.Active, IsWakeUp: isWakeUp);
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
            refused)
        {
            Code = refused?.Code ?? 0,
            TraceId = refused?.TraceId,
            EndsAt = ends,
        };
    }
}
