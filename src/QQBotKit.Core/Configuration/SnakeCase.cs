using System.Text.Json;

namespace QQBotKit.Core.Configuration;

/// <summary>How the names of C# are written in YAML: <c>MaxSides</c> is <c>max_sides</c>.</summary>
internal static class SnakeCase
{
    public static string Of(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);

    public static IReadOnlyList<string> NamesOf(Type enumeration) => [.. enumeration.GetEnumNames().Select(Of)];

    /// <summary>Reads the name of a member of an enum without regard to case. A number is not a name.</summary>
    public static bool TryParse(Type enumeration, string text, out object value)
    {
        var name = enumeration.GetEnumNames().FirstOrDefault(name => Of(name).Equals(text, StringComparison.OrdinalIgnoreCase));
        value = name is null ? text : Enum.Parse(enumeration, name);
        return name is not null;
    }
}
