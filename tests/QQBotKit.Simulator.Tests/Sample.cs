using System.Text.Json;

namespace QQBotKit.Simulator.Tests;

/// <summary>Compares frames with the platform's samples.</summary>
internal static class Sample
{
    public static JsonElement Load(string name) =>
        JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Samples", $"{name}.json")));

    public static string Compact(string name) => JsonSerializer.Serialize(Load(name));

    /// <summary>Every field is there, in its place, of its kind, and none besides.</summary>
    public static void ShouldHaveTheShapeOf(JsonElement frame, string name) => Shape(frame).Should().Equal(Shape(Load(name)));

    private static IEnumerable<string> Shape(JsonElement element, string path = "$") => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(field => Shape(field.Value, $"{path}.{field.Name}")),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(item => Shape(item, $"{path}[]")).Distinct(),
        JsonValueKind.True or JsonValueKind.False => [$"{path}: boolean"],
        _ => [$"{path}: {element.ValueKind}"],
    };
}
