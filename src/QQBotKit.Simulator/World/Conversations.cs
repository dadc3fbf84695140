using System.Globalization;

namespace QQBotKit.Simulator.World;

/// <summary>Someone who writes, with the ids that the platform has for him in different places.</summary>
/// <param name="Openid">The user_openid of the C2C scene.</param>
/// <param name="Id">The id in guilds.</param>
/// <param name="UnionOpenid">The id that all bots of one developer share.</param>
/// <param name="Name">What others read.</param>
internal sealed record Person(string Openid, string Id, string UnionOpenid, string Name)
{
    public string Avatar { get; } = $"https://thirdqq.qlogo.cn/g?b=oidb&k={Id}&s=0&t=1789000000";
}

/// <summary>A person as one conversation knows him.</summary>
/// <param name="Person">The person.</param>
/// <param name="Id">His id there: user_openid, member_openid or guild user id.</param>
/// <param name="Role">His role in a group: member, admin or owner.</param>
internal sealed record Member(Person Person, string Id, string Role = "member")
{
    public string Nick { get; init; } = "";

    public IReadOnlyList<string> Roles { get; init; } = [];

    public string JoinedAt { get; init; } = "2025-03-01T08:00:00+08:00";

    /// <summary>Whether an id means this member. Those who write tests may know the person by another of his ids.</summary>
    public bool Is(string id) => id == Id || id == Person.Openid || id == Person.Id;
}

/// <summary>A place where people and bots write to each other.</summary>
internal abstract class Conversation
{
    private long _seq;

    /// <summary>The word for it in the control API.</summary>
    public abstract string Scene { get; }

    /// <summary>The id that a bot sends to.</summary>
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required IReadOnlyList<Member> Members { get; init; }

    /// <summary>Decides which shard gets the events of it.</summary>
    public abstract ulong ShardKey { get; }

    /// <summary>The next <c>seq_in_channel</c>.</summary>
    public long NextSeq() => Interlocked.Increment(ref _seq);
}

/// <summary>A QQ group (群).</summary>
internal sealed class Group : Conversation
{
    public override string Scene => "group";

    // How groups and users spread over shards is not documented: any stable rule will do.
    public override ulong ShardKey => StableIds.Hash(Id);
}

/// <summary>A user's chat with the bot (单聊).</summary>
internal sealed class C2CChat : Conversation
{
    public override string Scene => "c2c";

    public override ulong ShardKey => StableIds.Hash(Id);
}

internal static class ChannelType
{
    public const int Text = 0;
    public const int Voice = 2;
    public const int Category = 4;
}

/// <summary>A channel of a guild (子频道). Only those of type text carry messages.</summary>
internal sealed class Channel : Conversation
{
    public override string Scene => "channel";

    public required Guild Guild { get; init; }

    public required int Type { get; init; }

    public required int Position { get; init; }

    public string ParentId { get; init; } = "0";

    public override ulong ShardKey => Guild.ShardKey;
}

/// <summary>A guild member's private session with the bot (频道私信). Its id is that of the temporary guild made for it.</summary>
internal sealed class DirectSession : Conversation
{
    public override string Scene => "direct";

    public required string ChannelId { get; init; }

    /// <summary>The guild that the two met in.</summary>
    public required Guild Source { get; init; }

    public override ulong ShardKey => ulong.Parse(Id, CultureInfo.InvariantCulture) >> 22;
}

/// <summary>A guild (频道).</summary>
internal sealed class Guild
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Description { get; init; }

    public required IReadOnlyList<Member> Members { get; init; }

    public required string OwnerId { get; init; }

    public string JoinedAt { get; init; } = "2025-03-02T08:00:00+08:00";

    public List<Channel> Channels { get; } = [];

    public ulong ShardKey => ulong.Parse(Id, CultureInfo.InvariantCulture) >> 22;
}
