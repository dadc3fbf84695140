using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using QQBotKit.Core;
using QQBotKit.Core.Configuration;
using QQBotKit.Core.Recording;
using QQBotKit.Core.Webhook;
using QQBotKit.Simulator;
using QQBotKit.Web;

namespace QQBotKit.Host;

/// <summary><c>qqbot run</c>.</summary>
internal static class RunCommand
{
    private static readonly TimeSpan ShutdownLimit = TimeSpan.FromSeconds(20);

    /// <param name="config">The configuration file.</param>
    /// <param name="texts">The owner's language.</param>
    /// <param name="stopping">Ends it.</param>
    /// <param name="record">Makes what records the bots; null where nothing does.</param>
    public static async Task<int> RunAsync(
        string config, Texts texts, CancellationToken stopping, Func<QQBotSettings, IServiceProvider, Recorder>? record = null)
    {
        var loaded = SettingsFile.Load(config, Environment.GetEnvironmentVariable, texts);
        if (loaded.Settings is not { } settings || loaded.Findings.Count > 0)
        {
            foreach (var finding in loaded.Findings)
            {
                await Console.Error.WriteLineAsync(finding.ToString());
            }

            return 1;
        }

        using var app = Build(settings, record);
        try
        {
            await app.StartAsync(stopping);
        }
        catch (Exception e) when (StartProblem.Explain(e, "web.url", settings.Web.Url, texts) is { } problem)
        {
            await Console.Error.WriteLineAsync(problem);
            return 1;
        }

        var runtime = app.Services.GetRequiredService<QQBotRuntime>();
        await Console.Out.WriteLineAsync(StartSummary.Of(runtime, settings, (app as WebApplication)?.Urls.FirstOrDefault(), texts));

        var ended = app.WaitForShutdownAsync(stopping);
        if (await Task.WhenAny(ended, runtime.StoppedByPlatform) == ended)
        {
            await ended;
            return 0;
        }

        foreach (var why in await runtime.StoppedByPlatform)
        {
            await Console.Error.WriteLineAsync(why);
        }

        await app.StopAsync(CancellationToken.None);
        return 1;
    }

    // Nothing but bot.yaml configures the host: no appsettings.json, no ASPNETCORE_ variables. A port is opened only for what is served on it.
    private static IHost Build(QQBotSettings settings, Func<QQBotSettings, IServiceProvider, Recorder>? record)
    {
        var simulated = settings.Bots.Where(bot => bot.Value.Platform == Platform.Simulator).ToDictionary();
        if (simulated.Count == 0 && settings.Bots.Values.All(bot => bot.Events != EventTransport.Webhook))
        {
            var plain = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
            Configure(plain, settings, record);
            return plain.Build();
        }

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls(settings.Web.Url.ToString());
        builder.Services.AddRoutingCore();
        Configure(builder, settings, record);
        var app = builder.Build();
        app.MapQQBot();
        if (simulated.Count > 0)
        {
            MapSimulator(app, simulated, settings);
        }

        return app;
    }

    private static void MapSimulator(WebApplication app, Dictionary<string, BotSettings> simulated, QQBotSettings settings)
    {
        var options = new SimulatorOptions
        {
            Bots = simulated.Values.ToDictionary(bot => bot.AppId, bot => bot.Secret),
            Certified = [.. simulated.Values.Where(bot => bot.Certified).Select(bot => bot.AppId)],
            Rules = settings.Simulator.Rules switch
            {
                RuleStrictness.Lenient => SimulatorRules.Lenient,
                RuleStrictness.Off => SimulatorRules.Off,
                _ => SimulatorRules.Strict,
            },
            LimitsFile = settings.Simulator.LimitsFile ?? settings.LimitsFile,
            Key = settings.Web.SimulatorKey,
        };
        var simulator = new QQSimulator(options, TimeProvider.System, app.Services.GetRequiredService<ILoggerFactory>());
        app.MapSimulator(simulator);
        app.MapChatPage();

        // When the address is known: port 0 is another one at every start.
        app.Lifetime.ApplicationStarted.Register(() =>
        {
            foreach (var (name, bot) in simulated.Where(bot => bot.Value.Events == EventTransport.Webhook))
            {
                _ = simulator.SetWebhookAsync(bot.AppId, WebhookRoutes.AddressOf(new Uri(app.Urls.First()), name));
            }
        });
    }

    private static void Configure(IHostApplicationBuilder builder, QQBotSettings settings, Func<QQBotSettings, IServiceProvider, Recorder>? record)
    {
        if (record is not null)
        {
            builder.Services.AddSingleton<IBotWires>(services => record(settings, services));
        }

        builder.Services.Configure<ConsoleLifetimeOptions>(options => options.SuppressStatusMessages = true);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownLimit);
        builder.Logging.AddLines(settings.Logging);
        builder.Services.AddQQBot(settings);
    }
}
