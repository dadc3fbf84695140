using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace QQBotKit.Tests.Platform;

/// <summary>What the platform was asked.</summary>
internal sealed record Asked(string Method, string Target, string Authorization, string AppId, string ContentType, string Body);

/// <summary>What the platform answers.</summary>
internal sealed record Answered(int Status, string Body, string ContentType = "application/json", string? TraceId = null)
{
    public string? RetryAfter { get; init; }

    /// <summary>Breaks the connection in the middle of the body; before the answer if the body is empty.</summary>
    public bool Cut { get; init; }

    /// <summary>Sends the status, and the body when this ends.</summary>
    public Task BodyComes { get; init; } = Task.CompletedTask;
}

/// <summary>An HTTP server on loopback that answers as a test says and remembers what it was asked.</summary>
internal sealed class FakePlatform : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Asked> _tokens = new();
    private readonly ConcurrentQueue<Asked> _calls = new();

    private FakePlatform(WebApplication app) => _app = app;

    public Uri Url { get; private set; } = null!;

    public Uri TokenUrl => new(Url, "app/getAppAccessToken");

    public IReadOnlyCollection<Asked> TokenRequests => _tokens;

    public IReadOnlyCollection<Asked> Calls => _calls;

    /// <summary>The answer of the token service to its n-th request, from 1.</summary>
    public Func<int, Task<Answered>> Token { get; set; } = n => Task.FromResult(TokenFor($"token-{n}"));

    /// <summary>The answer to any other call.</summary>
    public Func<Asked, Task<Answered>> Call { get; set; } = _ => Task.FromResult(new Answered(200, "{}"));

    /// <summary>Serves the WebSocket connections; null refuses them.</summary>
    public Func<HttpContext, Task>? WebSocket { get; set; }

    public static Answered TokenFor(string token, string expiresIn = "\"7200\"") =>
        new(200, $$"""{"access_token":"{{token}}","expires_in":{{expiresIn}}}""");

    /// <param name="port">Where it listens; 0 is any free port.</param>
    public static async Task<FakePlatform> StartAsync(int port = 0)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls($"http://127.0.0.1:{port}");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var platform = new FakePlatform(app);
        app.UseWebSockets();
        app.Run(platform.AnswerAsync);
        await app.StartAsync();
        platform.Url = new Uri(app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());
        return platform;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        if (WebSocket is { } serve && context.WebSockets.IsWebSocketRequest)
        {
            await serve(context);
            return;
        }

        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var asked = new Asked(
            context.Request.Method,
            context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
            context.Request.Headers.Authorization.ToString(),
            context.Request.Headers["X-Union-Appid"].ToString(),
            context.Request.ContentType ?? "",
            await reader.ReadToEndAsync());
        Answered answer;
        if (context.Request.Path == "/app/getAppAccessToken")
        {
            int number;
            lock (_tokens)
            {
                _tokens.Enqueue(asked);
                number = _tokens.Count;
            }

            answer = await Token(number);
        }
        else
        {
            _calls.Enqueue(asked);
            answer = await Call(asked);
        }

        await WriteAsync(context, answer);
    }

    private static async Task WriteAsync(HttpContext context, Answered answer)
    {
        if (answer is { Cut: true, Body: "" })
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = answer.Status;
        if (answer.RetryAfter is not null)
        {
            context.Response.Headers.RetryAfter = answer.RetryAfter;
        }

        if (answer.TraceId is not null)
        {
            context.Response.Headers["x-tps-trace-id"] = answer.TraceId;
        }

        if (answer.Status != StatusCodes.Status204NoContent)
        {
            context.Response.ContentType = answer.ContentType;
            if (!answer.BodyComes.IsCompleted)
            {
                await context.Response.Body.FlushAsync();
                await answer.BodyComes;
            }

            await context.Response.WriteAsync(answer.Cut ? answer.Body[..(answer.Body.Length / 2)] : answer.Body);
        }

        if (answer.Cut)
        {
            await context.Response.Body.FlushAsync();
            context.Abort();
        }
    }
}
