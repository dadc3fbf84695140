using QQBotKit.Api.Wire;

namespace QQBotKit.Api;

/// <summary>For calls that have no typed method: what the typed ones make of an answer.</summary>
public static class RawAnswers
{
    /// <summary>
    /// Makes sure that the platform accepted a call. It reads the answer whole, and looks at more than the status: a refusal can come with 200, and a
    /// message in review (消息审核) with an error body is accepted.
    /// </summary>
    /// <returns>The answer, to be read.</returns>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public static async Task<HttpResponseMessage> EnsureAcceptedAsync(this HttpResponseMessage response, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(response);
        await response.Content.LoadIntoBufferAsync(cancellationToken).ConfigureAwait(false);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        var error = response.IsSuccessStatusCode ? ApiError.ReadIfError(body) : ApiError.Read(body);
        if (error is null or { InReview: true })
        {
            return response;
        }

        var request = response.RequestMessage;
        var path = request?.RequestUri is { IsAbsoluteUri: true } address ? address.PathAndQuery.TrimStart('/') : "";
        throw new ApiAnswer(request?.Method ?? HttpMethod.Get, path, response, body, error).Refused();
    }
}
