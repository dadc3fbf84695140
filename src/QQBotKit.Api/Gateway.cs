using QQBotKit.Api.Wire;

namespace QQBotKit.Api;

/// <summary>Where the gateway (WebSocket) is.</summary>
public sealed class GatewayApi
{
    private readonly ApiClient _client;

    internal GatewayApi(ApiClient client) => _client = client;

    /// <summary>Reads the address of the gateway: <c>GET /gateway</c>.</summary>
    /// <remarks>Platform page: openapi/wss/url_get.md.</remarks>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task<GatewayAddress> GetAsync(CancellationToken cancellationToken = default) =>
        _client.GetAsync($"gateway", ApiJson.Types.GatewayAddress, cancellationToken);

    /// <summary>Reads the address of the gateway with the advice for shards and the allowance of session starts: <c>GET /gateway/bot</c>.</summary>
    /// <remarks>Platform pages: openapi/wss/shard_url_get.md, dev-prepare/event-emit/websocket.html.</remarks>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task<GatewayAdvice> GetBotAsync(CancellationToken cancellationToken = default) =>
        _client.GetAsync($"gateway/bot", ApiJson.Types.GatewayAdvice, cancellationToken);
}

/// <summary>The address of the gateway.</summary>
/// <param name="Url">A <c>wss</c> address, to be used as it is.</param>
public sealed record GatewayAddress(string Url = "");

/// <summary>The address of the gateway, and how the platform wants it to be used.</summary>
/// <param name="Url">A <c>wss</c> address, to be used as it is.</param>
/// <param name="Shards">How many shards the platform recommends.</param>
/// <param name="SessionStartLimit">How many sessions may be started.</param>
public sealed record GatewayAdvice(string Url = "", int Shards = 1, SessionStartLimit? SessionStartLimit = null)
{
    /// <summary>How many sessions may be started. Where the platform tells nothing: one.</summary>
    public SessionStartLimit SessionStartLimit { get; init; } = SessionStartLimit ?? new();
}

/// <summary>How many sessions may be started (Identify). A resumed session does not count.</summary>
/// <param name="Total">The allowance of one window.</param>
/// <param name="Remaining">How much of it is left.</param>
/// <param name="ResetAfter">Milliseconds until the window ends.</param>
/// <param name="MaxConcurrency">How many sessions may be started within 5 seconds.</param>
public sealed record SessionStartLimit(int Total = 0, int Remaining = 1, long ResetAfter = 0, int MaxConcurrency = 1);
