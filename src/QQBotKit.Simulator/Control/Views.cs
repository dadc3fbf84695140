using System.Text.Json;
using QQBotKit.Simulator.Accounts;
using QQBotKit.Simulator.Guilds;
using QQBotKit.Simulator.Media;
using QQBotKit.Simulator.Messages;
using QQBotKit.Simulator.Webhook;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Control;

/// <summary>Messages as the control API shows them.</summary>
internal static class MessageView
{
    public static void Write(Utf8JsonWriter json, Message message)
    {
        json.WriteStartObject();
        json.WriteNumber("seq"u8, message.Seq);
        json.WriteString("id"u8, message.Id);
        json.WriteString("from"u8, message.Bot is null ? "user"u8 : "bot"u8);
        json.WriteString("sender"u8, message.Bot?.Id ?? message.Author!.Id);
        json.WriteString("sender_name"u8, message.Bot?.Name ?? message.Author!.Person.Name);
        json.WriteString("scene"u8, message.Conversation.Scene);
        json.WriteString("conversation"u8, message.Conversation.Id);
        json.WriteString("text"u8, message.Text);
        json.WriteString("reply_to"u8, message.ReplyTo);
        json.WriteString("at"u8, PlatformTime.Format(message.At));
        json.WriteString("event_id"u8, message.EventId);
        if (message.RefIdx.Length > 0)
        {
            json.WriteString("ref_idx"u8, message.RefIdx);
        }

        if (message.Quote is { } quote)
        {
            json.WriteString("quote"u8, quote.Id);
        }

        Attachment.Write(json, message.Attachments, message.Conversation);
        if (message.ReplyToEvent is not null)
        {
            json.WriteString("reply_to_event"u8, message.ReplyToEvent);
        }

        if (message.Bot is not null)
        {
            json.WriteString("bot"u8, message.Bot.AppId);
        }

        if (message.MsgType is { } type)
        {
            json.WriteNumber("msg_type"u8, type);
        }

        if (message.MsgSeq is { } seq)
        {
            json.WriteNumber("msg_seq"u8, seq);
        }

        if (message.Stream is { } stream)
        {
            json.WriteStartObject("stream"u8);
            json.WriteNumber("index"u8, stream.Index);
            json.WriteBoolean("finished"u8, stream.IsFinished);
            json.WriteEndObject();
        }

        if (message.Edit is { } edit)
        {
            json.WriteString("edited_at"u8, PlatformTime.Format(edit.At));
        }

        if (message.IsRecalled)
        {
            json.WriteBoolean("recalled"u8, true);
        }

        if (message.Media is not null)
        {
            MediaView.Write(json, message.Media);
        }

        if (message.Raw is not null)
        {
            json.WritePropertyName("raw"u8);
            json.WriteRawValue(message.Raw, skipInputValidation: true);
        }

        json.WriteEndObject();
    }
}

/// <summary>The world as the control API shows it.</summary>
internal static class WorldView
{
    public static void Write(Utf8JsonWriter json, (SimulatedWorld World, BotAccounts Accounts, EventRoute Events) state)
    {
        var world = state.World;
        json.WriteStartObject();
        WriteArray(json, "users", world.People, static (json, person) =>
        {
            json.WriteString("openid"u8, person.Openid);
            json.WriteString("id"u8, person.Id);
            json.WriteString("username"u8, person.Name);
            json.WriteString("union_openid"u8, person.UnionOpenid);
            json.WriteString("qq"u8, person.QQ);
        });
        WriteArray(json, "groups", world.Groups, static (json, group) =>
        {
            json.WriteString("openid"u8, group.Id);
            json.WriteString("name"u8, group.Name);
            json.WriteNumber("number"u8, group.Number);
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
        });
        json.WriteEndObject();
    }

    private static void WriteGuild(Utf8JsonWriter json, Guild guild)
    {
        json.WriteString("id"u8, guild.Id);
        json.WriteString("name"u8, guild.Info.Name);
        json.WriteString("owner_id"u8, guild.Info.OwnerId);
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
            json.WriteString(name, PlatformTime.Format(at.ToOffset(TimeSpan.FromHours(8))));
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
