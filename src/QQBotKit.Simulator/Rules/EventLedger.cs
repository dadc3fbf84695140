using System.Collections.Frozen;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Rules;

/// <summary>The last events that a message with <c>event_id</c> may answer. Bounded: the oldest are forgotten.</summary>
internal sealed class EventLedger(int capacity, TimeProvider time)
{
    private static readonly FrozenSet<string> Answerable = new[]
    {
        "INTERACTION_CREATE", "C2C_MSG_RECEIVE", "FRIEND_ADD", "GROUP_ADD_ROBOT", "GROUP_MSG_RECEIVE", "GROUP_MEMBER_ADD",
        "GUILD_MEMBER_ADD", "GUILD_MEMBER_UPDATE", "GUILD_MEMBER_REMOVE", "MESSAGE_REACTION_ADD", "MESSAGE_REACTION_REMOVE",
        "FORUM_THREAD_CREATE", "FORUM_THREAD_UPDATE", "FORUM_THREAD_DELETE", "FORUM_POST_CREATE", "FORUM_POST_DELETE", "FORUM_REPLY_CREATE", "FORUM_REPLY_DELETE",
    }.ToFrozenSet(StringComparer.Ordinal);

    private readonly Recent<ReplySource> _recent = new(capacity);

    /// <summary>Whether events of a type can be answered at all.</summary>
    public static bool IsAnswerable(ReadOnlySpan<char> type) => Answerable.GetAlternateLookup<ReadOnlySpan<char>>().Contains(type);

    /// <summary>Remembers an event, if it is one that can be answered.</summary>
    /// <param name="id">Its envelope id.</param>
    /// <param name="type">Its type.</param>
    /// <param name="place">Where it happened.</param>
    public void Add(string id, string type, IPlace place)
    {
        if (IsAnswerable(type))
        {
            _recent.Add(id, new(place, time.GetUtcNow(), isEvent: true));
        }
    }

    /// <summary>The event with an envelope id; null when there was none that can be answered, or it is forgotten.</summary>
    public ReplySource? Find(string id) => _recent.Find(id);
}
