using System.Globalization;

namespace QQBotKit.Api;

/// <summary>A file cannot be sent as it is, or could not be uploaded. The text says why, and what to do.</summary>
/// <param name="text">The text, in both languages.</param>
/// <param name="innerException">What was in the way.</param>
public sealed class MediaException(BothLanguages text, Exception? innerException = null) : Exception(null, innerException)
{
    /// <summary>Why, and what to do, in both languages.</summary>
    public BothLanguages Text { get; } = text;

    /// <summary>Why, and what to do.</summary>
    public override string Message => Describe(CultureInfo.CurrentUICulture);

    /// <summary><see cref="Message"/> in the language of <paramref name="culture"/>: Chinese or English.</summary>
    public string Describe(CultureInfo culture) => Text.In(culture);
}
