using Microsoft.Extensions.Logging;
using QQBotKit.Api;

namespace QQBotKit.Core.Rest;

/// <summary>
/// The token of one bot. It is fetched when first asked for and from then on kept fresh; while that fails the held token is served
/// until its end. Whoever asks then waits for the next one: a token service that is down is waited out, one that refuses the credentials is not.
/// </summary>
/// <remarks>Platform page: dev-prepare/access-token.html.</remarks>
internal sealed partial class AccessToken : IAsyncDisposable
{
    // Only in the last 60 s of a token does the platform hand out another one.
    private static readonly TimeSpan RenewalWindow = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1);

    // A token that replaced a refused one is not replaced again at once: every call would fetch, and the service would refuse those too.
    private static readonly TimeSpan RefusalPause = OneSecond;

    // Its longest step is well below what a reply waits for a token: a service that is back is seen in time.
    private static readonly TimeSpan[] BackOff = [.. new[] { 1, 2, 5, 10, 15 }.Select(seconds => TimeSpan.FromSeconds(seconds))];

    private readonly HttpClient _http;
    private readonly TokenRequest _request;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Func<double> _random;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly ITimer _renewal;
    private volatile Held? _held;
    private Task<TokenAnswer>? _fetch;
    private volatile string? _trouble;
    private bool _refused;

    public AccessToken(
        HttpClient http, TokenRequest request, TimeProvider time, ILogger log, Func<double>? random = null)
    {
        _http = http;
        _request = request;
        _time = time;
        _log = log;
        _random = random ?? Random.Shared.NextDouble;
        _renewal = time.CreateTimer(static state => ((AccessToken)state!).Fetch(renew: true), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The token, without the <c>QQBot</c> before it: at once while one is held, else when there is one.</summary>
    /// <exception cref="CredentialsRefusedException">The platform does not know the bot by its credentials.</exception>
    public ValueTask<string> GetAsync(CancellationToken cancellationToken) =>
        _held is { } held && !HasEnded(held) ? new(held.Token) : new(WaitAsync(cancellationToken));

    /// <summary>Why there is no token while one is waited for.</summary>
    public BothLanguages Trouble
    {
        get
        {
            var told = _trouble ?? "no answer yet";
            return new($"There is no access token from {_request.Url}: {told}", $"无法从 {_request.Url} 获取 access token：{told}");
        }
    }

    /// <summary>
    /// Drops a token that the platform refused, given as <see cref="GetAsync"/> returned it. All who were refused the same token cause one fetch.
    /// </summary>
    /// <returns>Whether another token can be had now.</returns>
    public bool Invalidate(string token)
    {
        lock (_gate)
        {
            // The reference, not the text: the platform may hand out the same text again, and that one was not refused yet.
            if (_held is not { } held || !ReferenceEquals(held.Token, token))
            {
                return true;
            }

            if (held.ReplacedRefused && _time.GetElapsedTime(held.Since) < RefusalPause)
            {
                return false;
            }

            _held = null;
            _refused = true;
            return true;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _renewal.DisposeAsync();
        Task? fetch;
        lock (_gate)
        {
            fetch = _fetch;
        }

        if (fetch is not null)
        {
            await fetch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private bool HasEnded(Held held) => _time.GetElapsedTime(held.Since) >= held.Life;

    private async Task<string> WaitAsync(CancellationToken cancellationToken)
    {
        var answer = await Fetch(renew: false).WaitAsync(cancellationToken);
        return answer.Refusal is { } refusal
            ? throw new CredentialsRefusedException(refusal.Code, refusal.Message)
            : answer.Token!;
    }

    /// <summary>The fetch that is under way, or a new one. It belongs to nobody: a caller that gives up leaves it to the others.</summary>
    private Task<TokenAnswer> Fetch(bool renew)
    {
        lock (_gate)
        {
            if (_fetch is { IsCompleted: false })
            {
                return _fetch;
            }

            // It may have ended between the caller's look and here.
            if (!renew && _held is { } held && !HasEnded(held))
            {
                return Task.FromResult(TokenAnswer.Of(held.Token, held.Life));
            }

            // Without the caller's context: what a plugin keeps in it would be kept for as long as a fetch waits.
            using (ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow())
            {
                return _fetch = Task.Run(FetchAsync);
            }
        }
    }

    private async Task<TokenAnswer> FetchAsync()
    {
        for (var tries = 1; ; tries++)
        {
            var asked = _time.GetTimestamp();
            var answer = await _request.SendAsync(_http, _ended.Token);
            if (answer.Token is { } token)
            {
                Hold(token, answer.Life, asked);
                LogFetched(answer.Life.TotalSeconds);
                return answer;
            }

            var isNew = answer.Trouble != _trouble;
            _trouble = answer.Trouble;
            if (answer.Refusal is not null)
            {
                if (isNew)
                {
                    LogRefused(answer.Trouble);
                }

                return answer;
            }

            var pause = BackOff[Math.Min(tries, BackOff.Length) - 1] * (1 + 0.2 * _random());
            if (isNew)
            {
                LogUnavailable(_request.Url, answer.Trouble, tries, pause.TotalSeconds);
            }

            await _time.PauseAsync(pause, _ended.Token);
        }
    }

    private void Hold(string token, TimeSpan life, long since)
    {
        lock (_gate)
        {
            _held = new Held(token, life, since, _refused);
            _refused = false;
            if (_trouble is not null)
            {
                _trouble = null;
                LogAvailable();
            }

            // A second into the window, since the platform's clock started a little later than ours.
            var due = life > RenewalWindow ? life - RenewalWindow + OneSecond : life / 2;
            _renewal.Change(due > OneSecond ? due : OneSecond, Timeout.InfiniteTimeSpan);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Access token fetched; it is good for {Seconds} s")]
    private partial void LogFetched(double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No access token from {Url}: {Trouble}. That was try {Tries}; the next is in {Seconds:0.0} s")]
    private partial void LogUnavailable(Uri url, string trouble, int tries, double seconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "Access tokens can be had again")]
    private partial void LogAvailable();

    [LoggerMessage(Level = LogLevel.Error, Message = "{Trouble}")]
    private partial void LogRefused(string trouble);

    /// <summary>A token from the moment it was asked for. A class without texts of its own, so that no log can show the token.</summary>
    private sealed class Held(string token, TimeSpan life, long since, bool replacedRefused)
    {
        public string Token { get; } = token;

        public TimeSpan Life { get; } = life;

        public long Since { get; } = since;

        public bool ReplacedRefused { get; } = replacedRefused;
    }
}
