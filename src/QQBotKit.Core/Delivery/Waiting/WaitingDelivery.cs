using Microsoft.Extensions.Logging;
using QQBotKit.Api;
using QQBotKit.Core.Delivery.Replies;
using QQBotKit.Core.Delivery.Splitting;
using QQBotKit.Core.Rest;
using QQBotKit.Limits;

namespace QQBotKit.Core.Delivery.Waiting;

/// <summary>Keeps messages until somebody writes in their conversation, and sends them then.</summary>
/// <param name="delivery">Posts them, on the bot's own client: a plugin that is gone meanwhile is not needed.</param>
/// <param name="ledger">Their numbers.</param>
/// <param name="waiting">Where they are.</param>
/// <param name="limits">How large media may be.</param>
/// <param name="longTexts">Cuts what is too long for one message.</param>
/// <param name="keep">How long they wait.</param>
/// <param name="texts">The language of errors.</param>
/// <param name="log">Is told of all that is not sent: nobody else can be.</param>
internal sealed partial class WaitingDelivery(
    MessageDelivery delivery, ReplyLedger ledger, WaitingMessages waiting, PlatformLimits limits, LongTexts longTexts, TimeSpan keep, Texts texts, ILogger log)
{
    private readonly WaitingWriter _writer = new(waiting.Files, limits, longTexts, texts);

    /// <summary>Whether something waits for this to come.</summary>
    public bool IsAwaited(BotEvent e) => e is MessageReceived { Conversation: { } to } && waiting.Any(to);

    /// <summary>Keeps a message.</summary>
    /// <param name="to">Where it goes.</param>
    /// <param name="answered">What it was to answer; null if it answered nothing.</param>
    /// <param name="parts">The message, or its parts from one on.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DeliveryException">The scene cannot take it, or it cannot be kept.</exception>
    public async Task<SentMessage> QueueAsync(Target to, BotEvent? answered, IReadOnlyList<Message> parts, CancellationToken cancellationToken)
    {
        try
        {
            var (forms, reason) = await _writer.WriteAsync(to, parts, cancellationToken);
            return waiting.TryAdd(to, forms, keep, answered is null ? null : Answerable.IdOf(answered))
                ? new SentMessage(null, DeliveryWay.Queued) { FallbackReason = reason }
                : throw new DeliveryException(texts.Of(
                    $"Too many messages wait for somebody to write in {to}: {WaitingMessages.MostInOne} in one conversation, {WaitingMessages.Most} in all.",
                    $"等待 {to} 下一条消息的消息过多：每个会话最多 {WaitingMessages.MostInOne} 条，总共最多 {WaitingMessages.Most} 条。"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DeliveryException(texts.Of($"A message that has to wait cannot be kept: {e.Message}", $"无法保存需要等待的消息：{e.Message}"), e);
        }
    }

    /// <summary>
    /// Sends what waits for a message in this conversation, as replies to it, as far as it has any left: after its own handler, which has the first right to them.
    /// </summary>
    /// <remarks>For one message of a conversation after the other, as its lane does. Never throws: the events of the conversation would stay behind it.</remarks>
    public async Task SendAsync(MessageReceived received)
    {
        var to = received.Conversation!.Value;
        try
        {
            while (waiting.First(to) is { } next && await SendAsync(next, received.Id))
            {
                // One after the other: their order is kept.
            }
        }
        catch (Exception fault)
        {
            LogStillWaiting(fault, to);
        }
    }

    /// <summary>Sends the next part of a message.</summary>
    /// <returns>Whether what comes after it may be tried.</returns>
    private async Task<bool> SendAsync(WaitingMessage message, string receivedId)
    {
        var to = message.To;
        var repeated = message.Attempt;
        if (repeated is null ? !ledger.Left(receivedId, to.Scene).Any : !IsNumbered(to))
        {
            if (repeated is not null)
            {
                // Once more could be twice: guilds have no numbers by which the platform would know it.
                Drop(message, isUnknown: true, "the process ended while it was sent");
            }

            return repeated is not null;
        }

        // The first number of what is repeated is the one that it had. A file whose upload had ended is posted again, with another number.
        var isPosted = false;
        SendAttempt Number()
        {
            var isFirst = !isPosted;
            isPosted = true;
            if (isFirst && repeated is not null)
            {
                return repeated;
            }

            var number = ledger.Take(receivedId, to.Scene, counts: isFirst || repeated is not null) ?? throw new ReplyLimitException();
            repeated = null;
            try
            {
                message = waiting.Assign(message, new SendAttempt(receivedId, number.Seq)) ?? throw new ReplyLimitException();
                return message.Attempt!;
            }
            catch when (number.Counts)
            {
                ledger.GiveBack(receivedId);
                throw;
            }
        }

        try
        {
            await delivery.PostAsync(to, message.Next, message.Next.Media is { } media ? waiting.Files.Open(media) : null, Number, CancellationToken.None);
            waiting.Advance(message);
            return true;
        }
        catch (ReplyLimitException)
        {
            return false;
        }
        catch (DeliveryException refused)
        {
            return repeated is null ? Judge(message, refused) : JudgeRepeated(message, isPosted, refused);
        }
    }

    /// <summary>What becomes of a message after it was refused.</summary>
    /// <returns>Whether what is first then may be tried.</returns>
    private bool Judge(WaitingMessage message, DeliveryException refused)
    {
        if (refused.OutcomeUnknown)
        {
            return IsNumbered(message.To) ? GoOnWaiting(message, refused) : Drop(message, isUnknown: true, refused.Message);
        }

        if (refused.Code == MessageDelivery.Deduplicated && IsNumbered(message.To))
        {
            // Somebody has used the number. It counts, since that message does.
            waiting.Assign(message, null);
            return true;
        }

        if (message.Attempt is { } attempt)
        {
            ledger.GiveBack(attempt.MessageId);
            if (LimitCodes.IsAboutReplies(refused.Code))
            {
                ledger.Close(attempt.MessageId);
                waiting.Assign(message, null);
                return false;
            }
        }

        if (message.Next.HasReference && DeliveryFailures.NamesReference(refused))
        {
            waiting.Change(message.With(message.Next.WithoutReference()));
            return true;
        }

        if (LongTexts.IsTooLong(refused) && message.Next.Text is { } text && longTexts.CutShorter(message.To.Scene, text, message.Next.IsMarkdown) is { } shorter)
        {
            waiting.Change(message.With(message.Next.InParts(shorter)));
            return true;
        }

        var isAboutForm = DeliveryFailures.IsAboutForm(refused);
        if (isAboutForm && message.Part == 0 && message.Form + 1 < message.Forms.Count)
        {
            LogInstead(message.To, refused.Message);
            waiting.Change(message with { Form = message.Form + 1, Attempt = null });
            return true;
        }

        if (!isAboutForm && MayPass(refused))
        {
            return GoOnWaiting(waiting.Assign(message, null), refused);
        }

        return Drop(message, isUnknown: false, refused.Message);
    }

    /// <summary>The same for one that may have arrived before.</summary>
    private bool JudgeRepeated(WaitingMessage message, bool isPosted, DeliveryException refused)
    {
        if (isPosted && refused.Code == MessageDelivery.Deduplicated)
        {
            waiting.Advance(message);
            return true;
        }

        // Without an answer about the number itself, all that is known is what was known before. To send it with another one could be twice.
        return refused.OutcomeUnknown || MayPass(refused) ? GoOnWaiting(message, refused)
            : isPosted && !LimitCodes.IsAboutReplies(refused.Code) ? Judge(message, refused)
            : Drop(message, isUnknown: true, refused.Message);
    }

    private bool GoOnWaiting(WaitingMessage? message, DeliveryException why)
    {
        if (message is not null)
        {
            LogGoesOn(message.To, why.Message);
        }

        return false;
    }

    private bool Drop(WaitingMessage message, bool isUnknown, string reason)
    {
        waiting.Remove(message);
        if (isUnknown)
        {
            LogUnknown(message.To, reason);
        }
        else
        {
            LogNotSent(message.To, reason);
        }

        return true;
    }

    // What says that it is sent twice, so that the platform drops the second.
    private static bool IsNumbered(Target to) => to.Scene is Scene.C2C or Scene.Group;

    /// <summary>Whether it is not the message that was refused, but the moment.</summary>
    private static bool MayPass(DeliveryException refused) => refused.InnerException switch
    {
        NoAnswerException or RateLimitException or CredentialsRefusedException => true,
        QQApiException { Actions: var actions } => (actions & (ErrorActions.Retry | ErrorActions.RetryOnce | ErrorActions.SlowDown | ErrorActions.RefreshToken)) != 0,
        _ => false,
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "What waits for somebody to write in {Conversation} goes on waiting")]
    private partial void LogStillWaiting(Exception fault, Target conversation);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What waits for somebody to write in {Conversation} goes on waiting: {Reason}")]
    private partial void LogGoesOn(Target conversation, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A message that waited for somebody to write in {Conversation} goes as what its OrElse says: {Reason}")]
    private partial void LogInstead(Target conversation, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "A message that waited for somebody to write in {Conversation} was not sent: {Reason}")]
    private partial void LogNotSent(Target conversation, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "A message that waited for somebody to write in {Conversation} was sent, and whether it arrived is not known: {Reason} It is not sent again, since it could be there twice")]
    private partial void LogUnknown(Target conversation, string reason);
}
