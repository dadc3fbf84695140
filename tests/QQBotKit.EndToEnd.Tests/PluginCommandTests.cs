namespace QQBotKit.EndToEnd.Tests;

/// <summary><c>qqbot plugin</c> beside a host that runs, and without one.</summary>
public sealed class PluginCommandTests
{
    [Fact]
    public async Task The_list_shows_what_runs_and_says_when_nothing_does()
    {
        using var folder = new BotFolder();
        await using (var host = await HostProcess.RunAsync(folder))
        {
            (await ListAsync(folder)).Should().ContainAll($"process {host.Id}", "plugin Dice 0.1.0 /roll", "script ping /ping");
            await host.KillAsync();
        }

        (await ListAsync(folder)).Should().ContainAll("Not running", "  Dice").And.NotContain("process");
    }

    private static async Task<string> ListAsync(BotFolder folder)
    {
        await using var list = HostProcess.Start(folder, "plugin", "list", "--config", folder.Config);
        (await list.ExitCodeAsync()).Should().Be(0);
        return list.Output;
    }
}
