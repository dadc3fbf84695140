namespace QQBotKit;

/// <summary>What happened to a guild (频道), with its data.</summary>
public abstract record GuildEvent : BotEvent
{
    /// <summary>The guild.</summary>
    public required string GuildId { get; init; }

    /// <summary>The name shown.</summary>
    public string Name { get; init; } = "";

    /// <summary>What the guild says of itself.</summary>
    public string Description { get; init; } = "";

    /// <summary>The address of its picture; null where the platform sent none.</summary>
    public string? Icon { get; init; }

    /// <summary>The user id of its owner.</summary>
    public string OwnerId { get; init; } = "";

    /// <summary>The user id of the one who did it; null where the platform does not say.</summary>
    public string? OperatorId { get; init; }

    /// <summary>How many members it has.</summary>
    public int MemberCount { get; init; }

    /// <summary>How many members it may have.</summary>
    public int MaxMembers { get; init; }

    /// <summary>When the bot joined it; null where the platform does not say.</summary>
    public DateTimeOffset? JoinedAt { get; init; }
}

/// <summary>The bot joined a guild: <c>GUILD_CREATE</c>.</summary>
public sealed record GuildCreated : GuildEvent;

/// <summary>The data of a guild was changed: <c>GUILD_UPDATE</c>.</summary>
public sealed record GuildUpdated : GuildEvent;

/// <summary>The bot left a guild, or the guild was dissolved: <c>GUILD_DELETE</c>, with the data before.</summary>
public sealed record GuildDeleted : GuildEvent;

/// <summary>What happened to a channel (子频道), with its data. In text channels it can be spoken.</summary>
public abstract record ChannelEvent : BotEvent
{
    /// <summary>The guild of the channel.</summary>
    public required string GuildId { get; init; }

    /// <summary>The channel.</summary>
    public required string ChannelId { get; init; }

    /// <summary>The name shown.</summary>
    public string Name { get; init; } = "";

    /// <summary>What the channel is for.</summary>
    public ChannelKind Kind { get; init; }

    /// <summary>What a text channel is for: 0 chat, 1 announcements, 2 guides, 3 teams.</summary>
    public int SubKind { get; init; }

    /// <summary>Its place in the list, from 1; 0 where the platform does not say.</summary>
    public int Position { get; init; }

    /// <summary>The user id of the one who made it.</summary>
    public string OwnerId { get; init; } = "";

    /// <summary>The user id of the one who did it; null where the platform does not say.</summary>
    public string? OperatorId { get; init; }
}

/// <summary>A channel was made: <c>CHANNEL_CREATE</c>.</summary>
public sealed record ChannelCreated : ChannelEvent;

/// <summary>A channel was changed: <c>CHANNEL_UPDATE</c>.</summary>
public sealed record ChannelUpdated : ChannelEvent;

/// <summary>A channel was deleted: <c>CHANNEL_DELETE</c>, with the data before.</summary>
public sealed record ChannelDeleted : ChannelEvent;

/// <summary>What a channel is for. The platform may add values.</summary>
public enum ChannelKind
{
    /// <summary>Text (文字子频道).</summary>
    Text = 0,

    /// <summary>Voice (语音子频道).</summary>
    Voice = 2,

    /// <summary>A category that holds other channels (子频道分组).</summary>
    Category = 4,

    /// <summary>Live (直播子频道).</summary>
    Live = 10005,

    /// <summary>An application (应用子频道).</summary>
    Application = 10006,

    /// <summary>A forum (论坛子频道).</summary>
    Forum = 10007,
}

/// <summary>What happened to a member of a guild.</summary>
public abstract record GuildMemberEvent : BotEvent
{
    /// <summary>The guild.</summary>
    public required string GuildId { get; init; }

    /// <summary>The user id of the member.</summary>
    public required string UserId { get; init; }

    /// <summary>The name of the person.</summary>
    public string Name { get; init; } = "";

    /// <summary>The person's name in the guild; an empty text where there is none.</summary>
    public string Nick { get; init; } = "";

    /// <summary>The address of the person's picture; null where the platform sent none.</summary>
    public string? Avatar { get; init; }

    /// <summary>Whether the member is a bot.</summary>
    public bool IsBot { get; init; }

    /// <summary>The ids of the member's roles.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>When the member joined; null where the platform does not say.</summary>
    public DateTimeOffset? JoinedAt { get; init; }

    /// <summary>The user id of the one who did it: that of the member itself for one who leaves of its own. Null where the platform does not say.</summary>
    public string? OperatorId { get; init; }
}

/// <summary>Somebody joined a guild: <c>GUILD_MEMBER_ADD</c>.</summary>
public sealed record GuildMemberAdded : GuildMemberEvent;

/// <summary>The data of a member was changed: <c>GUILD_MEMBER_UPDATE</c>.</summary>
public sealed record GuildMemberUpdated : GuildMemberEvent;

/// <summary>Somebody left a guild, or was removed from it: <c>GUILD_MEMBER_REMOVE</c>.</summary>
public sealed record GuildMemberRemoved : GuildMemberEvent;
