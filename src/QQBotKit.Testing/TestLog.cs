using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace QQBotKit.Testing;

/// <summary>A line of the log.</summary>
/// <param name="Level">How bad it is.</param>
/// <param name="Category">Who wrote it: <c>plugin.NAME</c> or <c>script.NAME</c> for what a plugin or script logs, names of the runtime for all else.</param>
/// <param name="Text">What it says, with the exception where there is one.</param>
public sealed record LogLine(LogLevel Level, string Category, string Text)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Level} {Category}: {Text}";
}

/// <summary>Keeps what the bot logs.</summary>
internal sealed class TestLog : ILoggerProvider
{
    private readonly ConcurrentQueue<LogLine> _lines = new();

    public IReadOnlyList<LogLine> Lines => [.. _lines];

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(TestLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var text = formatter(state, exception);
            log._lines.Enqueue(new LogLine(logLevel, category, exception is null ? text : $"{text}{Environment.NewLine}{exception}"));
        }
    }
}
