using System.Globalization;
using System.Text.Json.Serialization;
using QQBotKit.Simulator.Guilds;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Rest;

/// <summary>Rights to give and to take: sums of bits as decimal text.</summary>
internal sealed record PermissionBody(
    [property: JsonConverter(typeof(LooseText))] string? Add, [property: JsonConverter(typeof(LooseText))] string? Remove);

/// <summary>What a bot asks the admins of a guild for.</summary>
internal sealed record DemandBody([property: JsonConverter(typeof(LooseText))] string? ChannelId, DemandedApi? ApiIdentify, string? Desc);

internal sealed record DemandedApi(string? Path, string? Method);

/// <summary>What members may do in channels, and what bots may call in guilds.</summary>
internal sealed class PermissionEndpoints(TimeProvider time)
{
    private const int MaxDemands = 3;

    /// <summary>The calls that admins grant, by the templates of the documentation.</summary>
    public static readonly (ApiIdentity Api, string Desc)[] Grantable =
    [
        (new("GET", "/guilds/{guild_id}"), "获取频道详情"),
        (new("GET", "/guilds/{guild_id}/channels"), "获取子频道列表"),
        (new("GET", "/channels/{channel_id}"), "获取子频道详情"),
        (new("POST", "/guilds/{guild_id}/channels"), "创建子频道"),
        (new("PATCH", "/channels/{channel_id}"), "修改子频道"),
        (new("DELETE", "/channels/{channel_id}"), "删除子频道"),
        (new("GET", "/guilds/{guild_id}/members"), "获取频道成员列表"),
        (new("GET", "/guilds/{guild_id}/members/{user_id}"), "获取当前频道成员信息"),
        (new("DELETE", "/guilds/{guild_id}/members/{user_id}"), "删除频道成员"),
        (new("GET", "/guilds/{guild_id}/roles"), "获取频道身份组列表"),
        (new("POST", "/guilds/{guild_id}/roles"), "创建频道身份组"),
        (new("PATCH", "/guilds/{guild_id}/mute"), "频道全员禁言"),
        (new("POST", "/channels/{channel_id}/messages"), "创建消息"),
        (new("DELETE", "/channels/{channel_id}/messages/{message_id}"), "撤回消息"),
        (new("POST", "/guilds/{guild_id}/announces"), "创建频道公告"),
        (new("PUT", "/channels/{channel_id}/pins/{message_id}"), "添加精华消息"),
        (new("POST", "/channels/{channel_id}/schedules"), "创建日程"),
        (new("PUT", "/channels/{channel_id}/messages/{message_id}/reactions/{type}/{id}"), "发表表情表态"),
        (new("PUT", "/channels/{channel_id}/threads"), "发表帖子"),
    ];

    public void Map(GuildApi api)
    {
        const string OfMember = "/channels/{channel_id}/members/{user_id}/permissions";
        const string OfRole = "/channels/{channel_id}/roles/{role_id}/permissions";
        var body = SimulatorJson.Default.PermissionBody;
        api.Channel("GET", OfMember, static (call, channel) => channel.Guild.Member(call.Path("user_id"), call.Bot) is { } member
            ? AnswerAsync(call, channel, "user_id", member.Id, channel.Permissions.Of(member))
            : Call.Refuse(PlatformError.NoMemberOfChannel), BotRights.GuildAdmin);
        api.Channel("PUT", OfMember, body, static (call, channel, body) => channel.Guild.Member(call.Path("user_id"), call.Bot) is { } member
            ? ChangeAsync(call, channel, isRole: false, member.Id, body)
            : Call.Refuse(PlatformError.NoMemberOfChannel), BotRights.GuildAdmin);
        api.Channel("GET", OfRole, static (call, channel) => channel.Guild.Roles.Find(call.Path("role_id")) is { } role
            ? AnswerAsync(call, channel, "role_id", role.Id, channel.Permissions.OfRole(role.Id))
            : Call.Refuse(PlatformError.PermissionsInvalid), BotRights.GuildAdmin);
        api.Channel("PUT", OfRole, body, static (call, channel, body) => channel.Guild.Roles.Find(call.Path("role_id")) is { } role
            ? ChangeAsync(call, channel, isRole: true, role.Id, body)
            : Call.Refuse(PlatformError.PermissionsInvalid), BotRights.GuildAdmin);
        api.Guild("GET", "/guilds/{guild_id}/api_permission", static (call, guild) => call.AnswerAsync((guild, call.Bot), static (json, state) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("apis"u8);
            foreach (var (api, desc) in Grantable)
            {
                json.WriteStartObject();
                json.WriteString("path"u8, api.Path);
                json.WriteString("method"u8, api.Method);
                json.WriteString("desc"u8, desc);
                json.WriteNumber("auth_status"u8, state.guild.Grants.IsRefused(state.Bot, api) ? 0 : 1);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }));
        api.Guild("POST", "/guilds/{guild_id}/api_permission/demand", SimulatorJson.Default.DemandBody, DemandAsync);
    }

    private static async Task<PlatformError?> ChangeAsync(Call call, Channel channel, bool isRole, string id, PermissionBody body)
    {
        if (!TryMask(body.Add, out var add) || !TryMask(body.Remove, out var remove) || ((add | remove) & ChannelPermissions.Manage) != 0)
        {
            return PlatformError.PermissionsInvalid;
        }

        channel.Permissions.Change(isRole, id, add, remove);
        return await call.AnswerAsync(StatusCodes.Status204NoContent);
    }

    private async Task<PlatformError?> DemandAsync(Call call, Guild guild, DemandBody body)
    {
        if (body.ApiIdentify is not { Path: { Length: > 0 } path, Method: { Length: > 0 } method } || string.IsNullOrEmpty(body.Desc)
            || guild.Channels.Find(body.ChannelId) is not { } channel)
        {
            return PlatformError.DemandInvalid;
        }

        var (api, desc) = Array.Find(Grantable, one => one.Api == new ApiIdentity(method, path));
        if (desc is null)
        {
            return PlatformError.DemandedApiUnknown;
        }

        if (guild.Grants.IsGranted(call.Bot, api))
        {
            return PlatformError.AlreadyGranted;
        }

        if (!guild.Grants.Demands(call.Bot).TryTake(MaxDemands, Messages.PlatformTime.Now(time)))
        {
            return PlatformError.DemandsTooMany;
        }

        return await call.AnswerAsync((channel, api, title: $"{call.Bot.Name}申请授权{desc}权限", body.Desc), static (json, card) =>
        {
            json.WriteStartObject();
            json.WriteString("guild_id"u8, card.channel.Guild.Id);
            json.WriteString("channel_id"u8, card.channel.Id);
            json.WriteStartObject("api_identify"u8);
            json.WriteString("path"u8, card.api.Path);
            json.WriteString("method"u8, card.api.Method);
            json.WriteEndObject();
            json.WriteString("title"u8, card.title);
            json.WriteString("desc"u8, card.Desc);
            json.WriteEndObject();
        });
    }

    private static Task<PlatformError?> AnswerAsync(Call call, Channel channel, string idName, string id, ulong permissions) =>
        call.AnswerAsync((channel.Id, idName, id, permissions), static (json, found) =>
        {
            json.WriteStartObject();
            json.WriteString("channel_id"u8, found.Id);
            json.WriteString(found.idName, found.id);
            json.WriteString("permissions"u8, GuildJson.Text(found.permissions));
            json.WriteEndObject();
        });

    private static bool TryMask(string? text, out ulong mask)
    {
        mask = 0;
        return string.IsNullOrEmpty(text) || ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out mask);
    }
}
