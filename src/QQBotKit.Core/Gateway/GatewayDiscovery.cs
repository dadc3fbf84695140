using Microsoft.Extensions.Logging;
using QQBotKit.Api;

namespace QQBotKit.Core.Gateway;

/// <summary>What one shard asks for, and where it connects.</summary>
internal sealed class ShardPlan(string bot, int id, int count, AskedIntents intents, GatewayDiscovery discovery)
{
    /// <summary>The shard's name in logs: the bot's, with the shard where there are several.</summary>
    public string Name { get; } = count == 1 ? bot : $"{bot} shard {id}/{count}";

    public int Id { get; } = id;

    public int Count { get; } = count;

    /// <summary>What a session that begins now asks for.</summary>
    public Intents Intents => intents.Current;

    /// <summary>Waits until the platform allows a connection, and finds its address.</summary>
    /// <param name="identifies">Whether a new session will be started, which the platform limits.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<Uri> PrepareAsync(bool identifies, CancellationToken cancellationToken) =>
        discovery.PrepareAsync(Name, identifies, cancellationToken);
}

/// <summary>
/// Asks the platform for the gateway's address, and keeps to its pace for new sessions: <c>max_concurrency</c> in 5 seconds,
/// and not more than <c>remaining</c> before <c>reset_after</c>. All shards of a bot share it.
/// </summary>
internal sealed partial class GatewayDiscovery(QQBotApi api, TimeProvider time, ILogger log)
{
    // The platform's 5 seconds, and some more: it counts from Identify, which comes a little after the start that is counted here.
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(5.5);

    // A timer cannot wait for longer than some weeks; a window is a day.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(2);
    private readonly SemaphoreSlim _oneAtATime = new(1);
    private readonly Queue<long> _starts = new();
    private GatewayAdvice? _unused;

    /// <summary>
    /// How many shards to run: as many as the platform recommends. Waits while it does not allow the start of all of them, since half of the
    /// shards would be half of a bot.
    /// </summary>
    /// <param name="bot">The bot's name in logs.</param>
    /// <param name="least">The least number, whatever the platform recommends.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<int> ChooseShardsAsync(string bot, int least, CancellationToken cancellationToken)
    {
        while (true)
        {
            var advice = await api.Gateway.GetBotAsync(cancellationToken);
            var count = Math.Max(least, advice.Shards);
            var limit = advice.SessionStartLimit;

            // A single shard waits for itself, if it has to start a session at all. More shards than a whole window allows can only start bit by bit.
            if (count == 1 || count <= limit.Remaining || count > limit.Total)
            {
                _unused = advice; // Fresh enough for the connection that follows.
                return count;
            }

            await WaitForNextWindowAsync(bot, limit, count, cancellationToken);
        }
    }

    public async Task<Uri> PrepareAsync(string shard, bool identifies, CancellationToken cancellationToken)
    {
        if (!identifies)
        {
            // Resumes are not limited, and must not queue behind a shard that waits for its turn.
            return new Uri((await AdviceAsync(cancellationToken)).Url);
        }

        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            var gateway = await AdviceAsync(cancellationToken);
            while (gateway.SessionStartLimit is { Remaining: <= 0 } spent)
            {
                await WaitForNextWindowAsync(shard, spent, 1, cancellationToken);
                gateway = await api.Gateway.GetBotAsync(cancellationToken);
            }

            await PaceAsync(Math.Max(1, gateway.SessionStartLimit.MaxConcurrency), cancellationToken);
            return new Uri(gateway.Url);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private async Task<GatewayAdvice> AdviceAsync(CancellationToken cancellationToken) =>
        Interlocked.Exchange(ref _unused, null) ?? await api.Gateway.GetBotAsync(cancellationToken);

    private Task WaitForNextWindowAsync(string who, SessionStartLimit limit, int needed, CancellationToken cancellationToken)
    {
        var wait = TimeSpan.FromMilliseconds(Math.Clamp(limit.ResetAfter, 1000, (long)LongestWait.TotalMilliseconds));
        LogBudgetSpent(who, needed, limit.Remaining, limit.Total, wait);
        return time.PauseAsync(wait, cancellationToken);
    }

    private async Task PaceAsync(int maxConcurrency, CancellationToken cancellationToken)
    {
        while (_starts.Count >= maxConcurrency)
        {
            var wait = Window - time.GetElapsedTime(_starts.Peek());
            if (wait > TimeSpan.Zero)
            {
                await time.PauseAsync(wait, cancellationToken);
            }

            _starts.Dequeue(); // Not before the wait: one that is given up must not make room for another.
        }

        _starts.Enqueue(time.GetTimestamp());
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Who}: session starts are spent: {Needed} needed, {Remaining} of {Total} left in this window; waiting {Wait} for the next one")]
    private partial void LogBudgetSpent(string who, int needed, int remaining, int total, TimeSpan wait);
}
