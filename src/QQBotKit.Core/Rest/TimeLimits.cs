using System.Collections.Concurrent;

namespace QQBotKit.Core.Rest;

/// <summary>Limits of time on calls. Their timers are used again and again, so that a call without trouble makes none.</summary>
internal sealed class TimeLimits(TimeProvider time)
{
    private const int MostKept = 256;
    private readonly ConcurrentQueue<CancellationTokenSource> _kept = new();

    /// <summary>Begins a limit that also ends when <paramref name="caller"/> gives up. It must be disposed.</summary>
    public TimeLimit Begin(TimeSpan limit, CancellationToken caller)
    {
        if (!_kept.TryDequeue(out var source))
        {
            source = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        }

        source.CancelAfter(limit);
        return new TimeLimit(this, source, caller);
    }

    internal void End(CancellationTokenSource source)
    {
        if (_kept.Count < MostKept && source.TryReset())
        {
            _kept.Enqueue(source);
        }
        else
        {
            source.Dispose();
        }
    }
}

/// <summary>A limit that runs.</summary>
internal readonly struct TimeLimit : IDisposable
{
    private readonly TimeLimits _limits;
    private readonly CancellationTokenSource _source;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenRegistration _registration;

    internal TimeLimit(TimeLimits limits, CancellationTokenSource source, CancellationToken caller)
    {
        _limits = limits;
        _source = source;
        _caller = caller;
        _registration = caller.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), source);
    }

    /// <summary>Cancelled when the limit is reached or the caller gave up.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Whether the time is over, and not the caller's patience.</summary>
    public bool IsReached => _source.IsCancellationRequested && !_caller.IsCancellationRequested;

    public void Dispose()
    {
        // A caller who gives up at this very moment is about to cancel the source: nobody else may get it then.
        if (!_caller.CanBeCanceled || _registration.Unregister())
        {
            _limits.End(_source);
        }
    }
}
