using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using QQBotKit.Core.Configuration;
using QQBotKit.Core.Scopes;

namespace QQBotKit.Host;

/// <summary>One line for each entry: the time, the level, where it comes from, what happened; a stack trace below it.</summary>
internal sealed class LineFormatter() : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "qqbot";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var category = logEntry.Category.AsSpan();
        textWriter.Write(DateTime.Now.ToString("HH:mm:ss ", CultureInfo.InvariantCulture));
        textWriter.Write(logEntry.LogLevel switch
        {
            LogLevel.Trace => "trce ",
            LogLevel.Debug => "dbug ",
            LogLevel.Information => "info ",
            LogLevel.Warning => "warn ",
            LogLevel.Error => "fail ",
            _ => "crit ",
        });
        if (!category.StartsWith("QQBotKit."))
        {
            textWriter.Write(category);
            textWriter.Write(": ");
        }

        textWriter.WriteLine(logEntry.Formatter(logEntry.State, logEntry.Exception));
        if (logEntry.Exception is { } exception)
        {
            textWriter.WriteLine(StackTraces.Shortened(exception.ToString()));
        }
    }
}

/// <summary>What the host writes on the console.</summary>
internal static class ConsoleLog
{
    public static void AddLines(this ILoggingBuilder logging, LoggingSettings settings)
    {
        logging.AddConsole(console => console.FormatterName = LineFormatter.FormatterName);
        logging.AddConsoleFormatter<LineFormatter, ConsoleFormatterOptions>();
        logging.SetMinimumLevel(settings.Level);
        logging.AddFilter("Microsoft", settings.Level > LogLevel.Warning ? settings.Level : LogLevel.Warning);

        // What stops the start is explained by StartProblem.
        logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        foreach (var (category, level) in settings.Levels)
        {
            logging.AddFilter(category, level);
        }
    }
}
