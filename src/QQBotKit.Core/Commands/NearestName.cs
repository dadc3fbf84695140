namespace QQBotKit.Core.Commands;

/// <summary>Finds what a mistyped name may have meant.</summary>
internal static class NearestName
{
    private const int LongestName = 64;

    /// <summary>Finds the name that is nearest to the first words of a text.</summary>
    /// <returns>Null where no name is near: a third of its letters may be wrong, but at least one, and never all.</returns>
    public static string? To(ReadOnlySpan<char> text, IEnumerable<string> names)
    {
        string? nearest = null;
        var best = int.MaxValue;
        Span<char> typed = stackalloc char[LongestName];
        foreach (var name in names)
        {
            var allowed = Math.Max(1, name.Length / 3);
            var words = FirstWords(text, name.AsSpan().Count(' ') + 1, typed);
            if (name.Length > 1 && name.Length <= LongestName && Math.Abs(words.Length - name.Length) <= allowed)
            {
                var distance = EditDistance.Between(words, name);
                if (distance <= allowed && distance < best)
                {
                    (nearest, best) = (name, distance);
                }
            }
        }

        return nearest;
    }

    private static ReadOnlySpan<char> FirstWords(ReadOnlySpan<char> text, int count, Span<char> buffer)
    {
        var length = 0;
        for (; count > 0 && !(text = text.TrimStart()).IsEmpty; count--)
        {
            var word = text[..WordReader.EndOfWord(text)];
            if (length + 1 + word.Length > buffer.Length)
            {
                return [];
            }

            if (length > 0)
            {
                buffer[length++] = ' ';
            }

            word.CopyTo(buffer[length..]);
            length += word.Length;
            text = text[word.Length..];
        }

        return buffer[..length];
    }
}
