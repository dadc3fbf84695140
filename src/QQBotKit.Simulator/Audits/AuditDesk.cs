using QQBotKit.Simulator.Events;
using QQBotKit.Simulator.Messages;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Audits;

/// <summary>A message in review.</summary>
internal sealed class PendingAudit(Message message, AuditRule rule, DateTimeOffset at)
{
    private int _decided;

    public string Id { get; } = Guid.NewGuid().ToString();

    public Message Message => message;

    public AuditRule Rule => rule;

    public DateTimeOffset At => at;

    /// <summary>What came of it; null while it is in review.</summary>
    public AuditVerdict? Verdict { get; private set; }

    /// <summary>Decides. False when it is decided already.</summary>
    public bool TryDecide(AuditVerdict verdict)
    {
        if (Interlocked.Exchange(ref _decided, 1) != 0)
        {
            return false;
        }

        Verdict = verdict;
        return true;
    }
}

/// <summary>Where messages of bots are reviewed before people get them.</summary>
internal sealed class AuditDesk(IEnumerable<AuditRule> rules, int capacity, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly List<(AuditRule Rule, int? Left)> _rules = [.. rules.Select(static rule => (rule, rule.Count))];
    private readonly Recent<PendingAudit> _recent = new(capacity);

    /// <summary>A review has begun or is decided.</summary>
    public event Action<PendingAudit>? Changed;

    /// <summary>What is reviewed from now on, with the count that is left.</summary>
    public IReadOnlyList<AuditRule> Rules
    {
        get
        {
            lock (_gate)
            {
                return [.. _rules.Select(static one => one.Rule with { Count = one.Left })];
            }
        }
    }

    public void Add(AuditRule rule)
    {
        lock (_gate)
        {
            _rules.Add((rule, rule.Count));
        }
    }

    /// <summary>Ends all rules. What is in review stays there.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _rules.Clear();
        }
    }

    /// <summary>Takes a message into review, if a rule says so.</summary>
    public PendingAudit? Take(Message message)
    {
        if (FindRule(message) is not { } rule)
        {
            return null;
        }

        var audit = new PendingAudit(message, rule, PlatformTime.Now(time));
        _recent.Add(audit.Id, audit);
        Changed?.Invoke(audit);
        return audit;
    }

    public PendingAudit? Find(string id) => _recent.Find(id);

    /// <summary>Decides, and tells the bot. False when it is decided already.</summary>
    public async Task<bool> DecideAsync(PendingAudit audit, AuditVerdict verdict, MessageLog log, WorldEvents events)
    {
        if (!audit.TryDecide(verdict))
        {
            return false;
        }

        if (verdict == AuditVerdict.Pass)
        {
            log.Add(audit.Message);
        }

        Changed?.Invoke(audit);
        await TellAsync(audit, events);
        return true;
    }

    private AuditRule? FindRule(Message message)
    {
        lock (_gate)
        {
            var index = _rules.FindIndex(one =>
                (one.Rule.Bot is null || one.Rule.Bot == message.Bot!.AppId) && (one.Rule.Conversation is null || one.Rule.Conversation == message.Conversation.Id));
            if (index < 0)
            {
                return null;
            }

            var (rule, left) = _rules[index];
            _rules[index] = (rule, left - 1);
            if (left == 1)
            {
                _rules.RemoveAt(index);
            }

            return rule;
        }
    }

    private Task<Published> TellAsync(PendingAudit audit, WorldEvents events) => events.PublishAsync(
        audit.Verdict == AuditVerdict.Pass ? "MESSAGE_AUDIT_PASS" : "MESSAGE_AUDIT_REJECT",
        audit.Message.Conversation,
        (audit, now: PlatformTime.Now(time)),
        static (json, state) =>
        {
            var message = state.audit.Message;
            json.WriteStartObject();
            json.WriteString("audit_id"u8, state.audit.Id);
            json.WriteString("audit_time"u8, PlatformTime.Format(state.now));
            json.WriteString("create_time"u8, PlatformTime.Format(state.audit.At));
            switch (message.Conversation)
            {
                case Group:
                    json.WriteString("group_openid"u8, message.Conversation.Id);
                    break;
                case C2CChat:
                    json.WriteString("user_openid"u8, message.Conversation.Id);
                    break;
                case Channel channel:
                    json.WriteString("channel_id"u8, channel.Id);
                    json.WriteString("guild_id"u8, channel.Guild.Id);
                    break;
                case DirectSession session:
                    json.WriteString("channel_id"u8, session.ChannelId);
                    json.WriteString("guild_id"u8, session.Id);
                    break;
            }

            if (state.audit.Verdict == AuditVerdict.Pass)
            {
                json.WriteString("message_id"u8, message.Id);
                if (message.SeqInChannel > 0)
                {
                    json.WriteString("seq_in_channel"u8, $"{message.SeqInChannel}");
                }
            }

            json.WriteEndObject();
        },
        audit.Message.Bot);
}
