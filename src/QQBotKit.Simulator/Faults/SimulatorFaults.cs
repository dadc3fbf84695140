using QQBotKit.Simulator.Accounts;

namespace QQBotKit.Simulator.Faults;

/// <summary>
/// The faults of a simulated platform. <c>POST</c>, <c>GET</c> and <c>DELETE /simulator/faults</c> do the same from outside the process.
/// </summary>
public sealed class SimulatorFaults
{
    private readonly Lock _gate = new();
    private readonly BotAccounts _accounts;
    private readonly TimeProvider _time;
    private int _openCalls;

    // Copied on every change; read without the lock where a fault may happen.
    private volatile ActiveFault[] _active = [];

    internal SimulatorFaults(BotAccounts accounts, TimeProvider time) => (_accounts, _time) = (accounts, time);

    /// <summary>How many calls stay open now that are never answered.</summary>
    internal int OpenCalls => Volatile.Read(ref _openCalls);

    /// <summary>A fault strikes connections, tokens or events from now on.</summary>
    internal event Action<Fault>? Added;

    /// <summary>Faults were ended from outside, or their time was over.</summary>
    internal event Action? Lifted;

    /// <summary>The faults that can still happen, with the times and the seconds that they have left.</summary>
    public IReadOnlyList<Fault> Active
    {
        get
        {
            lock (_gate)
            {
                var now = _time.GetUtcNow();
                return [.. _active.Select(one => one.Fault with { Count = one.Left, Seconds = one.Ends is { } ends ? (ends - now).TotalSeconds : null })];
            }
        }
    }

    /// <summary>Makes the platform misbehave. What happens at once has happened when this returns.</summary>
    /// <param name="fault">The fault.</param>
    /// <exception cref="ArgumentException">The fault has a field that its kind does not take, lacks one, or names a bot that there is not.</exception>
    public void Add(Fault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        if ((FaultRules.Check(fault, out _) ?? CheckBot(fault)) is { } wrong)
        {
            throw new ArgumentException(wrong, nameof(fault));
        }

        Start(fault);
    }

    /// <summary>Ends all faults. Events that they held back are sent.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            foreach (var one in _active)
            {
                one.Timer?.Dispose();
            }

            _active = [];
        }

        Lifted?.Invoke();
    }

    /// <summary>Keeps a call open until its client gives it up.</summary>
    internal async Task StayOpenAsync(CancellationToken givenUp)
    {
        Interlocked.Increment(ref _openCalls);
        await Task.Delay(Timeout.Infinite, givenUp).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Interlocked.Decrement(ref _openCalls);
    }

    /// <summary>Says what is wrong with the bot that a fault names.</summary>
    internal string? CheckBot(Fault fault) => fault.Bot is null || _accounts.Knows(fault.Bot)
        ? null
        : $"unknown bot \"{fault.Bot}\": there is {string.Join(", ", _accounts.All.Select(bot => bot.AppId))}";

    /// <summary>Starts a fault that is known to be right.</summary>
    internal void Start(Fault fault)
    {
        if (fault.Kind == FaultKind.Clear)
        {
            Clear();
            return;
        }

        // A copy, so that a fault which is added twice is two.
        fault = fault with { };
        var strikesNow = fault.On is null && FaultRules.Strikes(fault.Kind);
        var times = FaultRules.Times(fault) - (strikesNow ? 1 : 0);
        if (fault.Kind != FaultKind.TokenExpire && times is null or > 0)
        {
            Keep(new(fault, times, _time.GetUtcNow()));
        }

        Added?.Invoke(fault);
    }

    /// <summary>Takes one time of the first fault of a kind that happens to a bot and shard, in answer to a frame when <paramref name="on"/> says so.</summary>
    /// <returns>Null when there is none.</returns>
    internal Fault? Take(FaultKind kind, Bot? bot, int? shard, FaultMoment? on = null) =>
        _active.Length == 0 ? null : Take((kind, bot, shard, on), static (fault, wanted) =>
            fault.Kind == wanted.kind && fault.On == wanted.on && Concerns(fault, wanted.bot, wanted.shard));

    /// <summary>Takes one time of the first fault that acts on a connection by itself: when it is ready, or in place of the answer to a frame.</summary>
    internal Fault? TakeStrike(Bot? bot, int? shard, FaultMoment? on) =>
        _active.Length == 0 ? null : Take((bot, shard, on), static (fault, wanted) =>
            FaultRules.Strikes(fault.Kind) && fault.On == wanted.on && (fault.On is null || fault.Kind != FaultKind.Replay) && Concerns(fault, wanted.bot, wanted.shard));

    internal Fault? Take<TState>(TState wanted, Func<Fault, TState, bool> matches)
    {
        lock (_gate)
        {
            var found = Array.Find(_active, one => matches(one.Fault, wanted));
            if (found is { Left: { } left })
            {
                found.Left = left - 1;
                if (left == 1)
                {
                    Remove(found);
                }
            }

            return found?.Fault;
        }
    }

    /// <summary>Whether any fault matches; takes nothing.</summary>
    internal bool Any(Predicate<Fault> matches) => _active.Length > 0 && Array.Exists(_active, one => matches(one.Fault));

    /// <summary>The last fault of a kind that happens to a bot, and since when.</summary>
    internal (Fault Fault, DateTimeOffset Since)? Last(FaultKind kind, Bot bot) =>
        Array.FindLast(_active, one => one.Fault.Kind == kind && Concerns(one.Fault, bot, null)) is { } found ? (found.Fault, found.Since) : null;

    /// <summary>Whether a fault happens to a bot and shard. Those of a connection are unknown until it has a session.</summary>
    internal static bool Concerns(Fault fault, Bot? bot, int? shard) =>
        (fault.Bot is null || fault.Bot == bot?.AppId) && (fault.Shard is null || fault.Shard == shard);

    private void Keep(ActiveFault added)
    {
        lock (_gate)
        {
            _active = [.. _active, added];
            if (added.Ends is { } ends)
            {
                added.Timer = _time.CreateTimer(_ => End(added), null, ends - added.Since, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void End(ActiveFault over)
    {
        lock (_gate)
        {
            Remove(over);
        }

        Lifted?.Invoke();
    }

    private void Remove(ActiveFault over)
    {
        over.Timer?.Dispose();
        _active = [.. _active.Where(one => one != over)];
    }

    private sealed class ActiveFault(Fault fault, int? left, DateTimeOffset since)
    {
        public Fault Fault { get; } = fault;

        public DateTimeOffset Since { get; } = since;

        public DateTimeOffset? Ends { get; } = fault.Seconds is { } seconds ? since + TimeSpan.FromSeconds(seconds) : null;

        public int? Left { get; set; } = left;

        public ITimer? Timer { get; set; }
    }
}
