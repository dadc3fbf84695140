using System.IO.Compression;
using QQBotKit.Core.Tests.Plugins;

namespace QQBotKit.Core.Tests.Scripts;

/// <summary>A folder that packages come from.</summary>
internal sealed class PackageFolder(string folder)
{
    public string Path => folder;

    /// <summary>Adds a package whose class of its own name says its name and version, and what the class of another package says.</summary>
    public void Add(string id, string version, string? uses = null, string needs = "")
    {
        var other = uses is null ? [] : new[] { PluginProject.Compile(uses, $"public static class {uses} {{ public static string Word => \"\"; }}") };
        var assembly = PluginProject.Compile(
            id, $"public static class {id} {{ public static string Word => \"{id} {version}\"{(uses is null ? "" : $" + \", \" + {uses}.Word")}; }}", other);
        AddFiles(id, version, needs, ($"lib/netstandard2.0/{id}.dll", assembly));
    }

    /// <summary>Adds a package of any files.</summary>
    /// <param name="needs">The dependencies, as the manifest has them.</param>
    public void AddFiles(string id, string version, string needs, params (string Path, byte[] Content)[] files)
    {
        Directory.CreateDirectory(folder);
        using var package = ZipFile.Open(System.IO.Path.Combine(folder, $"{id}.{version}.nupkg"), ZipArchiveMode.Create);
        Write($"{id}.nuspec", System.Text.Encoding.UTF8.GetBytes($"""
            <?xml version="1.0"?>
            <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
              <metadata>
                <id>{id}</id><version>{version}</version><authors>test</authors><description>test</description>
                <dependencies><group targetFramework=".NETStandard2.0">{needs}</group></dependencies>
              </metadata>
            </package>
            """));
        foreach (var (path, content) in files)
        {
            Write(path, content);
        }

        void Write(string path, byte[] content)
        {
            using var entry = package.CreateEntry(path).Open();
            entry.Write(content);
        }
    }

    public void Remove(string id, string version) => File.Delete(System.IO.Path.Combine(folder, $"{id}.{version}.nupkg"));

    public static string Needs(string id, string range) => $"""<dependency id="{id}" version="{range}" />""";
}
