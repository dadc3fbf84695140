namespace QQBotKit.Core.Delivery.Forms;

/// <summary>What a message can consist of, as far as scenes differ in it.</summary>
internal enum Part
{
    Text,
    Markdown,
    Keyboard,
    Ark,
    Embed,
    Image,
    Video,
    Voice,
    File,
    Quote,
    Stream,
    Typing,
    WakeUp,
    Mention,
    Everyone,
    ChannelLink,
    Emoji,
    CommandEnter,
    CommandInput,
}

/// <summary>Which scenes can carry a part.</summary>
/// <param name="Part">The part.</param>
/// <param name="Name">What people call it, in both languages.</param>
/// <param name="Scenes">The scenes.</param>
internal sealed record SceneRule(Part Part, (string English, string Chinese) Name, params Scene[] Scenes)
{
    /// <summary>For a token, whether it is one in markdown, in text, or in both.</summary>
    public TokenPlace Place { get; init; }
}

/// <summary>Where in a message a token is one.</summary>
[Flags]
internal enum TokenPlace
{
    None = 0,
    Text = 1,
    Markdown = 2,
}

/// <summary>
/// What each scene can carry. docs/messages.md shows this table. Platform pages: server-inter/message/overview.html and server-inter/message/trans.
/// </summary>
internal static class SceneRules
{
    public static readonly SceneRule[] All =
    [
        new(Part.Text, ("text", "文本"), Scene.C2C, Scene.Group, Scene.Channel, Scene.Direct),
        new(Part.Markdown, ("markdown", "markdown"), Scene.C2C, Scene.Group, Scene.Channel, Scene.Direct),
        new(Part.Keyboard, ("buttons", "按钮"), Scene.C2C, Scene.Group, Scene.Channel, Scene.Direct),
        new(Part.Ark, ("a card (ark)", "ark 卡片"), Scene.Channel, Scene.Direct),
        new(Part.Embed, ("an embed", "embed"), Scene.Channel, Scene.Direct),
        new(Part.Image, ("a picture", "图片"), Scene.C2C, Scene.Group, Scene.Channel, Scene.Direct),
        new(Part.Video, ("a video", "视频"), Scene.C2C, Scene.Group),
        new(Part.Voice, ("a voice message", "语音"), Scene.C2C, Scene.Group),
        new(Part.File, ("a file", "文件"), Scene.C2C, Scene.Group),
        new(Part.Quote, ("a quote", "引用"), Scene.C2C, Scene.Group, Scene.Channel, Scene.Direct),
        new(Part.Stream, ("a text that grows (stream)", "流式消息"), Scene.C2C),
        new(Part.Typing, ("the sign of typing", "输入状态"), Scene.C2C),
        new(Part.WakeUp, ("a wake-up message", "互动召回消息"), Scene.C2C),
        new(Part.Mention, ("a mention", "@某人"), Scene.Group, Scene.Channel) { Place = TokenPlace.Text | TokenPlace.Markdown },
        new(Part.Everyone, ("a mention of everyone", "@全体成员"), Scene.Channel) { Place = TokenPlace.Text },
        new(Part.ChannelLink, ("a link to a channel", "#子频道"), Scene.Channel) { Place = TokenPlace.Text },
        new(Part.Emoji, ("a face", "系统表情"), Scene.Channel, Scene.Direct) { Place = TokenPlace.Text },
        new(Part.CommandEnter, ("a command that is said at once", "指令（直接发送）"), Scene.C2C) { Place = TokenPlace.Markdown },
        new(Part.CommandInput, ("a command for the input box", "指令（填入输入框）"), Scene.C2C, Scene.Group, Scene.Channel, Scene.Direct) { Place = TokenPlace.Markdown },
    ];

    /// <summary>The scenes in the order in which people are told of them.</summary>
    public static readonly Scene[] Scenes = [Scene.C2C, Scene.Group, Scene.Channel, Scene.Direct];

    public static SceneRule Of(Part part) => All[(int)part];

    public static SceneRule Of(MediaKind kind) => Of(kind switch
    {
        MediaKind.Image => Part.Image,
        MediaKind.Video => Part.Video,
        MediaKind.Voice => Part.Voice,
        _ => Part.File,
    });

    /// <summary>The rule of a token; null for one that the kit does not know, which goes anywhere.</summary>
    public static SceneRule? Of(TokenKind kind) => kind switch
    {
        TokenKind.Mention => Of(Part.Mention),
        TokenKind.Everyone => Of(Part.Everyone),
        TokenKind.Channel => Of(Part.ChannelLink),
        TokenKind.Emoji => Of(Part.Emoji),
        TokenKind.CommandEnter => Of(Part.CommandEnter),
        TokenKind.CommandInput => Of(Part.CommandInput),
        _ => null,
    };

    /// <summary>What people call a scene, in the plural.</summary>
    public static (string English, string Chinese) NameOf(Scene scene) => scene switch
    {
        Scene.C2C => ("chats with one person (C2C)", "单聊"),
        Scene.Group => ("groups", "群聊"),
        Scene.Channel => ("channels of guilds", "频道子频道"),
        _ => ("direct messages of guilds", "频道私信"),
    };
}
