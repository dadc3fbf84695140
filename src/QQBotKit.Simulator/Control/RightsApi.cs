using System.Text.Json;
using System.Text.Json.Serialization;
using QQBotKit.Simulator.Accounts;
using QQBotKit.Simulator.Guilds;
using QQBotKit.Simulator.Rest;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Control;

/// <summary>What a bot may do from now on, by the names of <see cref="BotRights"/>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record RightsSetting(string? Bot, string[]? Rights);

/// <summary>What the admins of a guild decide about a call of a bot; null takes the decision back.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record GrantSetting(string? Bot, string? Guild, string? Method, string? Path, [property: JsonRequired] bool? Granted);

/// <summary>What the admins of a guild set for the messages of bots. What is left out stays as it is.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record GuildSetting(string? Guild, bool? DisableCreateDm, bool? DisablePushMsg, string[]? ChannelIds, int? ChannelPushMaxNum);

/// <summary>What the platform and the admins of guilds let bots do.</summary>
internal sealed class RightsApi(SimulatedWorld world, BotAccounts accounts)
{
    public void Map(ControlRoutes control)
    {
        control.Map("GET", "rights", ListAsync);
        control.Map("PUT", "rights", ControlJson.Default.RightsSetting, """{"bot":"APPID","rights":["private_domain","guild_admin"]}""", SetAsync);
        control.Map(
            "PUT", "grants", ControlJson.Default.GrantSetting,
            """{"bot":"APPID","guild":"ID","method":"GET","path":"/guilds/{guild_id}/members","granted":false}""", DecideAsync);
        control.Map(
            "PUT", "message-setting", ControlJson.Default.GuildSetting, """{"guild":"ID","disable_create_dm":true}""", SetMessagesAsync);
    }

    private Task ListAsync(HttpContext http) => http.AnswerAsync(accounts.All, static (json, bots) =>
    {
        json.WriteStartObject();
        json.WriteStartArray("rights"u8);
        foreach (var bot in bots)
        {
            json.WriteStartObject();
            json.WriteString("bot"u8, bot.AppId);
            GuildJson.WriteStrings(json, "rights"u8, RightNames.Of(bot.Rights));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private Task SetAsync(HttpContext http, RightsSetting setting)
    {
        if (accounts.Find(setting.Bot ?? "") is not { } bot)
        {
            return http.RefuseAsync(Lookup.UnknownBot(setting.Bot, accounts));
        }

        if (RightNames.Read(setting.Rights, out var rights) is { } wrong)
        {
            return http.RefuseAsync(wrong);
        }

        bot.Rights = rights;
        return ListAsync(http);
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

/// <summary>Rights of bots in the words of the control API.</summary>
internal static class RightNames
{
    private static readonly (BotRights Right, string Name)[] All =
    [
        .. Enum.GetValues<BotRights>().Where(right => right is not (BotRights.None or BotRights.All))
            .Select(right => (right, JsonNamingPolicy.SnakeCaseLower.ConvertName(right.ToString()))),
    ];

    public static IEnumerable<string> Of(BotRights rights) => All.Where(one => rights.HasFlag(one.Right)).Select(static one => one.Name);

    /// <summary>Reads a list of rights. Otherwise it says what is wrong and what there is.</summary>
    public static string? Read(string[]? names, out BotRights rights)
    {
        rights = BotRights.None;
        foreach (var name in names ?? [])
        {
            var (right, _) = Array.Find(All, one => one.Name == name);
            if (right == BotRights.None)
            {
                return $"unknown right {ControlAnswers.Quote(name)}: there is {string.Join(", ", Of(BotRights.All))}";
            }

            rights |= right;
        }

        return null;
    }
}
