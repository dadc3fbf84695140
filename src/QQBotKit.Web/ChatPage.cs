using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace QQBotKit.Web;

/// <summary>The chat page of the simulator: people's side of every conversation, in a browser.</summary>
public static class ChatPage
{
    private const string Page = "chat.html";

    // Everything is in the one file, and it talks to its own host alone.
    private const string Policy =
        "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; connect-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Serves the page at <c>/</c>. It needs the simulator's control API on the same host.</summary>
    /// <param name="routes">The web application.</param>
    /// <returns><paramref name="routes"/>.</returns>
    public static IEndpointRouteBuilder MapChatPage(this IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        routes.MapMethods("/", [HttpMethods.Get], ServeAsync);
        return routes;
    }

    private static async Task ServeAsync(HttpContext http)
    {
        await using var page = typeof(ChatPage).Assembly.GetManifestResourceStream(Page)
            ?? throw new InvalidOperationException($"{Page} is not in the assembly.");
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-cache";
        headers["Referrer-Policy"] = "no-referrer";
        http.Response.ContentType = "text/html; charset=utf-8";
        http.Response.ContentLength = page.Length;
        await page.CopyToAsync(http.Response.Body, http.RequestAborted);
    }
}
