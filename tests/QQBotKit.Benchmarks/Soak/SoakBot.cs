using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using QQBotKit.Core;
using QQBotKit.Core.Configuration;
using QQBotKit.Core.Dispatch;
using QQBotKit.Core.Rest;
using QQBotKit.Core.Scopes;
using QQBotKit.Core.Storage;

namespace QQBotKit.Benchmarks.Soak;

/// <summary>
/// The bot of the soak test, in a process of its own: the one that the host makes, with one command that answers the number it is given.
/// It ends when its input does.
/// </summary>
internal static class SoakBot
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    public static async Task RunAsync(Uri url, string folder)
    {
        var settings = new QQBotSettings
        {
            Bots = new() { ["main"] = new() { AppId = SoakRun.AppId, Secret = "s", Platform = Platform.Production, ApiUrl = url, TokenUrl = url } },
            Limits = QQBotKit.Limits.PlatformLimits.Default.WithoutRates(),
        };
        using var logs = LoggerFactory.Create(logging => logging.AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(Enum.Parse<LogLevel>(Environment.GetEnvironmentVariable("SOAK_LOG") ?? "Error")));
        using var inbox = await Inbox.OpenAsync(
            "main", Path.Combine(folder, "events"), TimeProvider.System, NullLogger.Instance, Texts.OfMachine, CancellationToken.None);
        await using var database = new Database(folder, Texts.OfMachine);
        await using var bot = new Bot("main", settings, PlatformHosts.Of(settings.Bots["main"]), database, inbox, TimeProvider.System, logs, Texts.OfMachine);
        var scope = bot.CreateScope(ExtensionKind.Plugin, "soak");
        var handled = new HandledNumbers();
        scope.Command("n", (int number) =>
        {
            if (!handled.Add(number))
            {
                Console.WriteLine($"twice {number}");
            }

            return number.ToString(CultureInfo.InvariantCulture);
        });
        bot.Registry.Swap(null, scope);
        scope.GoLive();
        var running = bot.RunAsync(Texts.OfMachine);
        var input = Task.Run(Console.In.ReadToEnd);
        while (await Task.WhenAny(input, running, Task.Delay(Period)) is var ended && ended != input && ended != running)
        {
            Console.WriteLine($"memory {GC.GetTotalMemory(forceFullCollection: true)} {Environment.WorkingSet}");
        }

        await bot.StopAsync();
        Console.WriteLine($"end {await running}");
    }

    /// <summary>Which numbers were handled. Its memory is made at the start, so that it is not taken for a leak.</summary>
    private sealed class HandledNumbers
    {
        private readonly byte[] _seen = new byte[4_000_000];

        public bool Add(int number) => Interlocked.Exchange(ref _seen[number], 1) == 0;
    }
}
