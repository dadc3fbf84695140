using System.Diagnostics;
using QQBotKit.Core.Tests.Plugins;

namespace QQBotKit.Benchmarks.Scripts;

/// <summary>A process that brings the scripts of a folder to life, says how long that took and whether it needed the compiler, and ends.</summary>
internal static class ScriptStart
{
    public static async Task RunAsync(DirectoryInfo folder)
    {
        await using var host = new PluginHost(folder: folder);
        var since = Stopwatch.GetTimestamp();
        await host.Extensions.StartAsync(default);
        var took = Stopwatch.GetElapsedTime(since);
        var failed = host.Extensions.Status().Count(extension => extension.Error is not null);
        var compiler = AppDomain.CurrentDomain.GetAssemblies().Any(assembly => assembly.GetName().Name!.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal));
        Console.WriteLine(
            $"{took.TotalMilliseconds,6:0} ms, {Environment.WorkingSet >> 20,4} MB, {host.Extensions.Status().Count} scripts, {failed} failed, Roslyn {(compiler ? "loaded" : "not loaded")}");
    }
}
