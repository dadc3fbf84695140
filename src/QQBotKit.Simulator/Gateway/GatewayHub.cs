using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.ObjectPool;
using QQBotKit.Simulator.Accounts;
using QQBotKit.Simulator.Faults;

namespace QQBotKit.Simulator.Gateway;

/// <summary>All sessions, and the one way by which events reach them.</summary>
internal sealed class GatewayHub
{
    private readonly SimulatorOptions _options;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<GatewaySocket, bool> _sockets = new();
    private readonly ObjectPool<EventBuffer> _buffers = new DefaultObjectPool<EventBuffer>(new BufferPolicy(), 16);

    // Copied on every change, which is rare; read for every event.
    private volatile Session[] _sessions = [];
    private volatile Bot[] _bots = [];

    public GatewayHub(SimulatorOptions options, TimeProvider time, SimulatorFaults faults)
    {
        (_options, _time, Faults) = (options, time, faults);
        Starts = new(options, time, faults);
        faults.Added += Suffer;
        faults.Lifted += () => Array.ForEach([.. _sockets.Keys], static socket => socket.ReleaseEvents());
    }

    public SessionStarts Starts { get; }

    public SimulatorFaults Faults { get; }

    public Session Open(Bot bot, int intents, Shard shard)
    {
        var session = new Session(bot, intents, shard, _options.ReplayLimit);
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            _sessions = [.. _sessions.Where(kept => !kept.ExpiredAt(now, _options.SessionLife)), session];
            _bots = [.. _sessions.Select(kept => kept.Bot).Distinct()];
        }

        return session;
    }

    /// <summary>Ends a session: it can no longer be resumed.</summary>
    public void Forget(Session session)
    {
        lock (_gate)
        {
            _sessions = [.. _sessions.Where(kept => kept != session)];
            _bots = [.. _sessions.Select(kept => kept.Bot).Distinct()];
        }
    }

    /// <summary>The connections that there are; one that has gone has left its session.</summary>
    public IReadOnlyCollection<GatewaySocket> Connections => [.. _sockets.Keys];

    public void Enter(GatewaySocket socket) => _sockets[socket] = true;

    public void Leave(GatewaySocket socket) => _sockets.TryRemove(socket, out _);

    public Session? Find(string id)
    {
        var session = Array.Find(_sessions, session => session.Id == id);
        return session is null || session.ExpiredAt(_time.GetUtcNow(), _options.SessionLife) ? null : session;
    }

    public bool IsOnline(Bot bot) => Array.Exists(_sessions, session => session.Bot == bot && session.IsConnected);

    /// <summary>The bots that have a session, connected or waiting to be resumed.</summary>
    public IReadOnlyList<Bot> Bots => _bots;

    /// <summary>Brings an event to the sessions of a bot that asked for it.</summary>
    /// <param name="bot">The bot.</param>
    /// <param name="type">The event's type.</param>
    /// <param name="id">The envelope id.</param>
    /// <param name="shardKey">Says which shard it belongs to.</param>
    /// <param name="state">Handed to <paramref name="write"/>.</param>
    /// <param name="write">Writes <c>d</c>. Called only when a session wants the event.</param>
    /// <param name="cancellationToken">Ends the wait for a client that reads too slowly.</param>
    /// <returns>How many connected sessions it went to.</returns>
    public async ValueTask<int> PublishAsync<TState>(
        Bot bot, string type, string id, ulong shardKey, TState state, Action<Utf8JsonWriter, TState> write, CancellationToken cancellationToken)
    {
        var delivered = 0;
        var intent = Intents.Of(type);
        EventBuffer? buffer = null;
        try
        {
            foreach (var session in _sessions)
            {
                if (session.Bot != bot || !session.Covers(intent, shardKey))
                {
                    continue;
                }

                if (buffer is null)
                {
                    buffer = _buffers.Get();
                    write(buffer.Json, state);
                    buffer.Json.Flush();
                }

                if (await session.DeliverAsync(type, id, buffer.Bytes.WrittenMemory, cancellationToken))
                {
                    delivered++;
                }
            }
        }
        finally
        {
            if (buffer is not null)
            {
                _buffers.Return(buffer);
            }
        }

        return delivered;
    }

    private void Suffer(Fault fault)
    {
        foreach (var socket in _sockets.Keys)
        {
            socket.Suffer(fault);
        }
    }

    private sealed class EventBuffer
    {
        public EventBuffer() => Json = new(Bytes, SimulatorJson.Relaxed);

        public ArrayBufferWriter<byte> Bytes { get; } = new(1024);

        public Utf8JsonWriter Json { get; }
    }

    private sealed class BufferPolicy : PooledObjectPolicy<EventBuffer>
    {
        public override EventBuffer Create() => new();

        public override bool Return(EventBuffer buffer)
        {
            buffer.Bytes.ResetWrittenCount();
            buffer.Json.Reset();
            return buffer.Bytes.Capacity <= 64 * 1024;
        }
    }
}
