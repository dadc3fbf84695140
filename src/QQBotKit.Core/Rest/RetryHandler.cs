using QQBotKit.Api.Wire;

namespace QQBotKit.Core.Rest;

/// <summary>
/// Repeats a call of the platform that failed for a reason that may pass: one that was certainly not processed always, one whose outcome is not
/// known only where twice is no harm. Calls of other hosts pass.
/// </summary>
/// <param name="hosts">Where the platform is.</param>
/// <param name="timeouts">How long a call may take with all its repetitions.</param>
/// <param name="limits">Where its limits come from.</param>
/// <param name="routes">Where trouble is told.</param>
/// <param name="rates">What is told when the platform has too many calls.</param>
/// <param name="time">The clock of the waits.</param>
/// <param name="texts">The language of errors.</param>
/// <param name="random">Numbers from 0 up to 1: calls that fail together are not repeated together.</param>
/// <remarks>Platform page: dev-prepare/api-call-guide.html.</remarks>
internal sealed class RetryHandler(
    PlatformHosts hosts, PlatformTimeouts timeouts, TimeLimits limits, RouteHealth routes, RateLimitHandler rates, TimeProvider time, Texts texts, Func<double> random)
    : DelegatingHandler
{
    private static readonly TimeSpan[] BackOff = [.. new[] { 0.5, 1, 2, 4, 8, 15 }.Select(TimeSpan.FromSeconds)];
    private readonly CancellationTokenSource _ended = new();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!hosts.IsApi(request.RequestUri))
        {
            return await base.SendAsync(request, cancellationToken);
        }

        var isSend = Repeatable.IsSend(request, out var dropsSecond);
        var isSafe = dropsSecond || Repeatable.IsIdempotent(request);
        var whole = (isSend ? timeouts.Send : timeouts.Call) + timeouts.ForBody(request.Content);
        var began = time.GetTimestamp();
        using var limit = limits.Begin(whole, cancellationToken);
        string? route = null;
        var well = false;
        var failures = 0;
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                Trouble trouble;
                try
                {
                    var response = await base.SendAsync(request, limit.Token);
                    if (Trouble.Of(response, isSafe, time) is not { } told)
                    {
                        well = true;
                        return response;
                    }

                    trouble = told;
                }
                catch (Exception e) when (!cancellationToken.IsCancellationRequested && TroubleOf(e, request, limit) is { } thrown)
                {
                    trouble = thrown;
                }

                if (trouble.IsTooMany)
                {
                    rates.SlowDown(request, began, trouble);
                }

                if (trouble.OutcomeUnknown)
                {
                    request.Options.Set(CallOptions.OutcomeUnknown, true);
                }

                // A failure with a code has its own number of repetitions, whatever came before it.
                failures += trouble.Repeats == int.MaxValue ? 0 : 1;
                var wait = WaitAfter(trouble, attempt);
                if (failures > trouble.Repeats || (trouble.OutcomeUnknown && !isSafe) || !Repeatable.CanSendAgain(request.Content)
                    || time.GetElapsedTime(began) + wait >= whole || (trouble.IsTooMany && !rates.MayWait(began, wait)))
                {
                    return trouble.Answer ?? throw NoAnswer(request, trouble, attempt);
                }

                trouble.Answer?.Dispose();
                route ??= routes.Began(request, trouble, wait);
                await WaitAsync(wait, cancellationToken);
            }
        }
        finally
        {
            if (route is not null)
            {
                routes.Ended(route, well);
            }
            else if (well)
            {
                routes.Worked(request);
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            // Nobody is left to answer calls that still wait.
            _ended.Cancel();
        }

        base.Dispose(disposing);
    }

    private static Trouble? TroubleOf(Exception e, HttpRequestMessage request, TimeLimit limit) => e switch
    {
        NotSentException waited when limit.IsReached => new Trouble(waited.Reason) { Cause = e },
        OperationCanceledException when limit.IsReached => Trouble.Late(e, request.RequestUri!),
        _ => Trouble.Of(e, request.RequestUri!, "api_url"),
    };

    private TimeSpan WaitAfter(Trouble trouble, int attempt) => trouble.RetryAfter is { } asked
        ? asked * (1 + 0.1 * random())
        : BackOff[Math.Min(attempt, BackOff.Length) - 1] * (1 + 0.3 * random());

    private async Task WaitAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ended.Token);
        await time.PauseAsync(wait, either.Token);
    }

    private NoAnswerException NoAnswer(HttpRequestMessage request, Trouble trouble, int attempts)
    {
        var text = texts.Of(trouble.Reason.English + ".", trouble.Reason.Chinese + "。");
        return new NoAnswerException(
            attempts == 1 ? text : text + texts.Of($" It was tried {attempts} times.", $"已尝试 {attempts} 次。"),
            trouble.Cause,
            request.Options.TryGetValue(CallOptions.OutcomeUnknown, out var unknown) && unknown);
    }
}
