using System.Text;

namespace QQBotKit.Core.Scripts;

/// <summary>Shows a place of a script: its line, and a caret below it.</summary>
internal static class Excerpt
{
    private const string Indent = "    ";

    // Longer lines are cut around the place, so that the caret stays under it in a window of the usual width.
    private const int Longest = 100;

    /// <param name="line">The line as it stands in the file.</param>
    /// <param name="column">The place in it, from 1.</param>
    public static string Of(string line, int column)
    {
        var at = Math.Clamp(column - 1, 0, line.Length);
        var start = Math.Min(line.Length - line.TrimStart().Length, at);
        if (at - start > Longest / 2 && line.Length - start > Longest)
        {
            start = at - Longest / 2;
        }

        var shown = line[start..].TrimEnd();
        if (shown.Length > Longest)
        {
            shown = shown[..Longest];
        }

        var before = new StringBuilder();
        foreach (var letter in line.AsSpan(start, at - start))
        {
            before.Append(letter == '\t' ? "\t" : IsWide(letter) ? "  " : char.IsLowSurrogate(letter) ? "" : " ");
        }

        return $"{Indent}{shown}{Environment.NewLine}{Indent}{before}^";
    }

    /// <summary>Whether a terminal gives the letter two columns: those of Chinese, Japanese and Korean, full-width forms, and most emoji.</summary>
    private static bool IsWide(char letter) => letter is
        (>= '\u1100' and <= '\u115F') or (>= '\u2E80' and <= '\uA4CF') or (>= '\uAC00' and <= '\uD7A3')
        or (>= '\uF900' and <= '\uFAFF') or (>= '\uFE30' and <= '\uFE6F') or (>= '\uFF00' and <= '\uFF60')
        or (>= '\uFFE0' and <= '\uFFE6') or (>= '\uD83C' and <= '\uD83E');
}
