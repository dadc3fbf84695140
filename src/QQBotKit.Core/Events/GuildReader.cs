namespace QQBotKit.Core.Events;

/// <summary>Reads what happens to guilds, their channels and their members.</summary>
internal static class GuildReader
{
    public static BotEvent? ReadGuild(ref Incoming e) => e.Read(WireJson.Default.WireGuild) is { Id: { Length: > 0 } id } wire
        ? e.Blank<GuildEvent>() with
        {
            GuildId = id,
            Name = wire.Name ?? "",
            Description = wire.Description ?? "",
            Icon = Incoming.OrNull(wire.Icon),
            OwnerId = wire.OwnerId ?? "",
            OperatorId = Incoming.OrNull(wire.OpUserId),
            MemberCount = wire.MemberCount,
            MaxMembers = wire.MaxMembers,
            JoinedAt = wire.JoinedAt,
        }
        : e.Missing("id");

    public static BotEvent? ReadChannel(ref Incoming e)
    {
        if (e.Read(WireJson.Default.WireChannel) is not { Id: { Length: > 0 } id, GuildId: { Length: > 0 } guild } wire)
        {
            return e.Missing("id or d.guild_id");
        }

        var blank = e.Blank<ChannelEvent>();
        var kind = (ChannelKind)wire.Type;
        return blank with
        {
            Conversation = kind == ChannelKind.Text && blank is not ChannelDeleted ? Target.Channel(id) : null,
            GuildId = guild,
            ChannelId = id,
            Name = wire.Name ?? "",
            Kind = kind,
            SubKind = wire.SubType,
            Position = wire.Position,
            OwnerId = wire.OwnerId ?? "",
            OperatorId = Incoming.OrNull(wire.OpUserId),
        };
    }

    public static BotEvent? ReadMember(ref Incoming e) =>
        e.Read(WireJson.Default.WireGuildMember) is { GuildId: { Length: > 0 } guild, User: { } user } wire && e.Text(user.Id) is { Length: > 0 } id
            ? e.Blank<GuildMemberEvent>() with
            {
                GuildId = guild,
                UserId = id,
                Name = user.Username ?? "",
                Nick = wire.Nick ?? "",
                Avatar = Incoming.OrNull(user.Avatar),
                IsBot = user.Bot,
                Roles = Roles(wire.Roles),
                JoinedAt = wire.JoinedAt,
                OperatorId = Incoming.OrNull(wire.OpUserId),
            }
            : e.Missing("guild_id or d.user.id");

    /// <summary>The ids of roles, which some events send as numbers.</summary>
    public static IReadOnlyList<string> Roles(string?[]? wire) => wire is null or [] ? [] : [.. wire.OfType<string>().Where(role => role.Length > 0)];
}

internal sealed class WireGuild
{
    public string? Id { get; set; }

    public string? Name { get; set; }

    public string? Description { get; set; }

    public string? Icon { get; set; }

    public string? OwnerId { get; set; }

    public string? OpUserId { get; set; }

    public int MemberCount { get; set; }

    public int MaxMembers { get; set; }

    public DateTimeOffset? JoinedAt { get; set; }
}

internal sealed class WireChannel
{
    public string? Id { get; set; }

    public string? GuildId { get; set; }

    public string? Name { get; set; }

    public int Type { get; set; }

    public int SubType { get; set; }

    public int Position { get; set; }

    public string? OwnerId { get; set; }

    public string? OpUserId { get; set; }
}

internal sealed class WireGuildMember
{
    public string? GuildId { get; set; }

    public WireUser? User { get; set; }

    public string? Nick { get; set; }

    public string?[]? Roles { get; set; }

    public DateTimeOffset? JoinedAt { get; set; }

    public string? OpUserId { get; set; }
}
