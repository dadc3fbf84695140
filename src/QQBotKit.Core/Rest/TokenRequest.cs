using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using QQBotKit.Api;

namespace QQBotKit.Core.Rest;

/// <summary>The call that fetches a token: what is sent, and what an answer means. The secret stays in here.</summary>
/// <remarks>Platform page: dev-prepare/access-token.html.</remarks>
internal sealed class TokenRequest(Uri url, string appId, string secret, Texts texts)
{
    // A token whose life is not told is renewed soon.
    private const long UntoldLife = 60;
    private const long LongestLife = 30 * 24 * 3600;

    public Uri Url { get; } = url;

    /// <summary>Asks once. Whatever goes wrong is an answer, unless the caller cancelled.</summary>
    public async Task<TokenAnswer> SendAsync(HttpClient http, CancellationToken cancellationToken)
    {
        try
        {
            using var content = new ByteArrayContent(Body());
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var response = await http.PostAsync(Url, content, cancellationToken);
            return Read(response, await response.Content.ReadAsByteArrayAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return TokenAnswer.Unavailable($"no answer within {http.Timeout.TotalSeconds:0} s");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return TokenAnswer.Unavailable(Clean(Trouble.Of(e, Url, "token_url")?.Reason.English ?? e.Message));
        }
    }

    private byte[] Body()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("appId", appId);
            json.WriteString("clientSecret", secret);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private TokenAnswer Read(HttpResponseMessage response, byte[] body)
    {
        // A failure can come with HTTP 200, and a refusal with any status: the body decides.
        var error = ApiError.Read(body);
        if (response.IsSuccessStatusCode && error.Code == 0 && TryReadToken(body, out var token, out var life))
        {
            return TokenAnswer.Of(token, life);
        }

        var meaning = ErrorCodes.FindForToken(error.Code)?.Meaning;
        var words = error.Message.Length > 0 ? $" ({Clean(error.Message)})" : "";
        return error.Code switch
        {
            100007 or 100016 or 10004 => TokenAnswer.Refused(Refusal(error.Code, meaning!, words)),
            0 => TokenAnswer.Unavailable($"HTTP {(int)response.StatusCode} without a token{words}"),
            _ => TokenAnswer.Unavailable($"HTTP {(int)response.StatusCode}, code {error.Code}: {meaning?.English ?? "not a listed code"}{words}"),
        };
    }

    private CredentialsRefusedException Refusal(int code, BothLanguages meaning, string words) => new(code, texts.Of(
        $"The platform refuses the credentials of app_id {appId}: code {code}, {meaning.English}{words}. "
        + "Check app_id and secret in bot.yaml against the bot's page in the console (开发设置).",
        $"平台拒绝了 app_id {appId} 的凭据：错误码 {code}，{meaning.Chinese}{words}。"
        + "请对照管理端「开发设置」检查 bot.yaml 中的 app_id 与 secret。"));

    private static bool TryReadToken(byte[] body, out string token, out TimeSpan life)
    {
        token = "";
        life = default;
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind != JsonValueKind.Object
                || !json.RootElement.TryGetProperty("access_token", out var value)
                || value.ValueKind != JsonValueKind.String)
            {
                return false;
            }

            token = value.GetString()!;
            life = TimeSpan.FromSeconds(Math.Clamp(ReadLife(json.RootElement), 1, LongestLife));

            // Anything else could not be put into a header.
            return token.Length > 0 && !token.AsSpan().ContainsAnyExceptInRange('!', '~');
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // The documentation's table has a number, its example and the platform a text.
    private static long ReadLife(JsonElement answer) =>
        answer.TryGetProperty("expires_in", out var value)
        && value.ValueKind is JsonValueKind.Number or JsonValueKind.String
        && double.TryParse(value.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
            ? long.CreateSaturating(seconds)
            : UntoldLife;

    // Nobody promises that a service does not repeat what it was sent.
    private string Clean(string text) =>
        (secret.Length > 0 ? text.Replace(secret, "***", StringComparison.Ordinal) : text).ReplaceLineEndings(" ").Trim().TrimEnd('.');
}

/// <summary>
/// What came of asking for a token: a token, a refusal that stands, or a trouble that may pass. Not a record, so that no log can show the token.
/// </summary>
internal sealed class TokenAnswer
{
    private TokenAnswer(string? token, TimeSpan life, string trouble, CredentialsRefusedException? refusal)
    {
        Token = token;
        Life = life;
        Trouble = trouble;
        Refusal = refusal;
    }

    public string? Token { get; }

    public TimeSpan Life { get; }

    /// <summary>What went wrong; empty for a token.</summary>
    public string Trouble { get; }

    public CredentialsRefusedException? Refusal { get; }

    public static TokenAnswer Of(string token, TimeSpan life) => new(token, life, "", null);

    public static TokenAnswer Refused(CredentialsRefusedException refusal) => new(null, default, refusal.Message, refusal);

    public static TokenAnswer Unavailable(string trouble) => new(null, default, trouble, null);
}

/// <summary>The platform does not know the bot by these credentials: asking again with them is of no use.</summary>
internal sealed class CredentialsRefusedException(int code, string message) : Exception(message)
{
    /// <summary>The platform's code.</summary>
    public int Code { get; } = code;
}
