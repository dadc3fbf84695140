using System.Diagnostics;
using System.Globalization;

namespace QQBotKit.Benchmarks.Start;

/// <summary>
/// Starts the built host with unchanged scripts and an empty ASP.NET Core host in turn: the time until each is ready, and what each takes in
/// memory when it has been idle for a while.
/// </summary>
internal static class StartRun
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(3);

    public static async Task RunAsync(string[] options)
    {
        var rounds = options is [var number, ..] ? int.Parse(number, CultureInfo.InvariantCulture) : 7;
        var repository = FindRepository();
        var host = Path.Combine(repository, "src", "QQBotKit.Host", "bin", "Release", "net10.0", "qqbot.dll");
        if (!File.Exists(host))
        {
            Console.WriteLine("Build the host first: dotnet build -c Release src/QQBotKit.Host");
            return;
        }

        var folder = Directory.CreateTempSubdirectory("qqbot-start-");
        try
        {
            var config = WriteBot(folder, repository);
            var cold = await MeasureAsync("ready as", "dotnet", host, "run", "--config", config);
            Console.WriteLine($"first start, scripts compiled: {cold.Milliseconds:0} ms, {cold.Megabytes:0} MB");

            var later = new List<double>();
            var heavier = new List<double>();
            for (var round = 0; round < rounds; round++)
            {
                var empty = await MeasureAsync("Now listening", Environment.ProcessPath!, "empty-host");
                var kit = await MeasureAsync("ready as", "dotnet", host, "run", "--config", config);
                later.Add(kit.Milliseconds - empty.Milliseconds);
                heavier.Add(kit.Megabytes / empty.Megabytes);
                Console.WriteLine(
                    $"  empty host {empty.Milliseconds,5:0} ms {empty.Megabytes,4:0} MB   qqbot {kit.Milliseconds,5:0} ms {kit.Megabytes,4:0} MB   "
                    + $"{later[^1]:+0} ms, {heavier[^1]:0.00} × the memory, Roslyn {(kit.HasRoslyn ? "loaded" : "not loaded")}");
            }

            Console.WriteLine($"  median: {later.Order().ElementAt(rounds / 2):+0} ms, {heavier.Order().ElementAt(rounds / 2):0.00} × the memory");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string WriteBot(DirectoryInfo folder, string repository)
    {
        var scripts = folder.CreateSubdirectory("scripts");
        foreach (var script in Directory.EnumerateFiles(Path.Combine(repository, "scripts"), "*.csx"))
        {
            File.Copy(script, Path.Combine(scripts.FullName, Path.GetFileName(script)));
        }

        var config = Path.Combine(folder.FullName, "bot.yaml");
        File.WriteAllText(config, $$"""
            bots: { main: { app_id: "102000001", secret: simulator } }
            plugins: { path: '{{Path.Combine(repository, "plugins")}}' }
            web: { url: "http://127.0.0.1:0" }
            """);
        return config;
    }

    private static async Task<Started> MeasureAsync(string ready, string program, params string[] arguments)
    {
        var since = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        try
        {
            while (await process.StandardOutput.ReadLineAsync() is { } line && !line.Contains(ready, StringComparison.Ordinal))
            {
            }

            var milliseconds = Stopwatch.GetElapsedTime(since).TotalMilliseconds;
            await Task.Delay(Idle);
            process.Refresh();
            var maps = $"/proc/{process.Id}/maps";
            var hasRoslyn = File.Exists(maps) && (await File.ReadAllTextAsync(maps)).Contains("Microsoft.CodeAnalysis", StringComparison.Ordinal);
            return new Started(milliseconds, process.WorkingSet64 / 1048576.0, hasRoslyn);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }
    }

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "QQBotKit.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("QQBotKit.sln was not found above the benchmarks.");
    }

    private readonly record struct Started(double Milliseconds, double Megabytes, bool HasRoslyn);
}
