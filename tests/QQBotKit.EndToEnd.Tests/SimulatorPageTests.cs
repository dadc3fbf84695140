using System.Diagnostics;
using System.Text.RegularExpressions;
using QQBotKit.Simulator;

namespace QQBotKit.EndToEnd.Tests;

/// <summary>The page about the simulator says what works.</summary>
public sealed partial class SimulatorPageTests
{
    private static readonly string[] Pages = ["simulator.md", "simulator.zh-CN.md"];

    [UnixFact]
    public async Task Its_commands_work_one_after_the_other()
    {
        using var folder = new BotFolder("""
            bots: { main: { app_id: "102000001", secret: s, intents: [group_and_c2c, interaction] } }
            web: { url: "http://127.0.0.1:0" }
            """, samples: false);
        folder.WriteScript("vote", """
            bot.Command("vote", () => Message.Markdown("# Vote").Keyboard([Button.Callback("yes", "Yes", "yes")]));
            bot.On<InteractionCreated>((interaction, stopping) => bot.Api.Interactions.AckAsync(interaction.Id, cancellationToken: stopping));
            """);
        await using var host = await HostProcess.RunAsync(folder);

        // A reader takes a moment between two commands.
        var script = string.Join("sleep 1\n", Snippets(Read(Pages[0]))).Replace("http://127.0.0.1:5140/", host.Url.ToString(), StringComparison.Ordinal);
        var (code, output) = await RunAsync($"set -e -o pipefail\n{script}");

        code.Should().Be(0, output);
        output.Should().Contain("\"message_id\":").And.Contain("\"state\":\"acknowledged\"").And.Contain("event: ").And.Contain("\"fault\":\"http_status\"").And.Contain("\"moved_seconds\":150");
    }

    [Fact]
    public void Both_languages_show_the_same_commands() => Snippets(Read(Pages[1])).Should().Equal(Snippets(Read(Pages[0])));

    [Fact]
    public void Every_option_and_every_call_is_there_in_both_languages()
    {
        var options = typeof(SimulatorOptions).GetProperties().Select(property => $"`{property.Name}`");
        var document = File.ReadAllText(Path.Combine(HostProcess.RepositoryFolder, "src", "QQBotKit.Simulator", "Control", "openapi.json"));
        var calls = CallPath().Matches(document).Select(match => match.Groups[1].Value).Distinct();

        foreach (var page in Pages.Select(Read))
        {
            page.Should().ContainAll(options).And.ContainAll(calls);
        }
    }

    private static string Read(string page) => File.ReadAllText(Path.Combine(HostProcess.RepositoryFolder, "docs", page)).ReplaceLineEndings("\n");

    private static string[] Snippets(string page) => [.. Snippet().Matches(page).Select(match => match.Groups[1].Value)];

    private static async Task<(int Code, string Output)> RunAsync(string script)
    {
        using var process = Process.Start(new ProcessStartInfo("bash") { ArgumentList = { "-c", script }, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        await process.WaitForExitAsync(patience.Token);
        return (process.ExitCode, $"{await output}\n{await errors}");
    }

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Snippet();

    [GeneratedRegex("\"(/simulator/[^\"]+)\": \\{")]
    private static partial Regex CallPath();
}
