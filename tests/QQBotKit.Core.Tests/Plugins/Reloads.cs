using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using QQBotKit.Core.Scopes;

namespace QQBotKit.Core.Tests.Plugins;

/// <summary>Reloads plugins of all kinds as fast as it can, and lets each version work before it is replaced.</summary>
/// <param name="time">The clock of the host; null is the system's.</param>
/// <param name="logs">Where the host logs.</param>
internal sealed class Reloads(TimeProvider? time = null, ILoggerFactory? logs = null) : IAsyncDisposable
{
    // What a kind brings along.
    private static readonly Dictionary<string, string[]> Libraries = new()
    {
        ["Calls"] = ["QQBotKit.Api.dll"],
        ["Sqlite"] = ["Microsoft.Data.Sqlite.dll", "SQLitePCLRaw.core.dll", "SQLitePCLRaw.batteries_v2.dll", "SQLitePCLRaw.provider.e_sqlite3.dll"],
    };

    private readonly Dictionary<string, byte[][]> _versions = [];
    private readonly List<WeakReference> _contexts = [];
    private PluginHost? _host;

    /// <summary>The plugins that leave nothing behind.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["Plain", "Timers", "Http", "Json", "Services", "Sqlite", "Background", "Forgetful", "Calls"];

    public UnloadWatch Unloads => Host.Extensions.Unloads;

    private PluginHost Host => _host ??= new PluginHost(time, new FakeTimeProvider(), logs);

    /// <summary>How many of the versions that were loaded so far are in memory.</summary>
    public int CountAlive() => _contexts.Count(context => context.IsAlive);

    /// <summary>Loads one version of a plugin after another, and removes the last one.</summary>
    public async Task RunAsync(string kind, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await ReloadAsync(kind, i);
        }

        Directory.Delete(Host[kind], recursive: true);
        await Host.LookAsync();
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task ReloadAsync(string kind, int version)
    {
        Install(kind, version);
        await Host.LookAsync();
        if (Host.Extensions.Status().Single() is { Error: { } error })
        {
            throw new InvalidOperationException(error);
        }

        _contexts.Add(Host.Extensions.ContextOf(ExtensionKind.Plugin, kind)!);
        await Host.SayAsync("/work");
    }

    private void Install(string kind, int version)
    {
        var folder = Directory.CreateDirectory(Host[kind]).FullName;
        if (!_versions.TryGetValue(kind, out var versions))
        {
            versions = _versions[kind] = Compile(kind);
        }

        var libraries = Libraries.GetValueOrDefault(kind, []).Select(name => Path.Combine(AppContext.BaseDirectory, name));
        foreach (var file in kind == "Sqlite" ? libraries.Append(NativeSqlite()) : libraries)
        {
            if (Path.Combine(folder, Path.GetFileName(file)) is var copy && !File.Exists(copy))
            {
                File.Copy(file, copy);
            }
        }

        File.WriteAllBytes(Path.Combine(folder, kind + ".dll"), versions[version % 2]);
    }

    private static byte[][] Compile(string kind)
    {
        var code = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Plugins", "Kinds", kind + ".cs"));
        byte[][] references = [.. Libraries.GetValueOrDefault(kind, []).Select(name => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, name)))];
        return [PluginProject.Compile(kind, code, references), PluginProject.Compile(kind, code + "\ninternal static class Second;", references)];
    }

    private static string NativeSqlite() => Directory
        .EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "runtimes", RuntimeInformation.RuntimeIdentifier, "native"), "*e_sqlite3*")
        .Single();
}
