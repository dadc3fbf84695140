using System.Diagnostics;
using Xunit.Abstractions;

namespace QQBotKit.Testing.Tests;

/// <summary>What a test may rely on, whatever it tests.</summary>
public sealed class BotTestTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_test_after_the_first_starts_in_well_under_a_second()
    {
        await using (var first = await StartAsync())
        {
            await first.SayAsync("/ping");
        }

        var times = new List<TimeSpan>();
        for (var test = 0; test < 10; test++)
        {
            var since = Stopwatch.GetTimestamp();
            await using (var next = await StartAsync())
            {
                (await next.SayAsync("/ping")).Should().Be("pong");
            }

            times.Add(Stopwatch.GetElapsedTime(since));
        }

        times.Sort();
        output.WriteLine($"from the start to the end of a test with one message: median {times[5].TotalMilliseconds:0} ms, longest {times[^1].TotalMilliseconds:0} ms");
        times[5].Should().BeLessThan(TimeSpan.FromSeconds(0.5));
    }

    [Fact]
    public async Task Tests_that_run_side_by_side_have_nothing_in_common()
    {
        var talks = Enumerable.Range(0, 8).Select(number => Task.Run(async () =>
        {
            await using var test = await BotTest.StartAsync(bot => bot.Command("count", async (CancellationToken stopping) =>
                $"{number}: {await bot.Store.UpdateAsync<int>("count", count => count + 1, stopping)}"));
            await test.AdvanceAsync(TimeSpan.FromHours(number + 1));
            return (await test.SayAsync("/count"), await test.SayAsync("/count"), test.Now.Hour);
        }));

        (await Task.WhenAll(talks)).Should().Equal(Enumerable.Range(0, 8).Select(number => ((string?)$"{number}: 1", (string?)$"{number}: 2", 13 + number)));
    }

    [Fact]
    public async Task The_folder_is_gone_when_the_test_is_over()
    {
        string folder;
        await using (var test = await BotTest.StartAsync(bot => bot.Command("note", () => File.WriteAllText(Path.Combine(bot.DataFolder, "note.txt"), "x"))))
        {
            await test.SayAsync("/note");
            folder = test.Folder;
            Directory.EnumerateFiles(folder, "note.txt", SearchOption.AllDirectories).Should().ContainSingle();
        }

        Directory.Exists(folder).Should().BeFalse();
    }

    [Fact]
    public async Task A_test_that_is_over_waits_for_no_handler_that_hangs()
    {
        var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var test = await BotTest.StartAsync(bot => bot.On<MessageReceived>((_, _) =>
        {
            began.SetResult();
            return Task.Delay(Timeout.Infinite, CancellationToken.None);
        }));
        _ = test.SayAsync("hello").ContinueWith(static said => said.Exception, TaskScheduler.Default);
        await began.Task.WaitAsync(TimeSpan.FromSeconds(10));

        await test.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_message_from_the_background_is_waited_for()
    {
        await using var test = await BotTest.StartAsync(bot => bot.Command("remind", (MessageReceived message, CancellationToken stopping) =>
        {
            _ = Task.Run(async () =>
            {
                await Task.Delay(50, bot.Stopping);
                await bot.SendAsync(message.Conversation!.Value, "now!", bot.Stopping);
            }, stopping);
            return "I will";
        }));
        (await test.SayAsync("/remind")).Should().Be("I will");
        (await test.NextAsync()).Should().Match<BotMessage>(message => message.Text == "now!" && message.IsActive);
    }

    [Fact]
    public async Task Several_answers_to_one_message_come_in_their_order()
    {
        await using var test = await BotTest.StartAsync(bot => bot.Command("three", async (CommandContext context) =>
        {
            for (var number = 1; number <= 3; number++)
            {
                await context.ReplyAsync($"{number}");
            }
        }));
        (await test.SayAsync("/three")).Should().Be("1\n2\n3");
        (await test.SendAsync("/three")).Select(static answer => answer.Text).Should().Equal("1", "2", "3");
    }

    [Fact]
    public async Task Mentions_attachments_and_quotes_reach_the_plugin_as_the_platform_sends_them()
    {
        MessageReceived? got = null;
        await using var test = await BotTest.StartAsync(bot =>
        {
            bot.Command("ping", () => "pong");
            bot.On<MessageReceived>(message => got = message);
        });
        var pong = (await test.User("小明", Scene.C2C).SendAsync("/ping")).Single();
        await test.User("小明", Scene.C2C).SayAsync(new PersonMessage("look") { Attachments = ["https://example.com/a.png"], Quote = pong });
        got!.Attachments.Should().ContainSingle().Which.ContentType.Should().Be("image/png");
        got.Quoted!.Text.Should().Be("pong");

        await test.SayAsync(new PersonMessage("nobody in particular") { Mention = false });
        got.ToMe.Should().BeFalse();
        await test.SayAsync("you");
        got.ToMe.Should().BeTrue();
    }

    [Fact]
    public async Task Plugins_side_by_side_give_each_other_services()
    {
        await using var test = await BotTest.StartAsync<Asks>(new BotTestOptions().With<Knows>());
        (await test.SayAsync("/ask")).Should().Be("42");
    }

    [Fact]
    public async Task The_section_of_the_bot_and_the_whole_of_bot_yaml_can_be_given()
    {
        await using var test = await BotTest.StartAsync(
            bot => bot.Command("ping", () => "pong"), new BotTestOptions { BotSection = "intents: [public_guild_messages]", BotYaml = "commands: { prefixes: [\"!\"] }" });
        (await test.User("小明", Scene.Channel).SayAsync("!ping")).Should().Be("pong");
        (await test.SayAsync("!ping")).Should().BeNull("messages of groups are not among these intents");
        await FluentActions.Invoking(() => BotTest.StartAsync(_ => { }, new BotTestOptions { BotSection = "intent: auto" }))
            .Should().ThrowAsync<BotTestException>().WithMessage("*intent*intents*");
    }

    [Fact]
    public async Task A_plugin_by_its_class_may_do_what_its_assembly_declares_and_no_more()
    {
        var assembly = System.Reflection.Assembly.Load(QQBotKit.Core.Tests.Plugins.PluginProject.Compile("Declares", """
            using System; using System.Threading.Tasks; using QQBotKit;
            [assembly: System.Reflection.AssemblyMetadata("QQBotKit.Capability", "network")]
            public sealed class Declares : BotPlugin
            {
                public override void Configure(IBot bot) => bot.Command("send", async (MessageReceived message) => { await bot.SendAsync(message.Conversation!.Value, "unasked"); });
            }
            """));
        var options = new BotTestOptions();
        options.Plugins.Add(new("Declares", () => (BotPlugin)Activator.CreateInstance(assembly.GetType("Declares")!)!));
        await using var test = await BotTest.StartAsync(bot => { }, options);
        (await test.SendAsync("/send")).Should().NotContain(message => message.Text == "unasked");
        test.Log.Should().Contain(line => line.Text.Contains("active-messages"));
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_told_with_where_it_was_looked_for()
    {
        await FluentActions.Invoking(() => BotTest.StartAsync("scripts/missing.csx")).Should().ThrowAsync<BotTestException>().WithMessage("*missing.csx*above it*");
    }

    [Fact]
    public async Task A_script_that_does_not_compile_is_told_with_line_and_column()
    {
        var script = Path.Combine(Path.GetTempPath(), $"wrong-{Guid.NewGuid():N}.csx");
        await File.WriteAllTextAsync(script, "bot.Command(\"ping\", () => pong);");
        try
        {
            await FluentActions.Invoking(() => BotTest.StartAsync(script)).Should().ThrowAsync<BotTestException>().WithMessage("*(1,27)*pong*");
        }
        finally
        {
            File.Delete(script);
        }
    }

    private static Task<BotTest> StartAsync() => BotTest.StartAsync(bot => bot.Command("ping", () => "pong"));

    private sealed class Answer
    {
        public int Value { get; init; }
    }

    private sealed class Knows : BotPlugin
    {
        public override void Configure(IBot bot) => bot.Provide(new Answer { Value = 42 });
    }

    private sealed class Asks : BotPlugin
    {
        public override void Configure(IBot bot)
        {
            var answer = bot.Need<Answer>();
            bot.Command("ask", () => $"{answer.Value}");
        }
    }
}
