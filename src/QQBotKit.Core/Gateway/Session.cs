using System.Numerics;

namespace QQBotKit.Core.Gateway;

internal enum SessionPhase
{
    /// <summary>Waits for <see cref="SessionState.Delay"/>, then connects.</summary>
    Disconnected,
    AwaitingHello,
    Identifying,
    Resuming,
    Ready,

    /// <summary>The socket is being closed from this side; what follows is decided already.</summary>
    Closing,

    /// <summary>Over for good: by the owner, or because the platform said so.</summary>
    Stopped,
}

/// <summary>All that a session is. The machine that changes it is <see cref="Session.Step"/>.</summary>
internal readonly record struct SessionState
{
    public SessionPhase Phase { get; init; }

    /// <summary>The session to resume; null if the next connection identifies.</summary>
    public string? SessionId { get; init; }

    /// <summary>The highest sequence number that was accepted for dispatch.</summary>
    public long? Seq { get; init; }

    /// <summary>
    /// Which of the last 64 numbers up to <see cref="Seq"/> have not come: a bit for each, the lowest for <see cref="Seq"/>. Events may overtake each other.
    /// </summary>
    public ulong Missing { get; init; }

    /// <summary>From where a resume goes on: everything up to here was accepted. What came after it comes again, and is known.</summary>
    public long ResumeSeq => (Seq ?? 0) - (64 - BitOperations.LeadingZeroCount(Missing));

    /// <summary>Milliseconds between heartbeats, from Hello.</summary>
    public int HeartbeatInterval { get; init; }

    /// <summary>Whether the last heartbeat is still without its ack.</summary>
    public bool AckPending { get; init; }

    /// <summary>Connections since the last one that was ready for a while; the place in the back-off.</summary>
    public int Attempts { get; init; }

    /// <summary>Connections in a row that the platform ended soon after they were opened.</summary>
    public int QuickEnds { get; init; }

    /// <summary>Resumes in a row that the platform refused, or did not answer.</summary>
    public int RefusedResumes { get; init; }

    /// <summary>Resumes in a row that ended with their connection, and brought nothing.</summary>
    public int LostResumes { get; init; }

    /// <summary>How often the platform has said "invalid session" since the last time it was ready.</summary>
    public int InvalidSessions { get; init; }

    /// <summary>Access tokens refused since the last one that was taken.</summary>
    public int RefusedTokens { get; init; }

    /// <summary>How long to wait at least before the next connection.</summary>
    public TimeSpan LeastDelay { get; init; }

    /// <summary>How long to wait at most; chance picks between the two, so that many bots do not return at the same moment.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Why the last connection ended.</summary>
    public CloseCode? Ended { get; init; }

    public bool IsOpen => Phase is not (SessionPhase.Disconnected or SessionPhase.Stopped);
}

internal enum SessionInputKind
{
    /// <summary>The socket is open.</summary>
    Opened,
    Hello,
    Ready,
    Resumed,

    /// <summary>An event was accepted for dispatch.</summary>
    Accepted,
    HeartbeatRequested,
    HeartbeatAcked,

    /// <summary>The time of the next heartbeat has come.</summary>
    HeartbeatDue,
    ReconnectRequested,
    SessionInvalid,

    /// <summary>The platform did not say Hello, Ready or Resumed in time.</summary>
    Late,

    /// <summary>The session is to be given up for one that asks for more.</summary>
    MoreWanted,

    /// <summary>The socket is closed, or could not be opened.</summary>
    Closed,
    StopRequested,
}

/// <summary>Something that happened to a session.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Number">The heartbeat interval, the sequence number or the close code; 0 for none.</param>
/// <param name="SessionId">The session id of READY.</param>
/// <param name="Flag">
/// For an invalid session whether it may be resumed; for a heartbeat whether the reader was held up by this side
/// (an ack may then be waiting unread); for a close whether the session had been ready for a while; for a stop whether the
/// session is of no more use to anybody.
/// </param>
/// <param name="Quick">For a close whether it came soon after the opening.</param>
internal readonly record struct SessionInput(
    SessionInputKind Kind, long Number = 0, string? SessionId = null, bool Flag = false, bool Quick = false);

/// <summary>What is to be done after a step, in the order of the flags.</summary>
[Flags]
internal enum SessionActions
{
    None = 0,
    StartHeartbeat = 1,
    SendIdentify = 2,
    SendResume = 4,
    SendHeartbeat = 8,
    AnnounceReady = 16,
    DropToken = 32,
    CloseSocket = 64,
}

/// <summary>
/// The session of one shard as a pure function: no socket, no clock, no chance. Platform page:
/// dev-prepare/event-emit/websocket.html.
/// </summary>
internal static class Session
{
    /// <summary>After so many refused resumes in a row the session is given up.</summary>
    public const int MaxRefusedResumes = 3;

    /// <summary>After so many lost resumes in a row, too: what ends the connection each time may be what the resume brings.</summary>
    public const int MaxLostResumes = 9;

