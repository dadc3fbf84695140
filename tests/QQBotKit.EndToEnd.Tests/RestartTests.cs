namespace QQBotKit.EndToEnd.Tests;

/// <summary>A bot whose process ends, kindly or not, and the one that comes after it.</summary>
public sealed class RestartTests : IAsyncLifetime
{
    private readonly BotFolder _platform = new(
        """
        bots: { idle: { app_id: "102000001", secret: right }, tested: { app_id: "102000002", secret: other } }
        scripts: { path: none }
        plugins: { path: none }
        web: { url: "http://127.0.0.1:0" }
        """,
        samples: false);

    private HostProcess _simulator = null!;
    private SimulatorClient _user = null!;
    private BotFolder _folder = null!;
    private string _group = "";

    public async Task InitializeAsync()
    {
        // Its own bots know no command but /help; the tested one comes from another process, with the account of the second.
        _simulator = await HostProcess.RunAsync(_platform);
        _user = new SimulatorClient(_simulator.Url);
        _group = await _user.ConversationAsync("group");
        _folder = new BotFolder(
            $$"""
            bots:
              main: { app_id: "102000002", secret: other, platform: production, api_url: "{{_simulator.Url}}", token_url: "{{_simulator.Url}}" }
            plugins: { path: none }
            """,
            samples: false);
        _folder.WriteScript("echo", $$"""
            bot.Command("echo", (string text) => text);
            bot.Command("slow", async (string text, CancellationToken stopping) => { bot.Log.LogInformation("begun"); await Task.Delay(1000, stopping); return text; });
            bot.Command("twice", async (CommandContext context) =>
            {
                await context.ReplyAsync("one");
                bot.Log.LogInformation("between");
                if (!File.Exists(@"{{Path.Combine(_folder.Root, "go-on")}}")) { await Task.Delay(-1, context.CancellationToken); }
                await context.ReplyAsync("two");
                await context.ReplyAsync("three");
            });
            bot.Command("later", async (CommandContext context, int count) =>
            {
                for (var i = 1; i <= count; i++)
                {
                    var picture = Media.FromBytes(new byte[] { 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, (byte)i });
                    await context.ReplyAsync(new Message($"late {i}").Attach(picture).Via(DeliveryWay.Queued));
                }

                bot.Log.LogInformation("kept");
                if (!File.Exists(@"{{Path.Combine(_folder.Root, "go-on")}}")) { await Task.Delay(-1, context.CancellationToken); }
            });
            """);
    }

