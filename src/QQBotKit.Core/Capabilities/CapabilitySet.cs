using QQBotKit.Api.Wire;
using QQBotKit.Core.Configuration;

namespace QQBotKit.Core.Capabilities;

/// <summary>What a plugin says in its project that it uses: the words of <c>QQBotCapability</c>.</summary>
internal sealed class CapabilitySet(IEnumerable<string> names)
{
    /// <summary>To send what answers nothing.</summary>
    public const string ActiveMessages = "active-messages";

    /// <summary>Every call of the platform; with a colon and a group behind it, those of the group.</summary>
    public const string Api = "api";

    /// <summary>Nothing of all this.</summary>
    private const string None = "none";

    private readonly HashSet<string> _names = names.Except([None]).ToHashSet(StringComparer.Ordinal);

    /// <summary>What a plugin may that was not asked.</summary>
    public static CapabilitySet Everything { get; } = new([ActiveMessages, Api]);

    /// <summary>Every word. The network and files are declared for people to read: nothing in .NET can keep code from them.</summary>
    public static IReadOnlyList<string> Known { get; } = [ActiveMessages, Api, .. CallGroups.All.Select(group => $"{Api}:{group}"), "files", "network", None];

    /// <summary>What it names, in order.</summary>
    public IReadOnlyList<string> Names => [.. _names.Order(StringComparer.Ordinal)];

    public bool MaySend => _names.Contains(ActiveMessages);

    /// <summary>Whether a call may be made.</summary>
    /// <param name="group">Its group; null where it has none.</param>
    public bool MayCall(string? group) => _names.Contains(Api) || group is not null && _names.Contains(NameOf(group));

    /// <summary>The word for the calls of a group.</summary>
    public static string NameOf(string? group) => group is null ? Api : $"{Api}:{group}";

    /// <summary>What is wrong with a word; null if it is known.</summary>
    public static string? ProblemOf(string name, Texts texts) => Known.Contains(name) ? null
        : Nearest.To(name, Known) is { } near
            ? texts.Of($"There is no capability {name}. Did you mean {near}?", $"没有能力 {name}。是不是 {near}？")
            : texts.Of($"There is no capability {name}. There are: {string.Join(", ", Known)}.", $"没有能力 {name}。可用的有：{string.Join("、", Known)}。");
}
