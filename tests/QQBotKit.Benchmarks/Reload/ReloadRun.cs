using System.CommandLine;
using System.Diagnostics;
using QQBotKit.Core.Scopes;
using QQBotKit.Core.Tests.Plugins;

namespace QQBotKit.Benchmarks.Reload;

/// <summary>Reloads plugins of every kind many times: none of their versions may stay in memory, and the memory must be flat.</summary>
internal static class ReloadRun
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static RootCommand Command()
    {
        var times = new Option<int>("--times") { Description = "Reloads of each kind.", DefaultValueFactory = _ => 200 };
        var only = new Option<string>("--only") { Description = "Only the kinds whose name contains this.", DefaultValueFactory = _ => "" };
        var command = new RootCommand("Reloads plugins of every kind and counts the versions that stay in memory.") { times, only };
        command.SetAction((parsed, _) => RunAsync(
            [.. Reloads.Kinds.Append("Leaky").Where(kind => kind.Contains(parsed.GetRequiredValue(only), StringComparison.OrdinalIgnoreCase))],
            parsed.GetValue(times)));
        return command;
    }

    private static async Task<int> RunAsync(string[] kinds, int times)
    {
        var good = true;
        await using var reloads = new Reloads();
        Console.WriteLine($"{"kind",-12}{"reloads",8}{"alive",7}{"ms each",9}{"heap KB",18}{"working set MB",18}");
        foreach (var kind in kinds)
        {
            // What is made once, and the runtime's compiler, are no leak: the second half is compared with the first.
            var before = reloads.CountAlive();
            var clock = Stopwatch.StartNew();
            await reloads.RunAsync(kind, times / 2);
            var half = await SettleAsync(reloads, before, kind);
            await reloads.RunAsync(kind, times - times / 2);
            var each = clock.Elapsed / times;
            var (alive, heap, working) = await SettleAsync(reloads, before, kind);
            Console.WriteLine(
                $"{kind,-12}{times,8}{alive,7}{each.TotalMilliseconds,9:F1}{$"{half.Heap / 1024} → {heap / 1024}",18}{$"{half.Working >> 20} → {working >> 20}",18}");
            good &= kind == "Leaky" ? alive > 0 : alive == 0 && heap - half.Heap < 512 * 1024;
        }

        for (var look = 0; look < UnloadWatch.Looks; look++)
        {
            await Task.Delay(UnloadWatch.Period);
        }

        foreach (var group in reloads.Unloads.Leftovers().GroupBy(leftover => (leftover.Name, leftover.Holder)))
        {
            Console.WriteLine($"{group.Count()} of {group.Key.Name}: probably held by {group.Key.Holder}");
            good &= group.Key.Name == "Leaky";
        }

        return good ? 0 : 1;
    }

    private static async Task<(int Alive, long Heap, long Working)> SettleAsync(Reloads reloads, int before, string kind)
    {
        for (var since = Stopwatch.GetTimestamp(); reloads.CountAlive() > before && Stopwatch.GetElapsedTime(since) < (kind == "Leaky" ? TimeSpan.FromSeconds(2) : Patience);)
        {
            reloads.Unloads.Look();
            await Task.Delay(200);
        }

        return (reloads.CountAlive() - before, GC.GetTotalMemory(forceFullCollection: true), Environment.WorkingSet);
    }
}
