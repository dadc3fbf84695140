using System.Globalization;
using System.Text.Json;
using QQBotKit.Simulator.Accounts;
using QQBotKit.Simulator.Audits;
using QQBotKit.Simulator.Guilds;
using QQBotKit.Simulator.Interactions;
using QQBotKit.Simulator.Media;
using QQBotKit.Simulator.Messages;
using QQBotKit.Simulator.Rules;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Rest;

/// <summary>The body of a send to a channel or a direct session.</summary>
internal sealed record GuildBody(
    string? Content, string? Image, JsonElement Embed, JsonElement Ark, JsonElement Markdown, JsonElement Keyboard, GuildReference? MessageReference, string? MsgId, string? EventId)
{
    public string? MsgId { get; init; } = MsgId is "" ? null : MsgId;

    public string? EventId { get; init; } = EventId is "" ? null : EventId;

    public bool HasMarkdown => Markdown.ValueKind == JsonValueKind.Object;

    /// <summary>Whether there is anything but markdown and its keyboard.</summary>
    public bool HasPlain =>
        !string.IsNullOrEmpty(Content) || !string.IsNullOrEmpty(Image) || Embed.ValueKind == JsonValueKind.Object || Ark.ValueKind == JsonValueKind.Object;
}

internal sealed record GuildReference(string? MessageId, bool IgnoreGetMessageError);

