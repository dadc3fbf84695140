using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using QQBotKit.Simulator.Accounts;
using QQBotKit.Simulator.Guilds;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Rest;

/// <summary>What a role is to be like.</summary>
[JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
internal sealed record RoleFields(string? Name, uint? Color, int? Hoist);

/// <summary>Which of the fields count: those that are not 0.</summary>
[JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
internal sealed record RoleFilter(int Name = 1, int Color = 1, int Hoist = 1);

/// <summary>The body that makes or changes a role. Clients of the first years wrap the fields in <c>info</c>, next to a <c>filter</c>.</summary>
[JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
internal sealed record RoleBody(string? Name, uint? Color, int? Hoist, RoleFields? Info, RoleFilter? Filter)
{
    /// <summary>What counts of it; null when nothing does.</summary>
    public RoleFields? Fields
    {
        get
        {
            var filter = Info is null || Filter is null ? new RoleFilter() : Filter;
            var (name, color, hoist) = Info ?? new(Name, Color, Hoist);
            var fields = new RoleFields(filter.Name == 0 ? null : name, filter.Color == 0 ? null : color, filter.Hoist == 0 ? null : hoist);
            return fields is { Name: null, Color: null, Hoist: null } ? null : fields;
        }
    }
}

/// <summary>Names the channel that somebody is admin of.</summary>
internal sealed record RoleChannelBody(RoleChannel? Channel);

internal sealed record RoleChannel([property: JsonConverter(typeof(LooseText))] string? Id);

/// <summary>Roles of guilds, and who has them.</summary>
internal sealed class RoleEndpoints(SimulatedWorld world, GuildMembers members)
{
    private const int MaxRoles = 30;

    public void Map(GuildApi api)
    {
        api.Guild("GET", "/guilds/{guild_id}/roles", static (call, guild) => call.AnswerAsync((guild, call.Bot), static (json, state) =>
        {
            var (guild, bot) = state;
            json.WriteStartObject();
            json.WriteString("guild_id"u8, guild.Id);
            json.WritePropertyName("roles"u8);
            GuildJson.WriteArray(json, guild.Roles.All.Select(role => (role, guild, bot)), Write);
            json.WriteString("role_num_limit"u8, MaxRoles.ToString(CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }));
        api.Guild("POST", "/guilds/{guild_id}/roles", SimulatorJson.Default.RoleBody, CreateAsync, BotRights.GuildAdmin);
        api.Guild("PATCH", "/guilds/{guild_id}/roles/{role_id}", SimulatorJson.Default.RoleBody, ChangeAsync, BotRights.GuildAdmin);
        api.Guild("DELETE", "/guilds/{guild_id}/roles/{role_id}", DeleteAsync, BotRights.GuildAdmin);
        const string MemberPath = "/guilds/{guild_id}/members/{user_id}/roles/{role_id}";
        var body = SimulatorJson.Default.RoleChannelBody;
        api.Guild("PUT", MemberPath, body, (call, guild, body) => GiveOrTakeAsync(call, guild, body, give: true), BotRights.GuildAdmin);
        api.Guild("DELETE", MemberPath, body, (call, guild, body) => GiveOrTakeAsync(call, guild, body, give: false), BotRights.GuildAdmin);
    }

    private async Task<PlatformError?> CreateAsync(Call call, Guild guild, RoleBody body)
    {
        if (body.Fields is not { } fields)
        {
            return PlatformError.RoleEmpty;
        }

        var role = new Role(world.NextNumber(), fields.Name ?? "", fields.Color ?? 0, fields.Hoist is > 0 ? 1 : 0, 2000);
        return guild.Roles.Add(role, static all => all.Count(one => !one.IsDefault) < MaxRoles ? null : PlatformError.RolesTooMany)
            ?? await call.AnswerAsync((guild, role, call.Bot), static (json, made) =>
            {
                json.WriteStartObject();
                json.WriteString("role_id"u8, made.role.Id);
                json.WritePropertyName("role"u8);
                Write(json, (made.role, made.guild, made.Bot));
                json.WriteEndObject();
            });
    }

    private static async Task<PlatformError?> ChangeAsync(Call call, Guild guild, RoleBody body)
    {
        if (body.Fields is not { } fields)
        {
            return PlatformError.RoleEmpty;
        }

        var changed = guild.Roles.Change(call.Path("role_id"), role => role with
        {
            Name = fields.Name ?? role.Name,
            Color = fields.Color ?? role.Color,
            Hoist = fields.Hoist is { } hoist ? Math.Sign(hoist) : role.Hoist,
        });
        return changed is null ? PlatformError.RoleMissing : await call.AnswerAsync((guild, role: changed, call.Bot), static (json, changed) =>
        {
            json.WriteStartObject();
            json.WriteString("guild_id"u8, changed.guild.Id);
            json.WriteString("role_id"u8, changed.role.Id);
            json.WritePropertyName("role"u8);
            Write(json, (changed.role, changed.guild, changed.Bot));
            json.WriteEndObject();
        });
    }

    private async Task<PlatformError?> DeleteAsync(Call call, Guild guild)
    {
        if (guild.Roles.Find(call.Path("role_id")) is not { } role)
        {
            return PlatformError.RoleMissing;
        }

        if (role.IsDefault)
        {
            return PlatformError.RoleFixed;
        }

        // All are asked, for one who is given the role just now may not show it yet.
        guild.Roles.Remove(role.Id);
        foreach (var member in guild.Members.All)
        {
            await members.ChangeAsync(guild, member.Id, member => Take(member, role.Id), call.Bot.Id);
        }

        return await call.AnswerAsync(StatusCodes.Status204NoContent);
    }

    private async Task<PlatformError?> GiveOrTakeAsync(Call call, Guild guild, RoleChannelBody body, bool give)
    {
        var (userId, roleId) = (call.Path("user_id"), call.Path("role_id"));
        if (guild.Roles.Find(roleId) is null)
        {
            return PlatformError.RoleMissing;
        }

        if (guild.Members.Find(userId) is null)
        {
            return PlatformError.MemberMissing;
        }

        if (roleId is RoleIds.Everyone or RoleIds.Owner)
        {
            return PlatformError.RoleFixed;
        }

        if (roleId == RoleIds.ChannelAdmin)
        {
            if (guild.Channels.Find(body.Channel?.Id) is not { } channel)
            {
                return PlatformError.RoleChannelMissing;
            }

            // Who manages one channel is admin of that one; he keeps the role while there is another.
            if (give)
            {
                channel.Permissions.Change(isRole: false, userId, ChannelPermissions.Manage, 0);
            }
            else
            {
                channel.Permissions.Withdraw(userId, ChannelPermissions.Manage);
            }

            give |= guild.Channels.All.Any(channel => channel.Permissions.IsGiven(userId, ChannelPermissions.Manage));
        }

        await members.ChangeAsync(guild, userId, member => give && guild.Roles.Find(roleId) is not null ? Give(member, roleId) : Take(member, roleId), call.Bot.Id);
        return await call.AnswerAsync(StatusCodes.Status204NoContent);
    }

    private static Member Give(Member member, string roleId) => member.Roles.Contains(roleId) ? member : member with { Roles = [.. member.Roles, roleId] };

    private static Member Take(Member member, string roleId) =>
        member.Roles.Contains(roleId) ? member with { Roles = [.. member.Roles.Where(id => id != roleId)] } : member;

    private static void Write(Utf8JsonWriter json, (Role Role, Guild Guild, Bot Reader) state)
    {
        var (role, guild, reader) = state;
        json.WriteStartObject();
        json.WriteString("id"u8, role.Id);
        json.WriteString("name"u8, role.Name);
        json.WriteNumber("color"u8, role.Color);
        json.WriteNumber("hoist"u8, role.Hoist);
        json.WriteNumber("number"u8, guild.Members.All.Append(guild.Member(reader)).Count(member => member.Roles.Contains(role.Id)));
        json.WriteNumber("member_limit"u8, role.MemberLimit);
        json.WriteEndObject();
    }
}
