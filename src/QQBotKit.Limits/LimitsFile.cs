using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace QQBotKit.Limits;

/// <summary>
/// The values of limits by their keys, as <c>group.replies.count</c>. Which keys there are is what the product's own file says.
/// </summary>
internal sealed class LimitsFile
{
    private const string Calls = "calls.";

    private readonly Dictionary<string, LimitValue> _values = new(StringComparer.Ordinal);

    private LimitsFile()
    {
    }

    /// <summary>The product's own.</summary>
    public static LimitsFile Shipped()
    {
        using var text = new StreamReader(typeof(LimitsFile).Assembly.GetManifestResourceStream("limits.yaml")!);
        var file = new LimitsFile();
        foreach (var value in Parse("limits.yaml", text))
        {
            file._values.Add(value.Key, value);
        }

        return file;
    }

    /// <summary>Takes over the values of a user's file.</summary>
    /// <exception cref="LimitsException">It cannot be read, or has a key that there is not.</exception>
    public LimitsFile With(string path)
    {
        try
        {
            using var text = new StreamReader(path);
            foreach (var value in Parse(path, text))
            {
                _values[value.Key] = Knows(value.Key) ? value : throw Unknown(value);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LimitsException(path, $"cannot be read: {e.Message}", $"无法读取：{e.Message}");
        }

        return this;
    }

    public PlatformLimits ToLimits() => new()
    {
        C2C = Conversation("c2c"),
        Group = Conversation("group"),
        Channel = Conversation("channel"),
        Direct = Conversation("direct"),
        ActiveChannelsPerGuild = _values["guild.active_channels"].CountOrNone(),
        MentionsOfEveryone = _values["guild.mentions_of_everyone"].Rates(),
        WakeUpPeriods = _values["wake_up.periods"].Times(),
        RecallWindow = _values["recall.window"].Time(),
        Image = Upload("image"),
        Video = Upload("video"),
        Voice = Upload("voice"),
        File = Upload("file"),
        DailyUpload = _values["uploads.daily"].SizeOrNone(),
        Calls = _values.Where(pair => IsCall(pair.Key)).ToDictionary(pair => pair.Key[Calls.Length..], pair => pair.Value.Rates(), StringComparer.Ordinal),
        OtherCalls = _values["calls.others"].Rates(),
    };

    private ConversationLimits Conversation(string scene) => new(
        new ReplyLimit(_values[$"{scene}.replies.window"].Time(), _values[$"{scene}.replies.count"].CountOrNone()),
        new ActiveLimit(
            _values[$"{scene}.active.bot"].Rates(), _values[$"{scene}.active.certified"].Rates(), _values[$"{scene}.active.conversation"].Rates()),
        _values[$"{scene}.sends"].Rates(),
        _values[$"{scene}.text"].CountOrNone());

    private UploadLimit Upload(string kind)
    {
        var soft = _values[$"uploads.{kind}.soft"].Size();
        var hard = _values[$"uploads.{kind}.hard"];
        return hard.Size() >= soft ? new(soft, hard.Size()) : throw hard.Wrong("at least as large as soft", "不小于 soft 的大小");
    }

    private bool Knows(string key) => IsCall(key) || _values.ContainsKey(key);

    // A call is its method and path: whichever the platform has is one.
    private static bool IsCall(string key) => key.StartsWith(Calls, StringComparison.Ordinal) && key.Contains(" /", StringComparison.Ordinal);

    private LimitsException Unknown(LimitValue value)
    {
        var parent = value.Key[..(value.Key.LastIndexOf('.') + 1)];
        var near = string.Join(", ", _values.Keys.Where(key => key.StartsWith(parent, StringComparison.Ordinal) && !IsCall(key)).Take(12));
        return new LimitsException(
            value.Place,
            $"there is no limit '{value.Key}'{(near.Length > 0 ? $"; there are {near}" : "")}",
            $"没有 “{value.Key}” 这一限制{(near.Length > 0 ? $"；可用的有 {near}" : "")}");
    }

    private static List<LimitValue> Parse(string file, TextReader text)
    {
        try
        {
            var yaml = new YamlStream();
            yaml.Load(text);
            var values = new List<LimitValue>();
            if (yaml.Documents is [{ RootNode: YamlMappingNode root }, ..])
            {
                Collect(file, "", root, values);
            }
            else if (yaml.Documents is [{ RootNode: not YamlScalarNode { Value: null or "" } } other, ..])
            {
                throw new LimitsException(PlaceOf(file, other.RootNode), "a file of limits has keys, as group: or calls:", "限制文件由键组成，例如 group: 或 calls:");
            }

            return values;
        }
        catch (YamlException broken)
        {
            throw new LimitsException($"{file}:{broken.Start.Line}:{broken.Start.Column}", broken.Message, $"不是有效的 YAML：{broken.Message}");
        }
    }

    private static void Collect(string file, string prefix, YamlMappingNode mapping, List<LimitValue> values)
    {
        foreach (var (name, node) in mapping.Children)
        {
            var key = prefix + name;
            switch (node)
            {
                case YamlMappingNode inner:
                    Collect(file, key + ".", inner, values);
                    break;
                case YamlScalarNode scalar:
                    values.Add(new LimitValue(key, scalar.Value ?? "", PlaceOf(file, scalar)));
                    break;
                default:
                    throw new LimitsException(PlaceOf(file, node), $"'{key}' has a list: write '20/m, 1000/d'", $"“{key}” 是列表：请写成 '20/m, 1000/d'");
            }
        }
    }

    private static string PlaceOf(string file, YamlNode node) => $"{file}:{node.Start.Line}:{node.Start.Column}";
}
