using System.Globalization;
using QQBotKit.Core.Configuration;

namespace QQBotKit.Core.Tests.Configuration;

/// <summary>A bot.yaml in a folder of its own.</summary>
internal sealed class YamlFile : IDisposable
{
    public YamlFile(string? text = null)
    {
        Folder = Directory.CreateTempSubdirectory("qqbotkit-").FullName;
        Path = System.IO.Path.Combine(Folder, "bot.yaml");
        if (text is not null)
        {
            File.WriteAllText(Path, text);
        }
    }

    public string Folder { get; }

    public string Path { get; }

    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>A file with one bot, and <paramref name="rest"/> after it.</summary>
    public static YamlFile WithBot(string rest) => new(
        $$"""
        bots:
          main:
            app_id: "102000001"
            secret: hunter2
        {{rest}}
        """);

    public LoadResult Load(string language = "en") =>
        SettingsFile.Load(Path, Environment.GetValueOrDefault, new Texts(CultureInfo.GetCultureInfo(language)));

    public QQBotSettings Settings()
    {
        var result = Load();
        result.Findings.Should().BeEmpty();
        return result.Settings!;
    }

    /// <summary>The findings as <c>(line,column): message</c>.</summary>
    public string[] Findings()
    {
        var result = Load();
        result.Settings.Should().BeNull("a file with findings has no settings");
        result.Findings.Should().OnlyContain(finding => finding.Path == Path);
        return [.. result.Findings.Select(finding => $"({finding.Line},{finding.Column}): {finding.Message}")];
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
