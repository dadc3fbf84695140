using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace QQBotKit.Api.Wire;

/// <summary>What came back from a call. <paramref name="error"/> is null unless the answer is a refusal or a review.</summary>
internal readonly ref struct ApiAnswer(
    HttpMethod method, ReadOnlySpan<char> address, HttpResponseMessage response, ReadOnlySpan<byte> body, ApiError? error)
{
    // Enough for every error body of the API, and for the title of a proxy's error page.
    private const int KeptBody = 4096;

    private const int Deduplicated = 40054005;

    private readonly ReadOnlySpan<char> _address = address;

    public ReadOnlySpan<byte> Body { get; } = body;

    public ApiError? Error { get; } = error;

    /// <summary>Whether this refuses the repetition of a message that had arrived, although its answer had not.</summary>
    public bool WasDelivered => Error is { Code: Deduplicated } && OutcomeUnknown;

    /// <summary>Whether this refuses the call because what it asks for is so already. That an earlier message was sent is no such thing.</summary>
    public bool WasSoAlready =>
        Error is { Code: not Deduplicated } && ErrorCodes.Find(Error.Code) is { } known && known.Actions.HasFlag(ErrorActions.Delivered);

    private bool OutcomeUnknown =>
        response.RequestMessage is { } request && request.Options.TryGetValue(CallOptions.OutcomeUnknown, out var unknown) && unknown;

    public T Read<T>(JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(Body, type) ?? throw Unreadable(null);
        }
        catch (JsonException e)
        {
            throw Unreadable(e);
        }
    }

    public T Read<T>(string property, JsonTypeInfo<T> type)
    {
        try
        {
            return ReadProperty(property, type) ?? Read(type);
        }
        catch (JsonException e)
        {
            throw Unreadable(e);
        }
    }

    public T[] ReadList<T>(string property, JsonTypeInfo<T[]> type)
    {
        try
        {
            var reader = new Utf8JsonReader(Body);
            reader.Read();
            return reader.TokenType == JsonTokenType.StartObject && !MoveTo(ref reader, property)
                ? []
                : JsonSerializer.Deserialize(ref reader, type) ?? [];
        }
        catch (JsonException e)
        {
            throw Unreadable(e);
        }
    }

    /// <summary>Reads one page of a list.</summary>
    /// <param name="items">The property that has the list.</param>
    /// <param name="next">The property that says where the next page begins; a last page has none, an empty one, or says <c>is_end</c>.</param>
    /// <param name="type">How the list is read.</param>
    public Page<T> ReadPage<T>(string items, string next, JsonTypeInfo<T[]> type)
    {
        var list = ReadList(items, type);
        try
        {
            var isEnd = ReadProperty("is_end", ApiJson.Types.Boolean);
            var cursor = isEnd ? null : ReadProperty(next, ApiJson.Types.String);
            return new Page<T>(list, string.IsNullOrEmpty(cursor) ? null : cursor);
        }
        catch (JsonException e)
        {
            throw Unreadable(e);
        }
    }

    /// <summary>This, where the call was accepted.</summary>
    /// <exception cref="QQApiException">It was refused.</exception>
    public ApiAnswer Accepted() => Error is null ? this : throw Refused();

    /// <summary>The exception for an answer that refuses the call.</summary>
    public QQApiException Refused() => Exception(null);

    private QQApiException Unreadable(JsonException? cause) => Exception(cause, unreadable: true);

    private QQApiException Exception(JsonException? cause, bool unreadable = false) => new(method.Method, _address.ToString(), response.StatusCode, cause)
    {
        Code = Error?.Code ?? 0,
        PlatformMessage = Error?.Message ?? "",
        TraceId = Error?.TraceId ?? Header("X-Tps-trace-ID"),
        Body = TokenApi.IsCalled(_address.ToString()) ? "" : Encoding.UTF8.GetString(Body[..Math.Min(Body.Length, KeptBody)]),
        Unreadable = unreadable,
        Host = response.RequestMessage?.RequestUri is { IsAbsoluteUri: true } uri ? uri.Authority : null,
        OutcomeUnknown = OutcomeUnknown,
    };

    private T? ReadProperty<T>(string property, JsonTypeInfo<T> type)
    {
        var reader = new Utf8JsonReader(Body);
        reader.Read();
        return reader.TokenType == JsonTokenType.StartObject && MoveTo(ref reader, property)
            ? JsonSerializer.Deserialize(ref reader, type)
            : default;
    }

    private string? Header(string name) => response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    private static bool MoveTo(ref Utf8JsonReader reader, string property)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = reader.ValueTextEquals(property);
            reader.Read();
            if (found)
            {
                return true;
            }

            reader.Skip();
        }

        return false;
    }
}
