using System.Text.Json;
using QQBotKit.Simulator.Guilds;
using QQBotKit.Simulator.Messages;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Control;

/// <summary>How guilds follow the events that are posted: what people did in them.</summary>
internal sealed class GuildEffects(SimulatedWorld world, GuildActs acts, MessageLog log, TimeProvider time)
{
    /// <summary>Changes the world as an event says. An event of what the world does not have changes nothing.</summary>
    public void Apply(string type, JsonElement data)
    {
        var channel = world.Conversation<Channel>(Text(data, "channel_id"));
        switch (type)
        {
            case "GUILD_UPDATE" when world.Guild(Text(data, "id")) is { } guild:
                guild.Info = guild.Info with
                {
                    Name = Text(data, "name") ?? guild.Info.Name,
                    Description = Text(data, "description") ?? guild.Info.Description,
                    Icon = Text(data, "icon") ?? guild.Info.Icon,
                };
                break;
            case "GUILD_MEMBER_ADD" or "GUILD_MEMBER_UPDATE" or "GUILD_MEMBER_REMOVE" when world.Guild(Text(data, "guild_id")) is { } guild:
                ApplyToMember(type, guild, data);
                break;
            case "MESSAGE_REACTION_ADD" when Reaction(data) is { } added:
                added.Message.Reactions.Add(added.Emoji, added.User);
                break;
            case "MESSAGE_REACTION_REMOVE" when Reaction(data) is { } removed:
                removed.Message.Reactions.Remove(removed.Emoji, removed.User);
                break;
            case "MESSAGE_DELETE" or "PUBLIC_MESSAGE_DELETE" or "DIRECT_MESSAGE_DELETE" when log.Find(Text(data, "message", "id") ?? "") is { } message:
                acts.Messages.Recall(message);
                break;
            case "AUDIO_OR_LIVE_CHANNEL_MEMBER_ENTER" when channel is not null && Text(data, "user_id") is { } userId:
                VoiceRooms.Enter(channel, userId);
                break;
            case "AUDIO_OR_LIVE_CHANNEL_MEMBER_EXIT" when channel is not null && Text(data, "user_id") is { } userId:
                VoiceRooms.Leave(channel, userId);
                break;
            case "FORUM_THREAD_CREATE" when channel is { Type: ChannelType.Forum } && Text(data, "thread_info", "thread_id") is { Length: > 0 } threadId:
                channel.Threads.TryAdd(Thread(threadId, data), index: 0);
                break;
            case "FORUM_THREAD_UPDATE" when channel is not null && Text(data, "thread_info", "thread_id") is { } threadId:
                channel.Threads.Change(threadId, before => Thread(threadId, data) with { At = before.At });
                break;
            case "FORUM_THREAD_DELETE" when channel is not null && Text(data, "thread_info", "thread_id") is { } threadId:
                channel.Threads.Remove(threadId);
                break;
        }
    }

    private void ApplyToMember(string type, Guild guild, JsonElement data)
    {
        if (Text(data, "user", "id") is not { Length: > 0 } id)
        {
            return;
        }

        if (type == "GUILD_MEMBER_REMOVE")
        {
            acts.Members.Leave(guild, id);
            return;
        }

        if (type == "GUILD_MEMBER_ADD" && acts.Members.Join(guild, PersonOf(id, data)) is null)
        {
            return;
        }

        guild.Members.Change(id, member => member with
        {
            Nick = Text(data, "nick") ?? member.Nick,
            Roles = data.TryGetProperty("roles", out var roles) && roles.ValueKind == JsonValueKind.Array
                ? [.. roles.EnumerateArray().Select(role => role.ToString())]
                : member.Roles,
        });
    }

    private (Message Message, Emoji Emoji, Person User)? Reaction(JsonElement data) =>
        log.Find(Text(data, "target", "id") ?? "") is { Conversation: Channel } message
            && Emoji.Read(Text(data, "emoji", "type") ?? "", Text(data, "emoji", "id") ?? "") is { } emoji && Text(data, "user_id") is { Length: > 0 } userId
            ? (message, emoji, PersonOf(userId, data))
            : null;

    private ForumThread Thread(string id, JsonElement data)
    {
        var content = Text(data, "thread_info", "content") ?? "";
        return new(
            id, Text(data, "author_id") ?? "", RichText.ToPlain(Text(data, "thread_info", "title") ?? ""),
            RichText.IsValid(content) ? content : RichText.FromPlain(RichText.ToPlain(content)), PlatformTime.Now(time));
    }

    private Person PersonOf(string id, JsonElement data) => world.People.FirstOrDefault(person => person.Id == id)
        ?? new(StableIds.Openid($"guild user {id}"), id, "", Text(data, "user", "username") ?? "");

    private static string? Text(JsonElement data, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (data.ValueKind != JsonValueKind.Object || !data.TryGetProperty(name, out data))
            {
                return null;
            }
        }

        return data.ValueKind is JsonValueKind.Null ? null : data.ToString();
    }
}
