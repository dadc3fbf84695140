namespace QQBotKit;

/// <summary>The kinds of conversation that the platform knows.</summary>
public enum Scene
{
    /// <summary>A group (群聊), addressed by <c>group_openid</c>.</summary>
    Group,

    /// <summary>A chat with one person (单聊), addressed by <c>user_openid</c>.</summary>
    C2C,

    /// <summary>A text channel of a guild (文字子频道), addressed by <c>channel_id</c>.</summary>
    Channel,

    /// <summary>A direct message that came from a guild (频道私信), addressed by the <c>guild_id</c> of its session.</summary>
    Direct,
}

/// <summary>A conversation: the address of a message.</summary>
/// <param name="Scene">The kind of conversation.</param>
/// <param name="Id">The platform's id of it. Opaque; see <see cref="QQBotKit.Scene"/> for which id it is.</param>
public readonly record struct Target(Scene Scene, string Id)
{
    /// <summary>The group with this <c>group_openid</c>.</summary>
    public static Target Group(string groupOpenid) => new(Scene.Group, groupOpenid);

    /// <summary>The chat with the person with this <c>user_openid</c>.</summary>
    public static Target C2C(string userOpenid) => new(Scene.C2C, userOpenid);

    /// <summary>The guild channel with this <c>channel_id</c>.</summary>
    public static Target Channel(string channelId) => new(Scene.Channel, channelId);

    /// <summary>The direct-message session with this <c>guild_id</c>.</summary>
    public static Target Direct(string guildId) => new(Scene.Direct, guildId);

    /// <summary>The scene and the id, for logs.</summary>
    public override string ToString() => $"{Scene}:{Id}";
}

/// <summary>What a bot says. Immutable; a <see cref="string"/> converts to it.</summary>
public sealed record Message
{
    /// <summary>A message of plain text. What looks like a mention or another token of the platform in it stays text.</summary>
    public Message(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Text = text;
    }

    /// <summary>The text.</summary>
    public string Text { get; }

    /// <summary>A message of plain text.</summary>
    public static implicit operator Message(string text) => new(text);

    /// <summary>The text.</summary>
    public override string ToString() => Text;
}

/// <summary>The way by which a message went out.</summary>
public enum DeliveryWay
{
    /// <summary>As a reply to a message (<c>msg_id</c>).</summary>
    Passive,

    /// <summary>As a reply to another event (<c>event_id</c>).</summary>
    Event,

    /// <summary>As an active message, which counts against quotas.</summary>
    Active,
}

/// <summary>A message that the platform took.</summary>
/// <param name="Id">The platform's id of the message; null where it told none (a repeated send that had been delivered, or a message in review).</param>
/// <param name="Way">By which way it went.</param>
public sealed record SentMessage(string? Id, DeliveryWay Way);

/// <summary>A message could not be delivered. The text says why, and what can be done.</summary>
public sealed class DeliveryException : Exception
{
    /// <summary>Creates the exception.</summary>
    public DeliveryException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }

    /// <summary>The platform's code; 0 if it gave none.</summary>
    public int Code { get; init; }

    /// <summary>The platform's trace id of the refused call, which its support asks for; null if it gave none.</summary>
    public string? TraceId { get; init; }
}

/// <summary>A section of bot.yaml does not fit its options class. The text names file, line, column and the mend.</summary>
public sealed class OptionsException : Exception
{
    /// <summary>Creates the exception.</summary>
    public OptionsException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }
}
