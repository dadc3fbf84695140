using QQBotKit.Simulator.Events;
using QQBotKit.Simulator.Messages;
using QQBotKit.Simulator.Rest;

namespace QQBotKit.Simulator.Audits;

/// <summary>The last step of every send: the message reaches people, or goes into review first.</summary>
internal sealed class Outbox(MessageLog log, AuditDesk desk, WorldEvents events, TimeProvider time)
{
    private const int ActiveWaits = 304023;
    private const int PassiveWaits = 304024;

    /// <summary>Sends a message and answers the call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="message">The message.</param>
    /// <param name="answer">Answers for a message that people have.</param>
    public async Task SendAsync(Call call, Message message, Func<Task> answer)
    {
        if (desk.Take(message) is not { } audit)
        {
            log.Add(message);
            await answer();
            return;
        }

        var rule = audit.Rule;
        if (rule.When == AuditMoment.BeforeAnswer)
        {
            await DecideAsync(audit);
        }

        await AnswerAsync(call.Http, audit);
        if (rule.When == AuditMoment.AfterAnswer)
        {
            _ = DecideLaterAsync(audit);
        }
    }

    private async Task DecideLaterAsync(PendingAudit audit)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(audit.Rule.Milliseconds), time);
        await DecideAsync(audit);
    }

    private Task DecideAsync(PendingAudit audit) =>
        audit.Rule.Verdict == AuditVerdict.None ? Task.CompletedTask : desk.DecideAsync(audit, audit.Rule.Verdict, log, events);

    private static Task AnswerAsync(HttpContext http, PendingAudit audit) => http.AnswerAsync(audit, static (json, audit) =>
    {
        var isPassive = (audit.Message.ReplyTo ?? audit.Message.ReplyToEvent) is not null;
        json.WriteStartObject();
        json.WriteNumber("code"u8, isPassive ? PassiveWaits : ActiveWaits);
        json.WriteString("message"u8, isPassive ? "reply message is waiting for audit now"u8 : "push message is waiting for audit now"u8);
        json.WriteStartObject("data"u8);
        json.WriteStartObject("message_audit"u8);
        json.WriteString("audit_id"u8, audit.Id);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }, audit.Rule.Status ?? StatusCodes.Status202Accepted);
}
