using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using QQBotKit.Core.Dispatch;
using QQBotKit.Core.Gateway;
using QQBotKit.Core.Tests.Rest;
using QQBotKit.Core.Webhook;

namespace QQBotKit.Core.Tests.Webhook;

/// <summary>The callback address of one bot behind a real web server, with the test in the place of the bot.</summary>
internal sealed class ServedEndpoint : IEventSink, IAsyncDisposable
{
    private readonly WebApplication _app;

    private ServedEndpoint(WebApplication app, TimeSpan maxAge)
    {
        _app = app;
        Endpoint = new WebhookEndpoint("main", WebhookClient.AppId, WebhookClient.Secret, maxAge, this, Clock, Log);
    }

    public TestClock Clock { get; } = new();

    public TestLog Log { get; } = new();

    public WebhookEndpoint Endpoint { get; }

    public WebhookClient Client { get; private set; } = null!;

    /// <summary>Whether there is room for another event.</summary>
    public bool HasRoom { get; set; } = true;

    /// <summary>The ids of the events that were taken over.</summary>
    public ConcurrentQueue<string> Taken { get; } = [];

    public IEnumerable<string> Warnings => Log.At(LogLevel.Warning);

    public static async Task<ServedEndpoint> StartAsync(TimeSpan? maxAge = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var served = new ServedEndpoint(app, maxAge ?? TimeSpan.FromMinutes(10));
        app.Run(served.Endpoint.HandleAsync);
        await app.StartAsync();
        served.Client = new WebhookClient(new Uri(new Uri(app.Urls.Single()), "/webhook/main"), served.Clock);
        served.Endpoint.Open();
        return served;
    }

    /// <summary>How many requests were refused for a reason.</summary>
    public long Refused(WebhookRefusal reason) => Endpoint.Statistics.Refused.GetValueOrDefault(reason);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        Endpoint.Dispose();
    }

    bool IEventSink.TryAccept(in Frame frame)
    {
        if (HasRoom)
        {
            Taken.Enqueue(Encoding.UTF8.GetString(frame.Id.Span));
        }

        return HasRoom;
    }

    ValueTask IEventSink.WaitForRoomAsync(CancellationToken cancellationToken) => throw new InvalidOperationException("A webhook does not wait.");
}
