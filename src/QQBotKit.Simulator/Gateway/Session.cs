using QQBotKit.Simulator.Accounts;

namespace QQBotKit.Simulator.Gateway;

/// <summary>One part of a bot's events.</summary>
internal readonly record struct Shard(int Index, int Count)
{
    public static Shard Whole => new(0, 1);

    public bool Covers(ulong key) => Count == 1 || key % (ulong)Count == (ulong)Index;
}

/// <summary>
/// A bot's (or one shard's) stream of events. It counts them, keeps the last of them for a resume, and outlives its connection.
/// </summary>
internal sealed class Session(Bot bot, int intents, Shard shard, int replayLimit)
{
    private readonly Lock _gate = new();
    private readonly Queue<(long Seq, byte[] Frame)> _replay = new();
    private long _seq;
    private long _forgotten;
    private Connection? _connection;
    private DateTimeOffset _detached;

    public string Id { get; } = Guid.NewGuid().ToString();

    public Bot Bot { get; } = bot;

    public Shard Shard { get; } = shard;

    /// <summary>Whether the session asked for events of this kind and place.</summary>
    public bool Covers(int intent, ulong shardKey) => (intent == 0 || (intents & intent) != 0) && Shard.Covers(shardKey);

    public bool IsConnected
    {
        get
        {
            lock (_gate)
            {
                return _connection is not null;
            }
        }
    }

    public bool ExpiredAt(DateTimeOffset now, TimeSpan life)
    {
        lock (_gate)
        {
            return _connection is null && now - _detached > life;
        }
    }

    /// <summary>Connects a new session: READY is its first frame. The connection's queue must have room.</summary>
    public void Begin(Connection connection)
    {
        lock (_gate)
        {
            _forgotten = ++_seq;
            _connection = connection;
            connection.TrySend(Frames.Ready(_seq, this));
        }
    }

    /// <summary>
    /// Goes on with the session on another connection: what came after a sequence number, then RESUMED, then what comes.
    /// The connection's queue must have room.
    /// </summary>
    /// <returns>False when the client claims events that were never sent, or misses some that are no longer kept.</returns>
    public bool TryResume(Connection connection, long after)
    {
        Connection? replaced;
        lock (_gate)
        {
            if (after > _seq || after < 0 || Misses(after))
            {
                return false;
            }

            replaced = _connection;
            _connection = connection;
            connection.TrySend([.. _replay.Where(kept => kept.Seq > after).Select(kept => kept.Frame)], Frames.Resumed(++_seq));
        }

        replaced?.Close(CloseCode.Expired, "session resumed on another connection");
        return true;
    }

    /// <summary>Sends the last events again, as they were.</summary>
    public void SendAgain(int count)
    {
        lock (_gate)
        {
            if (_connection is not null && _replay.Count > 0)
            {
                byte[][] frames = [.. _replay.TakeLast(count).Select(kept => kept.Frame)];
                _connection.Post(new(frames[^1], frames[..^1]));
            }
        }
    }

    public void Detach(Connection connection, DateTimeOffset now)
    {
        lock (_gate)
        {
            if (_connection == connection)
            {
                _connection = null;
                _detached = now;
            }
        }
    }

    /// <summary>
    /// Sends an event, or keeps it for a resume while there is no connection. Waits while the client reads too slowly.
    /// </summary>
    /// <returns>Whether there was a connection to send it on.</returns>
    public async ValueTask<bool> DeliverAsync(string type, string id, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        while (true)
        {
            Connection? full;
            lock (_gate)
            {
                var frame = Frames.Dispatch(_seq + 1, type, id, data.Span);
                if (_connection is null || _connection.TrySendEvent(frame))
                {
                    Keep(++_seq, frame);
                    return _connection is not null;
                }

                full = _connection;
                if (full.IsClosing)
                {
                    // Its end has not been noticed here yet.
                    Keep(++_seq, frame);
                    return false;
                }
            }

            await full.WaitForEventRoomAsync(cancellationToken);
        }
    }

    // READY (the first number) and RESUMED are never replayed, so missing them is no loss.
    private bool Misses(long after) => _forgotten > 1 && after < _forgotten;

    private void Keep(long seq, byte[] frame)
    {
        _replay.Enqueue((seq, frame));
        if (_replay.Count > replayLimit)
        {
            _forgotten = _replay.Dequeue().Seq;
        }
    }
}
