using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using QQBotKit.Core.Scopes;

namespace QQBotKit.Core.Scripts;

/// <summary>
/// Follows the <c>#load</c> and <c>#r</c> lines of scripts. They are read as text and not asked of the compiler, so that a script's files are
/// known before it compiles, when it does not compile, and without the compiler in the process. A line in a comment counts too: that costs one
/// file more to watch, and never one too few.
/// </summary>
internal sealed class ScriptFiles
{
    private readonly ConcurrentDictionary<string, SeenFile> _seen = new(StringComparer.Ordinal);

    /// <summary>The stamps of a script and of all files that it is made of. Reads only files that changed since the last call.</summary>
    public string Stamp(string script)
    {
        var stamps = new StringBuilder();
        _ = Closure(script, path =>
        {
            var stamp = FileStamp.Of(new FileInfo(path));
            stamps.Append(stamp).Append('\n');
            if (!_seen.TryGetValue(path, out var seen) || seen.Stamp != stamp)
            {
                _seen[path] = seen = new SeenFile(stamp, NamedBy(path, TryRead(path, out _)));
            }

            return seen.Named;
        });
        return stamps.ToString();
    }

    /// <summary>Reads a script and all files that it is made of, once, so that what is hashed is what is compiled.</summary>
    public static ScriptSnapshot Read(string script)
    {
        var contents = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        string? unreadable = null;
        var files = Closure(script, path =>
        {
            var content = TryRead(path, out var error);
            if (content is not null)
            {
                contents[path] = content;
            }
            else if (path == script)
            {
                unreadable = error;
            }

            return NamedBy(path, content);
        });
        return new ScriptSnapshot(files, contents, unreadable);
    }

    /// <summary>
    /// The file that a <c>#load</c> or <c>#r</c> line means: relative to the file that it stands in, and written in the manner of either system.
    /// </summary>
    public static string Resolve(string reference, string file) =>
        // A path with a NUL is the one that .NET refuses to look at; no file has that name either way.
        Path.GetFullPath(reference.Replace('\\', '/').Replace('\0', '?'), Path.GetDirectoryName(file)!);

    public static bool IsAssembly(string path) => path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);

    private static List<string> Closure(string script, Func<string, IReadOnlyList<string>> namedBy)
    {
        List<string> files = [script];
        for (var i = 0; i < files.Count; i++)
        {
            foreach (var file in namedBy(files[i]))
            {
                if (!files.Contains(file))
                {
                    files.Add(file);
                }
            }
        }

        return files;
    }

    private static List<string> NamedBy(string path, byte[]? content)
    {
        List<string> named = [];
        if (content is null || IsAssembly(path))
        {
            return named;
        }

        foreach (var line in Encoding.UTF8.GetString(content).AsSpan().TrimStart('\uFEFF').EnumerateLines())
        {
            if (NamedIn(line) is { } file && !file.StartsWith("nuget:", StringComparison.OrdinalIgnoreCase))
            {
                named.Add(Resolve(file, path));
            }
        }

        return named;
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

    private static byte[]? TryRead(string path, out string? error)
    {
        try
        {
            error = null;
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            error = exception.Message;
            return null;
        }
    }

    private sealed record SeenFile(string Stamp, IReadOnlyList<string> Named);
}

/// <summary>A script and all files that it is made of, as they were at one moment.</summary>
/// <param name="files">The script, then the files that its <c>#load</c> and <c>#r</c> lines name, read or not.</param>
/// <param name="contents">The contents of those that could be read.</param>
/// <param name="unreadable">Why the script itself could not be read; null if it could.</param>
internal sealed class ScriptSnapshot(IReadOnlyList<string> files, IReadOnlyDictionary<string, byte[]> contents, string? unreadable)
{
    public string Script => files[0];

    public string? Unreadable => unreadable;

    /// <summary>The assemblies among the files.</summary>
    public IReadOnlyList<string> Assemblies { get; } =
        [.. files.Where(file => ScriptFiles.IsAssembly(file) && contents.ContainsKey(file))];

    public byte[]? Content(string path) => contents.GetValueOrDefault(path);

    /// <summary>The number of a file among those of the script, which is 0 itself.</summary>
    public int PartOf(string path)
    {
        var part = 0;
        while (files[part] != path)
        {
            part++;
        }

        return part;
    }

    /// <summary>A hash over all that a compiled script depends on.</summary>
    /// <param name="options">How it is compiled.</param>
    public string Key(string options)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, Encoding.UTF8.GetBytes(ScriptCache.Environment));
        Append(hash, Encoding.UTF8.GetBytes(options));
        foreach (var file in files)
        {
            Append(hash, Encoding.UTF8.GetBytes(file));
            Append(hash, Content(file));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // With its length before it, so that no two lists of parts read the same; a missing part is not an empty one.
    private static void Append(IncrementalHash hash, byte[]? part)
    {
        hash.AppendData(BitConverter.GetBytes(part?.Length ?? -1));
        hash.AppendData(part ?? []);
    }
}
