using System.Diagnostics.CodeAnalysis;

namespace QQBotKit.Core.Tests.Commands;

internal enum Side
{
    Left,
    Right,
}

/// <summary>Read from a string only.</summary>
internal sealed record Place(string Name) : IParsable<Place>
{
    public string Shout(string text) => $"{Name}: {text}!";

    public static Place Parse(string s, IFormatProvider? provider) => new(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out Place result)
    {
        result = s is null ? null : new(s);
        return result is not null;
    }
}

/// <summary>Read from a span.</summary>
internal readonly record struct Dice(int Count, int Sides) : ISpanParsable<Dice>
{
    public static Dice Parse(string s, IFormatProvider? provider) => Parse(s.AsSpan(), provider);

    public static Dice Parse(ReadOnlySpan<char> s, IFormatProvider? provider) =>
        TryParse(s, provider, out var dice) ? dice : throw new FormatException();

    public static bool TryParse(string? s, IFormatProvider? provider, out Dice result) => TryParse(s.AsSpan(), provider, out result);

    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out Dice result)
    {
        var d = s.IndexOf('d');
        result = default;
        if (d <= 0 || !int.TryParse(s[..d], provider, out var count) || !int.TryParse(s[(d + 1)..], provider, out var sides))
        {
            return false;
        }

        result = new(count, sides);
        return true;
    }
}
