namespace QQBotKit.Core.Commands;

/// <summary>The names of a command as its author writes them: <c>"roll|掷骰"</c>, <c>"guild ban|guild kick"</c>.</summary>
internal static class CommandNames
{
    /// <summary>Splits the names; the words of each are then separated by one blank.</summary>
    /// <exception cref="ArgumentException">A name is empty or holds a control character.</exception>
    public static IReadOnlyList<string> Parse(string names)
    {
        ArgumentNullException.ThrowIfNull(names);
        List<string> parsed = [];
        foreach (var name in names.Split('|'))
        {
            var words = name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0)
            {
                throw new ArgumentException(
                    $"\"{Visible(names)}\" has an empty command name: write names such as \"roll|掷骰\" or \"guild ban\".");
            }

            if (name.Any(char.IsControl))
            {
                throw new ArgumentException(
                    $"The command name \"{Visible(name)}\" of \"{Visible(names)}\" holds a control character.");
            }

            var normalised = string.Join(' ', words);
            if (!parsed.Contains(normalised, StringComparer.OrdinalIgnoreCase))
            {
                parsed.Add(normalised);
            }
        }

        return parsed;
    }

    private static string Visible(string text) =>
        string.Concat(text.Select(c => char.IsControl(c) ? $"\\u{(int)c:X4}" : c.ToString()));
}
