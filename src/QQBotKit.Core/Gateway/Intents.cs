using System.Numerics;

namespace QQBotKit.Core.Gateway;

/// <summary>The groups of events that Identify asks for, as one bit mask.</summary>
/// <remarks>Platform page: dev-prepare/event-emit/event-emit.html.</remarks>
[Flags]
internal enum Intents
{
    None = 0,

    /// <summary>Guilds and channels come, change and go.</summary>
    Guilds = 1 << 0,

    /// <summary>Members of guilds come, change and go.</summary>
    GuildMembers = 1 << 1,

    /// <summary>Every message of a guild; for private-domain (私域) bots only.</summary>
    GuildMessages = 1 << 9,

    GuildMessageReactions = 1 << 10,

    /// <summary>Direct messages that come from a guild (频道私信).</summary>
    DirectMessage = 1 << 12,

    /// <summary>What public-domain (公域) bots see of forums.</summary>
    OpenForumsEvent = 1 << 18,

    AudioOrLiveChannelMember = 1 << 19,

    /// <summary>A user opens the chat window. Not documented by the platform.</summary>
    EnterAio = 1 << 23,

    /// <summary>Members of groups come and go.</summary>
    GroupMemberEvent = 1 << 24,

    /// <summary>Everything in groups and chats with one person, messages included.</summary>
    GroupAndC2C = 1 << 25,

    /// <summary>Clicks on buttons.</summary>
    Interaction = 1 << 26,

    /// <summary>The review of the bot's own messages.</summary>
    MessageAudit = 1 << 27,

    /// <summary>Forums; for private-domain (私域) bots only.</summary>
    ForumsEvent = 1 << 28,

    AudioAction = 1 << 29,

    /// <summary>Messages of a guild that mention the bot.</summary>
    PublicGuildMessages = 1 << 30,
}

/// <summary>The names that bot.yaml has for <see cref="Intents"/>, and the events behind each.</summary>
internal static class IntentTable
{
    private static readonly (string Name, Intents Value)[] _rows =
    [
        ("guilds", Intents.Guilds),
        ("guild_members", Intents.GuildMembers),
        ("guild_messages", Intents.GuildMessages),
        ("guild_message_reactions", Intents.GuildMessageReactions),
        ("direct_message", Intents.DirectMessage),
        ("open_forums_event", Intents.OpenForumsEvent),
        ("audio_or_live_channel_member", Intents.AudioOrLiveChannelMember),
        ("enter_aio", Intents.EnterAio),
        ("group_member_event", Intents.GroupMemberEvent),
        ("group_and_c2c", Intents.GroupAndC2C),
        ("interaction", Intents.Interaction),
        ("message_audit", Intents.MessageAudit),
        ("forums_event", Intents.ForumsEvent),
        ("audio_action", Intents.AudioAction),
        ("public_guild_messages", Intents.PublicGuildMessages),
    ];

    /// <summary>Every name, one for each intent.</summary>
    public static IEnumerable<string> AllNames => _rows.Select(row => row.Name);

    /// <summary>Looks an intent up by its name, without regard to case.</summary>
    public static bool TryParse(string name, out Intents intent)
    {
        if (name.Equals("group_and_c2c_event", StringComparison.OrdinalIgnoreCase)) // the platform's full name of it
        {
            intent = Intents.GroupAndC2C;
            return true;
        }

        foreach (var row in _rows)
        {
            if (name.Equals(row.Name, StringComparison.OrdinalIgnoreCase))
            {
                intent = row.Value;
                return true;
            }
        }

        intent = Intents.None;
        return false;
    }

    /// <summary>The names of all bits that are set; a bit without a name is written as its number.</summary>
    public static IEnumerable<string> Names(Intents value)
    {
        for (var bits = (uint)value; bits != 0; bits &= bits - 1)
        {
            var bit = (Intents)(1 << BitOperations.TrailingZeroCount(bits));
            yield return Array.Find(_rows, row => row.Value == bit).Name ?? $"1<<{BitOperations.TrailingZeroCount(bits)}";
        }
    }

    /// <summary>The intent that brings an event; <see cref="Intents.None"/> for READY, RESUMED and events nobody knows yet.</summary>
    /// <param name="type">The <c>t</c> of the frame.</param>
    public static Intents Of(string type) => type switch
    {
        "GUILD_CREATE" or "GUILD_UPDATE" or "GUILD_DELETE" or
        "CHANNEL_CREATE" or "CHANNEL_UPDATE" or "CHANNEL_DELETE" => Intents.Guilds,

        "GUILD_MEMBER_ADD" or "GUILD_MEMBER_UPDATE" or "GUILD_MEMBER_REMOVE" => Intents.GuildMembers,

        "MESSAGE_CREATE" or "MESSAGE_DELETE" => Intents.GuildMessages,

        "MESSAGE_REACTION_ADD" or "MESSAGE_REACTION_REMOVE" => Intents.GuildMessageReactions,

        "DIRECT_MESSAGE_CREATE" or "DIRECT_MESSAGE_DELETE" => Intents.DirectMessage,

        "OPEN_FORUM_THREAD_CREATE" or "OPEN_FORUM_THREAD_UPDATE" or "OPEN_FORUM_THREAD_DELETE" or
        "OPEN_FORUM_POST_CREATE" or "OPEN_FORUM_POST_DELETE" or
        "OPEN_FORUM_REPLY_CREATE" or "OPEN_FORUM_REPLY_DELETE" => Intents.OpenForumsEvent,

        "AUDIO_OR_LIVE_CHANNEL_MEMBER_ENTER" or "AUDIO_OR_LIVE_CHANNEL_MEMBER_EXIT" => Intents.AudioOrLiveChannelMember,

        "ENTER_AIO" => Intents.EnterAio,

        "GROUP_MEMBER_ADD" or "GROUP_MEMBER_REMOVE" or "GROUP_JOIN_REQUEST" => Intents.GroupMemberEvent,

        "C2C_MESSAGE_CREATE" or "FRIEND_ADD" or "FRIEND_DEL" or "C2C_MSG_REJECT" or "C2C_MSG_RECEIVE" or
        "GROUP_AT_MESSAGE_CREATE" or "GROUP_MESSAGE_CREATE" or "GROUP_ADD_ROBOT" or "GROUP_DEL_ROBOT" or
        "GROUP_MSG_REJECT" or "GROUP_MSG_RECEIVE" or "SUBSCRIBE_MESSAGE_STATUS" => Intents.GroupAndC2C,

        "INTERACTION_CREATE" => Intents.Interaction,

        "MESSAGE_AUDIT_PASS" or "MESSAGE_AUDIT_REJECT" => Intents.MessageAudit,

        "FORUM_THREAD_CREATE" or "FORUM_THREAD_UPDATE" or "FORUM_THREAD_DELETE" or
        "FORUM_POST_CREATE" or "FORUM_POST_DELETE" or
        "FORUM_REPLY_CREATE" or "FORUM_REPLY_DELETE" or "FORUM_PUBLISH_AUDIT_RESULT" => Intents.ForumsEvent,

        "AUDIO_START" or "AUDIO_FINISH" or "AUDIO_ON_MIC" or "AUDIO_OFF_MIC" => Intents.AudioAction,

        "AT_MESSAGE_CREATE" or "PUBLIC_MESSAGE_DELETE" => Intents.PublicGuildMessages,

        _ => Intents.None,
    };
}
