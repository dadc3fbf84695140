using QQBotKit.Simulator.Faults;

namespace QQBotKit.Benchmarks.Soak;

/// <summary>One way in which the platform misbehaves.</summary>
/// <param name="Name">What is printed.</param>
/// <param name="LosesSession">Whether the platform forgets the session, and with it what it had not delivered.</param>
/// <param name="Faults">What is played.</param>
internal sealed record SoakFault(string Name, bool LosesSession, params Fault[] Faults)
{
    public static IReadOnlyList<SoakFault> All { get; } =
    [
        new("drop", false, new Fault { Kind = FaultKind.Drop }),
        new("close without a code", false, new Fault { Kind = FaultKind.Close }),
        new("close 4009", false, new Fault { Kind = FaultKind.Close, Code = 4009 }),
        new("close 4000", false, new Fault { Kind = FaultKind.Close, Code = 4000 }),
        new("reconnect", false, new Fault { Kind = FaultKind.Reconnect }),
        new("invalid session, resumable", false, new Fault { Kind = FaultKind.InvalidSession, Resumable = true }),
        new("silence", false, new Fault { Kind = FaultKind.Silence }),
        new("acks stop", false, new Fault { Kind = FaultKind.StopAck, Seconds = 8 }),
        new("half close", false, new Fault { Kind = FaultKind.HalfClose }),
        new("drop in the middle of a frame", false, new Fault { Kind = FaultKind.DropMidFrame }),
        new("fragments", false, new Fault { Kind = FaultKind.Fragment, Seconds = 5 }),
        new("refused connections", false, new Fault { Kind = FaultKind.Refuse, Seconds = 5 }, new Fault { Kind = FaultKind.Drop }),
        new("no hello", false, new Fault { Kind = FaultKind.NoHello, Count = 1 }, new Fault { Kind = FaultKind.Drop }),
        new("no answer to resume", false, new Fault { Kind = FaultKind.NoReady, Count = 1 }, new Fault { Kind = FaultKind.Drop }),
        new("reset on resume", false, new Fault { Kind = FaultKind.ResetOnIdentify, Count = 1 }, new Fault { Kind = FaultKind.Drop }),
        new("replay", false, new Fault { Kind = FaultKind.Replay, Events = 200 }),
        new("duplicates", false, new Fault { Kind = FaultKind.Duplicate, Seconds = 5 }),
        new("swapped pairs", false, new Fault { Kind = FaultKind.Reorder, Seconds = 5 }),
        new("swapped pairs, then drop", false, new Fault { Kind = FaultKind.Reorder, Count = 3 }, new Fault { Kind = FaultKind.Drop }),
        new("delay", false, new Fault { Kind = FaultKind.Delay, Milliseconds = 400, Seconds = 5 }),
        new("tokens expire", false, new Fault { Kind = FaultKind.TokenExpire }),
        new("tokens expire, told by code", false, new Fault { Kind = FaultKind.TokenExpire, Status = 400 }),
        new("token service down", false,
            new Fault { Kind = FaultKind.HttpStatus, Path = "/app/getAppAccessToken", Status = 500, Seconds = 5 },
            new Fault { Kind = FaultKind.TokenExpire }),
        new("gateway address down", false, new Fault { Kind = FaultKind.HttpStatus, Path = "/gateway", Status = 502, Html = true, Seconds = 4 }, new Fault { Kind = FaultKind.Drop }),
        new("503 for sends", false, new Fault { Kind = FaultKind.HttpStatus, Path = "/v2", Status = 503, Seconds = 3 }),
        new("429 for sends", false, new Fault { Kind = FaultKind.HttpStatus, Path = "/v2", Status = 429, RetryAfter = 1, Seconds = 2 }),
        new("lost answers of sends", false, new Fault { Kind = FaultKind.HttpStatus, Path = "/v2", Status = 504, After = true, Seconds = 2 }),
        new("resets of sends", false, new Fault { Kind = FaultKind.HttpStatus, Path = "/v2", How = FaultManner.Reset, After = true, Seconds = 2 }),
        new("invalid session", true, new Fault { Kind = FaultKind.InvalidSession, Resumable = false }),
        new("close 4006", true, new Fault { Kind = FaultKind.Close, Code = 4006 }),
        new("close 4900", true, new Fault { Kind = FaultKind.Close, Code = 4900 }),
    ];
}
