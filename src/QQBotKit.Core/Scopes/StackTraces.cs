namespace QQBotKit.Core.Scopes;

/// <summary>Keeps stack traces readable: that of calls without an end has thousands of lines, all alike.</summary>
internal static class StackTraces
{
    private const int Most = 60;
    private const int Last = 15;

    /// <summary>The text with its middle left out where it is too long.</summary>
    public static string Shortened(string text)
    {
        var lines = text.Split('\n');
        return lines.Length <= Most
            ? text
            : string.Join('\n', [.. lines[..(Most - Last)], $"   … {lines.Length - Most} more lines …", .. lines[^Last..]]);
    }
}
