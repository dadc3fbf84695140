using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using QQBotKit.Simulator.Accounts;
using QQBotKit.Simulator.Guilds;
using QQBotKit.Simulator.Messages;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Rest;

/// <summary>A guide to the settings of a guild for bots.</summary>
internal sealed record GuideBody(string? Content, SettingGuide? SettingGuide);

internal sealed record SettingGuide([property: JsonConverter(typeof(LooseText))] string? GuildId);

/// <summary>What can be done with the messages of guilds but sending them: read, edit, recall; and the guides, which the platform words itself.</summary>
internal sealed class MessageEndpoints(SimulatedWorld world, MessageLog log, MessageFates fates, TimeProvider time, Func<Bot, bool> isOnline)
{
    private const int MaxPage = 20;

    public void Map(GuildApi guilds)
    {
        const string All = "/channels/{channel_id}/messages";
        const string One = "/channels/{channel_id}/messages/{message_id}";
        guilds.Channel("GET", All, ListAsync, BotRights.PrivateDomain);
        guilds.Channel("GET", One, (call, channel) => Find(call, channel) is not { } message
            ? Call.Refuse(PlatformError.MessageIdWrong)
            : call.AnswerAsync((message, call.Bot), static (json, found) =>
            {
                json.WriteStartObject();
                json.WritePropertyName("message"u8);
                Write(json, found);
                json.WriteEndObject();
            }), BotRights.PrivateDomain);
        guilds.Channel("PATCH", One, EditAsync);
        guilds.Channel("DELETE", One, RecallAsync, BotRights.PrivateDomain);
        guilds.Channel("POST", "/channels/{channel_id}/settingguide", SimulatorJson.Default.GuideBody, (call, channel, body) => GuideAsync(
            call, channel, body, isValid: true));
        guilds.Direct("DELETE", "/dms/{guild_id}/messages/{message_id}", RecallAsync, BotRights.PrivateDomain);
        guilds.Direct("POST", "/dms/{guild_id}/settingguide", SimulatorJson.Default.GuideBody, (call, session, body) =>
            GuideAsync(call, session, body, isValid: world.Guild(body.SettingGuide?.GuildId) is not null));
    }

    private Message? Find(Call call, Conversation place) => log.Find(call.Path("message_id")) is { } message && message.Conversation == place ? message : null;

    private Task<PlatformError?> ListAsync(Call call, Channel channel)
    {
        var query = call.Http.Request.Query;
        var limit = MaxPage;
        string[] anchors = [.. Anchors.Where(name => !string.IsNullOrEmpty(query[name]))];
        if (anchors.Length > 1
            || !string.IsNullOrEmpty(query["limit"])
                && (!int.TryParse(query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > MaxPage))
        {
            return Call.Refuse(PlatformError.PageInvalid);
        }

        var all = log.In(channel);
        if (anchors is [])
        {
            return AnswerAsync(call, all.TakeLast(limit));
        }

        var place = all.TakeWhile(message => message.Id != query[anchors[0]]).Count();
        return place == all.Count ? Call.Refuse(PlatformError.MessageIdWrong) : AnswerAsync(call, anchors[0] switch
        {
            "before" => all.Take(place).TakeLast(limit),
            "after" => all.Skip(place + 1).Take(limit),
            _ => all.Skip(Math.Max(0, place - limit / 2)).Take(limit),
        });
    }

    private static readonly string[] Anchors = ["around", "before", "after"];

    private static Task<PlatformError?> AnswerAsync(Call call, IEnumerable<Message> page) => call.AnswerAsync(
        page.Select(message => (message, call.Bot)), static (json, page) => GuildJson.WriteArray(json, page, Write));

    private async Task<PlatformError?> EditAsync(Call call, Channel channel)
    {
        if (await call.Http.ReadBodyAsync() is not { } raw)
        {
            return PlatformError.TooLarge;
        }

        if (Http.Parse(raw, SimulatorJson.Default.GuildBody) is not { } body)
        {
            return PlatformError.GuildMalformed;
        }

        if (Find(call, channel) is not { } message)
        {
            return PlatformError.MessageIdWrong;
        }

        if (message.Bot != call.Bot)
        {
            return PlatformError.EditOfOthers;
        }

        if (BodyOf(message).Keyboard.ValueKind != JsonValueKind.Object)
        {
            return PlatformError.EditWithoutKeyboard;
        }

        if (body.Keyboard.ValueKind != JsonValueKind.Object)
        {
            return PlatformError.EditDropsKeyboard;
        }

        message.Edit = new(GuildMessages.TextOf(body), raw, PlatformTime.Now(time));
        log.Tell(message, MessageChange.Edit);
        return await call.AnswerAsync((message, body), GuildMessages.WriteMessage);
    }

    // Of an admin's right to recall others' messages its owner and admins are excepted.
    private async Task<PlatformError?> RecallAsync(Call call, Conversation place)
    {
        if (Find(call, place) is not { } message)
        {
            return PlatformError.MessageIdWrong;
        }

        var isAllowed = message.Bot == call.Bot
            || place is Channel && call.Bot.Rights.HasFlag(BotRights.GuildAdmin) && message.Author is not { IsGuildAdmin: true };
        if (!isAllowed)
        {
            return PlatformError.RecallForbidden;
        }

        await fates.RecallAsync(message, call.Bot.Id);
        return await call.AnswerAsync(StatusCodes.Status200OK);
    }

    private async Task<PlatformError?> GuideAsync(Call call, Conversation place, GuideBody body, bool isValid)
    {
        if (place is Channel { Type: not ChannelType.Text })
        {
            return PlatformError.ChannelMissing;
        }

        if (!isValid)
        {
            return PlatformError.GuideMalformed;
        }

        if (!isOnline(call.Bot))
        {
            return PlatformError.NotOnline;
        }

        var message = new Message
        {
            Id = MessageIds.Guild(),
            Conversation = place,
            Bot = call.Bot,
            Text = $"{body.Content}[消息设置引导]",
            At = PlatformTime.Now(time),
            SeqInChannel = place.NextSeq(),
            Raw = JsonSerializer.SerializeToUtf8Bytes(body, SimulatorJson.Default.GuideBody),
        };
        log.Add(message);
        return await call.AnswerAsync((message, call.Bot), Write);
    }

    private static void Write(Utf8JsonWriter json, (Message Message, Bot Reader) found)
    {
        if (found.Message.Bot is null)
        {
            MessageEvents.Write(json, found);
        }
        else
        {
            GuildMessages.WriteMessage(json, (found.Message, BodyOf(found.Message)));
        }
    }

    // It was read when it was sent, so it can be read again.
    private static GuildBody BodyOf(Message message) => Http.Parse(message.Raw!, SimulatorJson.Default.GuildBody)!;
}
