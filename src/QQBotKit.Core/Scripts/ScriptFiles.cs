using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using QQBotKit.Core.Scopes;

namespace QQBotKit.Core.Scripts;

/// <summary>
/// Follows the <c>#load</c> and <c>#r</c> lines of scripts. They are read as text and not asked of the compiler, so that a script's files are
/// known before it compiles, when it does not compile, and without the compiler in the process. A line in a comment counts too: that costs one
/// file more to watch, and never one too few.
/// </summary>
internal sealed partial class ScriptFiles
{
    private readonly ConcurrentDictionary<string, (string Stamp, IReadOnlyList<string> Named)> _known = new(StringComparer.Ordinal);

    /// <summary>The stamps of a script and of all files that it is made of. Reads only files that changed since the last call.</summary>
    public string Stamp(string script)
    {
        var stamps = new StringBuilder();
        _ = Closure(script, path =>
        {
            var stamp = FileStamp.Of(new FileInfo(path));
            stamps.Append(stamp).Append('\n');
            if (_known.TryGetValue(path, out var known) && known.Stamp == stamp)
            {
                return known.Named;
            }

            var named = NamedBy(path, TryRead(path, out _));
            _known[path] = (stamp, named);
            return named;
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

    /// <summary>The file that a <c>#load</c> or <c>#r</c> line means: relative to the file that it stands in.</summary>
    public static string Resolve(string reference, string file) =>
        Path.GetFullPath(reference.Replace('\\', '/'), Path.GetDirectoryName(file) ?? "/");

    public static bool IsAssembly(string path) => path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);

    private static List<string> Closure(string script, Func<string, IReadOnlyList<string>> namedBy)
    {
        List<string> files = [script];
        for (var i = 0; i < files.Count; i++)
        {
            files.AddRange(namedBy(files[i]).Except(files, StringComparer.Ordinal).ToList());
        }

        return files;
    }

    private static List<string> NamedBy(string path, byte[]? content)
    {
        if (content is null || IsAssembly(path))
        {
            return [];
        }

        return [.. Directive.Matches(Encoding.UTF8.GetString(content))
            .Select(match => match.Groups["file"].Value)
            .Where(file => !file.StartsWith("nuget:", StringComparison.OrdinalIgnoreCase))
            .Select(file => Resolve(file, path))
            .Distinct(StringComparer.Ordinal)];
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

    [GeneratedRegex("""(?:^\uFEFF?|[\r\n\u0085\u2028\u2029])[^\S\r\n]*#[^\S\r\n]*(?:load|r)[^\S\r\n]*["](?<file>[^"\0\r\n]+)["]""", RegexOptions.CultureInvariant)]
    private static partial Regex Directive { get; }
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

    /// <summary>A hash over all that a compiled script depends on.</summary>
    public string Key()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, Encoding.UTF8.GetBytes(ScriptCache.Environment));
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
