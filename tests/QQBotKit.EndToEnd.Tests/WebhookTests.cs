using System.Net;
using System.Net.Http.Json;

namespace QQBotKit.EndToEnd.Tests;

/// <summary>Bots of the program that receive over HTTP, from the simulator that pushes as the platform does.</summary>
public sealed class WebhookTests
{
    private const string Validated = "the address of the webhook was validated";

    [Fact]
    public async Task A_bot_with_a_webhook_answers_on_the_simulator()
    {
        using var folder = new BotFolder(
            """
            bots: { main: { app_id: "1", secret: s-51c8, events: webhook } }
            web: { url: "http://127.0.0.1:0" }
            """);
        await using var host = await HostProcess.RunAsync(folder, Validated);
        using var user = new SimulatorClient(host.Url);

        host.Output.Should().Contain($"{host.Url}webhook/main").And.NotContain("s-51c8");
        (await user.AskUntilAsync("group", "/ping", reply => reply == "pong")).Should().Be("pong");
        (await user.AskAsync("c2c", "/ping")).Should().Be("pong");
        host.Output.Should().NotContain("ready as", "it has no gateway session");
    }

    [Fact]
    public async Task Bots_of_one_process_may_receive_in_different_ways()
    {
        using var folder = new BotFolder(
            """
            bots:
              main: { app_id: "1", secret: s, events: webhook }
              second: { app_id: "2", secret: t }
            web: { url: "http://127.0.0.1:0" }
            """);
        await using var host = await HostProcess.RunAsync(folder, Validated);
        await host.WaitForAsync("second: ready as");
        using var user = new SimulatorClient(host.Url);
        var group = await user.ConversationAsync("group");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        do
        {
            // The simulator takes the address into use a moment after it was validated, and what is said before is lost.
            await user.SayAsync("group", group, "/ping");
            await Task.Delay(200, limit.Token);
        }
        while (!(await user.RepliesAsync(group)).GroupBy(reply => reply.To).Any(replies => replies.Count(reply => reply.Text == "pong") == 2));
    }

    [Fact]
    public async Task A_forged_event_is_refused_by_the_running_program()
    {
        using var folder = new BotFolder(
            """
            bots: { main: { app_id: "1", secret: s, events: webhook } }
            web: { url: "http://127.0.0.1:0" }
            """);
        await using var host = await HostProcess.RunAsync(folder, Validated);
        using var http = new HttpClient { BaseAddress = host.Url };
        http.DefaultRequestHeaders.Add("X-Bot-Appid", "1");

        using var answer = await http.PostAsJsonAsync("webhook/main", new { op = 0, id = "forged", t = "GROUP_AT_MESSAGE_CREATE", d = new { } });

        answer.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        await host.WaitForAsync("no_signature");
    }
}
