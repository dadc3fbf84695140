using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using QQBotKit.Core.Configuration;
using QQBotKit.Core.Tests.Gateway;
using QQBotKit.Core.Tests.Plugins;
using QQBotKit.Core.Tests.Scopes;

namespace QQBotKit.Core.Tests;

/// <summary>Several bots in one process, put there as any program would put them.</summary>
public sealed class SeveralBotsTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private FakeGateway _first = null!;
    private FakeGateway _second = null!;

    public async Task InitializeAsync()
    {
        _first = await FakeGateway.StartAsync();
        _second = await FakeGateway.StartAsync();
        var plugin = _folder["plugins/Counting/Counting.dll"];
        Directory.CreateDirectory(Path.GetDirectoryName(plugin)!);
        File.WriteAllBytes(plugin, PluginProject.Compile("Counting", """
            using System.Threading; using QQBotKit;
            public sealed class Counting : BotPlugin
            {
                private static int _loaded;
                private readonly int _object = Interlocked.Increment(ref _loaded);
                public override void Configure(IBot bot)
                {
                    var calls = 0;
                    bot.Command("count", () => $"{bot.Name} object {_object} call {++calls}");
                    bot.Command("keep", async (string text) => { await bot.Store.SetAsync("kept", text); return "kept"; });
                    bot.Command("kept", async () => await bot.Store.GetAsync<string>("kept") ?? "nothing");
                }
            }
            """));
    }

    public async Task DisposeAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Each_bot_has_its_own_token_session_and_state_and_plugins_are_loaded_once()
    {
        using var host = await StartAsync();
        var first = await _first.AcceptAsync();
        var second = await _second.AcceptAsync();
        ((string)(await first.StartSessionAsync("session-1"))["token"]!).Should().Be("QQBot token-1");
        await second.StartSessionAsync("session-2");
        _first.Platform.TokenRequests.Should().OnlyContain(asked => asked.Body.Contains("\"102000001\""));
        _second.Platform.TokenRequests.Should().OnlyContain(asked => asked.Body.Contains("\"102000002\""));

        (await AskAsync(_first, first, 2, "/count")).Should().Be("main object 1 call 1");
        (await AskAsync(_first, first, 3, "/count")).Should().Be("main object 1 call 2");
        (await AskAsync(_second, second, 2, "/count")).Should().Be("second object 1 call 1", "the same event ids are another bot's");
        (await AskAsync(_first, first, 4, "/keep this")).Should().Be("kept");
        (await AskAsync(_second, second, 4, "/kept")).Should().Be("nothing");
        _second.Sends.Should().OnlyContain(asked => asked.AppId == "102000002");

        await host.StopAsync();
        Saved("main").Should().Contain("session-1").And.NotContain("session-2");
        Saved("second").Should().Contain("session-2").And.NotContain("session-1");
    }

    [Fact]
    public async Task A_bot_that_the_platform_stops_does_not_touch_the_others()
    {
        using var host = await StartAsync();
        var runtime = host.Services.GetRequiredService<QQBotRuntime>();
        var first = await _first.AcceptAsync();
        await first.StartSessionAsync();
        var second = await _second.AcceptAsync();
        await second.StartSessionAsync();

        await first.CloseAsync(4915);
        await first.Closed;

        (await AskAsync(_second, second, 2, "/count")).Should().Be("second object 1 call 1");
        _second.ConnectionCount.Should().Be(1);
        runtime.StoppedByPlatform.IsCompleted.Should().BeFalse("one of them still runs");
        await second.CloseAsync(4914);
        var ends = await runtime.StoppedByPlatform.WaitAsync(FakeGateway.Patience);
        ends.Should().HaveCount(2);
        ends[0].Should().StartWith("main: ").And.Match(text => text.Contains("banned") || text.Contains("封禁"));
        ends[1].Should().StartWith("second: ").And.Match(text => text.Contains("sandbox"));
        await host.StopAsync();
    }

    [Fact]
    public async Task Wrong_credentials_of_one_bot_do_not_touch_the_others()
    {
        _first.Platform.Token = _ => Task.FromResult(new QQBotKit.Tests.Platform.Answered(200, """{"code":100016,"message":"invalid appid or secret"}"""));
        using var host = await StartAsync();
        var second = await _second.AcceptAsync();
        await second.StartSessionAsync();

        (await AskAsync(_second, second, 2, "/count")).Should().Be("second object 1 call 1");
        host.Services.GetRequiredService<QQBotRuntime>().StoppedByPlatform.IsCompleted.Should().BeFalse();
        await host.StopAsync();
    }

    private static async Task<string> AskAsync(FakeGateway platform, GatewayConnection connection, long seq, string text)
    {
        await connection.SendAsync(Frames.Group(seq, text));
        return (string)JsonNode.Parse((await platform.NextSendAsync()).Body)!["content"]!;
    }

    private async Task<IHost> StartAsync()
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.ClearProviders();
        builder.Services.AddQQBot(new QQBotSettings
        {
            Bots = { ["main"] = Bot("102000001", _first), ["second"] = Bot("102000002", _second) },
            Plugins = new() { Path = _folder["plugins"] },
            Scripts = new() { Path = _folder["scripts"], Cache = _folder["cache"] },
            Storage = new() { Path = _folder["data"] },
        });
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private string Saved(string bot) => File.ReadAllText(_folder[$"data/events/{bot}/sessions.json"]);

    private static BotSettings Bot(string appId, FakeGateway platform) => new()
    {
        AppId = appId,
        Secret = "the secret",
        Platform = Platform.Production,
        ApiUrl = platform.Platform.Url,
        TokenUrl = platform.Platform.Url,
    };
}
