namespace QQBotKit.Core.Events;

/// <summary>A piece of what is written in a forum.</summary>
internal sealed class WireRichObject
{
    public int Type { get; set; }

    public WireRichTextPart? TextInfo { get; set; }

    public WireAt? AtInfo { get; set; }

    public WireUrl? UrlInfo { get; set; }

    public WireEmojiInfo? EmojiInfo { get; set; }

    public WireChannelInfo? ChannelInfo { get; set; }
}

internal sealed class WireRichTextPart
{
    public string? Text { get; set; }
}

internal sealed class WireAt
{
    public WireAtUser? UserInfo { get; set; }

    public WireAtRole? RoleInfo { get; set; }

    public WireAtGuild? GuildInfo { get; set; }
}

internal sealed class WireAtUser
{
    public string? Id { get; set; }

    public string? Nick { get; set; }
}

internal sealed class WireAtRole
{
    public string? RoleId { get; set; }

    public string? Name { get; set; }
}

internal sealed class WireAtGuild
{
    public string? GuildId { get; set; }

    public string? GuildName { get; set; }
}

internal sealed class WireUrl
{
    public string? Url { get; set; }

    public string? DisplayText { get; set; }
}

internal sealed class WireEmojiInfo
{
    public string? Id { get; set; }

    public int Type { get; set; }

    public string? Name { get; set; }

    public string? Url { get; set; }
}

internal sealed class WireChannelInfo
{
    public string? ChannelId { get; set; }

    public string? ChannelName { get; set; }
}
