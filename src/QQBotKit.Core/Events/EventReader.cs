using System.Text;
using System.Text.Json;
using QQBotKit.Core.Gateway;

namespace QQBotKit.Core.Events;

/// <summary>
/// Makes contract events of frames: the one place that knows both. It never throws: what is not as documented becomes
/// a <see cref="RawEvent"/>, with the reason.
/// </summary>
internal sealed class EventReader
{
    private volatile string? _selfId;

    /// <summary>The bot's own id in guilds, from READY; null before it.</summary>
    public string? SelfId
    {
        get => _selfId;
        set => _selfId = value;
    }

    /// <summary>Reads an event. The result owns a copy of the frame's data.</summary>
    /// <param name="frame">A dispatch frame.</param>
    /// <param name="type">Its documented type, if it has one.</param>
    /// <param name="problem">Why a documented event became a raw one; else null.</param>
    public BotEvent Read(in Frame frame, EventType? type, out string? problem)
    {
        problem = null;
        var data = frame.Data.ToArray();
        var eventId = frame.Id.IsEmpty ? null : Text(frame.Id.Span);
        if (type is { Shape: not EventShape.Raw })
        {
            try
            {
                var wire = JsonSerializer.Deserialize(data, WireJson.Default.WireMessage);
                if (Message(type, wire, data, eventId, out problem) is { } message)
                {
                    return message;
                }
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                problem = e is JsonException { Path: { } path } ? $"{path} is not as documented" : "it is not as documented";
            }
        }

        return new RawEvent
        {
            Type = type?.Name ?? Text(frame.Type.Span),
            EventId = eventId,
            Json = data,
            Conversation = ConversationReader.Read(data),
        };
    }

    private MessageReceived? Message(EventType type, WireMessage? wire, byte[] data, string? eventId, out string? problem)
    {
        var author = wire?.Author;
        var (target, senderId) = type.Shape switch
        {
            EventShape.GroupMessage => (Target.Group(First(wire?.GroupOpenid, wire?.GroupId)), First(author?.MemberOpenid, author?.Id)),
            EventShape.C2CMessage => (Target.C2C(First(author?.UserOpenid, author?.Id)), First(author?.UserOpenid, author?.Id)),
            EventShape.GuildMessage => (Target.Channel(wire?.ChannelId ?? ""), author?.Id ?? ""),
            _ => (Target.Direct(wire?.GuildId ?? ""), author?.Id ?? ""),
        };
        problem = Missing(wire, target, senderId);
        if (problem is not null)
        {
            return null;
        }

        var inGuild = type.Shape is EventShape.GuildMessage or EventShape.DirectMessage;
        var content = wire!.Content ?? "";
        var mentions = Mentions(wire.Mentions, out var mentionsMe);
        return new MessageReceived
        {
            Type = type.Name,
            EventId = eventId,
            Json = data,
            Conversation = target,
            Id = wire.Id!,
            Sender = new Sender(senderId, author!.Username ?? "")
            {
                IsBot = author.Bot,
                Role = string.IsNullOrEmpty(author.MemberRole) ? null : author.MemberRole,
                UnionOpenid = string.IsNullOrEmpty(author.UnionOpenid) ? null : author.UnionOpenid,
            },
            Content = content,
            Text = MessageText.Read(content, id => IsSelf(id, wire.Mentions, type.AddressesBot), inGuild),
            Timestamp = wire.Timestamp,
            ToMe = type.AddressesBot || mentionsMe,
            GuildId = inGuild && wire.GuildId is { Length: > 0 } ? wire.GuildId : null,
            Mentions = mentions,
            Attachments = Attachments(wire.Attachments),
        };
    }

    private static string? Missing(WireMessage? wire, Target target, string senderId) =>
        string.IsNullOrEmpty(wire?.Id) ? "d.id is missing"
        : senderId.Length == 0 ? "d.author has no id"
        : target.Id.Length == 0 ? $"the id of the {target.Scene} conversation is missing"
        : null;

    /// <summary>
    /// The bot in a mention token: by its id from READY, by the platform's own mark, or, in an event that exists only
    /// because the bot was addressed, as the one bot in the list (before READY told the id, or where a group has another).
    /// </summary>
    private bool IsSelf(ReadOnlySpan<char> id, WireUser?[]? mentions, bool addressed)
    {
        if (_selfId is { } self && id.SequenceEqual(self))
        {
            return true;
        }

        foreach (var mention in mentions ?? [])
        {
            if (mention is not null && (mention.IsYou || (addressed && mention.Bot))
                && (id.SequenceEqual(mention.Id) || id.SequenceEqual(mention.MemberOpenid)))
            {
                return true;
            }
        }

        return false;
    }

    private Mention[] Mentions(WireUser?[]? wire, out bool mentionsMe)
    {
        mentionsMe = false;
        if (wire is null or [])
        {
            return [];
        }

        var mentions = new List<Mention>(wire.Length);
        foreach (var user in wire)
        {
            if (user is null)
            {
                continue;
            }

            var id = First(user.MemberOpenid, user.Id);
            var me = user.IsYou || (id.Length > 0 && id == _selfId);
            mentionsMe |= me;
            if (!me && (id.Length > 0 || user.Scope == "all"))
            {
                mentions.Add(new Mention(id, user.Username ?? "", Everyone: user.Scope == "all"));
            }
        }

        return [.. mentions];
    }

    private static Attachment[] Attachments(WireAttachment?[]? wire)
    {
        if (wire is null or [])
        {
            return [];
        }

        var attachments = new List<Attachment>(wire.Length);
        foreach (var file in wire)
        {
            if (file is { Url: { Length: > 0 } url })
            {
                attachments.Add(new Attachment(Absolute(url), file.ContentType ?? "")
                {
                    FileName = string.IsNullOrEmpty(file.Filename) ? null : file.Filename,
                    Size = file.Size,
                    Width = file.Width,
                    Height = file.Height,
                    VoiceWavUrl = string.IsNullOrEmpty(file.VoiceWavUrl) ? null : Absolute(file.VoiceWavUrl),
                    Transcript = string.IsNullOrEmpty(file.AsrReferText) ? null : file.AsrReferText,
                });
            }
        }

        return [.. attachments];
    }

    private static string First(string? preferred, string? other) => string.IsNullOrEmpty(preferred) ? other ?? "" : preferred;

    // Guild attachments never have a scheme, others sometimes lack it.
    private static string Absolute(string url) =>
        url.StartsWith("http", StringComparison.OrdinalIgnoreCase) ? url : $"https://{url.TrimStart('/')}";

    private static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);
}
