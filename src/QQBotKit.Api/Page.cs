using System.Runtime.CompilerServices;

namespace QQBotKit.Api;

/// <summary>One page of a list.</summary>
/// <param name="Items">What is on it.</param>
/// <param name="Next">Where the next page begins, to be passed on as it is; null on the last page.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>All pages of a list, one after another. A platform that never says that it has come to the end is not followed in circles.</summary>
internal static class Paging
{
    /// <summary>Follows the borders that the pages give. The platform may repeat entries: each comes once.</summary>
    /// <param name="read">Reads the page at a border; null is the first.</param>
    /// <param name="id">The id of an entry.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async IAsyncEnumerable<T> FollowAsync<T>(
        Func<string?, CancellationToken, Task<Page<T>>> read, Func<T, string> id, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        HashSet<string> seen = [], borders = [];
        for (string? at = null; ;)
        {
            var page = await read(at, cancellationToken).ConfigureAwait(false);
            foreach (var item in page.Items.Where(item => seen.Add(id(item))))
            {
                yield return item;
            }

            if (page.Next is null || !borders.Add(page.Next))
            {
                yield break;
            }

            at = page.Next;
        }
    }

    /// <summary>Asks for what lies behind an id until there is nothing new. The platform may repeat entries: each comes once.</summary>
    /// <param name="start">The first border.</param>
    /// <param name="read">Reads the page behind a border.</param>
    /// <param name="id">The id of an entry.</param>
    /// <param name="last">Which of the new entries the next page begins behind; null is the last one.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async IAsyncEnumerable<T> BehindAsync<T>(
        string? start,
        Func<string?, CancellationToken, Task<IReadOnlyList<T>>> read,
        Func<T, string> id,
        Func<IEnumerable<T>, T>? last = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        HashSet<string> seen = [];
        for (var at = start; ;)
        {
            var page = await read(at, cancellationToken).ConfigureAwait(false);
            var news = page.Where(item => seen.Add(id(item))).ToList();
            if (news.Count == 0)
            {
                yield break;
            }

            foreach (var item in news)
            {
                yield return item;
            }

            at = id(last is null ? news[^1] : last(news));
        }
    }
}
