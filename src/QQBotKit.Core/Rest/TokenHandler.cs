using System.Net;
using QQBotKit.Api;

namespace QQBotKit.Core.Rest;

/// <summary>Puts the token on each call, and repeats a call once whose token the platform refused.</summary>
internal sealed class TokenHandler(AccessToken tokens, PlatformHosts hosts, string appId) : DelegatingHandler
{
    private volatile Credential? _credential;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // A client of ours may be used for other addresses too; the token is for the platform alone.
        if (!hosts.IsApi(request.RequestUri))
        {
            return base.SendAsync(request, cancellationToken);
        }

        // Nearly always it is there, and nothing is kept for the wait.
        var token = tokens.GetAsync(cancellationToken);
        return token.IsCompletedSuccessfully ? SendAsync(request, token.Result, cancellationToken) : WaitAsync(request, token.AsTask(), cancellationToken);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string token, CancellationToken cancellationToken)
    {
        Sign(request, token);
        var response = await base.SendAsync(request, cancellationToken);
        if (!IsTokenRefused(response) || !tokens.Invalidate(token) || !Repeatable.CanSendAgain(request.Content))
        {
            return response;
        }

        response.Dispose();
        Sign(request, await TokenAsync(tokens.GetAsync(cancellationToken).AsTask(), cancellationToken));
        return await base.SendAsync(request, cancellationToken);
    }

    private async Task<HttpResponseMessage> WaitAsync(HttpRequestMessage request, Task<string> token, CancellationToken cancellationToken) =>
        await SendAsync(request, await TokenAsync(token, cancellationToken), cancellationToken);

    private async Task<string> TokenAsync(Task<string> token, CancellationToken cancellationToken)
    {
        try
        {
            return await token;
        }
        catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested)
        {
            throw new NotSentException(tokens.Trouble, e);
        }
    }

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

    // A code counts with any status, one of success included. A status alone counts when no code says what it is about.
    private static bool IsTokenRefused(HttpResponseMessage response) => AnswerCode.Of(response) switch
    {
        0 => response.StatusCode == HttpStatusCode.Unauthorized,
        var code => ErrorCodes.Find(code) is { } known
            ? known.Actions.HasFlag(ErrorActions.RefreshToken)
            : response.StatusCode == HttpStatusCode.Unauthorized,
    };

    /// <summary>A token as the header has it, made once for each token.</summary>
    private sealed class Credential(string token)
    {
        public string Token { get; } = token;

        public string Header { get; } = "QQBot " + token;
    }
}

/// <summary>A call was given up while it waited for the token or for its turn: it was not sent.</summary>
internal sealed class NotSentException(BothLanguages reason, OperationCanceledException cause)
    : OperationCanceledException(reason.English, cause, cause.CancellationToken)
{
    /// <summary>What it waited for.</summary>
    public BothLanguages Reason { get; } = reason;
}
