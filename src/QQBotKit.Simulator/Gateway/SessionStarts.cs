using QQBotKit.Simulator.Accounts;

namespace QQBotKit.Simulator.Gateway;

/// <summary>How many sessions a bot may still start: the <c>session_start_limit</c> of <c>GET /gateway/bot</c>.</summary>
internal readonly record struct StartLimit(int Total, int Remaining, TimeSpan ResetAfter, int MaxConcurrency);

/// <summary>Counts the Identifies of each bot. A resume starts no session.</summary>
internal sealed class SessionStarts(SimulatorOptions options, TimeProvider time)
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

        if (budget.Ends <= now)
        {
            (budget.Remaining, budget.Ends) = (budget.Total, now + Window);
        }

        return budget;
    }

    private sealed class Budget(SimulatorOptions options)
    {
        public int Total { get; set; } = options.SessionStartLimit;

        public int MaxConcurrency { get; set; } = options.MaxConcurrency;

        public int Remaining { get; set; }

        public DateTimeOffset Ends { get; set; }

        public Queue<DateTimeOffset> Recent { get; } = new();

        public StartLimit Limit(DateTimeOffset now) => new(Total, Remaining, Ends - now, MaxConcurrency);
    }
}
