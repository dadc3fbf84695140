using System.CommandLine;
using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.Extensions.Logging.Abstractions;
using QQBotKit.Core;
using QQBotKit.Core.Configuration;
using QQBotKit.Core.Scopes;
using QQBotKit.Core.Scripts;
using QQBotKit.Core.Tests.Plugins;

namespace QQBotKit.Benchmarks.Scripts;

/// <summary>How long an author waits for a saved script, what unchanged scripts cost at a start, and what the guard of the loops costs.</summary>
internal static class ScriptRun
{
    private const int Scripts = 50;
    private const int Edits = 60;

    public static RootCommand Command()
    {
        var edits = new Option<int>("--edits") { Description = "How many times the script is saved.", DefaultValueFactory = _ => 1500 };
        var soak = new Command("soak", "Edits one script many times, and looks at what stays in memory; beside it, Roslyn's own way to run scripts.") { edits };
        soak.SetAction(async (parsed, _) =>
        {
            var kit = await ChildAsync("client", "scripts", "soak", "kit", $"{parsed.GetValue(edits)}");
            return await ChildAsync("client", "scripts", "soak", "roslyn", $"{parsed.GetValue(edits)}") | kit;
        });
        var guard = new Command("guard", "Measures what the guard of the loops costs, and nothing else.");
        guard.SetAction((_, _) => GuardAsync());
        var command = new RootCommand("Measures scripts.") { soak, guard };
        command.SetAction(async (_, _) =>
        {
            await SaveToLiveAsync(others: 0);
            await SaveToLiveAsync(others: Scripts - 1);
            await StartsAsync();
            await GuardAsync();
        });
        return command;
    }

    /// <summary>A script of the usual size, with a command whose name tells the version.</summary>
    public static string Text(string name, int version) => $$"""
        // What a script of the usual size looks like: a few commands, a class, a loop, an answer that is put together.
        using System.Text;

        record Player(string Name, int Points);

        var players = new List<Player> { new("Ann", 3), new("Bob", {{version}}) };

        string Table(IEnumerable<Player> all)
        {
            var text = new StringBuilder();
            foreach (var (player, place) in all.OrderByDescending(player => player.Points).Select((player, place) => (player, place + 1)))
            {
                text.AppendLine($"{place}. {player.Name}: {player.Points}");
            }

            return text.ToString();
        }

        bot.Command("{{name}}{{version}}", () => Table(players)).Describe("Shows who leads");
        bot.Command("{{name}} add", (string player, int points) =>
        {
            players.Add(new Player(player, points));
            return $"{player} plays, with {points} points.";
        });
        bot.On<MessageReceived>(async (message, stopping) =>
        {
            if (message.ToMe && message.Attachments.Count > 0)
            {
                await bot.ReplyAsync(message, $"Thanks for {message.Attachments.Count} file(s).", stopping);
            }
        });
        """;

    /// <summary>What Roslyn's own scripting needs for the same text, each assembly read once.</summary>
    public static ScriptOptions Alone() => ScriptOptions.Default
        .WithReferences(HostAssemblies.Trusted
            .Where(trusted => HostAssemblies.IsFramework(trusted.Value) || HostAssemblies.IsShared(trusted.Key))
            .Select(trusted => MetadataReference.CreateFromFile(trusted.Value)))
        .WithImports("System", "System.Linq", "System.Collections.Generic", "System.Threading.Tasks", "QQBotKit");

    /// <summary>Files are really saved and really noticed; the clock stops when the bot knows the new command.</summary>
    private static async Task SaveToLiveAsync(int others)
    {
        await using var host = new PluginHost();
        for (var i = 0; i < others; i++)
        {
            host.WriteScript($"other{i}.csx", Text($"other{i}", 0));
        }

        host.WriteScript("edited.csx", Text("edited", 0));
        await host.Extensions.StartAsync(default);
        var waits = new List<double>();
        for (var version = 1; version <= Edits; version++)
        {
            // At any moment of the watcher's second.
            await Task.Delay(Random.Shared.Next(50, 1500));
            var since = Stopwatch.GetTimestamp();
            host.WriteScript("edited.csx", Text("edited", version));
            while (host.Bot.Registry.Current.Commands.Commands.All(command => command.Name != $"edited{version}"))
            {
                await Task.Delay(1);
            }

            waits.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
        }

        var compile = await CompileAsync();
        Console.WriteLine(
            $"save → live, {others + 1} script(s): median {Median(waits):0} ms (of {Edits}; 5 % {waits.Order().ElementAt(Edits / 20):0}, 95 % {waits.Order().ElementAt(Edits * 95 / 100):0}), "
            + $"of these {FolderWatch.Quiet.TotalMilliseconds:0} ms wait for the file to be whole; Roslyn alone compiles and runs the text in {compile:0} ms");
    }

