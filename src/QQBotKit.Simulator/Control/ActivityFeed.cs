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
    private readonly Queue<Activity> _kept = new();
    private long _last;
    private TaskCompletionSource? _arrival;

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
        var data = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(data, SimulatorJson.Relaxed))
        {
            write(json, state);
        }

        TaskCompletionSource? arrival;
        lock (_gate)
        {
            if (_kept.Count == capacity)
            {
                _kept.Dequeue();
            }

            _kept.Enqueue(new(++_last, type, data.WrittenSpan.ToArray()));
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
            found.AddRange(_kept.SkipWhile(one => one.Seq <= after));
            more = (_arrival ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            return after >= _last - _kept.Count && after <= _last;
        }
    }
}
