namespace QQBotKit.Core.Configuration;

/// <summary>The options of all plugins, or of all scripts, as the file has them.</summary>
/// <param name="file">The file, for findings.</param>
/// <param name="path">The dotted path of the sections in it.</param>
/// <param name="sections">The sections by name.</param>
/// <param name="texts">The language of the findings.</param>
internal sealed class OptionsSections(string file, string path, YamlMapping sections, Texts texts) : ExtensionOptions
{
    public override bool Has(string name) => Find(name) is not null;

    public override T Bind<T>(string name)
    {
        var findings = new Findings(file, texts);
        var options = new OptionsBinder(findings).Bind<T>(Find(name) as YamlMapping ?? YamlMapping.Empty, $"{path}.{name}");
        return findings.Count == 0 ? options : throw new OptionsException(string.Join(Environment.NewLine, findings.All));
    }

    internal override string TextOf(string name) => Find(name)?.Text ?? "";

    /// <summary>These sections, with a bot's own ones laid over them. An own section with nothing in it changes nothing.</summary>
    public OptionsSections Under(YamlMapping own)
    {
        var written = own with { Entries = [.. own.Entries.Where(entry => entry.Value is YamlMapping)] };
        return new OptionsSections(file, path, written.Over(sections, StringComparer.OrdinalIgnoreCase), texts);
    }

    private YamlNode? Find(string name) => sections.Find(name, StringComparer.OrdinalIgnoreCase)?.Value;
}
