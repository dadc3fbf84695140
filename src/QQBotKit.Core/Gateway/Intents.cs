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

/// <summary>Which bots may ask for an intent.</summary>
internal enum IntentRight
{
    Everyone,

    /// <summary>Those that are open to groups and C2C.</summary>
    Scene,

    /// <summary>Those that applied for it.</summary>
    Applicants,

    /// <summary>Those of the private domain (私域).</summary>
    PrivateDomain,

    /// <summary>Those that play audio.</summary>
    Audio,

    /// <summary>Not known.</summary>
    Undocumented,
}

/// <summary>An intent by its name in bot.yaml.</summary>
internal sealed record IntentRow(string Name, Intents Value, IntentRight Right);

/// <summary>The names that bot.yaml has for <see cref="Intents"/>. Which events each brings is in <see cref="Events.EventTypes"/>.</summary>
internal static class IntentTable
{
    /// <summary>What brings messages, as far as bots commonly have a right to it.</summary>
    public const Intents Messages = Intents.GroupAndC2C | Intents.PublicGuildMessages | Intents.DirectMessage;

    /// <summary>What bots commonly have a right to.</summary>
    public const Intents Common = Messages | Intents.Guilds | Intents.GuildMembers | Intents.Interaction;

    public static readonly IntentRow[] Rows =
    [
        new("guilds", Intents.Guilds, IntentRight.Everyone),
        new("guild_members", Intents.GuildMembers, IntentRight.Everyone),
        new("guild_messages", Intents.GuildMessages, IntentRight.PrivateDomain),
        new("guild_message_reactions", Intents.GuildMessageReactions, IntentRight.Applicants),
        new("direct_message", Intents.DirectMessage, IntentRight.Applicants),
        new("open_forums_event", Intents.OpenForumsEvent, IntentRight.Applicants),
        new("audio_or_live_channel_member", Intents.AudioOrLiveChannelMember, IntentRight.Applicants),
        new("enter_aio", Intents.EnterAio, IntentRight.Undocumented),
        new("group_member_event", Intents.GroupMemberEvent, IntentRight.Applicants),
        new("group_and_c2c", Intents.GroupAndC2C, IntentRight.Scene),
        new("interaction", Intents.Interaction, IntentRight.Applicants),
        new("message_audit", Intents.MessageAudit, IntentRight.Applicants),
        new("forums_event", Intents.ForumsEvent, IntentRight.PrivateDomain),
        new("audio_action", Intents.AudioAction, IntentRight.Audio),
        new("public_guild_messages", Intents.PublicGuildMessages, IntentRight.Everyone),
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

    /// <summary>All intents of a list of names, each of which has been looked up before.</summary>
    public static Intents Parse(IEnumerable<string> names) =>
        names.Aggregate(Intents.None, (all, name) => TryParse(name, out var intent) ? all | intent : all);

    /// <summary>The names of all bits that are set; a bit without a name is written as its number.</summary>
    public static IEnumerable<string> Names(Intents value)
    {
        for (var bits = (uint)value; bits != 0; bits &= bits - 1)
        {
            var bit = (Intents)(1 << BitOperations.TrailingZeroCount(bits));
            yield return Array.Find(Rows, row => row.Value == bit)?.Name ?? $"1<<{BitOperations.TrailingZeroCount(bits)}";
        }
    }

    /// <summary>Says which bots have a right.</summary>
    public static (string English, string Chinese) Explain(this IntentRight right) => right switch
    {
        IntentRight.Scene => ("for bots that are open to groups and C2C", "需开通群聊与单聊场景"),
        IntentRight.Applicants => ("given on application", "需申请权限"),
        IntentRight.PrivateDomain => ("for private-domain (私域) bots", "仅限私域机器人"),
        IntentRight.Audio => ("for audio bots", "仅限音频机器人"),
        IntentRight.Undocumented => ("not documented by the platform", "平台未公开"),
        _ => ("for every bot", "所有机器人可用"),
    };
}
