using System.Globalization;

namespace QQBotKit.Simulator.Rest;

/// <summary>One page of a list: what a caller gets, and the cursor of the next page, which is empty behind the last.</summary>
internal readonly record struct Page<T>(IReadOnlyList<T> Items, string Next)
{
    public bool IsLast => Next.Length == 0;
}

internal static class Page
{
    /// <summary>Cuts the page that the query's <c>cursor</c> and <c>limit</c> ask for.</summary>
    /// <param name="call">The call.</param>
    /// <param name="items">The whole list.</param>
    /// <param name="standard">The size of a page when the caller names none.</param>
    /// <param name="max">The largest size.</param>
    public static Page<T> Of<T>(Call call, IReadOnlyList<T> items, int standard, int max)
    {
        var query = call.Http.Request.Query;
        var start = int.TryParse(query["cursor"], NumberStyles.None, CultureInfo.InvariantCulture, out var cursor) ? Math.Min(cursor, items.Count) : 0;
        var limit = int.TryParse(query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) ? Math.Clamp(wanted, 1, max) : standard;
        var end = Math.Min(start + limit, items.Count);
        return new([.. items.Skip(start).Take(limit)], end == items.Count ? "" : end.ToString(CultureInfo.InvariantCulture));
    }
}
