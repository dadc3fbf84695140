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

/// <summary>The names that bot.yaml has for <see cref="Intents"/>. Which events each brings is in <see cref="Events.EventTypes"/>.</summary>
internal static class IntentTable
{
    private static readonly (string Name, Intents Value)[] Rows =
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
    public static IEnumerable<string> AllNames => Rows.Select(row => row.Name);

    /// <summary>Looks an intent up by its name, without regard to case.</summary>
    public static bool TryParse(string name, out Intents intent)
    {
        if (name.Equals("group_and_c2c_event", StringComparison.OrdinalIgnoreCase)) // the platform's full name of it
        {
            intent = Intents.GroupAndC2C;
            return true;
        }

        foreach (var row in Rows)
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
            yield return Array.Find(Rows, row => row.Value == bit).Name ?? $"1<<{BitOperations.TrailingZeroCount(bits)}";
        }
    }

    /// <summary>What is asked for when bot.yaml says <c>auto</c>.</summary>
    /// <param name="raw">Whether a hook asks for events that have no record of their own, and so for all that bots commonly have a right to.</param>
    public static Intents Auto(bool raw)
    {
        const Intents messages = Intents.GroupAndC2C | Intents.PublicGuildMessages | Intents.DirectMessage;
        return raw ? messages | Intents.Guilds | Intents.GuildMembers | Intents.Interaction : messages;
    }
}
