using QQBotKit.Simulator.Events;
using QQBotKit.Simulator.Messages;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Groups;

/// <summary>How people come into groups and leave them, and what bots are told of it.</summary>
internal sealed class Membership(SimulatedWorld world, WorldEvents events, TimeProvider time)
{
    /// <summary>Whom bots let in without looking.</summary>
    public Strategies Strategies { get; } = new();

    /// <summary>Lets an applicant in. False when his request is no longer there.</summary>
    public async Task<bool> AdmitAsync(Group group, JoinRequest request)
    {
        if (group.JoinRequests.Remove(request.Id) is null)
        {
            return false;
        }

        await JoinAsync(group, request.Applicant);
        return true;
    }

    /// <summary>Makes someone a member, if he is none yet.</summary>
    public async Task JoinAsync(Group group, Member member)
    {
        var joined = member with { Role = "member", JoinedAt = PlatformTime.Format(PlatformTime.Now(time)), MutedUntil = default };
        group.Former.Remove(member.Id);
        if (group.Roster.TryAdd(joined))
        {
            await TellAsync("GROUP_MEMBER_ADD", group, joined, joined.Person.Openid);
        }
    }

    /// <summary>Takes a member out, if he is one.</summary>
    public async Task RemoveAsync(Group group, string id)
    {
        if (group.Roster.Remove(id) is { } member)
        {
            group.Former.TryAdd(member);

            // Whom a bot can no longer see, it is not told the user_openid of.
            await TellAsync("GROUP_MEMBER_REMOVE", group, member, "");
        }
    }

    /// <summary>Keeps someone out of a group. False when he is known nowhere, is in it, or is kept out already.</summary>
    public bool TryBan(Group group, string id) =>
        group.Roster.Find(id) is null && FindOutsider(group, id) is { } member && group.Blacklist.TryAdd(new(member, time.GetUtcNow()));

    /// <summary>Someone who is not in a group, by the id that he has there.</summary>
    public Member? FindOutsider(Group group, string id)
    {
        if ((group.Former.Find(id) ?? group.JoinRequests.All.FirstOrDefault(request => request.Applicant.Id == id)?.Applicant) is { } known)
        {
            return known;
        }

        return world.People.FirstOrDefault(person => person.Openid == id) is { } person ? new(person, id) : null;
    }

    private Task<Published> TellAsync(string type, Group group, Member member, string userOpenid) =>
        events.PublishAsync(type, group, (At: time.GetUtcNow(), group, member, userOpenid), static (json, change) =>
        {
            json.WriteStartObject();
            json.WriteNumber("timestamp"u8, change.At.ToUnixTimeSeconds());
            json.WriteString("group_openid"u8, change.group.Id);
            json.WriteString("member_openid"u8, change.member.Id);
            json.WriteString("user_openid"u8, change.userOpenid);
            json.WriteEndObject();
        });
}
