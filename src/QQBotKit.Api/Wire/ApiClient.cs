using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace QQBotKit.Api.Wire;

/// <summary>One call: a request, its answer, and the platform's idea of failure. Every typed call is one line on it.</summary>
internal sealed class ApiClient(HttpClient http)
{
    private static readonly MediaTypeHeaderValue JsonType = new("application/json");

    /// <summary>Reads an object.</summary>
    public Task<T> GetAsync<T>(ApiPath path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        return ReadAsync(path.ToStringAndClear());

        async Task<T> ReadAsync(string address) =>
            (await CallAsync(HttpMethod.Get, address, null, cancellationToken).ConfigureAwait(false)).Read(type);
    }

    /// <summary>Reads a list that is either a bare array or one property of an object: the platform's pages show both.</summary>
    public Task<IReadOnlyList<T>> ListAsync<T>(
        ApiPath path, string property, JsonTypeInfo<T[]> type, CancellationToken cancellationToken)
    {
        return ReadAsync(path.ToStringAndClear());

        async Task<IReadOnlyList<T>> ReadAsync(string address) =>
            (await CallAsync(HttpMethod.Get, address, null, cancellationToken).ConfigureAwait(false)).ReadList(property, type);
    }

    /// <summary>
    /// Sends a message. One that is held back for review was accepted, and one whose repetition is dropped had arrived; neither has an id.
    /// </summary>
    /// <param name="path">The address.</param>
    /// <param name="body">The message.</param>
    /// <param name="dropsSecond">Whether the platform drops a second one of the same message.</param>
    /// <param name="type">How the message is written.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    public Task<SendResult> SendAsync<TBody>(
        ApiPath path, TBody body, bool dropsSecond, JsonTypeInfo<TBody> type, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(body);

        // Encoded once into an exact buffer, so that the content can be repeated as it is.
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, type));
        content.Headers.ContentType = JsonType;
        return ReadAsync(path.ToStringAndClear());

        async Task<SendResult> ReadAsync(string address)
        {
            var answer = await CallAsync(HttpMethod.Post, address, content, cancellationToken, dropsSecond).ConfigureAwait(false);
            return answer switch
            {
                { Error: { InReview: true } review } => new SendResult { AuditId = review.AuditId },
                { WasDelivered: true } or { Body.Length: 0 } => new SendResult(),
                _ => answer.Read(ApiJson.Types.SendResult),
            };
        }
    }

    private async Task<ApiAnswer> CallAsync(
        HttpMethod method, string address, HttpContent? content, CancellationToken cancellationToken, bool? dropsSecond = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(address, UriKind.Relative)) { Content = content };
        if (dropsSecond is { } dropped)
        {
            request.Options.Set(CallOptions.Send, dropped);
        }

        // The answer is buffered whole before this returns: the client's time-out covers all of it, and the read below does not wait.
        using var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);

        var error = response.IsSuccessStatusCode ? ApiError.ReadIfError(body) : ApiError.Read(body);
        var answer = new ApiAnswer(method, address, response, body, error);
        return error is null or { InReview: true } || answer.WasDelivered ? answer : throw answer.Refused();
    }
}
