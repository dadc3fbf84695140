using System.Globalization;

namespace QQBotKit.Core.Configuration;

/// <summary>
/// Reads the keys of one mapping. The keys that were asked for are the keys that the section has: what else stands in
/// the file is unknown, so no second list of them exists.
/// </summary>
internal sealed class Section
{
    private readonly YamlMapping _mapping;
    private readonly List<string> _known = [];

    private Section(YamlMapping mapping, YamlNode place, string path, Findings findings)
    {
        _mapping = mapping;
        Place = place;
        Path = path;
        Findings = findings;
    }

    /// <summary>What a finding about the section as a whole points at.</summary>
    public YamlNode Place { get; }

    public string Path { get; }

    public Findings Findings { get; }

    /// <summary>Reads a section, and reports every key in it that <paramref name="read"/> did not ask for.</summary>
    public static T Read<T>(YamlNode? node, YamlNode place, string path, Findings findings, Func<Section, T> read)
    {
        if (node is not (null or YamlMapping or YamlScalar { IsNull: true }))
        {
            findings.AddWrongType(node, path, "a section with keys", "带键的配置段");
        }

        var section = new Section(node as YamlMapping ?? YamlMapping.Empty, place, path, findings);
        var value = read(section);
        foreach (var entry in section._mapping.Entries.Where(entry => !section._known.Contains(entry.Key.Value)))
        {
            findings.AddUnknownKey(entry.Key, path, section._known);
        }

        return value;
    }

    public T Read<T>(string key, Func<Section, T> read)
    {
        var node = Take(key);
        return Read(node, node ?? Place, PathOf(key), Findings, read);
    }

    /// <summary>The value of a key; null if the key is missing or empty.</summary>
    public YamlNode? Take(string key)
    {
        _known.Add(key);
        return _mapping[key] is { } node and not YamlScalar { IsNull: true } ? node : null;
    }

    /// <summary>What a finding about a key points at: its value, even an empty one, or the section that lacks it.</summary>
    public YamlNode PlaceOf(string key) => _mapping[key] ?? Place;

    public string PathOf(string key) => Path.Length == 0 ? key : $"{Path}.{key}";

    public string? Text(string key) => Take(key) is { } node ? Text(node, PathOf(key)) : null;

    public TEnum Choice<TEnum>(string key, TEnum otherwise) where TEnum : struct, Enum =>
        Take(key) is { } node ? Choice(node, PathOf(key), otherwise) : otherwise;

    public bool Flag(string key, bool otherwise)
    {
        if (Take(key) is not { } node)
        {
            return otherwise;
        }

        if (node is YamlScalar scalar && Flags.TryParse(scalar.Value, out var flag))
        {
            return flag;
        }

        Findings.AddWrongType(node, PathOf(key), "true or false", " true 或 false");
        return otherwise;
    }

    /// <summary>A list of texts; null if the key is missing, or its value is no list of texts.</summary>
    public IReadOnlyList<string>? TextList(string key, string example)
    {
        return Take(key) is { } node ? TextList(node, PathOf(key), example) : null;
    }

    /// <inheritdoc cref="TextList(string, string)"/>
    public IReadOnlyList<string>? TextList(YamlNode node, string path, string example)
    {
        if (node is not YamlSequence list)
        {
            Findings.AddWrongType(node, path, $"a list, such as {example}", $"列表，例如 {example}");
            return null;
        }

        var texts = list.Items.Select((item, index) => Text(item, $"{path}[{index}]")).OfType<string>().ToList();
        return texts.Count == list.Items.Count ? texts : null;
    }

    /// <summary>The entries of a section whose keys the user chooses.</summary>
    public IReadOnlyList<YamlEntry> Entries(string key)
    {
        if (Take(key) is not { } node)
        {
            return [];
        }

        if (node is YamlMapping mapping)
        {
            return mapping.Entries;
        }

        Findings.AddWrongType(node, PathOf(key), "a section with keys", "带键的配置段");
        return [];
    }

    public Uri? Url(string key)
    {
        if (Take(key) is not { } node)
        {
            return null;
        }

        if (node is YamlScalar scalar && Uri.TryCreate(scalar.Value, UriKind.Absolute, out var url)
            && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps))
        {
            return url;
        }

        Findings.AddWrongType(node, PathOf(key), "an absolute address that begins with http:// or https://", "以 http:// 或 https:// 开头的完整地址");
        return null;
    }

    /// <summary>A duration; null if the key is missing, or after a finding.</summary>
    public TimeSpan? Duration(string key, TimeSpan least, TimeSpan most)
    {
        if (Take(key) is not { } node)
        {
            return null;
        }

        if (node is YamlScalar scalar && Durations.TryParse(scalar.Value, out var duration) && duration >= least && duration <= most)
        {
            return duration;
        }

        Findings.AddWrongType(
            node, PathOf(key),
            $"a duration such as 30s or 10m, from {Durations.Text(least)} to {Durations.Text(most)}",
            $"一段时间，例如 30s 或 10m，最短 {Durations.Text(least)}，最长 {Durations.Text(most)}");
        return null;
    }

    public string? Text(YamlNode node, string path)
    {
        if (node is YamlScalar { IsNull: false } scalar)
        {
            return scalar.Value;
        }

        Findings.AddWrongType(node, path, "text", "文本");
        return null;
    }

    public TEnum Choice<TEnum>(YamlNode node, string path, TEnum otherwise) where TEnum : struct, Enum
    {
        if (node is YamlScalar scalar && SnakeCase.TryParse(typeof(TEnum), scalar.Value, out var value))
        {
            return (TEnum)value;
        }

        Findings.AddNotOneOf(node, path, SnakeCase.NamesOf(typeof(TEnum)));
        return otherwise;
    }

    /// <summary>A whole number; null if the key is missing, or after a finding.</summary>
    public int? Number(string key, int least, int most) => Take(key) is { } node ? Number(node, PathOf(key), least, most) : null;

    /// <summary>A whole number; null after a finding.</summary>
    public int? Number(YamlNode node, string path, int least, int most)
    {
        if (node is YamlScalar scalar && int.TryParse(scalar.Value, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        Findings.AddWrongType(node, path, $"a whole number from {least} to {most}", $"{least} 到 {most} 的整数");
        return null;
    }
}
