using System.Text.Json.Serialization;
using QQBotKit.Simulator.Accounts;
using QQBotKit.Simulator.Rest;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Control;

/// <summary>What the admins of a guild decide about a call of a bot; null takes the decision back.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record GrantSetting(string? Bot, string? Guild, string? Method, string? Path, [property: JsonRequired] bool? Granted);

/// <summary>What the admins of a guild set for the messages of bots. What is left out stays as it is.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record GuildSetting(string? Guild, bool? DisableCreateDm, bool? DisablePushMsg, string[]? ChannelIds, int? ChannelPushMaxNum);

/// <summary>What the admins of guilds let bots do.</summary>
internal sealed class GrantApi(SimulatedWorld world, BotAccounts accounts)
{
    public void Map(ControlRoutes control)
    {
        control.Map(
            "PUT", "grants", ControlJson.Default.GrantSetting,
            """{"bot":"APPID","guild":"ID","method":"GET","path":"/guilds/{guild_id}/members","granted":false}""", DecideAsync);
        control.Map(
            "PUT", "message-setting", ControlJson.Default.GuildSetting, """{"guild":"ID","disable_create_dm":true}""", SetMessagesAsync);
    }

    private Task DecideAsync(HttpContext http, GrantSetting setting)
    {
        if (accounts.Find(setting.Bot ?? "") is not { } bot)
        {
            return http.RefuseAsync(Lookup.UnknownBot(setting.Bot, accounts));
        }

        if (world.Guild(setting.Guild) is not { } guild)
        {
            return http.RefuseAsync(UnknownGuild(setting.Guild));
        }

        var api = new ApiIdentity(setting.Method ?? "", setting.Path ?? "");
        if (!Array.Exists(PermissionEndpoints.Grantable, one => one.Api == api))
        {
            return http.RefuseAsync(
                $"no admin decides about {ControlAnswers.Quote($"{api.Method} {api.Path}")}: there is "
                + string.Join(", ", PermissionEndpoints.Grantable.Select(one => $"{one.Api.Method} {one.Api.Path}")));
        }

        guild.Grants.Decide(bot, api, setting.Granted);
        return http.AnswerAsync(StatusCodes.Status204NoContent);
    }

    private Task SetMessagesAsync(HttpContext http, GuildSetting setting)
    {
        if (world.Guild(setting.Guild) is not { } guild)
        {
            return http.RefuseAsync(UnknownGuild(setting.Guild));
        }

        var before = guild.MessageSetting;
        guild.MessageSetting = new(
            setting.DisableCreateDm ?? before.DisableCreateDm, setting.DisablePushMsg ?? before.DisablePushMsg, setting.ChannelIds ?? before.ChannelIds,
            setting.ChannelPushMaxNum ?? before.ChannelPushMaxNum);
        return http.AnswerAsync(StatusCodes.Status204NoContent);
    }

    private string UnknownGuild(string? id) =>
        $"unknown guild {ControlAnswers.Quote(id)}: there is {string.Join(", ", world.Guilds.Select(guild => $"{guild.Id} ({guild.Info.Name})"))}";
}
