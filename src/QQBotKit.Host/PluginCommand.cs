using Microsoft.Extensions.Logging.Abstractions;
using QQBotKit.Core;
using QQBotKit.Core.Configuration;
using QQBotKit.Core.Plugins;
using QQBotKit.Core.Scopes;

namespace QQBotKit.Host;

/// <summary><c>qqbot plugin</c>: what runs, and switches.</summary>
internal static class PluginCommand
{
    /// <summary>Lists the plugins and scripts of the host that runs; where none does, the plugins on disk.</summary>
    public static async Task<int> ListAsync(string config, Texts texts, TextWriter output, CancellationToken stopping)
    {
        if (await LoadAsync(config, texts, output) is not { } settings)
        {
            return 1;
        }

        var lines = new StatusFile(settings.Storage.Path).Read() is { } status
            ? Running(status, settings.Commands.Prefixes[0], texts)
            : await OnDiskAsync(settings, texts, stopping);
        foreach (var line in lines)
        {
            await output.WriteLineAsync(line);
        }

        return 0;
    }

    /// <summary>Switches a plugin or script. A host that runs takes it over within two seconds, a later one at its start.</summary>
    /// <param name="config">The path of bot.yaml.</param>
    /// <param name="name">The plugin or script.</param>
    /// <param name="bot">The bot; null is all.</param>
    /// <param name="group">The <c>group_openid</c>; null is everywhere.</param>
    /// <param name="on">Whether it is to be on.</param>
    /// <param name="texts">The language.</param>
    /// <param name="output">Told what was done.</param>
    public static Task<int> SwitchAsync(string config, string name, string? bot, string? group, bool on, Texts texts, TextWriter output) =>
        ChangeAsync(config, name, bot, texts, output, (switches, found) =>
        {
            switches.Set(new Switch(found, bot, group is null ? null : Target.Group(group).ToString()), on);
            return on ? texts.Of($"{found} is on.", $"{found} 已启用。") : texts.Of($"{found} is off.", $"{found} 已停用。");
        });

    /// <summary>Asks the host that runs to end the quarantine of a plugin or script.</summary>
    public static Task<int> ResumeAsync(string config, string name, Texts texts, TextWriter output) =>
        ChangeAsync(config, name, bot: null, texts, output, (switches, found) =>
        {
            switches.Resume(found, DateTimeOffset.UtcNow);
            return texts.Of($"{found} is resumed.", $"{found} 已恢复。");
        });

    private static async Task<int> ChangeAsync(
        string config, string name, string? bot, Texts texts, TextWriter output, Func<Switches, string, string> change)
    {
        if (await LoadAsync(config, texts, output) is not { } settings)
        {
            return 1;
        }

        var names = Names(settings, texts);
        if (bot is not null && !settings.Bots.ContainsKey(bot))
        {
            await output.WriteLineAsync(NotFound(texts.Of("bot", "机器人"), bot, settings.Bots.Keys, texts));
            return 1;
        }

        if (names.Find(known => string.Equals(known, name, StringComparison.OrdinalIgnoreCase)) is not { } found)
        {
            await output.WriteLineAsync(NotFound(texts.Of("plugin or script", "插件或脚本"), name, names, texts));
            return 1;
        }

        await output.WriteLineAsync(change(Switches.Open(settings.Storage.Path), found));
        return 0;
    }

    private static List<string> Names(QQBotSettings settings, Texts texts) =>
    [
        .. new StatusFile(settings.Storage.Path).Read()?.Extensions.Select(extension => extension.Name) ?? [],
        .. new PluginSource(settings.Plugins.Path, settings.Storage.Path, settings.Plugins.Disabled, texts, TimeProvider.System, NullLogger.Instance)
            .Scan().Select(file => file.Name),
        .. Directory.Exists(settings.Scripts.Path) ? Directory.EnumerateFiles(settings.Scripts.Path, "*.csx").Select(Path.GetFileNameWithoutExtension).OfType<string>() : [],
    ];

    private static string NotFound(string what, string name, IEnumerable<string> known, Texts texts) => Nearest.To(name, known) is { } near
        ? texts.Of($"There is no {what} {name}. Did you mean {near}?", $"没有{what} {name}。是不是 {near}？")
        : texts.Of($"There is no {what} {name}.", $"没有{what} {name}。");

    private static async Task<QQBotSettings?> LoadAsync(string config, Texts texts, TextWriter output)
    {
        var loaded = SettingsFile.Load(config, Environment.GetEnvironmentVariable, texts);
        foreach (var finding in loaded.Findings)
        {
            await output.WriteLineAsync(finding.ToString());
        }

        return loaded.Settings;
    }

    private static List<string> Running(HostStatus status, string prefix, Texts texts)
    {
        List<string> lines = [texts.Of($"Running as process {status.Process.Id}:", $"正在运行，进程号 {status.Process.Id}：")];
        foreach (var extension in status.Extensions)
        {
            lines.Add($"  {Title(extension.Kind, extension.Name, extension.Version, texts)}{string.Concat(extension.Commands.Select(command => $" {prefix}{command}"))}");
            if (extension.Capabilities is { } capabilities)
            {
                lines.Add(capabilities.Count > 0
                    ? $"    {texts.Of("uses", "使用")}: {string.Join(", ", capabilities)}"
                    : $"    {texts.Of("does not declare what it uses", "没有声明使用哪些能力")}");
            }

            if (extension.Quarantine is { } quarantine)
            {
                lines.Add($"    {texts.Of("in quarantine", "已隔离")}: {quarantine}");
            }

            if (extension.Error is { } error)
            {
                lines.Add(extension.IsWaiting ? $"    {error}" : $"    {texts.Of("the version on disk is not live", "磁盘上的版本未生效")}: {error}");
            }
        }

        foreach (var left in status.Leftovers.GroupBy(left => left))
        {
            var (kind, name, version, holder) = left.Key;
            lines.Add(texts.Of(
                $"  {Title(kind, name, version, texts)}: {left.Count()} ended version(s) still in memory, probably held by {holder}",
                $"  {Title(kind, name, version, texts)}：{left.Count()} 个已结束的版本仍在内存中，可能的原因：{holder}"));
        }

        return lines;
    }

    private static async Task<List<string>> OnDiskAsync(QQBotSettings settings, Texts texts, CancellationToken stopping)
    {
        var source = new PluginSource(settings.Plugins.Path, settings.Storage.Path, settings.Plugins.Disabled, texts, TimeProvider.System, NullLogger.Instance);
        List<string> lines = [texts.Of($"Not running. Plugins in {source.Root}:", $"未在运行。{source.Root} 中的插件：")];
        foreach (var file in source.Scan())
        {
            lines.Add($"  {file.Name}");
            lines.AddRange((await source.CheckAsync(file, stopping)).Select(finding => $"    {finding.Message}"));
        }

        return lines;
    }

    private static string Title(ExtensionKind kind, string name, string version, Texts texts) => string.Join(
        ' ', new[] { kind == ExtensionKind.Plugin ? texts.Of("plugin", "插件") : texts.Of("script", "脚本"), name, version }.Where(part => part.Length > 0));
}
