using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using QQBotKit.Simulator.Accounts;
using QQBotKit.Simulator.Faults;
using QQBotKit.Simulator.Rules;

namespace QQBotKit.Simulator.Rest;

/// <summary>A call that a bot made.</summary>
internal readonly record struct Call(HttpContext Http, Bot Bot)
{
    public string Path(string name) => Http.Request.RouteValues[name] as string ?? "";

    /// <summary>Answers a refusal, or <c>{}</c> when there is none.</summary>
    public Task EndAsync(PlatformError? refusal = null) => refusal is null
        ? Http.AnswerAsync(0, static (json, _) =>
        {
            json.WriteStartObject();
            json.WriteEndObject();
        })
        : Http.RefuseAsync(refusal);

    /// <summary>Refuses the call.</summary>
    public static Task<PlatformError?> Refuse(PlatformError error) => Task.FromResult<PlatformError?>(error);

    /// <summary>Answers 200 with a body.</summary>
    /// <returns>Null: the call is not refused.</returns>
    public async Task<PlatformError?> AnswerAsync<TState>(TState state, Action<Utf8JsonWriter, TState> write)
    {
        await Http.AnswerAsync(state, write);
        return null;
    }

    /// <summary>Answers with an empty object.</summary>
    /// <returns>Null: the call is not refused.</returns>
    public async Task<PlatformError?> AnswerEmptyAsync()
    {
        await EndAsync();
        return null;
    }

    /// <summary>Answers without a body.</summary>
    /// <returns>Null: the call is not refused.</returns>
    public async Task<PlatformError?> AnswerAsync(int status)
    {
        await Http.AnswerAsync(status);
        return null;
    }
}

/// <summary>Where endpoints of the platform are mapped: the one way that every call of a bot takes.</summary>
internal sealed class PlatformApi(IEndpointRouteBuilder routes, TokenIssuer tokens, FaultyCalls faults, CallLog calls, CallRates rates)
{
    /// <summary>Maps a call that needs an access token.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">The template of its path.</param>
    /// <param name="handler">Serves it.</param>
    /// <param name="needs">All the rights that a bot must have for it.</param>
    public void Map(string method, string path, Func<Call, Task> handler, BotRights needs = BotRights.None)
    {
        var rate = rates.Of(method, path);
        MapOpen(method, path, http =>
        {
            var refusal = Authenticate(http, out var bot);
            http.Features.Get<CallRecord>()!.Bot = bot;
            refusal ??= rate.Take(new(http, bot!))
                ?? ((needs & ~bot!.Rights) is var missing and not BotRights.None ? PlatformError.NoRight(missing, http.Request.Path) : null);
            return refusal is null ? handler(new(http, bot!)) : http.RefuseAsync(refusal);
        });
    }

    /// <summary>Maps a call whose body is a JSON object. See <see cref="Map(string, string, Func{Call, Task}, BotRights)"/>.</summary>
    public void Map<T>(string method, string path, JsonTypeInfo<T> type, Func<Call, T, Task> handler, BotRights needs = BotRights.None) where T : class =>
        Map(method, path, async call =>
        {
            if (await call.Http.ReadBodyAsync() is not { } raw)
            {
                await call.EndAsync(PlatformError.TooLarge);
            }
            else if (Http.Parse(raw, type, out var where) is not { } body)
            {
                await call.EndAsync(PlatformError.Malformed(call.Http.Request.Path).At(where));
            }
            else
            {
                await handler(call, body);
            }
        }, needs);

    /// <summary>Maps a call that anyone may make.</summary>
    public void MapOpen(string method, string path, RequestDelegate handler) => routes.MapMethods(path, [method], http => ServeAsync(http, handler));

    /// <summary>Answers all that nothing else does.</summary>
    public void MapUnknown() => routes.MapFallback("{**path}", http => ServeAsync(http, static http => http.RefuseAsync(PlatformError.UnknownApi)));

    private Task ServeAsync(HttpContext http, RequestDelegate handler)
    {
        http.BeginTrace();
        return calls.ServeAsync(http, http => faults.ServeAsync(http, handler));
    }

    private PlatformError? Authenticate(HttpContext http, out Bot? bot)
    {
        bot = null;
        var header = http.Request.Headers.Authorization.ToString();
        if (header.Length == 0)
        {
            return PlatformError.TokenMissing;
        }

        if (!header.StartsWith(TokenIssuer.Scheme, StringComparison.Ordinal))
        {
            return header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? PlatformError.BearerRefused : PlatformError.TokenWrong;
        }

        var token = header[TokenIssuer.Scheme.Length..];
        bot = tokens.Owner(token);
        return bot is null ? PlatformError.TokenExpired with { Status = tokens.RefusalStatus(token) } : null;
    }
}
