using static QQBotKit.Api.ErrorActions;

namespace QQBotKit.Api;

/// <summary>The rows of <see cref="ErrorCodes"/>. A row for one code stands before the range that holds it.</summary>
internal static class ErrorTable
{
    private static ErrorCode Row(int code, ErrorActions actions, string english, string chinese, BothLanguages? hint = null) =>
        Rows(code, code, actions, english, chinese) with { Hint = hint };

    private static ErrorCode Rows(int first, int last, ErrorActions actions, string english, string chinese) =>
        new(first, last, default, actions, new(english, chinese));

    // Of messages that may go in a plainer form.
    private static ErrorCode Form(int code, ErrorActions actions, string english, string chinese, BothLanguages? hint = null) =>
        Row(code, actions, english, chinese, hint) with { IsAboutForm = true };

    private static ErrorCode Forms(int first, int last, ErrorActions actions, string english, string chinese) =>
        Rows(first, last, actions, english, chinese) with { IsAboutForm = true };

    private static ErrorCode[] In(ErrorArea area, params ReadOnlySpan<ErrorCode> rows)
    {
        var result = rows.ToArray();
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = result[i] with { Area = area };
        }

        return result;
    }

    private static readonly BothLanguages CheckCredentials = new(
        "Check app_id and secret in bot.yaml against the bot's page in the console (开发设置).",
        "请对照管理端「开发设置」检查 bot.yaml 中的 app_id 与 secret。");

    private static readonly BothLanguages ReplyTooLate = new(
        "It cannot be answered any more; an active message may be possible.", "已无法被动回复，可尝试主动消息。");

    private static readonly BothLanguages ForgetTarget = new(
        "Do not write there again before an event comes from there.", "在收到该会话的新事件之前，请勿再向其发送。");

    private static readonly BothLanguages AsText = new(
        "Correct the markdown, or send plain text.", "请修正 markdown，或改发纯文本。");

    private static readonly BothLanguages WithoutKeyboard = new("Send it without the keyboard.", "请去掉按钮后发送。");

    private static readonly BothLanguages AskSupport = new(
        "Ask the platform's support, with the trace id.", "请联系平台客服，并提供追踪 ID。");

    private static readonly BothLanguages ApplyForTemplate = new(
        "Apply for the template in the console, or send it in another form.", "请在管理端申请模板，或改用其他形式。");

    private static readonly BothLanguages ChangeContent = new("Change the content.", "请修改内容。");

    private static readonly BothLanguages TooOld = new("It cannot be recalled any more.", "已无法撤回。");

    private static readonly BothLanguages AllowActive = new(
        "An admin must allow them in the guild's settings; answers (msg_id) are not concerned.", "请管理员在频道设置中开启；被动回复（msg_id）不受影响。");

    private static readonly BothLanguages Tomorrow = new("Go on tomorrow.", "请明日再试。");

    private static readonly BothLanguages Shorten = new(
        "Split the text into shorter messages.", "请将内容拆分为多条较短的消息。");

    public static readonly ErrorCode[] Token = In(ErrorArea.Token,
        Row(100001, SlowDown, "Too many token requests", "获取 token 过于频繁"),
        Row(100007, Fail, "The app_id is not valid, or the bot is banned or deleted", "app_id 无效，或机器人已被封禁、删除", CheckCredentials),
        Row(100016, Fail, "The app_id or the secret is wrong", "app_id 或 secret 错误", CheckCredentials),
        Row(10004, Fail, "The bot does not exist", "机器人不存在", CheckCredentials));

    public static readonly ErrorCode[] Platform = In(ErrorArea.Platform,
        Row(100017, SlowDown, "Too many calls", "调用过于频繁"),
        Row(11241, RefreshToken, "The token is missing", "缺少 token"),
        Row(11242, RetryOnce, "The platform failed to check the token", "平台校验 token 时内部出错"),
        Row(11243, RefreshToken, "The token is wrong", "token 错误"),
        Row(11244, RefreshToken, "The token has expired or is unknown", "token 已过期或不存在"),
        Row(11251, Fail, "The app_id is wrong or missing", "app_id 错误或缺失", CheckCredentials),
        Row(11252, RetryOnce, "The platform failed to check the bot's rights", "平台校验权限时内部出错"),
        Row(11253, Fail, "The bot has no right to this call", "机器人没有此接口的权限", new(
            "Apply for it in the console; calls from unlisted addresses are refused as well (IP 白名单).", "请在管理端申请权限，并检查 IP 白名单。")),
        Row(11254, Fail, "This call is blocked for the bot", "此接口对该机器人已封禁", AskSupport),
        Row(11255, Fail, "The request is not valid", "请求无效", new(
            "Compare the call with the platform's page: a field is missing, or of the wrong kind.", "请对照平台文档检查调用：缺少字段，或字段类型不对。")),
        Row(11261, Fail, "The app_id is wrong or missing", "app_id 错误或缺失", CheckCredentials),
        Row(11262, Fail, "This call takes no bot token", "此接口不支持机器人 token"),
        Row(11263, RetryOnce, "The platform failed to check the rights in the guild", "平台校验频道权限时内部出错"),
        Row(11264, Fail, "The guild has not granted this right, or the guild id is wrong", "频道未授予此权限，或 guild_id 错误", new(
            "An admin of the guild must grant it.", "请频道管理员授权。")),
        Row(11265, Fail, "The bot is banned", "机器人已被封禁", AskSupport),
        Row(11273, Fail, "This call takes no Bearer token", "此接口不支持 Bearer token"),
        Row(11274, Fail, "The user has not granted this right", "用户未授权", new(
            "Ask the user to grant it.", "请用户授权。")),
        Row(11275, Fail, "The app_id is wrong or missing", "app_id 错误或缺失", CheckCredentials),
        Row(11281, RetryOnce, "The platform failed to check whether the bot is an admin", "平台校验管理员身份时内部出错"),
        Row(11282, Fail, "The bot must be an admin for this", "需要管理员权限", new(
            "Make the bot an admin there.", "请将机器人设为管理员。")),
        Rows(11301, 11302, Fail, "A header of the request is not valid", "请求头无效"),
        Rows(11303, 11306, Retry, "The platform failed to look up a nickname, picture or guild", "平台查询昵称、头像或频道信息失败"),
        Row(12001, Fail, "An id could not be resolved: it is of the wrong kind, or of another bot", "ID 替换失败：ID 类型不对，或属于其他机器人", new(
            "Use ids from events of this very bot: other bots and other scenes have other ids.", "请使用本机器人事件中的 ID：不同机器人、不同场景的 ID 不同。")),
        Rows(12002, 12003, Fail, "The request or its answer is malformed", "请求或应答格式错误"),
        Row(10000, Fail, "The operation is not supported", "不支持的操作"),
        Row(10001, Fail, "The account is not usable, or a parameter is wrong", "账号异常，或参数错误"),
        Row(10002, Fail, "A header of the request is wrong", "请求头错误"),
        Row(10003, Fail, "The channel is not usable, or the bot was not found", "子频道异常，或未找到机器人"),
        Row(10004, Fail, "The guild is not usable", "频道异常"),
        Row(10013, Fail, "The user id is missing", "缺少用户 ID"),
        Row(10044, Fail, "A header of the share link request is missing", "分享链接请求缺少请求头"),
        Row(11004, Retry, "The share card could not be made", "生成分享卡片失败"));

    public static readonly ErrorCode[] Messages = In(ErrorArea.Messages,
        Form(22006, Fail, "msg_type and content do not match", "msg_type 与内容不匹配", new(
            "Set msg_type to what the message holds: 0 text, 2 markdown, 7 media.", "请让 msg_type 与内容一致：0 文本、2 markdown、7 富媒体。")),
        Row(22009, SlowDown, "Too many messages", "消息发送超频"),
        Row(40007, Fail, "The part of a streamed text that was already shown was changed", "流式消息修改了已下发的前缀", new(
            "End the stream with the text that was delivered.", "请以已下发的内容结束流式消息。")),
        Row(50001, Retry, "The platform failed to stream the message", "流式消息内部错误"),
        Row(50002, SlowDown, "The message is streamed too fast", "流式消息发送过快"),
        Row(50059, Fail, "The kind of typing notice is wrong", "输入状态类型错误", new(
            "input_type must be 1.", "input_type 必须为 1。")),
        Row(40011028, Fail, "The person or group does not exist any more, or has left the bot", "用户或群不存在，或与机器人的关系已解除", ForgetTarget),
        Form(304004, Fail, "The bot has no right to this ark template", "没有该 ark 模板的权限", ApplyForTemplate),
        Form(304036, Fail, "The bot has no right to this markdown template", "没有该 markdown 模板的权限", AsText),
        Form(304057, Fail, "The bot may not make keyboards of its own", "不允许自定义按钮", WithoutKeyboard),
        Row(304061, Fail, "The content is not valid", "消息内容无效", new(
            "Send text, markdown or media as the platform's page says.", "请按平台文档发送文本、markdown 或富媒体。")),
        Form(304062, Fail, "There are too many subscribe buttons", "订阅按钮过多"),
        Row(304064, Fail, "The subscription was not authorised", "订阅未授权"),
        Form(304080, Fail, "file_info is not valid", "file_info 无效", new("Upload the file again.", "请重新上传文件。")),
        Forms(304082, 304083, Retry, "The media could not be fetched or converted", "媒体拉取或转码失败"),
        Row(304103, Fail, "msg_id has expired", "msg_id 已过期", ReplyTooLate),
        Form(305007, Fail, "The style of the keyboard is wrong", "按钮样式错误", new(
            "Use a style of 0, 1, 3 or 4.", "请使用样式 0、1、3 或 4。")),
        Row(340067, Retry, "The platform failed to look up the bot", "平台查询机器人失败"),
        Form(340069, Fail, "The kind of message is not valid", "消息类型无效", new(
            "Groups and people take msg_type 0, 2 and 7, and one person 6.", "群聊与单聊支持 msg_type 0、2、7，单聊另支持 6。")),
        Form(40034004, Retry, "The media could not be stored", "媒体转存失败"),
        Row(40034005, Fail, "msg_id has expired", "msg_id 已过期", ReplyTooLate),
        Row(40034006, Fail, "The content breaks the rules", "消息内容违规", ChangeContent),
        Form(40034008, Fail, "A markdown parameter is empty", "markdown 参数为空", AsText),
        Form(40034009, Fail, "A markdown parameter has a line break", "markdown 参数含换行", AsText),
        Form(40034010, Fail, "A markdown parameter has markdown in it", "markdown 参数含 markdown 语法", AsText),
        Form(40034011, Fail, "The markdown is not valid", "markdown 内容无效", AsText),
        Row(40034024, Fail, "msg_id is not valid, not the bot's, or too old", "msg_id 无效、不属于该机器人，或过旧", ReplyTooLate),
        Row(40034025, Fail, "event_id is not valid", "event_id 无效", ReplyTooLate),
        Row(40034026, Fail, "event_id has expired", "event_id 已过期", ReplyTooLate),
        Row(40034027, Fail, "This event cannot be answered", "该事件不支持回复", ReplyTooLate),
        Form(40034029, Fail, "The keyboard is too large", "按钮过多", new("5 rows of 5 buttons are the most.", "最多 5 行，每行 5 个按钮。")),
        Row(40034100, SlowDown, "Too many active messages", "主动消息超频"),
        Row(40034101, Fail, "The bot is not in the group", "机器人不在群内", ForgetTarget),
        Row(40034102, Fail, "An active message is not permitted", "不允许主动消息", new(
            "Answer an event (msg_id or event_id); or the message was meant as an answer and lost its msg_id.", "请改为被动回复，并检查是否遗漏了 msg_id。")),
        Row(40034105, Fail, "Active messages are not enabled, or were switched off there", "未开通主动消息，或对方已关闭", new(
            "Wait until they are switched on (C2C_MSG_RECEIVE, GROUP_MSG_RECEIVE).", "请等待对方重新开启（C2C_MSG_RECEIVE、GROUP_MSG_RECEIVE 事件）。")),
        Form(40034106, Fail, "This kind of command tag is not supported here", "此场景不支持该指令标签", new(
            "<qqbot-cmd-enter> is for C2C only; use <qqbot-cmd-input>.", "<qqbot-cmd-enter> 仅限单聊，请改用 <qqbot-cmd-input>。")),
        Forms(40034108, 40034109, Fail, "A parameter of a command tag is too long or not readable", "指令标签的参数过长或无法解析"),
        Row(40034122, Fail, "The wake-up messages of this period are used up", "本周期的互动召回次数已用完"),
        Row(40034123, Fail, "Wake-up messages are not supported here", "此场景不支持互动召回"),
        Form(40034124, Fail, "A markdown parameter is wrong", "markdown 参数错误", AsText),
        Form(40034127, Fail, "The bot has no right to markdown templates", "没有 markdown 模板权限", AsText),
        Row(40034128, Fail, "The time or the number of answers is used up", "被动回复超时或超次数", ReplyTooLate),
        Row(40054002, Fail, "The bot is muted there", "机器人被禁言", new("Wait until it is unmuted.", "请等待解除禁言。")),
        Row(40054003, Fail, "The bot is not in the group", "机器人不在群内", ForgetTarget),
        Row(40054004, Fail, "The person is not a friend of the bot", "对方不是机器人好友", ForgetTarget),
        Row(40054005, Delivered, "A message with this msg_id and msg_seq was already sent", "相同 msg_id 与 msg_seq 的消息已发送（去重）", new(
            "For the repetition of an attempt: it had been delivered. For a new message: take the next msg_seq.", "若为重试，说明先前已送达；若为新消息，请使用下一个 msg_seq。")),
        Row(40054006, Retry, "The platform failed to check the friendship", "平台校验好友关系失败"),
        Row(40054007, Fail, "The message is too long", "消息过长", Shorten),
        Form(40054010, Fail, "The message holds an address (URL) that is not allowed", "消息含未允许的 URL", new(
            "Register the address in the console (消息URL配置), or leave it out.", "请在管理端「消息URL配置」登记，或去掉链接。")),
        Row(40054013, Fail, "The person refuses messages of the bot", "对方拒收机器人消息", ForgetTarget),
        Row(40054016, Fail, "The bot was taken down", "机器人已下线", AskSupport),
        Row(40054018, Fail, "The message is too long or not valid", "消息过长或异常", Shorten),
        Row(50055001, Retry, "The platform failed to send the message", "平台发送消息失败"),
        Row(50055002, Retry, "The platform failed to send the message", "平台发送消息失败"),
        Row(50055006, Retry, "The platform failed to send the message", "平台发送消息失败"),
        Row(850018, Fail, "The bot or the group is muted", "机器人或群被禁言", new(
            "Wait until it is unmuted.", "请等待解除禁言。")),
        Form(850019, Fail, "The format of the file is not supported", "不支持的文件格式", new(
            "Pictures are png or jpg, videos mp4, voice silk, wav or mp3; send anything else as a file.", "图片为 png、jpg，视频为 mp4，语音为 silk、wav、mp3，其他请作为文件发送。")),
        Form(850026, Retry, "The platform could not download the file from its address", "平台下载文件失败", new(
            "Check that the address can be reached from the internet.", "请确认文件地址可从公网访问。")),
        Row(850027, Retry, "The upload took too long", "上传超时"),
        Form(850031, Fail, "The file is too large", "文件过大", new(
            "200 MB is the most.", "最大 200 MB。")),
        Row(40093001, Retry, "A part of the file was not uploaded", "分片上传失败"),
        Row(40093002, Fail, "The upload volume of the day is used up", "当日上传额度已用完", Tomorrow),
        Row(1100100, SlowDown, "Held back by the safety check: too many messages", "安全限制：频率过高"),
        Row(1100101, Fail, "Held back by the safety check: content", "安全限制：内容违规", ChangeContent),
        Row(1100102, Fail, "Held back by the safety check: the bot has no right to it", "安全限制：没有资格"),
        Row(1100103, Fail, "Held back by the safety check", "安全限制"),
        Row(1100104, Fail, "The group does not exist any more", "群不存在", ForgetTarget),
        Row(1100300, Retry, "The platform failed to send the message", "平台发送消息失败"),
        Row(1100301, Fail, "The bot is not a member of the group", "机器人不是群成员", ForgetTarget),
        Row(1100499, Retry, "The platform failed to send the message", "平台发送消息失败"));

    public static readonly ErrorCode[] Recall = In(ErrorArea.Recall,
        Rows(306001, 306002, Fail, "A parameter or the message id is wrong", "参数或消息 ID 错误"),
        Row(306003, Retry, "The platform failed to find the message", "平台查询消息失败"),
        Row(306004, Fail, "The bot may not recall this message", "没有撤回该消息的权限", new(
            "Own messages can be recalled; those of others only by an admin.", "只能撤回自己的消息；撤回他人消息需要管理员权限。")),
        Rows(306005, 306006, Retry, "The platform failed to recall the message", "平台撤回消息失败"),
        Row(306007, Fail, "The message is not of this group", "消息不属于该群"),
        Row(306008, Fail, "The message is not the bot's", "消息不是该机器人发送的"),
        Row(306009, Fail, "The message is not of this person, or the openid is not valid", "消息不属于该用户，或 openid 无效"),
        Row(306010, Retry, "The platform failed to recall the message", "平台撤回消息失败"),
        Row(306011, Fail, "The message is older than 2 minutes", "消息已超过 2 分钟", TooOld),
        Row(40061001, Fail, "A parameter is wrong", "参数错误"),
        Row(40061002, Fail, "The message id is wrong", "消息 ID 错误"),
        Row(40062003, Fail, "The bot must be an admin of the group, and the author an ordinary member", "机器人需为群管理员，且对方为普通成员"),
        Row(40064004, Fail, "The message is older than 2 minutes", "消息已超过 2 分钟", TooOld),
        Row(50065001, Retry, "The platform failed to recall the message", "平台撤回消息失败"));

    public static readonly ErrorCode[] Interactions = In(ErrorArea.Interactions,
        Rows(630001, 630003, Fail, "A parameter of the answer to the click is wrong", "互动应答参数错误"),
        Rows(630004, 630005, Retry, "The platform failed to store the answer to the click", "平台保存互动应答失败"),
        Rows(630006, 630007, Fail, "The app_id is wrong, or the answer to the click is too large", "app_id 错误，或互动应答过大"),
        Row(630008, Fail, "The platform could not process the answer to the click", "平台预处理互动应答失败"));

    public static readonly ErrorCode[] Panels = In(ErrorArea.Panels,
        Row(40030001, Fail, "A parameter is wrong", "参数错误"),
        Row(40030006, Fail, "The panel does not exist", "面板不存在", new(
            "Read the panels for their ids.", "请查询面板列表获取 ID。")),
        Row(40030008, Fail, "A link must start with https", "链接必须以 https 开头", new(
            "Write it with https://.", "请以 https:// 开头。")),
        Row(40030009, Retry, "Somebody else changed it at the same time", "并发修改冲突"),
        Row(40030011, Fail, "The scope is not valid", "scope 无效"),
        Row(40030012, Fail, "The target_type is not valid", "target_type 无效"),
        Row(40030013, Fail, "A limit is exceeded", "超出限制", new("The platform's words name the limit.", "限制见平台原文。")),
        Row(40030014, Fail, "The kind of menu item is not valid", "菜单项类型无效"),
        Row(40030015, Fail, "The kind of panel item is not valid", "面板项类型无效"),
        Row(40030016, Fail, "A field is missing", "缺少字段"),
        Row(40030017, Fail, "The op is not supported", "不支持的 op"),
        Row(40030018, Fail, "The scope is not supported", "不支持的 scope"),
        Row(40030020, Fail, "The content was found risky", "内容存在风险", ChangeContent),
        Row(40030021, Fail, "A panel for everyone has no targets", "全局面板不能设置目标", new(
            "Make a panel with target_type \"specific\".", "请创建 target_type 为 specific 的面板。")));

    public static readonly ErrorCode[] Guild = In(ErrorArea.Guild,
        Row(20028, SlowDown, "Too many messages in the channel", "子频道消息超频"),
        Row(50006, Fail, "The message is empty", "消息为空", new(
            "Give it a content, a picture, an embed, an ark or markdown.", "请填写文本、图片、embed、ark 或 markdown。")),
        Row(50035, Fail, "The form data is malformed", "form-data 格式错误"),
        Form(50037, Fail, "Markdown goes together with a keyboard only", "markdown 只能与按钮同时发送", new(
            "Leave everything else out, or send two messages.", "请去掉其他内容，或分两条发送。")),
        Row(50038, Fail, "The quoted message is of another channel", "引用的消息不在本子频道", new("Send it without the quotation.", "请去掉引用后发送。")),
        Row(50039, Retry, "The platform failed to find the message", "平台查询消息失败"),
        Form(50040, Fail, "The kind of template is wrong", "模板类型错误"),
        Form(50041, Fail, "A template value is empty", "模板参数值为空"),
        Form(50042, Fail, "A template list is too long", "模板列表过长"),
        Row(50043, Fail, "The guild_id could not be resolved", "guild_id 转换失败"),
        Row(50045, Fail, "A bot cannot answer its own message", "不能回复机器人自己的消息"),
        Rows(50046, 50047, Fail, "The message does not mention the bot, or cannot be used", "消息未 @ 机器人，或不可用"),
        Rows(50048, 50051, Fail, "The message cannot be edited", "消息不可编辑"),
        Row(50053, Fail, "The message cannot be edited", "消息不可编辑"),
        Form(50054, Fail, "The markdown template is wrong", "markdown 模板错误", AsText),
        Form(50055, Fail, "The markdown is not valid", "markdown 内容无效", AsText),
        Form(50056, Fail, "The bot has no right to markdown", "没有 markdown 权限", AsText),
        Form(50057, Fail, "Markdown text and template exclude each other", "markdown 内容与模板不能同时使用", new(
            "Send either of them.", "请只发送其中之一。")),
        Row(130008, Fail, "The channel could not be made", "创建子频道失败"),
        Rows(200000, 200099, Fail, "The channel could not be made", "创建子频道失败"),
        Row(301005, Retry, "The platform failed to change the channel rights", "平台修改子频道权限失败"),
        Rows(301000, 301007, Fail, "The channel rights could not be read or changed", "读取或修改子频道权限失败"),
        Row(302009, Retry, "The platform failed to handle the schedule", "平台处理日程失败"),
        Row(302012, Fail, "The 10 schedules of the day are used up", "当日 10 个日程额度已用完", Tomorrow),
        Row(302013, Fail, "The schedule was held back by the safety check", "日程被安全限制", ChangeContent),
        Row(302014, Fail, "The schedule is longer than 7 days", "日程时长超过 7 天", new(
            "Make it shorter.", "请缩短时长。")),
        Rows(302015, 302016, Fail, "The times of the schedule are in the wrong order", "日程时间顺序错误"),
        Row(302019, Retry, "The platform failed to handle the schedule", "平台处理日程失败"),
        Row(302020, Fail, "The schedule was held back by the safety check", "日程被安全限制", ChangeContent),
        Row(302021, Fail, "The guild's schedules of the day are used up", "频道当日日程额度已用完", Tomorrow),
        Rows(302000, 302024, Fail, "The schedule could not be read or changed", "读取或修改日程失败"),
        Form(304003, Fail, "The message holds an address (URL) that is not registered", "消息含未登记的 URL", new(
            "Register the address in the console (消息URL配置), or leave it out.", "请在管理端「消息URL配置」登记，或去掉链接。")),
        Form(304005, Fail, "The embed is too long", "embed 过长", new(
            "Shorten its texts.", "请缩短其中的文字。")),
        Rows(304006, 304009, Retry, "The platform failed to look up the settings, guild, bot or channel", "平台查询配置、频道、机器人或子频道失败"),
        Form(304010, Retry, "The picture could not be stored", "图片转存失败"),
        Form(304011, Fail, "The template does not exist", "模板不存在"),
        Form(304012, Fail, "The template could not be looked up", "查询模板失败"),
        Form(304014, Fail, "The bot has no right to this template", "没有该模板的权限", ApplyForTemplate),
        Row(304016, Retry, "The platform failed to send the message", "平台发送消息失败"),
        Form(304017, Retry, "The picture could not be uploaded", "图片上传失败"),
        Row(304018, Retry, "The bot is not connected to the gateway", "机器人未连接网关", new(
            "Sending to guilds needs a connection to the same environment (sandbox or production).", "频道消息要求机器人已连接同一环境（沙箱或正式）的网关。")),
        Row(304019, Fail, "The mentions of everyone are used up", "@全体成员次数已用完", new(
            "Go on without it.", "请去掉 @全体成员。")),
        Form(304020, Fail, "The file is too large", "文件过大", new(
            "Send a smaller one.", "请发送更小的文件。")),
        Form(304021, Retry, "The file could not be downloaded", "文件下载失败"),
        Row(304022, Fail, "Messages are not allowed at this time", "当前时段不允许发送", new(
            "Send it when the guild allows it.", "请在允许的时段发送。")),
        Row(304023, Wait, "The active message waits for a review", "主动消息等待审核"),
        Row(304024, Wait, "The answer waits for a review", "被动消息等待审核"),
        Row(304025, Fail, "The message was held back by the safety check", "消息被安全限制", ChangeContent),
        Row(304026, Fail, "msg_id is wrong", "msg_id 错误", ReplyTooLate),
        Row(304027, Fail, "msg_id has expired", "msg_id 已过期", ReplyTooLate),
        Row(304028, Fail, "The message does not mention the bot", "该消息未 @ 机器人", ReplyTooLate),
        Row(304029, Fail, "The corpus service failed", "语料服务失败"),
        Row(304030, Fail, "The text does not match the corpus", "与语料不匹配"),
        Row(304031, Fail, "Direct messages are switched off", "私信已关闭", new(
            "The person has switched them off; nothing can be done.", "对方已关闭私信，无法发送。")),
        Row(304032, Fail, "The direct-message session does not exist", "私信会话不存在", new(
            "Open one first (POST /users/@me/dms).", "请先创建私信会话（POST /users/@me/dms）。")),
        Row(304033, Fail, "The direct-message session could not be read", "拉取私信会话失败"),
        Row(304034, Fail, "The person is not a member", "对方不是频道成员", new(
            "Only members of a shared guild can be written to.", "只能给共同频道的成员发私信。")),
        Row(304035, SlowDown, "The channels that may get active messages are used up", "可推送主动消息的子频道数已达上限", Tomorrow),
        Form(304037, Fail, "The bot has no right to this keyboard", "没有该按钮模板的权限", WithoutKeyboard),
        Form(304038, Fail, "The keyboard does not exist", "按钮模板不存在"),
        Form(304039, Fail, "The keyboard is not readable", "按钮模板解析失败"),
        Form(304040, Fail, "The content of the template is wrong", "模板消息内容错误"),
        Row(304044, Retry, "The platform failed to look up the settings", "平台查询设置失败"),
        Row(304045, SlowDown, "The active messages of the channel are used up", "子频道主动消息额度已用完", Tomorrow),
        Row(304046, Fail, "Active messages are not allowed in the channel", "该子频道不允许主动消息", AllowActive),
        Row(304047, SlowDown, "The channels that may get active messages are used up", "可推送主动消息的子频道数已达上限", Tomorrow),
        Row(304048, Fail, "Active messages are not allowed in the guild", "该频道不允许主动消息", AllowActive),
        Row(304049, SlowDown, "The direct messages to this person are used up", "对该用户的私信额度已用完", Tomorrow),
        Row(304050, SlowDown, "The direct messages of the day are used up", "当日私信总额度已用完", Tomorrow),
        Row(304051, Fail, "The setting guide is malformed", "消息设置引导格式错误"),
        Row(304052, SlowDown, "The setting guide was sent too often", "消息设置引导发送过于频繁"),
        Rows(501002, 501004, Retry, "The platform failed to handle the announcement", "平台处理公告失败"),
        Rows(501006, 501007, Retry, "The platform failed to handle the announcement", "平台处理公告失败"),
        Rows(501011, 501012, Retry, "The platform failed to handle the pinned message", "平台处理精华消息失败"),
        Row(501013, Fail, "The channel has 20 pinned messages already", "精华消息已达 20 条上限", new(
            "Unpin one first.", "请先取消一条精华消息。")),
        Row(501016, Fail, "There are too many recommended channels", "推荐子频道过多", new(
            "3 are the most.", "最多 3 个。")),
        Row(501017, Fail, "The bot must be an admin for this", "需要管理员权限", new(
            "Make the bot an admin of the guild.", "请将机器人设为频道管理员。")),
        Rows(501001, 501020, Fail, "The announcement or pinned message could not be read or changed", "读取或修改公告、精华消息失败"),
        Row(502008, Retry, "The platform failed to mute", "平台禁言失败"),
        Row(502009, Fail, "Muting was held back by the safety check", "禁言被安全限制"),
        Rows(502001, 502010, Fail, "An id or a time of the mute is wrong", "禁言的 ID 或时间错误"),
        Row(503004, SlowDown, "Too many posts", "发帖过于频繁"),
        Rows(503005, 503007, Fail, "The title or the content of the post is empty", "帖子标题或内容为空"),
        Row(503012, Fail, "The post does not exist any more", "帖子不存在", new(
            "It was deleted.", "帖子已被删除。")),
        Row(503013, Retry, "The platform failed to handle the post", "平台处理帖子失败"),
        Rows(503016, 503020, Fail, "The post is too long or has too many parts", "帖子超出长度或数量限制"),
        Rows(503001, 503020, Fail, "The post could not be read or changed", "读取或修改帖子失败"),
        Rows(504001, 504004, Fail, "The message settings could not be read", "读取消息设置失败"),
        Row(610010, Delivered, "The right is granted already", "权限已授予"),
        Row(610012, Retry, "The platform failed to handle the demand for a right", "平台处理权限申请失败"),
        Row(610013, SlowDown, "Too many demands for rights: 3 a day in each guild", "权限申请过于频繁：每频道每日 3 次", Tomorrow),
        Row(610014, Retry, "The platform failed to handle the demand for a right", "平台处理权限申请失败"),
        Rows(610001, 610014, Fail, "The demand for a right is not valid", "权限申请无效"),
        Row(620001, Fail, "A parameter of the reaction is wrong", "表情表态参数错误"),
        Row(620002, Fail, "The message has too many kinds of reactions", "表情表态种类已达上限", new(
            "Use one of the reactions that are there.", "请使用已有的表情。")),
        Row(620003, Delivered, "The reaction is set already", "已设置该表情表态"),
        Row(620004, Delivered, "The reaction is not set", "未设置该表情表态"),
        Row(620005, Fail, "The bot has no right to react", "没有表情表态权限"),
        Row(620006, SlowDown, "Too many reactions", "表情表态过于频繁"),
        Row(620007, Retry, "The platform failed to set the reaction", "平台设置表情表态失败"),
        Row(2000004, Retry, "The platform failed to send the direct message", "平台发送私信失败"),
        Row(1100302, Retry, "The platform failed to look up the guild", "平台查询频道失败"),
        Row(1100303, Fail, "The channel takes no messages", "该子频道不支持发送消息", new(
            "Write to another channel.", "请发送到其他子频道。")),
        Row(1100304, Fail, "There are too many mentions", "@ 人数过多", new(
            "Mention fewer people.", "请减少 @ 人数。")),
        Row(1100305, Retry, "The platform failed to send the message", "平台发送消息失败"),
        Rows(1100306, 1100307, Fail, "The bot is not a member there", "机器人不是成员"),
        Row(1100308, SlowDown, "Held back by the safety check: too many messages", "安全限制：频率过高"),
        Row(3300006, Fail, "The message was held back by the safety check", "消息被安全限制", ChangeContent),
        Rows(3000000, 3999999, Fail, "The message could not be edited", "编辑消息失败"));

    /// <summary>What the number of a code that no page lists still tells.</summary>
    public static readonly ErrorCode[] Families =
    [
        Rows(40034000, 40034999, Fail, "The message was refused by a rule", "消息被规则拒绝") with { Area = ErrorArea.Messages },
        Rows(40030000, 40039999, Fail, "The menu or panel was refused", "菜单或面板被拒绝") with { Area = ErrorArea.Panels },
        Rows(40050000, 40059999, Fail, "The message was refused by a rule", "消息被规则拒绝") with { Area = ErrorArea.Messages },
        Rows(50050000, 50059999, Retry, "The platform failed to send the message", "平台发送消息失败") with { Area = ErrorArea.Messages },
        Rows(40060000, 40069999, Fail, "The message cannot be recalled", "消息无法撤回") with { Area = ErrorArea.Recall },
        Rows(40090000, 40099999, Fail, "The upload was refused", "上传被拒绝") with { Area = ErrorArea.Messages },
    ];
}
