using NuGet.Frameworks;
using NuGet.Packaging.Core;
using NuGet.Versioning;

namespace QQBotKit.Core.Scripts.Packages;

/// <summary>
/// Finds the versions of all packages that a script needs. The rule is NuGet's own: what the script names is taken as named, everything else in the lowest version
/// that all who need it accept.
/// </summary>
internal sealed class PackageResolver(PackageFeeds feeds, Func<string, bool> isProvided, Texts texts)
{
    // A choice can only be raised, so this is never reached by packages that fit together.
    private const int MostRounds = 100;

    private static readonly NuGetFramework Framework = NuGetFramework.Parse(PackageStore.Framework);

    private readonly Dictionary<PackageIdentity, IReadOnlyList<PackageDependency>> _needs = [];
    private readonly Dictionary<string, IReadOnlyList<NuGetVersion>> _versions = new(StringComparer.OrdinalIgnoreCase);

    /// <exception cref="PackageException">The packages do not fit together, or one cannot be had.</exception>
    public async Task<IReadOnlyList<PackageIdentity>> ResolveAsync(IReadOnlyList<PackageIdentity> named, CancellationToken cancellationToken)
    {
        var chosen = named.ToDictionary(package => package.Id, package => package.Version, StringComparer.OrdinalIgnoreCase);
        for (var round = 0; round < MostRounds; round++)
        {
            var needed = await NeededAsync(named, chosen, cancellationToken);
            var raised = false;
            foreach (var (id, needs) in needed)
            {
                if (named.FirstOrDefault(package => string.Equals(package.Id, id, StringComparison.OrdinalIgnoreCase)) is { } fixedOne)
                {
                    if (needs.Find(need => !need.Range.Satisfies(fixedOne.Version)) is { } unhappy)
                    {
                        throw new PackageException(texts.Of(
                            $"{unhappy.By} needs {id} {unhappy.Range.PrettyPrint()}, and the script names {fixedOne.Version}: name a version that fits",
                            $"{unhappy.By} 需要 {id} {unhappy.Range.PrettyPrint()}，而脚本写的是 {fixedOne.Version}：请改成合适的版本"));
                    }
                }
                else if (await LowestAsync(id, needs, cancellationToken) is var version && chosen.GetValueOrDefault(id) != version)
                {
                    chosen[id] = version;
                    raised = true;
                }
            }

            if (!raised)
            {
                return
                [
                    .. named,
                    .. needed.Keys.Where(id => !named.Any(package => string.Equals(package.Id, id, StringComparison.OrdinalIgnoreCase)))
                        .Order(StringComparer.OrdinalIgnoreCase).Select(id => new PackageIdentity(id, chosen[id])),
                ];
            }
        }

        throw new PackageException(texts.Of("The packages do not fit together", "这些包的版本互相冲突"));
    }

    /// <summary>Who needs what, from the named packages on, in the versions that are chosen so far.</summary>
    private async Task<Dictionary<string, List<Need>>> NeededAsync(
        IReadOnlyList<PackageIdentity> named, Dictionary<string, NuGetVersion> chosen, CancellationToken cancellationToken)
    {
        var needed = new Dictionary<string, List<Need>>(StringComparer.OrdinalIgnoreCase);
        var seen = named.Select(package => package.Id).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var queue = new Queue<PackageIdentity>(named);
        while (queue.TryDequeue(out var package))
        {
            foreach (var dependency in await NeedsAsync(package, cancellationToken))
            {
                if (!needed.TryGetValue(dependency.Id, out var needs))
                {
                    needed[dependency.Id] = needs = [];
                }

                needs.Add(new Need(package, dependency.VersionRange));
                if (chosen.TryGetValue(dependency.Id, out var version) && seen.Add(dependency.Id))
                {
                    queue.Enqueue(new PackageIdentity(dependency.Id, version));
                }
            }
        }

        return needed;
    }

    private async Task<IReadOnlyList<PackageDependency>> NeedsAsync(PackageIdentity package, CancellationToken cancellationToken)
    {
        if (!_needs.TryGetValue(package, out var needs))
        {
            var info = await feeds.DependenciesAsync(package.Id, package.Version, cancellationToken);
            needs = [.. NuGetFrameworkUtility.GetNearest(info.DependencyGroups, Framework, group => group.TargetFramework)?.Packages.Where(need => !isProvided(need.Id)) ?? []];
            _needs[package] = needs;
        }

        return needs;
    }

    private async Task<NuGetVersion> LowestAsync(string id, List<Need> needs, CancellationToken cancellationToken)
    {
        if (!_versions.TryGetValue(id, out var versions))
        {
            _versions[id] = versions = [.. (await feeds.VersionsAsync(id, cancellationToken)).Order()];
        }

        // A version before its release is taken only where somebody asks for one.
        var early = needs.Exists(need => need.Range.MinVersion is { IsPrerelease: true });
        return versions.FirstOrDefault(version => (early || !version.IsPrerelease) && needs.TrueForAll(need => need.Range.Satisfies(version)))
            ?? throw new PackageException(texts.Of(
                $"No version of {id} fits all who need it: {string.Join(", ", needs.Select(need => $"{need.By} needs {need.Range.PrettyPrint()}"))}",
                $"{id} 没有一个版本能同时满足：{string.Join("，", needs.Select(need => $"{need.By} 需要 {need.Range.PrettyPrint()}"))}"));
    }

    private sealed record Need(PackageIdentity By, VersionRange Range);
}
