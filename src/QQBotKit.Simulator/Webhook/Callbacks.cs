using QQBotKit.Simulator.Accounts;

namespace QQBotKit.Simulator.Webhook;

/// <summary>The callback addresses of all bots, at most one of each.</summary>
internal sealed class Callbacks(BotAccounts accounts, int queueLimit, TimeProvider time, ILogger log)
{
    private readonly CallbackClient _client = new(time);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private bool _started;

    // Copied on every change, which is rare; read for every event.
    private volatile Callback[] _all = [];

    public IReadOnlyList<Callback> All => _all;

    /// <summary>Where the bot's events go; null when it has no address, or none that is validated.</summary>
    public Callback? Of(Bot bot)
    {
        foreach (var callback in _all)
        {
            if (callback.Bot == bot)
            {
                return callback.IsValidated ? callback : null;
            }
        }

        return null;
    }

    /// <summary>Sets, replaces or (with null) removes a bot's address. A new one is validated, even when it is the old one again.</summary>
    /// <returns>Ends with whether the address was validated; false when it was removed or replaced before.</returns>
    public Task<bool> SetAsync(Bot bot, Uri? address)
    {
        Callback? old;
        var set = address is null ? null : new Callback(bot, address, _client, accounts, queueLimit, time, log, _stopping.Token);
        lock (_gate)
        {
            old = Array.Find(_all, callback => callback.Bot == bot);
            var others = _all.Where(callback => callback != old);
            _all = [.. set is null ? others : others.Append(set).OrderBy(callback => callback.Bot.AppId, StringComparer.Ordinal)];
            if (_started)
            {
                set?.Begin();
            }
        }

        old?.End();
        return set?.Validation ?? Task.FromResult(false);
    }

    /// <summary>Begins to validate. Before that nobody is called, since the server that the bots need is not up.</summary>
    public void Start()
    {
        lock (_gate)
        {
            if (!_started)
            {
                _started = true;
                Array.ForEach(_all, static callback => callback.Begin());
            }
        }
    }

    /// <summary>Ends all calls.</summary>
    public void Stop() => _stopping.Cancel();
}
