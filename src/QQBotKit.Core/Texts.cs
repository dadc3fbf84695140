using System.Globalization;

namespace QQBotKit.Core;

/// <summary>
/// The language of what users read. Every text is written down in both languages at the place that says it,
/// so that neither can be incomplete.
/// </summary>
internal sealed class Texts(CultureInfo culture)
{
    private readonly bool _chinese = culture.TwoLetterISOLanguageName == "zh";

    /// <summary>The texts in the language of the machine.</summary>
    public static Texts OfMachine { get; } = new(CultureInfo.CurrentUICulture);

    /// <summary>The language to ask .NET's own parts for, such as the compiler.</summary>
    public CultureInfo Culture => _chinese ? CultureInfo.GetCultureInfo("zh-Hans") : CultureInfo.InvariantCulture;

    public string Of(string english, string chinese) => _chinese ? chinese : english;
}
