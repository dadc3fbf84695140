using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using QQBotKit.Core.Configuration;
using QQBotKit.Core.Tests.Gateway;

namespace QQBotKit.Core.Tests.Dispatch;

/// <summary>The way of an event from the socket to author code, in a real bot.</summary>
public class PipelineTests
{
    private readonly ConcurrentQueue<string> _seen = [];

    [Fact]
    public async Task Hooks_see_the_messages_that_no_command_took()
    {
        await using var bot = await RunningBot.StartAsync(scope =>
        {
            scope.Command("ping", () => "pong");
            scope.On<MessageReceived>(message => _seen.Enqueue(message.Text));
        });

        await HandleAsync(bot, "/ping", "hello", "/unknown", "ping", "/ping");

        _seen.Should().Equal("hello", "/unknown", "ping");
    }

    [Fact]
    public async Task Middleware_sees_every_message_in_the_order_of_registration_and_may_keep_it()
    {
        await using var bot = await RunningBot.StartAsync(scope =>
        {
            scope.Use((message, next) =>
            {
                _seen.Enqueue($"first: {message.Text}");
                return next();
            });
            scope.Use((message, next) =>
            {
                _seen.Enqueue($"second: {message.Text}");
                return message.Text.Contains("keep", StringComparison.Ordinal) ? Task.CompletedTask : next();
            });
            scope.Command("echo", (string text) => _seen.Enqueue($"command: {text}"));
            scope.On<MessageReceived>(message => _seen.Enqueue($"hook: {message.Text}"));
        });

        await HandleAsync(bot, "/echo a", "/echo keep", "keep", "b");

        _seen.Should().Equal(
            "first: /echo a", "second: /echo a", "command: a",
            "first: /echo keep", "second: /echo keep",
            "first: keep", "second: keep",
            "first: b", "second: b", "hook: b");
    }

    [Fact]
    public async Task Other_events_reach_hooks_as_they_were_sent()
    {
        var click = new TaskCompletionSource<InteractionCreated>();
        await using var bot = await RunningBot.StartAsync(scope =>
        {
            scope.On<InteractionCreated>(click.SetResult);
            scope.On<MessageReceived>(message => _seen.Enqueue(message.Text));
            scope.Use((_, next) => next());
        });
        var connection = await bot.ConnectAsync();

        await connection.SendAsync(Frames.Sample("INTERACTION_CREATE", 2));

        var e = await click.Task.WaitAsync(FakeGateway.Patience);
        e.Type.Should().Be("INTERACTION_CREATE");
        e.EventId.Should().Be("INTERACTION_CREATE:dc9e37d0-760e-3572-b280-18926928144c");
        e.Conversation.Should().Be(Target.Group("4A432943CBF7F17D2877C681173E3CDC"));
        e.Data.GetProperty("data").GetProperty("resolved").GetProperty("button_data").GetString().Should().Be("vote:3:yes");
        _seen.Should().BeEmpty();
    }

    [Fact]
    public async Task A_hook_for_all_events_gets_all_events()
    {
        await using var bot = await RunningBot.StartAsync(scope => scope.On<BotEvent>(e => _seen.Enqueue(e.Type)));
        var connection = await bot.ConnectAsync();

        await connection.SendAsync(Frames.Group(2, "hello"));
        await connection.SendAsync(Frames.Sample("INTERACTION_CREATE", 3));
        await connection.SyncAsync();
        await bot.StopAsync();

        _seen.Should().Equal("GROUP_AT_MESSAGE_CREATE", "INTERACTION_CREATE");
    }

    [Fact]
    public async Task Messages_of_bots_run_no_command_but_are_heard()
    {
        await using var bot = await RunningBot.StartAsync(
            scope =>
            {
                scope.Command("ping", () => _seen.Enqueue("command"));
                scope.On<MessageReceived>(message => _seen.Enqueue($"{message.Text} of a bot: {message.Sender.IsBot}"));
            },
            unknown: UnknownCommand.Suggest);
        var connection = await bot.ConnectAsync();

        await connection.SendAsync(Frames.Message("GROUP_MESSAGE_CREATE", 2, "/ping", change: OfABot));
        await connection.SendAsync(Frames.Message("GROUP_MESSAGE_CREATE", 3, "/pimg", change: OfABot));
        await connection.SyncAsync();
        await bot.StopAsync();

        _seen.Should().Equal("/ping of a bot: True", "/pimg of a bot: True");
        bot.Platform.Sends.Should().BeEmpty();

        static void OfABot(JsonNode d) => d["author"]!["bot"] = true;
    }

