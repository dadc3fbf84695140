using System.Collections.Frozen;
using System.Text;
using QQBotKit.Core.Gateway;

namespace QQBotKit.Core.Events;

/// <summary>The shapes that the kit has a reader for.</summary>
internal enum EventShape
{
    Raw,
    GroupMessage,
    C2CMessage,
    GuildMessage,
    DirectMessage,
}

/// <summary>An event that the platform documents.</summary>
/// <param name="Name">The <c>t</c> of its frames.</param>
/// <param name="Intent">The intent that brings it.</param>
/// <param name="Shape">How it is read.</param>
/// <param name="AddressesBot">Whether a message of this type is always meant for the bot.</param>
internal sealed record EventType(string Name, Intents Intent, EventShape Shape = EventShape.Raw, bool AddressesBot = false);

/// <summary>All documented events. Platform page: dev-prepare/event-emit/event-emit.html.</summary>
internal static class EventTypes
{
    private const int LongestName = 64;

    private static readonly FrozenDictionary<string, EventType> ByName = new EventType[]
    {
        new("GROUP_AT_MESSAGE_CREATE", Intents.GroupAndC2C, EventShape.GroupMessage, AddressesBot: true),
        new("GROUP_MESSAGE_CREATE", Intents.GroupAndC2C, EventShape.GroupMessage),
        new("C2C_MESSAGE_CREATE", Intents.GroupAndC2C, EventShape.C2CMessage, AddressesBot: true),
        new("AT_MESSAGE_CREATE", Intents.PublicGuildMessages, EventShape.GuildMessage, AddressesBot: true),
        new("MESSAGE_CREATE", Intents.GuildMessages, EventShape.GuildMessage),
        new("DIRECT_MESSAGE_CREATE", Intents.DirectMessage, EventShape.DirectMessage, AddressesBot: true),

        new("GUILD_CREATE", Intents.Guilds),
        new("GUILD_UPDATE", Intents.Guilds),
        new("GUILD_DELETE", Intents.Guilds),
        new("CHANNEL_CREATE", Intents.Guilds),
        new("CHANNEL_UPDATE", Intents.Guilds),
        new("CHANNEL_DELETE", Intents.Guilds),
        new("GUILD_MEMBER_ADD", Intents.GuildMembers),
        new("GUILD_MEMBER_UPDATE", Intents.GuildMembers),
        new("GUILD_MEMBER_REMOVE", Intents.GuildMembers),
        new("MESSAGE_DELETE", Intents.GuildMessages),
        new("PUBLIC_MESSAGE_DELETE", Intents.PublicGuildMessages),
        new("DIRECT_MESSAGE_DELETE", Intents.DirectMessage),
        new("MESSAGE_REACTION_ADD", Intents.GuildMessageReactions),
        new("MESSAGE_REACTION_REMOVE", Intents.GuildMessageReactions),
        new("OPEN_FORUM_THREAD_CREATE", Intents.OpenForumsEvent),
        new("OPEN_FORUM_THREAD_UPDATE", Intents.OpenForumsEvent),
        new("OPEN_FORUM_THREAD_DELETE", Intents.OpenForumsEvent),
        new("OPEN_FORUM_POST_CREATE", Intents.OpenForumsEvent),
        new("OPEN_FORUM_POST_DELETE", Intents.OpenForumsEvent),
        new("OPEN_FORUM_REPLY_CREATE", Intents.OpenForumsEvent),
        new("OPEN_FORUM_REPLY_DELETE", Intents.OpenForumsEvent),
        new("AUDIO_OR_LIVE_CHANNEL_MEMBER_ENTER", Intents.AudioOrLiveChannelMember),
        new("AUDIO_OR_LIVE_CHANNEL_MEMBER_EXIT", Intents.AudioOrLiveChannelMember),
        new("ENTER_AIO", Intents.EnterAio),
        new("GROUP_MEMBER_ADD", Intents.GroupMemberEvent),
        new("GROUP_MEMBER_REMOVE", Intents.GroupMemberEvent),
        new("GROUP_JOIN_REQUEST", Intents.GroupMemberEvent),
        new("FRIEND_ADD", Intents.GroupAndC2C),
        new("FRIEND_DEL", Intents.GroupAndC2C),
        new("C2C_MSG_REJECT", Intents.GroupAndC2C),
        new("C2C_MSG_RECEIVE", Intents.GroupAndC2C),
        new("GROUP_ADD_ROBOT", Intents.GroupAndC2C),
        new("GROUP_DEL_ROBOT", Intents.GroupAndC2C),
        new("GROUP_MSG_REJECT", Intents.GroupAndC2C),
        new("GROUP_MSG_RECEIVE", Intents.GroupAndC2C),
        new("SUBSCRIBE_MESSAGE_STATUS", Intents.GroupAndC2C),
        new("INTERACTION_CREATE", Intents.Interaction),
        new("MESSAGE_AUDIT_PASS", Intents.MessageAudit),
        new("MESSAGE_AUDIT_REJECT", Intents.MessageAudit),
        new("FORUM_THREAD_CREATE", Intents.ForumsEvent),
        new("FORUM_THREAD_UPDATE", Intents.ForumsEvent),
        new("FORUM_THREAD_DELETE", Intents.ForumsEvent),
        new("FORUM_POST_CREATE", Intents.ForumsEvent),
        new("FORUM_POST_DELETE", Intents.ForumsEvent),
        new("FORUM_REPLY_CREATE", Intents.ForumsEvent),
        new("FORUM_REPLY_DELETE", Intents.ForumsEvent),
        new("FORUM_PUBLISH_AUDIT_RESULT", Intents.ForumsEvent),
        new("AUDIO_START", Intents.AudioAction),
        new("AUDIO_FINISH", Intents.AudioAction),
        new("AUDIO_ON_MIC", Intents.AudioAction),
        new("AUDIO_OFF_MIC", Intents.AudioAction),
    }.ToFrozenDictionary(type => type.Name);

    private static readonly FrozenDictionary<string, EventType>.AlternateLookup<ReadOnlySpan<char>> BySpan =
        ByName.GetAlternateLookup<ReadOnlySpan<char>>();

    public static IEnumerable<EventType> All => ByName.Values;

    /// <summary>The event of this name; null if the platform does not document it. Allocates nothing.</summary>
    public static EventType? Find(ReadOnlySpan<byte> name)
    {
        if (name.Length > LongestName)
        {
            return null;
        }

        Span<char> text = stackalloc char[LongestName];
        var length = Encoding.UTF8.GetChars(name, text);
        return BySpan.TryGetValue(text[..length], out var type) ? type : null;
    }
}
