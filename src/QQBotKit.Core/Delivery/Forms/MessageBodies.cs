using QQBotKit.Api;

namespace QQBotKit.Core.Delivery.Forms;

/// <summary>Makes of a message what the platform's calls take. Whether the scene takes it was found out before.</summary>
internal static class MessageBodies
{
    /// <summary>A message to a group or to one person.</summary>
    /// <param name="route">Where it goes.</param>
    /// <param name="parts">The message.</param>
    /// <param name="seq">Its number among the answers; null for an active message.</param>
    /// <param name="fileInfo">What the upload of its file gave; null if it has none.</param>
    public static MessageBody Of(in Route route, MessageParts parts, int? seq, string? fileInfo)
    {
        var markdown = MarkdownOf(route.To.Scene, parts);
        return new MessageBody
        {
            Type = parts switch
            {
                { TypingSeconds: > 0 } => MessageType.InputNotify,
                { Media: not null } => MessageType.Media,
                _ when markdown is not null => MessageType.Markdown,
                _ => MessageType.Text,
            },
            Content = markdown is null && parts.TypingSeconds == 0 ? OutgoingText.For(route.To.Scene, parts) : null,
            Markdown = markdown,
            Keyboard = parts.Keyboard,
            Media = fileInfo is null ? null : new MessageMedia(fileInfo),
            InputNotify = parts.TypingSeconds == 0 ? null : new InputNotify(parts.TypingSeconds),
            MessageReference = parts.QuotedIndex is { Length: > 0 } index ? new MessageReference(index) : null,
            MessageId = route.MessageId,
            EventId = route.EventId,
            MessageSeq = seq,
            IsWakeup = parts.IsWakeUp ? true : null,
        };
    }

    /// <summary>A message to a channel of a guild or a direct message of one.</summary>
    public static GuildMessageBody Of(in Route route, MessageParts parts) => new()
    {
        Content = parts is { Text.Length: > 0, IsMarkdown: false } ? OutgoingText.For(route.To.Scene, parts) : null,
        Markdown = MarkdownOf(route.To.Scene, parts),
        Keyboard = parts.Keyboard,
        Ark = parts.Ark,
        Embed = parts.Embed,

        // A picture of this machine goes as a form, which carries no quote.
        MessageReference = parts is { QuotedId: { Length: > 0 } id, Media: null or { Url: not null } }
            ? new MessageReference(id) { IgnoreGetMessageError = true }
            : null,
        MessageId = route.MessageId,
        EventId = route.EventId,
    };

    private static Markdown? MarkdownOf(Scene scene, MessageParts parts) => parts switch
    {
        { TemplateId: { } template } => new Markdown
        {
            CustomTemplateId = template,
            Params = [.. parts.TemplateParams.Select(param => new MarkdownParam(
                param.Key, [.. param.Values.Select(value => OutgoingText.Words(scene, value, isMarkdown: true))]))],
        },
        { IsMarkdown: true } => new Markdown { Content = OutgoingText.For(scene, parts), ForceVerifyImageResource = parts.VerifyImages ? true : null },
        _ => null,
    };
}
