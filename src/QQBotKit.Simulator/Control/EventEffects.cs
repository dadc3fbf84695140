using System.Text.Json;
using System.Text.Json.Nodes;
using QQBotKit.Simulator.Accounts;
using QQBotKit.Simulator.Groups;
using QQBotKit.Simulator.Messages;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Control;

/// <summary>How the world follows the events that are posted, so that bots find it as they were told.</summary>
internal sealed class EventEffects(SimulatedWorld world, Membership membership, GuildEffects guilds, TimeProvider time)
{
    private static readonly Func<Task> Nothing = static () => Task.CompletedTask;

    /// <summary>Completes the data of an event, and changes the world. Otherwise it says what is wrong.</summary>
    /// <param name="type">The event's type.</param>
    /// <param name="data">Its data as posted.</param>
    /// <param name="bots">Those who are told.</param>
    /// <param name="completed">Gets the data to tell.</param>
    /// <param name="then">Gets what is to be done when it is told.</param>
    public string? Complete(string type, JsonElement data, IEnumerable<Bot> bots, out JsonElement completed, out Func<Task> then)
    {
        (completed, then) = (data, Nothing);
        var group = world.Conversation<Group>(Text(data, "group_openid"));
        var member = Text(data, "member_openid");
        switch (type)
        {
            case "GROUP_JOIN_REQUEST":
                return Ask(group, member, data, out completed, out then);
            case "GROUP_MEMBER_ADD" when group is not null && member is not null:
                group.Former.Remove(member);
                group.Roster.TryAdd(membership.FindOutsider(group, member) ?? Stranger(data, member));
                break;
            case "GROUP_MEMBER_REMOVE" when group is not null && member is not null && group.Roster.Remove(member) is { } left:
                group.Former.TryAdd(left);
                break;
            case "GROUP_DEL_ROBOT" or "GROUP_ADD_ROBOT" when group is not null:
                SetLeft(group, bots, type == "GROUP_DEL_ROBOT");
                break;
            case "FRIEND_DEL" or "FRIEND_ADD" when world.Conversation<C2CChat>(Text(data, "openid")) is { } friend:
                SetLeft(friend, bots, type == "FRIEND_DEL");
                break;
            case "GROUP_MSG_RECEIVE" or "GROUP_MSG_REJECT" when group is not null:
                group.Info = group.Info with { AllowsProactive = type == "GROUP_MSG_RECEIVE" };
                break;
            case "C2C_MSG_RECEIVE" or "C2C_MSG_REJECT" when world.Conversation<C2CChat>(Text(data, "openid")) is { } chat:
                chat.AllowsProactive = type == "C2C_MSG_RECEIVE";
                break;
            default:
                guilds.Apply(type, data);
                break;
        }

        return null;
    }

    private static void SetLeft(Conversation conversation, IEnumerable<Bot> bots, bool isLeft)
    {
        foreach (var bot in bots)
        {
            conversation.SetLeft(bot, isLeft);
        }
    }

    // Someone asks to join: what the caller leaves out of his request is made up, and a strategy may let him in at once.
    private string? Ask(Group? group, string? id, JsonElement data, out JsonElement completed, out Func<Task> then)
    {
        (completed, then) = (data, Nothing);
        if (group is null || string.IsNullOrEmpty(id))
        {
            return "GROUP_JOIN_REQUEST needs the group_openid of a group and the member_openid of the applicant";
        }

        if (group.Roster.Find(id) is not null || group.Blacklist.Find(id) is not null)
        {
            return $"{id} is in group {group.Id} ({group.Name}) already, or on its blacklist";
        }

        var applicant = membership.FindOutsider(group, id) ?? Stranger(data, id);
        var full = JsonObject.Create(data)!;
        full.TryAdd("join_request_id", $"join_{Guid.NewGuid():N}");
        full.TryAdd("username", applicant.Person.Name);
        full.TryAdd("apply_at", PlatformTime.Format(PlatformTime.Now(time)));
        full.TryAdd("apply_source", "self_apply");
        if (membership.Strategies.For(group, applicant.Person, time.GetUtcNow()) is { } strategy)
        {
            full.TryAdd("auto_approved", new JsonObject { ["strategy_id"] = strategy.Id });
        }

        completed = JsonSerializer.SerializeToElement(full, ControlJson.Default.JsonObject);
        if (full.ContainsKey("auto_approved"))
        {
            then = () => membership.JoinAsync(group, applicant);
        }
        else
        {
            group.JoinRequests.TryAdd(new(Text(completed, "join_request_id")!, applicant, completed));
        }

        return null;
    }

    /// <summary>Someone whom the world does not know.</summary>
    private static Member Stranger(JsonElement data, string id)
    {
        var openid = Text(data, "user_openid") is { Length: > 0 } known ? known : id;
        return new(new(openid, StableIds.Number($"guild user {openid}"), Text(data, "union_openid") ?? "", Text(data, "username") ?? ""), id);
    }

    private static string? Text(JsonElement data, string name) => data.TryGetProperty(name, out var value) ? value.ToString() : null;
}