    [Fact]
    public async Task A_command_that_fails_is_logged_with_its_owner_and_the_event_and_costs_nothing_else()
    {
        await using var bot = await RunningBot.StartAsync(scope =>
        {
            scope.Command("fail now", () =>
            {
                throw new InvalidTimeZoneException("the author's fault");
            });
            scope.Command("fail later", async () =>
            {
                await Task.Yield();
                throw new InvalidTimeZoneException("the author's later fault");
            });
            scope.Command("ping", () => "pong");
        });

        await HandleAsync(bot, "/fail now", "/fail later", "/ping");

        bot.Platform.Sends.Select(sent => (string)JsonNode.Parse(sent.Body)!["content"]!)
            .Should().Equal(new CommandSettings().Failed, new CommandSettings().Failed, "pong");
        var faults = bot.Log.At(LogLevel.Error).ToArray();
        faults.Should().HaveCount(2);
        faults[0].Should().Contain("plugin.tested").And.Contain("fail now").And.Contain("GROUP_AT_MESSAGE_CREATE:2")
            .And.Contain("the author's fault").And.Contain(nameof(PipelineTests), "the stack trace leads to the author's line");
        faults[1].Should().Contain("fail later").And.Contain("GROUP_AT_MESSAGE_CREATE:3").And.Contain("the author's later fault");
    }

    [Fact]
    public async Task A_hook_that_fails_keeps_no_other_from_running()
    {
        await using var bot = await RunningBot.StartAsync(scope =>
        {
            scope.On<MessageReceived>(_ => throw new InvalidTimeZoneException("the first hook's fault"));
            scope.On<MessageReceived>(message => _seen.Enqueue(message.Text));
        });

        await HandleAsync(bot, "one", "two");

        _seen.Should().Equal("one", "two");
        bot.Alarms.Should().HaveCount(2).And.OnlyContain(line => line.Contains("plugin.tested") && line.Contains("the first hook's fault"));
    }

    [Fact]
    public async Task A_middleware_that_fails_is_logged_and_the_next_message_handled()
    {
        await using var bot = await RunningBot.StartAsync(scope =>
        {
            scope.Use((message, next) => message.Text == "one" ? throw new InvalidTimeZoneException("the middleware's fault") : next());
            scope.On<MessageReceived>(message => _seen.Enqueue(message.Text));
        });

        await HandleAsync(bot, "one", "two");

        _seen.Should().Equal("two");
        bot.Alarms.Should().ContainSingle().Which.Should().Contain("plugin.tested").And.Contain("middleware");
    }

    [Fact]
    public async Task A_handler_that_hangs_delays_its_own_conversation_only()
    {
        var hang = new TaskCompletionSource();
        await using var bot = await RunningBot.StartAsync(scope =>
        {
            scope.Command("hang", () => hang.Task);
            scope.Command("ping", () => "pong");
        });
        var connection = await bot.ConnectAsync();

        await connection.SendAsync(Frames.Group(2, "/hang", group: "STUCK"));
        await connection.SendAsync(Frames.Group(3, "/ping", group: "STUCK"));
        await connection.SendAsync(Frames.Group(4, "/ping", group: "OTHER"));
        (await bot.Platform.NextSendAsync()).Target.Should().Contain("OTHER");

        hang.SetResult();
        (await bot.Platform.NextSendAsync()).Target.Should().Contain("STUCK");
    }

