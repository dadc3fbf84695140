using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace QQBotKit.EndToEnd.Tests;

/// <summary>The platform alone: <c>qqbot simulate</c>.</summary>
public sealed partial class SimulateTests : IDisposable
{
    private readonly BotFolder _folder = new(samples: false);

    public void Dispose() => _folder.Dispose();

    [UnixFact]
    public async Task It_prints_where_a_bot_finds_it_serves_it_and_ends_with_Ctrl_C()
    {
        _folder.Environment["QQBOT_SECRET_102000007"] = "from-the-environment";
        await using var host = HostProcess.Start(_folder, "simulate", "--url", "http://127.0.0.1:0", "--bot", "102000007", "--bot", "102000008:given");
        await host.WaitForAsync("Press Ctrl-C");
        var url = new Uri(Address().Match(await host.WaitForAsync("API: ")).Value);
        host.Output.Should().Contain($"token: {url}app/getAppAccessToken").And.Contain($"gateway: ws://{url.Authority}/websocket").And.Contain($"chat page: {url}")
            .And.Contain("group 读书会: 21FA7E6EA024674AE4384DF00591491B").And.Contain("102000007, 102000008").And.NotContain("given").And.NotContain("from-the-environment");

        using var http = new HttpClient { BaseAddress = url };
        (await LogInAsync(http, "102000007", "from-the-environment")).Should().ContainKey("access_token");
        (await LogInAsync(http, "102000008", "given")).Should().ContainKey("access_token");
        (await LogInAsync(http, "102000008", "wrong")).Should().ContainKey("code");
        (await LogInAsync(http, "102000009", "unknown")).Should().ContainKey("code");
        (await http.GetStringAsync("")).Should().Contain("<html");

        host.Interrupt();
        (await host.ExitCodeAsync()).Should().Be(0, host.Output);
    }

    [Fact]
    public async Task A_bot_of_another_process_works_on_it()
    {
        await using var simulator = HostProcess.Start(_folder, "simulate", "--url", "http://127.0.0.1:0");
        var url = Address().Match(await simulator.WaitForAsync("API: ")).Value;
        using var bot = new BotFolder($$"""
            bots: { main: { app_id: "102000001", secret: s, platform: production, api_url: "{{url}}", token_url: "{{url}}" } }
            """);
        await using var host = HostProcess.Start(bot);
        await host.WaitForAsync("ready as");
        using var user = new SimulatorClient(new Uri(url));

        (await user.AskAsync("group", "/ping")).Should().Be("pong");
    }

