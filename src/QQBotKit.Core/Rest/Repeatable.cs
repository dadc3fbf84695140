using System.Net.Http.Json;
using QQBotKit.Api;
using QQBotKit.Api.Wire;

namespace QQBotKit.Core.Rest;

/// <summary>What of a request says whether it may be sent again.</summary>
internal static class Repeatable
{
    /// <summary>Whether the content can be sent again. A stream was read by the first attempt; whoever gave it must give it again.</summary>
    public static bool CanSendAgain(HttpContent? content) => content switch
    {
        null or ByteArrayContent or ReadOnlyMemoryContent or JsonContent or StoredContent => true,
        MultipartContent parts => parts.All(CanSendAgain),
        _ => false,
    };

    /// <summary>Whether the request sends a message.</summary>
    /// <param name="request">The request.</param>
    /// <param name="dropsSecond">Whether the platform drops a second one of the same message.</param>
    public static bool IsSend(HttpRequestMessage request, out bool dropsSecond)
    {
        // Asked of no other method: looking at the options makes them.
        dropsSecond = false;
        return request.Method == HttpMethod.Post && request.Options.TryGetValue(CallOptions.Send, out dropsSecond);
    }

    /// <summary>Whether a call does no harm when it is carried out twice.</summary>
    public static bool IsIdempotent(HttpRequestMessage request) =>
        request.Method == HttpMethod.Get || IsSaidToBe(request) || request.Method == HttpMethod.Head || request.Method == HttpMethod.Delete
        || (request.Method == HttpMethod.Put && !PostsThread(request.RequestUri!));

    private static bool IsSaidToBe(HttpRequestMessage request) =>
        request.Method == HttpMethod.Post && request.Options.TryGetValue(CallOptions.Safe, out var safe) && safe;

    // PUT /channels/{channel_id}/threads posts a new thread each time. (Platform page: server-inter/channel/content/forum/put_thread.md.)
    private static bool PostsThread(Uri address) => address.AbsolutePath.EndsWith("/threads", StringComparison.Ordinal);
}
