using System.IO.Enumeration;

namespace QQBotKit.Core.Plugins;

/// <summary>Where the files of a plugin are.</summary>
internal static class PluginFiles
{
    private static readonly EnumerationOptions Recursive = new()
    {
        RecurseSubdirectories = true,
        MaxRecursionDepth = 12,
        AttributesToSkip = FileAttributes.None,
    };

    /// <summary>
    /// <c>Name/Name.dll</c>, or what a project in that folder built last: the newest <c>Name/bin/**/Name.dll</c>; null if there is neither.
    /// </summary>
    public static string? FindAssembly(string folder)
    {
        var file = Path.GetFileName(folder) + ".dll";
        var dropped = Path.Combine(folder, file);
        if (File.Exists(dropped))
        {
            return dropped;
        }

        var output = Path.Combine(folder, "bin");
        return Directory.Exists(output)
            // A publish folder has copies with the same time, and more of what the plugin needs: the path decides.
            ? Code(output).Where(found => found.Name == file).Max(Comparer<FileInfo>.Create(ByTimeThenPath))?.FullName
            : null;
    }

    /// <summary>Whether the folder holds a project, which may have to be built first.</summary>
    public static bool HasProject(string folder) => Directory.EnumerateFiles(folder, "*.csproj").Any();

    /// <summary>
    /// The files beside a plugin's assembly that its code is made of, in order. Others may be the plugin's data: it may write them
    /// without being loaded anew.
    /// </summary>
    public static IEnumerable<FileInfo> Of(string assembly) =>
        Code(Path.GetDirectoryName(assembly)!).OrderBy(file => file.FullName, StringComparer.Ordinal);

    /// <summary>The same, with what lets stack traces name lines.</summary>
    public static IEnumerable<FileInfo> WithSymbols(string assembly) =>
        Of(assembly).Concat(new FileInfo(Path.ChangeExtension(assembly, ".pdb")) is { Exists: true } symbols ? [symbols] : []);

    public static bool IsNative(ReadOnlySpan<char> file) =>
        Path.GetExtension(file) is ".so" or ".dylib" || file.Contains(".so.", StringComparison.Ordinal);

    private static int ByTimeThenPath(FileInfo left, FileInfo right) => left.LastWriteTimeUtc.CompareTo(right.LastWriteTimeUtc) is not 0 and var order
        ? order
        : string.CompareOrdinal(left.FullName, right.FullName);

    private static FileSystemEnumerable<FileInfo> Code(string folder) => new(folder, (ref entry) => (FileInfo)entry.ToFileSystemInfo(), Recursive)
    {
        ShouldIncludePredicate = (ref entry) => !entry.IsDirectory && IsCode(entry.FileName),

        // obj, ref and refint hold what the compiler leaves on its way: assemblies of the right name that cannot run.
        // A bin beside the assembly belongs to a project whose output was copied up.
        ShouldRecursePredicate = (ref entry) => entry.FileName is not ("obj" or "ref" or "refint" or "bin"),
    };

    private static bool IsCode(ReadOnlySpan<char> file) =>
        Path.GetExtension(file) is ".dll" || IsNative(file) || file.EndsWith(".deps.json", StringComparison.Ordinal);
}
