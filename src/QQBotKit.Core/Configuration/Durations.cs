using System.Globalization;

namespace QQBotKit.Core.Configuration;

/// <summary>Durations as people write them: <c>30s</c>, <c>5m</c>, <c>1.5h</c>, or <c>00:05:00</c>.</summary>
internal static class Durations
{
    // The longer ending first: "ms" ends in "s".
    private static readonly (string Ending, TimeSpan Unit)[] Units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)),
        ("s", TimeSpan.FromSeconds(1)),
        ("m", TimeSpan.FromMinutes(1)),
        ("h", TimeSpan.FromHours(1)),
        ("d", TimeSpan.FromDays(1)),
    ];

    /// <summary>Writes a duration in the largest unit that it is a whole number of.</summary>
    public static string Text(TimeSpan duration)
    {
        var (ending, unit) = Units.Last(unit => unit.Unit == Units[0].Unit || duration.Ticks % unit.Unit.Ticks == 0);
        return string.Create(CultureInfo.InvariantCulture, $"{duration / unit}{ending}");
    }

    /// <summary>Reads a duration. A number without a unit is refused: <see cref="TimeSpan"/> itself takes 30 for thirty days.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        foreach (var (ending, unit) in Units)
        {
            if (text.EndsWith(ending, StringComparison.Ordinal)
                && double.TryParse(text.AsSpan(0, text.Length - ending.Length), NumberStyles.Float, CultureInfo.InvariantCulture, out var count)
                && Math.Abs(count) * unit.TotalDays < TimeSpan.MaxValue.TotalDays)
            {
                duration = unit * count;
                return true;
            }
        }

        duration = default;
        return text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out duration);
    }
}
