using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using QQBotKit.Core.Capabilities;
using QQBotKit.Core.Configuration;
using QQBotKit.Core.Dispatch;
using QQBotKit.Core.Plugins;
using QQBotKit.Core.Rest;
using QQBotKit.Core.Scopes;
using QQBotKit.Core.Scripts;
using QQBotKit.Core.Storage;

namespace QQBotKit.Core.Tests.Plugins;

/// <summary>A real bot without a platform, and the plugins and scripts of a folder on it.</summary>
internal sealed class PluginHost : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly bool _keepsFolder;
    private readonly Database _database;
    private readonly FaultLog _faults = new();
    private readonly HandlerWatch _watch;
    private readonly Dispatcher _dispatcher;
    private readonly FakeTimeProvider? _clock;
    private int _messages;

    /// <summary>Looks at the folder until what lies there is settled.</summary>
    public async Task LookAsync()
    {
        while (await Extensions.LookAsync(Source, default))
        {
            _clock!.Advance(PluginSource.Settle);
        }
    }

    /// <param name="time">The clock of the host; null is the system's.</param>
    /// <param name="clock">The clock of the folder; null is the same.</param>
    /// <param name="logs">Where the host logs.</param>
    /// <param name="folder">The folder, which is kept then; null is one of its own.</param>
    /// <param name="plugins">What the owner says of plugins; null is nothing.</param>
    /// <param name="packages">What scripts may do with packages; null is nothing.</param>
    /// <param name="platform">Where messages go; null is nowhere.</param>
    public PluginHost(TimeProvider? time = null, FakeTimeProvider? clock = null, ILoggerFactory? logs = null, DirectoryInfo? folder = null, PackageSettings? packages = null, PluginSettings? plugins = null,
        Uri? platform = null)
    {
        _keepsFolder = folder is not null;
        _folder = folder ?? Directory.CreateTempSubdirectory("qqbot-plugins-");
        var texts = new Texts(CultureInfo.InvariantCulture);
        time ??= TimeProvider.System;
        logs ??= NullLoggerFactory.Instance;
        var settings = new QQBotSettings
        {
            Bots = new() { ["main"] = new() { AppId = "1", Secret = "s", Platform = Platform.Production, ApiUrl = platform, TokenUrl = platform } },
            Storage = new() { Path = Path.Combine(_folder.FullName, "data") },
        };
        _database = new Database(settings.Storage.Path, texts);
        Bot = new Bot(
            "main", settings, PlatformHosts.Of(settings.Bots["main"]), _database, Inbox.InMemory(NullLogger.Instance), TimeProvider.System, logs, texts, Switches);
        _clock = clock;
        Source = new PluginSource(
            Path.Combine(_folder.FullName, "plugins"), settings.Storage.Path, [], texts, clock ?? time, logs.CreateLogger<PluginSource>(), AssembliesOf);
        Scripts = new ScriptSource(
            new ScriptSettings
            {
                Path = Path.Combine(_folder.FullName, "scripts"),
                Cache = Path.Combine(settings.Storage.Path, "scripts"),
                Packages = packages ?? new PackageSettings(),
            },
            AssembliesOf, time, texts, logs.CreateLogger<ScriptSource>());
        var capabilities = new CapabilityPolicy(plugins ?? new PluginSettings(), settings.Storage.Path, logs.CreateLogger<CapabilityPolicy>());
        Extensions = new ExtensionHost([Source, Scripts], (kind, name) => [Bot.CreateScope(kind, name)], [Bot.Registry], time, logs, texts)
        {
            Permits = capabilities.Of,
            Published = capabilities.Show,
        };
        _watch = new HandlerWatch(time, texts);
        _dispatcher = new Dispatcher(Bot.Registry, settings.Commands, new AuthorCode(_watch, texts, _faults), Bot.Clicks, texts);
    }

    public Bot Bot { get; }

    public PluginSource Source { get; }

    public ScriptSource Scripts { get; }

    public Switches Switches { get; } = Switches.InMemory();

    public ExtensionHost Extensions { get; }

    /// <summary>The folder of a plugin.</summary>
    public string this[string plugin] => Path.Combine(Source.Root, plugin);

    /// <summary>Writes a script, or a part of one.</summary>
    public void WriteScript(string file, string text)
    {
        var path = Path.Combine(Scripts.Root, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    /// <summary>What a command answers; null where there is no such command.</summary>
    public async Task<string?> AskAsync(string text) => Bot.Registry.Current.Commands.TryMatch(text, out var match)
        ? (await match.Command.InvokeAsync(match, Message("asked", text), default)).Reply?.Text
        : null;

    /// <summary>Somebody says something.</summary>
    /// <exception cref="InvalidOperationException">A handler failed.</exception>
    public Task SayAsync(string text) => HandleAsync(Message($"{Interlocked.Increment(ref _messages)}", text));

    /// <summary>Handles an event.</summary>
    /// <exception cref="InvalidOperationException">A handler failed.</exception>
    public async Task HandleAsync(BotEvent e)
    {
        await _dispatcher.HandleAsync(e);
        if (_faults.Last is { } fault)
        {
            throw new InvalidOperationException(fault);
        }
    }

    /// <summary>A message in a group.</summary>
    public static MessageReceived Message(string id, string text, string group = "group") => new()
    {
        Type = "GROUP_AT_MESSAGE_CREATE",
        EventId = id,
        Id = id,
        Sender = new Sender("someone", ""),
        Text = text,
        Content = text,
        Conversation = Target.Group(group),
    };

    public async ValueTask DisposeAsync()
    {
        await Extensions.DisposeAsync();
        await Bot.DisposeAsync();
        _watch.Dispose();
        await _database.DisposeAsync();
        if (!_keepsFolder)
        {
            _folder.Delete(recursive: true);
        }
    }

    private PluginAssemblies? AssembliesOf(string plugin) => (Extensions?.LiveOf(ExtensionKind.Plugin, plugin) as PluginExtension)?.Assemblies;

    private sealed class FaultLog : ILogger
    {
        public string? Last { get; private set; }

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel >= LogLevel.Warning)
            {
                Last = $"{formatter(state, exception)} {exception}";
            }
        }
    }
}