    private static async Task<double> CompileAsync()
    {
        var options = Alone();
        await using var host = new PluginHost();
        var times = new List<double>();
        for (var version = 0; version < 15; version++)
        {
            var since = Stopwatch.GetTimestamp();
            await CSharpScript.RunAsync(Text("alone", version), options, new ScriptGlobals(host.Bot.CreateScope(ExtensionKind.Script, "alone")));
            times.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
        }

        return Median(times);
    }

    /// <summary>A process that brings 50 scripts to life, first compiling them, then from the cache; beside it, one without scripts.</summary>
    private static async Task StartsAsync()
    {
        var folder = Directory.CreateTempSubdirectory("qqbot-scripts-");
        try
        {
            Directory.CreateDirectory(Path.Combine(folder.FullName, "none", "scripts"));
            var some = Directory.CreateDirectory(Path.Combine(folder.FullName, "some", "scripts"));
            for (var i = 0; i < Scripts; i++)
            {
                await File.WriteAllTextAsync(Path.Combine(some.FullName, $"script{i}.csx"), Text($"script{i}", 1));
            }

            Console.WriteLine($"start of a process with {Scripts} scripts:");
            foreach (var (title, scripts) in new[] { ("no scripts", "none"), ("compiled", "some"), ("from the cache", "some"), ("from the cache", "some"), ("from the cache", "some") })
            {
                Console.Write($"  {title,-15}");
                await ChildAsync("client", "scripts", "start", Path.Combine(folder.FullName, scripts));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task GuardAsync()
    {
        Console.WriteLine("loops with the guard ÷ without, as scripts run them:");
        await GuardAsync("a loop that adds", "long Run() { var sum = 0L; for (var i = 0; i < 30_000_000; i++) sum += i; return sum; }");
        await GuardAsync("short loops in a loop", "long Run() { var sum = 0L; for (var i = 0; i < 1_000_000; i++) { for (var j = 0; j < 10; j++) sum += j; } return sum; }");
        await GuardAsync("a loop that makes text", "long Run() { var sum = 0L; for (var i = 0; i < 500_000; i++) { sum += $\"{i}: {sum}\".Length; } return sum; }");
        await GuardAsync("calls of a short loop", "int Ten() { var sum = 0; for (var j = 0; j < 10; j++) sum += j; return sum; }\nlong Run() { var sum = 0L; for (var i = 0; i < 1_000_000; i++) sum += Ten(); return sum; }");
        await GuardAsync("calls of a function", "int Fib(int n) => n < 2 ? n : Fib(n - 1) + Fib(n - 2);\nlong Run() { return Fib(27); }");
        await GuardAsync("a loop with an await", "long Run() { return RunAsync().Result; async Task<long> RunAsync() { var sum = 0L; for (var i = 0; i < 300_000; i++) { await Task.Yield(); sum += i; } return sum; } }");
    }

    private static async Task GuardAsync(string title, string code)
    {
        var folder = Directory.CreateTempSubdirectory("qqbot-guard-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "loop.csx"), $"{code}\nbot.Command(\"run\", () => $\"{{Run()}}\");");
            var guarded = await LoopAsync(folder.FullName, guard: true);
            var plain = await LoopAsync(folder.FullName, guard: false);
            // The fastest of many: the others say what else the machine did.
            var (with, without) = (new List<double>(), new List<double>());
            for (var round = 0; round < 25; round++)
            {
                with.Add(await guarded());
                without.Add(await plain());
            }

            Console.WriteLine($"  {title,-25}{with.Min() / without.Min():0.00}   ({with.Min():0} ms ÷ {without.Min():0} ms)");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <returns>Runs the loop and says how long it took.</returns>
    private static async Task<Func<Task<double>>> LoopAsync(string scripts, bool guard)
    {
        var settings = new ScriptSettings { Path = scripts, Cache = Path.Combine(scripts, "cache"), LoopGuard = guard, LoopLimit = TimeSpan.FromMinutes(10) };
        var source = new ScriptSource(
            settings, _ => null, TimeProvider.System, Texts.OfMachine, NullLogger.Instance);
        var script = await source.LoadAsync(source.Scan().Single(), default);
        var host = new PluginHost();
        var scope = host.Bot.CreateScope(ExtensionKind.Script, "loop");
        await script.ConfigureAsync(scope);
        var command = scope.Commands.Single();
        var table = Core.Commands.CommandTable.Build([command], ["/"]);
        return async () =>
        {
            table.TryMatch("/run", out var match);
            var since = Stopwatch.GetTimestamp();
            await command.InvokeAsync(match, PluginHost.Message("1", "/run"), default);
            return Stopwatch.GetElapsedTime(since).TotalMilliseconds;
        };
    }

    private static async Task<int> ChildAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, arguments))!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);
}
