using System.Text.RegularExpressions;

namespace QQBotKit.Core.Delivery;

/// <summary>
/// Writes plain text so that it arrives as it is: nothing in it becomes a mention or another token of the platform.
/// Platform pages: server-inter/message/trans.
/// </summary>
internal static partial class OutgoingText
{
    public static string For(Scene scene, string text) => scene switch
    {
        Scene.Channel or Scene.Direct => Escape(text),
        _ => text.Contains('<', StringComparison.Ordinal) ? Tokens().Replace(text, "<\u200B") : text,
    };

    // Guilds undo exactly these three; the ampersand first, or the others would be escaped twice.
    private static string Escape(string text) => text.AsSpan().IndexOfAny("&<>@") < 0
        ? text
        : text.Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal)
            .Replace("@everyone", "@\u200Beveryone", StringComparison.Ordinal);

    // Groups and C2C have no escape; a zero-width space inside the token is the accepted way.
    [GeneratedRegex("<(?=@|qqbot-)", RegexOptions.CultureInvariant)]
    private static partial Regex Tokens();
}
