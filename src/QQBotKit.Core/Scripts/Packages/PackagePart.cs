using System.Diagnostics.CodeAnalysis;

namespace QQBotKit.Core.Scripts.Packages;

/// <summary><c>#r "nuget: Name, 1.2.3"</c>: a package.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Version">The version as it is written; empty where there is none.</param>
internal sealed record PackagePart(string Id, string Version)
{
    private const string Prefix = "nuget:";

    public static bool TryParse(string reference, [NotNullWhen(true)] out PackagePart? part)
    {
        part = ScriptParts.Behind(Prefix, reference)?.Split([',', '/'], 2, StringSplitOptions.TrimEntries) switch
        {
            null => null,
            [var id] => new PackagePart(id, ""),
            [var id, var version, ..] => new PackagePart(id, version),
            _ => null,
        };
        return part is not null;
    }

    public override string ToString() => $"{Prefix}{Id}/{Version}";
}

/// <summary>A line of a script, or of a part of it, that names a package.</summary>
/// <param name="Package">The package.</param>
/// <param name="File">The file.</param>
/// <param name="Line">The number of the line.</param>
/// <param name="Text">The line.</param>
internal sealed record NamedPackage(PackagePart Package, string File, int Line, string Text);

/// <summary>The files of packages that a script runs with.</summary>
/// <param name="Assemblies">The assemblies, as full paths.</param>
/// <param name="Libraries">The native libraries, as full paths.</param>
internal sealed record PackageFiles(IReadOnlyList<string> Assemblies, IReadOnlyList<string> Libraries)
{
    public static PackageFiles None { get; } = new([], []);

    /// <summary>Those among the assemblies that have code, and not texts in one language.</summary>
    public IEnumerable<string> WithCode => Assemblies.Where(file => !file.EndsWith(".resources.dll", StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether all of it is still on disk.</summary>
    public bool Exist() => Assemblies.All(File.Exists) && Libraries.All(File.Exists);

    public bool SameAs(PackageFiles other) => Assemblies.SequenceEqual(other.Assemblies) && Libraries.SequenceEqual(other.Libraries);
}
