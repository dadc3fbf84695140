using System.Text.Json;
using QQBotKit.Simulator.Audits;
using QQBotKit.Simulator.Interactions;
using QQBotKit.Simulator.Media;
using QQBotKit.Simulator.Messages;
using QQBotKit.Simulator.Rules;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Rest;

/// <summary>The body of a send to a user or a group.</summary>
internal sealed record V2Body(
    string? Content, JsonElement Markdown, Keyboard? Keyboard, JsonElement Media, InputNotify? InputNotify, Reference? MessageReference,
    string? MsgId, string? EventId, bool IsWakeup, int MsgType = 0, int MsgSeq = 1)
{
    public string? MsgId { get; init; } = MsgId is "" ? null : MsgId;

    public string? EventId { get; init; } = EventId is "" ? null : EventId;

    public bool HasMarkdown => Markdown.ValueKind == JsonValueKind.Object;
}

internal sealed record InputNotify(int? InputType, int? InputSecond);

internal sealed record Reference(string? MessageId);

/// <summary>Sends to users and groups.</summary>
internal sealed class V2Messages(MessageLog log, MediaStore media, RuleBook book, SendRules rules, Outbox outbox, TimeProvider time)
{
    public const int Text = 0;
    public const int Markdown = 2;
    public const int Media = 7;

    private const int Notify = 6;
    private const int InputBegins = 1;
    private const int InputEnds = 2;
    private const int LongestInput = 60;

    public void Map(PlatformApi api, SimulatedWorld world)
    {
        api.Map("POST", "/v2/users/{user_openid}/messages", call => SendAsync(call, world.Conversation<C2CChat>(call.Path("user_openid"))));
        api.Map("POST", "/v2/groups/{group_openid}/messages", call => SendAsync(call, world.Conversation<Group>(call.Path("group_openid"))));
    }

    private async Task SendAsync(Call call, Conversation? target)
    {
        if (await call.Http.ReadBodyAsync() is not { } raw)
        {
            await call.EndAsync(PlatformError.TooLarge);
        }
        else if (Make(call, target, raw, out var message) is { } refusal)
        {
            await call.EndAsync(refusal);
        }
        else if (message!.MsgType == Notify)
        {
            // Of an input notification the user sees "typing", not a message.
            await AnswerAsync(call, message);
        }
        else
        {
            await outbox.SendAsync(call, message, () => AnswerAsync(call, message));
        }
    }

    private static Task AnswerAsync(Call call, Message sent) => call.Http.AnswerAsync(sent, static (json, sent) =>
    {
        json.WriteStartObject();
        WriteSent(json, sent);
        json.WriteEndObject();
    });

    /// <summary>Writes the fields by which a bot refers to what it sent.</summary>
    public static void WriteSent(Utf8JsonWriter json, Message sent)
    {
        json.WriteString("id"u8, sent.Id);
        json.WriteString("timestamp"u8, PlatformTime.Format(sent.At));
        json.WriteStartObject("ext_info"u8);
        json.WriteString("ref_idx"u8, sent.RefIdx);
        json.WriteEndObject();
    }

    private PlatformError? Make(Call call, Conversation? target, byte[] raw, out Message? message)
    {
        message = null;
        if (target is null)
        {
            return PlatformError.TargetMissing;
        }

        if (Http.Parse(raw, SimulatorJson.Default.V2Body, out var where) is not { } body)
        {
            return PlatformError.V2Malformed.At(where);
        }

        ReplySource? source = null;
        if ((book.Form(CheckForm(body, target)) ?? rules.FindSource(body.MsgId, body.EventId, target, out source)
            ?? CheckAddresses(call, target, body)
            ?? rules.Admit(call, target, new(source, body.MsgSeq, body.IsWakeup, body.MsgType == Notify))) is { } refusal)
        {
            return refusal;
        }

        message = new()
        {
            Id = MessageIds.Robot(),
            Conversation = target,
            Bot = call.Bot,
            Text = TextOf(body),
            Media = body.MsgType == Media ? MediaOf(body, target) : null,
            Quote = Quotation.Of(log.FindByIndex(body.MessageReference?.MessageId, target)),
            At = PlatformTime.Now(time),
            RefIdx = MessageIds.RefIdx(),
            ReplyTo = body.MsgId,
            ReplyToEvent = body.EventId,
            MsgType = body.MsgType,
            MsgSeq = body.MsgSeq,
            Raw = raw,
        };
        if (body is { MsgType: Notify, InputNotify: { } notify })
        {
            log.Tell(new TypingNotice(call.Bot, target, notify.InputType == InputEnds ? 0 : notify.InputSecond ?? LongestInput));
        }

        return null;
    }

    private PlatformError? CheckForm(V2Body body, Conversation target) => CheckContent(body, target)
        ?? ContentRules.CheckText(TextOf(body), body.HasMarkdown, target, book.Of(target).Text)
        ?? (body.HasMarkdown ? ContentRules.CheckMarkdown(body.Markdown) : null)
        ?? body.Keyboard?.Check()
        ?? body switch
        {
            { IsWakeup: true } when target is not C2CChat => PlatformError.WakeUpUnsupported,
            { IsWakeup: true } when (body.MsgId ?? body.EventId) is not null => PlatformError.Invalid("is_wakeup excludes msg_id and event_id"),
            _ => null,
        };

    // Users may be sent any address.
    private PlatformError? CheckAddresses(Call call, Conversation target, V2Body body) =>
        book.IsOn && target is Group && (ContentRules.HasForeignAddress(body.Content, call.Bot) || ContentRules.HasForeignAddress(body.Markdown, call.Bot))
            ? book.Limit(call, target, PlatformError.GroupAddress)
            : null;

    private PlatformError? CheckContent(V2Body body, Conversation target)
    {
        var hasContent = !string.IsNullOrEmpty(body.Content);
        return body.MsgType switch
        {
            Text => hasContent && !body.HasMarkdown ? null : PlatformError.ContentMismatch,
            Markdown => body.HasMarkdown && !hasContent ? null : PlatformError.ContentMismatch,
            Media when body.HasMarkdown || body.Media.ValueKind != JsonValueKind.Object => PlatformError.ContentMismatch,
            Media => MediaOf(body, target) is not null ? null : PlatformError.FileInfoInvalid,
            Notify when target is C2CChat && body.InputNotify is null => PlatformError.ContentMismatch,
            Notify when target is C2CChat && body.MsgId is null => PlatformError.MsgIdInvalid,
            Notify when target is C2CChat => body.InputNotify is { InputType: InputBegins or InputEnds } ? null : PlatformError.InputTypeWrong,
            _ => PlatformError.MsgTypeInvalid,
        };
    }

    private MediaFile? MediaOf(V2Body body, Conversation target) => media.Find(JsonText(body.Media, "file_info"), target is Group);

    private static string TextOf(V2Body body) =>
        body.HasMarkdown ? JsonText(body.Markdown, "content") ?? "" : body.Content ?? "";

    private static string? JsonText(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
