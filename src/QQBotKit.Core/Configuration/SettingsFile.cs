using System.Text;
using QQBotKit.Core.Scopes;

namespace QQBotKit.Core.Configuration;

/// <summary>What came of reading bot.yaml: settings, or everything that is wrong with it.</summary>
internal sealed record LoadResult(QQBotSettings? Settings, IReadOnlyList<Finding> Findings);

/// <summary>Reads bot.yaml.</summary>
internal static class SettingsFile
{
    private const string Smallest = """
        bots:
          main:
            app_id: "102000001"
            secret: ${QQBOT_SECRET:-simulator}
        """;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file. Paths in it are relative to its folder.</param>
    /// <param name="environment">The value of an environment variable; null if it is not set.</param>
    /// <param name="texts">The language of the findings.</param>
    public static LoadResult Load(string path, Func<string, string?> environment, Texts texts)
    {
        var file = Path.GetFullPath(path);
        var findings = new Findings(file, texts);
        var settings = ReadText(file, findings) is { } text ? Read(file, text, environment, findings) : null;
        return new LoadResult(findings.Count == 0 ? settings : null, findings.All);
    }

    private static QQBotSettings? Read(string file, string text, Func<string, string?> environment, Findings findings)
    {
        var tree = new YamlReader(new EnvironmentReferences(environment), findings).Read(text);
        if (tree is null && findings.Count > 0)
        {
            return null;
        }

        return new SettingsReader(file, findings).Read(tree ?? YamlMapping.Empty);
    }

    private static string? ReadText(string file, Findings findings)
    {
        try
        {
            return File.ReadAllText(file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            findings.Add(
                YamlMapping.Empty,
                $"there is no such file. Make one with this text, or name another one with --config:\n\n{Smallest}\n",
                $"文件不存在。请用下面的内容新建一个，或用 --config 指定另一个文件：\n\n{Smallest}\n");
        }
        catch (DecoderFallbackException)
        {
            findings.Add(
                YamlMapping.Empty,
                "the file is not UTF-8 text; save it as UTF-8 in your editor",
                "文件不是 UTF-8 编码（可能是 GBK）；请在编辑器中另存为 UTF-8");
        }
        catch (UnauthorizedAccessException) when (Directory.Exists(file))
        {
            findings.Add(YamlMapping.Empty, "this is a folder; name the file in it", "这是一个文件夹；请指定其中的文件");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            findings.Add(
                YamlMapping.Empty,
                $"the file cannot be read: {error.Message} Check that the user who runs the bot may read it",
                $"无法读取文件：{error.Message} 请检查运行机器人的用户是否有读取权限");
        }

        return null;
    }
}
