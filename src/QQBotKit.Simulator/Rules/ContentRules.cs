using System.Buffers;
using System.Text.Json;
using System.Text.RegularExpressions;
using QQBotKit.Simulator.Accounts;
using QQBotKit.Simulator.Rest;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Rules;

/// <summary>What texts and markdown of bots may hold.</summary>
internal static partial class ContentRules
{
    private const int LongestCommand = 100;

    // What stands for itself in markdown would be read as markdown once it is filled in.
    private static readonly SearchValues<string> MarkdownSyntax = SearchValues.Create(["**", "__", "~~", "](", "```", "![", "***"], StringComparison.Ordinal);

    /// <summary>Checks a text, or the text of markdown.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isMarkdown">Whether command tags mean something in it.</param>
    /// <param name="target">Where it goes.</param>
    /// <param name="most">How many characters it may have; null for any number.</param>
    public static PlatformError? CheckText(string? text, bool isMarkdown, Conversation target, int? most) => text switch
    {
        null or "" => null,
        _ when text.Length > most && text.EnumerateRunes().Count() > most => PlatformError.TextTooLong,
        _ when isMarkdown && text.Contains("<qqbot-cmd-", StringComparison.Ordinal) => CommandTags().Matches(text).Select(tag => CheckTag(tag, target)).FirstOrDefault(static wrong => wrong is not null),
        _ => null,
    };

    /// <summary>Checks markdown: its own text, or a template with what fills it.</summary>
    public static PlatformError? CheckMarkdown(JsonElement markdown)
    {
        var hasContent = Text(markdown, "content") is { Length: > 0 };
        var hasTemplate = Text(markdown, "custom_template_id") is { Length: > 0 }
            || markdown.TryGetProperty("template_id", out var id) && id is { ValueKind: JsonValueKind.Number } && id.TryGetInt64(out var number) && number != 0;
        return (hasContent, hasTemplate) switch
        {
            (true, true) => PlatformError.MarkdownForms,
            (false, false) => PlatformError.MarkdownEmpty,
            (false, true) when markdown.TryGetProperty("params", out var parameters) && parameters.ValueKind == JsonValueKind.Array =>
                parameters.EnumerateArray().SelectMany(ValuesOf).Select(CheckParameter).FirstOrDefault(static wrong => wrong is not null),
            _ => null,
        };
    }

    /// <summary>Whether a text has an address of a host that is not registered for the bot. A name without http:// or https:// is no address.</summary>
    public static bool HasForeignAddress(ReadOnlySpan<char> text, Bot bot)
    {
        while (text.IndexOf("://", StringComparison.Ordinal) is >= 0 and var at)
        {
            var before = text[..at];
            var isWeb = before.EndsWith("http", StringComparison.OrdinalIgnoreCase) || before.EndsWith("https", StringComparison.OrdinalIgnoreCase);
            text = text[(at + 3)..];
            var end = text.IndexOfAnyExcept(HostLetters);
            var host = end < 0 ? text : text[..end];
            if (isWeb && !host.IsEmpty && !bot.MayLinkTo(host))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether any text in a part of a message has one. What is no part at all has none.</summary>
    public static bool HasForeignAddress(JsonElement part, Bot bot) => part.ValueKind switch
    {
        JsonValueKind.String => HasForeignAddress(part.GetString(), bot),
        JsonValueKind.Object => part.EnumerateObject().Any(field => HasForeignAddress(field.Value, bot)),
        JsonValueKind.Array => part.EnumerateArray().Any(item => HasForeignAddress(item, bot)),
        _ => false,
    };

    private static readonly SearchValues<char> HostLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-");

    private static PlatformError? CheckTag(Match tag, Conversation target)
    {
        if (tag.Groups["kind"].ValueSpan is "enter" && target is not C2CChat)
        {
            return PlatformError.CommandTagRefused;
        }

        var attributes = Attributes().Matches(tag.Groups["rest"].Value).ToDictionary(static one => one.Groups["name"].Value, static one => Uri.UnescapeDataString(one.Groups["value"].Value));
        return !attributes.TryGetValue("text", out var text) || text.Length == 0 ? PlatformError.CommandUnparsable
            : Length(text) > LongestCommand || attributes.TryGetValue("show", out var show) && Length(show) > LongestCommand ? PlatformError.CommandTooLong
            : null;
    }

    private static int Length(string text) => text.EnumerateRunes().Count();

    private static IEnumerable<string?> ValuesOf(JsonElement parameter) =>
        parameter.ValueKind == JsonValueKind.Object && parameter.TryGetProperty("values", out var values) && values.ValueKind == JsonValueKind.Array
            ? values.EnumerateArray().Select(static value => value.ValueKind == JsonValueKind.String ? value.GetString() : null).DefaultIfEmpty(null)
            : [null];

    private static PlatformError? CheckParameter(string? value) => value switch
    {
        null or "" => PlatformError.ParameterEmpty,
        _ when value.AsSpan().IndexOfAny('\n', '\r') >= 0 => PlatformError.ParameterBreaksLine,
        _ when value.AsSpan().ContainsAny(MarkdownSyntax) => PlatformError.ParameterIsMarkdown,
        _ => null,
    };

    private static string? Text(JsonElement markdown, string name) =>
        markdown.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    [GeneratedRegex("<qqbot-cmd-(?<kind>enter|input)(?<rest>[^>]*)>", RegexOptions.CultureInvariant)]
    private static partial Regex CommandTags();

    [GeneratedRegex("""(?<name>[a-z]+)="(?<value>[^"]*)"\s*""", RegexOptions.CultureInvariant)]
    private static partial Regex Attributes();
}
