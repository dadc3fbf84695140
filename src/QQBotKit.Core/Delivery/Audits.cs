using QQBotKit.Api;

namespace QQBotKit.Core.Delivery;

/// <summary>
/// Brings together the messages that wait for a review (消息审核) and the events that tell its end, which may come before the answer to the send.
/// </summary>
/// <remarks>Platform page: server-inter/channel/message/event.html.</remarks>
internal sealed class Audits(TimeProvider time, Texts texts)
{
    /// <summary>How many reviews are remembered of those that a message waits for, and of those that ended before any did.</summary>
    public const int Remembered = 1000;

    private readonly Lock _gate = new();
    private readonly LeastRecent<string, TaskCompletionSource<AuditResult>> _awaited = new(Remembered);
    private readonly LeastRecent<string, Task<AuditResult>> _early = new(Remembered);

    /// <summary>Whether the platform tells this bot of the end of reviews.</summary>
    public bool AreTold { get; set; } = true;

    /// <summary>The review that a message waits for.</summary>
    public MessageAudit Await(string auditId)
    {
        Task<AuditResult>? result;
        lock (_gate)
        {
            if (!_early.TryGet(auditId, out result))
            {
                result = _awaited.GetOrAdd(auditId, static () => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }
        }

        return new MessageAudit(auditId, (limit, cancellationToken) => WaitAsync(result, limit, cancellationToken));
    }

    /// <summary>A review has ended.</summary>
    public void End(MessageAuditEvent ended)
    {
        var result = ended is MessageAuditPassed ? new AuditResult(AuditOutcome.Passed, ended.MessageId) : new AuditResult(AuditOutcome.Rejected);
        lock (_gate)
        {
            if (_awaited.TryGet(ended.AuditId, out var review))
            {
                review.TrySetResult(result);
            }
            else
            {
                _early.Set(ended.AuditId, Task.FromResult(result));
            }
        }
    }

    private async Task<AuditResult> WaitAsync(Task<AuditResult> result, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (!AreTold && !result.IsCompleted)
        {
            return new AuditResult(AuditOutcome.Unknown, Reason: texts.Of(
                "The bot is not told of reviews: add message_audit to its intents in bot.yaml.", "机器人收不到审核结果：请在 bot.yaml 的 intents 中加入 message_audit。"));
        }

        try
        {
            return await result.WaitAsync(limit, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return new AuditResult(AuditOutcome.Unknown, Reason: texts.Of(
                $"The review had not ended after {limit.TotalSeconds:0} s.", $"等待 {limit.TotalSeconds:0} 秒后审核仍未结束。"));
        }
    }
}
