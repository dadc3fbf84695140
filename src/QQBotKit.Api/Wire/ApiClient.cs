using System.Text.Json.Serialization.Metadata;

namespace QQBotKit.Api.Wire;

/// <summary>One call: a request, its answer, and the platform's idea of failure. Every typed call is one line on it.</summary>
internal sealed class ApiClient(HttpClient http)
{
    // As the answer to a send is, and most others.
    private const int Short = 1024;

    /// <summary>Reads an object.</summary>
    public Task<T> GetAsync<T>(ApiPath path, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        CallAsync(HttpMethod.Get, path, null, type, cancellationToken);

    /// <summary>Reads an object that is either the answer or one property of it: the platform's pages show both.</summary>
    public Task<T> GetAsync<T>(ApiPath path, string property, JsonTypeInfo<T> type, CancellationToken cancellationToken) => AnswerAsync(
        HttpMethod.Get, AddressOf(path), null, null, false, answer => answer.Accepted().Read(property, type), cancellationToken);

    /// <summary>Reads a list that is either a bare array or one property of an object: the platform's pages show both.</summary>
    public Task<IReadOnlyList<T>> ListAsync<T>(
        ApiPath path, string property, JsonTypeInfo<T[]> type, CancellationToken cancellationToken) =>
        ListAsync(HttpMethod.Get, path, null, property, type, cancellationToken);

    /// <summary>Makes a call that answers with a list, bare or as one property of an object.</summary>
    public Task<IReadOnlyList<T>> ListAsync<T>(
        HttpMethod method, ApiPath path, HttpContent? content, string property, JsonTypeInfo<T[]> type, CancellationToken cancellationToken) =>
        AnswerAsync<IReadOnlyList<T>>(
            method, AddressOf(path), content, null, false, answer => answer.Accepted().ReadList(property, type), cancellationToken);

    /// <summary>Reads a page of a list.</summary>
    /// <param name="path">The address.</param>
    /// <param name="items">The property that has the list.</param>
    /// <param name="next">The property that says where the next page begins.</param>
    /// <param name="type">How the list is read.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    public Task<Page<T>> PageAsync<T>(
        ApiPath path, string items, string next, JsonTypeInfo<T[]> type, CancellationToken cancellationToken) => AnswerAsync(
            HttpMethod.Get, AddressOf(path), null, null, false, answer => answer.Accepted().ReadPage(items, next, type), cancellationToken);

    /// <summary>Makes a call that answers with an object.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The address.</param>
    /// <param name="content">The body.</param>
    /// <param name="type">How the answer is read.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <param name="isSafe">Whether making it twice does no harm, although its method does not say so.</param>
    public Task<T> CallAsync<T>(
        HttpMethod method, ApiPath path, HttpContent? content, JsonTypeInfo<T> type, CancellationToken cancellationToken, bool isSafe = false) =>
        AnswerAsync(method, AddressOf(path), content, null, isSafe, answer => answer.Accepted().Read(type), cancellationToken);

    /// <summary>Makes a call whose answer says nothing but that it was done. Where it was so already, the platform has an error for that.</summary>
    public Task DoAsync(HttpMethod method, ApiPath path, HttpContent? content, CancellationToken cancellationToken, bool isSafe = false) => AnswerAsync(
        method, AddressOf(path), content, null, isSafe, static answer => answer.WasSoAlready || answer.Accepted().Error is null, cancellationToken);

    /// <summary>
    /// Sends a message. One that is held back for review was accepted, and one whose repetition is dropped had arrived; neither has an id.
    /// </summary>
    /// <param name="path">The address.</param>
    /// <param name="body">The message.</param>
    /// <param name="kind">What the handlers of the call are told of it.</param>
    /// <param name="type">How the message is written.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    public Task<SendResult> SendAsync<TBody>(
        ApiPath path, TBody body, SendKind kind, JsonTypeInfo<TBody> type, CancellationToken cancellationToken) =>
        SendAsync(path, ApiJson.Content(body, type), kind, cancellationToken);

    /// <summary>Sends a message that is written already.</summary>
    public Task<SendResult> SendAsync(ApiPath path, HttpContent content, SendKind kind, CancellationToken cancellationToken) => AnswerAsync(
        HttpMethod.Post, AddressOf(path), content, kind, false,
        static answer => answer switch
        {
            { Error: { InReview: true } review } => new SendResult { AuditId = review.AuditId },
            { WasDelivered: true } => new SendResult(),
            { Error: not null } => throw answer.Refused(),
            { Body.Length: 0 } => new SendResult(),
            _ => answer.Read(ApiJson.Types.SendResult),
        },
        cancellationToken);

    /// <summary>Sends a piece of a stream. Once more does no harm where it is the whole text so far.</summary>
    public Task<StreamResult> StreamAsync(ApiPath path, StreamPiece piece, CancellationToken cancellationToken) => AnswerAsync(
        HttpMethod.Post, AddressOf(path), ApiJson.Content(piece, ApiJson.Types.StreamPiece),
        new SendKind(DropsSecond: piece.InputMode == StreamMode.Replace), false,
        static answer => answer switch
        {
            { WasDelivered: true } => new StreamResult(),
            { Error: not null } => throw answer.Refused(),
            _ => answer.Read(ApiJson.Types.StreamResult),
        },
        cancellationToken);

    private delegate T Reader<out T>(ApiAnswer answer);

    private async Task<T> AnswerAsync<T>(
        HttpMethod method, Uri address, HttpContent? content, SendKind? send, bool isSafe, Reader<T> read, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, address) { Content = content };
        if (send is { } kind)
        {
            request.Options.Set(CallOptions.Send, kind.DropsSecond);
            if (kind.IsActive)
            {
                request.Options.Set(CallOptions.Active, true);
            }
        }
        else if (isSafe)
        {
            request.Options.Set(CallOptions.Safe, true);
        }

        // The answer is buffered whole before this returns: the client's time-out covers all of it, and the read below does not wait.
        using var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return Read(method, address, response, read);
    }

    private T Read<T>(HttpMethod method, Uri address, HttpResponseMessage response, Reader<T> read)
    {
        // A handler may have looked at it.
        var stream = response.Content.ReadAsStream();
        stream.Position = 0;
        var body = stream.Length <= Short ? stackalloc byte[(int)stream.Length] : new byte[stream.Length];
        stream.ReadExactly(body);
        var error = response.IsSuccessStatusCode ? ApiError.ReadIfError(body) : ApiError.Read(body);
        var path = address.OriginalString.AsSpan(address.IsAbsoluteUri ? http.BaseAddress!.AbsoluteUri.Length : 0);
        return read(new ApiAnswer(method, path, response, body, error));
    }

    // One text for the whole address: the client would put it together from two, by way of several.
    private Uri AddressOf(ApiPath path) => http.BaseAddress is { AbsoluteUri: [.., '/'] start, Query: "", Fragment: "" }
        ? new Uri(path.ToStringAndClear(start))
        : new Uri(path.ToStringAndClear(""), UriKind.Relative);
}
