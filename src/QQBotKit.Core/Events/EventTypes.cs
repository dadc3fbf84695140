using System.Collections.Frozen;
using System.Text;
using QQBotKit.Core.Gateway;

namespace QQBotKit.Core.Events;

/// <summary>An event that the platform documents.</summary>
/// <param name="Name">The <c>t</c> of its frames.</param>
/// <param name="Intent">The intent that brings it.</param>
/// <param name="Record">What authors get.</param>
/// <param name="Read">How that is made.</param>
internal sealed record EventType(string Name, Intents Intent, Type Record, EventRead Read)
{
    /// <summary>Whether a message of this type is always meant for the bot.</summary>
    public bool AddressesBot { get; init; }

    /// <summary>Whether it can be answered by its event id, or a message by its own. Others can be followed by an active message alone.</summary>
    public bool CanBeAnswered { get; init; }

    /// <summary>Whether it says that messages can be sent somewhere, or no longer: the delivery needs it, whoever registered for it.</summary>
    public bool IsSwitch { get; init; }

    /// <summary>An empty record to fill. Its required members are, so nobody else may see it.</summary>
    public BotEvent Blank => field ??= (BotEvent)Activator.CreateInstance(Record)! with { Type = Name };
}

/// <summary>All documented events. Platform page: dev-prepare/event-emit/event-emit.html.</summary>
internal static class EventTypes
{
    private const int LongestName = 64;

