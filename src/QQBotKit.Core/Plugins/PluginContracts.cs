namespace QQBotKit.Core.Plugins;

/// <summary>Who shares which assembly with whom, from the metadata of all plugins: no code of theirs has run.</summary>
/// <param name="plugins">What is known of each plugin, by name.</param>
/// <param name="texts">The language of what is wrong.</param>
internal sealed class PluginContracts(IReadOnlyDictionary<string, PluginReport> plugins, Texts texts)
{
    /// <summary>The contracts of other plugins that a plugin was built against.</summary>
    public IEnumerable<SharedContract> UsedBy(string plugin) => plugins[plugin].References
        .Select(reference => (Reference: reference, Owner: OwnerOf(reference.Key)))
        .Where(used => used.Owner is not null && used.Owner != plugin)
        .Select(used => new SharedContract(used.Owner!, used.Reference.Key, used.Reference.Value));

    /// <summary>The plugins in an order in which each comes after those whose contracts it uses.</summary>
    public IEnumerable<string> InOrder()
    {
        var placed = new HashSet<string>();
        return plugins.Keys.Order(StringComparer.Ordinal).SelectMany(Place);

        IEnumerable<string> Place(string plugin) => placed.Add(plugin)
            ? [.. UsedBy(plugin).Select(used => used.Plugin).Distinct().SelectMany(Place), plugin]
            : [];
    }

    /// <summary>What keeps a plugin from being loaded because of others. Assemblies that are missing are not among it.</summary>
    public IEnumerable<string> Problems(string plugin)
    {
        foreach (var contract in plugins[plugin].Contracts.Keys)
        {
            if (OwnerOf(contract) is { } owner && owner != plugin)
            {
                yield return texts.Of(
                    $"{contract} is the contract of {owner} already: a contract belongs to one plugin. Take its QQBotContract out of one of the two projects.",
                    $"{contract} 已经是 {owner} 的合约：一个合约只能属于一个插件。请从其中一个项目文件中删去对应的 QQBotContract。");
            }
        }

        if (CycleOf(plugin) is { } cycle)
        {
            yield return texts.Of(
                $"It and others need each other, so none of them can be first: {string.Join(" → ", cycle)}. Move what they share into one plugin that needs none of them.",
                $"它与其他插件互相依赖，谁都无法先加载：{string.Join(" → ", cycle)}。请把共用的部分移到一个不依赖它们的插件里。");
        }
    }

    /// <summary>What does not fit between a plugin and the contracts that lie beside others.</summary>
    public IEnumerable<string> Mismatches(string plugin) => UsedBy(plugin)
        .Select(used => plugins[used.Plugin].Contracts[used.Assembly] is { } offered ? Mismatch(used, offered) : null)
        .OfType<string>();

    /// <summary>What is wrong with using a version of a contract; null where it fits: the same rule as for the host's own contract.</summary>
    public string? Mismatch(SharedContract used, Version offered) =>
        used.Version.Major == offered.Major && used.Version.Minor <= offered.Minor
            ? null
            : texts.Of(
                $"It was built against {used.Assembly} {used.Version.ToString(2)}, and plugin {used.Plugin} has {offered.ToString(2)}: {(IsNewer(used.Version, offered) ? $"update {used.Plugin}" : "build it against that version")}.",
                $"它是针对 {used.Assembly} {used.Version.ToString(2)} 编译的，而插件 {used.Plugin} 提供的是 {offered.ToString(2)}：请{(IsNewer(used.Version, offered) ? $"升级 {used.Plugin}" : "针对该版本重新编译")}。");

    private static bool IsNewer(Version used, Version offered) => used > offered;

    private string? OwnerOf(string assembly) => plugins
        .Where(plugin => plugin.Value.Contracts.ContainsKey(assembly))
        .Select(plugin => plugin.Key)
        .Order(StringComparer.Ordinal)
        .FirstOrDefault();

    /// <summary>The shortest way from a plugin over those that it needs back to itself; null if there is none.</summary>
    private List<string>? CycleOf(string plugin)
    {
        var ways = new Queue<List<string>>([[plugin]]);
        var seen = new HashSet<string>();
        while (ways.TryDequeue(out var way))
        {
            foreach (var next in UsedBy(way[^1]).Select(used => used.Plugin).Distinct())
            {
                if (next == plugin)
                {
                    return [.. way, plugin];
                }

                if (seen.Add(next))
                {
                    ways.Enqueue([.. way, next]);
                }
            }
        }

        return null;
    }
}

/// <summary>An assembly of another plugin that a plugin was built against.</summary>
/// <param name="Plugin">The plugin whose contract it is.</param>
/// <param name="Assembly">Its simple name.</param>
/// <param name="Version">The version that it was built against.</param>
internal sealed record SharedContract(string Plugin, string Assembly, Version Version);
