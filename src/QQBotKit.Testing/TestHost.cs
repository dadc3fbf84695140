using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using QQBotKit.Core;
using QQBotKit.Core.Configuration;
using QQBotKit.Core.Scopes;
using QQBotKit.Simulator;

namespace QQBotKit.Testing;

/// <summary>The program that a test runs: the runtime as the host makes it, the platform on the same web server, and a folder that is gone afterwards.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private const string Smallest = """
        bots:
          main:
            app_id: "102000001"
            secret: simulator
            platform: simulator
        """;

    private static readonly JsonSerializerOptions Yaml = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        IgnoreReadOnlyProperties = true,
    };

    private readonly WebApplication _app;

    private TestHost(WebApplication app, string folder, TestClock clock, TestLog log, QQSimulator simulator, QQBotRuntime runtime) =>
        (_app, Folder, Clock, Log, Simulator, Runtime, Http) =
            (app, folder, clock, log, simulator, runtime, new HttpClient { BaseAddress = new Uri(app.Urls.Single()), Timeout = Timeout.InfiniteTimeSpan });

    public string Folder { get; }

    public TestClock Clock { get; }

    public TestLog Log { get; }

    public QQSimulator Simulator { get; }

    public QQBotRuntime Runtime { get; }

    public HttpClient Http { get; }

    public Bot Bot => Runtime.Bots[0];

    /// <summary>Starts it. Whatever of the plugins and scripts does not come to life is an error.</summary>
    public static async Task<TestHost> StartAsync(BotTestOptions options, string tested, ExtensionKind kind)
    {
        var folder = Directory.CreateTempSubdirectory("qqbot-test-").FullName;
        try
        {
            var texts = new Texts(options.Language);
            var log = new TestLog();
            var clock = new TestClock(options.Start);
            var simulator = new QQSimulator(new SimulatorOptions { AcceptAnySecret = true, HeartbeatInterval = Resting, CountsCalls = false }, clock.Movable);
            var settings = Settings(options, folder, tested, kind, texts);
            var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = folder });
            builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
            builder.Services.AddRoutingCore();
            builder.Logging.AddProvider(log).AddFilter("Microsoft", LogLevel.Warning);
            builder.Logging.SetMinimumLevel(LogLevel.Debug);
            builder.Services.AddSingleton<TimeProvider>(clock).AddSingleton(texts);
            foreach (var plugin in options.Plugins)
            {
                builder.Services.AddSingleton(plugin);
            }

            builder.Services.AddQQBot(settings);
            var app = builder.Build();
            app.MapSimulator(simulator);
            var host = await StartAsync(app, folder, clock, log, simulator);
            return host;
        }
        catch when (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        var stopped = _app.StopAsync();

        // Handlers that do not end are waited for by a clock that stands still.
        while (await Task.WhenAny(stopped, Task.Delay(50)) != stopped)
        {
            Clock.Movable.Advance(TimeSpan.FromSeconds(1));
        }

        await stopped;
        await _app.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>
    /// Connections live on the clock on the wall, and a heartbeat that is overdue by the test's clock says nothing about them: so none is asked for in any
    /// time that a test is likely to let pass. It is what fits into the number of milliseconds that the platform sends.
    /// </summary>
    private static TimeSpan Resting => TimeSpan.FromDays(24);

    private static async Task<TestHost> StartAsync(WebApplication app, string folder, TestClock clock, TestLog log, QQSimulator simulator)
    {
        try
        {
            await app.StartAsync();
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        var host = new TestHost(app, folder, clock, log, simulator, app.Services.GetRequiredService<QQBotRuntime>());
        string[] problems = [.. host.Runtime.Extensions.Select(static extension => extension.Error).OfType<string>()];
        if (problems.Length == 0)
        {
            return host;
        }

        await host.DisposeAsync();
        throw new BotTestException(string.Join(Environment.NewLine, problems));
    }

    private static string Indented(string yaml, int columns) =>
        yaml.Length == 0 ? "" : string.Concat(yaml.Split('\n').Select(line => $"{new string(' ', columns)}{line}\n"));

    private static QQBotSettings Settings(BotTestOptions options, string folder, string tested, ExtensionKind kind, Texts texts)
    {
        var yaml = new StringBuilder(Smallest).Append('\n').Append(Indented(options.BotSection, 4));
        if (options.Options is { } own)
        {
            var text = own as string ?? JsonSerializer.Serialize(own, own.GetType(), Yaml);
            var section = kind == ExtensionKind.Script ? "scripts" : "plugins";
            yaml.Append(CultureInfo.InvariantCulture, $"    {section}:\n      options:\n        {JsonSerializer.Serialize(tested)}:\n{Indented(text, 10)}");
        }

        var file = Path.Combine(folder, "bot.yaml");
        File.WriteAllText(file, $"{yaml}\n{options.BotYaml}\n");
        var loaded = SettingsFile.Load(file, static _ => null, texts);
        if (loaded.Settings is not { } settings)
        {
            throw new BotTestException(string.Join(Environment.NewLine, loaded.Findings));
        }

        // The clock stands still, and with it the turn of a call that has to wait for one.
        settings.Limits = settings.Limits.WithoutRates();
        settings.Scripts.Files = TestedFiles.Take(options.Paths, Path.Combine(folder, "plugins"));
        return settings;
    }
}