    private static readonly EventType[] Rows =
    [
        Of<MessageReceived>("GROUP_AT_MESSAGE_CREATE", Intents.GroupAndC2C, MessageReader.ReadGroup) with { AddressesBot = true, CanBeAnswered = true },
        Of<MessageReceived>("GROUP_MESSAGE_CREATE", Intents.GroupAndC2C, MessageReader.ReadGroup) with { CanBeAnswered = true },
        Of<MessageReceived>("C2C_MESSAGE_CREATE", Intents.GroupAndC2C, MessageReader.ReadC2C) with { AddressesBot = true, CanBeAnswered = true },
        Of<MessageReceived>("AT_MESSAGE_CREATE", Intents.PublicGuildMessages, MessageReader.ReadGuild) with { AddressesBot = true, CanBeAnswered = true },
        Of<MessageReceived>("MESSAGE_CREATE", Intents.GuildMessages, MessageReader.ReadGuild) with { CanBeAnswered = true },
        Of<MessageReceived>("DIRECT_MESSAGE_CREATE", Intents.DirectMessage, MessageReader.ReadDirect) with { AddressesBot = true, CanBeAnswered = true },
        Of<MessageDeleted>("PUBLIC_MESSAGE_DELETE", Intents.PublicGuildMessages, MessageFateReader.ReadDeleted),
        Of<MessageDeleted>("MESSAGE_DELETE", Intents.GuildMessages, MessageFateReader.ReadDeleted),
        Of<MessageDeleted>("DIRECT_MESSAGE_DELETE", Intents.DirectMessage, MessageFateReader.ReadDeleted),
        Of<MessageAuditPassed>("MESSAGE_AUDIT_PASS", Intents.MessageAudit, MessageFateReader.ReadAudit),
        Of<MessageAuditRejected>("MESSAGE_AUDIT_REJECT", Intents.MessageAudit, MessageFateReader.ReadAudit),

        Of<InteractionCreated>("INTERACTION_CREATE", Intents.Interaction, InteractionReader.Read) with { CanBeAnswered = true },

        Of<FriendAdded>("FRIEND_ADD", Intents.GroupAndC2C, C2CReader.Read) with { CanBeAnswered = true, IsSwitch = true },
        Of<FriendRemoved>("FRIEND_DEL", Intents.GroupAndC2C, C2CReader.Read) with { IsSwitch = true },
        Of<C2CMessagesAccepted>("C2C_MSG_RECEIVE", Intents.GroupAndC2C, C2CReader.Read) with { CanBeAnswered = true, IsSwitch = true },
        Of<C2CMessagesRejected>("C2C_MSG_REJECT", Intents.GroupAndC2C, C2CReader.Read) with { IsSwitch = true },
        Of<ChatEntered>("ENTER_AIO", Intents.EnterAio, C2CReader.Read),
        Of<SubscriptionChanged>("SUBSCRIBE_MESSAGE_STATUS", Intents.GroupAndC2C, C2CReader.ReadSubscription),

        Of<GroupRobotAdded>("GROUP_ADD_ROBOT", Intents.GroupAndC2C, GroupReader.ReadRobot) with { CanBeAnswered = true, IsSwitch = true },
        Of<GroupRobotRemoved>("GROUP_DEL_ROBOT", Intents.GroupAndC2C, GroupReader.ReadRobot) with { IsSwitch = true },
        Of<GroupMessagesAccepted>("GROUP_MSG_RECEIVE", Intents.GroupAndC2C, GroupReader.ReadRobot) with { CanBeAnswered = true, IsSwitch = true },
        Of<GroupMessagesRejected>("GROUP_MSG_REJECT", Intents.GroupAndC2C, GroupReader.ReadRobot) with { IsSwitch = true },
        Of<GroupMemberAdded>("GROUP_MEMBER_ADD", Intents.GroupMemberEvent, GroupReader.ReadMember) with { CanBeAnswered = true }, // in practice, if not on the page
        Of<GroupMemberRemoved>("GROUP_MEMBER_REMOVE", Intents.GroupMemberEvent, GroupReader.ReadMember),
        Of<GroupJoinRequested>("GROUP_JOIN_REQUEST", Intents.GroupMemberEvent, GroupReader.ReadJoinRequest),

        Of<GuildCreated>("GUILD_CREATE", Intents.Guilds, GuildReader.ReadGuild),
        Of<GuildUpdated>("GUILD_UPDATE", Intents.Guilds, GuildReader.ReadGuild),
        Of<GuildDeleted>("GUILD_DELETE", Intents.Guilds, GuildReader.ReadGuild),
        Of<ChannelCreated>("CHANNEL_CREATE", Intents.Guilds, GuildReader.ReadChannel),
        Of<ChannelUpdated>("CHANNEL_UPDATE", Intents.Guilds, GuildReader.ReadChannel),
        Of<ChannelDeleted>("CHANNEL_DELETE", Intents.Guilds, GuildReader.ReadChannel),
        Of<GuildMemberAdded>("GUILD_MEMBER_ADD", Intents.GuildMembers, GuildReader.ReadMember) with { CanBeAnswered = true },
        Of<GuildMemberUpdated>("GUILD_MEMBER_UPDATE", Intents.GuildMembers, GuildReader.ReadMember) with { CanBeAnswered = true },
        Of<GuildMemberRemoved>("GUILD_MEMBER_REMOVE", Intents.GuildMembers, GuildReader.ReadMember) with { CanBeAnswered = true },
        Of<ReactionAdded>("MESSAGE_REACTION_ADD", Intents.GuildMessageReactions, ReactionReader.Read) with { CanBeAnswered = true },
        Of<ReactionRemoved>("MESSAGE_REACTION_REMOVE", Intents.GuildMessageReactions, ReactionReader.Read) with { CanBeAnswered = true },
        Of<AudioStarted>("AUDIO_START", Intents.AudioAction, AudioReader.Read),
        Of<AudioFinished>("AUDIO_FINISH", Intents.AudioAction, AudioReader.Read),
        Of<AudioOnMic>("AUDIO_ON_MIC", Intents.AudioAction, AudioReader.Read),
        Of<AudioOffMic>("AUDIO_OFF_MIC", Intents.AudioAction, AudioReader.Read),
        Of<ChannelMemberEntered>("AUDIO_OR_LIVE_CHANNEL_MEMBER_ENTER", Intents.AudioOrLiveChannelMember, AudioReader.ReadMember),
        Of<ChannelMemberExited>("AUDIO_OR_LIVE_CHANNEL_MEMBER_EXIT", Intents.AudioOrLiveChannelMember, AudioReader.ReadMember),

        Of<ForumThreadCreated>("FORUM_THREAD_CREATE", Intents.ForumsEvent, ForumReader.Read) with { CanBeAnswered = true },
        Of<ForumThreadUpdated>("FORUM_THREAD_UPDATE", Intents.ForumsEvent, ForumReader.Read) with { CanBeAnswered = true },
        Of<ForumThreadDeleted>("FORUM_THREAD_DELETE", Intents.ForumsEvent, ForumReader.Read) with { CanBeAnswered = true },
        Of<ForumPostCreated>("FORUM_POST_CREATE", Intents.ForumsEvent, ForumReader.Read) with { CanBeAnswered = true },
        Of<ForumPostDeleted>("FORUM_POST_DELETE", Intents.ForumsEvent, ForumReader.Read) with { CanBeAnswered = true },
        Of<ForumReplyCreated>("FORUM_REPLY_CREATE", Intents.ForumsEvent, ForumReader.Read) with { CanBeAnswered = true },
        Of<ForumReplyDeleted>("FORUM_REPLY_DELETE", Intents.ForumsEvent, ForumReader.Read) with { CanBeAnswered = true },
        Of<ForumPublishAudited>("FORUM_PUBLISH_AUDIT_RESULT", Intents.ForumsEvent, ForumReader.ReadAudit),
        Of<OpenForumThreadCreated>("OPEN_FORUM_THREAD_CREATE", Intents.OpenForumsEvent, ForumReader.ReadOpen),
        Of<OpenForumThreadUpdated>("OPEN_FORUM_THREAD_UPDATE", Intents.OpenForumsEvent, ForumReader.ReadOpen),
        Of<OpenForumThreadDeleted>("OPEN_FORUM_THREAD_DELETE", Intents.OpenForumsEvent, ForumReader.ReadOpen),
        Of<OpenForumPostCreated>("OPEN_FORUM_POST_CREATE", Intents.OpenForumsEvent, ForumReader.ReadOpen),
        Of<OpenForumPostDeleted>("OPEN_FORUM_POST_DELETE", Intents.OpenForumsEvent, ForumReader.ReadOpen),
        Of<OpenForumReplyCreated>("OPEN_FORUM_REPLY_CREATE", Intents.OpenForumsEvent, ForumReader.ReadOpen),
        Of<OpenForumReplyDeleted>("OPEN_FORUM_REPLY_DELETE", Intents.OpenForumsEvent, ForumReader.ReadOpen),
    ];

    private static readonly FrozenDictionary<string, EventType> ByName = Rows.ToFrozenDictionary(type => type.Name);

    private static readonly FrozenDictionary<string, EventType>.AlternateLookup<ReadOnlySpan<char>> BySpan =
        ByName.GetAlternateLookup<ReadOnlySpan<char>>();

    public static IReadOnlyList<EventType> All => Rows;

    /// <summary>Everything that authors can get, one of each.</summary>
    public static IReadOnlyList<Type> Records { get; } = [.. Rows.Select(type => type.Record).Append(typeof(RawEvent)).Distinct()];

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

    /// <summary>The event of this name; null if the platform does not document it.</summary>
    public static EventType? Find(string name) => ByName.GetValueOrDefault(name);

    private static EventType Of<TRecord>(string name, Intents intent, EventRead read) where TRecord : BotEvent =>
        new(name, intent, typeof(TRecord), read);
}
