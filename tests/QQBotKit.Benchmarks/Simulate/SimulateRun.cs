using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using QQBotKit.Simulator;

namespace QQBotKit.Benchmarks.Simulate;

/// <summary>
/// How many messages a second the simulator brings to a bot and takes answers to, on real sockets, with the bot in a process of its own on the
/// same cores. The load is open: a message is due at its time whether or not those before it were answered, and its delay counts from then.
/// </summary>
internal static class SimulateRun
{
    private const int Seconds = 8;
    private const int WarmUp = 20_000;
    private const int Kept = 10_000;
    private const int MemoryMessages = 100_000;
    private static readonly int[] Rates = [500, 1_000, 2_000, 3_000, 4_000, 5_000, 6_000, 8_000];

    public static async Task<int> RunAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        await using var app = builder.Build();
        app.MapPost("/nothing", (RequestDelegate)TakeAsync);
        app.MapSimulator(new QQSimulator(new SimulatorOptions { AcceptAnySecret = true, Rules = SimulatorRules.Off, KeptMessages = Kept }, TimeProvider.System));
        await app.StartAsync();
        var url = app.Urls.First();
        using var bot = Process.Start(new ProcessStartInfo(Environment.ProcessPath!) { ArgumentList = { "client", "kit", url } })!;
        try
        {
            await using var people = await People.ComeAsync(new Uri(url));
            var warm = await people.TalkAsync(rate: 1_000, WarmUp);
            if (warm.Missing > 0)
            {
                throw new InvalidOperationException($"{warm.Missing} of {WarmUp} messages were not answered before the measurement began.");
            }

            var bare = await people.BareExchangesAsync();
            Console.WriteLine($"baseline: {bare:0} POSTs a second that nothing is done with");
            var best = 0.0;
            foreach (var rate in Rates)
            {
                var result = await people.TalkAsync(rate, rate * Seconds);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{rate,6}/s due: {result.Rate,6:0}/s answered, {result.Missing} not; delay 50 % {result.At(0.5):0.0} ms, 95 % {result.At(0.95):0.0} ms, 99 % {result.At(0.99):0.0} ms"));
                if (result.Missing > 0 || result.At(0.99) > 1_000)
                {
                    break;
                }

                best = result.Rate;
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"highest rate: {best:0}/s in and out = {best / bare:0.00} of the baseline"));
            return await KeepsItsBoundAsync(people) && best >= 1_900 ? 0 : 1;
        }
        finally
        {
            bot.Kill();
            await bot.WaitForExitAsync();
        }
    }

    private static async Task<bool> KeepsItsBoundAsync(People people)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await people.TalkAsync(rate: 1_500, MemoryMessages / 2);
        var grown = (GC.GetTotalMemory(forceFullCollection: true) - before) / 1024.0 / 1024.0;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{MemoryMessages} more messages, {Kept} kept: heap {before / 1024.0 / 1024.0:0.0} MB, grown by {grown:0.00} MB"));
        return grown < 5;
    }

    private static async Task TakeAsync(HttpContext http)
    {
        await http.Request.Body.CopyToAsync(Stream.Null);
        http.Response.ContentLength = 2;
        await http.Response.WriteAsync("{}");
    }
}
