using QQBotKit.Core;
using QQBotKit.Core.Configuration;
using QQBotKit.Core.Scripts;

namespace QQBotKit.Host;

/// <summary><c>qqbot new</c>: files to begin with. What is there already is never written over.</summary>
internal static class NewCommand
{
    private const string EditorFolder = "editor";

    /// <summary>Writes a script, and what an editor needs for its completion.</summary>
    public static async Task<int> ScriptAsync(string config, string name, Texts texts, TextWriter output)
    {
        if (await SettingsAsync(config, texts, output) is not { } settings)
        {
            return 1;
        }

        name = name.EndsWith(".csx", StringComparison.OrdinalIgnoreCase) ? name[..^".csx".Length] : name;
        if (name.Length == 0 || !name.All(letter => char.IsLetterOrDigit(letter) || letter is '-' or '_'))
        {
            await output.WriteLineAsync(texts.Of(
                $"“{name}” cannot name a script: it takes letters, digits, '-' and '_'.", $"“{name}” 不能作为脚本的名字：只能包含文字、数字、“-” 和 “_”。"));
            return 1;
        }

        var script = Path.Combine(settings.Scripts.Path, name + ".csx");
        if (File.Exists(script))
        {
            await output.WriteLineAsync(texts.Of($"{script} is there already; nothing was written.", $"{script} 已存在，没有写入任何文件。"));
            return 1;
        }

        return await WriteAsync(texts, output, async () =>
        {
            await CreateAsync(script, Template(name, texts), texts, output);
            await WriteEditorFilesAsync(config, settings, texts, output);
            await output.WriteLineAsync(texts.Of(
                $"Run qqbot, and say {settings.Commands.Prefixes[0]}{name} to the bot.", $"运行 qqbot，然后对机器人说 {settings.Commands.Prefixes[0]}{name}。"));
        });
    }

    /// <summary>Writes what an editor needs for the completion of scripts: after a clone, or after an update of this program.</summary>
    public static async Task<int> EditorAsync(string config, Texts texts, TextWriter output) =>
        await SettingsAsync(config, texts, output) is { } settings
            ? await WriteAsync(texts, output, () => WriteEditorFilesAsync(config, settings, texts, output))
            : 1;

    private static async Task<QQBotSettings?> SettingsAsync(string config, Texts texts, TextWriter output)
    {
        var folder = Path.GetDirectoryName(config)!;
        if (!File.Exists(config))
        {
            return new QQBotSettings
            {
                Scripts = new() { Path = Path.Combine(folder, new ScriptSettings().Path) },
                Storage = new() { Path = Path.Combine(folder, new StorageSettings().Path) },
            };
        }

        // A secret that is not set here does not matter for a new file; what says where it goes does.
        var loaded = SettingsFile.Load(config, name => Environment.GetEnvironmentVariable(name) ?? "unset", texts);
        foreach (var finding in loaded.Findings)
        {
            await output.WriteLineAsync(finding.ToString());
        }

        return loaded.Findings.Count == 0 ? loaded.Settings : null;
    }

    private static async Task<int> WriteAsync(Texts texts, TextWriter output, Func<Task> write)
    {
        try
        {
            await write();
            return 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            await output.WriteLineAsync(texts.Of($"Not written: {exception.Message}", $"无法写入：{exception.Message}"));
            return 1;
        }
    }

