using System.Text.Json;

namespace QQBotKit.Host.Replay;

/// <summary>All texts and numbers of a value, wherever they stand in it.</summary>
internal static class JsonStrings
{
    public static IEnumerable<string> In(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(property => In(property.Value)),
        JsonValueKind.Array => value.EnumerateArray().SelectMany(In),
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Number => [value.GetRawText()],
        _ => [],
    };
}
