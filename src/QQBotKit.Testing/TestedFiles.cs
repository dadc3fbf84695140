using QQBotKit.Core.Plugins;
using QQBotKit.Core.Scopes;

namespace QQBotKit.Testing;

/// <summary>The files of the plugins and scripts of a test.</summary>
internal static class TestedFiles
{
    private const string Script = ".csx";
    private const string Assembly = ".dll";

    /// <summary>
    /// Finds a script, a plugin's assembly or a plugin's folder. A relative path is looked for in the current folder, then in that of the test's assembly and in
    /// each above it: tests run deep below the folder of their project.
    /// </summary>
    public static (ExtensionKind Kind, string Name, string Path) Find(string path)
    {
        for (var folder = AppContext.BaseDirectory; folder is not null && !Path.Exists(path); folder = Path.GetDirectoryName(folder))
        {
            path = Path.Exists(Path.Combine(folder, path)) ? Path.Combine(folder, path) : path;
        }

        path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        return Path.GetExtension(path) switch
        {
            _ when Directory.Exists(path) => (ExtensionKind.Plugin, Path.GetFileName(path), PluginFiles.FindAssembly(path) ?? throw new BotTestException(
                $"There is neither {Path.GetFileName(path)}.dll nor bin/…/{Path.GetFileName(path)}.dll in {path}: build the plugin first, for instance by a reference to its project.")),
            _ when !File.Exists(path) => throw new BotTestException($"There is no {path}, nor in {AppContext.BaseDirectory} or any folder above it."),
            Script => (ExtensionKind.Script, Path.GetFileNameWithoutExtension(path), path),
            Assembly => (ExtensionKind.Plugin, Path.GetFileNameWithoutExtension(path), path),
            _ => throw new BotTestException($"{path} is neither a script (.csx) nor a plugin (.dll, or its folder)."),
        };
    }

    /// <summary>Puts the plugins where a host looks for them.</summary>
    /// <returns>The scripts, which stay where they are, beside what they load.</returns>
    public static IReadOnlyList<string> Take(IReadOnlyList<string> paths, string plugins)
    {
        var found = paths.Select(Find).ToArray();
        foreach (var (_, name, assembly) in found.Where(static file => file.Kind == ExtensionKind.Plugin))
        {
            Copy(Path.GetDirectoryName(assembly)!, Path.Combine(plugins, name));
        }

        return [.. found.Where(static file => file.Kind == ExtensionKind.Script).Select(static file => file.Path)];
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
