using System.Threading.Channels;
using QQBotKit.Simulator.Accounts;
using QQBotKit.Simulator.Gateway;

namespace QQBotKit.Simulator.Faults;

/// <summary>How a frame goes over the wire.</summary>
internal enum FrameForm
{
    Whole,
    Fragments,
    CutInTheMiddle,
}

/// <summary>Where a frame is cut into fragments.</summary>
internal static class Fragments
{
    /// <summary>The lengths of all fragments but the last: one byte, up to the middle of the first character of several bytes, half of what is left.</summary>
    public static int[] Of(ReadOnlySpan<byte> frame)
    {
        var character = frame.IndexOfAnyExceptInRange((byte)0, (byte)0x7F);
        var first = character < 1 ? frame.Length / 2 : character;
        return [1, first, (frame.Length - first - 1) / 2];
    }
}

/// <summary>
/// The detour of a connection's events once faults disturb them: doubled, swapped, late, in pieces. Otherwise their order is kept.
/// </summary>
internal sealed class EventLine(Connection connection, SimulatorFaults faults, TimeProvider time, Bot bot, int shard)
{
    private const int Capacity = 256;

    private readonly Lock _gate = new();
    private readonly Channel<Item> _items = Channel.CreateBounded<Item>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private byte[]? _held;
    private long _queued;
    private long _released;
    private CancellationTokenSource _release = new();

    private readonly record struct Item(Outgoing[] Frames, DateTimeOffset Due, long Number);

    /// <summary>Begins to pass events on to the connection.</summary>
    public void Open() => _ = PassOnAsync();

    /// <summary>Takes an event frame. False when the line is full.</summary>
    public bool TrySend(byte[] frame)
    {
        lock (_gate)
        {
            if (_items.Reader.Count >= Capacity)
            {
                return false;
            }

            if (_held is { } first)
            {
                _held = null;
                Queue([.. Outgoing(frame), .. Outgoing(first)]);
            }
            else if (Take(FaultKind.Reorder) is not null)
            {
                _held = frame;
            }
            else
            {
                Queue([.. Outgoing(frame)]);
            }

            return true;
        }
    }

    /// <summary>Waits until the line may take another frame.</summary>
    public ValueTask<bool> WaitForRoomAsync(CancellationToken cancellationToken) => _items.Writer.WaitToWriteAsync(cancellationToken);

    /// <summary>Sends at once what is held back.</summary>
    public void Release()
    {
        CancellationTokenSource release;
        lock (_gate)
        {
            if (_held is { } first && Queue([new(first)]))
            {
                _held = null;
            }

            _released = _queued;
            (release, _release) = (_release, new());
        }

        release.Cancel();
    }

    private Fault? Take(FaultKind kind) => faults.Take(kind, bot, shard);

    private IEnumerable<Outgoing> Outgoing(byte[] frame)
    {
        var form = Take(FaultKind.DropMidFrame) is not null ? FrameForm.CutInTheMiddle
            : Take(FaultKind.Fragment) is not null ? FrameForm.Fragments
            : FrameForm.Whole;
        yield return new(frame, Form: form);
        if (Take(FaultKind.Duplicate) is not null)
        {
            yield return new(frame, Form: form);
        }
    }

    private bool Queue(Outgoing[] frames)
    {
        var late = TimeSpan.FromMilliseconds(Take(FaultKind.Delay)?.Milliseconds ?? 0);
        return _items.Writer.TryWrite(new(frames, time.GetUtcNow() + late, ++_queued));
    }

    private async Task PassOnAsync()
    {
        try
        {
            await foreach (var item in _items.Reader.ReadAllAsync(connection.Aborted))
            {
                await WaitAsync(item);
                foreach (var frame in item.Frames)
                {
                    await connection.SendAsync(frame, connection.Aborted);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The connection is gone; its session keeps the events.
        }
        finally
        {
            // Nobody waits for room here any longer.
            _items.Writer.TryComplete();
        }
    }

    private async Task WaitAsync(Item item)
    {
        CancellationToken release;
        lock (_gate)
        {
            if (item.Number <= _released)
            {
                return;
            }

            release = _release.Token;
        }

        var wait = item.Due - time.GetUtcNow();
        if (wait > TimeSpan.Zero)
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(release, connection.Aborted);
            await Task.Delay(wait, time, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
