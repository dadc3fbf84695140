using System.Text.RegularExpressions;
using QQBotKit.Core.Scopes;

namespace QQBotKit.Core.Configuration;

/// <summary>Gathers all that is wrong with one YAML file, in the language of its author.</summary>
internal sealed partial class Findings(string file, Texts texts)
{
    private readonly List<Finding> _all = [];

    public Texts Texts { get; } = texts;

    public int Count => _all.Count;

    /// <summary>The findings from the top of the file to its end.</summary>
    public IReadOnlyList<Finding> All => [.. _all.OrderBy(finding => finding.Line).ThenBy(finding => finding.Column)];

    public void Add(YamlNode place, string english, string chinese) => Add(place.Line, place.Column, english, chinese);

    public void Add(int line, int column, string english, string chinese) =>
        _all.Add(new Finding(file, line, column, Texts.Of(english, chinese)));

    /// <summary>Adds a key that nothing reads.</summary>
    /// <param name="key">The key.</param>
    /// <param name="section">The dotted path of the section it stands in; empty at the top of the file.</param>
    /// <param name="known">The keys of the section.</param>
    public void AddUnknownKey(YamlScalar key, string section, IReadOnlyCollection<string> known)
    {
        var (english, chinese) = Nearest.To(key.Value, known) is { } near
            ? ($"did you mean '{near}'?", $"是不是想写 “{near}”？")
            : known.Count == 0
                ? ("it takes no keys", "这里没有任何键")
                : ($"the keys are: {string.Join(", ", known)}", $"可用的键：{string.Join("、", known)}");
        Add(
            key,
            $"unknown key '{key.Value}'{(section.Length == 0 ? "" : $" in {section}")}; {english}",
            $"{(section.Length == 0 ? "" : $"{section} 中")}未知的键 “{key.Value}”；{chinese}");
    }

    /// <summary>Adds a value that is not of the kind its key takes.</summary>
    public void AddWrongType(YamlNode found, string path, string expected, string expectedChinese)
    {
        if (found is not YamlUnreadable)
        {
            var (english, chinese) = Describe(found, path);
            Add(found, $"{path} must be {expected}, but is {english}", $"{path} 应为{expectedChinese}，但这里是{chinese}");
        }
    }

    /// <summary>Adds a value that is none of the words its key takes.</summary>
    public void AddNotOneOf(YamlNode found, string path, IReadOnlyCollection<string> words)
    {
        var near = found is YamlScalar scalar ? Nearest.To(scalar.Value, words) : null;
        AddWrongType(
            found, path,
            $"one of {string.Join(", ", words)}{(near is null ? "" : $" (did you mean '{near}'?)")}",
            $"以下之一：{string.Join("、", words)}{(near is null ? "" : $"（是不是想写 “{near}”？）")}");
    }

    /// <summary>Says what a value is without telling what may be secret: quotes of variables name them, and some keys are never quoted.</summary>
    private static (string English, string Chinese) Describe(YamlNode found, string path) => found switch
    {
        YamlSequence => ("a list", "列表"),
        YamlMapping => ("a section with keys", "带键的配置段"),
        YamlScalar { IsNull: true } => ("empty", "空的"),
        YamlScalar when SensitivePath().IsMatch(path) => ("other text, which is not shown here", "其他文本（此处不显示）"),
        YamlScalar scalar => ($"'{scalar.Source}'", $"“{scalar.Source}”"),
        _ => ("not readable", "无法读取的内容"),
    };

    [GeneratedRegex(@"(secret|token|password|key)s?(\[\d+\])?$", RegexOptions.IgnoreCase)]
    private static partial Regex SensitivePath();
}
