namespace QQBotKit.Simulator.Rest;

/// <summary>A refusal in the platform's words.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The <c>code</c> of the body.</param>
/// <param name="Message">The text; clients decide on codes only.</param>
/// <param name="ErrCode">The <c>err_code</c>; null where the endpoint still answers in the older shape without it.</param>
internal sealed partial record PlatformError(int Status, int Code, string Message, int? ErrCode)
{
    private const int BadRequest = StatusCodes.Status400BadRequest;

    // The token endpoint refuses with status 200.
    public static readonly PlatformError AppIdInvalid = new(StatusCodes.Status200OK, 100007, "appid invalid", null);
    public static readonly PlatformError SecretWrong = new(StatusCodes.Status200OK, 100016, "invalid appid or secret", null);

    public static readonly PlatformError TokenMissing = Unauthorized(11241, "token missing");
    public static readonly PlatformError TokenWrong = Unauthorized(11243, "token wrong: the header is 'Authorization: QQBot ACCESS_TOKEN'");
    public static readonly PlatformError TokenExpired = Unauthorized(11244, "token not exist or expire");
    public static readonly PlatformError BearerRefused = Unauthorized(11273, "bearer tokens are not supported");

    public static readonly PlatformError UnknownApi = new(StatusCodes.Status404NotFound, 11255, "no such API: wrong method or path", 11255);
    public static readonly PlatformError NoWebSocket = new(BadRequest, 11255, "the gateway takes WebSocket connections only", 11255);
    public static readonly PlatformError TooLarge = new(StatusCodes.Status413PayloadTooLarge, 12002, "request body too large", 12002);

    private static readonly PlatformError AppNotAllowed = Forbidden(11253, "check app privilege not pass: the bot has no right to this call");
    private static readonly PlatformError AdminOnly = Forbidden(11282, "check admin not pass: the bot is no admin there");

    // C2C and groups.
    public static readonly PlatformError V2Malformed = V2(12002, "request malformed: the body is not a JSON object of the documented fields");
    public static readonly PlatformError TargetMissing = new(BadRequest, 11255, "invalid request: no such user or group", 40011028);
    public static readonly PlatformError IdUnknown = V2(12001, "id replacement failed: no such openid");
    public static readonly PlatformError MsgTypeInvalid = V2(340069, "msg_type invalid");
    public static readonly PlatformError ContentMismatch = V2(22006, "msg_type and content do not match");
    public static readonly PlatformError InputTypeWrong = V2(50059, "input_type wrong");
    public static readonly PlatformError FileInfoInvalid = V2(304080, "file_info invalid");
    public static readonly PlatformError FormatUnsupported = V2(850019, "file format not supported");
    public static readonly PlatformError FetchFailed = V2(850026, "download of the url failed");
    public static readonly PlatformError FileTooLarge = V2(850031, "file too large");
    public static readonly PlatformError PartFailed = V2(40093001, "chunk upload failed");
    public static readonly PlatformError UploadVolumeUsed = V2(40093002, "the upload volume of the day is used up");
    public static readonly PlatformError MsgIdInvalid = V2(40034024, "msg_id invalid");
    public static readonly PlatformError EventIdInvalid = V2(40034025, "event_id invalid");
    public static readonly PlatformError EventNotAnswerable = V2(40034027, "this event cannot be answered");
    public static readonly PlatformError ActiveRefused = V2(40034105, "主动消息失败, 无权限");
    public static readonly PlatformError Deduplicated = V2(40054005, "消息被去重，请检查请求msgseq");

    // Guilds, in the older shape.
    public static readonly PlatformError GuildMalformed = Legacy(12002, "request malformed: the body is not a JSON object of the documented fields");
    public static readonly PlatformError ChannelMissing = Legacy(10003, "channel abnormal: no such channel");
    public static readonly PlatformError GuildMissing = Legacy(10004, "guild abnormal: no such guild");
    public static readonly PlatformError DirectMissing = Legacy(304032, "no such direct message session");
    public static readonly PlatformError MessageEmpty = Legacy(50006, "message is empty");
    public static readonly PlatformError FormMalformed = Legacy(50035, "form-data malformed");
    public static readonly PlatformError ImageUnsupported = Legacy(304010, "the picture could not be stored: no picture");
    public static readonly PlatformError ImageTooLarge = Legacy(304020, "file too large");
    public static readonly PlatformError MarkdownNotAlone = Legacy(50037, "markdown goes with a keyboard only");
    public static readonly PlatformError ReferenceElsewhere = Legacy(50038, "the referenced message is of another channel");
    public static readonly PlatformError ReferenceMissing = Legacy(50039, "the referenced message cannot be found");
    public static readonly PlatformError OwnMessage = Legacy(50045, "cannot reply to the bot's own message");
    public static readonly PlatformError NotOnline = Legacy(304018, "websocket link does not exist");
    public static readonly PlatformError GuildMsgIdWrong = Legacy(304026, "msg_id wrong");

    /// <summary>The same with the field that is to blame, when there is one.</summary>
    public PlatformError At(string where) => where.Length == 0 ? this : this with { Message = $"{Message}: {where}" };

    /// <summary>The same as the older endpoints say it.</summary>
    public PlatformError InOlderShape => this with { ErrCode = null };

    /// <summary>What a bot without a right is told: what the platform gives comes before what admins give.</summary>
    public static PlatformError NoRight(BotRights missing, PathString path)
    {
        var error = (missing & ~(BotRights.GuildAdmin | BotRights.GroupAdmin)) != 0 ? AppNotAllowed : AdminOnly;
        return IsV2(path) ? error with { ErrCode = error.Code } : error;
    }

    /// <summary>What the caller of a path is told whose body cannot be read.</summary>
    public static PlatformError Malformed(PathString path) => IsV2(path) ? V2Malformed : GuildMalformed;

    /// <summary>A refusal in the shape of the newer endpoints.</summary>
    public static PlatformError V2(int code, string message) => new(BadRequest, code, message, code);

    /// <summary>A refusal for which no code of its own is documented.</summary>
    public static PlatformError Invalid(string why) => V2(11255, $"invalid request: {why}");

    private static bool IsV2(PathString path) => path.StartsWithSegments("/v2", StringComparison.Ordinal);

    private static PlatformError Unauthorized(int code, string message) => new(StatusCodes.Status401Unauthorized, code, message, code);

    private static PlatformError Forbidden(int code, string message) => new(StatusCodes.Status403Forbidden, code, message, null);

    private static PlatformError Legacy(int code, string message) => new(BadRequest, code, message, null);
}
