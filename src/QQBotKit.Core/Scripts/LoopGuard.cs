using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace QQBotKit.Core.Scripts;

/// <summary>
/// What the loops of one version of a script obey. Stopping a loop that hands its thread back costs nothing and is always right once the
/// version has ended; a loop that keeps its thread for too long holds up a bot.
/// </summary>
internal sealed partial class LoopRules(string script, TimeSpan limit, TimeProvider time, Texts texts, ILogger logger)
{
    /// <summary>The class in a guarded script whose <see cref="Field"/> takes these rules before the script runs.</summary>
    public const string Class = "__Loops";

    public const string Field = "Rules";

    private volatile bool _ended;

    /// <summary>The version has ended: each loop of it that still runs stops at its next turn.</summary>
    public void End() => _ended = true;

    public void ThrowIfEnded()
    {
        if (_ended)
        {
            throw new OperationCanceledException();
        }
    }

    public long Now => time.GetTimestamp();

    public TimeSpan Since(long start) => time.GetElapsedTime(start);

    public bool IsTooLong(TimeSpan elapsed) => elapsed > limit && !Debugger.IsAttached;

    /// <summary>What a loop is stopped with. It is logged as well, because a task that nobody awaits would take it to its grave.</summary>
    public TimeoutException Stopped(int line)
    {
        var file = new StackTrace(fNeedFileInfo: true).GetFrames()
            .FirstOrDefault(frame => frame.GetMethod()?.Module.Assembly != typeof(LoopRules).Assembly)?.GetFileName() ?? script;
        var message = texts.Of(
            $"{file}({line}): the loop was stopped because it ran for {limit.TotalSeconds:0.#} s without an await that waits. Let it end, or wait in it: await Task.Delay(…). See scripts.loop_limit in bot.yaml.",
            $"{file}({line})：循环连续运行了 {limit.TotalSeconds:0.#} 秒而没有真正等待的 await，已被停止。请让它结束，或在其中等待：await Task.Delay(…)。参见 bot.yaml 的 scripts.loop_limit。");
        LogStopped(message);
        return new TimeoutException(message);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Message}")]
    private partial void LogStopped(string message);
}

/// <summary>
/// Watches one run of one loop. <see cref="LoopGuardWriter"/> puts it into the code of scripts: its constructor before the loop,
/// <see cref="Check"/> as the first statement of the body. It is no sandbox: what runs outside of the script's own loops is not watched.
/// </summary>
internal struct LoopGuard
{
    // A look at the clock costs as much as a few turns of a tight loop, so one comes after many quick turns; a slow turn brings it back to each.
    private const int MostTurnsUnseen = 1024;
    private static readonly TimeSpan QuickTurns = TimeSpan.FromMilliseconds(1);

    private static readonly object Marked = new();

    // Its change is how a thread learns that it took up the flow of such a loop again, so that an await in it has really waited.
    private static readonly AsyncLocal<object?> Flow = new(static change => _resumptionsOfThread += change.ThreadContextChanged ? 1 : 0);

    [ThreadStatic]
    private static long _resumptionsOfThread;

    private readonly LoopRules _rules;
    private readonly int _line;
    private readonly bool _awaits;
    private int _turns;
    private int _stride;
    private long _start;
    private long _lastLook;
    private int _thread;
    private long _resumptions;

    /// <param name="rules">What loops of this version of the script obey.</param>
    /// <param name="line">The line where the loop begins.</param>
    /// <param name="awaits">Whether the loop has an await in it, and may thus go on for ever.</param>
    public LoopGuard(LoopRules rules, int line, bool awaits)
    {
        _rules = rules;
        _line = line;
        _awaits = awaits;
        if (awaits)
        {
            Flow.Value = Marked;
        }
    }

    /// <summary>A turn of the loop begins.</summary>
    /// <exception cref="TimeoutException">The loop has kept its thread for too long.</exception>
    /// <exception cref="OperationCanceledException">The script's version has ended.</exception>
    public void Check()
    {
        if (--_turns < 0)
        {
            Look();
        }
    }

    /// <summary>The loop gave a value to whoever asked for it, and goes on when the next one is asked for.</summary>
    public void Restart() => _start = 0;

    private void Look()
    {
        _rules.ThrowIfEnded();
        var now = _rules.Now;
        if (_start == 0 || _awaits && (_thread != Environment.CurrentManagedThreadId || _resumptions != _resumptionsOfThread))
        {
            _thread = Environment.CurrentManagedThreadId;
            _resumptions = _resumptionsOfThread;
            _start = now;
        }
        else if (_rules.IsTooLong(_rules.Since(_start)))
        {
            throw _rules.Stopped(_line);
        }

        _stride = _lastLook != 0 && _rules.Since(_lastLook) < QuickTurns ? Math.Min(Math.Max(1, _stride * 2), MostTurnsUnseen) : 0;
        _turns = _stride;
        _lastLook = now;
    }
}