    public async Task DisposeAsync()
    {
        _user.Dispose();
        await _simulator.DisposeAsync();
        _platform.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task After_kill_9_the_gap_arrives_and_each_message_is_answered_once()
    {
        var asked = new List<string>();
        await using (var first = await StartAsync())
        {
            for (var i = 0; i < 40; i++)
            {
                asked.Add(await _user.SayAsync("group", _group, $"/echo before {i}"));
            }

            // In the middle of it: some are answered, some begun, some on their way.
            await first.KillAsync();
        }

        for (var i = 0; i < 5; i++)
        {
            asked.Add(await _user.SayAsync("group", _group, $"/echo gap {i}"));
        }

        await using var second = await StartAsync();
        asked.Add(await _user.SayAsync("group", _group, "/echo after"));
        var replies = await _user.WaitForRepliesAsync(_group, asked);

        replies.Select(reply => reply.To).Should().BeEquivalentTo(asked, "each has one reply");
        second.Output.Should().NotContain("could not be resumed");
    }

    [Fact]
    public async Task After_kill_9_between_two_replies_each_of_them_is_there_once()
    {
        await using (var first = await StartAsync())
        {
            await _user.SayAsync("group", _group, "/twice");
            await first.WaitForAsync("between");
            await first.KillAsync();
        }

        await GoOnAsync();
        await using var second = await StartAsync();
        var replies = await _user.WaitForRepliesAsync(_group, 3);

        replies.Select(reply => reply.Text).Should().Equal("one", "two", "three");
        (await _user.PostsAsync(_group)).Should().Equal([(1, 0), (1, 40054005), (2, 0), (3, 0)], "the second process begins with the number that the first one used");
    }

    [Fact]
    public async Task After_kill_9_between_the_post_of_a_message_that_waited_and_its_answer_people_see_it_once_and_those_behind_it()
    {
        await GoOnAsync();
        await using (var first = await StartAsync())
        {
            await _user.SayAsync("group", _group, "/later 3");
            await first.WaitForAsync("kept");
            await _user.FailAsync(new { fault = "http_status", path = $"/v2/groups/{_group}/messages", count = 1, how = "never", after = true });
            await _user.SayAsync("group", _group, "hi");
            await _user.WaitForRepliesAsync(_group, 1);
            await first.KillAsync();
        }

        await using var second = await StartAsync();
        await _user.WaitForRepliesAsync(_group, 3);
        (await _user.AskAsync("group", "/echo after")).Should().Be("after");

        (await _user.RepliesAsync(_group)).Select(reply => reply.Text).Should().Equal("late 1", "late 2", "late 3", "after");
    }

    [Fact]
    public async Task Kill_9_again_and_again_while_what_waited_is_sent_loses_nothing_and_shows_nothing_twice()
    {
        await GoOnAsync();
        var wanted = 0;
        for (var round = 0; round < 3; round++)
        {
            await using var host = await StartAsync();
            await _user.SayAsync("group", _group, "/later 5");
            await host.WaitForAsync("kept");
            await _user.SayAsync("group", _group, $"/echo {round}");

            // Wherever it is then: the handler has answered, some are sent, one perhaps, others not.
            await _user.WaitForRepliesAsync(_group, wanted + 2 + round);
            await host.KillAsync();
            wanted += 6;
        }

        await using var last = await StartAsync();
        (await _user.AskAsync("group", "/echo 3")).Should().Be("3");
        var texts = (await _user.WaitForRepliesAsync(_group, wanted + 1)).Select(reply => reply.Text).ToLookup(text => text.StartsWith("late", StringComparison.Ordinal));

        texts[true].Should().Equal(Enumerable.Range(0, 3).SelectMany(_ => Enumerable.Range(1, 5)).Select(i => $"late {i}"));
        texts[false].Should().Equal("0", "1", "2", "3");
        last.Output.Should().NotContain("is not known");
        Directory.EnumerateFiles(Path.Combine(_folder.Root, "data", "events", "main", "waiting")).Should().BeEmpty();
    }

    [Fact]
    public async Task What_a_handler_let_wait_when_it_was_killed_waits_once_when_it_is_run_again()
    {
        await using (var first = await StartAsync())
        {
            await _user.SayAsync("group", _group, "/later 2");
            await first.WaitForAsync("kept");
            await first.KillAsync();
        }

        await GoOnAsync();
        await using var second = await StartAsync();
        await second.WaitForAsync("kept");
        await _user.SayAsync("group", _group, "hi");
        await _user.WaitForRepliesAsync(_group, 2);
        (await _user.AskAsync("group", "/echo after")).Should().Be("after");

        (await _user.RepliesAsync(_group)).Select(reply => reply.Text).Should().Equal("late 1", "late 2", "after");
    }

    [Fact]
    public async Task After_kill_9_the_next_process_knows_what_is_used_up_and_where_active_messages_are_switched_off()
    {
        var direct = await _user.ConversationAsync("direct");
        _folder.WriteScript("news", """
            bot.Command("news", async (CommandContext context, string scene, string id) =>
            {
                var sent = await bot.SendAsync(new Target(Enum.Parse<Scene>(scene), id), "news");
                await context.ReplyAsync($"{sent.Way}");
            });
            """);
        await using (var first = await StartAsync())
        {
            await _user.PublishUntilSeenAsync("GROUP_MSG_REJECT", new { timestamp = DateTimeOffset.UtcNow.ToUnixTimeSeconds(), group_openid = _group, op_member_openid = "o" });
            (await _user.AskAsync("c2c", $"/news Direct {direct}")).Should().Be("Active");
            (await _user.AskAsync("c2c", $"/news Direct {direct}")).Should().Be("Active");
            await first.KillAsync();
        }

        await using var second = await StartAsync();

        (await _user.AskAsync("c2c", $"/news Direct {direct}")).Should().Be("Queued");
        (await _user.AskAsync("c2c", $"/news Group {_group}")).Should().Be("Queued");
    }

    [UnixFact]
    public async Task Sigterm_lets_running_replies_finish_and_the_next_process_resumes()
    {
        List<string> asked = [];
        await using (var first = await StartAsync())
        {
            asked.Add(await _user.SayAsync("group", _group, "/slow running"));
            await first.WaitForAsync("begun");
            first.Terminate();
            (await first.ExitCodeAsync()).Should().Be(0);
            (await _user.RepliesAsync(_group)).Should().ContainSingle().Which.Text.Should().Be("running");
        }

        asked.Add(await _user.SayAsync("group", _group, "/echo gap"));
        await using var second = await StartAsync();
        var replies = await _user.WaitForRepliesAsync(_group, asked);

        replies.Select(reply => reply.Text).Should().Equal("running", "gap");
    }

    [Fact]
    public async Task A_second_process_of_the_same_bot_waits_for_the_first_one_and_takes_over()
    {
        await using var first = await StartAsync();
        await using var second = HostProcess.Start(_folder);

        await second.WaitForAsync("another process still uses");
        await first.KillAsync();

        await second.WaitForAsync("ready as");
        (await _user.AskAsync("group", "/echo taken over")).Should().Be("taken over");
    }

    [Fact]
    public async Task A_button_works_after_kill_9_and_after_its_script_was_saved_again_and_a_vote_counts_once_over_both()
    {
        var script = File.ReadAllText(Path.Combine(HostProcess.RepositoryFolder, "scripts", "vote.csx"));
        _folder.WriteScript("vote", script);
        string first, second;
        await using (var before = await StartAsync())
        {
            await _user.AskAsync("group", "/vote first?");
            first = await _user.LastOfBotAsync(_group);
            await _user.AskAsync("group", "/vote second?");
            second = await _user.LastOfBotAsync(_group);
            (await _user.ClickAsync(first, "👍")).Should().Be(("acknowledged", 0));
            await _user.WaitForTextAsync(_group, "👍 1　👎 0");
            await before.KillAsync();
        }

        await using var host = await StartAsync();
        (await _user.ClickAsync(first, "👎")).Should().Be(("acknowledged", 3), "the same person has voted");
        _folder.WriteScript("vote", script.Replace("👎 {", "no {", StringComparison.Ordinal));
        await host.WaitForAsync("vote : reloaded");
        (await _user.ClickAsync(second, "👎")).Should().Be(("acknowledged", 0));

        await _user.WaitForTextAsync(_group, "👍 0　no 1");
    }

    private Task GoOnAsync() => File.WriteAllTextAsync(Path.Combine(_folder.Root, "go-on"), "");

    private async Task<HostProcess> StartAsync()
    {
        var host = HostProcess.Start(_folder);
        await host.WaitForAsync("ready as");
        return host;
    }
}
