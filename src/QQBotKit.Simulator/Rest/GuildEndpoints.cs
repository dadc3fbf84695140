using System.Globalization;
using System.Text.Json;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Rest;

/// <summary>Reads of the bot itself, its guilds and their channels.</summary>
internal static class GuildEndpoints
{
    private const int MaxGuilds = 100;

    public static void Map(PlatformApi api, SimulatedWorld world)
    {
        api.Map("GET", "/users/@me", static call => call.Http.AnswerAsync(call.Bot, static (json, bot) =>
        {
            json.WriteStartObject();
            json.WriteString("id"u8, bot.Id);
            json.WriteString("username"u8, bot.Name);
            json.WriteString("avatar"u8, ""u8);
            json.WriteBoolean("bot"u8, true);
            json.WriteString("union_openid"u8, ""u8);
            json.WriteString("union_user_account"u8, ""u8);
            json.WriteString("share_url"u8, bot.ShareUrl);
            json.WriteString("welcome_msg"u8, ""u8);
            json.WriteEndObject();
        }));
        api.Map("GET", "/users/@me/guilds", call => call.Http.AnswerAsync(Page(world.Guilds, call.Http.Request.Query), static (json, guilds) =>
        {
            json.WriteStartArray();
            foreach (var guild in guilds)
            {
                WriteGuild(json, guild);
            }

            json.WriteEndArray();
        }));
        api.Map("GET", "/guilds/{guild_id}", call => world.Guild(call.Path("guild_id")) is { } guild
            ? call.Http.AnswerAsync(guild, WriteGuild)
            : call.Http.RefuseAsync(PlatformError.GuildMissing));
        api.Map("GET", "/guilds/{guild_id}/channels", call => world.Guild(call.Path("guild_id")) is { } guild
            ? call.Http.AnswerAsync(guild, static (json, guild) =>
            {
                json.WriteStartArray();
                foreach (var channel in guild.Channels.All)
                {
                    WriteChannel(json, channel);
                }

                json.WriteEndArray();
            })
            : call.Http.RefuseAsync(PlatformError.GuildMissing));
        api.Map("GET", "/channels/{channel_id}", call => world.Conversation<Channel>(call.Path("channel_id")) is { } channel
            ? call.Http.AnswerAsync(channel, WriteChannel)
            : call.Http.RefuseAsync(PlatformError.ChannelMissing));
    }

    // before: the page of those before an id, nearest last; otherwise after, which before overrides.
    private static IEnumerable<Guild> Page(IReadOnlyList<Guild> guilds, IQueryCollection query)
    {
        var limit = int.TryParse(query["limit"], CultureInfo.InvariantCulture, out var wanted) ? Math.Clamp(wanted, 1, MaxGuilds) : MaxGuilds;
        if (query["before"].ToString() is { Length: > 0 } before)
        {
            return guilds.TakeWhile(guild => guild.Id != before).TakeLast(limit);
        }

        var after = query["after"].ToString();
        return (after.Length == 0 ? guilds : guilds.SkipWhile(guild => guild.Id != after).Skip(1)).Take(limit);
    }

    private static void WriteGuild(Utf8JsonWriter json, Guild guild)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, guild.Id);
        json.WriteString("name"u8, guild.Info.Name);
        json.WriteString("icon"u8, guild.Info.Icon);
        json.WriteString("owner_id"u8, guild.Info.OwnerId);
        json.WriteBoolean("owner"u8, false);
        json.WriteNumber("member_count"u8, guild.Members.All.Count + 1);
        json.WriteNumber("max_members"u8, 300);
        json.WriteString("description"u8, guild.Info.Description);
        json.WriteString("joined_at"u8, guild.JoinedAt);
        json.WriteEndObject();
    }

    private static void WriteChannel(Utf8JsonWriter json, Channel channel)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, channel.Id);
        json.WriteString("guild_id"u8, channel.Guild.Id);
        json.WriteString("name"u8, channel.Name);
        json.WriteNumber("type"u8, channel.Type);
        json.WriteNumber("sub_type"u8, channel.SubType);
        json.WriteNumber("position"u8, channel.Position);
        json.WriteString("parent_id"u8, channel.Info.ParentId);
        json.WriteString("owner_id"u8, channel.OwnerId);
        json.WriteNumber("private_type"u8, channel.Info.PrivateType);
        json.WriteNumber("speak_permission"u8, channel.Info.SpeakPermission);
        json.WriteString("application_id"u8, channel.ApplicationId);
        json.WriteString("permissions"u8, "7"u8);
        json.WriteEndObject();
    }
}
