using System.Globalization;

namespace QQBotKit.Simulator.World;

/// <summary>What a guild says about itself.</summary>
internal sealed record GuildInfo(string Name, string OwnerId, string Description = "", string Icon = "");

/// <summary>A guild (频道).</summary>
internal sealed class Guild(GuildInfo info, IEnumerable<Member> members) : IIdentified, IPlace
{
    private volatile GuildInfo _info = info;

    public required string Id { get; init; }

    public GuildInfo Info
    {
        get => _info;
        set => _info = value;
    }

    /// <summary>When the bots joined.</summary>
    public string JoinedAt { get; init; } = "2025-03-02T08:00:00+08:00";

    public Roster<Member> Members { get; } = new(members);

    /// <summary>The channels in their order: the place of one is its <c>position</c>.</summary>
    public Roster<Channel> Channels { get; } = new();

    public ulong ShardKey => ulong.Parse(Id, CultureInfo.InvariantCulture) >> 22;
}

internal static class ChannelType
{
    public const int Text = 0;
    public const int Voice = 2;
    public const int Category = 4;
    public const int Live = 10005;
    public const int Application = 10006;
    public const int Forum = 10007;
}

/// <summary>What can be changed of a channel.</summary>
internal sealed record ChannelInfo(string Name, string ParentId = "0", int PrivateType = 0, int SpeakPermission = 1);

/// <summary>A channel of a guild (子频道). Only those of type text carry messages.</summary>
internal sealed class Channel(ChannelInfo info) : Conversation
{
    private volatile ChannelInfo _info = info;

    public override string Scene => "channel";

    public override string Name => _info.Name;

    public ChannelInfo Info
    {
        get => _info;
        set => _info = value;
    }

    public required Guild Guild { get; init; }

    public required int Type { get; init; }

    public int SubType { get; init; }

    public string ApplicationId { get; init; } = "0";

    /// <summary>Who made it: the id of a person or a bot.</summary>
    public required string OwnerId { get; init; }

    /// <summary>Its place among the channels of the guild, from 1.</summary>
    public int Position => Guild.Channels.IndexOf(this) + 1;

    public override IReadOnlyList<Member> Members => Guild.Members.All;

    public override ulong ShardKey => Guild.ShardKey;
}
