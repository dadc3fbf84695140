using System.Net;
using Microsoft.Extensions.Logging;

namespace QQBotKit.Core.Rest;

/// <summary>How long the platform is waited for.</summary>
internal sealed record PlatformTimeouts
{
    public static PlatformTimeouts Default { get; } = new();

    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For the token call.</summary>
    public TimeSpan Token { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For any other call as a whole, the wait for a token included.</summary>
    public TimeSpan Call { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>The one way of a bot to the platform: its connections, its token, and the handlers that every call passes.</summary>
internal sealed class PlatformClient : IAsyncDisposable
{
    // No answer of the platform comes near; a client must not fill the memory with what a broken proxy sends.
    private const long LargestAnswer = 32 * 1024 * 1024;

    private readonly SocketsHttpHandler _sockets;
    private readonly HttpClient _tokenHttp;
    private readonly HttpMessageHandler _chain;
    private readonly PlatformHosts _hosts;
    private readonly PlatformTimeouts _timeouts;

    /// <param name="hosts">Where the platform is.</param>
    /// <param name="appId">The AppID.</param>
    /// <param name="secret">The AppSecret.</param>
    /// <param name="time">The clock of the token.</param>
    /// <param name="log">Where trouble with the token is told.</param>
    /// <param name="texts">The language of errors.</param>
    /// <param name="handlers">What every call passes before the token is put on it, outermost first: the place of retry and rate limits.</param>
    /// <param name="timeouts">How long the platform is waited for.</param>
    public PlatformClient(
        PlatformHosts hosts,
        string appId,
        string secret,
        TimeProvider time,
        ILogger log,
        Texts texts,
        IReadOnlyList<DelegatingHandler>? handlers = null,
        PlatformTimeouts? timeouts = null)
    {
        _hosts = hosts;
        _timeouts = timeouts ?? PlatformTimeouts.Default;
        _sockets = new SocketsHttpHandler
        {
            ConnectTimeout = _timeouts.Connect,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            AutomaticDecompression = DecompressionMethods.None,
            // A redirected call would carry the token, and a redirected token call the secret, to another host.
            AllowAutoRedirect = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
        };

        _tokenHttp = Client(_sockets, _timeouts.Token);
        Token = new AccessToken(_tokenHttp, new TokenRequest(hosts.Token, appId, secret, texts), time, log);

        HttpMessageHandler chain = new TokenHandler(Token, hosts.Api, appId) { InnerHandler = _sockets };
        foreach (var handler in (handlers ?? []).Reverse())
        {
            handler.InnerHandler = chain;
            chain = handler;
        }

        _chain = chain;
    }

    /// <summary>The bot's token: the gateway identifies itself with it.</summary>
    public AccessToken Token { get; }

    /// <summary>A client for calls of the platform. All share connections, token and handlers; disposing one ends none of them.</summary>
    public HttpClient CreateClient()
    {
        var client = Client(_chain, _timeouts.Call);
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