    [Fact]
    public async Task With_a_key_nobody_drives_it_without_it()
    {
        _folder.Environment["QQBOT_SIMULATOR_KEY"] = "the-key";
        await using var host = HostProcess.Start(_folder, "simulate", "--url", "http://127.0.0.1:0");
        using var http = new HttpClient { BaseAddress = new Uri(Address().Match(await host.WaitForAsync("API: ")).Value) };

        (await http.GetAsync("simulator/world")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        http.DefaultRequestHeaders.Add("X-Simulator-Key", "the-key");
        (await http.GetAsync("simulator/world")).StatusCode.Should().Be(HttpStatusCode.OK);
        host.Output.Should().NotContain("the-key");
    }

    [Theory]
    [InlineData("simulate --url http://127.0.0.1:0 --bot 102000001:s --rules strict --limits mine.yaml", 40034128)]
    [InlineData("simulate --url http://127.0.0.1:0 --bot 102000001:s --rules lenient --limits mine.yaml", 0)]
    [InlineData("run", 40034128)]
    public async Task Its_rules_and_numbers_are_those_that_it_is_told(string command, int code)
    {
        using var folder = new BotFolder(
            """
            bots: { main: { app_id: "102000001", secret: s } }
            simulator: { rules: strict, limits: mine.yaml }
            web: { url: "http://127.0.0.1:0" }
            """,
            samples: false);
        File.WriteAllText(Path.Combine(folder.Root, "mine.yaml"), "group: { replies: { count: 1 } }");
        var words = command.Replace("mine.yaml", Path.Combine(folder.Root, "mine.yaml"), StringComparison.Ordinal).Split(' ');
        await using var host = command == "run" ? await HostProcess.RunAsync(folder) : HostProcess.Start(folder, words);
        var url = command == "run" ? host.Url : new Uri(Address().Match(await host.WaitForAsync("API: ")).Value);
        using var http = new HttpClient { BaseAddress = url };
        var group = (await http.GetFromJsonAsync<JsonObject>("simulator/world"))!["groups"]![0]!["openid"]!.GetValue<string>();
        var asked = await http.PostAsJsonAsync("simulator/messages", new { scene = "group", conversation = group, text = "hello" });
        var messageId = (await asked.Content.ReadFromJsonAsync<JsonObject>())!["message_id"]!.GetValue<string>();
        http.DefaultRequestHeaders.Add("Authorization", $"QQBot {(await LogInAsync(http, "102000001", "s"))["access_token"]}");

        var first = await ReplyAsync(1);
        var second = await ReplyAsync(2);

        first.Should().ContainKey("id");
        (second["err_code"]?.GetValue<int>() ?? 0).Should().Be(code);

        async Task<JsonObject> ReplyAsync(int seq)
        {
            using var answer = await http.PostAsJsonAsync($"v2/groups/{group}/messages", new { msg_type = 0, content = "x", msg_id = messageId, msg_seq = seq });
            return (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
        }
    }

    [Theory]
    [InlineData("--url 127.0.0.1", "--url", "127.0.0.1")]
    [InlineData("--bot 102000001", "no secret", "QQBOT_SECRET_102000001")]
    [InlineData("--bot :s3cret", "--bot", "APPID:SECRET")]
    [InlineData("--bot 1:a --bot 1:b", "--bot 1", "twice")]
    [InlineData("--bot 1:a --webhook 2=http://127.0.0.1/", "--webhook 2", "no --bot 2")]
    [InlineData("--webhook somewhere", "--webhook", "APPID=URL")]
    public async Task What_is_wrong_is_said(string arguments, params string[] said)
    {
        await using var host = HostProcess.Start(_folder, ["simulate", .. arguments.Split(' ')]);

        (await host.ExitCodeAsync()).Should().Be(1);
        host.Output.Should().ContainAll(said).And.NotContain("   at ").And.NotContain("s3cret");
    }

    [Fact]
    public async Task A_port_in_use_is_explained()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var url = $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}";
        await using var host = HostProcess.Start(_folder, "simulate", "--url", url);

        (await host.ExitCodeAsync()).Should().Be(1);
        host.Output.Should().Contain($"--url: {url}").And.Contain("already in use").And.NotContain("   at ");
    }

    [Theory]
    [InlineData("simulator-sdks.md")]
    [InlineData("simulator-sdks.zh-CN.md")]
    public void The_page_about_SDKs_shows_the_files_that_their_test_uses(string page)
    {
        var text = Read("docs", page);

        text.Should().Contain($"```js\n{Read("tests", "Sdks", "redirect.cjs")}```").And.Contain($"```python\n{Read("tests", "Sdks", "sitecustomize.py")}```");
        text.Should().ContainAll("--url", "--bot", "--any-secret", "--webhook", "--key");
    }

    private static string Read(params string[] path) => File.ReadAllText(Path.Combine([HostProcess.RepositoryFolder, .. path])).ReplaceLineEndings("\n");

    private static async Task<JsonObject> LogInAsync(HttpClient http, string appId, string secret)
    {
        using var answer = await http.PostAsJsonAsync("app/getAppAccessToken", new { appId, clientSecret = secret });
        return (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
    }

    [GeneratedRegex(@"http://\S+")]
    private static partial Regex Address();
}
