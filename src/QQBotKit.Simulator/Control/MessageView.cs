using System.Text.Json;
using QQBotKit.Simulator.Media;
using QQBotKit.Simulator.Messages;

namespace QQBotKit.Simulator.Control;

/// <summary>Messages as the control API shows them.</summary>
internal static class MessageView
{
    public static void Write(Utf8JsonWriter json, Message message)
    {
        json.WriteStartObject();
        json.WriteNumber("seq"u8, message.Seq);
        json.WriteString("id"u8, message.Id);
        json.WriteString("from"u8, message.Bot is null ? "user"u8 : "bot"u8);
        json.WriteString("sender"u8, message.Bot?.Id ?? message.Author!.Id);
        json.WriteString("sender_name"u8, message.Bot?.Name ?? message.Author!.Person.Name);
        json.WriteString("scene"u8, message.Conversation.Scene);
        json.WriteString("conversation"u8, message.Conversation.Id);
        json.WriteString("text"u8, message.Text);
        json.WriteString("reply_to"u8, message.ReplyTo);
        json.WriteString("at"u8, PlatformTime.Format(message.At));
        json.WriteString("event_id"u8, message.EventId);
        if (message.RefIdx.Length > 0)
        {
            json.WriteString("ref_idx"u8, message.RefIdx);
        }

        if (message.Quote is { } quote)
        {
            json.WriteString("quote"u8, quote.Id);
        }

        Attachment.Write(json, message.Attachments, message.Conversation);
        if (message.ReplyToEvent is not null)
        {
            json.WriteString("reply_to_event"u8, message.ReplyToEvent);
        }

        if (message.Bot is not null)
        {
            json.WriteString("bot"u8, message.Bot.AppId);
        }

        if (message.MsgType is { } type)
        {
            json.WriteNumber("msg_type"u8, type);
        }

        if (message.MsgSeq is { } seq)
        {
            json.WriteNumber("msg_seq"u8, seq);
        }

        if (message.Stream is { } stream)
        {
            json.WriteStartObject("stream"u8);
            json.WriteNumber("index"u8, stream.Index);
            json.WriteBoolean("finished"u8, stream.IsFinished);
            json.WriteEndObject();
        }

        if (message.Edit is { } edit)
        {
            json.WriteString("edited_at"u8, PlatformTime.Format(edit.At));
        }

        if (message.IsRecalled)
        {
            json.WriteBoolean("recalled"u8, true);
        }

        if (message.Media is not null)
        {
            MediaView.Write(json, message.Media);
        }

        if (message.Raw is not null)
        {
            json.WritePropertyName("raw"u8);
            json.WriteRawValue(message.Raw, skipInputValidation: true);
        }

        json.WriteEndObject();
    }
}
