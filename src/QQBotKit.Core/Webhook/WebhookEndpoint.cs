using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using QQBotKit.Core.Dispatch;
using QQBotKit.Core.Gateway;

namespace QQBotKit.Core.Webhook;

/// <summary>What a request is answered with.</summary>
/// <param name="Json">The body; of a refusal there is none.</param>
/// <param name="Refusal">Why the request is refused; null where it is not.</param>
/// <param name="Detail">What the owner should know beside the reason.</param>
internal readonly record struct WebhookAnswer(ReadOnlyMemory<byte> Json, WebhookRefusal? Refusal = null, string? Detail = null)
{
    /// <summary>When to come again after a 503.</summary>
    private const string RetrySeconds = "1";

    /// <summary>The event was handled, came before, or needs no handling.</summary>
    public static WebhookAnswer Ack { get; } = new("""{"op":12,"d":0}"""u8.ToArray());

    public static implicit operator WebhookAnswer(WebhookRefusal refusal) => new(default, refusal);

    public async Task WriteAsync(HttpResponse response)
    {
        if (Refusal is null)
        {
            response.ContentType = "application/json";
            response.ContentLength = Json.Length;
            await response.Body.WriteAsync(Json, response.HttpContext.RequestAborted);
            return;
        }

        response.StatusCode = Refusal.Status;
        if (Refusal.Status == StatusCodes.Status503ServiceUnavailable)
        {
            response.Headers.RetryAfter = RetrySeconds;
        }
        else if (Refusal.Status == StatusCodes.Status405MethodNotAllowed)
        {
            response.Headers.Allow = HttpMethods.Post;
        }
    }
}

/// <summary>
/// The callback address of one bot. Every request is checked, handed over, and answered without a wait for any handler.
/// </summary>
/// <remarks>Platform page: dev-prepare/event-emit/webhook.html.</remarks>
/// <param name="bot">The name of the bot.</param>
/// <param name="appId">The bot's AppID.</param>
/// <param name="secret">The bot's AppSecret.</param>
/// <param name="maxAge">How far the time of a signature may be from now.</param>
/// <param name="sink">Where events go.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where the owner reads what is refused.</param>
internal sealed partial class WebhookEndpoint(
    string bot, string appId, string secret, TimeSpan maxAge, IEventSink sink, TimeProvider time, ILogger log) : IDisposable
{
    private readonly WebhookKey _key = new(secret);
    private readonly WebhookReport _report = new(bot, time, log);
    private readonly Lock _handingOver = new();
    private volatile bool _isOpen;

    public WebhookStatistics Statistics => _report.Statistics;

    /// <summary>Receives from now on.</summary>
    public void Open() => _isOpen = true;

    /// <summary>Takes no more events. What was acknowledged has then reached the sink.</summary>
    public void Close()
    {
        lock (_handingOver)
        {
            _isOpen = false;
        }
    }

    /// <summary>Answers one request.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        var answer = await AnswerAsync(context.Request);
        if (answer.Refusal is { } refusal)
        {
            _report.Refused(refusal, answer.Detail);
        }

        await answer.WriteAsync(context.Response);
    }

    public void Dispose() => _report.Dispose();

    private async Task<WebhookAnswer> AnswerAsync(HttpRequest request)
    {
        if (!HttpMethods.IsPost(request.Method))
        {
            return WebhookRefusal.NotPost;
        }

        if (!_isOpen)
        {
            return WebhookRefusal.NotRunning;
        }

        if (request.Headers["X-Bot-Appid"] is not [var app] || app != appId)
        {
            return WebhookRefusal.WrongApp;
        }

        if (!WebhookSignature.TryRead(request.Headers, out var signature))
        {
            return WebhookRefusal.NoSignature;
        }

        try
        {
            using var body = await WebhookBody.ReadAsync(request, signature);
            return (body, signature) switch
            {
                (null, null) => WebhookRefusal.NoSignature,
                (null, _) => WebhookRefusal.TooLarge,
                (_, null) => AnswerUnsigned(body.Json),
                _ => AnswerSigned(signature, body),
            };
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            return e is BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } ? WebhookRefusal.TooLarge : WebhookRefusal.Incomplete;
        }
    }

    // The platform's validation has no signature, and nothing else may come without one.
    private WebhookAnswer AnswerUnsigned(ReadOnlyMemory<byte> json) =>
        Frame.TryRead(json, out var frame, out _) && frame.Op == Opcode.CallbackValidation ? Validate(frame) : WebhookRefusal.NoSignature;

    private WebhookAnswer AnswerSigned(WebhookSignature signature, WebhookBody body)
    {
        if (!_key.Verify(signature.Hex, body.Signed))
        {
            return WebhookRefusal.BadSignature;
        }

        // After the signature, so that only the platform can tell the owner what its clock says.
        var age = signature.AgeInSeconds(time.GetUtcNow());
        if (Math.Abs(age) > maxAge.TotalSeconds)
        {
            return new(default, WebhookRefusal.Stale, age > 0 ? $"{age} s ago" : $"{-age} s ahead");
        }

        return Frame.TryRead(body.Json, out var frame, out _) ? Answer(frame) : WebhookRefusal.NotJson;
    }

    private WebhookAnswer Answer(in Frame frame)
    {
        switch (frame.Op)
        {
            case Opcode.Dispatch:
                return HandOver(frame);

            case Opcode.Heartbeat:
                return new(Encoding.UTF8.GetBytes($$"""{"op":11,"d":{{(frame.Data.IsEmpty ? "null" : Encoding.UTF8.GetString(frame.Data.Span))}}}"""));

            case Opcode.CallbackValidation:
                return Validate(frame);

            default:
                LogUnknownOpcode(bot, (int)frame.Op);
                return WebhookAnswer.Ack;
        }
    }

    private WebhookAnswer HandOver(in Frame frame)
    {
        lock (_handingOver)
        {
            if (!_isOpen)
            {
                return WebhookRefusal.NotRunning;
            }

            if (!sink.TryAccept(frame))
            {
                return WebhookRefusal.Full;
            }
        }

        _report.Accepted();
        return WebhookAnswer.Ack;
    }

    private WebhookAnswer Validate(in Frame frame)
    {
        if (WebhookValidation.Answer(frame.Data.Span, _key) is not { } answer)
        {
            return WebhookRefusal.BadValidation;
        }

        _report.Validated();
        return new(answer);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Bot}: unknown opcode {Opcode}")]
    private partial void LogUnknownOpcode(string bot, int opcode);
}
