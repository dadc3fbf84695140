using System.Buffers;
using System.Text.Json;
using QQBotKit.Simulator.Accounts;
using QQBotKit.Simulator.Gateway;

namespace QQBotKit.Simulator.Webhook;

/// <summary>How a callback address fares.</summary>
/// <param name="Delivered">Events that were acknowledged.</param>
/// <param name="Failed">Events that were given up, or found no room in the queue.</param>
/// <param name="Queued">Events that wait for their turn, for an answer or for the next attempt.</param>
/// <param name="LastError">Why the last attempt that failed did so; null before there was one since the address was validated.</param>
internal readonly record struct CallbackState(long Delivered, long Failed, int Queued, string? LastError);

/// <summary>A bot's callback address: validated first, then given the bot's events, many at once and again when one is not acknowledged.</summary>
internal sealed partial class Callback
{
    private const int AtOnce = 64;

    // The platform names no figures, neither for redelivery nor for validation (where a bot that still starts is the usual case).
    private static readonly TimeSpan[] Redelivery = [.. new[] { 1, 5, 15, 30, 60 }.Select(seconds => TimeSpan.FromSeconds(seconds))];
    private static readonly TimeSpan[] Revalidation = [.. new[] { 1, 2, 4, 8, 15, 30 }.Select(seconds => TimeSpan.FromSeconds(seconds))];

    private readonly CallbackClient _client;
    private readonly BotAccounts _accounts;
    private readonly int _queueLimit;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _ended;
    private readonly TaskCompletionSource<bool> _validation = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _slots = new(AtOnce);
    private readonly Lock _gate = new();
    private CallbackState _state;
    private volatile bool _validated;
    private volatile SignedWith? _key;

    public Callback(
        Bot bot, Uri address, CallbackClient client, BotAccounts accounts, int queueLimit, TimeProvider time, ILogger log, CancellationToken stopping)
    {
        (Bot, Address, _client, _accounts, _queueLimit, _time, _log) = (bot, address, client, accounts, queueLimit, time, log);
        _ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
    }

    private sealed class SignedWith(string secret)
    {
        public string Secret { get; } = secret;

        public WebhookKey Key { get; } = new(secret);
    }

    public Bot Bot { get; }

    public Uri Address { get; }

    /// <summary>Whether events go to the address.</summary>
    public bool IsValidated => _validated;

    /// <summary>Ends with true when the address is validated, with false when it is removed before that.</summary>
    public Task<bool> Validation => _validation.Task;

    public CallbackState State
    {
        get
        {
            lock (_gate)
            {
                return _state;
            }
        }
    }

    /// <summary>Whether a callback address can be called at all. The platform takes https alone; on loopback http is as good.</summary>
    public static bool IsCallable(Uri address) => address is { IsAbsoluteUri: true, Scheme: "http" or "https" };

    /// <summary>Starts to validate the address. Tries until it succeeds or the address is removed.</summary>
    public void Begin() => _ = Task.Run(ValidateAsync);

    /// <summary>Removes the address: events that are not delivered yet are dropped.</summary>
    public void End()
    {
        _ended.Cancel();
        _validation.TrySetResult(false);
        LogRemoved(Bot.AppId, Address, State.Queued);
    }

    /// <summary>Queues an event. False when the queue is full: the event is lost, as one that is given up.</summary>
    public bool TryPost<TState>(string type, string id, TState state, Action<Utf8JsonWriter, TState> write)
    {
        var data = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(data, SimulatorJson.Relaxed))
        {
            write(json, state);
        }

        lock (_gate)
        {
            if (_state.Queued >= _queueLimit)
            {
                _state = _state with { Failed = _state.Failed + 1, LastError = $"the queue of {_queueLimit} events is full" };
                return false;
            }

            _state = _state with { Queued = _state.Queued + 1 };
        }

        // There is no session whose events are counted, so s says nothing here.
        var body = Frames.Dispatch(0, type, id, data.WrittenSpan);
        _ = Task.Run(() => DeliverAsync(id, body));
        return true;
    }

    private async Task ValidateAsync()
    {
        try
        {
            string? known = null;
            for (var attempt = 0; ; attempt++)
            {
                var error = Key is { } key
                    ? await _client.ValidateAsync(Address, Bot.AppId, key, _ended.Token)
                    : "the bot's secret is not known before it has logged in";
                if (error is null)
                {
                    break;
                }

                Note(error);
                if (error != known)
                {
                    LogNotValidated(Bot.AppId, Address, error);
                    known = error;
                }

                await Task.Delay(Revalidation[Math.Min(attempt, Revalidation.Length - 1)], _time, _ended.Token);
            }

            Note(null);
            _validated = true;
            LogValidated(Bot.AppId, Address);
            _validation.TrySetResult(true);
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            _validation.TrySetResult(false);
        }
    }

    private async Task DeliverAsync(string id, byte[] body)
    {
        try
        {
            for (var attempt = 0; await AttemptAsync(body) is { } error; attempt++)
            {
                Note(error);
                if (attempt == Redelivery.Length)
                {
                    Settle(delivered: false);
                    LogGivenUp(Bot.AppId, id, attempt + 1, error);
                    return;
                }

                LogRetry(Bot.AppId, id, error, Redelivery[attempt].TotalSeconds);
                await Task.Delay(Redelivery[attempt], _time, _ended.Token);
            }

            Settle(delivered: true);
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            // Removed, or the server stops.
        }
    }

    private async Task<string?> AttemptAsync(byte[] body)
    {
        await _slots.WaitAsync(_ended.Token);
        try
        {
            return Key is { } key ? await _client.DeliverAsync(Address, Bot.AppId, key, body, _ended.Token) : "the bot's secret is not known";
        }
        finally
        {
            _slots.Release();
        }
    }

    // Where any secret is accepted, the bot may log in with another one at any time.
    private WebhookKey? Key
    {
        get
        {
            if (_accounts.SecretOf(Bot) is not { } secret)
            {
                return null;
            }

            var known = _key;
            if (known?.Secret != secret)
            {
                _key = known = new(secret);
            }

            return known.Key;
        }
    }

    private void Note(string? error)
    {
        lock (_gate)
        {
            _state = _state with { LastError = error };
        }
    }

    private void Settle(bool delivered)
    {
        lock (_gate)
        {
            _state = delivered
                ? _state with { Queued = _state.Queued - 1, Delivered = _state.Delivered + 1 }
                : _state with { Queued = _state.Queued - 1, Failed = _state.Failed + 1 };
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The webhook of bot {AppId} at {Address} is validated: its events go there")]
    private partial void LogValidated(string appId, Uri address);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The webhook of bot {AppId} at {Address} is not validated yet, trying on: {Error}")]
    private partial void LogNotValidated(string appId, Uri address, string error);

    [LoggerMessage(Level = LogLevel.Information, Message = "The webhook of bot {AppId} at {Address} is removed, events dropped: {Queued}")]
    private partial void LogRemoved(string appId, Uri address, int queued);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Bot {AppId} did not take event {Id}: {Error}. Next attempt in {Seconds} s")]
    private partial void LogRetry(string appId, string id, string error, double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Bot {AppId} did not take event {Id} in {Attempts} attempts, given up: {Error}")]
    private partial void LogGivenUp(string appId, string id, int attempts, string error);
}
