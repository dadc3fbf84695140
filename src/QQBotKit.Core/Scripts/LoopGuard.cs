using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace QQBotKit.Core.Scripts;

/// <summary>
/// What the code of one version of a script obeys. A loop that keeps its thread for too long holds up a bot, and one that hands it back must not outlive its
/// version; calls without an end would end the process.
/// </summary>
internal sealed partial class GuardRules(string script, TimeSpan limit, TimeProvider time, Texts texts, ILogger logger)
{
    /// <summary>The class in a guarded script whose <see cref="Field"/> takes these rules before the script runs.</summary>
    public const string Class = "__Guard";

    public const string Field = "Rules";

    // Some systems have much more, but an exception that comes up through all of that takes a minute.
    private const long DeepestCalls = 1 << 20;
    private const long DeepCalls = 1 << 17;

    [ThreadStatic]
    private static long _top;

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

    public TimeSpan Between(long start, long now) => time.GetElapsedTime(start, now);

    public bool IsTooLong(TimeSpan elapsed) => elapsed > limit && !Debugger.IsAttached;

    /// <summary>A function of the script is called.</summary>
    /// <returns>True, so that an expression can begin with it.</returns>
    /// <exception cref="InvalidOperationException">The calls are too deep: .NET would end the whole process when the stack is full.</exception>
    public unsafe bool Call()
    {
        byte here;
        var address = (long)(nint)(&here);
        return _top - address is >= 0 and < DeepCalls || IsRoomFor(address);
    }

    /// <summary>What a loop is stopped with. It is logged as well, because a task that nobody awaits would take it to its grave.</summary>
    public TimeoutException Stopped(int line)
    {
        var file = new StackTrace(fNeedFileInfo: true).GetFrames()
            .FirstOrDefault(frame => frame.GetMethod()?.Module.Assembly != typeof(GuardRules).Assembly)?.GetFileName() ?? script;
        var message = texts.Of(
            $"{file}({line}): the loop was stopped because it ran for {limit.TotalSeconds:0.#} s without an await that waits. Let it end, or wait in it: await Task.Delay(…). See scripts.loop_limit in bot.yaml.",
            $"{file}({line})：循环连续运行了 {limit.TotalSeconds:0.#} 秒而没有真正等待的 await，已被停止。请让它结束，或在其中等待：await Task.Delay(…)。参见 bot.yaml 的 scripts.loop_limit。");
        LogStopped(message);
        return new TimeoutException(message);
    }

    private bool IsRoomFor(long address)
    {
        // The stack grows down. The highest place that a script's function was called at on this thread is near enough to its beginning.
        _top = Math.Max(_top, address);
        return _top - address < DeepestCalls && RuntimeHelpers.TryEnsureSufficientExecutionStack() ? true : throw new InvalidOperationException(texts.Of(
            "Functions call each other without an end: there is no room for one more call. Let one of them end.",
            "函数之间的调用没有尽头：调用栈已满。请让其中某个函数结束调用。"));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Message}")]
    private partial void LogStopped(string message);
}

/// <summary>
/// Watches one run of one loop. <see cref="GuardWriter"/> puts it into the code of scripts: its constructor before the loop,
/// and at the beginning of the body a count of the turns until the next <see cref="Look"/>. It is no sandbox: what runs outside of the script's own loops is not watched.
/// </summary>
internal struct LoopGuard
{
    /// <summary>How many turns may begin before the first look in a loop that another loop begins many times: that one has a guard of its own.</summary>
    public const int FewTurnsUnseen = 16;

    // A look at the clock costs as much as twenty turns of a tight loop, so there is one after many quick turns. It comes late when they are slow from then on.
    private const int MostTurnsUnseen = 128;

    private static readonly TimeSpan QuickTurns = TimeSpan.FromMilliseconds(1);

    private static readonly object Marked = new();

    // Its change is how a thread learns that it took up the flow of such a loop again, so that an await in it has really waited.
    private static readonly AsyncLocal<object?> Flow = new(static change => _resumptionsOfThread += change.ThreadContextChanged ? 1 : 0);

    [ThreadStatic]
    private static long _resumptionsOfThread;

    private readonly GuardRules _rules;
    private readonly int _line;
    private readonly bool _awaits;
    private int _stride;
    private long _start;
    private long _lastLook;
    private int _thread;
    private long _resumptions;

    /// <param name="rules">What loops of this version of the script obey.</param>
    /// <param name="line">The line where the loop begins.</param>
    /// <param name="awaits">Whether the loop has an await in it, and may thus go on for ever.</param>
    public LoopGuard(GuardRules rules, int line, bool awaits)
    {
        _rules = rules;
        _line = line;
        _awaits = awaits;
        if (awaits)
        {
            Flow.Value = Marked;
        }
    }

    /// <summary>The loop gave a value to whoever asked for it, and goes on when the next one is asked for.</summary>
    public void Restart() => _start = 0;

    /// <summary>Looks whether the loop may go on. The script's own code counts the turns: calling for that would cost a tight loop more than its body.</summary>
    /// <returns>How many turns may begin before the next look.</returns>
    /// <exception cref="TimeoutException">The loop has kept its thread for too long.</exception>
    /// <exception cref="OperationCanceledException">The script's version has ended.</exception>
    public int Look()
    {
        _rules.ThrowIfEnded();
        var now = _rules.Now;
        if (_start == 0 || _awaits && (_thread != Environment.CurrentManagedThreadId || _resumptions != _resumptionsOfThread))
        {
            _thread = Environment.CurrentManagedThreadId;
            _resumptions = _resumptionsOfThread;
            _start = now;
        }
        else if (_rules.IsTooLong(_rules.Between(_start, now)))
        {
            throw _rules.Stopped(_line);
        }

        // Beside an await a look costs nothing.
        var most = _awaits ? FewTurnsUnseen : MostTurnsUnseen;
        _stride = _lastLook != 0 && _rules.Between(_lastLook, now) < QuickTurns ? Math.Clamp(_stride * 2, FewTurnsUnseen, most) : 0;
        _lastLook = now;
        return _stride;
    }
}