    [Fact]
    public async Task A_message_that_comes_twice_is_handled_once()
    {
        await using var bot = await RunningBot.StartAsync(scope => scope.On<MessageReceived>(message => _seen.Enqueue($"{message.Type} {message.Text}")));
        var connection = await bot.ConnectAsync();

        await connection.SendAsync(Frames.Group(2, "one", id: "M1"));
        await connection.SendAsync(Frames.Group(3, "one", id: "M1"));
        await connection.SendAsync(Frames.Message("GROUP_MESSAGE_CREATE", 4, "one", id: "M1"));
        await connection.SendAsync(Frames.Message("GROUP_MESSAGE_CREATE", 5, "two", id: "M2"));
        await connection.SendAsync(Frames.Group(6, "two", id: "M2"));
        await connection.SendAsync(Frames.Message("C2C_MESSAGE_CREATE", 7, "another scene", id: "M1"));
        await connection.SyncAsync();
        await bot.StopAsync();

        _seen.Should().BeEquivalentTo("GROUP_AT_MESSAGE_CREATE one", "GROUP_MESSAGE_CREATE two", "C2C_MESSAGE_CREATE another scene");
    }

    [Fact]
    public async Task An_event_that_comes_twice_is_handled_once()
    {
        await using var bot = await RunningBot.StartAsync(scope => scope.On<BotEvent>(e => _seen.Enqueue(e.EventId!)));
        var connection = await bot.ConnectAsync();

        await connection.SendAsync(Frames.Sample("INTERACTION_CREATE", 2));
        await connection.SendAsync(Frames.Sample("INTERACTION_CREATE", 3));
        await connection.SyncAsync();
        await bot.StopAsync();

        _seen.Should().ContainSingle();
    }

    [Theory]
    [InlineData(nameof(UnknownCommand.Suggest), "Unknown command. Did you mean /roll ?")]
    [InlineData(nameof(UnknownCommand.Silent))]
    public async Task A_mistyped_command_is_answered_as_the_owner_wants(string unknown, params string[] answers)
    {
        await using var bot = await RunningBot.StartAsync(
            scope =>
            {
                scope.Command("roll", () => "6");
                scope.On<MessageReceived>(message => _seen.Enqueue(message.Text));
            },
            unknown: Enum.Parse<UnknownCommand>(unknown));

        await HandleAsync(bot, "/rol", "roll", "/far from anything");

        bot.Platform.Sends.Select(send => (string)JsonNode.Parse(send.Body)!["content"]!).Should().Equal(answers);
        _seen.Should().Equal("/rol", "roll", "/far from anything");
    }

    [Fact]
    public async Task A_wrong_argument_is_answered_with_the_usage_line()
    {
        await using var bot = await RunningBot.StartAsync(scope => scope.Command("roll", (int sides = 6) => $"{sides}"));
        var connection = await bot.ConnectAsync();

        await connection.SendAsync(Frames.Group(2, "/roll many"));

        (await bot.NextReplyAsync()).Should().Contain("many").And.Contain("Usage: /roll [sides");
        bot.Alarms.Should().BeEmpty();
    }

    [Fact]
    public async Task Stopping_lets_a_running_handler_finish_and_reply()
    {
        var work = new TaskCompletionSource<string>();
        var begun = new TaskCompletionSource();
        await using var bot = await RunningBot.StartAsync(scope => scope.Command("work", () =>
        {
            begun.SetResult();
            return work.Task;
        }));
        var connection = await bot.ConnectAsync();
        await connection.SendAsync(Frames.Group(2, "/work"));
        await begun.Task.WaitAsync(FakeGateway.Patience);

        var stopping = bot.Bot.StopAsync();
        await connection.Closed;
        stopping.IsCompleted.Should().BeFalse();
        work.SetResult("done");

        await stopping.WaitAsync(FakeGateway.Patience);
        bot.Platform.Sends.Should().ContainSingle().Which.Body.Should().Contain("done");
        bot.Alarms.Should().BeEmpty();
    }

    /// <summary>Sends messages of one group and waits until all were handled.</summary>
    private static async Task HandleAsync(RunningBot bot, params string[] texts)
    {
        var connection = await bot.ConnectAsync();
        for (var i = 0; i < texts.Length; i++)
        {
            await connection.SendAsync(Frames.Group(i + 2, texts[i]));
        }

        (await connection.SyncAsync()).Should().Be(texts.Length + 1);
        await bot.StopAsync();
    }
}
