using System.CommandLine;
using QQBotKit.Core;

namespace QQBotKit.Host;

/// <summary>The words that <c>qqbot</c> understands.</summary>
internal static class CommandLine
{
    public static RootCommand Create(Texts texts)
    {
        var config = new Option<FileInfo>("--config", "-c")
        {
            Description = texts.Of("The configuration file. Paths in it are relative to its folder.", "配置文件，其中的路径相对于它所在的文件夹。"),
            HelpName = "FILE",
            DefaultValueFactory = _ => new FileInfo("bot.yaml"),
            Recursive = true,
        };

        var run = new Command("run", texts.Of("Runs the bots until Ctrl-C. The default.", "运行机器人，按 Ctrl-C 停止（默认命令）。"));
        run.SetAction((parsed, stopping) => RunCommand.RunAsync(parsed.GetRequiredValue(config).FullName, texts, stopping));

        var check = new Command("check", texts.Of(
            "Checks bot.yaml, all scripts and all plugins without connecting. Exit code 1 on any finding.",
            "检查 bot.yaml、所有脚本和插件，但不连接平台；发现问题时退出码为 1。"));
        check.SetAction((parsed, stopping) => CheckCommand.RunAsync(parsed.GetRequiredValue(config).FullName, texts, Console.Out, stopping));

        var list = new Command("list", texts.Of(
            "Lists the plugins and scripts of the host that runs, and ended versions that are still in memory.",
            "列出正在运行的插件和脚本，以及已结束但仍在内存中的版本。"));
        list.SetAction((parsed, stopping) => PluginCommand.ListAsync(parsed.GetRequiredValue(config).FullName, texts, Console.Out, stopping));
        var plugin = new Command("plugin", texts.Of("Shows and switches plugins.", "查看和开关插件。")) { list };

        var root = new RootCommand(texts.Of(
            "Runs bots on the QQ Open Platform: plugins, live scripts, one bot.yaml.",
            "在 QQ 开放平台上运行机器人：插件、即存即用的脚本，一个 bot.yaml。"))
        {
            config, run, check, plugin,
        };
        root.SetAction((parsed, stopping) => RunCommand.RunAsync(parsed.GetRequiredValue(config).FullName, texts, stopping));
        return root;
    }
}
