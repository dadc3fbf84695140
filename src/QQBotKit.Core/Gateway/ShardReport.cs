using Microsoft.Extensions.Logging;

namespace QQBotKit.Core.Gateway;

/// <summary>What the owner reads about a shard: each trouble once, in plain words, and never anything of a frame.</summary>
internal sealed partial class ShardReport(string shard, ILogger log)
{
    private readonly ToldAlready _told = new();
    private string? _lastProblem;

    /// <summary>The session is ready: the next trouble is a new one.</summary>
    public void Recovered() => _lastProblem = null;

    /// <summary>A connection ended.</summary>
    /// <param name="end">How the socket ended.</param>
    /// <param name="state">What the session made of it.</param>
    public void Ended(SocketEnd end, SessionState state)
    {
        var why = state.Ended ?? CloseCodes.Find(end.Code);
        if (why == Session.ByOwner || why == Session.TooLittle || why.Recovery == Recovery.Reshard || why.Code == CloseCodes.IntentsRefused)
        {
            return; // What concerns all shards is told once, not by each of them.
        }

        var problem = end.Code >= 4000 || end.Description is null ? why.English : $"{why.English} ({end.Description})";
        if (state.Phase == SessionPhase.Stopped)
        {
            LogStopped(shard, end.Code, problem);
        }
        else if (problem == _lastProblem)
        {
            LogStillDown(shard, state.Attempts);
        }
        else
        {
            _lastProblem = problem;
            LogReconnecting(shard, end.Code, problem, state.SessionId is null ? "a new session" : "a resume", state.Delay.TotalSeconds);
        }
    }

    /// <summary>A new session began where an old one could not be resumed.</summary>
    /// <param name="since">When the old one was last connected.</param>
    public void SessionLost(DateTimeOffset since) => LogSessionLost(shard, since);

    /// <summary>A frame was skipped. Told once for each reason, wherever in the frame it was found.</summary>
    public void BadFrame(long size, string reason)
    {
        if (_told.IsNew(reason.Split(" (")[0]))
        {
            LogBadFrame(shard, size, reason);
        }
    }

    /// <summary>The platform said something that this version does not know. Told once for each opcode.</summary>
    public void UnknownOpcode(int opcode)
    {
        if (_told.IsNew($"opcode {opcode}"))
        {
            LogUnknownOpcode(shard, opcode);
        }
    }

    public void SendFailed(string reason) => LogSendFailed(shard, reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Shard}: disconnected, code {Code}: {Problem}; next is {Next} in about {Seconds:0.#} s")]
    private partial void LogReconnecting(string shard, int? code, string problem, string next, double seconds);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Shard}: still down after {Attempts} attempts")]
    private partial void LogStillDown(string shard, int attempts);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Shard}: stopped by the platform, code {Code}: {Problem}")]
    private partial void LogStopped(string shard, int? code, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Shard}: the old session could not be resumed; what happened since {Since:u} was not delivered")]
    private partial void LogSessionLost(string shard, DateTimeOffset since);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Shard}: a frame of {Size} bytes was skipped: {Reason}; others like it are skipped without a word")]
    private partial void LogBadFrame(string shard, long size, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Shard}: the platform sent the opcode {Opcode}, which this version does not know; it is ignored")]
    private partial void LogUnknownOpcode(string shard, int opcode);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Shard}: could not be sent: {Reason}")]
    private partial void LogSendFailed(string shard, string reason);
}
