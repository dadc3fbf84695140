using System.Text.Json;
using System.Text.Json.Serialization;
using QQBotKit.Api.Wire;

namespace QQBotKit.Api;

/// <summary>The access token. A bot of this kit renews its own: this is for programs that use this library alone.</summary>
public sealed class TokenApi
{
    private readonly ApiClient _client;

    internal TokenApi(ApiClient client) => _client = client;

    /// <summary>
    /// Fetches an access token: <c>POST /app/getAppAccessToken</c>. It goes into the header <c>Authorization: QQBot ACCESS_TOKEN</c> of every other call.
    /// </summary>
    /// <remarks>Errors: 100001, 100007, 100016, 10004. Platform page: dev-prepare/access-token.html.</remarks>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task<AppAccessToken> GetAsync(string appId, string clientSecret, CancellationToken cancellationToken = default) =>
        _client.CallAsync(
            HttpMethod.Post, $"app/getAppAccessToken", ApiJson.Content(new(appId, clientSecret), ApiJson.Types.Credentials), ApiJson.Types.AppAccessToken, cancellationToken);

    /// <summary>Whether an address is that of this call.</summary>
    internal static bool IsCalled(string path) => path.EndsWith("app/getAppAccessToken", StringComparison.Ordinal);
}

/// <summary>An access token. Its text does not show it.</summary>
/// <param name="AccessToken">The token.</param>
/// <param name="ExpiresIn">How long it is good for.</param>
public sealed record AppAccessToken(string AccessToken = "", TimeSpan ExpiresIn = default) : IJsonOnDeserialized
{
    void IJsonOnDeserialized.OnDeserialized()
    {
        if (AccessToken.Length == 0)
        {
            throw new JsonException("There is no token.");
        }
    }

    /// <summary>How long the token is good for.</summary>
    public override string ToString() => $"{nameof(AppAccessToken)} for {ExpiresIn}";
}

internal sealed record Credentials([property: JsonPropertyName("appId")] string AppId, [property: JsonPropertyName("clientSecret")] string ClientSecret)
{
    public override string ToString() => AppId;
}
