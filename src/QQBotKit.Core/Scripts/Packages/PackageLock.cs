using System.Text.Json;

namespace QQBotKit.Core.Scripts.Packages;

/// <summary>A package that a script uses, to the byte.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Requested">The version as the script writes it; null for a package that another one needs.</param>
/// <param name="Sha512">The hash of the package's file.</param>
internal sealed record LockedPackage(string Id, string Version, string? Requested, string Sha512);

/// <summary>The content of the lock file.</summary>
/// <param name="Scripts">The packages of each script.</param>
internal sealed record LockedPackages(SortedDictionary<string, IReadOnlyList<LockedPackage>> Scripts);

/// <summary>
/// The file beside the scripts that says which packages they use. It is made when a script names a package first, and belongs to the scripts: where they go,
/// it goes, and the same code runs.
/// </summary>
internal sealed class PackageLock(string folder)
{
    private string FilePath { get; } = Path.Combine(folder, "nuget.lock.json");

    /// <summary>The packages of a script; null where it has none, or names others now.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public IReadOnlyList<LockedPackage>? Find(string script, IReadOnlyList<PackagePart> named) =>
        Read().Scripts.TryGetValue(script, out var locked)
        && locked.Where(package => package.Requested is not null).Select(package => new PackagePart(package.Id.ToUpperInvariant(), package.Requested!)).ToHashSet()
            .SetEquals(named.Select(package => package with { Id = package.Id.ToUpperInvariant() }))
            ? locked
            : null;

    /// <summary>Writes down the packages of a script, and forgets those of scripts that are gone.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be written.</exception>
    public void Store(string script, IReadOnlyList<LockedPackage> packages)
    {
        var locked = Read();
        foreach (var gone in locked.Scripts.Keys.Where(name => !File.Exists(Path.Combine(folder, name + ".csx"))).ToList())
        {
            locked.Scripts.Remove(gone);
        }

        locked.Scripts[script] = packages;
        var unfinished = $"{FilePath}.{Guid.NewGuid():N}";
        File.WriteAllBytes(unfinished, [.. JsonSerializer.SerializeToUtf8Bytes(locked, PackageJson.Default.LockedPackages), (byte)'\n']);
        File.Move(unfinished, FilePath, overwrite: true);
    }

    private LockedPackages Read()
    {
        try
        {
            return (File.Exists(FilePath) ? JsonSerializer.Deserialize(File.ReadAllBytes(FilePath), PackageJson.Default.LockedPackages) : null)
                ?? new LockedPackages([]);
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"{FilePath}: {exception.Message}", exception);
        }
    }
}
