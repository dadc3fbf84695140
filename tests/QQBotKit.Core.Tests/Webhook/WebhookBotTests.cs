using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using QQBotKit.Core.Tests.Gateway;
using QQBotKit.Core.Tests.Rest;
using QQBotKit.Core.Tests.Scopes;
using QQBotKit.Tests.Platform;

namespace QQBotKit.Core.Tests.Webhook;

/// <summary>A real bot that receives over HTTP: from the platform's request to the reply.</summary>
public sealed class WebhookBotTests
{
    private const string BotId = "15566780912234417093";

    [Fact]
    public async Task An_event_reaches_a_command_and_is_answered()
    {
        await using var running = await RunningWebhook.StartAsync(bot => bot.Command("echo", (string text) => $"you said {text}"));

        (await running.Client.PostAsync(Frames.Group(1, "/echo hello"))).Should().BeEquivalentTo(new { Status = 200, Body = WebhookClient.Ack });

        (await NextReplyAsync(running)).Should().Be("you said hello");
    }

    [Fact]
    public async Task Both_sources_bring_the_same_event_to_the_same_handler()
    {
        await using var running = await RunningWebhook.StartAsync(Echo);
        var connection = await running.Platform.AcceptAsync();
        await connection.StartSessionAsync();
        var frame = Frames.Group(7, "weather in 深圳 🌦️");

        await running.Client.PostAsync(frame);
        var overHttp = await NextReplyAsync(running);
        await connection.SendAsync(frame);
        var overGateway = await NextReplyAsync(running);

        overHttp.Should().Be(overGateway).And.Contain("深圳");
    }

    [Fact]
    public async Task The_platform_is_answered_at_once_while_a_handler_hangs()
    {
        var hang = new TaskCompletionSource();
        var entered = new SemaphoreSlim(0);
        await using var running = await RunningWebhook.StartAsync(bot => bot.Command("hang", async () =>
        {
            entered.Release();
            await hang.Task;
            return "done";
        }));
        var times = new List<TimeSpan>();

        for (var i = 1; i <= 51; i++)
        {
            var start = Stopwatch.GetTimestamp();
            (await running.Client.PostAsync(Frames.Group(i, "/hang", group: $"group {i % 5}"))).Status.Should().Be(200);
            times.Add(Stopwatch.GetElapsedTime(start));
        }

        for (var i = 0; i < 5; i++)
        {
            (await entered.WaitAsync(FakeGateway.Patience)).Should().BeTrue();
        }

        running.Platform.Sends.Should().BeEmpty();
        times.Order().ElementAt(25).Should().BeLessThan(TimeSpan.FromMilliseconds(50));
        hang.SetResult();
        (await NextReplyAsync(running)).Should().Be("done");
    }

    [Fact]
    public async Task A_repeated_event_is_acknowledged_and_handled_once()
    {
        await using var running = await RunningWebhook.StartAsync(bot => bot.Command("echo", (string text) => text));
        var frame = Frames.Group(1, "/echo once");

        for (var i = 0; i < 3; i++)
        {
            (await running.Client.PostAsync(frame)).Body.Should().Be(WebhookClient.Ack);
        }

        await running.Client.PostAsync(Frames.Group(2, "/echo end"));
        (await NextReplyAsync(running)).Should().Be("once");
        (await NextReplyAsync(running)).Should().Be("end");
    }

    [Fact]
    public async Task An_event_that_another_process_handled_is_not_handled_again()
    {
        using var folder = new TemporaryFolder();
        var frame = Frames.Group(1, "/echo once");
        await using (var first = await RunningWebhook.StartAsync(bot => bot.Command("echo", (string text) => text), folder: folder))
        {
            await first.Client.PostAsync(frame);
            (await NextReplyAsync(first)).Should().Be("once");
        }

        await using var second = await RunningWebhook.StartAsync(bot => bot.Command("echo", (string text) => text), folder: folder);
        (await second.Client.PostAsync(frame)).Should().BeEquivalentTo(new { Status = 200, Body = WebhookClient.Ack });
        await second.Client.PostAsync(Frames.Group(2, "/echo end"));

        (await NextReplyAsync(second)).Should().Be("end");
    }

    [Fact]
    public async Task A_forged_event_reaches_no_handler()
    {
        await using var running = await RunningWebhook.StartAsync(bot => bot.Command("echo", (string text) => text));
        var forged = Frames.Group(1, "/echo forged");
        (await running.Client.PostUnsignedAsync(forged)).Status.Should().Be(401);
        (await running.Client.PostAsync(
            Frames.Group(2, "/echo signed"), change: request => request.Content = new StringContent(forged))).Status.Should().Be(401);
        var oracle = new JsonObject
        {
            ["op"] = 13,
            ["d"] = new JsonObject { ["plain_token"] = forged, ["event_ts"] = running.Client.Now },
        };
        (await running.Client.PostUnsignedAsync(oracle.ToJsonString())).Should().BeEquivalentTo(new { Status = 400, Body = "" });

        await running.Client.PostAsync(Frames.Group(3, "/echo true"));

        (await NextReplyAsync(running)).Should().Be("true");
    }

    [Fact]
    public async Task Only_bots_with_a_webhook_have_an_address()
    {
        await using var running = await RunningWebhook.StartAsync();
        foreach (var name in new[] { "gateway", "nobody" })
        {
            using var client = running.ClientOf(name);
            (await client.PostAsync(Frames.Group(1, "hello"))).Should().BeEquivalentTo(new { Status = 404, Body = "" });
        }

        running.Log.At(LogLevel.Warning).Should().ContainSingle().Which.Should().Contain("404");
    }

