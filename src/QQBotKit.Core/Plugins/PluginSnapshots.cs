using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using QQBotKit.Core.Storage;

namespace QQBotKit.Core.Plugins;

/// <summary>
/// Copies of plugins, from which they run. What was examined is then what runs, also the library that is needed an hour later; the plugin's own
/// files are never open, so they can be replaced in any way; and a native library, which runs where its file lies, is not overwritten under the processor.
/// </summary>
/// <param name="folder">The folder of the copies of all processes. They end with their process.</param>
/// <param name="log">Told what could not be deleted.</param>
internal sealed partial class PluginSnapshots(string folder, ILogger log)
{
    private readonly string _root = Path.Combine(folder, ProcessStamp.Own.ToString());
    private readonly Lock _taking = new();
    private int _taken;

    /// <summary>Copies the code of a plugin.</summary>
    /// <param name="assembly">Its assembly.</param>
    /// <param name="without">The simple names of assemblies that it gets from elsewhere.</param>
    /// <returns>The assembly of the copy.</returns>
    public string Take(string assembly, IReadOnlyCollection<string> without)
    {
        lock (_taking)
        {
            if (_taken == 0)
            {
                DropOthers();
            }

            var from = Path.GetDirectoryName(assembly)!;
            string to;
            do
            {
                to = Path.Combine(_root, $"{Path.GetFileNameWithoutExtension(assembly)}-{++_taken}");
            }
            while (Directory.Exists(to));

            foreach (var file in PluginFiles.WithSymbols(assembly).Where(file => !without.Contains(Path.GetFileNameWithoutExtension(file.Name))))
            {
                var copy = Path.Combine(to, Path.GetRelativePath(from, file.FullName));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                if (PluginFiles.IsNative(file.Name))
                {
                    ShareNative(file.FullName, copy);
                }
                else
                {
                    File.Copy(file.FullName, copy);
                }
            }

            return Path.Combine(to, Path.GetFileName(assembly));
        }
    }

    /// <summary>Deletes a copy. Where the system does not let go of it yet, the next process does.</summary>
    public void Drop(string assembly)
    {
        try
        {
            Directory.Delete(Path.GetDirectoryName(assembly)!, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogKept(assembly, e.Message);
        }
    }

    /// <summary>Deletes the copies of processes that were killed.</summary>
    private void DropOthers()
    {
        foreach (var other in Directory.Exists(folder) ? Directory.EnumerateDirectories(folder) : [])
        {
            if (ProcessStamp.TryParse(Path.GetFileName(other), out var process) && !process.IsRunning)
            {
                Drop(Path.Combine(other, "all"));
            }
        }
    }

    /// <summary>
    /// .NET never closes a native library that a plugin loaded. All versions share one file for each content, so that the system opens each content once.
    /// </summary>
    private void ShareNative(string file, string copy)
    {
        var content = File.ReadAllBytes(file);
        var shared = Path.Combine(_root, "native", Convert.ToHexStringLower(SHA256.HashData(content)), Path.GetFileName(file));
        if (!File.Exists(shared))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(shared)!);
            File.WriteAllBytes(shared, content);
        }

        try
        {
            File.CreateSymbolicLink(copy, shared);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            File.Copy(shared, copy); // Windows lets few users make links.
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The copy of {Assembly} is not deleted yet: {Reason}")]
    private partial void LogKept(string assembly, string reason);
}
