using System.Text.Json;
using System.Text.Json.Serialization;
using QQBotKit.Simulator.Guilds;
using QQBotKit.Simulator.Messages;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Rest;

/// <summary>What is to be announced: a message, or channels.</summary>
[JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
internal sealed record AnnouncementBody(
    string? MessageId,
    [property: JsonConverter(typeof(LooseText))] string? ChannelId,
    int? AnnouncesType,
    RecommendedChannel[]? RecommendChannels);

/// <summary>Announcements (公告) and pinned messages (精华消息).</summary>
internal sealed class ContentEndpoints(MessageLog log)
{
    // Means every one of them, where a message id is expected.
    private const string All = "all";
    private const int MaxRecommended = 3;
    private const int MaxPins = 20;

    public void Map(GuildApi api)
    {
        api.Guild("POST", "/guilds/{guild_id}/announces", SimulatorJson.Default.AnnouncementBody, AnnounceAsync);
        api.Guild("DELETE", "/guilds/{guild_id}/announces/{message_id}", static (call, guild) =>
        {
            if (call.Path("message_id") is not All and var id && guild.Announcement?.MessageId != id)
            {
                return Call.Refuse(PlatformError.AnnouncedMessageMissing);
            }

            guild.Announcement = null;
            return call.AnswerAsync(StatusCodes.Status204NoContent);
        });
        api.Channel("POST", "/channels/{channel_id}/announces", SimulatorJson.Default.AnnouncementBody, AnnounceInChannelAsync);
        api.Channel("DELETE", "/channels/{channel_id}/announces/{message_id}", static (call, channel) =>
        {
            if (call.Path("message_id") is not All and var id && channel.Announced != id)
            {
                return Call.Refuse(PlatformError.AnnouncedMessageMissing);
            }

            channel.Announced = null;
            return call.AnswerAsync(StatusCodes.Status204NoContent);
        });
        api.Channel("GET", "/channels/{channel_id}/pins", static (call, channel) => call.AnswerAsync(channel, WritePins));
        api.Channel("PUT", "/channels/{channel_id}/pins/{message_id}", PinAsync);
        api.Channel("DELETE", "/channels/{channel_id}/pins/{message_id}", UnpinAsync);
    }

    private Task<PlatformError?> AnnounceAsync(Call call, Guild guild, AnnouncementBody body)
    {
        if (body.MessageId is { Length: > 0 } id)
        {
            if (guild.Channels.Find(body.ChannelId) is not { } channel)
            {
                return Call.Refuse(PlatformError.AnnouncementInvalid);
            }

            // A message is announced to members only, whatever type the call names.
            return CheckMessage(channel, id) is { } refusal ? Call.Refuse(refusal) : SetAsync(call, guild, new(channel.Id, id, 0, []));
        }

        var recommended = body.RecommendChannels ?? [];
        if (recommended.Length == 0)
        {
            return Call.Refuse(PlatformError.AnnouncementInvalid);
        }

        if (body.AnnouncesType is not (null or 0 or 1))
        {
            return Call.Refuse(PlatformError.AnnouncementTypeWrong);
        }

        if (recommended.Length > MaxRecommended)
        {
            return Call.Refuse(PlatformError.RecommendedTooMany);
        }

        return Array.TrueForAll(recommended, one => guild.Channels.Find(one.ChannelId) is { Info.PrivateType: 0 })
            ? SetAsync(call, guild, new("0", "", body.AnnouncesType ?? 0, recommended))
            : Call.Refuse(PlatformError.RecommendedInvalid);
    }

    private Task<PlatformError?> AnnounceInChannelAsync(Call call, Channel channel, AnnouncementBody body)
    {
        if (CheckMessage(channel, body.MessageId ?? "") is { } refusal)
        {
            return Call.Refuse(refusal);
        }

        channel.Announced = body.MessageId;
        return call.AnswerAsync((channel.Guild, new Announcement(channel.Id, body.MessageId!, 0, [])), Write);
    }

    private static Task<PlatformError?> SetAsync(Call call, Guild guild, Announcement announcement)
    {
        guild.Announcement = announcement;
        return call.AnswerAsync((guild, announcement), Write);
    }

    private PlatformError? CheckMessage(Channel channel, string id) => log.Find(id) switch
    {
        null => PlatformError.AnnouncedMessageMissing,
        var message when message.Conversation != channel => PlatformError.MessageOfOtherChannel,
        _ => null,
    };

    private async Task<PlatformError?> PinAsync(Call call, Channel channel)
    {
        var id = call.Path("message_id");
        if (CheckMessage(channel, id) is { } refusal)
        {
            return refusal;
        }

        return channel.Pins.Add(new(id), all => CheckMessage(channel, id) ?? (all.Count < MaxPins ? null : PlatformError.PinsTooMany))
            ?? await call.AnswerAsync(channel, WritePins);
    }

    private static Task<PlatformError?> UnpinAsync(Call call, Channel channel)
    {
        var id = call.Path("message_id");
        foreach (var pin in id == All ? channel.Pins.All : [])
        {
            channel.Pins.Remove(pin.Id);
        }

        return id == All || channel.Pins.Remove(id) is not null
            ? call.AnswerAsync(StatusCodes.Status204NoContent)
            : Call.Refuse(PlatformError.AnnouncedMessageMissing);
    }

    private static void Write(Utf8JsonWriter json, (Guild Guild, Announcement Announcement) made)
    {
        var (guild, announcement) = made;
        json.WriteStartObject();
        json.WriteString("guild_id"u8, guild.Id);
        json.WriteString("channel_id"u8, announcement.ChannelId);
        json.WriteString("message_id"u8, announcement.MessageId);
        json.WriteNumber("announces_type"u8, announcement.Type);
        json.WriteStartArray("recommend_channels"u8);
        foreach (var (channelId, introduce) in announcement.Recommended)
        {
            json.WriteStartObject();
            json.WriteString("channel_id"u8, channelId);
            json.WriteString("introduce"u8, introduce ?? "");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WritePins(Utf8JsonWriter json, Channel channel)
    {
        json.WriteStartObject();
        json.WriteString("guild_id"u8, channel.Guild.Id);
        json.WriteString("channel_id"u8, channel.Id);
        GuildJson.WriteStrings(json, "message_ids"u8, channel.Pins.All.Select(pin => pin.Id));
        json.WriteEndObject();
    }
}