/// <summary>Sends to channels and direct sessions of guilds.</summary>
/// <param name="isOnline">Whether a bot has the connection to the gateway that these sends demand.</param>
internal sealed class GuildMessages(
    MessageLog log, MediaStore media, RuleBook book, SendRules rules, Outbox outbox, TimeProvider time, Func<Bot, bool> isOnline)
{
    private static readonly ApiIdentity ToChannel = new("POST", "/channels/{channel_id}/messages");
    private static readonly ApiIdentity ToDirect = new("POST", "/dms/{guild_id}/messages");

    public void Map(PlatformApi api, SimulatedWorld world)
    {
        api.Map("POST", ToChannel.Path, call =>
        {
            var channel = world.Conversation<Channel>(call.Path("channel_id"));
            return SendAsync(call, channel is { Type: ChannelType.Text } ? channel : null, channel?.Guild, ToChannel, PlatformError.ChannelMissing);
        });
        api.Map("POST", ToDirect.Path, call =>
        {
            var session = world.Conversation<DirectSession>(call.Path("guild_id"));
            return SendAsync(call, session, session?.Source, ToDirect, PlatformError.DirectMissing);
        });
    }

    private async Task SendAsync(Call call, Conversation? target, Guild? guild, ApiIdentity api, PlatformError missing)
    {
        var (raw, image, unread) = GuildForm.IsForm(call.Http)
            ? await GuildForm.ReadAsync(call.Http, media)
            : (await call.Http.ReadBodyAsync(), null, PlatformError.TooLarge);
        call.Http.Features.Get<CallRecord>()?.Asked(raw);
        if (raw is null)
        {
            await call.Http.RefuseAsync(unread!);
        }
        else if (target is null)
        {
            await call.Http.RefuseAsync(missing);
        }
        else if (guild!.Grants.IsRefused(call.Bot, api))
        {
            await call.Http.RefuseAsync(PlatformError.NotGranted);
        }
        else if (Http.Parse(raw, SimulatorJson.Default.GuildBody, out var where) is not { } body)
        {
            await call.Http.RefuseAsync(PlatformError.GuildMalformed.At(where));
        }
        else if (Check(call, body, raw, target, out var source) is { } refusal)
        {
            await call.Http.RefuseAsync(refusal);
        }
        else if (!isOnline(call.Bot))
        {
            await call.Http.RefuseAsync(PlatformError.NotOnline);
        }
        else if (rules.Admit(call, target, new(source, null, MentionsEveryone: MentionsEveryone(body)))?.InOlderShape is { } limit)
        {
            await call.Http.RefuseAsync(limit);
        }
        else
        {
            var message = new Message
            {
                Id = MessageIds.Guild(),
                Conversation = target,
                Bot = call.Bot,
                Text = TextOf(body),
                Media = image ?? (body.Image is { Length: > 0 } address ? new MediaFile(FileType.Image, "", null) { Source = address } : null),
                At = PlatformTime.Now(time),
                Quote = Quotation.Of(log.Find(body.MessageReference?.MessageId ?? "")),
                ReplyTo = body.MsgId,
                ReplyToEvent = body.EventId,
                SeqInChannel = target.NextSeq(),
                Raw = raw,
            };
            await outbox.SendAsync(call, message, () => call.Http.AnswerAsync((message, body), WriteMessage));
        }
    }

    private PlatformError? Check(Call call, GuildBody body, byte[] raw, Conversation target, out ReplySource? source)
    {
        source = body.MsgId is null ? null : log.Find(body.MsgId)?.Source;
        var refusal = book.Form(CheckForm(call, body, target) ?? Keyboard.Of(raw)?.Check())
            ?? (body.MsgId is null ? rules.FindSource(null, body.EventId, target, out source) : null);
        return (refusal ?? CheckAddresses(call, body, target))?.InOlderShape;
    }

    private PlatformError? CheckForm(Call call, GuildBody body, Conversation target) => (body.HasPlain, body.HasMarkdown) switch
    {
        (false, false) => PlatformError.MessageEmpty,
        (true, true) => PlatformError.MarkdownNotAlone,
        (false, true) when !call.Bot.Rights.HasFlag(BotRights.Invited) && body.Markdown.TryGetProperty("content", out _) => PlatformError.MarkdownUninvited,
        (false, true) => ContentRules.CheckMarkdown(body.Markdown),
        _ => null,
    }
        ?? ContentRules.CheckText(TextOf(body), body.HasMarkdown, target, book.Of(target).Text)
        ?? CheckReference(body.MessageReference, target)
        ?? (body.MsgId is null ? null : CheckAnswered(log.Find(body.MsgId), target));

    private static PlatformError? CheckAnswered(Message? answered, Conversation target) => answered switch
    {
        { } other when other.Conversation != target => PlatformError.GuildMsgIdWrong,
        { Bot: not null } => PlatformError.OwnMessage,
        null => PlatformError.GuildMsgIdWrong,
        _ => null,
    };

    // All that a message shows, but not what its buttons lead to.
    private PlatformError? CheckAddresses(Call call, GuildBody body, Conversation target)
    {
        var isForeign = book.IsOn && (ContentRules.HasForeignAddress(body.Content, call.Bot) || ContentRules.HasForeignAddress(body.Image, call.Bot)
            || Array.Exists([body.Markdown, body.Ark, body.Embed], part => ContentRules.HasForeignAddress(part, call.Bot)));
        return isForeign ? book.Limit(call, target, PlatformError.GuildAddress) : null;
    }

    private static bool MentionsEveryone(GuildBody body) => TextOf(body) is var text
        && (text.Contains("@everyone", StringComparison.Ordinal) || text.Contains("<qqbot-at-everyone", StringComparison.Ordinal));

    private PlatformError? CheckReference(GuildReference? reference, Conversation target) => reference?.MessageId is not { Length: > 0 } id
        ? null
        : log.Find(id) switch
        {
            null => reference.IgnoreGetMessageError ? null : PlatformError.ReferenceMissing,
            var quoted => quoted.Conversation == target ? null : PlatformError.ReferenceElsewhere,
        };

    /// <summary>What people read of a message.</summary>
    public static string TextOf(GuildBody body) => GuildText.Unescape(
        body.HasMarkdown && body.Markdown.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.String
            ? content.GetString()!
            : body.Content ?? "");

    /// <summary>Writes a message of a bot with the fields of the call that made it.</summary>
    public static void WriteMessage(Utf8JsonWriter json, (Message Message, GuildBody Body) sent)
    {
        var (message, body) = sent;
        json.WriteStartObject();
        json.WriteString("id"u8, message.Id);
        var (guildId, channelId) = GuildJson.Place(message.Conversation);
        json.WriteString("channel_id"u8, channelId);
        json.WriteString("guild_id"u8, guildId);
        json.WriteString("content"u8, body.Content ?? "");
        json.WriteString("timestamp"u8, PlatformTime.Format(message.At));
        if (message.Edit is { } edit)
        {
            json.WriteString("edited_timestamp"u8, PlatformTime.Format(edit.At));
        }

        json.WriteBoolean("mention_everyone"u8, false);
        json.WriteStartObject("author"u8);
        GuildJson.WriteUser(json, message.Bot!.Self);
        json.WriteEndObject();
        json.WriteNumber("seq"u8, message.SeqInChannel);
        json.WriteString("seq_in_channel"u8, message.SeqInChannel.ToString(CultureInfo.InvariantCulture));
        if (body.MessageReference is { MessageId: not null } reference)
        {
            json.WriteStartObject("message_reference"u8);
            json.WriteString("message_id"u8, reference.MessageId);
            json.WriteBoolean("ignore_get_message_error"u8, reference.IgnoreGetMessageError);
            json.WriteEndObject();
        }

        if (body.Image is { Length: > 0 })
        {
            json.WriteStartArray("attachments"u8);
            json.WriteStartObject();
            json.WriteString("url"u8, body.Image);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        if (body.Embed.ValueKind == JsonValueKind.Object)
        {
            json.WriteStartArray("embeds"u8);
            body.Embed.WriteTo(json);
            json.WriteEndArray();
        }

        if (body.Ark.ValueKind == JsonValueKind.Object)
        {
            json.WritePropertyName("ark"u8);
            body.Ark.WriteTo(json);
        }

        if (message.Conversation is DirectSession direct)
        {
            json.WriteBoolean("direct_message"u8, true);
            json.WriteString("src_guild_id"u8, direct.Source.Id);
        }

        json.WriteEndObject();
    }
}
