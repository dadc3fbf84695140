namespace QQBotKit.Core.Events;

/// <summary>Reads what became of messages: recalled, or reviewed.</summary>
internal static class MessageFateReader
{
    public static BotEvent? ReadDeleted(ref Incoming e)
    {
        if (e.Read(WireJson.Default.WireDeletion) is not { Message: { Id: { Length: > 0 } id } message } wire)
        {
            return e.Missing("message.id");
        }

        var userId = MessageReader.SenderId(e, message.Author, openid: null);
        return e.Blank<MessageDeleted>() with
        {
            Conversation = message.DirectMessage && message.GuildId is { Length: > 0 } session
                ? Target.Direct(session)
                : ConversationReader.Of(channel: message.ChannelId),
            MessageId = id,
            Sender = userId.Length == 0 ? null : MessageReader.Sender(userId, message.Author!),
            OperatorId = Incoming.OrNull(wire.OpUser?.Id),
            GuildId = Incoming.OrNull(message.GuildId),
            ChannelId = Incoming.OrNull(message.ChannelId),
            SourceGuildId = Incoming.OrNull(message.SrcGuildId),
        };
    }

    public static BotEvent? ReadAudit(ref Incoming e) => e.Read(WireJson.Default.WireAudit) is { AuditId: { Length: > 0 } id } wire
        ? e.Blank<MessageAuditEvent>() with
        {
            Conversation = ConversationReader.Of(wire.GroupOpenid, wire.UserOpenid, wire.ChannelId),
            AuditId = id,
            MessageId = Incoming.OrNull(wire.MessageId),
            GuildId = Incoming.OrNull(wire.GuildId),
            AuditedAt = wire.AuditTime,
            CreatedAt = wire.CreateTime,
        }
        : e.Missing("audit_id");
}

internal sealed class WireDeletion
{
    public WireDeletedMessage? Message { get; set; }

    public WireUserId? OpUser { get; set; }
}

internal sealed class WireDeletedMessage
{
    public string? Id { get; set; }

    public WireUser? Author { get; set; }

    public string? GuildId { get; set; }

    public string? ChannelId { get; set; }

    public string? SrcGuildId { get; set; }

    public bool DirectMessage { get; set; }
}

internal sealed class WireUserId
{
    public string? Id { get; set; }
}

internal sealed class WireAudit
{
    public string? AuditId { get; set; }

    public string? MessageId { get; set; }

    public string? GuildId { get; set; }

    public string? ChannelId { get; set; }

    public string? GroupOpenid { get; set; }

    public string? UserOpenid { get; set; }

    public DateTimeOffset? AuditTime { get; set; }

    public DateTimeOffset? CreateTime { get; set; }
}
