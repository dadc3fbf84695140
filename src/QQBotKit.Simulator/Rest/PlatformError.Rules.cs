namespace QQBotKit.Simulator.Rest;

/// <summary>Refusals of messages and calls by rule.</summary>
internal sealed partial record PlatformError
{
    // What answers something.
    public static readonly PlatformError MsgIdExpired = V2(40034005, "msg_id expired");
    public static readonly PlatformError EventExpired = V2(40034026, "event_id expired");
    public static readonly PlatformError GuildMsgIdExpired = Legacy(304027, "msg_id expired");
    public static readonly PlatformError AnswersTooMany = V2(40034128, "被动消息超过时间或次数限制");

    // What answers nothing.
    public static readonly PlatformError ActiveTooOften = V2(40034100, "主动消息失败, 超过频率限制");
    public static readonly PlatformError WakeUpUsed = V2(40034122, "wake-up message used up in this period");
    public static readonly PlatformError WakeUpUnsupported = V2(40034123, "wake-up message not supported: no group, and no user who never wrote");
    public static readonly PlatformError ChannelOfDayUsed = Legacy(304045, "push channel message reach limit");
    public static readonly PlatformError ChannelsOfDayUsed = Legacy(304047, "the number of channels of the guild with active messages reach limit");
    public static readonly PlatformError DirectOfUserUsed = Legacy(304049, "active direct messages to the user reach limit");
    public static readonly PlatformError DirectTotalUsed = Legacy(304050, "active direct messages reach limit");
    public static readonly PlatformError ChannelActiveRefused = Legacy(304046, "active messages are not allowed in this channel");
    public static readonly PlatformError GuildActiveRefused = Legacy(304048, "active messages are not allowed in this guild");

    // Rates.
    public static readonly PlatformError ChannelTooOften = Legacy(20028, "channel write rate limited");
    public static readonly PlatformError EveryoneTooOften = Legacy(304019, "the limit of messages that mention everyone is reached");
    public static readonly PlatformError SendsTooOften = TooMany(22009, "message limit exceeded");
    public static readonly PlatformError StreamTooOften = TooMany(50002, "stream messages rate limited");
    public static readonly PlatformError CallsTooOften = TooMany(100017, "call rate limited");

    // The bot is gone from there.
    public static readonly PlatformError NotInGroup = V2(40034101, "the bot is not in the group");
    public static readonly PlatformError NotAFriend = V2(40054004, "not a friend: the user has removed the bot");

    // Texts.
    public static readonly PlatformError TextTooLong = V2(40054007, "message too long");
    public static readonly PlatformError GroupAddress = V2(40054010, "消息不允许发送url");
    public static readonly PlatformError GuildAddress = Legacy(304003, "url not allowed");
    public static readonly PlatformError CommandTagRefused = V2(40034106, "command tag type not supported here");
    public static readonly PlatformError CommandTooLong = V2(40034108, "command parameter too long: 100 characters");
    public static readonly PlatformError CommandUnparsable = V2(40034109, "command parameter unparsable: text is missing");

    // Markdown.
    public static readonly PlatformError ParameterEmpty = V2(40034008, "markdown parameter is empty");
    public static readonly PlatformError ParameterBreaksLine = V2(40034009, "markdown parameter has a line break");
    public static readonly PlatformError ParameterIsMarkdown = V2(40034010, "markdown parameter has markdown syntax");
    public static readonly PlatformError MarkdownEmpty = V2(40034011, "markdown content invalid: neither content nor a template");
    public static readonly PlatformError MarkdownForms = V2(50057, "markdown content excludes a template");
    public static readonly PlatformError MarkdownUninvited = Legacy(50056, "no right to native markdown");

    private static PlatformError TooMany(int code, string message) => new(StatusCodes.Status429TooManyRequests, code, message, code);
}
