using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using QQBotKit.Core.Configuration;
using QQBotKit.Core.Scopes;
using QQBotKit.Core.Tests.Gateway;
using QQBotKit.Core.Tests.Rest;
using QQBotKit.Core.Tests.Scopes;

namespace QQBotKit.Core.Tests.Webhook;

/// <summary>Somebody's program with a bot in it that receives over HTTP, on a platform and a clock of the test.</summary>
internal sealed class RunningWebhook : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly bool _ownsFolder;
    private readonly WebApplication _app;

    private RunningWebhook(FakeGateway platform, TemporaryFolder? folder, Action<WebApplicationBuilder>? build, bool serve)
    {
        Platform = platform;
        _ownsFolder = folder is null;
        _folder = folder ?? new();
        var url = platform.Platform.Url;
        var webhook = new BotSettings
        {
            AppId = WebhookClient.AppId,
            Secret = WebhookClient.Secret,
            Platform = Core.Configuration.Platform.Production,
            ApiUrl = url,
            TokenUrl = url,
            Events = EventTransport.Webhook,
        };
        var gateway = new BotSettings { AppId = "102000002", Secret = "other", Platform = webhook.Platform, ApiUrl = url, TokenUrl = url };
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.Services.AddSingleton<ILoggerFactory>(new RunningBot.LogsToOne(Log));
        build?.Invoke(builder);
        builder.Services.AddQQBot(new QQBotSettings
        {
            Bots = { ["main"] = webhook, ["gateway"] = gateway },
            Storage = new() { Path = _folder.Path },
            Plugins = new() { Path = Path.Combine(_folder.Path, "plugins") },
            Scripts = new() { Path = Path.Combine(_folder.Path, "scripts") },
        });
        _app = builder.Build();
        if (serve)
        {
            _app.MapQQBot();
        }

        Runtime = _app.Services.GetRequiredService<QQBotRuntime>();
        Started = _app.StartAsync();
    }

    public FakeGateway Platform { get; }

    public TestClock Clock { get; } = new();

    public TestLog Log { get; } = new();

    public QQBotRuntime Runtime { get; }

    /// <summary>The start of the program.</summary>
    public Task Started { get; }

    public Bot Bot => Runtime.Bots.Single(bot => bot.Name == "main");

    public WebhookClient Client { get; private set; } = null!;

    /// <param name="configure">What a plugin registers, with every bot.</param>
    /// <param name="prepare">What the platform is to do from the start.</param>
    /// <param name="folder">Where it keeps its data; null is a folder of its own.</param>
    /// <param name="serve">Whether the program serves webhooks.</param>
    public static async Task<RunningWebhook> StartAsync(
        Action<IBot>? configure = null, Action<FakeGateway>? prepare = null, TemporaryFolder? folder = null, bool serve = true)
    {
        var running = await BeginAsync(prepare, folder: folder, serve: serve);
        await running.Started;
        foreach (var bot in running.Runtime.Bots)
        {
            var scope = bot.CreateScope(ExtensionKind.Plugin, "tested");
            configure?.Invoke(scope);
            bot.Registry.Swap(null, scope);
            scope.GoLive();
        }

        return running;
    }

    /// <summary>Begins a start and waits only until the web server listens.</summary>
    public static async Task<RunningWebhook> BeginAsync(
        Action<FakeGateway>? prepare = null, Action<WebApplicationBuilder>? build = null, TemporaryFolder? folder = null, bool serve = true)
    {
        var platform = await FakeGateway.StartAsync();
        prepare?.Invoke(platform);
        var running = new RunningWebhook(platform, folder, build, serve);
        await Eventually.IsTrue(() => running._app.Urls.Any(url => !url.EndsWith(":0", StringComparison.Ordinal)), "the web server listens");
        running.Client = running.ClientOf("main");
        return running;
    }

    /// <summary>A client of the webhook under another name.</summary>
    public WebhookClient ClientOf(string bot) => new(new Uri(new Uri(_app.Urls.Single()), $"/webhook/{bot}"), Clock);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        var stopping = _app.StopAsync();
        while (!stopping.IsCompleted)
        {
            Clock.Advance(1); // What a test left hanging is waited for on its clock.
            await Task.WhenAny(stopping, Task.Delay(5));
        }

        await _app.DisposeAsync();
        await Platform.DisposeAsync();
        if (_ownsFolder)
        {
            _folder.Dispose();
        }
    }
}
