using System.Collections.Concurrent;

namespace QQBotKit.Core.Dispatch;

/// <summary>
/// One queue per conversation: events of one conversation are handled in order, those of different ones in parallel, and a handler that
/// hangs holds up its own conversation only. All queues together are bounded: who brings more waits.
/// </summary>
/// <param name="handle">Handles one event; must not throw.</param>
/// <param name="capacity">How many events may wait or be handled at once.</param>
internal sealed class Lanes(Func<BotEvent, Task> handle, int capacity)
{
    private readonly Func<BotEvent, Task> _handle = handle;
    private readonly ConcurrentDictionary<LaneKey, Lane> _lanes = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _room;
    private int _pending;
    private volatile bool _closed;

    /// <summary>Whether as many events wait as may. Sources that look at the same time may bring one more each.</summary>
    public bool IsFull => Volatile.Read(ref _pending) >= capacity;

    /// <summary>Takes over an event.</summary>
    public void Enqueue(BotEvent e)
    {
        Interlocked.Increment(ref _pending);
        var key = LaneKey.Of(e);
        while (!_lanes.GetOrAdd(key, static (k, lanes) => new Lane(lanes, k), this).TryAdd(e))
        {
            // The lane ended between the look-up and the add: the next look-up makes a new one.
        }
    }

    /// <summary>Waits while all queues together are full.</summary>
    public async ValueTask WaitForRoomAsync(CancellationToken cancellationToken)
    {
        while (IsFull)
        {
            var room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            room = Interlocked.CompareExchange(ref _room, room, null) ?? room;

            // Room may have been made before there was anyone to tell.
            if (IsFull)
            {
                await room.Task.WaitAsync(cancellationToken);
            }
        }
    }

    /// <summary>Waits until everything that was taken over has been handled; nothing may be brought any more.</summary>
    public async Task DrainAsync(TimeSpan limit, TimeProvider time)
    {
        _closed = true;
        if (Volatile.Read(ref _pending) == 0)
        {
            return;
        }

        await Task.WhenAny(_drained.Task, Task.Delay(limit, time));
    }

    private void Leave()
    {
        var left = Interlocked.Decrement(ref _pending);
        if (Volatile.Read(ref _room) is not null)
        {
            Interlocked.Exchange(ref _room, null)?.TrySetResult();
        }

        if (left == 0 && _closed)
        {
            _drained.TrySetResult();
        }
    }

    /// <summary>A conversation, or for events outside any the kind of event.</summary>
    private readonly record struct LaneKey(Target Conversation, string? Type)
    {
        public static LaneKey Of(BotEvent e) => e.Conversation is { } conversation ? new(conversation, null) : new(default, e.Type);
    }

    private sealed class Lane(Lanes owner, LaneKey key) : IThreadPoolWorkItem
    {
        private readonly Queue<BotEvent> _queue = new(1);
        private bool _ended;

        public bool TryAdd(BotEvent e)
        {
            lock (_queue)
            {
                if (_ended)
                {
                    return false;
                }

                _queue.Enqueue(e);
                if (_queue.Count > 1)
                {
                    return true;
                }
            }

            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            return true;
        }

        void IThreadPoolWorkItem.Execute() => _ = PumpAsync();

        // The event being handled stays at the head of the queue until it is done: that tells TryAdd that the pump runs.
        private async Task PumpAsync()
        {
            for (var e = First(); e is not null; e = Next())
            {
                await owner._handle(e);
                owner.Leave();
            }
        }

        private BotEvent First()
        {
            lock (_queue)
            {
                return _queue.Peek();
            }
        }

        private BotEvent? Next()
        {
            lock (_queue)
            {
                _queue.Dequeue();
                if (_queue.TryPeek(out var next))
                {
                    return next;
                }

                _ended = true;
                owner._lanes.TryRemove(new(key, this));
                return null;
            }
        }
    }
}