    [Fact]
    public async Task Until_the_plugins_are_loaded_the_platform_is_asked_to_come_again()
    {
        var loading = new SlowStart();
        await using var running = await RunningWebhook.BeginAsync(build: builder => builder.Services.AddHostedService(_ => loading));

        var early = await running.Client.PostAsync(Frames.Group(1, "hello"));
        loading.Loaded.SetResult();
        await running.Started;
        var later = await running.Client.PostAsync(Frames.Group(1, "hello"));

        early.Status.Should().Be(503);
        early.Headers.RetryAfter!.Delta.Should().BePositive();
        later.Status.Should().Be(200);
    }

    [Fact]
    public async Task A_bot_that_is_stopped_takes_no_more_and_finishes_what_it_took()
    {
        var hang = new TaskCompletionSource();
        var entered = new TaskCompletionSource();
        await using var running = await RunningWebhook.StartAsync(bot => bot.Command("hang", async () =>
        {
            entered.SetResult();
            await hang.Task;
            return "finished";
        }));
        await running.Client.PostAsync(Frames.Group(1, "/hang"));
        await entered.Task.WaitAsync(FakeGateway.Patience);

        var stopping = running.Bot.StopAsync();
        var refused = await running.Client.PostAsync(Frames.Group(2, "/hang"));

        refused.Status.Should().Be(503);
        stopping.IsCompleted.Should().BeFalse();
        hang.SetResult();
        await stopping.WaitAsync(FakeGateway.Patience);
        (await NextReplyAsync(running)).Should().Be("finished");
        running.Platform.Sends.Should().HaveCount(1);
    }

    [Fact]
    public async Task The_bot_is_ready_with_its_address_before_the_platform_says_who_it_is()
    {
        var answer = new TaskCompletionSource<Answered>();
        await using var running = await RunningWebhook.StartAsync(Echo, platform => platform.Profile = () => answer.Task);

        await running.Bot.Ready.WaitAsync(FakeGateway.Patience);
        running.Log.At(LogLevel.Information).Should().ContainSingle(line => line.Contains($"main: ready; events come to {running.Client.Address}"));
        await running.Client.PostAsync(Frames.Group(1, $"<@{BotId}> early"));
        (await NextReplyAsync(running)).Should().Contain(BotId).And.Contain("early");

        answer.SetResult(new(200, $$"""{"id":"{{BotId}}","username":"书签助手"}"""));
        for (var seq = 2; ; seq++)
        {
            await running.Client.PostAsync(Frames.Group(seq, $"<@{BotId}> later"));
            if (!(await NextReplyAsync(running)).Contains(BotId, StringComparison.Ordinal))
            {
                break;
            }
        }
    }

    [Fact]
    public async Task A_platform_that_does_not_say_who_the_bot_is_is_asked_again()
    {
        var isUp = false;
        var told = false;
        await using var running = await RunningWebhook.StartAsync(prepare: platform => platform.Profile = () =>
        {
            told = isUp;
            return Task.FromResult(isUp ? new Answered(200, $$"""{"id":"{{BotId}}","username":"x"}""") : new Answered(500, "{}"));
        });

        await PassUntilAsync(() => Warned().Any(), "the owner is told");
        isUp = true;
        await PassUntilAsync(() => told, "the platform is asked again");

        Warned().Should().HaveCount(1);

        IEnumerable<string> Warned() => running.Log.At(LogLevel.Warning).Where(line => line.Contains("who the bot is", StringComparison.Ordinal));

        Task PassUntilAsync(Func<bool> condition, string because) => Eventually.IsTrue(
            () =>
            {
                running.Clock.Advance(1);
                return condition();
            },
            because);
    }

    [Fact]
    public async Task Refused_credentials_stop_the_bot_and_its_address()
    {
        await using var running = await RunningWebhook.StartAsync(
            prepare: platform => platform.Platform.Token = _ => Task.FromResult(new Answered(200, """{"code":100016,"message":"invalid appid or secret"}""")));

        var ends = await running.Runtime.StoppedByPlatform.WaitAsync(FakeGateway.Patience);

        ends.Should().HaveCount(2).And.OnlyContain(end => end.Contains("100016"));
        (await running.Client.PostAsync(Frames.Group(1, "hello"))).Status.Should().Be(503);
    }

    [Fact]
    public async Task A_program_that_forgets_to_serve_webhooks_is_told()
    {
        await using var running = await RunningWebhook.StartAsync(serve: false);

        running.Log.At(LogLevel.Error).Should().ContainSingle().Which.Should().Contain("MapQQBot");
    }

    [Fact]
    public async Task Neither_the_secret_nor_a_signature_is_ever_logged()
    {
        await using var running = await RunningWebhook.StartAsync(bot => bot.Command("echo", (string text) => text));
        var frame = Frames.Group(1, "/echo hello");
        await running.Client.PostAsync(frame);
        await NextReplyAsync(running);
        await running.Client.PostAsync(frame, change: request => request.Content = new StringContent("other"));
        await running.Client.PostAsync(frame, "1");

        running.Log.All.Should().NotContain(WebhookClient.Secret)
            .And.NotContain(running.Client.Key.Sign(System.Text.Encoding.UTF8.GetBytes(running.Client.Now + frame)));
    }

    private static void Echo(IBot bot) =>
        bot.On<MessageReceived>((message, stopping) => bot.ReplyAsync(message, $"heard '{message.Text}'", stopping));

    private static async Task<string> NextReplyAsync(RunningWebhook running) =>
        (string)JsonNode.Parse((await running.Platform.NextSendAsync()).Body)!["content"]!;

    /// <summary>Stands before the bots in the start of the program.</summary>
    private sealed class SlowStart : IHostedLifecycleService
    {
        public TaskCompletionSource Loaded { get; } = new();

        public Task StartedAsync(CancellationToken cancellationToken) => Loaded.Task;

        public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
