namespace QQBotKit;

/// <summary>What happened to the sound of the bot in a voice channel.</summary>
public abstract record AudioEvent : BotEvent
{
    /// <summary>The guild.</summary>
    public required string GuildId { get; init; }

    /// <summary>The voice channel.</summary>
    public required string ChannelId { get; init; }

    /// <summary>The address of what is played; null unless something is, or was.</summary>
    public string? AudioUrl { get; init; }

    /// <summary>The text shown with it; null unless there is one.</summary>
    public string? Text { get; init; }
}

/// <summary>The bot began to play: <c>AUDIO_START</c>.</summary>
public sealed record AudioStarted : AudioEvent;

/// <summary>What the bot played is over: <c>AUDIO_FINISH</c>.</summary>
public sealed record AudioFinished : AudioEvent;

/// <summary>The bot is on the microphone (上麦): <c>AUDIO_ON_MIC</c>.</summary>
public sealed record AudioOnMic : AudioEvent;

/// <summary>The bot is off the microphone (下麦): <c>AUDIO_OFF_MIC</c>.</summary>
public sealed record AudioOffMic : AudioEvent;

/// <summary>Somebody came into a voice or live channel (音视频/直播子频道), or went out of it.</summary>
public abstract record ChannelMemberEvent : BotEvent
{
    /// <summary>The guild.</summary>
    public required string GuildId { get; init; }

    /// <summary>The channel.</summary>
    public required string ChannelId { get; init; }

    /// <summary>The user id of the one who came or went.</summary>
    public required string UserId { get; init; }

    /// <summary>Which of the two the channel is.</summary>
    public AudioChannelKind ChannelKind { get; init; }
}

/// <summary>Somebody came into a voice or live channel: <c>AUDIO_OR_LIVE_CHANNEL_MEMBER_ENTER</c>.</summary>
public sealed record ChannelMemberEntered : ChannelMemberEvent;

/// <summary>Somebody went out of a voice or live channel: <c>AUDIO_OR_LIVE_CHANNEL_MEMBER_EXIT</c>.</summary>
public sealed record ChannelMemberExited : ChannelMemberEvent;

/// <summary>The channels with sound, by the numbers of their events: others than those of <see cref="QQBotKit.ChannelKind"/>. The platform may add values.</summary>
public enum AudioChannelKind
{
    /// <summary>Not told.</summary>
    Unknown = 0,

    /// <summary>Voice (音视频子频道).</summary>
    Voice = 2,

    /// <summary>Live (直播子频道).</summary>
    Live = 5,
}
