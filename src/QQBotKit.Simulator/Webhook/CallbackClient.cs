using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using QQBotKit.Simulator.Gateway;

namespace QQBotKit.Simulator.Webhook;

/// <summary>Posts to callback addresses and judges the answers. Each call ends with null, or with what is wrong in a few words.</summary>
[SuppressMessage("Design", "CA1001", Justification = "It lives as long as its platform, and its idle connections close themselves.")]
internal sealed class CallbackClient(TimeProvider time)
{
    private const int MaxAnswer = 64 * 1024;
    private const int TokenLength = 20;

    // The platform names no figure. Its documentation asks for an answer at once.
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(3);

    // The address is meant as it is written: no proxy, and a redirect is an answer like any other that is not 2xx.
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false })
    {
        MaxResponseContentBufferSize = MaxAnswer,
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private string Timestamp => time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    /// <summary>Asks the address to prove that it knows the bot's secret, as the console does when an address is saved.</summary>
    public async Task<string?> ValidateAsync(Uri address, string appId, WebhookKey key, CancellationToken cancellationToken)
    {
        var (timestamp, token) = (Timestamp, RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", TokenLength));
        using var request = NewRequest(address, appId,
            Encoding.UTF8.GetBytes($$$"""{"op":{{{Opcode.Validation}}},"d":{"plain_token":"{{{token}}}","event_ts":"{{{timestamp}}}"}}"""));
        var (fault, answer) = await PostAsync(request, cancellationToken);
        if (fault is not null)
        {
            return fault;
        }

        if (Read(answer) is not { } json || Text(json, "plain_token") is not { } answered || Text(json, "signature") is not { } signature)
        {
            return """the answer is not JSON like {"plain_token":"...","signature":"..."}""";
        }

        return answered != token ? "the answer has another plain_token"
            : !key.Verify(timestamp, Encoding.UTF8.GetBytes(token), signature) ? "the signature in the answer is not that of the bot's secret"
            : null;
    }

    /// <summary>Delivers an event, signed with the time of now.</summary>
    public async Task<string?> DeliverAsync(Uri address, string appId, WebhookKey key, byte[] body, CancellationToken cancellationToken)
    {
        var timestamp = Timestamp;
        using var request = NewRequest(address, appId, body);
        request.Headers.Add("X-Signature-Ed25519", key.Sign(timestamp, body));
        request.Headers.Add("X-Signature-Timestamp", timestamp);
        var (fault, answer) = await PostAsync(request, cancellationToken);
        return fault ?? Judge(answer);
    }

    private static HttpRequestMessage NewRequest(Uri address, string appId, byte[] body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        request.Headers.Add("User-Agent", "QQBot-Callback");
        request.Headers.TryAddWithoutValidation("X-Bot-Appid", appId);
        return request;
    }

    private async Task<(string? Fault, byte[] Answer)> PostAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(AnswerLimit, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            using var response = await _http.SendAsync(request, end.Token);
            return response.IsSuccessStatusCode
                ? (null, await response.Content.ReadAsByteArrayAsync(end.Token))
                : ($"HTTP {(int)response.StatusCode}", []);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ($"no answer within {AnswerLimit.TotalSeconds} s", []);
        }
        catch (HttpRequestException exception)
        {
            // The message of the exception may quote what came from the address.
            var cause = exception.GetBaseException() is SocketException socket ? socket.SocketErrorCode.ToString() : exception.HttpRequestError.ToString();
            return ($"no answer: {cause}", []);
        }
    }

    // As tolerant as the platform: nothing at all is taken for an acknowledgement, so is op under its other name, and d may be left out or be an object.
    private static string? Judge(byte[] answer)
    {
        if (answer.AsSpan().Trim(" \r\n\t"u8).IsEmpty)
        {
            return null;
        }

        if (Read(answer) is not { } json || !json.TryGetProperty("op", out var op) && !json.TryGetProperty("opcode", out op)
            || op.ValueKind != JsonValueKind.Number || !op.TryGetInt32(out var opcode) || opcode != Opcode.CallbackAck)
        {
            return "the answer is not op 12";
        }

        return json.TryGetProperty("d", out var d) && d.ValueKind == JsonValueKind.Number && !(d.TryGetInt32(out var result) && result == 0)
            ? "the answer asks for redelivery: its d is not 0"
            : null;
    }

    private static JsonElement? Read(byte[] answer)
    {
        try
        {
            var reader = new Utf8JsonReader(answer);
            var json = JsonElement.ParseValue(ref reader);
            return json.ValueKind == JsonValueKind.Object ? json : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
