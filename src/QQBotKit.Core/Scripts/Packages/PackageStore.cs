using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace QQBotKit.Core.Scripts.Packages;

/// <summary>What was taken out of a package for this runtime. Paths are relative to the folder of the package.</summary>
internal sealed record StoredPackage(string Framework, string Runtime, string Sha512, IReadOnlyList<string> Assemblies, IReadOnlyList<string> Libraries);

/// <summary>
/// The packages on disk, one folder for each version. A folder is there whole or not at all, and never changes; it may be deleted at any time.
/// </summary>
internal sealed class PackageStore(string root)
{
    private const string Contents = "qqbot.json";

    /// <summary>The framework of this process, as packages name it.</summary>
    public static string Framework { get; } = $"net{Environment.Version.Major}.0";

    /// <summary>The names under which packages keep what is for this machine alone, the nearest first.</summary>
    public static IReadOnlyList<string> Runtimes { get; } = NamesOfRuntime();

    /// <summary>What a package gives; null where it is not on disk, or was put there for another runtime.</summary>
    public StoredPackage? Find(string id, string version)
    {
        try
        {
            var stored = JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(FolderOf(id, version), Contents)), PackageJson.Default.StoredPackage);
            return stored?.Framework == Framework && stored.Runtime == Runtimes[0] ? stored : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>The files of a package that is on disk, as full paths.</summary>
    public PackageFiles FilesOf(string id, string version, StoredPackage stored) => new(
        [.. stored.Assemblies.Select(file => Path.Combine(FolderOf(id, version), file))],
        [.. stored.Libraries.Select(file => Path.Combine(FolderOf(id, version), file))]);

    /// <summary>Puts a package on disk.</summary>
    /// <param name="write">Writes its files into the folder that it is given.</param>
    public StoredPackage Put(string id, string version, Func<string, StoredPackage> write)
    {
        var unfinished = Path.Combine(root, $".{Guid.NewGuid():N}");
        Directory.CreateDirectory(unfinished);
        try
        {
            var stored = write(unfinished);
            File.WriteAllBytes(Path.Combine(unfinished, Contents), JsonSerializer.SerializeToUtf8Bytes(stored, PackageJson.Default.StoredPackage));
            var folder = FolderOf(id, version);
            Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }

            Directory.Move(unfinished, folder);
            return stored;
        }
        finally
        {
            if (Directory.Exists(unfinished))
            {
                Directory.Delete(unfinished, recursive: true);
            }
        }
    }

    private string FolderOf(string id, string version) => Path.Combine(root, Name(id), Name(version));

    // They come from scripts, packages and the lock file: none of them may lead elsewhere.
    private static string Name(string part) => part.Length > 0 && part.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_' or '+') && part.Trim('.').Length > 0
        ? part.ToLowerInvariant()
        : throw new InvalidDataException($"\"{part}\" is not the name or version of a package");

    private static string[] NamesOfRuntime()
    {
        var machine = RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant();
        string[] systems = OperatingSystem.IsWindows() ? ["win"]
            : OperatingSystem.IsMacOS() ? ["osx", "unix"]
            : RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal) ? ["linux-musl", "linux", "unix"]
            : ["linux", "unix"];
        return [.. systems.SelectMany(system => new[] { $"{system}-{machine}", system }), "any"];
    }
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(StoredPackage))]
[JsonSerializable(typeof(LockedPackages))]
internal sealed partial class PackageJson : JsonSerializerContext;
