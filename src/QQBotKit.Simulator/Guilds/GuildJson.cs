using System.Globalization;
using System.Text.Json;
using QQBotKit.Simulator.Accounts;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Guilds;

/// <summary>What guilds are made of, as the platform writes it in answers and events.</summary>
internal static class GuildJson
{
    public static void Write(Utf8JsonWriter json, Guild guild)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, guild.Id);
        json.WriteString("name"u8, guild.Info.Name);
        json.WriteString("icon"u8, guild.Info.Icon);
        json.WriteString("owner_id"u8, guild.Info.OwnerId);
        json.WriteBoolean("owner"u8, false);

        // The bot is one of them.
        json.WriteNumber("member_count"u8, guild.Members.All.Count + 1);
        json.WriteNumber("max_members"u8, 300);
        json.WriteString("description"u8, guild.Info.Description);
        json.WriteString("joined_at"u8, guild.JoinedAt);
        json.WriteEndObject();
    }

    /// <summary>Writes a channel as a bot sees it.</summary>
    public static void Write(Utf8JsonWriter json, (Channel Channel, Bot Bot) seen)
    {
        var (channel, bot) = seen;
        var info = channel.Info;
        json.WriteStartObject();
        json.WriteString("id"u8, channel.Id);
        json.WriteString("guild_id"u8, channel.Guild.Id);
        json.WriteString("name"u8, info.Name);
        json.WriteNumber("type"u8, channel.Type);
        json.WriteNumber("sub_type"u8, channel.SubType);
        json.WriteNumber("position"u8, channel.Position);
        json.WriteString("parent_id"u8, info.ParentId);
        json.WriteString("owner_id"u8, channel.OwnerId);
        json.WriteNumber("private_type"u8, info.PrivateType);
        json.WriteNumber("speak_permission"u8, info.SpeakPermission);
        json.WriteString("application_id"u8, channel.ApplicationId);
        json.WriteString("permissions"u8, Text(channel.Permissions.Of(channel.Guild.Member(bot))));
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, Member member)
    {
        json.WriteStartObject();
        json.WriteStartObject("user"u8);
        WriteUser(json, member.Person);
        json.WriteString("union_openid"u8, member.Person.UnionOpenid);
        json.WriteString("union_user_account"u8, ""u8);
        json.WriteEndObject();
        WriteMembership(json, member);
        json.WriteEndObject();
    }

    /// <summary>Writes what a member is in the guild: nick, roles and when he joined.</summary>
    public static void WriteMembership(Utf8JsonWriter json, Member member)
    {
        json.WriteString("nick"u8, member.Nick);
        WriteStrings(json, "roles"u8, member.Roles);
        json.WriteString("joined_at"u8, member.JoinedAt);
    }

    /// <summary>Writes the four fields that every user has, into an object that was begun.</summary>
    public static void WriteUser(Utf8JsonWriter json, Person person)
    {
        json.WriteString("id"u8, person.Id);
        json.WriteString("username"u8, person.Name);
        json.WriteString("avatar"u8, person.Avatar);
        json.WriteBoolean("bot"u8, person.IsBot);
    }

    public static void WriteArray<T>(Utf8JsonWriter json, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray();
        foreach (var item in items)
        {
            write(json, item);
        }

        json.WriteEndArray();
    }

    public static void WriteStrings(Utf8JsonWriter json, ReadOnlySpan<byte> name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    /// <summary>The two ids that stand in a guild's messages; empty for other places.</summary>
    public static (string GuildId, string ChannelId) Place(Conversation conversation) => conversation switch
    {
        Channel channel => (channel.Guild.Id, channel.Id),
        DirectSession session => (session.Id, session.ChannelId),
        _ => ("", ""),
    };

    /// <summary>A number as the platform likes to send it: in a string.</summary>
    public static string Text(ulong number) => number.ToString(CultureInfo.InvariantCulture);
}
