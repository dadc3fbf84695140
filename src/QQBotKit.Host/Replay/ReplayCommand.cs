using System.CommandLine;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using QQBotKit.Core;
using QQBotKit.Core.Configuration;
using QQBotKit.Core.Recording;
using QQBotKit.Simulator;

namespace QQBotKit.Host.Replay;

/// <summary><c>qqbot replay</c>: plays a recording to the bots of this folder, and shows what they answer differently.</summary>
internal static class ReplayCommand
{
    private static readonly Uri Nowhere = new("http://replay.invalid/");

    public static Command Create(Option<FileInfo> config, Texts texts)
    {
        var file = new Argument<FileInfo>("FILE") { Description = texts.Of("What qqbot record wrote.", "qqbot record 写出的文件。") };
        var json = new Option<bool>("--json") { Description = texts.Of("Writes the differences as JSON.", "以 JSON 输出差异。") };
        var command = new Command("replay", texts.Of(
            "Plays a recording to the bots of this folder without connecting, and shows what they answer differently. Exit code 0: nothing; 1: something; 2: it could not be played.",
            "把录制文件回放给本目录的机器人（不连接平台），显示回答有何不同。退出码 0：相同；1：不同；2：无法回放。")) { file, json };
        command.SetAction((parsed, stopping) => RunAsync(
            parsed.GetRequiredValue(config).FullName, parsed.GetRequiredValue(file).FullName, parsed.GetValue(json), texts, stopping));
        return command;
    }

    private static async Task<int> RunAsync(string config, string file, bool asJson, Texts texts, CancellationToken stopping)
    {
        var loaded = SettingsFile.Load(config, Environment.GetEnvironmentVariable, texts);
        foreach (var finding in loaded.Findings)
        {
            await Console.Error.WriteLineAsync(finding.ToString());
        }

        if (loaded.Settings is not { } settings || await ReadAsync(file, settings, texts) is not { } recording)
        {
            return 2;
        }

        // The bots of the folder answer, but on nobody's data.
        var data = Directory.CreateTempSubdirectory("qqbot-replay-");
        try
        {
            settings.Storage.Path = data.FullName;
            settings.Access.Owners = [.. settings.Access.Owners, .. recording.Owners];
            foreach (var other in settings.Bots.Keys.Except(recording.Bots, StringComparer.OrdinalIgnoreCase).ToArray())
            {
                settings.Bots.Remove(other);
            }

            var report = await PlayAsync(settings, recording, texts, stopping);
            await ShowAsync(report, recording, asJson, texts);
            return report.Differences.Count == 0 ? 0 : 1;
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static async Task<Recording?> ReadAsync(string file, QQBotSettings settings, Texts texts)
    {
        try
        {
            var recording = await Recording.ReadAsync(file, texts);
            if (recording.Bots.FirstOrDefault(bot => !settings.Bots.ContainsKey(bot)) is not { } missing)
            {
                return recording;
            }

            await Console.Error.WriteLineAsync(texts.Of(
                $"{file} was recorded of a bot {missing}, which bot.yaml does not have: it has {string.Join(", ", settings.Bots.Keys)}.",
                $"{file} 录制的是机器人 {missing}，bot.yaml 中没有它，只有 {string.Join("、", settings.Bots.Keys)}。"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            await Console.Error.WriteLineAsync(e.Message);
        }

        return null;
    }

    private static async Task<ReplayReport> PlayAsync(QQBotSettings settings, Recording recording, Texts texts, CancellationToken stopping)
    {
        var time = new MovableTime(new StillTime(recording.Entries.Count > 0 ? recording.Entries.Min(entry => entry.At) : DateTimeOffset.UtcNow));
        var player = new Player(recording, time);
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Services.Configure<ConsoleLifetimeOptions>(console => console.SuppressStatusMessages = true);
        builder.Logging.AddLines(new LoggingSettings { Level = LogLevel.Warning });
        builder.Logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.AddSingleton(provider => new QQBotRuntime(
            settings, () => Nowhere, provider.GetRequiredService<IHostApplicationLifetime>(), time, provider.GetRequiredService<ILoggerFactory>(), texts, wires: player));
        builder.Services.AddHostedService(provider => provider.GetRequiredService<QQBotRuntime>());
        using var host = builder.Build();
        await host.StartAsync(stopping);
        await player.PlayAsync(stopping);
        var report = new ReplayReport(recording, player.Played, texts);

        // What still runs is given up after a while, by the clock that only this moves.
        var stopped = host.StopAsync(CancellationToken.None);
        while (await Task.WhenAny(stopped, Task.Delay(TimeSpan.FromMilliseconds(20), CancellationToken.None)) != stopped)
        {
            time.Advance(TimeSpan.FromSeconds(1));
        }

        await stopped;
        return report;
    }

    private static async Task ShowAsync(ReplayReport report, Recording recording, bool asJson, Texts texts)
    {
        if (recording.IsTorn)
        {
            await Console.Error.WriteLineAsync(texts.Of("The last line is not whole and was left out.", "最后一行不完整，已忽略。"));
        }

        if (recording.Lost > 0)
        {
            await Console.Error.WriteLineAsync(texts.Of($"{recording.Lost} entries are not in the recording.", $"录制文件缺少 {recording.Lost} 条记录。"));
        }

        if (asJson)
        {
            using var stream = new MemoryStream();
            using (var json = new Utf8JsonWriter(stream, MaskedJson.Relaxed))
            {
                report.Write(json);
            }

            await Console.Out.WriteLineAsync(Encoding.UTF8.GetString(stream.ToArray()));
            return;
        }

        foreach (var line in report.Lines())
        {
            await Console.Out.WriteLineAsync(line);
        }
    }
}
