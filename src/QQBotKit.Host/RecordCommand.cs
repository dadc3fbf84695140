using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using QQBotKit.Core;
using QQBotKit.Core.Configuration;
using QQBotKit.Core.Recording;

namespace QQBotKit.Host;

/// <summary><c>qqbot record</c>: runs the bots, and writes down what they and the platform send each other.</summary>
internal static class RecordCommand
{
    public static Command Create(Option<FileInfo> config, Texts texts)
    {
        var file = new Option<FileInfo?>("--out")
        {
            Description = texts.Of(
                "The file, which must not be there yet; data/recordings/TIME.jsonl by default.", "录制文件，不能是已有的文件；默认为 data/recordings/时间.jsonl。"),
            HelpName = "FILE",
        };
        var words = new Option<RecordedTexts>("--texts")
        {
            Description = texts.Of(
                "keep: what people and the bot say is in the file, which a replay needs. mask: only its shape, for a file that others see. Ids and secrets are masked in any case.",
                "keep：保留用户和机器人说的话，回放需要；mask：只保留其形状，适合给别人看的文件。ID 和密钥总会被替换。"),
            HelpName = "keep|mask",
        };
        var bots = new Option<string[]>("--bot")
        {
            Description = texts.Of("Only this bot; can be given several times.", "只录制这个机器人，可重复。"),
            HelpName = "BOT",
        };
        var command = new Command("record", texts.Of(
            "Runs the bots until Ctrl-C, and writes what they and the platform send each other to a file, without ids and secrets.",
            "运行机器人，按 Ctrl-C 停止，同时把它们与平台的往来写入文件（不含 ID 和密钥）。")) { file, words, bots };
        command.SetAction((parsed, stopping) =>
        {
            var path = parsed.GetRequiredValue(config).FullName;
            return RunAsync(path, parsed.GetValue(file)?.FullName, parsed.GetValue(words), parsed.GetValue(bots) ?? [], texts, stopping);
        });
        return command;
    }

    private static async Task<int> RunAsync(string config, string? file, RecordedTexts words, string[] bots, Texts texts, CancellationToken stopping)
    {
        // The names of its bots; what is wrong with the file is told when it is run.
        if (SettingsFile.Load(config, Environment.GetEnvironmentVariable, texts).Settings is { } settings)
        {
            if (bots.FirstOrDefault(bot => !settings.Bots.ContainsKey(bot)) is { } unknown)
            {
                await Console.Error.WriteLineAsync(texts.Of(
                    $"--bot: there is no bot {unknown}; there is {string.Join(", ", settings.Bots.Keys)}.", $"--bot：没有机器人 {unknown}，有 {string.Join("、", settings.Bots.Keys)}。"));
                return 1;
            }

            file ??= Path.Combine(settings.Storage.Path, "recordings", $"{DateTime.Now.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}.jsonl");
        }

        if (file is null)
        {
            return await RunCommand.RunAsync(config, texts, stopping);
        }

        Stream stream;
        try
        {
            stream = RecordingFile.Create(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(texts.Of($"--out: {file} cannot be made: {e.Message}", $"--out：无法新建 {file}：{e.Message}"));
            return 1;
        }

        await Console.Out.WriteLineAsync(words == RecordedTexts.Keep
            ? texts.Of($"Recording to {file}. Texts are in it: give it to nobody who must not read them.", $"正在录制到 {file}。其中含有聊天内容，请勿交给不该看到的人。")
            : texts.Of($"Recording to {file}, without texts.", $"正在录制到 {file}，不含聊天内容。"));
        await using (stream)
        {
            RecordingFile? recording = null;
            var code = await RunCommand.RunAsync(config, texts, stopping, (settings, services) =>
            {
                var log = services.GetRequiredService<ILoggerFactory>().CreateLogger("record");
                recording = new RecordingFile(stream, log);
                return new Recorder(recording, settings, bots, words, TimeProvider.System, log);
            });
            await (recording?.DisposeAsync() ?? default);
            return code;
        }
    }
}
