using QQBotKit.Simulator.Accounts;
using QQBotKit.Simulator.Messages;
using QQBotKit.Simulator.Rules;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Rest;

/// <summary>A piece of a streamed message.</summary>
internal sealed record StreamBody(
    string? InputMode, int? InputState, int? Index, string? ContentType, string? ContentRaw, string? MsgId, string? EventId, string? StreamMsgId,
    bool IsWakeup, int MsgSeq = 1)
{
    public string? MsgId { get; init; } = MsgId is "" ? null : MsgId;

    public string? EventId { get; init; } = EventId is "" ? null : EventId;

    public bool IsFirst => string.IsNullOrEmpty(StreamMsgId);

    public bool Replaces => InputMode == "replace";

    public bool IsLast => InputState == StreamedText.Finished;

    public string Text => ContentRaw ?? "";
}

/// <summary>Messages to users that grow while the bot writes them.</summary>
internal sealed class StreamMessages(MessageLog log, RuleBook book, SendRules rules, TimeProvider time)
{
    private const int MaxLength = 10_000;

    private static readonly PlatformError PrefixChanged = PlatformError.V2(40007, "the delivered prefix was changed");
    private static readonly PlatformError TooLong = PlatformError.V2(40054007, "message too long");

    public void Map(PlatformApi api, SimulatedWorld world) =>
        api.Map("POST", "/v2/users/{user_openid}/stream_messages", SimulatorJson.Default.StreamBody, (call, body) =>
        {
            Message? message = null;
            var refusal = world.Conversation<C2CChat>(call.Path("user_openid")) is { } chat
                ? book.Form(Check(body)) ?? (body.IsFirst ? Begin(call, chat, body, out message) : GoOn(call.Bot, chat, body, out message))
                : PlatformError.TargetMissing;
            return refusal is not null ? call.EndAsync(refusal) : call.Http.AnswerAsync(message!, static (json, message) =>
            {
                json.WriteStartObject();
                V2Messages.WriteSent(json, message);
                json.WriteNumber("remain_msg_len"u8, MaxLength - message.Text.Length);
                json.WriteEndObject();
            });
        });

    private static PlatformError? Check(StreamBody body) => body switch
    {
        { InputMode: not (null or "append" or "replace") } => PlatformError.Invalid("input_mode is append or replace"),
        { InputState: not (null or StreamedText.Growing or StreamedText.Finished) } => PlatformError.Invalid("input_state is 1 or 10"),
        { ContentType: not (null or "text" or "markdown") } => PlatformError.Invalid("content_type is text or markdown"),
        { IsWakeup: true } when (body.MsgId ?? body.EventId) is not null => PlatformError.Invalid("is_wakeup excludes msg_id and event_id"),
        { IsFirst: true, Index: not (null or 0) } => PlatformError.Invalid("the first piece has the index 0 and the next ones a stream_msg_id"),
        { Text.Length: > MaxLength } => TooLong,
        _ => null,
    };

    private PlatformError? Begin(Call call, C2CChat chat, StreamBody body, out Message? begun)
    {
        begun = null;
        if ((rules.FindSource(body.MsgId, body.EventId, chat, out var source) ?? rules.Admit(call, chat, new(source, body.MsgSeq, body.IsWakeup))) is { } refusal)
        {
            return refusal;
        }

        begun = new()
        {
            Id = MessageIds.Robot(),
            Conversation = chat,
            Bot = call.Bot,
            Text = body.Text,
            At = PlatformTime.Now(time),
            RefIdx = MessageIds.RefIdx(),
            ReplyTo = body.MsgId,
            ReplyToEvent = body.EventId,
            MsgType = body.ContentType == "markdown" ? V2Messages.Markdown : V2Messages.Text,
            MsgSeq = body.MsgSeq,
            Stream = new(body.Text, 0, body.IsLast),
        };
        log.Add(begun);
        return null;
    }

    private PlatformError? GoOn(Bot bot, C2CChat chat, StreamBody body, out Message? message)
    {
        message = log.Find(body.StreamMsgId!);
        if (message is not { Stream: not null } || message.Bot != bot || message.Conversation != chat)
        {
            return PlatformError.MsgIdInvalid;
        }

        if (message.ReplyTo != body.MsgId || message.ReplyToEvent != body.EventId || message.MsgSeq != body.MsgSeq)
        {
            return PlatformError.Invalid("msg_id, event_id and msg_seq are the same in all pieces");
        }

        // One piece at a time, whatever the client does.
        lock (message)
        {
            var old = message.Stream;
            var text = body.Replaces ? body.Text : old.Text + body.Text;
            var refusal = old switch
            {
                _ when body.Index == old.Index => PlatformError.Deduplicated,
                { IsFinished: true } => PlatformError.Invalid("the stream is finished"),
                _ when body.Index is { } index && index != old.Index + 1 => PlatformError.Invalid($"the next index is {old.Index + 1}"),
                _ when !text.StartsWith(old.Text, StringComparison.Ordinal) => PrefixChanged,
                _ when text.Length > MaxLength => TooLong,
                _ => null,
            };
            if (refusal is null)
            {
                message.Stream = new(text, old.Index + 1, body.IsLast);
                log.Tell(message, MessageChange.Stream);
            }

            return refusal;
        }
    }
}
