using System.Security.Cryptography;
using NuGet.Packaging.Core;
using NuGet.Versioning;

namespace QQBotKit.Core.Scripts.Packages;

/// <summary>Gets packages from the feeds: the locked ones to the byte, or those that fit together.</summary>
internal sealed class PackageFetch(IReadOnlyList<string> sources, PackageStore store, Func<string, bool> isProvided, Texts texts)
{
    /// <summary>Puts packages on disk.</summary>
    /// <param name="named">What the script names.</param>
    /// <param name="locked">What it got last; null where that is to be found out.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What it got.</returns>
    /// <exception cref="PackageException">They cannot be had.</exception>
    public async Task<IReadOnlyList<LockedPackage>> FetchAsync(
        IReadOnlyList<PackagePart> named, IReadOnlyList<LockedPackage>? locked, CancellationToken cancellationToken)
    {
        using var feeds = new PackageFeeds(sources, texts);
        var packages = locked is not null
            ? locked.Select(package => Identity(new PackagePart(package.Id, package.Version))).ToList()
            : await new PackageResolver(feeds, isProvided, texts).ResolveAsync([.. named.Select(Identity)], cancellationToken);
        var fetched = new List<LockedPackage>();
        foreach (var package in packages)
        {
            var expected = locked?.First(known => known.Id == package.Id).Sha512;
            var requested = named.FirstOrDefault(part => string.Equals(part.Id, package.Id, StringComparison.OrdinalIgnoreCase))?.Version;
            fetched.Add(new LockedPackage(package.Id, package.Version.ToNormalizedString(), requested, await FetchAsync(feeds, package, expected, cancellationToken)));
        }

        return fetched;
    }

    /// <returns>The hash of the package.</returns>
    private async Task<string> FetchAsync(PackageFeeds feeds, PackageIdentity package, string? expected, CancellationToken cancellationToken)
    {
        var version = package.Version.ToNormalizedString();
        if (store.Find(package.Id, version) is { } stored && (expected ?? stored.Sha512) == stored.Sha512)
        {
            return stored.Sha512;
        }

        var content = await feeds.DownloadAsync(package.Id, package.Version, cancellationToken);
        var sha512 = Convert.ToHexStringLower(SHA512.HashData(content));
        if (expected is not null && sha512 != expected)
        {
            throw new PackageException(texts.Of(
                $"{package} is not what nuget.lock.json says: its content has changed. If that is right, delete the entry of this script there",
                $"{package} 与 nuget.lock.json 的记录不符：内容已改变。如果确认无误，请删除其中该脚本的条目"), package.Id);
        }

        if (PackageReader.IsForOthers(content))
        {
            throw new PackageException(texts.Of($"{package} has nothing for {PackageStore.Framework}", $"{package} 不支持 {PackageStore.Framework}"), package.Id);
        }

        store.Put(package.Id, version, folder => PackageReader.Write(content, sha512, folder));
        return sha512;
    }

    private PackageIdentity Identity(PackagePart part) => NuGetVersion.TryParse(part.Version, out var version)
        ? new PackageIdentity(part.Id, version)
        : throw new PackageException(texts.Of($"“{part.Version}” is no version of a package: write one like 1.2.3", $"“{part.Version}” 不是包的版本：请写成 1.2.3 这样"), part.Id);
}
