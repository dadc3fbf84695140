using Microsoft.Extensions.Logging;
using QQBotKit.Api;
using QQBotKit.Core.Configuration;
using QQBotKit.Core.Dispatch;
using QQBotKit.Core.Rest;

namespace QQBotKit.Core.Gateway;

/// <summary>The WebSocket event source of one bot: all of its shards.</summary>
internal sealed partial class GatewaySource(
    string bot, ShardSettings? shards, AskedIntents intents, QQBotApi api, AccessToken token, IEventSink sink, SavedSessions sessions, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan[] BackOff = [.. new[] { 1, 2, 5, 10, 30, 60 }.Select(seconds => TimeSpan.FromSeconds(seconds))];
    private readonly GatewayDiscovery _discovery = new(api, time, log);
    private readonly List<Shard> _shards = [];
    private bool _stopped;
    private bool _wentBack;

    /// <summary>Called at every READY of a shard.</summary>
    public required Action<ReadyInfo> Ready { get; init; }

    /// <summary>Keeps all shards connected until <paramref name="stopping"/>.</summary>
    /// <returns>Why the platform stopped the bot; null when the owner did.</returns>
    /// <exception cref="CredentialsRefusedException">The credentials are wrong.</exception>
    public async Task<CloseCode?> RunAsync(CancellationToken stopping)
    {
        try
        {
            var layout = shards ?? await ChooseLayoutAsync(least: 1, stopping);
            while (true)
            {
                _wentBack = false;
                var end = await RunLayoutAsync(layout, stopping);
                if (_wentBack && end?.Code == CloseCodes.IntentsRefused)
                {
                    continue;
                }

                if (end?.Code == CloseCodes.IntentsRefused)
                {
                    LogStopped(bot, end.Code, $"{end.English} ({intents.Explain().English})");
                }

                if (end?.Recovery != Recovery.Reshard)
                {
                    return end;
                }

                if (shards is not null)
                {
                    LogStopped(bot, end.Code, end.English);
                    return end;
                }

                LogTooManyGuilds(bot, end.Code, layout.Count, layout.Count + 1);
                layout = await ChooseLayoutAsync(least: layout.Count + 1, stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Ends every session from this side.</summary>
    public Task StopAsync()
    {
        lock (_shards)
        {
            _stopped = true;
        }

        return StopShardsAsync(forget: false);
    }

    /// <summary>Begins every session anew, with the intents of now.</summary>
    public Task RenewAsync() => Task.WhenAll(Shards().Select(shard => shard.RenewAsync()));

    private Task StopShardsAsync(bool forget) => Task.WhenAll(Shards().Select(shard => shard.StopAsync(forget)));

    private Shard[] Shards()
    {
        lock (_shards)
        {
            return [.. _shards];
        }
    }

    private async Task<ShardSettings> ChooseLayoutAsync(int least, CancellationToken stopping)
    {
        var count = await AskAsync(least, stopping);
        return new([.. Enumerable.Range(0, count)], count);
    }

    /// <summary>Runs the shards of one layout. If it is too small for one of them, all are ended, and none is to be resumed.</summary>
    /// <returns>Why the platform ended it; null when the owner did.</returns>
    private async Task<CloseCode?> RunLayoutAsync(ShardSettings layout, CancellationToken stopping)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var running = layout.Ids.Select(id => RunShardAsync(id, layout.Count, over.Token)).ToArray();

        // Not before: what an earlier process saved must not be taken for forgotten.
        sessions.Current = Sessions;
        try
        {
            CloseCode? stopped = null;
            await foreach (var ended in Task.WhenEach(running))
            {
                if (await ended is not { } end)
                {
                    continue;
                }

                // What stops the bot in every layout counts for more.
                stopped = stopped is { Recovery: not Recovery.Reshard } ? stopped : end;
                _wentBack |= end.Code == CloseCodes.IntentsRefused && intents.TryGoBack();
                if (end.Recovery == Recovery.Reshard || _wentBack)
                {
                    await StopShardsAsync(forget: true);
                    await over.CancelAsync(); // Some may only wait for their turn.
                }
            }

            return stopped;
        }
        finally
        {
            // A failure of one leaves none of the others behind.
            await over.CancelAsync();
            await ((Task)Task.WhenAll(running)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<CloseCode?> RunShardAsync(int id, int count, CancellationToken stopping)
    {
        var plan = new ShardPlan(bot, id, count, intents, _discovery);
        await using var shard = new Shard(plan, token, sink, time, log, sessions.Take(id, count, intents.Current)) { Ready = Announce };
        lock (_shards)
        {
            if (_stopped)
            {
                return null;
            }

            _shards.Add(shard);
        }

        // It stays in the list when it has ended: its session is saved after that.
        return await shard.RunAsync(stopping);

        void Announce(ReadyInfo ready, Intents identified)
        {
            intents.Accept(identified);
            LogReady(plan.Name, ready.UserName, ready.UserId);
            Ready(ready);
            sessions.Save();
        }
    }

    private SavedSession[] Sessions() => [.. Shards().Select(shard => shard.Resumable).OfType<SavedSession>()];

    private async Task<int> AskAsync(int least, CancellationToken stopping)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await _discovery.ChooseShardsAsync(bot, least, stopping);
            }
            catch (Exception e) when (e is not CredentialsRefusedException && !stopping.IsCancellationRequested)
            {
                var wait = BackOff[Math.Min(attempt, BackOff.Length - 1)];
                LogNotReached(bot, e.Message, wait.TotalSeconds);
                await time.PauseAsync(wait, stopping);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Bot}: too many guilds for a layout of {Count}, code {Code}: all shards are ended, and at least {Least} are started")]
    private partial void LogTooManyGuilds(string bot, int code, int count, int least);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Bot}: stopped by the platform, code {Code}: {Problem}")]
    private partial void LogStopped(string bot, int code, string problem);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Shard}: ready as {User} ({UserId})")]
    private partial void LogReady(string shard, string? user, string? userId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Bot}: the gateway's address could not be had: {Reason}; next try in {Seconds} s")]
    private partial void LogNotReached(string bot, string reason, double seconds);
}
