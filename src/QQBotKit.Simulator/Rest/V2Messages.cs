using System.Text.Json;
using QQBotKit.Simulator.Media;
using QQBotKit.Simulator.Messages;
using QQBotKit.Simulator.Rules;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Rest;

/// <summary>The body of a send to a user or a group.</summary>
internal sealed record V2Body(
    string? Content, JsonElement Markdown, JsonElement Media, JsonElement InputNotify, string? MsgId, string? EventId, int MsgType = 0, int MsgSeq = 1)
{
    public string? MsgId { get; init; } = MsgId is "" ? null : MsgId;

    public string? EventId { get; init; } = EventId is "" ? null : EventId;

    public bool HasMarkdown => Markdown.ValueKind == JsonValueKind.Object;
}

/// <summary>Sends to users and groups.</summary>
internal sealed class V2Messages(MessageLog log, MediaStore media, SendRules rules, TimeProvider time)
{
    public const int Text = 0;
    public const int Markdown = 2;

    private const int InputNotify = 6;
    private const int Media = 7;

    public void Map(PlatformApi api, SimulatedWorld world)
    {
        api.Map("POST", "/v2/users/{user_openid}/messages", call => SendAsync(call, world.Conversation<C2CChat>(call.Path("user_openid"))));
        api.Map("POST", "/v2/groups/{group_openid}/messages", call => SendAsync(call, world.Conversation<Group>(call.Path("group_openid"))));
    }

    private async Task SendAsync(Call call, Conversation? target)
    {
        if (await call.Http.ReadBodyAsync() is not { } raw)
        {
            await call.Http.RefuseAsync(PlatformError.TooLarge);
        }
        else if (Send(call, target, raw, out var sent) is { } refusal)
        {
            await call.Http.RefuseAsync(refusal);
        }
        else
        {
            await call.Http.AnswerAsync(sent!, static (json, sent) =>
            {
                json.WriteStartObject();
                WriteSent(json, sent);
                json.WriteEndObject();
            });
        }
    }

    /// <summary>Writes the fields by which a bot refers to what it sent.</summary>
    public static void WriteSent(Utf8JsonWriter json, Message sent)
    {
        json.WriteString("id"u8, sent.Id);
        json.WriteString("timestamp"u8, PlatformTime.Format(sent.At));
        json.WriteStartObject("ext_info"u8);
        json.WriteString("ref_idx"u8, sent.RefIdx);
        json.WriteEndObject();
    }

    private PlatformError? Send(Call call, Conversation? target, byte[] raw, out Message? sent)
    {
        sent = null;
        if (target is null)
        {
            return PlatformError.TargetMissing;
        }

        if (Http.Parse(raw, SimulatorJson.Default.V2Body) is not { } body)
        {
            return PlatformError.V2Malformed;
        }

        ReplySource? source = null;
        if ((CheckContent(body, target) ?? rules.FindSource(body.MsgId, body.EventId, target, out source)) is { } refusal)
        {
            return refusal;
        }

        var message = new Message
        {
            Id = MessageIds.Robot(),
            Conversation = target,
            Bot = call.Bot,
            Text = TextOf(body),
            Media = body.MsgType == Media ? MediaOf(body, target) : null,
            At = PlatformTime.Now(time),
            RefIdx = MessageIds.RefIdx(),
            ReplyTo = body.MsgId,
            ReplyToEvent = body.EventId,
            MsgType = body.MsgType,
            MsgSeq = body.MsgSeq,
            Raw = raw,
        };
        if (SendRules.Admit(call.Bot, target, source, body.MsgSeq) is { } limit)
        {
            return limit;
        }

        // Of an input notification the user sees "typing", not a message.
        if (body.MsgType != InputNotify)
        {
            log.Add(message);
        }

        sent = message;
        return null;
    }

    private PlatformError? CheckContent(V2Body body, Conversation target)
    {
        var hasContent = !string.IsNullOrEmpty(body.Content);
        return body.MsgType switch
        {
            Text => hasContent && !body.HasMarkdown ? null : PlatformError.ContentMismatch,
            Markdown => body.HasMarkdown && !hasContent ? null : PlatformError.ContentMismatch,
            Media when body.HasMarkdown || body.Media.ValueKind != JsonValueKind.Object => PlatformError.ContentMismatch,
            Media => MediaOf(body, target) is not null ? null : PlatformError.FileInfoInvalid,
            InputNotify when target is C2CChat && body.InputNotify.ValueKind != JsonValueKind.Object => PlatformError.ContentMismatch,
            InputNotify when target is C2CChat && body.MsgId is null => PlatformError.MsgIdInvalid,
            InputNotify when target is C2CChat =>
                body.InputNotify.TryGetProperty("input_type", out var type) && type.ValueKind == JsonValueKind.Number && type.TryGetInt32(out var value) && value is 1 or 2
                    ? null
                    : PlatformError.InputTypeWrong,
            _ => PlatformError.MsgTypeInvalid,
        };
    }

    private MediaFile? MediaOf(V2Body body, Conversation target) => media.Find(JsonText(body.Media, "file_info"), target is Group);

    private static string TextOf(V2Body body) =>
        body.HasMarkdown ? JsonText(body.Markdown, "content") ?? "" : body.Content ?? "";

    private static string? JsonText(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
