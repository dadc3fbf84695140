using QQBotKit.Simulator.Accounts;
using QQBotKit.Simulator.Faults;

namespace QQBotKit.Simulator.Gateway;

/// <summary>How many sessions a bot may still start: the <c>session_start_limit</c> of <c>GET /gateway/bot</c>, and the shards that it recommends.</summary>
internal readonly record struct StartLimit(int Total, int Remaining, TimeSpan ResetAfter, int MaxConcurrency, int Shards);

/// <summary>Counts the Identifies of each bot. A resume starts no session.</summary>
internal sealed class SessionStarts(SimulatorOptions options, TimeProvider time, SimulatorFaults faults)
{
    private static readonly TimeSpan Window = TimeSpan.FromDays(1);
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<Bot, Budget> _budgets = [];

    public StartLimit LimitOf(Bot bot)
    {
        lock (_gate)
        {
            return Current(bot).Limit(time.GetUtcNow());
        }
    }

    /// <summary>Takes one start. False when none is left, or too many were started in the last seconds.</summary>
    public bool TryStart(Bot bot)
    {
        lock (_gate)
        {
            var budget = Current(bot);
            var now = time.GetUtcNow();
            while (budget.Recent.TryPeek(out var oldest) && now - oldest >= Pace)
            {
                budget.Recent.Dequeue();
            }

            if (budget.Remaining <= 0 || budget.Recent.Count >= budget.MaxConcurrency)
            {
                return false;
            }

            budget.Remaining--;
            budget.Recent.Enqueue(now);
            return true;
        }
    }

    private Budget Current(Bot bot)
    {
        var now = time.GetUtcNow();
        if (!_budgets.TryGetValue(bot, out var budget))
        {
            _budgets[bot] = budget = new(options);
        }

        budget.Renew(now);
        budget.Impose(faults.Last(FaultKind.SessionLimit, bot));
        budget.Renew(now);
        return budget;
    }

    private sealed class Budget(SimulatorOptions options)
    {
        private Fault? _imposed;
        private DateTimeOffset _ends;

        public int Total => _imposed?.Total ?? options.SessionStartLimit;

        public int MaxConcurrency => _imposed?.MaxConcurrency ?? options.MaxConcurrency;

        public int Shards => _imposed?.Shards ?? options.RecommendedShards;

        public int Remaining { get; set; }

        public Queue<DateTimeOffset> Recent { get; } = new();

        public StartLimit Limit(DateTimeOffset now) => new(Total, Remaining, _ends - now, MaxConcurrency, Shards);

        /// <summary>Begins a new window when the last one is over.</summary>
        public void Renew(DateTimeOffset now)
        {
            if (_ends <= now)
            {
                (Remaining, _ends) = (Total, now + Window);
            }
        }

        /// <summary>Changes the window as a fault says, once. The end of the fault makes a new window.</summary>
        public void Impose((Fault Fault, DateTimeOffset Since)? fault)
        {
            if (ReferenceEquals(_imposed, fault?.Fault))
            {
                return;
            }

            _imposed = fault?.Fault;
            if (fault is not { } imposed)
            {
                _ends = DateTimeOffset.MinValue;
                return;
            }

            Remaining = imposed.Fault.Remaining ?? Math.Min(Remaining, Total);
            if (imposed.Fault.ResetAfter is { } milliseconds)
            {
                _ends = imposed.Since + TimeSpan.FromMilliseconds(milliseconds);
            }
        }
    }
}
