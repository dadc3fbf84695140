using System.Net;
using System.Net.Sockets;

namespace QQBotKit.EndToEnd.Tests;

/// <summary>How the program starts, and what it says when it cannot.</summary>
public sealed class StartTests
{
    [UnixFact]
    public async Task A_start_with_unchanged_scripts_does_not_load_the_compiler()
    {
        using var folder = new BotFolder();
        await using (var cold = await HostProcess.RunAsync(folder))
        {
            Maps(cold).Should().Contain("Microsoft.CodeAnalysis.CSharp.dll");
        }

        await using var warm = await HostProcess.RunAsync(folder);
        using var user = new SimulatorClient(warm.Url);

        (await user.AskAsync("group", "/ping")).Should().Be("pong");
        Maps(warm).Should().NotContain("Microsoft.CodeAnalysis");
    }

    [Fact]
    public async Task Empty_folders_are_fine()
    {
        using var folder = new BotFolder(
            """
            bots: { main: { app_id: "1", secret: s } }
            plugins: { path: nothing-here }
            web: { url: "http://127.0.0.1:0" }
            """,
            samples: false);
        await using var host = await HostProcess.RunAsync(folder);
        using var user = new SimulatorClient(host.Url);

        (await user.AskAsync("group", "/help")).Should().Contain("/help");
    }

    [Fact]
    public async Task A_port_in_use_is_explained()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var url = $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}";
        using var folder = new BotFolder($$"""
            bots: { main: { app_id: "1", secret: s } }
            web: { url: "{{url}}" }
            """);
        await using var host = HostProcess.Start(folder);

        (await host.ExitCodeAsync()).Should().Be(1);
        host.Output.Should().Contain(url).And.Contain("already in use").And.NotContain("   at ");
    }

    [Fact]
    public async Task A_missing_secret_is_explained()
    {
        using var folder = new BotFolder();
        folder.Environment.Remove("QQBOT_TEST_SECRET");
        await using var host = HostProcess.Start(folder);

        (await host.ExitCodeAsync()).Should().Be(1);
        host.Output.Should().Contain("bot.yaml(4,").And.Contain("QQBOT_TEST_SECRET");
    }

    [Fact]
    public async Task A_missing_file_is_explained()
    {
        using var folder = new BotFolder();
        await using var host = HostProcess.Start(folder, "run", "--config", Path.Combine(folder.Root, "other.yaml"));

        (await host.ExitCodeAsync()).Should().Be(1);
        host.Output.Should().Contain("other.yaml").And.Contain("--config");
    }

    [Fact]
    public async Task Wrong_credentials_are_explained_with_the_platforms_code()
    {
        using var platform = new BotFolder("""
            bots: { main: { app_id: "102000001", secret: right } }
            web: { url: "http://127.0.0.1:0" }
            """);
        await using var simulator = await HostProcess.RunAsync(platform);
        using var folder = new BotFolder($$"""
            bots:
              main: { app_id: "102000001", secret: wrong-7c1d, platform: production, api_url: "{{simulator.Url}}", token_url: "{{simulator.Url}}" }
            """);
        await using var host = HostProcess.Start(folder);

        (await host.ExitCodeAsync()).Should().Be(1);
        host.Output.Should().Contain("100016").And.Contain("secret").And.NotContain("wrong-7c1d");
    }

    [Fact]
    public async Task The_same_program_runs_against_another_platform_by_bot_yaml_alone()
    {
        using var platform = new BotFolder(
            """
            bots: { main: { app_id: "102000001", secret: right }, other: { app_id: "102000002", secret: other } }
            web: { url: "http://127.0.0.1:0" }
            """,
            samples: false);
        await using var simulator = await HostProcess.RunAsync(platform);
        using var folder = new BotFolder($$"""
            bots:
              main: { app_id: "102000002", secret: other, platform: production, api_url: "{{simulator.Url}}", token_url: "{{simulator.Url}}" }
            """);
        await using var host = HostProcess.Start(folder);
        await host.WaitForAsync("ready as");
        using var user = new SimulatorClient(simulator.Url);

        (await user.AskAsync("group", "/ping")).Should().Be("pong");
    }

    [Fact]
    public async Task Check_finds_what_is_wrong_without_connecting()
    {
        using var folder = new BotFolder("""
            bots: { main: { app_id: "1", secrt: s } }
            """);
        folder.WriteScript("bad", "bot.Command(\"x\", () => 1 +);");
        await using var host = HostProcess.Start(folder, "check", "--config", folder.Config);

        (await host.ExitCodeAsync()).Should().Be(1);
        host.Output.Should().Contain("bot.yaml(1,").And.Contain("secret");
    }

    [Fact]
    public async Task Check_passes_the_samples()
    {
        using var folder = new BotFolder();
        await using var host = HostProcess.Start(folder, "check", "--config", folder.Config);

        (await host.ExitCodeAsync()).Should().Be(0, host.Output);
    }

    private static string Maps(HostProcess host) => File.ReadAllText($"/proc/{host.Id}/maps");
}
