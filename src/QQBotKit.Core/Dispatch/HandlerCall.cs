using QQBotKit.Core.Scopes;

namespace QQBotKit.Core.Dispatch;

/// <summary>
/// One call of an author's handler. It runs on a thread of its own from the pool, and not on that of the conversation: so the conversation can go on
/// when the handler does not come back, even if it never gives its thread back.
/// </summary>
internal sealed class HandlerCall : IThreadPoolWorkItem
{
    private readonly TaskCompletionSource _ended = new();
    private readonly CancellationTokenSource _cancellation;
    private readonly HandlerWatch _watch;
    private readonly BotScope _scope;
    private readonly Func<HandlerCall, Task> _run;
    private int _state;
    private long _since;

    /// <param name="scope">Whose handler it is. The call is counted in already, and counts itself out.</param>
    /// <param name="watch">Looks after the call while it runs.</param>
    /// <param name="run">The handler.</param>
    public HandlerCall(BotScope scope, HandlerWatch watch, Func<HandlerCall, Task> run)
    {
        _scope = scope;
        _watch = watch;
        _run = run;
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(scope.Stopping);
        Token = _cancellation.Token;
    }

    /// <summary>Cancelled at the deadline, and when the scope ends.</summary>
    public CancellationToken Token { get; }

    /// <summary>Its place among those that run.</summary>
    public LinkedListNode<HandlerCall>? Place { get; set; }

    /// <summary>When it began, or came back from waiting for somebody else's code; 0 while it waits for that.</summary>
    public long Since
    {
        get => Volatile.Read(ref _since);
        private set => Volatile.Write(ref _since, value);
    }

    /// <summary>Whether the handler holds a thread: it has not come to its first wait.</summary>
    public bool HoldsThread { get; private set; }

    /// <summary>How long it may take.</summary>
    public TimeSpan Deadline => _scope.Containment.Deadline;

    /// <summary>Whether it was asked to end, because its deadline has passed.</summary>
    public bool IsOverdue { get; private set; }

    /// <summary>Runs the handler, once the plugin has room for one more.</summary>
    /// <exception cref="TimeoutException">It did not end before the deadline.</exception>
    public async Task RunAsync()
    {
        try
        {
            if (!await _scope.Containment.EnterAsync(Token))
            {
                throw new TimeoutException(_watch.Texts.Of(
                    $"It waited {Deadline.TotalSeconds:0.#} s for its turn: too many handlers of {_scope.Owner} run already.",
                    $"等待了 {Deadline.TotalSeconds:0.#} 秒：{_scope.Owner} 同时运行的处理程序太多。"));
            }
        }
        catch
        {
            _cancellation.Dispose();
            _scope.Exit();
            throw;
        }

        Since = _watch.Now;
        HoldsThread = true;
        _watch.Add(this);
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
        await _ended.Task;
    }

    /// <summary>Lets somebody else's code run within this handler. Its time is not counted here, and it finds room even when this is the last place.</summary>
    public async Task OutsideAsync(Func<Task> other)
    {
        Since = 0;
        HoldsThread = false;
        _scope.Containment.Exit();
        try
        {
            await other();
        }
        finally
        {
            Since = _watch.Now;
            await _scope.Containment.EnterAsync(CancellationToken.None);
        }
    }

    /// <summary>The deadline has passed: asks the handler to end.</summary>
    public void Cancel()
    {
        IsOverdue = true;
        _ = _cancellation.CancelAsync();
    }

    /// <summary>It did not end though it was asked to: nobody waits for it any longer.</summary>
    /// <returns>False when it just ended.</returns>
    public bool Abandon() => Interlocked.CompareExchange(ref _state, 1, 0) == 0;

    /// <summary>Tells who waits that the handler was abandoned.</summary>
    public void GiveUp(string reason, Texts texts)
    {
        _scope.Containment.Abandon(texts);
        _ended.TrySetException(new TimeoutException(reason));
    }

    void IThreadPoolWorkItem.Execute() => _ = ExecuteAsync();

    private async Task ExecuteAsync()
    {
        Exception? fault = null;
        try
        {
            var running = _run(this);
            HoldsThread = false;
            await running;
        }
        catch (Exception e)
        {
            fault = e;
        }

        _watch.Remove(this);
        _cancellation.Dispose();
        if (Interlocked.Exchange(ref _state, 2) == 1)
        {
            _scope.Containment.Return();
        }

        _scope.Containment.Exit();
        _scope.Exit();
        if (fault is null)
        {
            _ended.TrySetResult();
        }
        else
        {
            _ended.TrySetException(fault);
        }
    }
}
