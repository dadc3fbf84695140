using Microsoft.Extensions.Logging.Abstractions;
using QQBotKit.Core;
using QQBotKit.Core.Configuration;
using QQBotKit.Core.Dispatch;
using QQBotKit.Core.Rest;
using QQBotKit.Core.Scopes;
using QQBotKit.Core.Storage;

namespace QQBotKit.Benchmarks.Loopback;

/// <summary>The kit as it runs: the same <see cref="Bot"/> that the host makes, with one command.</summary>
internal static class KitClient
{
    public static async Task RunAsync(Uri url)
    {
        var folder = Directory.CreateTempSubdirectory("qqbot-benchmark");
        try
        {
            await RunAsync(url, folder);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task RunAsync(Uri url, DirectoryInfo folder)
    {
        var settings = new QQBotSettings
        {
            Bots = new() { ["main"] = new() { AppId = "1", Secret = "s", Platform = Platform.Production, ApiUrl = url, TokenUrl = url } },
            Limits = QQBotKit.Limits.PlatformLimits.Default.WithoutRates(),
        };
        await using var database = new Database(Path.GetTempPath(), Texts.OfMachine);
        using var inbox = await Inbox.OpenAsync("main", folder.FullName, TimeProvider.System, NullLogger.Instance, Texts.OfMachine, CancellationToken.None);
        await using var bot = new Bot(
            "main", settings, PlatformHosts.Of(settings.Bots["main"]), database, inbox, TimeProvider.System, NullLoggerFactory.Instance, Texts.OfMachine);
        var scope = bot.CreateScope(ExtensionKind.Plugin, "benchmark");
        TimeSpan cpu = default;
        scope.Command("ping", () => "pong");
        scope.Command("start", () =>
        {
            cpu = Environment.CpuUsage.TotalTime;
            return "started";
        });
        scope.Command("stop", async () =>
        {
            var used = Environment.CpuUsage.TotalTime - cpu;
            using var told = await scope.Http.PostAsync($"cpu/{used.TotalMicroseconds:0}", null);
            _ = bot.StopAsync();
        });
        bot.Registry.Swap(null, scope);
        await bot.RunAsync(Texts.OfMachine);
    }
}
