using Microsoft.Extensions.Logging.Abstractions;
using QQBotKit.Core;
using QQBotKit.Core.Configuration;
using QQBotKit.Core.Plugins;
using QQBotKit.Core.Scopes;

namespace QQBotKit.Host;

/// <summary><c>qqbot plugin</c>: what runs.</summary>
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
            if (extension.Quarantine is { } quarantine)
            {
                lines.Add($"    {texts.Of("in quarantine", "已隔离")}: {quarantine}");
            }

            if (extension.Error is { } error)
            {
                lines.Add($"    {texts.Of("the version on disk is not live", "磁盘上的版本未生效")}: {error}");
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
