using System.Text;
using System.Text.Json;
using QQBotKit.Api;
using QQBotKit.Api.Wire;
using QQBotKit.Core.Delivery.Active;
using QQBotKit.Core.Delivery.Forms;
using QQBotKit.Core.Delivery.Replies;
using QQBotKit.Core.Delivery.Waiting;

namespace QQBotKit.Core.Delivery;

/// <summary>
/// Brings messages out: knows by which way a message may go, and numbers replies. Everything a bot says goes through here.
/// </summary>
internal sealed class MessageDelivery(
    QQBotApi api, ReplyLedger ledger, ActiveLedger active, Audits audits, MediaDelivery media, TimeProvider time, Texts texts, byte owner = 0)
{
    /// <summary>A message of this number was there already.</summary>
    public const int Deduplicated = 40054005;

    private readonly MessageCheck _check = new(texts);
    private readonly DeliveryFailures _failures = new(texts);

    /// <summary>The same for a plugin or script, whose calls are made on a client that says whose they are.</summary>
    public MessageDelivery For(QQBotApi client, string name) => new(client, ledger, active, audits, media, time, texts, ReplyLedger.OwnerOf(name));

    /// <summary>Sends a message by one way. What it says of others, and what goes instead of it, is not looked at.</summary>
    /// <exception cref="DeliveryException">It was refused.</exception>
    public Task<SentMessage> SendAsync(Route route, Message message, CancellationToken cancellationToken) => message.MoreThanText is { } parts
        ? SendAsync(route, parts, cancellationToken)
        : SendTextAsync(route, message.Text, cancellationToken);

    /// <summary>Finds out what the platform would not take.</summary>
    /// <exception cref="DeliveryException">There is something.</exception>
    public void Check(Route route, MessageParts parts)
    {
        if (_check.ProblemOf(route, parts) is { } problem)
        {
            throw new DeliveryException(problem);
        }
    }

    private Task<SentMessage> SendTextAsync(Route route, string text, CancellationToken cancellationToken) => string.IsNullOrWhiteSpace(text)
        ? Task.FromException<SentMessage>(new DeliveryException(_check.Empty))
        : SendAsync(
            route,
            OutgoingText.For(route.To.Scene, text),
            true,
            static (self, route, words, seq, cancellationToken) => route.IsGuild
                ? self.PostAsync(route, new GuildMessageBody { Content = words, MessageId = route.MessageId, EventId = route.EventId }, cancellationToken)
                : self.PostAsync(
                    route,
                    new MessageBody { Content = words, MessageId = route.MessageId, EventId = route.EventId, MessageSeq = seq },
                    cancellationToken),
            cancellationToken);

    private Task<SentMessage> SendAsync<T>(
        Route route, T what, bool counts, Func<MessageDelivery, Route, T, int?, CancellationToken, Task<SendResult>> post, CancellationToken cancellationToken) =>
        route.Way == DeliveryWay.Active
            ? SendActiveAsync(route, what, post, cancellationToken)
            : SendReplyAsync(route, what, counts, post, cancellationToken);

    /// <summary>Makes and posts an active message, if any quota has room for it.</summary>
    private async Task<SentMessage> SendActiveAsync<T>(
        Route route, T what, Func<MessageDelivery, Route, T, int?, CancellationToken, Task<SendResult>> post, CancellationToken cancellationToken)
    {
        var share = TakeActive(route);
        try
        {
            var sent = Sent(route, await post(this, route, what, null, cancellationToken));
            active.Arrived(route);
            return sent;
        }
        catch (Exception e) when (_failures.Of(e, cancellationToken) is { } failure)
        {
            throw Refused(route, share, failure);
        }
    }

    /// <summary>Makes and posts a message with its number; with the next one where somebody has used that already.</summary>
    private async Task<SentMessage> SendReplyAsync<T>(
        Route route, T what, bool counts, Func<MessageDelivery, Route, T, int?, CancellationToken, Task<SendResult>> post, CancellationToken cancellationToken)
    {
        var number = Take(route, counts, owner);
        var seq = number?.Seq;
        for (var isFirst = true; ; isFirst = false)
        {
            try
            {
                return Sent(route, await post(this, route, what, seq, cancellationToken));
            }
            catch (QQApiException refused) when (isFirst && refused.Code == Deduplicated && number is not null)
            {
                if (number is { IsRepeat: true })
                {
                    // The process before this one had sent it when it was killed.
                    return Sent(route, new SendResult());
                }

                seq = Take(route, counts: false)?.Seq;
            }
            catch (Exception e) when (_failures.Of(e, cancellationToken) is { } failure)
            {
                throw Refused(route, number, failure);
            }
        }
    }

    private ReplyNumber? Take(Route route, bool counts, byte by = 0) => route.InboundId is not { } id ? null
        : ledger.Take(id, route.To.Scene, counts, by) ?? throw new DeliveryException(
            texts.Of("No reply is left: the time or the count of replies is over.", "已没有可用的回复：回复的时限或次数已用完。"), new ReplyLimitException())
        {
            EndsAt = ledger.Left(id, route.To.Scene).Ends,
        };

    private ActiveShare TakeActive(Route route) =>
        active.Take(route, out var share) is { } obstacle ? throw Obstructed(obstacle, new ObstacleException()) : share;

    private DeliveryException Obstructed(ActiveObstacle obstacle, Exception? cause = null) =>
        new(texts.Of(obstacle.Why.English, obstacle.Why.Chinese), cause) { Code = obstacle.Code, EndsAt = obstacle.EndsAt };

    private DeliveryException Refused(Route route, ReplyNumber? number, DeliveryException failure)
    {
        if (failure.OutcomeUnknown)
        {
            return failure;
        }

        if (number is { Counts: true })
        {
            ledger.GiveBack(route.InboundId!);
        }

        active.Learn(route, failure.Code);
        return failure;
    }

    private DeliveryException Refused(Route route, ActiveShare share, DeliveryException failure)
    {
        if (!failure.OutcomeUnknown)
        {
            active.GiveBack(route, share);
        }

        return Refused(route, null, failure);
    }

    private async Task<SentMessage> SendAsync(Route route, MessageParts parts, CancellationToken cancellationToken)
    {
        Check(route, parts);
        try
        {
            return await SendWholeAsync(route, parts, cancellationToken);
        }
        catch (DeliveryException refused) when (parts.QuotedId is not null && DeliveryFailures.NamesReference(refused))
        {
            return await SendWholeAsync(route, parts with { QuotedId = null, QuotedIndex = null }, cancellationToken);
        }
    }

    /// <summary>Posts a part of what waited.</summary>
    /// <param name="to">Where it goes.</param>
    /// <param name="part">The part.</param>
    /// <param name="file">Its media; null if it has none.</param>
    /// <param name="number">Says as which reply it goes, when all else is ready; once more where the platform wants a file anew.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DeliveryException">It was refused.</exception>
    public async Task PostAsync(Target to, WaitingPart part, Media? file, Func<SendAttempt> number, CancellationToken cancellationToken)
    {
        try
        {
            await ((to.Scene, file) switch
            {
                (_, null) => PostAsync(to, part.Post(to.Scene, number()), cancellationToken),
                (Scene.Channel or Scene.Direct, { } image) => PostAsync(
                    new Route(to, DeliveryWay.Passive),
                    part.Body.Deserialize(ApiJson.Types.GuildMessageBody)! with { MessageId = number().MessageId },
                    image,
                    cancellationToken),
                _ => media.SendAsync(to, file, uploaded => PostAsync(to, part.Post(to.Scene, number(), uploaded.FileInfo), cancellationToken), cancellationToken),
            });
        }
        catch (Exception e) when (_failures.Of(e, cancellationToken) is { } failure)
        {
            throw failure;
        }
    }

    private async Task<SendResult> PostAsync(Target to, byte[] written, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(written) { Headers = { ContentType = new("application/json") } };
        return await api.Messages.SendWrittenAsync(to, content, cancellationToken);
    }

    /// <summary>Whether a text can be seen to grow there.</summary>
    public static bool CanStream(Route route, MessageParts parts) => route.To.Scene == Scene.C2C && (route.InboundId is not null || parts.IsWakeUp);

    /// <summary>The whole of a text that comes in pieces.</summary>
    public static async Task<string> GatherAsync(IAsyncEnumerable<string> pieces, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        await foreach (var piece in pieces.WithCancellation(cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            text.Append(piece);
        }

        return text.ToString();
    }

    /// <summary>Sends a text as it comes.</summary>
    /// <param name="route">Where it can be seen to grow.</param>
    /// <param name="parts">The text.</param>
    /// <param name="sent">Takes the messages that it became.</param>
    /// <param name="cancellationToken">Ends the text.</param>
    /// <returns>All of it where it came at once or could not begin; else what is left of it, as it goes out. Null if nothing is.</returns>
    /// <exception cref="DeliveryException">The end of the text was refused.</exception>
    public async Task<string?> StreamAsync(Route route, MessageParts parts, List<SentMessage> sent, CancellationToken cancellationToken)
    {
        var frame = new StreamPiece
        {
            InputMode = StreamMode.Replace,
            InputState = StreamState.Generating,
            Index = 0,
            ContentRaw = "",
            ContentType = parts.IsMarkdown ? StreamFormat.Markdown : StreamFormat.Text,
            MessageId = route.MessageId,
            EventId = route.EventId,
            IsWakeup = parts.IsWakeUp ? true : null,
        };

        // A text that comes at once does not stream: its number is that of the message that it becomes.
        ReplyNumber? number = null;
        ActiveShare? share = null;
        var stream = new MessageStream(
            piece =>
            {
                if (piece.StreamMessageId is null)
                {
                    number = Take(route, counts: true, owner);
                    share = route.Way == DeliveryWay.Active ? TakeActive(route) : null;
                }

                return CallAsync(
                    api.Messages.StreamToUserAsync(route.To.Id, piece with { MessageSeq = number?.Seq }, CancellationToken.None),
                    failure => piece.StreamMessageId is not null ? failure
                        : share is { } counted ? Refused(route, counted, failure)
                        : Refused(route, number, failure));
            },
            result => sent.Add(new SentMessage(result.Id, route.Way) { Index = IndexOf(result.ExtInfo) }),
            frame,
            time);
        return await stream.SendAsync(parts.Pieces!, cancellationToken);
    }

    private Task<SentMessage> SendWholeAsync(Route route, MessageParts parts, CancellationToken cancellationToken) =>
        active.CountsEveryone && route.To.Scene == Scene.Channel && parts.TextParts?.Any(static piece => piece.Token?.Kind == TokenKind.Everyone) == true
            ? SendToEveryoneAsync(route, parts, cancellationToken)
            : SendPartsAsync(route, parts, cancellationToken);

    /// <summary>Sends a message that mentions everyone: such have a quota of their own, whichever way they go.</summary>
    private async Task<SentMessage> SendToEveryoneAsync(Route route, MessageParts parts, CancellationToken cancellationToken)
    {
        if (active.TakeEveryone(route.To) is { } obstacle)
        {
            throw Obstructed(obstacle);
        }

        try
        {
            return await SendPartsAsync(route, parts, cancellationToken);
        }
        catch (DeliveryException refused) when (!refused.OutcomeUnknown)
        {
            active.GiveBackEveryone(route.To);
            throw;
        }
    }

    private Task<SentMessage> SendPartsAsync(Route route, MessageParts parts, CancellationToken cancellationToken) => SendAsync(
        route,
        parts,
        parts.TypingSeconds == 0,
        static (self, route, parts, seq, cancellationToken) => (route.IsGuild, parts.Media) switch
        {
            (true, null) => self.PostAsync(route, MessageBodies.Of(route, parts), cancellationToken),
            (true, { } image) => self.PostAsync(route, MessageBodies.Of(route, parts), image, cancellationToken),
            (_, null) => self.PostAsync(route, MessageBodies.Of(route, parts, seq, null), cancellationToken),
            (_, { } file) => self.PostAsync(route, parts, file, seq, cancellationToken),
        },
        cancellationToken);

    private Task<SendResult> PostAsync(Route route, MessageBody body, CancellationToken cancellationToken) => route.To.Scene == Scene.Group
        ? api.Messages.SendToGroupAsync(route.To.Id, body, cancellationToken)
        : api.Messages.SendToUserAsync(route.To.Id, body, cancellationToken);

    private Task<SendResult> PostAsync(Route route, GuildMessageBody body, CancellationToken cancellationToken) => route.To.Scene == Scene.Channel
        ? api.Messages.SendToChannelAsync(route.To.Id, body, cancellationToken)
        : api.Messages.SendToDirectAsync(route.To.Id, body, cancellationToken);

    private Task<SendResult> PostAsync(Route route, MessageParts parts, Media file, int? seq, CancellationToken cancellationToken) => media.SendAsync(
        route.To,
        file,
        uploaded =>
        {
            // Once more, when the upload had ended before its time, is another message to the platform.
            var mine = seq ?? Take(route, counts: false)?.Seq;
            seq = null;
            return MessageCheck.GoesWith(uploaded.Kind, parts.Text)
                ? PostAsync(route, MessageBodies.Of(route, parts, mine, uploaded.FileInfo), cancellationToken)
                : throw new DeliveryException(_check.FileAlone);
        },
        cancellationToken);

    private Task<SendResult> PostAsync(Route route, GuildMessageBody body, Media image, CancellationToken cancellationToken) => route.To.Scene == Scene.Channel
        ? api.Messages.SendToChannelAsync(route.To.Id, body, image, cancellationToken)
        : api.Messages.SendToDirectAsync(route.To.Id, body, image, cancellationToken);

    private SentMessage Sent(Route route, SendResult result) => new(result.Id, route.Way)
    {
        Index = IndexOf(result.ExtInfo),
        Audit = result.AuditId is { } review ? audits.Await(review) : null,
    };

    private static string? IndexOf(SentMessageInfo? info) => info is { RefIdx: { Length: > 0 } index } ? index : null;

    /// <summary>Waits for a piece of a stream; its failure becomes what an author is told.</summary>
    private async Task<StreamResult> CallAsync(Task<StreamResult> call, Func<DeliveryException, DeliveryException> refused)
    {
        try
        {
            return await call;
        }
        catch (Exception e) when (_failures.Of(e, CancellationToken.None) is { } failure)
        {
            throw refused(failure);
        }
    }
}
