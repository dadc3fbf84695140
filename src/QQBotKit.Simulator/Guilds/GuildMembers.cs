using QQBotKit.Simulator.Events;
using QQBotKit.Simulator.Messages;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Guilds;

/// <summary>Members come, change and go. What a bot does with them the bots hear of; what people do is posted as the event that tells of it.</summary>
internal sealed class GuildMembers(SimulatedWorld world, WorldEvents events, TimeProvider time)
{
    /// <summary>Someone joins, and nobody is told.</summary>
    /// <returns>The member; null when he is one already, or must not be one.</returns>
    public Member? Join(Guild guild, Person person)
    {
        var member = new Member(person, person.Id) { Roles = [RoleIds.Everyone], JoinedAt = PlatformTime.Format(PlatformTime.Now(time)) };
        return guild.Blacklist.Find(person.Id) is null && guild.Members.TryAdd(member) ? member : null;
    }

    /// <summary>Changes what a member is in the guild: his roles, his nick.</summary>
    /// <param name="guild">The guild.</param>
    /// <param name="userId">Which member.</param>
    /// <param name="change">Makes the new one; the same one when nothing is to change.</param>
    /// <param name="operatorId">Whose will it is.</param>
    /// <returns>The event; null when there is no such member, or nothing changed.</returns>
    public async Task<Published?> ChangeAsync(Guild guild, string userId, Func<Member, Member> change, string operatorId)
    {
        Member? before = null;
        var after = guild.Members.Change(userId, member => change(before = member));
        return after is null || ReferenceEquals(before, after) ? null : await PublishAsync("GUILD_MEMBER_UPDATE", guild, after, operatorId);
    }

    /// <summary>A member is removed; his direct session with the bots ends.</summary>
    /// <param name="guild">The guild.</param>
    /// <param name="userId">Which member.</param>
    /// <param name="operatorId">Whose will it is.</param>
    /// <param name="forEver">Whether he may not come back.</param>
    /// <returns>The event; null when there is no such member.</returns>
    public async Task<Published?> LeaveAsync(Guild guild, string userId, string operatorId, bool forEver = false)
    {
        if (Leave(guild, userId) is not { } member)
        {
            return null;
        }

        if (forEver)
        {
            guild.Blacklist.TryAdd(member.Person);
        }

        return await PublishAsync("GUILD_MEMBER_REMOVE", guild, member, operatorId);
    }

    /// <summary>A member leaves, and nobody is told.</summary>
    /// <returns>What he was; null when there is no such member.</returns>
    public Member? Leave(Guild guild, string userId)
    {
        var member = guild.Members.Remove(userId);
        if (member is not null && world.DirectSession(guild, member.Person) is { } session)
        {
            world.Remove(session);
        }

        return member;
    }

    private Task<Published> PublishAsync(string type, Guild guild, Member member, string operatorId) =>
        events.PublishAsync(type, guild, (guild, member, operatorId), static (json, change) =>
        {
            json.WriteStartObject();
            json.WriteString("guild_id"u8, change.guild.Id);
            json.WriteStartObject("user"u8);
            GuildJson.WriteUser(json, change.member.Person);
            json.WriteEndObject();
            GuildJson.WriteMembership(json, change.member);
            json.WriteString("op_user_id"u8, change.operatorId);
            json.WriteEndObject();
        });
}
