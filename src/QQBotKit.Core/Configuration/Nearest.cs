namespace QQBotKit.Core.Configuration;

/// <summary>Finds what somebody meant to write.</summary>
internal static class Nearest
{
    /// <summary>The candidate nearest to a word by edit distance, or the only one that begins with it; null if none is near.</summary>
    public static string? To(string word, IEnumerable<string> candidates)
    {
        var written = Normalize(word);
        var all = candidates.ToList();
        var (best, distance) = all
            .Select(candidate => (candidate, Distance(written, Normalize(candidate))))
            .DefaultIfEmpty((null!, int.MaxValue))
            .MinBy(pair => pair.Item2);

        // A third of the letters may be wrong, so that a short word is not "near" to every other short word.
        if (distance <= Math.Max(1, written.Length / 3))
        {
            return best;
        }

        return written.Length > 1 && all.FindAll(candidate => candidate.StartsWith(written, StringComparison.OrdinalIgnoreCase)) is [var only]
            ? only
            : null;
    }

    // appId, app-id and app_id are the same word in other people's habits.
    private static string Normalize(string word) =>
        string.Concat(word.Where(letter => letter is not ('_' or '-')).Select(char.ToLowerInvariant));

    /// <summary>How many letters must be added, removed, replaced or swapped with their neighbour.</summary>
    private static int Distance(string from, string to)
    {
        var rows = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
        {
            for (var j = 0; j <= to.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    rows[i, j] = i + j;
                    continue;
                }

                var replaced = rows[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                rows[i, j] = Math.Min(replaced, Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1);
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                {
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
                }
            }
        }

        return rows[from.Length, to.Length];
    }
}
