using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace QQBotKit.Core.Configuration;

/// <summary>Builds the tree of one YAML file out of YamlDotNet's events, and puts environment variables into its scalars.</summary>
/// <remarks>
/// Variables are put into scalars, not into the text of the file: a secret that contains <c>: </c> or <c>#</c> cannot
/// change the structure, and every position stays that of the file.
/// </remarks>
internal sealed class YamlReader(EnvironmentReferences environment, Findings findings)
{
    private const int MaxDepth = 64;

    private readonly Dictionary<AnchorName, YamlNode> _anchors = [];
    private IParser _parser = null!;

    /// <summary>Reads the only document of a file.</summary>
    /// <returns>Its mapping; null if the file has no document, or is not valid: then there are findings.</returns>
    public YamlMapping? Read(string text)
    {
        _parser = new Parser(new Scanner(new StringReader(text)));
        try
        {
            _parser.Consume<StreamStart>();
            if (_parser.Accept<StreamEnd>(out _))
            {
                return null;
            }

            _parser.Consume<DocumentStart>();
            var root = ReadNode(depth: 0);
            _parser.Consume<DocumentEnd>();
            if (_parser.Accept<DocumentStart>(out var second))
            {
                findings.Add(Line(second), Column(second), "a second document (---): one file holds one document", "出现了第二个文档（---）：一个文件只能有一个文档");
            }

            return root switch
            {
                YamlMapping mapping => mapping,
                YamlScalar { IsNull: true } => null,
                _ => Refuse(root),
            };
        }
        catch (YamlException broken)
        {
            AddSyntax(broken, text);
            return null;
        }
    }

    private YamlMapping? Refuse(YamlNode root)
    {
        findings.Add(root, "the file must begin with keys, such as 'bots:'", "文件必须由键组成，例如 “bots:”");
        return null;
    }

    private YamlNode ReadNode(int depth)
    {
        if (_parser.TryConsume<AnchorAlias>(out var alias))
        {
            // A node that is still being read is not known yet, so that nothing can contain itself.
            return _anchors.TryGetValue(alias.Value, out var known)
                ? known
                : throw new YamlException(alias.Start, alias.End, $"no anchor '&{alias.Value}' before this line");
        }

        var start = _parser.Require<NodeEvent>();
        if (depth > MaxDepth)
        {
            throw new YamlException(start.Start, start.End, $"nested deeper than {MaxDepth} levels");
        }

        CheckTag(start);
        YamlNode node = start switch
        {
            MappingStart => ReadMapping(depth),
            SequenceStart => ReadSequence(depth),
            _ => PutVariablesInto(ReadScalar(_parser.Consume<Scalar>())),
        };
        if (!start.Anchor.IsEmpty)
        {
            _anchors[start.Anchor] = node;
        }

        return node;
    }

    private YamlMapping ReadMapping(int depth)
    {
        var start = _parser.Consume<MappingStart>();
        var entries = new List<YamlEntry>();
        var merged = new List<YamlMapping>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            if (!_parser.TryConsume<Scalar>(out var scalar))
            {
                var odd = _parser.Require<ParsingEvent>();
                throw new YamlException(odd.Start, odd.End, "a key must be plain text; put a value in braces that begins with '{', '[' or '*' into quotes");
            }

            var key = ReadScalar(scalar);
            var value = ReadNode(depth + 1);
            if (key is { Plain: true, Value: "<<" })
            {
                Merge(key, value, merged);
            }
            else if (entries.Find(entry => entry.Key.Value == key.Value) is { } first)
            {
                findings.Add(key, $"the key '{key.Value}' is already in line {first.Key.Line}", $"键 “{key.Value}” 在第 {first.Key.Line} 行已经出现过");
            }
            else
            {
                entries.Add(new YamlEntry(key, value));
            }
        }

        var mapping = new YamlMapping(entries, Line(start), Column(start));
        return merged.Aggregate(mapping, (over, under) =>
            over with { Entries = [.. over.Entries, .. under.Entries.Where(entry => over[entry.Key.Value] is null)] });
    }

    private void Merge(YamlScalar key, YamlNode value, List<YamlMapping> merged)
    {
        foreach (var part in value is YamlSequence list ? list.Items : [value])
        {
            if (part is YamlMapping mapping)
            {
                merged.Add(mapping);
            }
            else
            {
                findings.Add(key, "'<<' takes the name of a section with an anchor, such as '<<: *defaults'", "“<<” 后面要写带锚点的配置段，例如 “<<: *defaults”");
            }
        }
    }

    private YamlSequence ReadSequence(int depth)
    {
        var start = _parser.Consume<SequenceStart>();
        var items = new List<YamlNode>();
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(ReadNode(depth + 1));
        }

        return new YamlSequence(items, Line(start), Column(start));
    }

    private static YamlScalar ReadScalar(Scalar scalar) =>
        new(scalar.Value, scalar.Value, scalar.Style == ScalarStyle.Plain && scalar.Tag.IsEmpty, Line(scalar), Column(scalar));

    private YamlNode PutVariablesInto(YamlScalar scalar) => environment.PutInto(scalar, findings) is { } value
        ? new YamlScalar(value, scalar.Source, scalar.Plain, scalar.Line, scalar.Column)
        : new YamlUnreadable(scalar.Line, scalar.Column);

    private void CheckTag(NodeEvent node)
    {
        const string Standard = "tag:yaml.org,2002:";
        if (!node.Tag.IsEmpty && !node.Tag.IsNonSpecific && !node.Tag.Value.StartsWith(Standard, StringComparison.Ordinal))
        {
            findings.Add(
                Line(node), Column(node),
                $"the tag '{node.Tag.Value}' means nothing here; put a text that begins with '!' into quotes",
                $"标签 “{node.Tag.Value}” 在这里没有意义；以 “!” 开头的文本请加引号");
        }
    }

    private void AddSyntax(YamlException broken, string text)
    {
        // The parser blames the start of the mapping for a tab in the indentation, and for '${' in braces what follows.
        var lines = text.Split('\n');
        var tab = Array.FindIndex(lines, line => line.AsSpan(0, line.Length - line.AsSpan().TrimStart().Length).Contains('\t'));
        if (tab >= 0)
        {
            findings.Add(tab + 1, lines[tab].IndexOf('\t', StringComparison.Ordinal) + 1, "a tab in the indentation; YAML wants spaces", "缩进里有制表符（Tab）；YAML 只能用空格缩进");
            return;
        }

        // What is never closed is missed after the last line.
        var (line, column) = broken.Start.Line <= lines.Length
            ? ((int)broken.Start.Line, (int)broken.Start.Column)
            : (lines.Length, lines[^1].Length + 1);
        var reference = lines[line - 1].IndexOf("${", StringComparison.Ordinal);
        if (reference >= 0)
        {
            findings.Add(line, reference + 1, "this is not valid YAML; inside { } or [ ] a ${NAME} must be in quotes: \"${NAME}\"", "YAML 语法错误；在 { } 或 [ ] 中，${NAME} 必须加引号：\"${NAME}\"");
            return;
        }

        findings.Add(line, column, $"this is not valid YAML: {broken.Message}", $"YAML 语法错误：{broken.Message}");
    }

    private static int Line(ParsingEvent parsed) => (int)parsed.Start.Line;

    private static int Column(ParsingEvent parsed) => (int)parsed.Start.Column;
}
