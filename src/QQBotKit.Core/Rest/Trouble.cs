using System.Globalization;
using System.Net;
using System.Security.Authentication;
using QQBotKit.Api;

namespace QQBotKit.Core.Rest;

/// <summary>Why an attempt of a call brought no result, and what that means for another one.</summary>
/// <param name="Reason">What happened, and what to do where somebody can do something; without a full stop.</param>
internal sealed record Trouble(BothLanguages Reason)
{
    // The platform's pages: a code of a failure inside may be repeated a few times, and some only once.
    private const int RepeatsOnFailure = 2;

    /// <summary>Whether the attempt may have been processed all the same; if so, only what is safe to carry out twice is repeated.</summary>
    public bool OutcomeUnknown { get; init; }

    /// <summary>The platform's code; 0 if there was none.</summary>
    public int Code { get; init; }

    /// <summary>Whether the platform has too many calls.</summary>
    public bool IsTooMany { get; init; }

    /// <summary>How often attempts that end like this may be repeated, as far as time allows.</summary>
    public int Repeats { get; init; } = int.MaxValue;

    /// <summary>How long the platform wants to be left alone; null if it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The answer that tells of it; null if there was none.</summary>
    public HttpResponseMessage? Answer { get; init; }

    /// <summary>What was thrown; null if there was an answer.</summary>
    public Exception? Cause { get; init; }

    /// <summary>What to make of an answer.</summary>
    /// <param name="answer">The answer, read whole.</param>
    /// <param name="isSafe">Whether the call may be carried out twice.</param>
    /// <param name="time">The clock by which the platform's dates are understood.</param>
    /// <returns>The trouble; null for a result and for a refusal that stands.</returns>
    public static Trouble? Of(HttpResponseMessage answer, bool isSafe, TimeProvider time)
    {
        var code = AnswerCode.Of(answer);
        if (code == 0 && answer.IsSuccessStatusCode)
        {
            return null;
        }

        var known = ErrorCodes.Find(code);
        var actions = known?.Actions ?? ErrorCodes.ActionsOf(answer.StatusCode);
        var isServerError = answer.StatusCode >= HttpStatusCode.InternalServerError;
        return actions switch
        {
            _ when SaysTooMany(known, answer.StatusCode) => Make() with { IsTooMany = true },
            _ when actions.HasFlag(ErrorActions.SlowDown) => null,

            // The handler of the token repeats these.
            _ when actions.HasFlag(ErrorActions.RefreshToken) => null,
            _ when actions.HasFlag(ErrorActions.RetryOnce) => Make() with { Repeats = 1 },

            // A code says that the platform itself gave up. A bare status can come from any machine on the way there.
            _ when actions.HasFlag(ErrorActions.Retry) && isServerError && (isSafe || known is null) => Make() with { OutcomeUnknown = true },
            _ when actions.HasFlag(ErrorActions.Retry) => Make() with { Repeats = RepeatsOnFailure },
            _ => null,
        };

        Trouble Make()
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"HTTP {(int)answer.StatusCode}{(code == 0 ? "" : $", code {code}")}");
            return new Trouble(new BothLanguages(text, text)) { Answer = answer, Code = code, RetryAfter = RetryAfterOf(answer, time) };
        }
    }

    /// <summary>Whether the platform says that it has too many calls, which passes while one waits. A code with a hint says more: the quota of the day is used up.</summary>
    /// <param name="known">What its code means; null where there is none, or nobody knows it.</param>
    /// <param name="status">The status.</param>
    public static bool SaysTooMany(ErrorCode? known, HttpStatusCode status) =>
        known is { } code && code.Actions.HasFlag(ErrorActions.SlowDown) ? code.Hint is null : status == HttpStatusCode.TooManyRequests;

    /// <summary>What to make of an attempt without an answer; null for what is no trouble of the network.</summary>
    /// <param name="e">What was thrown.</param>
    /// <param name="address">What was called.</param>
    /// <param name="setting">The setting of bot.yaml that says where that is.</param>
    public static Trouble? Of(Exception e, Uri address, string setting)
    {
        var host = address.Authority;
        var detail = (e.InnerException ?? e).Message.ReplaceLineEndings(" ").Trim().TrimEnd('.');
        return e switch
        {
            RateLimitException => null,
            TaskCanceledException { InnerException: TimeoutException } => Late(e, address),
            HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => Text(
                $"{host} cannot be found: {detail}. Check the machine's network and DNS, and {setting} in bot.yaml if it is set there",
                $"找不到主机 {host}：{detail}。请检查本机的网络与 DNS；如果在 bot.yaml 中设置了 {setting}，请一并核对"),
            HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.ProxyTunnelError } => Text(
                $"{host} cannot be connected to: {detail}. Check the machine's network, firewall and proxy, and {setting} in bot.yaml if it is set there",
                $"无法连接 {host}：{detail}。请检查本机的网络、防火墙与代理；如果在 bot.yaml 中设置了 {setting}，请一并核对"),
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => Text(
                $"There is no secure connection (TLS) to {host}: {detail}. Check the machine's clock, its root certificates, and {setting} in bot.yaml if it is set there",
                $"无法与 {host} 建立安全连接（TLS）：{detail}。请检查本机的时间与根证书；如果在 bot.yaml 中设置了 {setting}，请一并核对") with
            {
                // A handshake that broke off may pass, a certificate stays as it is.
                Repeats = e.InnerException is AuthenticationException ? 0 : int.MaxValue,
            },
            HttpRequestException
            {
                HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.VersionNegotiationError
                    or HttpRequestError.ConfigurationLimitExceeded or HttpRequestError.UserAuthenticationError,
            } => Text(
                $"{host} does not answer as the platform does: {detail}. Check {setting} in bot.yaml if it is set there, and the machine's proxy",
                $"{host} 的应答不像平台的应答：{detail}。请检查本机的代理；如果在 bot.yaml 中设置了 {setting}，请一并核对") with
            {
                OutcomeUnknown = true,
                Repeats = 0,
            },
            HttpRequestException => Text(
                $"The connection to {host} broke before the answer was there: {detail}", $"在收到应答之前，与 {host} 的连接中断：{detail}") with
            {
                OutcomeUnknown = true,
            },
            _ => null,
        };

        Trouble Text(string english, string chinese) => new(new BothLanguages(english, chinese)) { Cause = e };
    }

    /// <summary>The trouble of an attempt that was given up when its time was over.</summary>
    public static Trouble Late(Exception e, Uri address) =>
        new(new BothLanguages($"{address.Authority} did not answer in time", $"{address.Authority} 未在限定时间内应答")) { Cause = e, OutcomeUnknown = true };

    private static TimeSpan? RetryAfterOf(HttpResponseMessage answer, TimeProvider time) =>
        answer.Headers.RetryAfter switch
        {
            { Delta: { } delta } when delta > TimeSpan.Zero => delta,
            { Date: { } date } when date - time.GetUtcNow() is var delta && delta > TimeSpan.Zero => delta,
            _ => null,
        };
}

/// <summary>A call of the platform got no answer, however often it was tried. The text says why, and what to do.</summary>
internal sealed class NoAnswerException(string message, Exception? cause, bool outcomeUnknown)
    : HttpRequestException((cause as HttpRequestException)?.HttpRequestError ?? HttpRequestError.Unknown, message, cause)
{
    /// <summary>Whether the call may have been processed all the same.</summary>
    public bool OutcomeUnknown { get; } = outcomeUnknown;
}
