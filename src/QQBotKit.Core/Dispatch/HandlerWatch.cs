namespace QQBotKit.Core.Dispatch;

/// <summary>
/// Looks after the handlers that run: one that passes its deadline is cancelled, then left alone; and for each that holds a thread of the pool
/// without giving it back, the pool may have one more, so that the others do not wait for the pool to notice.
/// </summary>
internal sealed class HandlerWatch : IDisposable
{
    /// <summary>The time between two looks.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a handler may take to notice that it was cancelled.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly LinkedList<HandlerCall> _running = [];
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private long _begun;
    private int _lentThreads;
    private bool _ticking;

    public HandlerWatch(TimeProvider time, Texts texts)
    {
        _time = time;
        Texts = texts;
        _timer = time.CreateTimer(static watch => ((HandlerWatch)watch!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public Texts Texts { get; }

    /// <summary>How many handlers have begun in all.</summary>
    public long Begun => Interlocked.Read(ref _begun);

    public long Now => _time.GetTimestamp();

    public void Add(HandlerCall call)
    {
        lock (_running)
        {
            call.Place = _running.AddLast(call);
            _begun++;
            if (!_ticking)
            {
                _ticking = true;
                _timer.Change(Period, Period);
            }
        }
    }

    public void Remove(HandlerCall call)
    {
        lock (_running)
        {
            _running.Remove(call.Place!);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        List<HandlerCall> overdue;
        lock (_running)
        {
            if (_running.Count == 0)
            {
                _ticking = false;
                _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }

            LendThreads(_running.Count(call => call.HoldsThread && Age(call) >= Period));
            overdue = [.. _running.Where(call => Age(call) >= call.Deadline)];
        }

        foreach (var call in overdue)
        {
            if (!call.IsOverdue)
            {
                call.Cancel();
            }
            else if (Age(call) >= call.Deadline + Grace && call.Abandon())
            {
                // On another thread: what waits for the handler goes on there, and this one has more to look after.
                ThreadPool.UnsafeQueueUserWorkItem(GiveUp, call, preferLocal: false);
            }
        }
    }

    private void GiveUp(HandlerCall call) => call.GiveUp(Texts.Of(
        $"It did not end within {call.Deadline.TotalSeconds:0.#} s, nor after it was cancelled.",
        $"{call.Deadline.TotalSeconds:0.#} 秒内没有结束，取消后也没有结束。"), Texts);

    private TimeSpan Age(HandlerCall call) => call.Since is > 0 and var since ? _time.GetElapsedTime(since) : TimeSpan.Zero;

    private void LendThreads(int needed)
    {
        if (needed != _lentThreads)
        {
            ThreadPool.GetMinThreads(out var workers, out var ports);
            ThreadPool.SetMinThreads(workers - _lentThreads + needed, ports);
            _lentThreads = needed;
        }
    }
}
