using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using QQBotKit.Core.Configuration;
using QQBotKit.Core.Dispatch;
using QQBotKit.Core.Plugins;
using QQBotKit.Core.Rest;
using QQBotKit.Core.Scopes;
using QQBotKit.Core.Storage;

namespace QQBotKit.Core.Tests.Plugins;

/// <summary>A host that reloads plugins of all kinds as fast as it can, and lets each version work before it is replaced.</summary>
internal sealed class Reloads : IAsyncDisposable
{
    private static readonly string[] OfSqlite =
    [
        "Microsoft.Data.Sqlite.dll", "SQLitePCLRaw.core.dll", "SQLitePCLRaw.batteries_v2.dll", "SQLitePCLRaw.provider.e_sqlite3.dll",
    ];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("qqbot-reloads-");
    private readonly Database _database;
    private readonly Bot _bot;
    private readonly PluginSource _source;
    private readonly ExtensionHost _host;
    private readonly Dispatcher _dispatcher;
    private readonly Dictionary<string, byte[][]> _versions = [];
    private readonly List<WeakReference> _contexts = [];
    private int _messages;

    /// <param name="time">The clock of the host.</param>
    /// <param name="logs">Where the host logs.</param>
    public Reloads(TimeProvider? time = null, ILoggerFactory? logs = null)
    {
        var texts = new Texts(CultureInfo.InvariantCulture);
        var settings = new QQBotSettings
        {
            Bots = new() { ["main"] = new() { AppId = "1", Secret = "s", Platform = Platform.Production } },
            Storage = new() { Path = _folder.FullName },
        };
        time ??= TimeProvider.System;
        logs ??= NullLoggerFactory.Instance;
        _database = new Database(_folder.FullName, texts);
        _bot = new Bot(
            "main", settings, PlatformHosts.Of(settings.Bots["main"]), _database, Inbox.InMemory(NullLogger.Instance), time, logs, texts);
        _source = new PluginSource(_folder.CreateSubdirectory("plugins").FullName, [], texts, NullLogger.Instance);
        _host = new ExtensionHost([_source], (kind, name) => [_bot.CreateScope(kind, name)], [_bot.Registry], time, logs, texts);
        _dispatcher = new Dispatcher(_bot.Registry, UnknownCommand.Silent, texts, NullLogger.Instance);
    }

    /// <summary>The plugins that leave nothing behind.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["Plain", "Timers", "Http", "Json", "Services", "Sqlite", "Background", "Forgetful"];

    public UnloadWatch Unloads => _host.Unloads;

    /// <summary>How many of the versions that were loaded so far are in memory, the one that is live not counted.</summary>
    public int CountAlive() => _contexts.Count(context => context.IsAlive);

    /// <summary>Loads one version of a plugin after another, and removes the last one.</summary>
    public async Task RunAsync(string kind, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await ReloadAsync(kind, i);
        }

        Directory.Delete(Path.Combine(_source.Root, kind), recursive: true);
        await _host.LookAsync(_source, default);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _bot.DisposeAsync();
        await _database.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task ReloadAsync(string kind, int version)
    {
        Install(kind, version);
        await _host.LookAsync(_source, default);
        if (_host.Status().Single() is { Error: { } error })
        {
            throw new InvalidOperationException(error);
        }

        _contexts.Add(_host.ContextOf(ExtensionKind.Plugin, kind)!);
        await _dispatcher.HandleAsync(new MessageReceived
        {
            Type = "GROUP_AT_MESSAGE_CREATE",
            Id = $"{++_messages}",
            Sender = new Sender("someone", ""),
            Text = "/work",
            Content = "/work",
            Conversation = Target.Group("group"),
        });
    }

    private void Install(string kind, int version)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_source.Root, kind)).FullName;
        if (!_versions.TryGetValue(kind, out var versions))
        {
            versions = _versions[kind] = Compile(kind);
        }

        foreach (var file in kind == "Sqlite" ? OfSqlite.Select(name => Path.Combine(AppContext.BaseDirectory, name)).Append(NativeSqlite()) : [])
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
        byte[][] references = kind == "Sqlite" ? [.. OfSqlite.Select(name => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, name)))] : [];
        return [PluginProject.Compile(kind, code, references), PluginProject.Compile(kind, code + "\ninternal static class Second;", references)];
    }

    private static string NativeSqlite() => Directory
        .EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "runtimes", RuntimeInformation.RuntimeIdentifier, "native"), "*e_sqlite3*")
        .Single();
}
