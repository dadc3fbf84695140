using System.Text.Json;
using System.Text.Json.Serialization;
using QQBotKit.Api.Wire;

namespace QQBotKit.Api;

/// <summary>Links by which people add the bot (分享链接).</summary>
public sealed class ShareLinksApi
{
    private const int LongestData = 32;

    private readonly ApiClient _client;

    internal ShareLinksApi(ApiClient client) => _client = client;

    /// <summary>Makes a link by which people add the bot: <c>POST /v2/generate_url_link</c>. 50 calls a second.</summary>
    /// <remarks>Errors: 10001, 10002, 10003, 10044, 11004. Platform page: autogen/api/v2_generate_url_link.post.html.</remarks>
    /// <param name="callbackData">
    /// Up to 32 characters without a colon, which come back as <c>scene_param</c> of the event FRIEND_ADD: they tell by which link somebody came.
    /// </param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <returns>The link.</returns>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public async Task<string> CreateAsync(string? callbackData = null, CancellationToken cancellationToken = default)
    {
        Check.Short(callbackData, LongestData);
        if (callbackData?.Contains(':', StringComparison.Ordinal) == true)
        {
            throw new ArgumentException($"The platform takes no colon in it: write \"{callbackData}\" without one.", nameof(callbackData));
        }

        var content = ApiJson.Content(new(callbackData), ApiJson.Types.ShareLinkBody);
        return (await _client.CallAsync(HttpMethod.Post, $"v2/generate_url_link", content, ApiJson.Types.ShareLink, cancellationToken).ConfigureAwait(false)).Url;
    }
}

internal sealed record ShareLinkBody(string? CallbackData);

/// <summary>The link, where the platform's page has it and where the platform was seen to put it.</summary>
internal sealed record ShareLink(string UrlLink = "", ShareLinkData? Data = null) : IJsonOnDeserialized
{
    [JsonIgnore]
    public string Url => UrlLink.Length > 0 ? UrlLink : Data?.Url ?? "";

    public void OnDeserialized()
    {
        if (Url.Length == 0)
        {
            throw new JsonException("There is no link.");
        }
    }
}

internal sealed record ShareLinkData(string Url = "");
