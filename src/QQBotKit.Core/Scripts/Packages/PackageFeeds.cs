using NuGet.Common;
using NuGet.Protocol;
using NuGet.Protocol.Core.Types;
using NuGet.Versioning;

namespace QQBotKit.Core.Scripts.Packages;

/// <summary>The places that packages come from, asked in their order.</summary>
internal sealed class PackageFeeds(IReadOnlyList<string> sources, Texts texts) : IDisposable
{
    // What is kept on disk is the packages themselves.
    private readonly SourceCacheContext _noCache = new() { NoCache = true, DirectDownload = true };
    private readonly List<FindPackageByIdResource> _open = [];

    /// <summary>What a package needs.</summary>
    /// <exception cref="PackageException">No place has it, or none can be asked.</exception>
    public Task<FindPackageByIdDependencyInfo> DependenciesAsync(string id, NuGetVersion version, CancellationToken cancellationToken) =>
        FirstAsync(id, version, feed => feed.GetDependencyInfoAsync(id, version, _noCache, NullLogger.Instance, cancellationToken), cancellationToken);

    /// <summary>The versions that a package has.</summary>
    public async Task<IReadOnlyList<NuGetVersion>> VersionsAsync(string id, CancellationToken cancellationToken) => await FirstAsync(
        id,
        version: null,
        async feed => await feed.GetAllVersionsAsync(id, _noCache, NullLogger.Instance, cancellationToken) is { } all && all.Any() ? all.ToList() : null,
        cancellationToken);

    /// <summary>The whole file of a package.</summary>
    public Task<byte[]> DownloadAsync(string id, NuGetVersion version, CancellationToken cancellationToken) => FirstAsync(
        id,
        version,
        async feed =>
        {
            using var content = new MemoryStream();
            return await feed.CopyNupkgToStreamAsync(id, version, content, _noCache, NullLogger.Instance, cancellationToken) ? content.ToArray() : null;
        },
        cancellationToken);

    public void Dispose() => _noCache.Dispose();

    private async Task<T> FirstAsync<T>(string id, NuGetVersion? version, Func<FindPackageByIdResource, Task<T?>> ask, CancellationToken cancellationToken)
        where T : class
    {
        var package = version is null ? id : $"{id} {version}";
        for (var i = 0; i < sources.Count; i++)
        {
            try
            {
                if (i == _open.Count)
                {
                    _open.Add(await Repository.Factory.GetCoreV3(sources[i]).GetResourceAsync<FindPackageByIdResource>(cancellationToken)
                        ?? throw new InvalidOperationException(texts.Of("it is no package feed", "它不是包源")));
                }

                if (await ask(_open[i]) is { } found)
                {
                    return found;
                }
            }
            catch (Exception exception) when (exception is FatalProtocolException or HttpRequestException or IOException or InvalidOperationException)
            {
                // Another place may have it, but what comes from there must not depend on which ones can be reached today.
                throw new PackageException(texts.Of(
                    $"{sources[i]} cannot be asked for the package {package}: {Innermost(exception)}",
                    $"无法从 {sources[i]} 查询包 {package}：{Innermost(exception)}"), id);
            }
        }

        throw new PackageException(texts.Of(
            $"There is no package {package} in {string.Join(", ", sources)}",
            $"{string.Join("、", sources)} 中没有包 {package}"), id);
    }

    private static string Innermost(Exception exception) => exception.GetBaseException().Message;
}

/// <summary>Packages cannot be had; the message says why, to the author of the script.</summary>
/// <param name="message">Why.</param>
/// <param name="id">The one that it is about; null where it is about several.</param>
internal sealed class PackageException(string message, string? id = null) : Exception(message)
{
    public string? Id => id;
}
