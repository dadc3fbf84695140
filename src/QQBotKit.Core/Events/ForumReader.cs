using System.Text.Json.Serialization;

namespace QQBotKit.Core.Events;

/// <summary>Reads what happens in forums.</summary>
internal static class ForumReader
{
    public static BotEvent? Read(ref Incoming e)
    {
        if (e.Read(WireJson.Default.WireForum) is not { ChannelId: { Length: > 0 } channel } wire)
        {
            return e.Missing("channel_id");
        }

        var info = wire.ThreadInfo ?? wire.PostInfo ?? wire.ReplyInfo ?? new WireForumInfo();
        var read = e.Blank<ForumEvent>() with
        {
            Conversation = Target.Channel(channel),
            GuildId = wire.GuildId ?? "",
            ChannelId = channel,
            AuthorId = wire.AuthorId ?? "",
            ThreadId = info.ThreadId ?? "",
            Timestamp = info.DateTime,
        };
        return read switch
        {
            ForumThreadEvent thread => thread with { Title = info.Title ?? ForumText.Empty, Content = info.Content ?? ForumText.Empty },
            ForumPostEvent post => post with { PostId = info.PostId ?? "", Content = info.Content ?? ForumText.Empty },
            ForumReplyEvent reply => reply with { PostId = info.PostId ?? "", ReplyId = info.ReplyId ?? "", Content = info.Content ?? ForumText.Empty },
            _ => read,
        };
    }

    public static BotEvent? ReadAudit(ref Incoming e) => e.Read(WireJson.Default.WireForumAudit) is { ChannelId: { Length: > 0 } channel } wire
        ? e.Blank<ForumPublishAudited>() with
        {
            Conversation = Target.Channel(channel),
            GuildId = wire.GuildId ?? "",
            ChannelId = channel,
            AuthorId = wire.AuthorId ?? "",
            Timestamp = wire.DateTime,
            Kind = (ForumPublication)wire.Type,
            Passed = wire.Result == 0,
            Error = wire.ErrMsg ?? "",
            ThreadId = wire.ThreadId ?? "",
            PostId = wire.PostId ?? "",
            ReplyId = wire.ReplyId ?? "",
        }
        : e.Missing("channel_id");

    public static BotEvent? ReadOpen(ref Incoming e) => e.Read(WireJson.Default.WireForum) is { ChannelId: { Length: > 0 } channel } wire
        ? e.Blank<OpenForumEvent>() with
        {
            Conversation = Target.Channel(channel),
            GuildId = wire.GuildId ?? "",
            ChannelId = channel,
            AuthorId = wire.AuthorId ?? "",
        }
        : e.Missing("channel_id");
}

internal sealed class WireForum
{
    public string? GuildId { get; set; }

    public string? ChannelId { get; set; }

    public string? AuthorId { get; set; }

    public WireForumInfo? ThreadInfo { get; set; }

    public WireForumInfo? PostInfo { get; set; }

    public WireForumInfo? ReplyInfo { get; set; }
}

internal sealed class WireForumInfo
{
    public string? ThreadId { get; set; }

    public string? PostId { get; set; }

    public string? ReplyId { get; set; }

    [JsonConverter(typeof(ForumTextConverter))]
    public ForumText? Title { get; set; }

    [JsonConverter(typeof(ForumTextConverter))]
    public ForumText? Content { get; set; }

    public DateTimeOffset? DateTime { get; set; }
}

internal sealed class WireForumAudit
{
    public string? GuildId { get; set; }

    public string? ChannelId { get; set; }

    public string? AuthorId { get; set; }

    public int Type { get; set; }

    public int Result { get; set; }

    public string? ErrMsg { get; set; }

    public string? ThreadId { get; set; }

    public string? PostId { get; set; }

    public string? ReplyId { get; set; }

    public DateTimeOffset? DateTime { get; set; }
}
