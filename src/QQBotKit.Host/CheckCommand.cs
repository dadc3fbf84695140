using Microsoft.Extensions.Logging.Abstractions;
using QQBotKit.Core;
using QQBotKit.Core.Configuration;
using QQBotKit.Core.Plugins;
using QQBotKit.Core.Scopes;
using QQBotKit.Core.Scripts;

namespace QQBotKit.Host;

/// <summary><c>qqbot check</c>: everything that can be found out without connecting and without running author code.</summary>
internal static class CheckCommand
{
    public static async Task<int> RunAsync(string config, Texts texts, TextWriter output, CancellationToken stopping)
    {
        var loaded = SettingsFile.Load(config, Environment.GetEnvironmentVariable, texts);
        List<Finding> findings = [.. loaded.Findings];
        if (loaded.Settings is { } settings)
        {
            IExtensionSource[] sources =
            [
                new PluginSource(settings.Plugins.Path, settings.Storage.Path, settings.Plugins.Disabled, texts, TimeProvider.System, NullLogger.Instance),
                new ScriptSource(settings.Scripts, plugin => OnDisk(Path.Combine(settings.Plugins.Path, plugin)), TimeProvider.System, texts, NullLogger.Instance),
            ];
            foreach (var source in sources)
            {
                foreach (var file in source.Scan())
                {
                    findings.AddRange(await source.CheckAsync(file, stopping));
                }
            }
        }

        foreach (var finding in findings)
        {
            await output.WriteLineAsync(finding.ToString());
        }

        await output.WriteLineAsync(findings.Count == 0
            ? texts.Of("No findings.", "没有发现问题。")
            : texts.Of($"{findings.Count} finding(s).", $"发现 {findings.Count} 个问题。"));
        return findings.Count == 0 ? 0 : 1;
    }

    private static PluginAssemblies? OnDisk(string plugin) => PluginFiles.FindAssembly(plugin) is { } assembly
        ? new PluginAssemblies(Path.GetDirectoryName(assembly)!, Context: null)
        : null;
}
