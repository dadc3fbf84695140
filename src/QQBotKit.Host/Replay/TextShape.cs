using System.Text.RegularExpressions;
using QQBotKit.Core.Recording;

namespace QQBotKit.Host.Replay;

/// <summary>A text as far as a recording tells it: an id in it may be another one, and without its words it is its shape.</summary>
internal static partial class TextShape
{
    public static string Of(string text, RecordedTexts texts)
    {
        text = Query().Replace(text, "$1?…");
        text = Word().Replace(text, word => Pseudonyms.LooksLikeId(word.Value) ? "…" : word.Value);
        return texts == RecordedTexts.Keep ? text : Mask.ShapeOf(text);
    }

    [GeneratedRegex(@"(https?://[^\s?]+)\?\S+")]
    private static partial Regex Query();

    [GeneratedRegex("[A-Za-z0-9_-]+")]
    private static partial Regex Word();
}
