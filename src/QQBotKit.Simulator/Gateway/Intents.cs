using System.Collections.Frozen;

namespace QQBotKit.Simulator.Gateway;

/// <summary>Which intent covers which event.</summary>
internal static class Intents
{
    private const int GroupAndC2C = 1 << 25;

    private static readonly FrozenDictionary<string, int> ByEvent = Table(
        (1 << 0, "GUILD_CREATE GUILD_UPDATE GUILD_DELETE CHANNEL_CREATE CHANNEL_UPDATE CHANNEL_DELETE"),
        (1 << 1, "GUILD_MEMBER_ADD GUILD_MEMBER_UPDATE GUILD_MEMBER_REMOVE"),
        (1 << 9, "MESSAGE_CREATE MESSAGE_DELETE"),
        (1 << 10, "MESSAGE_REACTION_ADD MESSAGE_REACTION_REMOVE"),
        (1 << 12, "DIRECT_MESSAGE_CREATE DIRECT_MESSAGE_DELETE"),
        (1 << 18, "OPEN_FORUM_THREAD_CREATE OPEN_FORUM_THREAD_UPDATE OPEN_FORUM_THREAD_DELETE OPEN_FORUM_POST_CREATE OPEN_FORUM_POST_DELETE OPEN_FORUM_REPLY_CREATE OPEN_FORUM_REPLY_DELETE"),
        (1 << 19, "AUDIO_OR_LIVE_CHANNEL_MEMBER_ENTER AUDIO_OR_LIVE_CHANNEL_MEMBER_EXIT"),
        (1 << 23, "ENTER_AIO"),
        (1 << 24, "GROUP_MEMBER_ADD GROUP_MEMBER_REMOVE GROUP_JOIN_REQUEST"),
        (GroupAndC2C, "C2C_MESSAGE_CREATE FRIEND_ADD FRIEND_DEL C2C_MSG_REJECT C2C_MSG_RECEIVE GROUP_AT_MESSAGE_CREATE GROUP_MESSAGE_CREATE"),
        (GroupAndC2C, "GROUP_ADD_ROBOT GROUP_DEL_ROBOT GROUP_MSG_REJECT GROUP_MSG_RECEIVE SUBSCRIBE_MESSAGE_STATUS"),
        (1 << 26, "INTERACTION_CREATE"),
        (1 << 27, "MESSAGE_AUDIT_PASS MESSAGE_AUDIT_REJECT"),
        (1 << 28, "FORUM_THREAD_CREATE FORUM_THREAD_UPDATE FORUM_THREAD_DELETE FORUM_POST_CREATE FORUM_POST_DELETE FORUM_REPLY_CREATE FORUM_REPLY_DELETE FORUM_PUBLISH_AUDIT_RESULT"),
        (1 << 29, "AUDIO_START AUDIO_FINISH AUDIO_ON_MIC AUDIO_OFF_MIC"),
        (1 << 30, "AT_MESSAGE_CREATE PUBLIC_MESSAGE_DELETE"));

    /// <summary>All bits that mean something.</summary>
    public static int Known { get; } = ByEvent.Values.Aggregate(0, (all, bit) => all | bit);

    /// <summary>The bit that covers an event; 0 for one that belongs to no intent.</summary>
    public static int Of(string eventType) => ByEvent.GetValueOrDefault(eventType);

    private static FrozenDictionary<string, int> Table(params ReadOnlySpan<(int Bit, string Events)> rows)
    {
        var table = new Dictionary<string, int>();
        foreach (var (bit, events) in rows)
        {
            foreach (var name in events.Split(' '))
            {
                table.Add(name, bit);
            }
        }

        return table.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
