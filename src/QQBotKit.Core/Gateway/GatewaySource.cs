using Microsoft.Extensions.Logging;
using QQBotKit.Api;
using QQBotKit.Core.Configuration;
using QQBotKit.Core.Dispatch;
using QQBotKit.Core.Rest;

namespace QQBotKit.Core.Gateway;

/// <summary>What one shard asks for, and where it connects.</summary>
internal sealed class ShardPlan(string bot, int id, int count, Intents intents, GatewayDiscovery discovery)
{
    /// <summary>The shard's name in logs: the bot's, with the shard where there are several.</summary>
    public string Name { get; } = count == 1 ? bot : $"{bot} shard {id}/{count}";

    public int Id { get; } = id;

    public int Count { get; } = count;

    public Intents Intents { get; } = intents;

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
    private readonly SemaphoreSlim _oneAtATime = new(1);
    private readonly Queue<long> _starts = new();
    private GatewayAdvice? _unused;

    /// <summary>How many shards the platform recommends.</summary>
    public async Task<int> RecommendedShardsAsync(CancellationToken cancellationToken)
    {
        // What it says is fresh enough for the connection that follows.
        _unused = await api.Gateway.GetBotAsync(cancellationToken);
        return Math.Max(1, _unused.Shards);
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
                var wait = TimeSpan.FromMilliseconds(Math.Max(1000, spent.ResetAfter));
                LogBudgetSpent(shard, spent.Total, wait);
                await Task.Delay(wait, time, cancellationToken);
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

    private async Task PaceAsync(int maxConcurrency, CancellationToken cancellationToken)
    {
        while (_starts.Count >= maxConcurrency)
        {
            var wait = Window - time.GetElapsedTime(_starts.Dequeue());
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, time, cancellationToken);
            }
        }

        _starts.Enqueue(time.GetTimestamp());
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Shard}: the {Total} session starts of this window are spent; waiting {Wait} for the next window")]
    private partial void LogBudgetSpent(string shard, int total, TimeSpan wait);
}

/// <summary>The WebSocket event source of one bot: all of its shards.</summary>
internal sealed partial class GatewaySource(
    string bot, ShardSettings? shards, Intents intents, QQBotApi api, AccessToken token, IEventSink sink, SavedSessions sessions, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan[] BackOff = [.. new[] { 1, 2, 5, 10, 30, 60 }.Select(seconds => TimeSpan.FromSeconds(seconds))];
    private readonly GatewayDiscovery _discovery = new(api, time, log);
    private readonly List<Shard> _running = [];

    /// <summary>Called at every READY of a shard.</summary>
    public required Action<ReadyInfo> Ready { get; init; }

    /// <summary>Keeps all shards connected until <paramref name="stopping"/>.</summary>
    /// <returns>Why the platform stopped the bot; null when the owner did.</returns>
    /// <exception cref="CredentialsRefusedException">The credentials are wrong.</exception>
    public async Task<CloseCode?> RunAsync(CancellationToken stopping)
    {
        sessions.Current = Sessions;
        try
        {
            var layout = shards ?? Layout(await AskAsync(stopping));
            CloseCode? stopped = null;
            await foreach (var end in Task.WhenEach(layout.Ids.Select(id => RunShardAsync(id, layout.Count, stopping)).ToArray()))
            {
                stopped = await end ?? stopped;
            }

            return stopped;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Ends every session from this side.</summary>
    public Task StopAsync()
    {
        Shard[] running;
        lock (_running)
        {
            running = [.. _running];
        }

        return Task.WhenAll(running.Select(shard => shard.StopAsync()));
    }

    private static ShardSettings Layout(int count) => new([.. Enumerable.Range(0, count)], count);

    private async Task<CloseCode?> RunShardAsync(int id, int count, CancellationToken stopping)
    {
        var plan = new ShardPlan(bot, id, count, intents, _discovery);
        await using var shard = new Shard(plan, token, sink, time, log, sessions.Find(id, count, intents)) { Ready = Announce };
        lock (_running)
        {
            _running.Add(shard);
        }

        return await shard.RunAsync(stopping);

        void Announce(ReadyInfo ready)
        {
            LogReady(plan.Name, ready.UserName, ready.UserId);
            Ready(ready);
            sessions.Save();
        }
    }

    private SavedSession[] Sessions()
    {
        lock (_running)
        {
            return [.. _running.Select(shard => shard.Resumable).OfType<SavedSession>()];
        }
    }

    private async Task<int> AskAsync(CancellationToken stopping)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await _discovery.RecommendedShardsAsync(stopping);
            }
            catch (Exception e) when (e is not CredentialsRefusedException && !stopping.IsCancellationRequested)
            {
                var wait = BackOff[Math.Min(attempt, BackOff.Length - 1)];
                LogNotReached(bot, e.Message, wait.TotalSeconds);
                await Task.Delay(wait, time, stopping);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Shard}: ready as {User} ({UserId})")]
    private partial void LogReady(string shard, string? user, string? userId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Bot}: the gateway's address could not be had: {Reason}; next try in {Seconds} s")]
    private partial void LogNotReached(string bot, string reason, double seconds);
}
