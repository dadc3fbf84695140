using QQBotKit.Simulator.Accounts;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Messages;

/// <summary>What became of a message.</summary>
internal enum MessageChange
{
    /// <summary>It was said.</summary>
    Message,

    /// <summary>More of it was streamed.</summary>
    Stream,

    /// <summary>Its bot changed it.</summary>
    Edit,

    /// <summary>It was taken back.</summary>
    Recall,
}

/// <summary>A bot lets a user see that it writes.</summary>
/// <param name="Bot">The bot.</param>
/// <param name="Conversation">The user's chat.</param>
/// <param name="Seconds">For how long; 0 when it no longer writes.</param>
internal readonly record struct TypingNotice(Bot Bot, Conversation Conversation, int Seconds);

/// <summary>The last messages of all conversations. Bounded: the oldest are forgotten, and can then no longer be answered.</summary>
internal sealed class MessageLog(int capacity)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Message> _byId = [];
    private readonly Dictionary<string, Message> _byIndex = [];
    private Message[] _ring = [];
    private long _last;
    private TaskCompletionSource? _arrival;

    /// <summary>A message was said or has changed.</summary>
    public event Action<Message, MessageChange>? Changed;

    /// <summary>A bot writes.</summary>
    public event Action<TypingNotice>? Typing;

    /// <summary>Keeps a message.</summary>
    public void Add(Message message)
    {
        TaskCompletionSource? arrival;
        lock (_gate)
        {
            Append(message);
            (arrival, _arrival) = (_arrival, null);
        }

        arrival?.SetResult();
        Tell(message, MessageChange.Message);
    }

    /// <summary>Takes a message back. False when it already was.</summary>
    public bool TryRecall(Message message)
    {
        var recalled = message.TryRecall();
        if (recalled)
        {
            Tell(message, MessageChange.Recall);
        }

        return recalled;
    }

    /// <summary>Says that a bot writes.</summary>
    public void Tell(TypingNotice typing) => Typing?.Invoke(typing);

    /// <summary>Says that a message has changed.</summary>
    public void Tell(Message message, MessageChange change) => Changed?.Invoke(message, change);

    /// <summary>The message with an id; null when it is forgotten or was recalled.</summary>
    public Message? Find(string id)
    {
        lock (_gate)
        {
            return _byId.GetValueOrDefault(id) is { IsRecalled: false } message ? message : null;
        }
    }

    /// <summary>The message of a conversation with a quoting index or, as some clients put there, an id; null when there is none.</summary>
    public Message? FindByIndex(string? index, Conversation conversation)
    {
        if (index is null)
        {
            return null;
        }

        lock (_gate)
        {
            var found = _byIndex.GetValueOrDefault(index) ?? _byId.GetValueOrDefault(index);
            return found is { IsRecalled: false } && found.Conversation == conversation ? found : null;
        }
    }

    /// <summary>Gathers what was said after a place in the log, and a task that ends when there is more.</summary>
    /// <param name="conversation">Only of this conversation; null for all.</param>
    /// <param name="after">The place. It moves to the last message looked at, so that the next call goes on from there.</param>
    /// <param name="found">Gets the messages.</param>
    public Task Read(Conversation? conversation, ref long after, List<Message> found)
    {
        lock (_gate)
        {
            for (var seq = Math.Max(0, Math.Max(after, _last - _ring.Length)) + 1; seq <= _last; seq++)
            {
                var message = _ring[Slot(seq)];
                if (conversation is null || message.Conversation == conversation)
                {
                    found.Add(message);
                }
            }

            after = Math.Max(after, _last);
            return (_arrival ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>What was said in a conversation and not recalled, in the order in which it was.</summary>
    public IReadOnlyList<Message> In(Conversation conversation)
    {
        lock (_gate)
        {
            var first = Math.Max(0, _last - _ring.Length) + 1;
            return
            [
                .. Enumerable.Range(0, (int)(_last - first + 1)).Select(offset => _ring[Slot(first + offset)])
                    .Where(message => message.Conversation == conversation && !message.IsRecalled),
            ];
        }
    }

    private void Append(Message message)
    {
        message.Seq = ++_last;
        if (_last > _ring.Length && _ring.Length < capacity)
        {
            // Sequence numbers start at 1, so growing keeps every message in its slot until the ring is full.
            Array.Resize(ref _ring, Math.Min(capacity, Math.Max(256, _ring.Length * 2)));
        }

        ref var slot = ref _ring[Slot(_last)];
        if (slot is not null)
        {
            _byId.Remove(slot.Id);
            _byIndex.Remove(slot.RefIdx);
        }

        slot = message;
        _byId[message.Id] = message;
        if (message.RefIdx.Length > 0)
        {
            _byIndex[message.RefIdx] = message;
        }
    }

    private int Slot(long seq) => (int)((seq - 1) % _ring.Length);
}