    /// <summary>After so many refusals in a row of fresh tokens the credentials are wrong.</summary>
    public const int MaxRefusedTokens = 3;

    /// <summary>The end of a session that its owner stopped.</summary>
    public static readonly CloseCode ByOwner = new(0, Recovery.Stop, "stopped", "已停止");

    /// <summary>The end of a session that asked for too little.</summary>
    public static readonly CloseCode TooLittle = new(0, Recovery.Identify, "more intents are needed", "需要更多 intents");

    private const int ManyInvalidSessions = 5;
    private const int ManyQuickEnds = 3;

    private static readonly double[] BackOff = [0.5, 1, 2, 5, 10, 30, 60];

    private static readonly CloseCode NoAck = new(0, Recovery.Resume, "a heartbeat was not acknowledged", "心跳未得到回应");
    private static readonly CloseCode NoAnswer = new(0, Recovery.Resume, "the platform did not answer in time", "平台未在限时内应答");
    private static readonly CloseCode Asked = new(0, Recovery.Resume, "the platform asked to reconnect", "平台要求重新连接");
    private static readonly CloseCode Invalid = new(
        0, Recovery.Identify, "the platform refused the session", "平台拒绝了会话", Wait: 1, Spread: 4);

    private static readonly CloseCode InvalidForNow = Invalid with { Recovery = Recovery.Resume, Wait = 0, Spread = 0 };
    private static readonly CloseCode InvalidAgain = new(
        0, Recovery.Identify,
        "the platform refused the session many times in a row: a wrong token or wrong intents are the usual cause; check app_id, secret and intents in bot.yaml",
        "平台连续多次拒绝了会话：通常是 token 或 intents 有误，请检查 bot.yaml 中的 app_id、secret 与 intents",
        Wait: 60);

    private static readonly CloseCode TooQuick = new(
        0, Recovery.Identify,
        "several connections in a row ended right after they were opened",
        "连续多个连接在建立后立即断开",
        Wait: 60);

    public static (SessionState State, SessionActions Actions) Step(in SessionState state, in SessionInput input)
    {
        if (state.Phase == SessionPhase.Stopped)
        {
            // A connection that was under way when the session ended.
            return (state, input.Kind == SessionInputKind.Opened ? SessionActions.CloseSocket : SessionActions.None);
        }

        switch (input.Kind)
        {
            case SessionInputKind.Accepted when state.SessionId is not null && state.Phase is SessionPhase.Ready or SessionPhase.Resuming or SessionPhase.Closing:
                return (Accept(state, input.Number), SessionActions.None);

            case SessionInputKind.Opened when state.Phase == SessionPhase.Disconnected:
                return (state with { Phase = SessionPhase.AwaitingHello, AckPending = false }, SessionActions.None);

            case SessionInputKind.Hello when state.Phase == SessionPhase.AwaitingHello:
                var greeted = state with { HeartbeatInterval = (int)input.Number };
                return state.SessionId is null
                    ? (greeted with { Phase = SessionPhase.Identifying }, SessionActions.StartHeartbeat | SessionActions.SendIdentify)
                    : (greeted with { Phase = SessionPhase.Resuming }, SessionActions.StartHeartbeat | SessionActions.SendResume);

            case SessionInputKind.Ready when state.Phase == SessionPhase.Identifying:
                return (Settled(state) with { SessionId = input.SessionId, Seq = input.Number, Missing = 0 }, SessionActions.AnnounceReady);

            case SessionInputKind.Resumed when state.Phase == SessionPhase.Resuming:
                return (Settled(state), SessionActions.AnnounceReady);

            case SessionInputKind.HeartbeatRequested when IsGreeted(state):
                return (state, SessionActions.SendHeartbeat);

            case SessionInputKind.HeartbeatAcked:
                return (state with { AckPending = false }, SessionActions.None);

            case SessionInputKind.HeartbeatDue when IsGreeted(state):
                return state.AckPending && !input.Flag
                    ? Close(state, NoAck)
                    : (state with { AckPending = true }, SessionActions.SendHeartbeat);

            case SessionInputKind.ReconnectRequested when IsConversing(state):
                return Close(state, Asked);

            case SessionInputKind.SessionInvalid when IsConversing(state):
                var refused = state with { InvalidSessions = state.InvalidSessions + 1 };
                return Close(refused, refused.InvalidSessions >= ManyInvalidSessions ? InvalidAgain : input.Flag ? InvalidForNow : Invalid);

            case SessionInputKind.Late when state.Phase is SessionPhase.AwaitingHello or SessionPhase.Identifying or SessionPhase.Resuming:
                return Close(state, NoAnswer);

            case SessionInputKind.MoreWanted when state is { Phase: SessionPhase.AwaitingHello, SessionId: null }:
                return (state, SessionActions.None); // It has not asked yet.

            case SessionInputKind.MoreWanted when IsConversing(state):
                return Close(state, TooLittle);

            case SessionInputKind.MoreWanted:
                return (WithoutSession(state), SessionActions.None);

            case SessionInputKind.Closed when state.Phase == SessionPhase.Closing:
                return (Rest(state, input), SessionActions.None);

            case SessionInputKind.Closed:
                var why = CloseCodes.Find(input.Number == 0 ? null : (int)input.Number);
                var next = Recover(state, why);
                return next.Phase == SessionPhase.Stopped
                    ? (next, SessionActions.None)
                    : (Rest(next, input), why.Recovery == Recovery.NewToken ? SessionActions.DropToken : SessionActions.None);

            case SessionInputKind.StopRequested:
                var stopped = (input.Flag ? WithoutSession(state) : state) with { Phase = SessionPhase.Stopped, Ended = ByOwner };
                return (stopped, state.IsOpen ? SessionActions.CloseSocket : SessionActions.None);

            default:
                return (state, SessionActions.None);
        }
    }

