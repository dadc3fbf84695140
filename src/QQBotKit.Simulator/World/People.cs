using System.Globalization;

namespace QQBotKit.Simulator.World;

/// <summary>Someone who writes, with the ids that the platform has for him in different places.</summary>
/// <param name="Openid">The user_openid of the C2C scene.</param>
/// <param name="Id">The id in guilds.</param>
/// <param name="UnionOpenid">The id that all bots of one developer share.</param>
/// <param name="Name">What others read.</param>
internal sealed record Person(string Openid, string Id, string UnionOpenid, string Name) : IIdentified
{
    /// <summary>What others read. People change it.</summary>
    public string Name { get; set; } = Name;

    /// <summary>His QQ number, which bots never see.</summary>
    public string QQ => StableIds.QQNumber(Openid).ToString(CultureInfo.InvariantCulture);

    public string Avatar { get; init; } = $"https://thirdqq.qlogo.cn/g?b=oidb&k={Id}&s=0&t=1789000000";

    public bool IsBot { get; init; }

    // Whatever his name, he is the same.
    public bool Equals(Person? other) => Id == other?.Id;

    public override int GetHashCode() => Id.GetHashCode(StringComparison.Ordinal);
}

/// <summary>A person as one conversation knows him.</summary>
/// <param name="Person">The person.</param>
/// <param name="Id">His id there: user_openid, member_openid or guild user id.</param>
/// <param name="Role">His role in a group: member, admin or owner.</param>
internal sealed record Member(Person Person, string Id, string Role = "member") : IIdentified
{
    public string Nick { get; init; } = "";

    /// <summary>The ids of his roles in a guild.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    public string JoinedAt { get; init; } = "2025-03-01T08:00:00+08:00";

    /// <summary>Until when he may not speak there.</summary>
    public DateTimeOffset MutedUntil { get; init; }

    /// <summary>The voice or live channel of the guild that he is in now.</summary>
    public string? VoiceChannelId { get; init; }

    /// <summary>Whether the guild's mute of all leaves him out: its owner and its admins.</summary>
    public bool IsGuildAdmin => Roles.Contains(RoleIds.Admin) || Roles.Contains(RoleIds.Owner);

    /// <summary>Whether an id means this member. Those who write tests may know the person by another of his ids.</summary>
    public bool Is(string id) => id == Id || id == Person.Openid || id == Person.Id;
}
