using QQBotKit.Api;
using QQBotKit.Core.Rest;

namespace QQBotKit.Core.Delivery;

/// <summary>
/// Brings messages out: knows by which way a message may go, and numbers replies. Everything a bot says goes through here.
/// </summary>
internal sealed class MessageDelivery(QQBotApi api, ReplyLedger ledger, Texts texts)
{
    /// <summary>Answers an event, passively.</summary>
    /// <exception cref="DeliveryException">It was refused, or cannot be answered.</exception>
    public Task<SentMessage> ReplyAsync(BotEvent to, Message message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(message);
        var target = to.Conversation
            ?? throw new DeliveryException($"{to.Type} belongs to no conversation, so it cannot be answered. Use SendAsync with a target.");
        return to switch
        {
            MessageReceived received => SendAsync(target, message, DeliveryWay.Passive, received.Id, cancellationToken),
            { EventId: { } eventId } => SendAsync(target, message, DeliveryWay.Event, eventId, cancellationToken),
            _ => throw new DeliveryException($"This {to.Type} came without an event id, so it cannot be answered. Use SendAsync with its conversation."),
        };
    }

    /// <summary>Sends an active message.</summary>
    /// <exception cref="DeliveryException">It was refused.</exception>
    public Task<SentMessage> SendAsync(Target to, Message message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        return SendAsync(to, message, DeliveryWay.Active, null, cancellationToken);
    }

    private async Task<SentMessage> SendAsync(
        Target to, Message message, DeliveryWay way, string? inboundId, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(message.Text))
        {
            throw new DeliveryException("An empty message cannot be sent: the platform refuses it.");
        }

        var msgId = way == DeliveryWay.Passive ? inboundId : null;
        var eventId = way == DeliveryWay.Event ? inboundId : null;
        try
        {
            var text = OutgoingText.For(to.Scene, message.Text);
            var sent = to.Scene switch
            {
                Scene.Group => await api.Messages.SendToGroupAsync(to.Id, Body(), cancellationToken).ConfigureAwait(false),
                Scene.C2C => await api.Messages.SendToUserAsync(to.Id, Body(), cancellationToken).ConfigureAwait(false),
                Scene.Channel => await api.Messages.SendToChannelAsync(to.Id, GuildBody(), cancellationToken).ConfigureAwait(false),
                _ => await api.Messages.SendToDirectAsync(to.Id, GuildBody(), cancellationToken).ConfigureAwait(false),
            };
            return new SentMessage(sent.Id, way);

            MessageBody Body() => new()
            {
                Content = text,
                MessageId = msgId,
                EventId = eventId,
                MessageSeq = inboundId is null ? null : ledger.NextSeq(inboundId),
            };

            GuildMessageBody GuildBody() => new() { Content = text, MessageId = msgId, EventId = eventId };
        }
        catch (QQApiException refused)
        {
            throw new DeliveryException(Told(refused.Message, refused.OutcomeUnknown), refused) { Code = refused.Code, TraceId = refused.TraceId };
        }
        catch (CredentialsRefusedException refused)
        {
            throw new DeliveryException(refused.Message, refused) { Code = refused.Code };
        }
        catch (NoAnswerException unanswered)
        {
            throw new DeliveryException(Told(unanswered.Message, unanswered.OutcomeUnknown), unanswered);
        }
        catch (OperationCanceledException ended) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DeliveryException(Told(texts.Of("The bot ended before the platform had answered.", "机器人在平台应答之前已停止。"), true), ended);
        }
    }

    private string Told(string what, bool outcomeUnknown) =>
        outcomeUnknown ? what + texts.Of(" Whether the message arrived is not known.", "消息是否送达未知。") : what;
}
