using System.Globalization;
using System.Text.Json.Serialization;
using QQBotKit.Simulator.Guilds;
using QQBotKit.Simulator.Messages;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Rest;

/// <summary>What else happens when a member is removed.</summary>
[JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
internal sealed record RemovalBody(bool? AddBlacklist, int? DeleteHistoryMsgDays);

/// <summary>Members of guilds.</summary>
internal sealed class MemberEndpoints(GuildMembers members, MessageFates fates, MessageLog log, TimeProvider time)
{
    private const int MaxPage = 400;

    public void Map(GuildApi api)
    {
        api.Guild("GET", "/guilds/{guild_id}/members", ListAsync, BotRights.PrivateDomain);
        api.Guild("GET", "/guilds/{guild_id}/members/{user_id}", static (call, guild) =>
            guild.Member(call.Path("user_id"), call.Bot) is { } member ? call.AnswerAsync(member, GuildJson.Write) : Call.Refuse(PlatformError.MemberMissing));
        api.Guild(
            "DELETE", "/guilds/{guild_id}/members/{user_id}", SimulatorJson.Default.RemovalBody, RemoveAsync, BotRights.PrivateDomain | BotRights.GuildAdmin);
        api.Guild("GET", "/guilds/{guild_id}/roles/{role_id}/members", ListOfRoleAsync, BotRights.PrivateDomain);
    }

    private static Task<PlatformError?> ListAsync(Call call, Guild guild)
    {
        if (!TryLimit(call, out var limit))
        {
            return Call.Refuse(PlatformError.PageInvalid);
        }

        var after = call.Http.Request.Query["after"].ToString();
        var page = guild.Members.All.Append(guild.Member(call.Bot))
            .Where(member => Compare(member.Id, after) > 0)
            .OrderBy(member => member.Id, Comparer<string>.Create(Compare))
            .Take(limit);
        return call.AnswerAsync(page, static (json, page) => GuildJson.WriteArray(json, page, GuildJson.Write));
    }

    private static Task<PlatformError?> ListOfRoleAsync(Call call, Guild guild)
    {
        var roleId = call.Path("role_id");
        if (guild.Roles.Find(roleId) is null)
        {
            return Call.Refuse(PlatformError.RoleMissing);
        }

        if (!TryLimit(call, out var limit) || !TryNumber(call.Http.Request.Query["start_index"], 0, out var start))
        {
            return Call.Refuse(PlatformError.PageInvalid);
        }

        Member[] all = [.. guild.Members.All.Append(guild.Member(call.Bot)).Where(member => member.Roles.Contains(roleId))];
        return call.AnswerAsync((page: all.Skip(start).Take(limit), next: start + limit < all.Length ? start + limit : 0), static (json, state) =>
        {
            json.WriteStartObject();
            json.WritePropertyName("data"u8);
            GuildJson.WriteArray(json, state.page, GuildJson.Write);
            json.WriteString("next"u8, GuildJson.Text((ulong)state.next));
            json.WriteEndObject();
        });
    }

    private async Task<PlatformError?> RemoveAsync(Call call, Guild guild, RemovalBody body)
    {
        if (guild.Members.Find(call.Path("user_id")) is not { } member)
        {
            return PlatformError.MemberMissing;
        }

        if (member.IsGuildAdmin)
        {
            return PlatformError.AdminStays;
        }

        if (body.DeleteHistoryMsgDays is not (null or -1 or 0 or 3 or 7 or 15 or 30))
        {
            return PlatformError.GuildMalformed;
        }

        if (body.DeleteHistoryMsgDays is not (null or 0) and var days)
        {
            ForgetMessages(guild, member, days < 0 ? DateTimeOffset.MinValue : time.GetUtcNow().AddDays(-days.Value));
        }

        await members.LeaveAsync(guild, member.Id, call.Bot.Id, body.AddBlacklist == true);
        return await call.AnswerAsync(StatusCodes.Status204NoContent);
    }

    // Without an event for each: no page promises one.
    private void ForgetMessages(Guild guild, Member member, DateTimeOffset since)
    {
        foreach (var channel in guild.Channels.All)
        {
            foreach (var message in log.In(channel).Where(message => message.Author?.Id == member.Id && message.At >= since))
            {
                fates.Recall(message);
            }
        }
    }

    private static bool TryLimit(Call call, out int limit) => TryNumber(call.Http.Request.Query["limit"], 1, out limit) && limit is >= 1 and <= MaxPage;

    private static bool TryNumber(string? text, int missing, out int number)
    {
        number = missing;
        return string.IsNullOrEmpty(text) || int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    // Ids are numbers of up to 64 bits.
    private static int Compare(string id, string other) =>
        id.Length != other.Length ? id.Length - other.Length : string.CompareOrdinal(id, other);
}
