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
            .Select(candidate => (candidate, EditDistance.Between(written, Normalize(candidate))))
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
        string.Concat(word.Where(letter => letter is not ('_' or '-')));
}
