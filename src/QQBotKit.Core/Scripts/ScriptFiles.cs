using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using QQBotKit.Core.Plugins;
using QQBotKit.Core.Scopes;
using QQBotKit.Core.Scripts.Packages;

namespace QQBotKit.Core.Scripts;

/// <summary>
/// Follows the <c>#load</c> and <c>#r</c> lines of scripts. They are read as text and not asked of the compiler, so that a script's files are
/// known before it compiles, when it does not compile, and without the compiler in the process. A line in a comment counts too: that costs one
/// file more to watch, and never one too few.
/// </summary>
/// <param name="plugins">Finds a plugin by its name; null where there is none.</param>
internal sealed class ScriptFiles(Func<string, PluginAssemblies?> plugins)
{
    private readonly ConcurrentDictionary<string, SeenFile> _seen = new(StringComparer.Ordinal);

    /// <summary>The stamps of a script and of all that it is made of. Reads only files that changed since the last call.</summary>
    public string Stamp(string script)
    {
        var stamps = new StringBuilder();
        _ = Closure(script, part =>
        {
            if (PluginPart.TryParse(part, out var plugin))
            {
                stamps.Append(part).Append(' ').Append(plugins(plugin.Plugin)?.Folder).Append('\n');
                return [];
            }

            var stamp = PackagePart.TryParse(part, out _) ? part : FileStamp.Of(new FileInfo(part));
            stamps.Append(stamp).Append('\n');
            if (!_seen.TryGetValue(part, out var seen) || seen.Stamp != stamp)
            {
                _seen[part] = seen = new SeenFile(stamp, [.. NamedBy(part, TryRead(part, out _)).Select(named => named.Part)]);
            }

            return seen.Named;
        });
        return stamps.ToString();
    }

    /// <summary>Reads a script and all that it is made of, once, so that what is hashed is what is compiled.</summary>
    public ScriptSnapshot Read(string script)
    {
        var contents = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var used = new List<KeyValuePair<string, PluginAssemblies>>();
        var packages = new List<NamedPackage>();
        string? unreadable = null;
        var parts = Closure(script, part =>
        {
            if (PluginPart.TryParse(part, out var plugin) && plugins(plugin.Plugin) is { } assemblies)
            {
                used.Add(KeyValuePair.Create(Path.GetFileNameWithoutExtension(plugin.File), assemblies));
            }

            var content = TryRead(part, out var error);
            if (content is not null)
            {
                contents[part] = content;
            }
            else if (part == script)
            {
                unreadable = error;
            }

            var named = NamedBy(part, content).ToList();
            foreach (var line in named)
            {
                if (PackagePart.TryParse(line.Part, out var package))
                {
                    packages.Add(new NamedPackage(package, part, line.Number, line.Text));
                }
            }

            return [.. named.Select(line => line.Part)];
        });
        return new ScriptSnapshot(parts, contents, used, packages, unreadable);
    }

    private static List<string> Closure(string script, Func<string, IReadOnlyList<string>> namedBy)
    {
        List<string> parts = [script];
        for (var i = 0; i < parts.Count; i++)
        {
            foreach (var part in namedBy(parts[i]))
            {
                if (!parts.Contains(part))
                {
                    parts.Add(part);
                }
            }
        }

        return parts;
    }

    private static IEnumerable<(string Part, int Number, string Text)> NamedBy(string file, byte[]? content)
    {
        if (content is null || ScriptParts.IsAssembly(file))
        {
            yield break;
        }

        var number = 0;
        foreach (var text in Encoding.UTF8.GetString(content).TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n'))
        {
            number++;
            if (NamedIn(text) is { } reference)
            {
                yield return (ScriptParts.Resolve(reference, file), number, text);
            }
        }
    }

    private static string? NamedIn(ReadOnlySpan<char> line)
    {
        if (line.TrimStart() is not ['#', .. var directive])
        {
            return null;
        }

        var operand = directive.TrimStart() switch
        {
            ['l', 'o', 'a', 'd', .. var rest] => rest,
            ['r', .. var rest] => rest,
            _ => default,
        };
        return operand.TrimStart() is ['"', .. var file] && file.IndexOf('"') is > 0 and var end ? file[..end].ToString() : null;
    }

    private byte[]? TryRead(string part, out string? error)
    {
        error = null;
        try
        {
            return PackagePart.TryParse(part, out _) ? null
                : !PluginPart.TryParse(part, out var plugin) ? File.ReadAllBytes(part)
                : plugins(plugin.Plugin) is { } assemblies ? File.ReadAllBytes(Path.Combine(assemblies.Folder, plugin.File))
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            error = exception.Message;
            return null;
        }
    }

    private sealed record SeenFile(string Stamp, IReadOnlyList<string> Named);
}

/// <summary>A script and all that it is made of, as it was at one moment.</summary>
/// <param name="parts">The script, then what its <c>#load</c> and <c>#r</c> lines name, read or not.</param>
/// <param name="contents">The contents of those that could be read.</param>
/// <param name="plugins">The simple names of the plugin assemblies among them, and their plugins.</param>
/// <param name="packages">The lines that name packages.</param>
/// <param name="unreadable">Why the script itself could not be read; null if it could.</param>
internal sealed class ScriptSnapshot(
    IReadOnlyList<string> parts,
    IReadOnlyDictionary<string, byte[]> contents,
    IReadOnlyList<KeyValuePair<string, PluginAssemblies>> plugins,
    IReadOnlyList<NamedPackage> packages,
    string? unreadable)
{
    public string Script => parts[0];

    public string? Unreadable => unreadable;

    /// <summary>What it needs to run.</summary>
    /// <param name="packages">The files of its packages.</param>
    public ScriptAssemblies Assemblies(PackageFiles packages) => new(
        Script,
        [.. parts.Where(part => ScriptParts.IsAssembly(part) && contents.ContainsKey(part) && !PluginPart.TryParse(part, out _))],
        plugins,
        packages);

    public IReadOnlyList<NamedPackage> Packages => packages;

    public byte[]? Content(string part) => contents.GetValueOrDefault(part);

    /// <summary>The number of a part; that of the script is 0.</summary>
    public int PartOf(string part) => parts.Index().First(numbered => numbered.Item == part).Index;

    /// <summary>A hash over all that a compiled script depends on.</summary>
    /// <param name="options">How it is compiled.</param>
    public string Key(string options)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, Encoding.UTF8.GetBytes(ScriptCache.Environment));
        Append(hash, Encoding.UTF8.GetBytes(options));
        foreach (var part in parts)
        {
            Append(hash, Encoding.UTF8.GetBytes(part));
            Append(hash, Content(part));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>What else a loaded script depends on: it is bound to the versions of plugins that it met, even where their code is the same.</summary>
    public string Plugins => string.Join('\n', plugins.Select(plugin => plugin.Value.Folder));

    // With its length before it, so that no two lists of parts read the same; a missing part is not an empty one.
    private static void Append(IncrementalHash hash, byte[]? part)
    {
        hash.AppendData(BitConverter.GetBytes(part?.Length ?? -1));
        hash.AppendData(part ?? []);
    }
}

/// <summary>Where the assemblies come from that a script uses.</summary>
/// <param name="Script">The script.</param>
/// <param name="Files">The files that it names in <c>#r</c>.</param>
/// <param name="Plugins">The simple names of the plugin assemblies that it names, and their plugins.</param>
/// <param name="Packages">The files of its packages.</param>
internal sealed record ScriptAssemblies(
    string Script, IReadOnlyList<string> Files, IReadOnlyList<KeyValuePair<string, PluginAssemblies>> Plugins, PackageFiles Packages);
