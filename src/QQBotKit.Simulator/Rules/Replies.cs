using QQBotKit.Simulator.Accounts;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Rules;

/// <summary>What a bot can answer: a message of a person, or an event. It keeps count of the answers.</summary>
/// <param name="place">Where the answers go.</param>
/// <param name="at">When the platform had it.</param>
/// <param name="isEvent">Whether it is an event.</param>
internal sealed class ReplySource(IPlace place, DateTimeOffset at, bool isEvent = false)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Bot, Answers> _answers = [];

    /// <summary>When the window for answers opened.</summary>
    public DateTimeOffset At => at;

    public bool IsEvent => isEvent;

    /// <summary>Whether an answer to it can go to a conversation.</summary>
    public bool BelongsTo(Conversation conversation) => place == conversation || place is Guild guild && conversation switch
    {
        Channel channel => channel.Guild == guild,
        DirectSession session => session.Source == guild,
        _ => false,
    };

    /// <summary>Whether a bot has answered with a msg_seq.</summary>
    public bool Has(Bot bot, int seq)
    {
        lock (_gate)
        {
            return _answers.TryGetValue(bot, out var answers) && answers.Seqs.Contains(seq);
        }
    }

    /// <summary>Counts an answer.</summary>
    /// <param name="bot">Whose.</param>
    /// <param name="seq">Its msg_seq; null for one that has none.</param>
    /// <param name="most">How many there may be; null for any number.</param>
    /// <param name="anyway">Whether it goes out although it is one too many.</param>
    public Outcome Take(Bot bot, int? seq, int? most, bool anyway)
    {
        lock (_gate)
        {
            if (!_answers.TryGetValue(bot, out var answers))
            {
                _answers[bot] = answers = new();
            }

            if (seq is { } taken && answers.Seqs.Contains(taken))
            {
                return Outcome.Duplicate;
            }

            var isTooMany = answers.Count >= most;
            if (!isTooMany || anyway)
            {
                answers.Count++;
                if (seq is { } one)
                {
                    answers.Seqs.Add(one);
                }
            }

            return isTooMany ? Outcome.TooMany : Outcome.Taken;
        }
    }

    /// <summary>Takes a msg_seq for what is no answer that counts. False when it was taken.</summary>
    public bool TryTakeSeq(Bot bot, int seq)
    {
        lock (_gate)
        {
            if (!_answers.TryGetValue(bot, out var answers))
            {
                _answers[bot] = answers = new();
            }

            return answers.Seqs.Add(seq);
        }
    }

    /// <summary>What became of an answer.</summary>
    public enum Outcome
    {
        Taken,
        Duplicate,
        TooMany,
    }

    private sealed class Answers
    {
        public HashSet<int> Seqs { get; } = [];

        public int Count { get; set; }
    }
}
