using System.Net;
using System.Threading.RateLimiting;
using QQBotKit.Api.Wire;

namespace QQBotKit.Core.Rest;

/// <summary>Has each attempt of a call wait for its turn.</summary>
internal sealed class RateLimitHandler(PlatformHosts hosts, CallRoutes routes, RateLimits limits, Texts texts) : DelegatingHandler
{
    private static readonly HttpRequestOptionsKey<long> Began = new("QQBotKit.Began");

    // Waits in another method: a call that need not wait costs nothing here.
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!hosts.IsApi(request.RequestUri))
        {
            return base.SendAsync(request, cancellationToken);
        }

        var turn = limits.AcquireAsync(CallOf(request), 1, cancellationToken);
        return turn is { IsCompletedSuccessfully: true, Result.IsAcquired: true } ? base.SendAsync(request, cancellationToken) : WaitAsync(turn, request, cancellationToken);
    }

    private async Task<HttpResponseMessage> WaitAsync(ValueTask<RateLimitLease> turn, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using (var lease = await turn)
        {
            if (!lease.IsAcquired)
            {
                throw lease.TryGetMetadata(RateLease.Refusal, out var refusal) ? new RateLimitException(refusal!, texts) : new InvalidOperationException("A refusal has a reason.");
            }
        }

        return await base.SendAsync(request, cancellationToken);
    }

    /// <summary>The platform had too many calls like this one.</summary>
    /// <param name="request">The call.</param>
    /// <param name="began">When it began: it waits for no limit for longer than it may in all.</param>
    /// <param name="trouble">What the platform said.</param>
    public void SlowDown(HttpRequestMessage request, long began, Trouble trouble)
    {
        request.Options.Set(Began, began);
        limits.SlowDown(CallOf(request), trouble.Code, trouble.RetryAfter);
    }

    /// <summary>Whether a call that the platform had too many of may still wait for so long.</summary>
    public bool MayWait(long began, TimeSpan wait) => limits.MayWait(began, wait);

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
        var isActive = route.Scene is not null && request.Options.TryGetValue(CallOptions.Active, out var active) && active;
        return new OutgoingCall(route, conversation, CallOwner.Of(request), isActive)
        {
            Began = request.Options.TryGetValue(Began, out var began) ? began : null,
        };
    }
}

/// <summary>A call was not made, since a rate limit had no room for it for too long.</summary>
internal sealed class RateLimitException(RateRefusal refusal, Texts texts)
    : HttpRequestException(HttpRequestError.Unknown, texts.Of(refusal.Text.English, refusal.Text.Chinese), null, HttpStatusCode.TooManyRequests)
{
    /// <summary>When the limit lets the next call go.</summary>
    public DateTimeOffset EndsAt => refusal.EndsAt;

    /// <summary>Whether it is a limit of active messages, under which no reply falls.</summary>
    public bool IsOfActive => refusal.IsOfActive;
}

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
