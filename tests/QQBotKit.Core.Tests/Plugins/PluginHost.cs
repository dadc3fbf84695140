using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using QQBotKit.Core.Configuration;
using QQBotKit.Core.Dispatch;
using QQBotKit.Core.Plugins;
using QQBotKit.Core.Rest;
using QQBotKit.Core.Scopes;
using QQBotKit.Core.Storage;

namespace QQBotKit.Core.Tests.Plugins;

/// <summary>A real bot without a platform, and the plugins of a folder on it.</summary>
internal sealed class PluginHost : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("qqbot-plugins-");
    private readonly Database _database;
    private readonly FaultLog _faults = new();
    private readonly Dispatcher _dispatcher;
    private int _messages;

    /// <param name="time">The clock of the host; null is the system's.</param>
    /// <param name="clock">The clock of the folder; null is the same.</param>
    /// <param name="logs">Where the host logs.</param>
    public PluginHost(TimeProvider? time = null, FakeTimeProvider? clock = null, ILoggerFactory? logs = null)
    {
        var texts = new Texts(CultureInfo.InvariantCulture);
        time ??= TimeProvider.System;
        logs ??= NullLoggerFactory.Instance;
        var settings = new QQBotSettings
        {
            Bots = new() { ["main"] = new() { AppId = "1", Secret = "s", Platform = Platform.Production } },
            Storage = new() { Path = Path.Combine(_folder.FullName, "data") },
        };
        _database = new Database(settings.Storage.Path, texts);
        Bot = new Bot(
            "main", settings, PlatformHosts.Of(settings.Bots["main"]), _database, Inbox.InMemory(NullLogger.Instance), TimeProvider.System, logs, texts);
        Source = new PluginSource(
            Path.Combine(_folder.FullName, "plugins"), settings.Storage.Path, [], texts, clock ?? time, logs.CreateLogger<PluginSource>());
        Extensions = new ExtensionHost([Source], (kind, name) => [Bot.CreateScope(kind, name)], [Bot.Registry], time, logs, texts);
        _dispatcher = new Dispatcher(Bot.Registry, UnknownCommand.Silent, texts, _faults);
    }

    public Bot Bot { get; }

    public PluginSource Source { get; }

    public ExtensionHost Extensions { get; }

    /// <summary>The folder of a plugin.</summary>
    public string this[string plugin] => Path.Combine(Source.Root, plugin);

    /// <summary>Somebody says something.</summary>
    /// <exception cref="InvalidOperationException">A handler failed.</exception>
    public async Task SayAsync(string text)
    {
        await _dispatcher.HandleAsync(new MessageReceived
        {
            Type = "GROUP_AT_MESSAGE_CREATE",
            Id = $"{Interlocked.Increment(ref _messages)}",
            Sender = new Sender("someone", ""),
            Text = text,
            Content = text,
            Conversation = Target.Group("group"),
        });
        if (_faults.Last is { } fault)
        {
            throw new InvalidOperationException(fault);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Extensions.DisposeAsync();
        await Bot.DisposeAsync();
        await _database.DisposeAsync();
        _folder.Delete(recursive: true);
    }

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
