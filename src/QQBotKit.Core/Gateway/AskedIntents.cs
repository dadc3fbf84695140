using Microsoft.Extensions.Logging;
using QQBotKit.Core.Scopes;

namespace QQBotKit.Core.Gateway;

/// <summary>
/// What a bot asks the gateway for: what its owner listed, or what is registered needs. In the second case it grows with what is registered later, and
/// never shrinks, so that sessions are begun anew as seldom as can be; what the platform refused is not asked for again.
/// </summary>
/// <param name="bot">The bot's name in logs.</param>
/// <param name="listed">What the owner listed; null is <c>auto</c>.</param>
/// <param name="demands">What is registered now.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where it is said.</param>
internal sealed partial class AskedIntents(string bot, Intents? listed, Func<IReadOnlyList<Demand>> demands, TimeProvider time, ILogger log) : IAsyncDisposable
{
    /// <summary>Plugins and scripts come to life one after the other: one new session is enough for all that are saved together.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);

    private const int MostNamed = 3;
    private readonly ToldAlready _told = new();
    private readonly Lock _gate = new();
    private ITimer? _growing;
    private Intents _accepted;
    private Intents _refused;

    /// <summary>What the next session asks for.</summary>
    public Intents Current { get; private set; }

    /// <summary>Called when <see cref="Current"/> has grown, so that running sessions have too little.</summary>
    public Action? Grown { get; set; }

    /// <summary>Decides what to ask for first.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            Current = Needed();
            _growing = time.CreateTimer(_ => Grow(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        Warn();
    }

    /// <summary>Takes notice of what is registered now.</summary>
    public void Look()
    {
        lock (_gate)
        {
            if (_growing is null)
            {
                return; // It has not begun.
            }

            if ((Needed() & ~Current) != Intents.None)
            {
                _growing.Change(Quiet, Timeout.InfiniteTimeSpan);
            }
        }

        Warn();
    }

    /// <summary>A session began with these.</summary>
    public void Accept(Intents intents)
    {
        lock (_gate)
        {
            _accepted = intents;
        }
    }

    /// <summary>The platform refused <see cref="Current"/>: goes back to what it took before, since what was added must not cost the bot the rest.</summary>
    /// <returns>False where there is nothing to go back to.</returns>
    public bool TryGoBack()
    {
        Intents refused;
        lock (_gate)
        {
            refused = Current & ~_accepted;
            if (listed is not null || _accepted == Intents.None || refused == Intents.None)
            {
                return false;
            }

            _refused |= refused;
            Current = _accepted;
        }

        var explained = Explain(refused).English;
        LogWentBack(bot, explained);
        return true;
    }

    /// <summary>Which of <see cref="Current"/> the bot may have no right to, and who asked for each.</summary>
    public (string English, string Chinese) Explain() => Explain(Current);

    public ValueTask DisposeAsync() => _growing?.DisposeAsync() ?? default;

    private void Grow()
    {
        Intents added;
        lock (_gate)
        {
            added = Needed() & ~Current;
            Current |= added;
        }

        if (added != Intents.None)
        {
            var names = string.Join(", ", IntentTable.Names(added));
            var who = WhoAsksFor(added).English;
            LogGrown(bot, names, who);
            Grown?.Invoke();
        }
    }

    private Intents Needed() => listed ?? (demands().Aggregate(IntentTable.Messages, (all, demand) => all | demand.Asks) & ~_refused);

    /// <summary>Says which hooks nothing will reach.</summary>
    private void Warn()
    {
        var asked = Current | Needed();
        foreach (var demand in demands())
        {
            if ((demand.BroughtBy & asked) == Intents.None && _told.IsNew($"{demand.Owner} {demand.What}"))
            {
                var needed = string.Join(" or ", IntentTable.Names(demand.Asks));
                LogNothingComes(bot, demand.Owner, demand.What, needed);
            }
        }
    }

    private (string English, string Chinese) Explain(Intents intents)
    {
        var restricted = IntentTable.Rows.Where(row => intents.HasFlag(row.Value) && row.Right != IntentRight.Everyone)
            .Select(row => (row.Name, Right: row.Right.Explain(), Who: WhoAsksFor(row.Value))).ToArray();
        return (
            string.Join("; ", restricted.Select(row => $"{row.Name} is {row.Right.English}, {row.Who.English}")),
            string.Join("；", restricted.Select(row => $"{row.Name} {row.Right.Chinese}，{row.Who.Chinese}")));
    }

    private (string English, string Chinese) WhoAsksFor(Intents intents)
    {
        if (listed is not null)
        {
            return ("listed in bot.yaml", "写在 bot.yaml 中");
        }

        var who = demands().Where(demand => (demand.Asks & intents) != Intents.None).Select(demand => $"{demand.Owner} ({demand.What})").Distinct().ToArray();
        var more = who.Length - MostNamed;
        var named = string.Join(", ", who.Take(MostNamed));
        return who.Length == 0 ? ("asked for by /help", "由 /help 订阅")
            : more <= 0 ? ($"asked for by {named}", $"由 {named} 订阅")
            : ($"asked for by {named} and {more} more", $"由 {named} 等 {who.Length} 处订阅");
    }

    [LoggerMessage(Level = LogLevel.Information, Message =
        "{Bot}: {Intents} needed now, {Who}: a new session begins with it, and what happens in the moment between is not delivered")]
    private partial void LogGrown(string bot, string intents, string who);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Bot}: the platform refused what was added to the intents, and the bot goes on without it: {Refused}")]
    private partial void LogWentBack(string bot, string refused);

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "{Bot}: nothing will reach {What} of {Owner}: it needs {Intents}, which is not asked for; add it to intents in bot.yaml, or set intents: auto")]
    private partial void LogNothingComes(string bot, string owner, string what, string intents);
}
