using YamlDotNet.RepresentationModel;

namespace QQBotKit.Api.Tests.Listed;

/// <summary>A row of the list of the platform's calls: a copy of it is beside this file.</summary>
internal sealed record ListedEndpoint(
    string Id, string Method, string Path, string Access, string Rate, int SuccessStatus, string Source, ListedField[] Query, ListedField[] Body)
{
    public static IReadOnlyDictionary<string, ListedEndpoint> All { get; } = Read().ToDictionary(endpoint => endpoint.Id);

    private static IEnumerable<ListedEndpoint> Read()
    {
        using var file = new StreamReader("Listed/endpoints.yaml");
        var yaml = new YamlStream();
        yaml.Load(file);
        foreach (var row in (YamlSequenceNode)yaml.Documents[0].RootNode["endpoints"])
        {
            yield return new ListedEndpoint(
                Text(row, "id"), Text(row, "method"), Text(row, "path"), Text(row, "access"), Text(row, "rate"),
                int.Parse(Text(row, "success_status"), System.Globalization.CultureInfo.InvariantCulture), Text(row, "source"),
                Fields(row, "query"), Fields(row, "body"));
        }
    }

    private static ListedField[] Fields(YamlNode row, string key) =>
        [.. ((YamlSequenceNode)row[key]).Select(field => new ListedField(Text(field, "name"), Text(field, "required") == "true"))];

    private static string Text(YamlNode node, string key) => ((YamlScalarNode)node[key]).Value ?? "";
}

/// <summary>A field of the query or of the body.</summary>
/// <param name="Name">Its name. One that begins with <c>…</c> is a part of the one before it; one with a dot names a part as well.</param>
/// <param name="Required">Whether the call is of no use without it.</param>
internal sealed record ListedField(string Name, bool Required)
{
    /// <summary>The name of the top-level field; null for a part of the one before.</summary>
    public string? Top => Name.StartsWith('…') ? null : Name.Split('.', '[')[0];
}
