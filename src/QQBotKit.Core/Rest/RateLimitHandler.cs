using System.Net;

namespace QQBotKit.Core.Rest;

/// <summary>Has each attempt of a call wait for its turn.</summary>
internal sealed class RateLimitHandler(PlatformHosts hosts, CallRoutes routes, RateLimits limits, Texts texts) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!hosts.IsApi(request.RequestUri))
        {
            return await base.SendAsync(request, cancellationToken);
        }

        using (var lease = await limits.AcquireAsync(CallOf(request), 1, cancellationToken))
        {
            if (!lease.IsAcquired)
            {
                throw new RateLimitException(lease.TryGetMetadata(RateLease.Reason, out var why) ? texts.Of(why!.English, why.Chinese) : "");
            }
        }

        return await base.SendAsync(request, cancellationToken);
    }

    /// <summary>The platform had too many calls like this one.</summary>
    public void SlowDown(HttpRequestMessage request, Trouble trouble) => limits.SlowDown(CallOf(request), trouble.Code, trouble.RetryAfter);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            limits.Dispose();
        }

        base.Dispose(disposing);
    }

    private OutgoingCall CallOf(HttpRequestMessage request)
    {
        var route = routes.Of(request, out var conversation);

        // Guilds number no messages, so that nothing tells their active ones.
        var isActive = route.Scene is Scene.C2C or Scene.Group && Repeatable.IsSend(request, out var dropsSecond) && !dropsSecond;
        return new OutgoingCall(route, conversation, CallOwner.Of(request), isActive);
    }
}

/// <summary>A call was not made, since the rate limit had no room for it for too long.</summary>
internal sealed class RateLimitException(string message) : HttpRequestException(HttpRequestError.Unknown, message, null, HttpStatusCode.TooManyRequests);

/// <summary>Writes on each call whose it is, so that the calls of one plugin do not hold up those of another.</summary>
internal sealed class CallOwner(string owner, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const string Kit = "qqbot";
    private static readonly HttpRequestOptionsKey<string> Owner = new("QQBotKit.Owner");

    public static string Of(HttpRequestMessage request) => request.Options.TryGetValue(Owner, out var owner) ? owner : Kit;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Options.Set(Owner, owner);
        return base.SendAsync(request, cancellationToken);
    }
}
