using QQBotKit.Simulator.Accounts;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Rules;

/// <summary>What a bot can answer: a message of a person, or an event. It keeps count of the answers.</summary>
/// <param name="place">Where the answers go.</param>
/// <param name="at">When the platform had it.</param>
internal sealed class ReplySource(IPlace place, DateTimeOffset at)
{
    private readonly Lock _gate = new();
    private HashSet<(Bot, int)>? _taken;

    /// <summary>When the window for answers opened.</summary>
    public DateTimeOffset At => at;

    /// <summary>Whether an answer to it can go to a conversation.</summary>
    public bool BelongsTo(Conversation conversation) => place == conversation || place is Guild guild && conversation switch
    {
        Channel channel => channel.Guild == guild,
        DirectSession session => session.Source == guild,
        _ => false,
    };

    /// <summary>Takes a msg_seq for an answer. Each can be taken once by each bot.</summary>
    public bool TryTake(Bot bot, int seq)
    {
        lock (_gate)
        {
            return (_taken ??= []).Add((bot, seq));
        }
    }
}
