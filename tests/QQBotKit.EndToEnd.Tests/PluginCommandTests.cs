namespace QQBotKit.EndToEnd.Tests;

/// <summary><c>qqbot plugin</c> beside a host that runs, and without one; and options that change while it runs.</summary>
public sealed class PluginCommandTests
{
    [Fact]
    public async Task The_list_shows_what_runs_and_says_when_nothing_does()
    {
        using var folder = new BotFolder();
        await using (var host = await HostProcess.RunAsync(folder))
        {
            (await PluginAsync(folder, 0, "list")).Should().ContainAll($"process {host.Id}", "plugin Dice 0.1.0 /roll", "script ping /ping");
            await host.KillAsync();
        }

        (await PluginAsync(folder, 0, "list")).Should().ContainAll("Not running", "  Dice").And.NotContain("process");
    }

    [Fact]
    public async Task A_plugin_is_switched_off_and_on_while_the_bot_runs_and_that_is_remembered()
    {
        using var folder = new BotFolder();
        (await PluginAsync(folder, 1, "disable", "dise")).Should().Contain("Did you mean Dice?");
        (await PluginAsync(folder, 1, "disable", "dice", "--bot", "mian")).Should().Contain("Did you mean main?");
        (await PluginAsync(folder, 0, "disable", "dice", "--bot", "main")).Should().Contain("Dice is off.");

        await using var host = await HostProcess.RunAsync(folder);
        using var user = new SimulatorClient(host.Url);
        (await user.AskAsync("group", "/ping")).Should().Be("pong");
        await user.AskUntilAsync("group", "/roll", reply => reply is null);

        (await PluginAsync(folder, 0, "enable", "DICE")).Should().Contain("Dice is on.");
        await user.AskUntilAsync("group", "/roll", reply => reply?.StartsWith("🎲", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task Options_and_the_list_of_disabled_plugins_are_taken_over_while_the_bot_runs_and_those_that_do_not_fit_are_not()
    {
        using var folder = new BotFolder();
        var yaml = await File.ReadAllTextAsync(folder.Config);
        await using var host = await HostProcess.RunAsync(folder);
        using var user = new SimulatorClient(host.Url);

        await File.WriteAllTextAsync(folder.Config, yaml.Replace("周日休息", "全天开放"));
        await user.AskUntilAsync("group", "图书馆", reply => reply == "全天开放");

        await File.WriteAllTextAsync(folder.Config, yaml.Replace("options: {", "options: { dice: { sides: 1 },"));
        (await host.WaitForAsync("Dice.sides")).Should().Contain("bot.yaml(").And.Contain("from 2 to 1000000").And.Contain("last good version keeps running");
        (await user.AskAsync("group", "/roll")).Should().StartWith("🎲");

        await File.WriteAllTextAsync(folder.Config, yaml.Replace("options: {", "disabled: [dice], options: {") + "\nlogging: { level: debug }\n");
        await host.WaitForAsync("Plugin Dice: removed");
        (await host.WaitForAsync("at the next start")).Should().Contain("bot.yaml was changed: logging will be taken over");
        await File.WriteAllTextAsync(folder.Config, yaml);
        await user.AskUntilAsync("group", "/roll", reply => reply?.StartsWith("🎲", StringComparison.Ordinal) == true);

        await File.WriteAllTextAsync(folder.Config, "bots: [");
        await host.WaitForAsync("is not taken over until it is mended");
        (await user.AskAsync("group", "/roll")).Should().StartWith("🎲");
    }

    [Fact]
    public async Task A_plugin_that_fails_is_quarantined_its_owner_is_told_and_a_command_or_a_new_version_resumes_it()
    {
        using var folder = new BotFolder();
        var yaml = await File.ReadAllTextAsync(folder.Config) + "\nhandlers: { failures: 2 }\ncommands: { failed: 出错了 }\n";
        await File.WriteAllTextAsync(folder.Config, yaml);
        folder.WriteScript("moody", Moody("still broken"));
        string owner;
        await using (var first = await HostProcess.RunAsync(folder))
        {
            using var world = new SimulatorClient(first.Url);
            owner = await world.ConversationAsync("c2c");
        }

        await File.WriteAllTextAsync(folder.Config, $"{yaml}access: {{ owners: [{owner}] }}\n");
        await using var host = await HostProcess.RunAsync(folder);
        using var user = new SimulatorClient(host.Url);
        (await user.ConversationAsync("c2c")).Should().Be(owner, "the world is the same at every start");

        await QuarantineAsync();
        await user.WaitForTextAsync(owner, "Script moody is in quarantine: fail failed 2 times in a row, the last time with: InvalidOperationException: still broken\nResume it with /plugin resume moody");
        (await PluginAsync(folder, 0, "list")).Should().Contain("in quarantine: fail failed 2 times");

        (await PluginAsync(folder, 0, "resume", "moody")).Should().Contain("moody is resumed.");
        await user.AskUntilAsync("group", "/fine", reply => reply == "fine");

        await QuarantineAsync();
        (await user.AskAsync("c2c", "/plugin resume moody")).Should().Be("moody is resumed.");
        (await user.AskAsync("group", "/fine")).Should().Be("fine");

        await QuarantineAsync();
        folder.WriteScript("moody", Moody("mended"));
        await user.AskUntilAsync("group", "/fine", reply => reply == "fine");

        async Task QuarantineAsync()
        {
            (await user.AskAsync("group", "/fail")).Should().Be("出错了");
            (await user.AskAsync("group", "/fail")).Should().Be("出错了");
            (await user.AskAsync("group", "/fine")).Should().Be("出错了", "none of its handlers is called");
        }

        static string Moody(string why) => $$"""
            bot.Command("fail", void () => throw new InvalidOperationException("{{why}}"));
            bot.Command("fine", () => "fine");
            """;
    }

    private static async Task<string> PluginAsync(BotFolder folder, int exitCode, params string[] arguments)
    {
        await using var qqbot = HostProcess.Start(folder, ["plugin", .. arguments, "--config", folder.Config]);
        (await qqbot.ExitCodeAsync()).Should().Be(exitCode, qqbot.Output);
        return qqbot.Output;
    }
}
