namespace QQBotKit;

/// <summary>The way by which a message went out.</summary>
public enum DeliveryWay
{
    /// <summary>As a reply to a message (<c>msg_id</c>).</summary>
    Passive,

    /// <summary>As a reply to another event (<c>event_id</c>).</summary>
    Event,

    /// <summary>As an active message, which counts against quotas.</summary>
    Active,

    /// <summary>Not yet: it waits until somebody writes in the conversation again, and goes as a reply to that.</summary>
    Queued,
}

/// <summary>A message that the platform took.</summary>
/// <param name="Id">The platform's id of the message; null where it told none (a repeated send that had been delivered, a message in review, or one that waits).</param>
/// <param name="Way">By which way it went.</param>
public sealed record SentMessage(string? Id, DeliveryWay Way)
{
    /// <summary>The index by which the message can be quoted (<c>REFIDX_…</c>); null in guilds, which quote by the id.</summary>
    public string? Index { get; init; }

    /// <summary>The review that the message waits for; null if it waits for none.</summary>
    public MessageAudit? Audit { get; init; }

    /// <summary>
    /// The messages as which a long text went, in order, this one first; empty where it was one message. What stands beside this is of the first: buttons
    /// are below the last.
    /// </summary>
    public IReadOnlyList<SentMessage> Parts { get; init; } = [];

    /// <summary>Why <see cref="Message.OrElse"/> was sent and not the message itself; null if it was the message.</summary>
    public string? FallbackReason { get; init; }
}

/// <summary>The review (消息审核) of a message that the platform took and does not show yet.</summary>
/// <param name="id">The platform's id of the review.</param>
/// <param name="wait">Waits for its end, not longer than a time.</param>
public sealed class MessageAudit(string id, Func<TimeSpan, CancellationToken, Task<AuditResult>> wait)
{
    /// <summary>The platform's id of the review.</summary>
    public string Id { get; } = id;

    /// <summary>Waits for the end of the review, which can also come before this is called.</summary>
    /// <param name="limit">How long to wait. A review takes from seconds to minutes.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns><see cref="AuditOutcome.Unknown"/> after that time, and at once where the bot is not told of reviews.</returns>
    public Task<AuditResult> ResultAsync(TimeSpan limit, CancellationToken cancellationToken = default) => wait(limit, cancellationToken);
}

/// <summary>How a review ended.</summary>
public enum AuditOutcome
{
    /// <summary>Nobody knows: there was no result in time, or the bot is not told of reviews.</summary>
    Unknown,

    /// <summary>The message is there.</summary>
    Passed,

    /// <summary>The message will not be there.</summary>
    Rejected,
}

/// <summary>The end of a review.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="MessageId">The id of the message that is there now; null unless it passed, or where the platform told none.</param>
/// <param name="Reason">Why nobody knows; null where it is known.</param>
public sealed record AuditResult(AuditOutcome Outcome, string? MessageId = null, string? Reason = null);

/// <summary>A message could not be delivered. The text says why, and what can be done.</summary>
public sealed class DeliveryException : Exception
{
    /// <summary>Creates the exception.</summary>
    public DeliveryException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }

    /// <summary>The platform's code, also where it is known beforehand and no call was made; 0 if there is none.</summary>
    public int Code { get; init; }

    /// <summary>The platform's trace id of the refused call, which its support asks for; null if it gave none.</summary>
    public string? TraceId { get; init; }

    /// <summary>
    /// When the limit ends that stopped the message: when the time for replies was over, when a rate lets the next one go, or when a quota begins anew. Null where
    /// nobody knows.
    /// </summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>Whether the message may have arrived all the same: its answer was lost.</summary>
    public bool OutcomeUnknown { get; init; }

    /// <summary>The parts of a long text that went before the one that could not; empty where nothing went.</summary>
    public IReadOnlyList<SentMessage> Arrived { get; init; } = [];
}
