using QQBotKit.Core;
using QQBotKit.Core.Configuration;
using QQBotKit.Core.Scopes;
using QQBotKit.Core.Webhook;

namespace QQBotKit.Host;

/// <summary>What the owner sees when everything is loaded.</summary>
internal static class StartSummary
{
    public static string Of(QQBotRuntime runtime, QQBotSettings settings, string? webUrl, Texts texts)
    {
        var prefix = settings.Commands.Prefixes[0];
        List<string> lines =
        [
            $"QQBotKit {typeof(StartSummary).Assembly.GetName().Version?.ToString(3)}",
            Extensions(ExtensionKind.Plugin, texts.Of("plugins", "插件"), settings.Plugins.Path),
            Extensions(ExtensionKind.Script, texts.Of("scripts", "脚本"), settings.Scripts.Path),
        ];
        foreach (var (name, bot) in settings.Bots)
        {
            var webhook = bot.Events == EventTransport.Webhook && webUrl is not null ? $", webhook {WebhookRoutes.AddressOf(new Uri(webUrl), name)}" : "";
            lines.Add($"  {texts.Of("bot", "机器人")} {name}: {bot.Platform.ToString().ToLowerInvariant()}{webhook}");
        }

        if (settings.Bots.Values.Any(bot => bot.Platform == Platform.Simulator))
        {
            lines.Add($"  {texts.Of("chat page", "聊天页面")}: {webUrl}");
        }

        lines.Add(texts.Of("Press Ctrl-C to stop.", "按 Ctrl-C 停止。"));
        return string.Join(Environment.NewLine, lines);

        string Extensions(ExtensionKind kind, string title, string folder)
        {
            var all = runtime.Extensions.Where(extension => extension.Kind == kind).Select(extension => Describe(extension, prefix, texts)).ToArray();
            return $"  {title}: {(all.Length > 0 ? string.Join(", ", all) : $"{texts.Of("none in", "没有，文件夹为")} {folder}")}";
        }
    }

    private static string Describe(ExtensionStatus extension, string prefix, Texts texts)
    {
        var name = extension.Version.Length == 0 ? extension.Name : $"{extension.Name} {extension.Version}";
        return extension.Error is not null ? $"{name} ({texts.Of("not loaded, see above", "未加载，见上文")})"
            : extension.Commands.Count == 0 ? name
            : $"{name} ({string.Join(' ', extension.Commands.Select(command => prefix + command))})";
    }
}
