using System.Globalization;

namespace QQBotKit.Api.Wire;

/// <summary>A moment as Go writes it where nobody chose a format: <c>2024-11-20 10:03:01.123456789 +0800 CST m=+0.01</c>. Some guild objects have it.</summary>
internal static class GoTime
{
    private const int MostDigits = 7; // of a second; Go has nine

    public static bool TryParse(ReadOnlySpan<char> text, out DateTimeOffset moment)
    {
        moment = default;
        Span<Range> parts = stackalloc Range[4];
        if (text.Split(parts, ' ') < 3)
        {
            return false;
        }

        var time = text[parts[1]];
        if (time.IndexOf('.') is >= 0 and var point && time.Length > point + 1 + MostDigits)
        {
            time = time[..(point + 1 + MostDigits)];
        }

        return DateTimeOffset.TryParseExact(
            $"{text[parts[0]]} {time} {text[parts[2]]}", "yyyy-MM-dd HH:mm:ss.FFFFFFF zzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out moment);
    }
}