    private static async Task WriteEditorFilesAsync(string config, QQBotSettings settings, Texts texts, TextWriter output)
    {
        var folder = Path.GetDirectoryName(config)!;
        var editor = Path.Combine(settings.Storage.Path, EditorFolder);
        EditorSupport.Write(editor);
        await output.WriteLineAsync(texts.Of($"written  {editor} (made by this program, and replaced by it)", $"已写入  {editor}（由本程序生成和更新）"));

        var response = Path.GetRelativePath(folder, Path.Combine(editor, EditorSupport.ResponseFile)).Replace('\\', '/');
        await CreateAsync(Path.Combine(folder, "omnisharp.json"), $$"""
            {
              "script": {
                "enableScriptNuGetReferences": true,
                "defaultTargetFramework": "net{{Environment.Version.Major}}.0",
                "rspFilePath": "{{response}}"
              }
            }

            """, texts, output, "rspFilePath");
        await CreateAsync(Path.Combine(folder, ".vscode", "settings.json"), $$"""
            {
              // {{texts.Of("Of the servers of the C# extension, OmniSharp is the one that knows .csx files.", "C# 扩展的语言服务器中，只有 OmniSharp 支持 .csx 文件。")}}
              "dotnet.server.useOmnisharp": true
            }

            """, texts, output, "dotnet.server.useOmnisharp");
        await CreateAsync(Path.Combine(folder, ".vscode", "extensions.json"), """
            {
              "recommendations": ["ms-dotnettools.csharp"],
              "unwantedRecommendations": ["ms-dotnettools.csdevkit"]
            }

            """, texts, output, "ms-dotnettools.csharp");
    }

    /// <param name="path">The file.</param>
    /// <param name="text">Its text.</param>
    /// <param name="texts">The language of the user.</param>
    /// <param name="output">Takes what was done.</param>
    /// <param name="needed">What a file that is there already must contain to do as well; null where it need not.</param>
    private static async Task CreateAsync(string path, string text, Texts texts, TextWriter output, string? needed = null)
    {
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, text);
            await output.WriteLineAsync(texts.Of($"created  {path}", $"已创建  {path}"));
            return;
        }

        var does = needed is null || (await File.ReadAllTextAsync(path)).Contains(needed, StringComparison.Ordinal);
        await output.WriteLineAsync(does
            ? texts.Of($"kept     {path}", $"已保留  {path}")
            : texts.Of($"kept     {path}, which is yours; for completion in scripts, put this into it:", $"已保留  {path}（您自己的文件）；要在脚本中使用补全，请加入：")
                + Environment.NewLine + text.TrimEnd());
    }

    private static string Template(string name, Texts texts) => texts.Of(
        $$"""
        // Save this file, and it is live. docs/scripts.md explains the rest.
        // What is registered here belongs to this version of the script: the next one takes its place.

        // /{{name}} → Hello, world!   /{{name}} Ann → Hello, Ann!
        bot.Command("{{name}}", (string name = "world") => $"Hello, {name}!")
            .Describe("Says hello");

        // Messages that are no command:
        // bot.On<MessageReceived>(async (message, stopping) =>
        // {
        //     if (message.Text.Contains("good night"))
        //     {
        //         await bot.ReplyAsync(message, "Sleep well!", stopping);
        //     }
        // });

        // A number that outlives restarts:
        // bot.Command("{{name}} count", async (Sender sender) =>
        //     $"{await bot.Store.UpdateAsync<int>(sender.Id, count => count + 1)} times");

        """,
        $$"""
        // 保存这个文件，它立即生效。更多内容见 docs/scripts.zh-CN.md。
        // 这里注册的一切属于脚本的这一个版本：保存新版本时会整体替换。

        // /{{name}} → 你好，世界！   /{{name}} 小明 → 你好，小明！
        bot.Command("{{name}}", (string name = "世界") => $"你好，{name}！")
            .Describe("打招呼");

        // 不是指令的消息：
        // bot.On<MessageReceived>(async (message, stopping) =>
        // {
        //     if (message.Text.Contains("晚安"))
        //     {
        //         await bot.ReplyAsync(message, "晚安，好梦！", stopping);
        //     }
        // });

        // 重启后仍然保留的数字：
        // bot.Command("{{name}} count", async (Sender sender) =>
        //     $"第 {await bot.Store.UpdateAsync<int>(sender.Id, count => count + 1)} 次");

        """);
}
