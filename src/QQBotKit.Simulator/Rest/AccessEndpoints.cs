using System.Globalization;
using System.Text.Json.Serialization;
using QQBotKit.Simulator.Accounts;
using QQBotKit.Simulator.Gateway;

namespace QQBotKit.Simulator.Rest;

internal sealed record TokenRequest([property: JsonPropertyName("appId")] string? AppId, [property: JsonPropertyName("clientSecret")] string? ClientSecret);

/// <summary>How a bot gets in: the token, and where the gateway is.</summary>
internal static class AccessEndpoints
{
    public const string GatewayPath = "/websocket";
    public const string TokenPath = "/app/getAppAccessToken";

    public static void Map(PlatformApi api, BotAccounts accounts, TokenIssuer tokens, SessionStarts starts)
    {
        api.MapOpen("POST", TokenPath, http => IssueTokenAsync(http, accounts, tokens));
        api.Map("GET", "/gateway", static call => call.Http.AnswerAsync(GatewayUrl(call.Http), static (json, url) =>
        {
            json.WriteStartObject();
            json.WriteString("url"u8, url);
            json.WriteEndObject();
        }));
        api.Map("GET", "/gateway/bot", call => call.Http.AnswerAsync(
            (url: GatewayUrl(call.Http), limit: starts.LimitOf(call.Bot)), static (json, state) =>
            {
                json.WriteStartObject();
                json.WriteString("url"u8, state.url);
                json.WriteNumber("shards"u8, state.limit.Shards);
                json.WriteStartObject("session_start_limit"u8);
                json.WriteNumber("total"u8, state.limit.Total);
                json.WriteNumber("remaining"u8, state.limit.Remaining);
                json.WriteNumber("reset_after"u8, (long)state.limit.ResetAfter.TotalMilliseconds);
                json.WriteNumber("max_concurrency"u8, state.limit.MaxConcurrency);
                json.WriteEndObject();
                json.WriteEndObject();
            }));
    }

    private static async Task IssueTokenAsync(HttpContext http, BotAccounts accounts, TokenIssuer tokens)
    {
        var body = await http.ReadBodyAsync();
        var request = body is null ? null : Http.Parse(body, SimulatorJson.Default.TokenRequest);
        if (request?.AppId is not { } appId || !accounts.Knows(appId))
        {
            await http.RefuseAsync(PlatformError.AppIdInvalid);
            return;
        }

        if (accounts.LogIn(appId, request.ClientSecret ?? "") is not { } bot)
        {
            await http.RefuseAsync(PlatformError.SecretWrong);
            return;
        }

        await http.AnswerAsync(tokens.Issue(bot), static (json, issued) =>
        {
            json.WriteStartObject();
            json.WriteString("access_token"u8, issued.Token.Value);

            // A string: the field table says number, but the platform's traffic carries this.
            json.WriteString("expires_in"u8, issued.ExpiresIn.ToString(CultureInfo.InvariantCulture));
            json.WriteEndObject();
        });
    }

    // From the caller's own view of the host, so that any port and any proxy will do.
    private static string GatewayUrl(HttpContext http) =>
        $"{(http.Request.IsHttps ? "wss" : "ws")}://{http.Request.Host}{http.Request.PathBase}{GatewayPath}";
}
