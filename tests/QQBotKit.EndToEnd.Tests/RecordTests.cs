using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace QQBotKit.EndToEnd.Tests;

/// <summary>A session is recorded and played again: <c>qqbot record</c> and <c>qqbot replay</c>.</summary>
public sealed class RecordTests : IDisposable
{
    private readonly BotFolder _folder = new("""
        bots: { main: { app_id: "102000001", secret: "${QQBOT_TEST_SECRET}" } }
        web: { url: "http://127.0.0.1:0" }
        """, samples: false);

    private string Recording => Path.Combine(_folder.Root, "session.jsonl");

    public void Dispose() => _folder.Dispose();

    [UnixFact]
    public async Task A_replay_shows_no_difference_until_a_script_answers_differently()
    {
        await RecordSessionAsync();
        var text = await File.ReadAllTextAsync(Recording);
        text.Should().Contain("\"qqbot_recording\":1").And.Contain("/ping").And.Contain("\"status\":400").And.Contain("\"status\":502")
            .And.NotContain(BotFolder.Secret).And.NotContain("21FA7E6EA024674AE4384DF00591491B").And.NotContain("139A9E3FE695A993C530F597BF856E77");
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(Recording).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        var (code, output) = await ReplayAsync();
        code.Should().Be(0, output);
        output.Should().Contain("0 changed, 0 missing, 0 new");

        _folder.WriteScript("ping", """bot.Command("ping", () => "PONG");""");
        File.Delete(Path.Combine(_folder.Scripts, "who.csx"));
        (code, output) = await ReplayAsync();
        code.Should().Be(1, output);
        output.Should().Contain("“/ping”").And.Contain("- content: \"pong\"").And.Contain("+ content: \"PONG\"").And.Contain("“/who”").And.Contain("missing GET /guilds/");

        (code, output) = await ReplayAsync("--json");
        code.Should().Be(1, output);
        var differences = JsonNode.Parse(output.Split('\n').First(line => line.StartsWith('{')))!["differences"]!.AsArray();
        differences.Select(difference => (string?)difference!["kind"]).Should().Contain("changed").And.Contain("missing");
        differences.First(difference => (string?)difference!["kind"] == "changed")!["fields"]!.AsArray().Select(field => (string?)field).Should().Equal("content");
    }

    [UnixFact]
    public async Task What_was_recorded_before_a_power_cut_can_be_replayed()
    {
        await RecordSessionAsync(kill: true);
        await File.AppendAllTextAsync(Recording, "{\"n\":99,\"at\":\"20");

        var (code, output) = await ReplayAsync();

        code.Should().Be(0, output);
        output.Should().Contain("The last line is not whole").And.Contain("0 changed, 0 missing, 0 new");
    }

    [Theory]
    [InlineData("{\"qqbot_recording\":2,\"bots\":[\"main\"]}", "version 2")]
    [InlineData("hello", "is no recording")]
    [InlineData("{\"qqbot_recording\":1,\"bots\":[\"main\"]}\noops\n{}", "session.jsonl(2)")]
    [InlineData("{\"qqbot_recording\":1,\"bots\":[\"other\"]}", "a bot other")]
    public async Task What_cannot_be_replayed_is_explained(string content, string said)
    {
        await File.WriteAllTextAsync(Recording, content);

        var (code, output) = await ReplayAsync();

        code.Should().Be(2);
        output.Should().Contain(said).And.NotContain("   at ");
    }

    [Fact]
    public async Task A_file_that_is_there_is_never_written_over()
    {
        await File.WriteAllTextAsync(Recording, "mine");
        await using var host = HostProcess.Start(_folder, "record", "--config", _folder.Config, "--out", Recording);

        (await host.ExitCodeAsync()).Should().Be(1);
        host.Output.Should().Contain("--out").And.Contain(Recording);
        (await File.ReadAllTextAsync(Recording)).Should().Be("mine");
    }

    private async Task RecordSessionAsync(bool kill = false)
    {
        _folder.WriteScript("ping", """bot.Command("ping", () => "pong");""");
        _folder.WriteScript("who", """
            bot.Command("who", async () =>
            {
                using var answer = await bot.Http.GetAsync("guilds/1234567");
                return $"{(int)answer.StatusCode}";
            });
            """);
        _folder.WriteScript("twice", """
            bot.On<MessageReceived>(async (message, stopping) =>
            {
                await bot.ReplyAsync(message, $"1. {message.Text}", stopping);
                await bot.ReplyAsync(message, $"2. {message.Sender.Name}", stopping);
            });
            """);
        await using var host = HostProcess.Start(_folder, "record", "--config", _folder.Config, "--out", Recording);
        var page = await host.WaitForAsync("chat page: ");
        await host.WaitForAsync("ready as");
        using var user = new SimulatorClient(new Uri(page[(page.IndexOf("http", StringComparison.Ordinal))..].Trim()));
        using var http = new HttpClient { BaseAddress = new Uri(page[(page.IndexOf("http", StringComparison.Ordinal))..].Trim()) };

        (await user.AskAsync("group", "/ping")).Should().Be("pong");
        (await user.AskAsync("c2c", "/who")).Should().Be("400");
        (await user.AskAsync("channel", "/ping")).Should().Be("pong");
        await user.AskAsync("group", "good evening");
        await user.WaitForTextAsync(await user.ConversationAsync("group"), "2. 林小北");

        // The first attempt fails, and the kit repeats it.
        using (var fault = await http.PostAsJsonAsync("simulator/faults", new { fault = "http_status", path = "/v2/groups", status = 502, count = 1 }))
        {
            fault.EnsureSuccessStatusCode();
        }

        (await user.AskAsync("group", "/ping")).Should().Be("pong");
        if (kill)
        {
            // Everything was seen by people, so all of it is in the file but for what is written in this moment.
            await host.KillAsync();
        }
        else
        {
            host.Interrupt();
            (await host.ExitCodeAsync()).Should().Be(0, host.Output);
        }
    }

    private async Task<(int Code, string Output)> ReplayAsync(params string[] options)
    {
        await using var replay = HostProcess.Start(_folder, ["replay", "--config", _folder.Config, Recording, .. options]);
        return (await replay.ExitCodeAsync(), replay.Output);
    }
}
