using System.Net;
using QQBotKit.Api;

namespace QQBotKit.Core.Rest;

/// <summary>Puts the token on each call, and repeats a call once whose token the platform refused.</summary>
internal sealed class TokenHandler(AccessToken tokens, Uri api, string appId) : DelegatingHandler
{
    // An error body is a few hundred bytes. What is larger is none, and stays unread.
    private const long LargestErrorBody = 64 * 1024;

    private volatile Credential? _credential;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // A client of ours may be used for other addresses too; the token is for the platform alone.
        if (!IsPlatform(request.RequestUri))
        {
            return await base.SendAsync(request, cancellationToken);
        }

        var token = await tokens.GetAsync(cancellationToken);
        Sign(request, token);
        var response = await base.SendAsync(request, cancellationToken);
        if (!await IsTokenRefusedAsync(response, cancellationToken) || !tokens.Invalidate(token) || !CanRepeat(request.Content))
        {
            return response;
        }

        response.Dispose();
        Sign(request, await tokens.GetAsync(cancellationToken));
        return await base.SendAsync(request, cancellationToken);
    }

    private bool IsPlatform(Uri? address) =>
        address is { IsAbsoluteUri: true } && address.Port == api.Port && address.Scheme == api.Scheme && address.IdnHost == api.IdnHost;

    private void Sign(HttpRequestMessage request, string token)
    {
        var credential = _credential;
        if (credential is null || !ReferenceEquals(credential.Token, token))
        {
            _credential = credential = new Credential(token);
        }

        // A repeated request still has the headers of its first attempt.
        request.Headers.Remove("Authorization");
        request.Headers.Remove("X-Union-Appid");
        request.Headers.TryAddWithoutValidation("Authorization", credential.Header);
        request.Headers.TryAddWithoutValidation("X-Union-Appid", appId);
    }

    private static ValueTask<bool> IsTokenRefusedAsync(HttpResponseMessage response, CancellationToken cancellationToken) => response.StatusCode switch
    {
        HttpStatusCode.Unauthorized => new(true),
        >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError
            when response.Content.Headers.ContentLength is null or <= LargestErrorBody => HasTokenCodeAsync(response.Content, cancellationToken),
        _ => new(false),
    };

    private static async ValueTask<bool> HasTokenCodeAsync(HttpContent content, CancellationToken cancellationToken)
    {
        // Buffered, it can be read again by the caller.
        await content.LoadIntoBufferAsync(cancellationToken);
        return ApiError.Read(await content.ReadAsByteArrayAsync(cancellationToken)).Code is >= 11241 and <= 11244;
    }

    // A stream was read by the first attempt; whoever gave it must give it again.
    private static bool CanRepeat(HttpContent? content) => content switch
    {
        null or ByteArrayContent or ReadOnlyMemoryContent or System.Net.Http.Json.JsonContent => true,
        MultipartContent parts => parts.All(CanRepeat),
        _ => false,
    };

    /// <summary>A token as the header has it, made once for each token.</summary>
    private sealed class Credential(string token)
    {
        public string Token { get; } = token;

        public string Header { get; } = "QQBot " + token;
    }
}
