using System.Text.Json.Serialization;

namespace QQBotKit.Simulator.Faults;

/// <summary>What goes wrong. Each name is, in snake_case, the <c>fault</c> of <c>POST /simulator/faults</c>.</summary>
[JsonConverter(typeof(FaultKindConverter))]
public enum FaultKind
{
    /// <summary>The TCP connection is reset.</summary>
    Drop,

    /// <summary>The connection is closed with <see cref="Fault.Code"/>, or with a close frame without a code.</summary>
    Close,

    /// <summary>The platform sends op 7.</summary>
    Reconnect,

    /// <summary>The platform sends op 9 with <see cref="Fault.Resumable"/>, or without <c>d</c>. Only <c>true</c> leaves the session alive.</summary>
    InvalidSession,

    /// <summary>Half-open: the connection stays open for as long as the client keeps it, but nothing is sent or answered on it any more.</summary>
    Silence,

    /// <summary>The server's sending side of TCP ends without a close frame.</summary>
    HalfClose,

    /// <summary>The last <see cref="Fault.Events"/> events of the session are sent again, with the same ids and numbers.</summary>
    Replay,

    /// <summary>Heartbeats are not acknowledged.</summary>
    StopAck,

    /// <summary>The next event frame is cut in its middle, and the connection with it.</summary>
    DropMidFrame,

    /// <summary>Events are sent as several WebSocket fragments; one cut is inside a UTF-8 character where there is one.</summary>
    Fragment,

    /// <summary>Events are sent twice, with the same id and number.</summary>
    Duplicate,

    /// <summary>Pairs of events swap places. The first of a pair waits for the second.</summary>
    Reorder,

    /// <summary>Events are sent <see cref="Fault.Milliseconds"/> late.</summary>
    Delay,

    /// <summary>New WebSocket connections are refused with HTTP 503, or reset.</summary>
    Refuse,

    /// <summary>A new connection gets no Hello.</summary>
    NoHello,

    /// <summary>Identify and Resume are not answered, and start nothing.</summary>
    NoReady,

    /// <summary>TCP is reset when Identify or Resume arrives.</summary>
    ResetOnIdentify,

    /// <summary>All access tokens become invalid. Sessions live on.</summary>
    TokenExpire,

    /// <summary>REST calls whose path begins with <see cref="Fault.Path"/> fail.</summary>
    HttpStatus,

    /// <summary>Sets the <c>session_start_limit</c> and the shards of <c>GET /gateway/bot</c>, and what the gateway accepts.</summary>
    SessionLimit,

    /// <summary>All faults end.</summary>
    Clear,
}

/// <summary>To which frame of the client a fault is the answer.</summary>
[JsonConverter(typeof(FaultMomentConverter))]
public enum FaultMoment
{
    /// <summary>The next Identify.</summary>
    Identify,

    /// <summary>The next Resume.</summary>
    Resume,
}

/// <summary>How a call or a connection is refused.</summary>
[JsonConverter(typeof(FaultMannerConverter))]
public enum FaultManner
{
    /// <summary>With an HTTP answer.</summary>
    Answer,

    /// <summary>With a reset of TCP.</summary>
    Reset,

    /// <summary>Not at all: a call stays open until the client gives it up.</summary>
    Never,
}

/// <summary>
/// One thing that the platform does wrong, for <see cref="SimulatorFaults.Add"/> and, as JSON, for <c>POST /simulator/faults</c>.
/// Which fields a fault takes depends on its kind; a field that it does not take is refused.
/// </summary>
/// <remarks>
/// Drop, close, reconnect, invalid_session, silence, half_close and replay strike the connections that there are, at once. With a higher <see cref="Count"/>,
/// or within <see cref="Seconds"/>, they strike again whenever a session has become ready. With <see cref="On"/> they wait for that frame
/// and take the place of its answer; a replay comes after it. What was done to a connection stays done when the fault ends.
/// </remarks>
public sealed record Fault
{
    /// <summary>What goes wrong.</summary>
    [JsonPropertyName("fault")]
    public required FaultKind Kind { get; init; }

    /// <summary>AppID of the bot that it happens to; all bots when null.</summary>
    public string? Bot { get; init; }

    /// <summary>Index of the shard that it happens to; all shards when null.</summary>
    public int? Shard { get; init; }

    /// <summary>How many times. When null: once for what happens at once, to the next event (drop_mid_frame) or with <see cref="On"/>; else until it is ended.</summary>
    public int? Count { get; init; }

    /// <summary>After how many seconds of the simulator's clock the fault ends.</summary>
    public double? Seconds { get; init; }

    /// <summary>close: the close code. http_status: the platform's error code; without it the body is empty.</summary>
    public int? Code { get; init; }

    /// <summary>invalid_session: the <c>d</c> of op 9; left out when null.</summary>
    public bool? Resumable { get; init; }

    /// <summary>Which frame of the client it answers; it strikes at once when null.</summary>
    public FaultMoment? On { get; init; }

    /// <summary>replay: how many events, 50 when null.</summary>
    public int? Events { get; init; }

    /// <summary>delay: how long.</summary>
    public int? Milliseconds { get; init; }

    /// <summary>refuse, http_status: with an answer (the default) or a reset; http_status: or never.</summary>
    public FaultManner? How { get; init; }

    /// <summary>http_status: how the paths begin.</summary>
    public string? Path { get; init; }

    /// <summary>http_status: the HTTP status. token_expire: the status of the refusals, 401 (the default) or 400.</summary>
    public int? Status { get; init; }

    /// <summary>http_status: the value of the Retry-After header, in seconds.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>http_status: whether the body is an HTML page, as from the platform's edge.</summary>
    public bool? Html { get; init; }

    /// <summary>http_status: whether the call is carried out before its answer fails.</summary>
    public bool? After { get; init; }

    /// <summary>session_limit: the session starts of a window.</summary>
    public int? Total { get; init; }

    /// <summary>session_limit: how many session starts are left in this window.</summary>
    public int? Remaining { get; init; }

    /// <summary>session_limit: in how many milliseconds this window ends.</summary>
    public int? ResetAfter { get; init; }

    /// <summary>session_limit: the session starts in 5 seconds.</summary>
    public int? MaxConcurrency { get; init; }

    /// <summary>session_limit: the recommended number of shards.</summary>
    public int? Shards { get; init; }
}