    private static bool IsConversing(in SessionState state) => state.Phase == SessionPhase.AwaitingHello || IsGreeted(state);

    private static bool IsGreeted(in SessionState state) =>
        state.Phase is SessionPhase.Identifying or SessionPhase.Resuming or SessionPhase.Ready;

    private static SessionState Settled(in SessionState state) =>
        state with { Phase = SessionPhase.Ready, RefusedResumes = 0, LostResumes = 0, InvalidSessions = 0, RefusedTokens = 0, Ended = null };

    private static SessionState WithoutSession(in SessionState state) =>
        state with { SessionId = null, Seq = null, Missing = 0, RefusedResumes = 0, LostResumes = 0 };

    private static SessionState Accept(in SessionState state, long number)
    {
        var ahead = number - (state.Seq ?? (number - 1));
        return ahead switch
        {
            // A resume that brings something new is none that leads to nothing.
            >= 64 => state with { Seq = number, Missing = ulong.MaxValue - 1, RefusedResumes = 0, LostResumes = 0 },
            > 0 => state with
            {
                Seq = number,
                Missing = (state.Missing << (int)ahead) | (((1UL << (int)ahead) - 1) & ~1UL),
                RefusedResumes = 0,
                LostResumes = 0,
            },
            > -64 => state with { Missing = state.Missing & ~(1UL << (int)-ahead) },
            _ => state,
        };
    }

    private static (SessionState, SessionActions) Close(in SessionState state, CloseCode why) =>
        (Recover(state, why) with { Phase = SessionPhase.Closing }, SessionActions.CloseSocket);

    /// <summary>Decides what becomes of the session.</summary>
    private static SessionState Recover(in SessionState state, CloseCode why)
    {
        var resuming = state.Phase == SessionPhase.Resuming;
        var next = state with
        {
            Ended = why,
            AckPending = false,
            RefusedResumes = resuming && why != CloseCodes.Network ? state.RefusedResumes + 1 : state.RefusedResumes,
            LostResumes = resuming && why == CloseCodes.Network ? state.LostResumes + 1 : state.LostResumes,
            RefusedTokens = why.Recovery == Recovery.NewToken ? state.RefusedTokens + 1 : state.RefusedTokens,
        };

        return why.Recovery switch
        {
            Recovery.Stop => next with { Phase = SessionPhase.Stopped },
            Recovery.Reshard => WithoutSession(next) with { Phase = SessionPhase.Stopped },
            Recovery.NewToken when next.RefusedTokens >= MaxRefusedTokens => next with { Phase = SessionPhase.Stopped },
            Recovery.Resume when next is { SessionId: not null, RefusedResumes: < MaxRefusedResumes, LostResumes: < MaxLostResumes } => next,
            Recovery.ResumeOnce when !resuming => next,
            _ => WithoutSession(next) with { Ended = why == InvalidForNow ? Invalid : why },
        };
    }

    /// <summary>Decides how long to wait before the next connection.</summary>
    private static SessionState Rest(in SessionState state, in SessionInput closed)
    {
        var next = state with
        {
            Phase = SessionPhase.Disconnected,
            Attempts = closed.Flag ? 1 : state.Attempts + 1, // Ready for a while: whatever went wrong before is over.
            QuickEnds = state.Phase == SessionPhase.Disconnected || state.Ended == CloseCodes.Network ? state.QuickEnds
                : closed.Quick ? state.QuickEnds + 1 : 0,
        };
        if (next.QuickEnds >= ManyQuickEnds)
        {
            next = WithoutSession(next) with { QuickEnds = 0, Ended = state.Ended?.Wait >= TooQuick.Wait ? state.Ended : TooQuick };
        }

        var backOff = BackOff[Math.Min(next.Attempts, BackOff.Length) - 1];
        var (wait, spread) = (next.Ended?.Wait ?? 0, next.Ended?.Spread ?? 0);
        return next with
        {
            LeastDelay = TimeSpan.FromSeconds(Math.Max(backOff / 2, wait)),
            Delay = TimeSpan.FromSeconds(Math.Max(backOff, wait + spread)),
        };
    }
}
