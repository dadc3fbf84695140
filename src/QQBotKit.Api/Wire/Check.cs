using System.Runtime.CompilerServices;

namespace QQBotKit.Api.Wire;

/// <summary>
/// The platform's limits that are numbers, checked before anything is sent: the platform's own refusal does not say which field it means. Each check
/// gives back what it was given.
/// </summary>
internal static class Check
{
    /// <summary>A number between two others.</summary>
    public static int? Between(int? value, int least, int most, [CallerArgumentExpression(nameof(value))] string? name = null) =>
        value is null || (value >= least && value <= most)
            ? value
            : throw new ArgumentOutOfRangeException(name, value, Text($"It must be from {least} to {most}."));

    /// <summary>A list of at least one and not too many entries.</summary>
    /// <param name="list">The list; null is none.</param>
    /// <param name="most">How many it may have.</param>
    /// <param name="advice">What to do with more, as a sentence.</param>
    /// <param name="name">What it is.</param>
    public static IReadOnlyList<T>? Few<T>(IReadOnlyList<T>? list, int most, string advice, [CallerArgumentExpression(nameof(list))] string? name = null) =>
        list?.Count switch
        {
            null => null,
            0 => throw new ArgumentException("It is empty: leave the call out.", name),
            var count when count > most => throw new ArgumentException(Text($"It has {count} entries, and {most} are the most. {advice}"), name),
            _ => list,
        };

    /// <summary>A text that is not too long.</summary>
    public static string? Short(string? text, int most, [CallerArgumentExpression(nameof(text))] string? name = null) =>
        text is null || text.Length <= most
            ? text
            : throw new ArgumentException(Text($"It has {text.Length} characters, and {most} are the most: shorten \"{text}\"."), name);

    /// <summary>A text that is not too wide: a Chinese character counts as two.</summary>
    public static string? Narrow(string? text, int most, [CallerArgumentExpression(nameof(text))] string? name = null) =>
        text is null || Width(text) <= most
            ? text
            : throw new ArgumentException(
                Text($"It is {Width(text)} wide, and {most} is the most, where a Chinese character counts as 2: shorten \"{text}\"."), name);

    /// <summary>A link that the platform takes.</summary>
    public static string? Https(string? link, [CallerArgumentExpression(nameof(link))] string? name = null) =>
        link is null || link.StartsWith("https://", StringComparison.Ordinal)
            ? link
            : throw new ArgumentException($"A link must start with https://, and this is \"{link}\".", name);

    private static int Width(string text)
    {
        var width = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            width += rune.IsAscii ? 1 : 2;
        }

        return width;
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
