using System.Buffers;
using System.Text.Json;

namespace QQBotKit.Simulator.Control;

/// <summary>Something that those who look on are told.</summary>
/// <param name="Seq">Its place in the feed, from 1.</param>
/// <param name="Type">What it is.</param>
/// <param name="Data">JSON.</param>
internal sealed record Activity(long Seq, string Type, byte[] Data);

/// <summary>What happens on the platform, in its order. Bounded: the oldest is forgotten.</summary>
internal sealed class ActivityFeed(int capacity)
{
    private readonly Lock _gate = new();
    private Activity[] _ring = [];
    private long _last;
    private TaskCompletionSource? _arrival;
    private Page? _spare;

    /// <summary>The place of what happened last.</summary>
    public long Last
    {
        get
        {
            lock (_gate)
            {
                return _last;
            }
        }
    }

    public void Publish<TState>(string type, TState state, Action<Utf8JsonWriter, TState> write)
    {
        // Written at once, since what it tells of changes; but nobody may ever read it, so it costs no more than its bytes.
        var page = Interlocked.Exchange(ref _spare, null) ?? new Page();
        var data = page.Write(state, write);
        Volatile.Write(ref _spare, page);

        TaskCompletionSource? arrival;
        lock (_gate)
        {
            _last++;
            if (_last > _ring.Length && _ring.Length < capacity)
            {
                // They begin at 1, so growing keeps each in its place until the ring is full.
                Array.Resize(ref _ring, Math.Min(capacity, Math.Max(256, _ring.Length * 2)));
            }

            _ring[Slot(_last)] = new(_last, type, data);
            (arrival, _arrival) = (_arrival, null);
        }

        arrival?.SetResult();
    }

    /// <summary>Gathers what happened after a place, and a task that ends when there is more.</summary>
    /// <param name="after">The place.</param>
    /// <param name="found">Gets what happened.</param>
    /// <param name="more">Gets the task.</param>
    /// <returns>False when some of it is forgotten.</returns>
    public bool Read(long after, List<Activity> found, out Task more)
    {
        lock (_gate)
        {
            var forgotten = Math.Max(0, _last - _ring.Length);
            for (var seq = Math.Max(after, forgotten) + 1; seq <= _last; seq++)
            {
                found.Add(_ring[Slot(seq)]);
            }

            more = (_arrival ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            return after >= forgotten && after <= _last;
        }
    }

    private int Slot(long seq) => (int)((seq - 1) % _ring.Length);

    /// <summary>What is written on, again and again. Used by one at a time.</summary>
    private sealed class Page
    {
        private readonly ArrayBufferWriter<byte> _bytes = new(1024);
        private readonly Utf8JsonWriter _json;

        public Page() => _json = new Utf8JsonWriter(_bytes, SimulatorJson.Relaxed);

        public byte[] Write<TState>(TState state, Action<Utf8JsonWriter, TState> write)
        {
            _bytes.ResetWrittenCount();
            _json.Reset(_bytes);
            write(_json, state);
            _json.Flush();
            return _bytes.WrittenSpan.ToArray();
        }
    }
}
