using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using QQBotKit.Core.Scopes;
using QQBotKit.Core.Tests.Plugins;

namespace QQBotKit.Benchmarks.Scripts;

/// <summary>
/// Saves one script many times and counts what is left of its versions. The memory is judged behind the first 1,000 edits: before, what leaks and what
/// does not look alike, for the runtime's compiler and its heap are still growing.
/// </summary>
internal static class ScriptSoak
{
    private const int Plateau = 1000;
    private const int Step = 100;

    // Versions that stay cost several MB for 100 edits. The compiler's cache of small syntax nodes, which is bounded, still fills at a tenth of that.
    private const double MostHeap = 0.5;
    private const double MostWorkingSet = 3;

    public static async Task<int> RunAsync(string way, int edits)
    {
        Console.WriteLine($"{way}: {edits} edits");
        Console.WriteLine($"{"edits",8}{"script assemblies",20}{"heap MB",10}{"working set MB",16}");
        var samples = new List<Sample>();
        await using var host = new PluginHost();
        if (way == "kit")
        {
            await EditAsync(host, edits, samples);
        }
        else
        {
            await RunAsync(host, edits, samples);
        }

        var alive = CountAlive();
        var (heap, working) = (Growth(samples, sample => sample.Heap), Growth(samples, sample => sample.WorkingSet));
        Console.WriteLine($"{way}: {alive} script assembly(ies) in memory at the end; behind {PlateauOf(edits)} edits +{heap:0.00} MB heap and +{working:0.00} MB working set for 100 edits");
        return way != "kit" || alive <= 1 && heap <= MostHeap && working <= MostWorkingSet ? 0 : 1;
    }

    /// <summary>Saves the file and waits until the watcher has brought the new version to life.</summary>
    private static async Task EditAsync(PluginHost host, int edits, List<Sample> samples)
    {
        host.WriteScript("edited.csx", ScriptRun.Text("edited", 0));
        await host.Extensions.StartAsync(default);
        for (var edit = 1; edit <= edits; edit++)
        {
            host.WriteScript("edited.csx", ScriptRun.Text("edited", edit));
            while (host.Bot.Registry.Current.Commands.Commands.All(command => command.Name != $"edited{edit}"))
            {
                await Task.Delay(5);
            }

            if (await host.AskAsync($"/edited{edit}") is not { } table || !table.Contains($"Bob: {edit}", StringComparison.Ordinal))
            {
                throw new InvalidOperationException($"Version {edit} does not answer.");
            }

            Take(edit, samples, host.Extensions.Unloads.Look);
        }

        for (var i = 0; i < UnloadWatch.Looks && CountAlive() > 1; i++)
        {
            host.Extensions.Unloads.Look();
            await Task.Delay(UnloadWatch.Period);
        }
    }

    /// <summary>What other hosts do: the script's text into <see cref="CSharpScript"/>, each time.</summary>
    private static async Task RunAsync(PluginHost host, int edits, List<Sample> samples)
    {
        var options = ScriptRun.Alone();
        for (var edit = 1; edit <= edits; edit++)
        {
            await CSharpScript.RunAsync(
                ScriptRun.Text("edited", edit), options, new ScriptGlobals(host.Bot.CreateScope(ExtensionKind.Script, "edited")));
            Take(edit, samples, () => { });
        }
    }

    private static void Take(int edit, List<Sample> samples, Action before)
    {
        if (edit % Step != 0)
        {
            return;
        }

        for (var i = 0; i < 3; i++)
        {
            before();
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        var sample = new Sample(edit, GC.GetTotalMemory(forceFullCollection: true) / 1048576.0, Environment.WorkingSet / 1048576.0);
        samples.Add(sample);
        Console.WriteLine($"{edit,8}{CountAlive(),20}{sample.Heap,10:0.0}{sample.WorkingSet,16:0.0}");
    }

    /// <summary>Those of the kit are called Script, those of Roslyn begin with a character of their own.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int CountAlive() => AssemblyLoadContext.All.SelectMany(context => context.Assemblies)
        .Concat(AppDomain.CurrentDomain.GetAssemblies()).Distinct()
        .Count(assembly => assembly.GetName().Name is { } name && (name == "Script" || name.StartsWith('\u211B')));

    private static int PlateauOf(int edits) => Math.Min(Plateau, edits * 2 / 3);

    /// <summary>The slope of the line through the samples behind the plateau, for 100 edits.</summary>
    private static double Growth(List<Sample> samples, Func<Sample, double> value)
    {
        var late = samples.Where(sample => sample.Edit >= PlateauOf(samples[^1].Edit)).ToList();
        var (x, y) = (late.Average(sample => (double)sample.Edit), late.Average(value));
        var spread = late.Sum(sample => (sample.Edit - x) * (sample.Edit - x));
        return spread == 0 ? 0 : late.Sum(sample => (sample.Edit - x) * (value(sample) - y)) / spread * Step;
    }

    private sealed record Sample(int Edit, double Heap, double WorkingSet);
}
