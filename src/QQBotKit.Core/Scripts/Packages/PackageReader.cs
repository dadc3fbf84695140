using NuGet.Frameworks;
using NuGet.Packaging;

namespace QQBotKit.Core.Scripts.Packages;

/// <summary>Takes out of a package what this runtime can use: its assemblies and native libraries.</summary>
internal static class PackageReader
{
    private static readonly NuGetFramework Framework = NuGetFramework.Parse(PackageStore.Framework);

    /// <summary>Writes the files into a folder.</summary>
    /// <param name="content">The file of the package.</param>
    /// <param name="sha512">Its hash.</param>
    /// <param name="folder">The folder, which keeps the paths of the package.</param>
    public static StoredPackage Write(byte[] content, string sha512, string folder)
    {
        using var package = new PackageArchiveReader(new MemoryStream(content, writable: false));
        var libraries = NearestRuntime(package, "native");
        var assemblies = Assemblies(package);
        foreach (var file in assemblies.Concat(libraries))
        {
            var target = Path.GetFullPath(Path.Combine(folder, file));
            if (!target.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            {
                throw new InvalidDataException($"{file} leads out of the package");
            }

            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            using var from = package.GetStream(file);
            using var to = File.Create(target);
            from.CopyTo(to);
        }

        return new StoredPackage(PackageStore.Framework, PackageStore.Runtimes[0], sha512, assemblies, libraries);
    }

    /// <summary>Whether a package has assemblies, and none for this framework.</summary>
    public static bool IsForOthers(byte[] content)
    {
        using var package = new PackageArchiveReader(new MemoryStream(content, writable: false));
        var groups = package.GetLibItems().ToList();
        return groups.Count > 0 && NuGetFrameworkUtility.GetNearest(groups, Framework) is null;
    }

    private static List<string> Assemblies(PackageArchiveReader package)
    {
        var common = NuGetFrameworkUtility.GetNearest(package.GetLibItems(), Framework)?.Items ?? [];
        var special = NearestRuntime(package, "lib");

        // What is for this machine alone takes the place of the common file of that name.
        return [.. special, .. common.Where(ScriptParts.IsAssembly).Where(file => special.TrueForAll(own => Path.GetFileName(own) != Path.GetFileName(file)))];
    }

    /// <summary>The files of <c>runtimes/NAME/KIND</c> for the nearest name that has any.</summary>
    private static List<string> NearestRuntime(PackageArchiveReader package, string kind)
    {
        foreach (var name in PackageStore.Runtimes)
        {
            var files = package.GetFiles($"runtimes/{name}/{kind}").ToList();
            if (kind != "native" && files.Count > 0)
            {
                // runtimes/linux-x64/lib/net8.0/Name.dll
                var groups = files.Where(file => file.Split('/') is [_, _, _, _, _, ..]).GroupBy(file => file.Split('/')[3])
                    .Select(group => new FrameworkSpecificGroup(NuGetFramework.ParseFolder(group.Key), group));
                files = NuGetFrameworkUtility.GetNearest(groups, Framework)?.Items.Where(ScriptParts.IsAssembly).ToList() ?? [];
            }

            if (files.Count > 0)
            {
                return files;
            }
        }

        return [];
    }
}
