using System.IO.Compression;
using System.Net;
using System.Net.Sockets;

namespace QQBotKit.EndToEnd.Tests;

/// <summary>How the program starts, and what it says when it cannot.</summary>
public sealed class StartTests
{
    [UnixFact]
    public async Task A_start_with_50_unchanged_scripts_loads_neither_the_compiler_nor_NuGet_and_needs_no_feed()
    {
        using var folder = new BotFolder("""
            bots: { main: { app_id: "102000001", secret: s } }
            scripts: { nuget: { enabled: true, sources: [feed] } }
            web: { url: "http://127.0.0.1:0" }
            """);
        WritePackage(Path.Combine(folder.Root, "feed"), "Some.Package", "xunit.abstractions.dll");
        folder.WriteScript("packaged", "#r \"nuget: Some.Package, 1.0.0\"\nbot.Command(\"packaged\", () => typeof(Xunit.Abstractions.ITest).Name);");
        for (var i = 0; i < 50; i++)
        {
            folder.WriteScript($"script{i}", $"bot.Command(\"say{i}\", (int to) => {{ var sum = {i}; for (var j = 0; j < to; j++) sum += j; return $\"{{sum}}\"; }});");
        }

        await using (var cold = await HostProcess.RunAsync(folder))
        {
            Maps(cold).Should().Contain("Microsoft.CodeAnalysis.CSharp.dll").And.Contain("NuGet.Protocol.dll");
        }

        Directory.Delete(Path.Combine(folder.Root, "feed"), recursive: true);
        await using var warm = await HostProcess.RunAsync(folder);
        using var user = new SimulatorClient(warm.Url);

        (await user.AskAsync("group", "/ping")).Should().Be("pong");
        (await user.AskAsync("group", "/say49 3")).Should().Be("52");
        (await user.AskAsync("group", "/packaged")).Should().Be("ITest");
        Maps(warm).Should().NotContain("Microsoft.CodeAnalysis").And.NotContain("NuGet.").And.NotContain("Newtonsoft");
    }

    [Fact]
    public async Task A_new_script_answers_as_it_was_written()
    {
        using var folder = new BotFolder(samples: false);
        await using (var command = HostProcess.Start(folder, "new", "script", "greet", "--config", folder.Config))
        {
            (await command.ExitCodeAsync()).Should().Be(0, command.Output);
            command.Output.Should().Contain("created").And.Contain("say /greet to the bot");
        }

        await using var host = await HostProcess.RunAsync(folder);
        using var user = new SimulatorClient(host.Url);

        (await user.AskAsync("group", "/greet QQ")).Should().Be("Hello, QQ!");
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

    private static void WritePackage(string feed, string id, string assembly)
    {
        Directory.CreateDirectory(feed);
        using var package = ZipFile.Open(Path.Combine(feed, $"{id}.1.0.0.nupkg"), ZipArchiveMode.Create);
        using (var manifest = new StreamWriter(package.CreateEntry($"{id}.nuspec").Open()))
        {
            manifest.Write($"<package><metadata><id>{id}</id><version>1.0.0</version><authors>a</authors><description>d</description></metadata></package>");
        }

        package.CreateEntryFromFile(Path.Combine(AppContext.BaseDirectory, assembly), $"lib/netstandard2.0/{assembly}");
    }

    private static string Maps(HostProcess host) => File.ReadAllText($"/proc/{host.Id}/maps");
}
