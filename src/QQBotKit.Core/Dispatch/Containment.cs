using System.Collections.Concurrent;
using QQBotKit.Core.Configuration;

namespace QQBotKit.Core.Dispatch;

/// <summary>
/// Keeps what one version of a plugin or script may do to the others within bounds: how many of its handlers run at once, on all bots together, and
/// how often they may fail before none is called any more.
/// </summary>
/// <param name="limits">The bounds.</param>
internal sealed class Containment(HandlerSettings limits)
{
    private readonly ConcurrentDictionary<object, int> _failing = new(ReferenceEqualityComparer.Instance);
    private readonly SemaphoreSlim _room = new(limits.Concurrency, limits.Concurrency);
    private int _abandoned;
    private volatile string? _quarantine;

    public TimeSpan Deadline => limits.Deadline;

    /// <summary>Why no handler is called; null while they are.</summary>
    public string? Quarantine => _quarantine;

    /// <summary>Called once when the quarantine begins, with the reason.</summary>
    public Action<string> Quarantined { get; set; } = _ => { };

    /// <summary>Waits until one more handler may run.</summary>
    /// <returns>False when that takes longer than a handler may.</returns>
    public ValueTask<bool> EnterAsync(CancellationToken cancellationToken) =>
        _room.Wait(0, CancellationToken.None) ? new(true) : new(_room.WaitAsync(limits.Deadline, cancellationToken));

    public void Exit() => _room.Release();

    /// <summary>A handler is still running after its deadline. It keeps its place: else there would be more of them with every message.</summary>
    public void Abandon(Texts texts)
    {
        if (Interlocked.Increment(ref _abandoned) == limits.Concurrency)
        {
            Begin(texts.Of(
                $"{limits.Concurrency} of its handlers never ended, and no more may run at once",
                $"有 {limits.Concurrency} 个处理程序一直没有结束，已达到同时运行的上限"));
        }
    }

    /// <summary>An abandoned handler did end.</summary>
    public void Return() => Interlocked.Decrement(ref _abandoned);

    public void Succeeded(object handler)
    {
        if (!_failing.IsEmpty)
        {
            _failing.TryRemove(handler, out _);
        }
    }

    public void Failed(object handler, string name, string reason, Texts texts)
    {
        if (_failing.AddOrUpdate(handler, 1, static (_, count) => count + 1) == limits.Failures)
        {
            Begin(texts.Of($"{name} failed {limits.Failures} times in a row, the last time with: {reason}", $"{name} 连续失败 {limits.Failures} 次，最近一次：{reason}"));
        }
    }

    /// <summary>Calls its handlers again.</summary>
    /// <returns>Whether it was in quarantine.</returns>
    public bool Resume()
    {
        _failing.Clear();
        return Interlocked.Exchange(ref _quarantine, null) is not null;
    }

    private void Begin(string reason)
    {
        if (Interlocked.CompareExchange(ref _quarantine, reason, null) is null)
        {
            Quarantined(reason);
        }
    }
}
