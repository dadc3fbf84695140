using System.Text.Json.Serialization;
using QQBotKit.Simulator.Guilds;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Rest;

/// <summary>The body that makes a channel or changes one. What it lacks stays as it is.</summary>
[JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
internal sealed record ChannelBody(
    string? Name,
    int? Type,
    int? SubType,
    int? Position,
    [property: JsonConverter(typeof(LooseText))] string? ParentId,
    int? PrivateType,
    string[]? PrivateUserIds,
    int? SpeakPermission,
    [property: JsonConverter(typeof(LooseText))] string? ApplicationId);

/// <summary>Channels of guilds.</summary>
internal sealed class ChannelEndpoints(SimulatedWorld world, GuildChannels channels)
{
    private const BotRights Managers = BotRights.PrivateDomain | BotRights.GuildAdmin;

    public void Map(GuildApi api)
    {
        api.Guild("GET", "/guilds/{guild_id}/channels", static (call, guild) => call.AnswerAsync(
            guild.Channels.All.Select(channel => (channel, call.Bot)), static (json, all) => GuildJson.WriteArray(json, all, GuildJson.Write)));
        api.Guild("POST", "/guilds/{guild_id}/channels", SimulatorJson.Default.ChannelBody, CreateAsync, Managers);
        api.Channel("GET", "/channels/{channel_id}", static (call, channel) => call.AnswerAsync((channel, call.Bot), GuildJson.Write));
        api.Channel("PATCH", "/channels/{channel_id}", SimulatorJson.Default.ChannelBody, ChangeAsync, Managers);
        api.Channel("DELETE", "/channels/{channel_id}", async (call, channel) =>
        {
            await channels.DeleteAsync(channel, call.Bot.Id);
            return await call.AnswerAsync(StatusCodes.Status200OK);
        }, Managers);
        api.Channel("GET", "/channels/{channel_id}/online_nums", static (call, channel) => call.AnswerAsync(channel, static (json, channel) =>
        {
            json.WriteStartObject();
            json.WriteNumber("online_nums"u8, VoiceRooms.In(channel).Count());
            json.WriteEndObject();
        }));
        api.Channel("GET", "/channels/{channel_id}/voice/members", static (call, channel) => call.AnswerAsync(
            VoiceRooms.In(channel), static (json, members) => GuildJson.WriteArray(json, members, GuildJson.Write)));
    }

    private async Task<PlatformError?> CreateAsync(Call call, Guild guild, ChannelBody body)
    {
        var type = body.Type ?? ChannelType.Text;
        if (string.IsNullOrWhiteSpace(body.Name))
        {
            return PlatformError.ChannelNameMissing;
        }

        if (type is not (ChannelType.Text or ChannelType.Voice or ChannelType.Category or ChannelType.Live or ChannelType.Application or ChannelType.Forum))
        {
            return PlatformError.ChannelTypeUnknown;
        }

        if (Check(guild, type, body) is { } refusal)
        {
            return refusal;
        }

        var channel = new Channel(Apply(body, new(body.Name)))
        {
            Id = world.NextNumber(),
            Guild = guild,
            Type = type,
            SubType = body.SubType ?? 0,
            ApplicationId = body.ApplicationId is { Length: > 0 } application ? application : "0",
            OwnerId = call.Bot.Id,
        };
        Admit(channel, body);
        await channels.CreateAsync(channel, body.Position, call.Bot.Id);
        return await call.AnswerAsync((channel, call.Bot), GuildJson.Write);
    }

    private async Task<PlatformError?> ChangeAsync(Call call, Channel channel, ChannelBody body)
    {
        if (Check(channel.Guild, channel.Type, body) is { } refusal)
        {
            return refusal;
        }

        Admit(channel, body);
        await channels.ChangeAsync(channel, Apply(body, channel.Info), body.Position, call.Bot.Id);
        return await call.AnswerAsync((channel, call.Bot), GuildJson.Write);
    }

    private static PlatformError? Check(Guild guild, int type, ChannelBody body)
    {
        if (type == ChannelType.Category && body.Position < 2)
        {
            return PlatformError.CategoryPositionTaken;
        }

        if (body.ParentId is { Length: > 0 } and not "0" && guild.Channels.Find(body.ParentId) is not { Type: ChannelType.Category })
        {
            return PlatformError.CategoryMissing;
        }

        return body.PrivateType is < 0 or > 2 || body.SpeakPermission is < 0 or > 2 ? PlatformError.GuildMalformed : null;
    }

    private static ChannelInfo Apply(ChannelBody body, ChannelInfo info) => new(
        string.IsNullOrWhiteSpace(body.Name) ? info.Name : body.Name,
        body.ParentId is { Length: > 0 } parent ? parent : info.ParentId,
        body.PrivateType ?? info.PrivateType,
        body.SpeakPermission is > 0 and var speak ? speak : info.SpeakPermission);

    // Whoever is listed sees the channel and speaks in it, whatever its settings say of the others.
    private static void Admit(Channel channel, ChannelBody body)
    {
        foreach (var userId in body.PrivateUserIds ?? [])
        {
            channel.Permissions.Change(isRole: false, userId, ChannelPermissions.View | ChannelPermissions.Speak, 0);
        }
    }
}
