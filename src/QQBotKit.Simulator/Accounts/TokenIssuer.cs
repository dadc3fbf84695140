using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace QQBotKit.Simulator.Accounts;

/// <summary>An access token.</summary>
internal sealed record AccessToken(string Value, Bot Bot, DateTimeOffset Expires);

/// <summary>Hands out access tokens and tells whose one is.</summary>
internal sealed class TokenIssuer(TimeSpan life, TimeProvider time)
{
    /// <summary>The scheme word of the Authorization header and of Identify, with its blank.</summary>
    public const string Scheme = "QQBot ";

    // Only in the last minute does the platform give a new token; the old one then lives on to its own end.
    private static readonly TimeSpan RenewalWindow = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, AccessToken> _live = new();
    private readonly ConcurrentDictionary<string, int> _revoked = new();
    private readonly Dictionary<Bot, AccessToken> _current = [];
    private readonly Lock _gate = new();

    /// <summary>The bot's token and the whole seconds it has left.</summary>
    public (AccessToken Token, long ExpiresIn) Issue(Bot bot)
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            if (!_current.TryGetValue(bot, out var token) || token.Expires - now <= RenewalWindow)
            {
                Forget(now);
                token = new(Convert.ToHexString(RandomNumberGenerator.GetBytes(24)), bot, now + life);
                _current[bot] = token;
                _live[token.Value] = token;
            }

            return (token, (long)(token.Expires - now).TotalSeconds);
        }
    }

    /// <summary>The bot that a token belongs to; null when there is no such token or it has expired.</summary>
    public Bot? Owner(string token) =>
        _live.TryGetValue(token, out var found) && found.Expires > time.GetUtcNow() ? found.Bot : null;

    /// <summary>The HTTP status with which a token that has no owner is refused.</summary>
    public int RefusalStatus(string token) => _revoked.GetValueOrDefault(token, StatusCodes.Status401Unauthorized);

    /// <summary>Ends the tokens of a bot, or of all, before their time.</summary>
    /// <param name="appId">The bot; all when null.</param>
    /// <param name="status">The HTTP status with which they are refused from now on.</param>
    public void Revoke(string? appId, int status)
    {
        lock (_gate)
        {
            foreach (var (value, token) in _live)
            {
                if (appId is null || token.Bot.AppId == appId)
                {
                    _live.TryRemove(value, out _);
                    _current.Remove(token.Bot);
                    _revoked[value] = status;
                }
            }
        }
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var (value, token) in _live)
        {
            if (token.Expires <= now)
            {
                _live.TryRemove(value, out _);
            }
        }
    }
}
