using System.Globalization;
using QQBotKit.Simulator.Guilds;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Rest;

/// <summary>Reads of the bot itself, its guilds and what their admins set for bots.</summary>
internal static class GuildEndpoints
{
    private const int MaxGuilds = 100;

    public static void Map(PlatformApi api, GuildApi guilds, SimulatedWorld world)
    {
        api.Map("GET", "/users/@me", static call => call.Http.AnswerAsync(call.Bot, static (json, bot) =>
        {
            json.WriteStartObject();
            GuildJson.WriteUser(json, bot.Self);
            json.WriteString("union_openid"u8, ""u8);
            json.WriteString("union_user_account"u8, ""u8);
            json.WriteString("share_url"u8, bot.ShareUrl);
            json.WriteString("welcome_msg"u8, ""u8);
            json.WriteEndObject();
        }));
        api.Map("GET", "/users/@me/guilds", call => call.Http.AnswerAsync(
            Page(world.Guilds, call.Http.Request.Query), static (json, guilds) => GuildJson.WriteArray(json, guilds, GuildJson.Write)));
        guilds.Guild("GET", "/guilds/{guild_id}", static (call, guild) => call.AnswerAsync(guild, GuildJson.Write));
        guilds.Guild("GET", "/guilds/{guild_id}/message/setting", static (call, guild) => call.AnswerAsync(guild.MessageSetting, static (json, setting) =>
        {
            json.WriteStartObject();
            json.WriteBoolean("disable_create_dm"u8, setting.DisableCreateDm);
            json.WriteBoolean("disable_push_msg"u8, setting.DisablePushMsg);
            GuildJson.WriteStrings(json, "channel_ids"u8, setting.ChannelIds);
            json.WriteNumber("channel_push_max_num"u8, setting.ChannelPushMaxNum);
            json.WriteEndObject();
        }));
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
}
