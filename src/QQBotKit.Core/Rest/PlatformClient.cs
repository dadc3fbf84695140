using System.Net;
using Microsoft.Extensions.Logging;
using QQBotKit.Core.Capabilities;
using QQBotKit.Core.Configuration;
using QQBotKit.Core.Recording;
using QQBotKit.Limits;

namespace QQBotKit.Core.Rest;

/// <summary>How long the platform is waited for.</summary>
internal sealed record PlatformTimeouts
{
    // In bytes a second. Files are sent in parts where they are large, and those have limits of their own.
    private const int SlowestLine = 64 * 1024;

    public static PlatformTimeouts Default { get; } = new();

    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For the token call.</summary>
    public TimeSpan Token { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For one attempt of any other call.</summary>
    public TimeSpan Attempt { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>For sending a message: all attempts, and the waits for a token and between the attempts.</summary>
    public TimeSpan Send { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>For any other call of the platform, likewise.</summary>
    public TimeSpan Call { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>What a large body, a file in the call, may add to these.</summary>
    public TimeSpan Body { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>
    /// For whatever a client is asked for, the body of another host included. It is longer than the others: it must not cut off a call that waits.
    /// </summary>
    public TimeSpan Client => (Send > Call ? Send : Call) + Attempt + Body;

    /// <summary>What this body adds to the time of an attempt and of a call: nothing, unless there is a file in it.</summary>
    public TimeSpan ForBody(HttpContent? content)
    {
        var time = TimeSpan.FromSeconds((content?.Headers.ContentLength ?? 0) / SlowestLine);
        return time < Body ? time : Body;
    }
}

/// <summary>The one way of a bot to the platform: its connections, its token, and the handlers that every call passes.</summary>
internal sealed class PlatformClient : IAsyncDisposable
{
    // No answer of the platform comes near; a client must not fill the memory with what a broken proxy sends.
    internal const long LargestAnswer = 32 * 1024 * 1024;

    private readonly SocketsHttpHandler _sockets;
    private readonly HttpClient _tokenHttp;
    private readonly HttpMessageHandler _chain;
    private readonly PlatformHosts _hosts;
    private readonly PlatformTimeouts _timeouts;

    /// <param name="hosts">Where the platform is.</param>
    /// <param name="appId">The AppID.</param>
    /// <param name="secret">The AppSecret.</param>
    /// <param name="time">The clock of the token, of the limits and of the waits.</param>
    /// <param name="log">Where trouble is told.</param>
    /// <param name="texts">The language of errors.</param>
    /// <param name="limits">How often calls may be made; null is as the platform says.</param>
    /// <param name="isCertified">Whether the bot's owner is certified: more active messages go then.</param>
    /// <param name="rates">How long and how many calls wait for that; null is the default.</param>
    /// <param name="handlers">What every attempt of a call passes before the token is put on it, outermost first.</param>
    /// <param name="timeouts">How long the platform is waited for.</param>
    /// <param name="random">Numbers from 0 up to 1, which spread the waits.</param>
    /// <param name="wire">What stands between the bot and the platform; null for nothing.</param>
    public PlatformClient(
        PlatformHosts hosts,
        string appId,
        string secret,
        TimeProvider time,
        ILogger log,
        Texts texts,
        PlatformLimits? limits = null,
        bool isCertified = false,
        RateSettings? rates = null,
        IReadOnlyList<DelegatingHandler>? handlers = null,
        PlatformTimeouts? timeouts = null,
        Func<double>? random = null,
        BotWire? wire = null)
    {
        _hosts = hosts;
        _timeouts = timeouts ??= PlatformTimeouts.Default;
        random ??= Random.Shared.NextDouble;
        _sockets = new SocketsHttpHandler
        {
            ConnectTimeout = timeouts.Connect,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            AutomaticDecompression = DecompressionMethods.None,
            // A redirected call would carry the token, and a redirected token call the secret, to another host.
            AllowAutoRedirect = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
        };

        var platform = wire?.Calls(_sockets, hosts) ?? _sockets;
        _tokenHttp = Client(platform, timeouts.Token);
        Token = new AccessToken(_tokenHttp, new TokenRequest(hosts.Token, appId, secret, texts), time, log, random);

        var timeLimits = new TimeLimits(time);
        var attempt = new AttemptHandler(hosts, timeouts, timeLimits) { InnerHandler = platform };
        HttpMessageHandler chain = new TokenHandler(Token, hosts, appId) { InnerHandler = attempt };
        foreach (var handler in (handlers ?? []).Reverse())
        {
            handler.InnerHandler = chain;
            chain = handler;
        }

        var allowed = limits ?? PlatformLimits.Default;
        var turns = new RateLimitHandler(
            hosts, new CallRoutes(allowed, hosts.Api), new RateLimits(allowed, isCertified, rates ?? new RateSettings(), time, log), texts)
        {
            InnerHandler = chain,
        };
        _chain = new RetryHandler(hosts, timeouts, timeLimits, new RouteHealth(hosts.Api, log), turns, time, texts, random) { InnerHandler = turns };
    }

    /// <summary>The bot's token: the gateway identifies itself with it.</summary>
    public AccessToken Token { get; }

    /// <summary>A client for calls of the platform. All share connections, token and handlers; disposing one ends none of them.</summary>
    /// <param name="owner">Whose calls they are; null for the kit itself.</param>
    /// <param name="guard">What every call passes first; null is nothing, for a client that calls the platform and nobody else.</param>
    public HttpClient CreateClient(string? owner = null, CapabilityHandler? guard = null)
    {
        HttpMessageHandler way = owner is null ? _chain : new CallOwner(owner, _chain);
        if (guard is not null)
        {
            (guard.Platform, guard.InnerHandler) = (_hosts.Api, way);
        }

        // The handlers limit the calls of the platform. A timer of the client is for what else an author may call.
        var client = Client(guard ?? way, guard is null ? Timeout.InfiniteTimeSpan : _timeouts.Client);
        client.BaseAddress = _hosts.Api;
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await Token.DisposeAsync();
        _tokenHttp.Dispose();
        _chain.Dispose();
        _sockets.Dispose();
    }

    private static HttpClient Client(HttpMessageHandler handler, TimeSpan timeout) => new(handler, disposeHandler: false)
    {
        Timeout = timeout,
        MaxResponseContentBufferSize = LargestAnswer,
    };
}
