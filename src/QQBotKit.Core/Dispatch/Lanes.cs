using System.Collections.Concurrent;
using QQBotKit.Core.Gateway;

namespace QQBotKit.Core.Dispatch;

/// <summary>An event on its way to its handlers.</summary>
/// <param name="Event">The event; null while it is on disk alone.</param>
/// <param name="Entry">Where it is on disk.</param>
internal readonly record struct AcceptedEvent(BotEvent? Event, JournalEntry Entry);

/// <summary>
/// One queue per conversation: events of one conversation are handled in order, those of different ones in parallel, and a handler that
/// hangs holds up its own conversation only: what waits behind it stays on disk. All queues together are bounded: who brings more waits.
/// </summary>
/// <param name="handle">Handles one event; must not throw.</param>
/// <param name="inbox">Where the events are kept; it is told of each that is handled.</param>
/// <param name="read">Makes an event of what the inbox kept; null if it cannot be read.</param>
/// <param name="capacity">How many events may be in memory at once, waiting or being handled.</param>
internal sealed class Lanes(Func<BotEvent, Task> handle, Inbox inbox, Func<Frame, BotEvent?> read, int capacity)
{
    /// <summary>So many events of one conversation wait in memory; the others on disk.</summary>
    public const int InMemoryPerLane = 256;

    private readonly Func<BotEvent, Task> _handle = handle;
    private readonly ConcurrentDictionary<LaneKey, Lane> _lanes = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _room;
    private int _pending;
    private int _inMemory;
    private volatile bool _closed;
    private volatile bool _frozen;

    /// <summary>Called with the id of every event that was handled, after all that its handlers waited for.</summary>
    public Action<string>? Done { get; set; }

    /// <summary>How many events wait or are handled now.</summary>
    public int Pending => Volatile.Read(ref _pending);

    /// <summary>Whether as many events wait as may. Sources that look at the same time may bring one more each.</summary>
    public bool IsFull => Volatile.Read(ref _inMemory) >= capacity || inbox.IsFull;

    /// <summary>Takes over an event.</summary>
    public void Enqueue(BotEvent e, JournalEntry entry)
    {
        Interlocked.Increment(ref _pending);
        Interlocked.Increment(ref _inMemory);
        var key = LaneKey.Of(e);
        while (!_lanes.GetOrAdd(key, static (k, lanes) => new Lane(lanes, k), this).TryAdd(e, entry))
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

    /// <summary>
    /// Waits until everything that was taken over has been handled; nothing may be brought any more. After the limit no further event is begun,
    /// and none counts as handled.
    /// </summary>
    public async Task DrainAsync(TimeSpan limit, TimeProvider time)
    {
        _closed = true;
        if (Volatile.Read(ref _pending) > 0)
        {
            await Task.WhenAny(_drained.Task, Task.Delay(limit, time));
        }

        _frozen = true;
    }

    private BotEvent? Load(JournalEntry entry) => inbox.Read(entry) is { } frame ? read(frame) : null;

    private void Leave(in AcceptedEvent handled)
    {
        if (_frozen)
        {
            return;
        }

        inbox.Complete(handled.Entry);
        if (handled.Event is not null)
        {
            Interlocked.Decrement(ref _inMemory);
        }

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
        private readonly Queue<AcceptedEvent> _queue = new(1);
        private bool _ended;

        public bool TryAdd(BotEvent e, JournalEntry entry)
        {
            lock (_queue)
            {
                if (_ended)
                {
                    return false;
                }

                if (_queue.Count >= InMemoryPerLane && entry.IsKept)
                {
                    _queue.Enqueue(new AcceptedEvent(null, entry));
                    Interlocked.Decrement(ref owner._inMemory);
                    return true;
                }

                _queue.Enqueue(new AcceptedEvent(e, entry));
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
            var current = First();
            do
            {
                if (owner._frozen)
                {
                    return;
                }

                if ((current.Event ?? owner.Load(current.Entry)) is { } e)
                {
                    await owner._handle(e);
                    owner.Leave(current);
                    owner.Done?.Invoke(e.EventId ?? "");
                }
                else
                {
                    owner.Leave(current);
                }

            }
            while (TryNext(out current));
        }

        private AcceptedEvent First()
        {
            lock (_queue)
            {
                return _queue.Peek();
            }
        }

        private bool TryNext(out AcceptedEvent next)
        {
            lock (_queue)
            {
                _queue.Dequeue();
                if (_queue.TryPeek(out next))
                {
                    return true;
                }

                _ended = true;
                owner._lanes.TryRemove(new(key, this));
                return false;
            }
        }
    }
}
