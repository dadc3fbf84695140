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
