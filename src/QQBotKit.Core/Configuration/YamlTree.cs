namespace QQBotKit.Core.Configuration;

/// <summary>A value of a YAML file that remembers where it stands. Lines and columns count from 1.</summary>
internal abstract record YamlNode(int Line, int Column)
{
    /// <summary>All that it says, on one line, without where it stands: equal for equal values.</summary>
    public string Text => this switch
    {
        YamlScalar scalar => $"{(scalar.Plain ? "" : "!")}{System.Text.Json.JsonEncodedText.Encode(scalar.Value)}",
        YamlSequence sequence => $"[{string.Join(',', sequence.Items.Select(item => item.Text))}]",
        YamlMapping mapping => $"{{{string.Join(',', mapping.Entries.Select(entry => $"{entry.Key.Text}:{entry.Value.Text}"))}}}",
        _ => "",
    };
}

/// <summary>A scalar.</summary>
/// <param name="Value">The text, after environment variables were put in.</param>
/// <param name="Source">The text as the file has it. Findings quote this one: a variable may hold a secret.</param>
/// <param name="Plain">Whether it stands without quotes.</param>
/// <param name="Line">The line.</param>
/// <param name="Column">The column.</param>
internal sealed record YamlScalar(string Value, string Source, bool Plain, int Line, int Column) : YamlNode(Line, Column)
{
    public bool IsNull => Plain && Value is "" or "~" or "null" or "Null" or "NULL";
}

/// <summary>A scalar that could not be read, which a finding already says: nothing more is to be said about its value.</summary>
internal sealed record YamlUnreadable(int Line, int Column) : YamlNode(Line, Column);

internal sealed record YamlSequence(IReadOnlyList<YamlNode> Items, int Line, int Column) : YamlNode(Line, Column);

internal sealed record YamlMapping(IReadOnlyList<YamlEntry> Entries, int Line, int Column) : YamlNode(Line, Column)
{
    /// <summary>A mapping that the file does not have. What is missing in it concerns the file as a whole.</summary>
    public static YamlMapping Empty { get; } = new([], 0, 0);

    public YamlNode? this[string key] => Entries.FirstOrDefault(entry => entry.Key.Value == key)?.Value;

    /// <summary>This mapping over another one, key by key; a mapping under the same key in both is laid over likewise.</summary>
    public YamlMapping Over(YamlMapping under, StringComparer keys)
    {
        var entries = Entries.Select(entry =>
            entry.Value is YamlMapping mapping && under.Find(entry.Key.Value, keys)?.Value is YamlMapping below
                ? entry with { Value = mapping.Over(below, StringComparer.Ordinal) }
                : entry);
        return this with { Entries = [.. entries, .. under.Entries.Where(entry => Find(entry.Key.Value, keys) is null)] };
    }

    public YamlEntry? Find(string key, StringComparer keys) => Entries.FirstOrDefault(entry => keys.Equals(entry.Key.Value, key));
}

internal sealed record YamlEntry(YamlScalar Key, YamlNode Value);
