using System.Globalization;

namespace QQBotKit.Limits;

/// <summary>One value of a file of limits, as it is written there.</summary>
/// <param name="Key">Its key, as <c>group.replies.count</c>.</param>
/// <param name="Text">What is written.</param>
/// <param name="Place">Where: <c>limits.yaml:3:5</c>.</param>
internal sealed record LimitValue(string Key, string Text, string Place)
{
    private bool IsNone => Text.Equals("none", StringComparison.OrdinalIgnoreCase);

    public TimeSpan Time() => TimeOf(Text) ?? throw Wrong("a time, as 30s, 5m, 24h or 7d", "时间，例如 30s、5m、24h 或 7d");

    public IReadOnlyList<TimeSpan> Times() => IsNone ? [] : [.. Parts().Select(
        part => TimeOf(part) ?? throw Wrong("times with commas between, as 1d, 3d, 7d", "以逗号分隔的时间，例如 1d, 3d, 7d"))];

    public int? CountOrNone() => IsNone ? null
        : Number(Text) is { } count ? count
        : throw Wrong("a number from 1, or none", "不小于 1 的整数，或 none");

    public long Size() => SizeOf(Text) ?? throw Wrong("a size, as 500K, 20M or 1G", "大小，例如 500K、20M 或 1G");

    public long? SizeOrNone() => IsNone ? null : Size();

    public IReadOnlyList<Rate> Rates() => IsNone ? [] : [.. Parts().Select(
        part => RateOf(part) ?? throw Wrong("rates with commas between, as 20/m, 1000/d, or none", "以逗号分隔的频率，例如 20/m, 1000/d，或 none"))];

    /// <summary>Says what the value should be.</summary>
    public LimitsException Wrong(string english, string chinese) => new(
        Place, $"'{Key}' is '{Text}', which is not {english}", $"“{Key}” 的值 “{Text}” 不是{chinese}");

    private string[] Parts() => Text.Split(',', StringSplitOptions.TrimEntries);

    private static TimeSpan? TimeOf(string text) => text is [.., var unit] && Unit(unit) is { } one && Number(text[..^1]) is { } count ? one * count : null;

    private static Rate? RateOf(string text) =>
        text.Split('/') is [var count, [var unit]] && Unit(unit) is { } per && Number(count) is { } most ? new Rate(most, per) : null;

    private static long? SizeOf(string text) => text is [.., var unit] && char.ToUpperInvariant(unit) switch
    {
        'K' => 1L << 10,
        'M' => 1L << 20,
        'G' => 1L << 30,
        _ => 0L,
    } is > 0 and var factor
        ? Number(text[..^1]) * factor
        : Number(text);

    private static TimeSpan? Unit(char unit) => unit switch
    {
        's' => TimeSpan.FromSeconds(1),
        'm' => TimeSpan.FromMinutes(1),
        'h' => TimeSpan.FromHours(1),
        'd' => TimeSpan.FromDays(1),
        _ => null,
    };

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
}
