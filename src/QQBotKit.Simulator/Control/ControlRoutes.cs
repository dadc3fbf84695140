using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using QQBotKit.Simulator.Rest;

namespace QQBotKit.Simulator.Control;

/// <summary>Where calls of the control API are mapped, and who may make them.</summary>
/// <param name="routes">The web application.</param>
/// <param name="key">What callers must know; null when whoever sits at this machine may call.</param>
internal sealed class ControlRoutes(IEndpointRouteBuilder routes, string? key)
{
    public const string Root = "/simulator";
    public const string KeyHeader = "X-Simulator-Key";

    private readonly byte[]? _key = key is null ? null : Encoding.UTF8.GetBytes(key);
    private readonly SortedSet<string> _calls = new(StringComparer.Ordinal);

    /// <summary>Maps a call.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">What comes after <see cref="Root"/>, without its slash.</param>
    /// <param name="handler">Serves it.</param>
    public void Map(string method, string path, RequestDelegate handler)
    {
        _calls.Add($"{method} {Root}/{path}");
        routes.MapMethods($"{Root}/{path}", [method], http => ServeAsync(http, handler));
    }

    /// <summary>Maps a call whose body is JSON.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">What comes after <see cref="Root"/>, without its slash.</param>
    /// <param name="type">What the body is.</param>
    /// <param name="example">Such a body, for those who send another.</param>
    /// <param name="handler">Serves it.</param>
    public void Map<T>(string method, string path, JsonTypeInfo<T> type, string example, Func<HttpContext, T, Task> handler) where T : class =>
        Map(method, path, async http =>
        {
            if (await http.ReadBodyAsync() is not { } raw)
            {
                await http.RefuseAsync("the body is too large", StatusCodes.Status413PayloadTooLarge);
                return;
            }

            var body = Http.Parse(raw, type, out var where);
            var why = where.Length == 0 ? "" : $" ({where} is unknown or of the wrong kind)";
            await (body is null ? http.RefuseAsync($"the body is not JSON like {example}{why}") : handler(http, body));
        });

    /// <summary>Answers all other paths. To be called last.</summary>
    public void MapUnknown() => routes.MapMethods($"{Root}/{{**path}}", ["GET", "POST", "PUT", "DELETE", "PATCH"], http => ServeAsync(http, http =>
        http.RefuseAsync($"no such call: there is {string.Join(", ", _calls)}", StatusCodes.Status404NotFound)));

    private Task ServeAsync(HttpContext http, RequestDelegate handler) => WhyNot(http) is { } why ? http.RefuseAsync(why.Text, why.Status) : handler(http);

    private (string Text, int Status)? WhyNot(HttpContext http)
    {
        var request = http.Request;
        if (request.Headers.Origin.ToString() is { Length: > 0 } origin && origin != $"{request.Scheme}://{request.Host}"
            || request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site")
        {
            return ("a page of another site cannot drive the simulator", StatusCodes.Status403Forbidden);
        }

        if (_key is not null)
        {
            return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(request.Headers[KeyHeader].ToString()), _key)
                ? null
                : ($"the header {KeyHeader} does not have the simulator's key", StatusCodes.Status401Unauthorized);
        }

        // A name that leads here, but is not this machine's own, is one that a page elsewhere may have been loaded from.
        return http.Connection.RemoteIpAddress is { } caller && !IPAddress.IsLoopback(caller) || !IsLoopback(request.Host.Host)
            ? ("without a key the simulator can be driven from this machine only, by the name localhost or 127.0.0.1", StatusCodes.Status403Forbidden)
            : null;
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || IPAddress.TryParse(host.AsSpan().Trim("[]"), out var address) && IPAddress.IsLoopback(address);
}

/// <summary>Answers of the control API.</summary>
internal static class ControlAnswers
{
    /// <summary>Says to the caller what is wrong.</summary>
    public static Task RefuseAsync(this HttpContext http, string error, int status = StatusCodes.Status400BadRequest) =>
        http.AnswerAsync(error, static (json, error) =>
        {
            json.WriteStartObject();
            json.WriteString("error"u8, error);
            json.WriteEndObject();
        }, status);

    public static string Quote(string? text) => text is null ? "(none)" : $"\"{text}\"";
}
