namespace QQBotKit.Simulator.Control;

/// <summary>The description of the control API for machines: <c>GET /simulator/openapi.json</c>.</summary>
internal static class OpenApi
{
    private const string Document = "openapi.json";

    public static void Map(ControlRoutes control) => control.Map("GET", Document, async http =>
    {
        await using var document = typeof(OpenApi).Assembly.GetManifestResourceStream(Document)
            ?? throw new InvalidOperationException($"{Document} is not in the assembly.");
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = document.Length;
        await document.CopyToAsync(http.Response.Body, http.RequestAborted);
    });
}
