using System.Diagnostics;

namespace QQBotKit.Benchmarks;

/// <summary>The same as <see cref="SendBenchmarks"/> in CPU time, taken in turns: what else the machine does changes it little.</summary>
internal static class SendRun
{
    private const int Rounds = 15;
    private const int InRound = 20_480;

    public static async Task RunAsync()
    {
        var send = new SendBenchmarks();
        send.Setup();
        (string Name, int Operations, Func<Task> Run)[] all =
        [
            ("the JSON by a bare HttpClient", 1, send.Post),
            ("a reply to a group", 1, send.Group),
            ("a reply to a channel", 1, send.Channel),
            ("an active message to a group", 1, send.Active),
            ("replies to a group by 8 plugins at once", SendBenchmarks.AtOnce, send.ManyReplies),
        ];
        var times = all.Select(_ => new List<double>()).ToArray();
        var bytes = new double[all.Length];
        for (var round = -4; round < Rounds; round++)
        {
            for (var i = 0; i < all.Length; i++)
            {
                (var time, bytes[i]) = await MeasureAsync(all[i].Run, all[i].Operations);
                if (round >= 0)
                {
                    times[i].Add(time);
                }
            }
        }

        await send.Cleanup();
        for (var i = 0; i < all.Length; i++)
        {
            var ratio = times[i].Zip(times[0], (own, baseline) => own / baseline).Order().ElementAt(Rounds / 2);
            Console.WriteLine($"{all[i].Name,-42} {times[i].Order().ElementAt(Rounds / 2),6:0} ns of CPU, {ratio:0.00} x   {bytes[i] / 1024:0.00} KB, {bytes[i] / bytes[0]:0.00} x");
        }
    }

    private static async Task<(double Nanoseconds, double Bytes)> MeasureAsync(Func<Task> run, int operations)
    {
        using var process = Process.GetCurrentProcess();
        var (time, bytes) = (process.TotalProcessorTime, GC.GetTotalAllocatedBytes(precise: true));
        for (var i = 0; i < InRound / operations; i++)
        {
            await run();
        }

        process.Refresh();
        return ((process.TotalProcessorTime - time).TotalNanoseconds / InRound, (GC.GetTotalAllocatedBytes(precise: true) - bytes) / (double)InRound);
    }
}
