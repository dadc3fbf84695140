using System.Diagnostics.CodeAnalysis;
using QQBotKit.Core.Scripts.Packages;

namespace QQBotKit.Core.Scripts;

/// <summary>
/// What a <c>#load</c> or <c>#r</c> line means, as a text that is the same wherever it is written: the full path of a file, an assembly of a plugin, or a package.
/// </summary>
internal static class ScriptParts
{
    /// <param name="reference">What stands between the quotes: a path in the manner of either system, relative to the file it stands in.</param>
    /// <param name="file">That file.</param>
    public static string Resolve(string reference, string file) =>
        PluginPart.TryParse(reference, out var plugin) ? plugin.ToString()
        : PackagePart.TryParse(reference, out var package) ? package.ToString()
        // A path with a NUL is the one that .NET refuses to look at; no file has that name either way.
        : Path.GetFullPath(reference.Replace('\\', '/').Replace('\0', '?'), Path.GetDirectoryName(file)!);

    public static bool IsAssembly(string part) => part.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);

    /// <summary>The rest of a reference behind a word and a colon; null where it does not begin with them.</summary>
    public static string? Behind(string prefix, string reference) =>
        reference.TrimStart() is var text && text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? text[prefix.Length..].Trim() : null;
}

/// <summary><c>#r "plugin: Dice"</c> is the assembly of a plugin, <c>#r "plugin: Dice/Dice.Contract"</c> another one in its folder.</summary>
internal sealed record PluginPart(string Plugin, string File)
{
    private const string Prefix = "plugin:";

    public static bool TryParse(string reference, [NotNullWhen(true)] out PluginPart? part)
    {
        part = null;
        if (ScriptParts.Behind(Prefix, reference) is not { } named)
        {
            return false;
        }

        var words = named.Split('/', 2, StringSplitOptions.TrimEntries);
        var file = words is [var plugin] ? plugin : words[1];
        part = new PluginPart(words[0], ScriptParts.IsAssembly(file) ? file : file + ".dll");
        return true;
    }

    public override string ToString() => $"{Prefix}{Plugin}/{File}";
}
