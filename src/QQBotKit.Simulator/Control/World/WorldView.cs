using System.Text.Json;
using QQBotKit.Simulator.Accounts;
using QQBotKit.Simulator.Groups;
using QQBotKit.Simulator.Guilds;
using QQBotKit.Simulator.Messages;
using QQBotKit.Simulator.Webhook;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Control.World;

/// <summary>The world as the control API shows it.</summary>
internal static class WorldView
{
    public static void Write(Utf8JsonWriter json, (SimulatedWorld World, BotAccounts Accounts, EventRoute Events) state)
    {
        var world = state.World;
        json.WriteStartObject();
        WriteArray(json, "users", world.People, (json, person) =>
        {
            json.WriteString("openid"u8, person.Openid);
            json.WriteString("id"u8, person.Id);
            json.WriteString("username"u8, person.Name);
            json.WriteString("union_openid"u8, person.UnionOpenid);
            json.WriteString("qq"u8, person.QQ);
            if (world.Conversation<C2CChat>(person.Openid) is { } chat)
            {
                json.WriteBoolean("allow_proactive_msg"u8, chat.AllowsProactive);
                WriteRemovedBots(json, chat);
            }
        });
        WriteArray(json, "groups", world.Groups, static (json, group) =>
        {
            json.WriteString("openid"u8, group.Id);
            json.WriteString("name"u8, group.Name);
            json.WriteNumber("number"u8, group.Number);
            json.WriteString("memo"u8, group.Info.Memo);
            json.WriteString("class"u8, group.Info.Class);
            GuildJson.WriteStrings(json, "tags"u8, group.Info.Tags);
            json.WriteString("recv_msg_setting"u8, group.Info.ReceiveMode);
            json.WriteBoolean("allow_proactive_msg"u8, group.Info.AllowsProactive);
            WriteRemovedBots(json, group);
            MuteEndpoints.WriteRule(json, group.Info.Mute);
            WriteArray(json, "members", group.Members, static (json, member) =>
            {
                json.WriteString("openid"u8, member.Id);
                json.WriteString("user_openid"u8, member.Person.Openid);
                json.WriteString("username"u8, member.Person.Name);
                json.WriteString("role"u8, member.Role);
            });
        });
        WriteArray(json, "guilds", world.Guilds, WriteGuild);
        WriteArray(json, "dms", world.DirectSessions, static (json, session) =>
        {
            json.WriteString("guild_id"u8, session.Id);
            json.WriteString("channel_id"u8, session.ChannelId);
            json.WriteString("src_guild_id"u8, session.Source.Id);
            json.WriteStartObject("user"u8);
            json.WriteString("id"u8, session.Members[0].Id);
            json.WriteString("username"u8, session.Members[0].Person.Name);
            json.WriteEndObject();
        });
        WriteArray(json, "bots", state.Accounts.All.Select(bot => (bot, online: state.Events.IsOnline(bot))), static (json, known) =>
        {
            json.WriteString("app_id"u8, known.bot.AppId);
            json.WriteString("id"u8, known.bot.Id);
            json.WriteString("username"u8, known.bot.Name);
            json.WriteBoolean("online"u8, known.online);
            GuildJson.WriteStrings(json, "rights"u8, RightNames.Of(known.bot.Rights));
            json.WriteBoolean("certified"u8, known.bot.IsCertified);
            GuildJson.WriteStrings(json, "url_hosts"u8, known.bot.UrlHosts.Order(StringComparer.Ordinal));
        });
        json.WriteEndObject();
    }

    private static void WriteRemovedBots(Utf8JsonWriter json, Conversation conversation) =>
        GuildJson.WriteStrings(json, "removed_bots"u8, conversation.LeftBy.Select(static bot => bot.AppId).Order(StringComparer.Ordinal));

    private static void WriteGuild(Utf8JsonWriter json, Guild guild)
    {
        json.WriteString("id"u8, guild.Id);
        json.WriteString("name"u8, guild.Info.Name);
        json.WriteString("owner_id"u8, guild.Info.OwnerId);
        json.WriteString("description"u8, guild.Info.Description);
        WriteArray(json, "members", guild.Members.All, static (json, member) =>
        {
            json.WriteString("id"u8, member.Id);
            json.WriteString("username"u8, member.Person.Name);
            json.WriteString("nick"u8, member.Nick);
            GuildJson.WriteStrings(json, "roles"u8, member.Roles);
            WriteTime(json, "muted_until"u8, member.MutedUntil);
            if (member.VoiceChannelId is { } voice)
            {
                json.WriteString("voice_channel_id"u8, voice);
            }
        });
        WriteArray(json, "roles", guild.Roles.All, static (json, role) =>
        {
            json.WriteString("id"u8, role.Id);
            json.WriteString("name"u8, role.Name);
        });
        WriteTime(json, "muted_until"u8, guild.MutedUntil);
        WriteArray(json, "channels", guild.Channels.All, static (json, channel) =>
        {
            json.WriteString("id"u8, channel.Id);
            json.WriteString("name"u8, channel.Name);
            json.WriteNumber("type"u8, channel.Type);
            json.WriteNumber("position"u8, channel.Position);
            json.WriteString("parent_id"u8, channel.Info.ParentId);
            json.WriteString("application_id"u8, channel.ApplicationId);
            if (channel.Type is ChannelType.Voice or ChannelType.Live)
            {
                WriteArray(json, "playing", channel.Playing, static (json, playing) =>
                {
                    json.WriteString("bot"u8, playing.Key.AppId);
                    json.WriteString("audio_url"u8, playing.Value.Url);
                    json.WriteString("text"u8, playing.Value.Text);
                });
                GuildJson.WriteStrings(json, "on_mic"u8, channel.OnMic.Select(bot => bot.Key.AppId));
            }
        });
    }

    private static void WriteTime(Utf8JsonWriter json, ReadOnlySpan<byte> name, DateTimeOffset at)
    {
        if (at > DateTimeOffset.UnixEpoch)
        {
            json.WriteString(name, PlatformTime.Format(at));
        }
    }

    private static void WriteArray<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
