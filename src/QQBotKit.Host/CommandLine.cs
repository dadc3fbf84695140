using System.CommandLine;
using QQBotKit.Core;
using QQBotKit.Host.Replay;

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
        var plugin = new Command("plugin", texts.Of("Shows and switches plugins and scripts.", "查看和开关插件与脚本。"))
        {
            list,
            Switch("enable", texts.Of("Switches a plugin or script on.", "启用插件或脚本。"), on: true),
            Switch("disable", texts.Of("Switches a plugin or script off. It is remembered.", "停用插件或脚本（会被记住）。"), on: false),
            Resume(),
        };

        var root = new RootCommand(texts.Of(
            "Runs bots on the QQ Open Platform: plugins, live scripts, one bot.yaml.",
            "在 QQ 开放平台上运行机器人：插件、即存即用的脚本，一个 bot.yaml。"))
        {
            config, run, check, plugin, New(), SimulateCommand.Create(texts), RecordCommand.Create(config, texts), ReplayCommand.Create(config, texts),
        };
        root.SetAction((parsed, stopping) => RunCommand.RunAsync(parsed.GetRequiredValue(config).FullName, texts, stopping));
        return root;

        Argument<string> Name() => new("NAME") { Description = texts.Of("The plugin or script.", "插件或脚本的名字。") };

        Command Switch(string verb, string description, bool on)
        {
            var name = Name();
            var bot = new Option<string?>("--bot") { Description = texts.Of("For one bot only.", "只对一个机器人。"), HelpName = "BOT" };
            var group = new Option<string?>("--group") { Description = texts.Of("In one group only: its group_openid.", "只在一个群：其 group_openid。"), HelpName = "OPENID" };
            var command = new Command(verb, description) { name, bot, group };
            command.SetAction((parsed, _) => PluginCommand.SwitchAsync(
                parsed.GetRequiredValue(config).FullName, parsed.GetRequiredValue(name), parsed.GetValue(bot), parsed.GetValue(group), on, texts, Console.Out));
            return command;
        }

        Command New()
        {
            var name = new Argument<string>("NAME") { Description = texts.Of("The name of the script, and of its first command.", "脚本的名字，也是它第一个指令的名字。") };
            var script = new Command("script", texts.Of(
                "Writes a script to begin with, and what VS Code needs to complete it.", "新建一个脚本，并写入 VS Code 补全所需的文件。")) { name };
            script.SetAction((parsed, _) => NewCommand.ScriptAsync(
                parsed.GetRequiredValue(config).FullName, parsed.GetRequiredValue(name), texts, Console.Out));
            var editor = new Command("editor", texts.Of(
                "Writes only what VS Code needs to complete scripts.", "只写入 VS Code 补全脚本所需的文件。"));
            editor.SetAction((parsed, _) => NewCommand.EditorAsync(parsed.GetRequiredValue(config).FullName, texts, Console.Out));
            return new Command("new", texts.Of("Writes files to begin with.", "新建文件。")) { script, editor };
        }

        Command Resume()
        {
            var name = Name();
            var command = new Command("resume", texts.Of("Ends the quarantine of a plugin or script.", "解除插件或脚本的隔离。")) { name };
            command.SetAction((parsed, _) => PluginCommand.ResumeAsync(
                parsed.GetRequiredValue(config).FullName, parsed.GetRequiredValue(name), texts, Console.Out));
            return command;
        }
    }
}
