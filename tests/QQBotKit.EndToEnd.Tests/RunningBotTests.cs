using System.Runtime.InteropServices;

namespace QQBotKit.EndToEnd.Tests;

/// <summary>The first thing a stranger does: starts the program, says something, reads the reply.</summary>
public sealed class RunningBotTests : IAsyncLifetime
{
    private readonly BotFolder _folder = new();
    private HostProcess _host = null!;
    private SimulatorClient _user = null!;

    public async Task InitializeAsync()
    {
        _host = await HostProcess.RunAsync(_folder);
        _user = new SimulatorClient(_host.Url);
    }

    public async Task DisposeAsync()
    {
        _user?.Dispose();
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        _folder.Dispose();
    }

    [Theory]
    [InlineData("group")]
    [InlineData("c2c")]
    [InlineData("channel")]
    public async Task The_samples_answer_in_every_scene(string scene)
    {
        (await _user.AskAsync(scene, "/ping")).Should().Be("pong");
        (await _user.AskAsync(scene, "/echo two  blanks, \"quotes\", <tags> & 表情🎉")).Should().Be("two  blanks, \"quotes\", <tags> & 表情🎉");
        (await _user.AskAsync(scene, "/dice")).Should().MatchRegex("[1-6]");
        (await _user.AskAsync(scene, "/roll 100 2")).Should().MatchRegex(@"^🎲 \d+ \+ \d+ = \d+$");
        (await _user.AskAsync(scene, "/roll many")).Should().Contain("/roll");
        (await _user.AskAsync(scene, "/help")).Should().ContainAll("/ping", "/echo", "/dice", "/roll", "/keywords");
    }

    [Fact]
    public async Task The_keywords_plugin_answers_by_its_hook_with_its_option_and_counts_in_its_store()
    {
        (await _user.AskAsync("group", "今天图书馆开门吗")).Should().Be("周日休息");
        (await _user.AskAsync("c2c", "图书馆?")).Should().Be("周日休息");

        (await _user.AskAsync("group", "/关键词")).Should().Be("图书馆: 2");
    }

    [Fact]
    public async Task A_script_can_be_edited_broken_mended_added_and_removed_while_the_bot_runs()
    {
        _folder.WriteScript("ping", """bot.Command("ping", () => "edited");""");
        await _user.AskUntilAsync("group", "/ping", reply => reply == "edited");

        _folder.WriteScript("ping", "bot.Command(\"ping\", () =>\n    \"broken\"");
        (await _host.WaitForAsync("ping.csx(2,")).Should().Contain("CS1026");
        (await _user.AskAsync("group", "/ping")).Should().Be("edited");

        _folder.WriteScript("ping", """bot.Command("ping", () => "mended");""");
        await _user.AskUntilAsync("group", "/ping", reply => reply == "mended");

        _folder.WriteScript("added", """bot.Command("added", () => "here");""");
        await _user.AskUntilAsync("group", "/added", reply => reply == "here");

        File.Delete(Path.Combine(_folder.Scripts, "added.csx"));
        await _user.AskUntilAsync("group", "/added", reply => reply is null);
    }

    [Fact]
    public async Task A_script_that_is_dropped_in_gets_events_that_nobody_asked_for_before()
    {
        var channel = await _user.ConversationAsync("channel");
        _folder.WriteScript("reactions", """bot.On<ReactionAdded>(async e => await bot.ReplyAsync(e, $"seen {e.EmojiId}"));""");
        await _host.WaitForAsync("guild_message_reactions needed now, asked for by script.reactions (ReactionAdded)");

        await _user.PublishUntilSeenAsync("MESSAGE_REACTION_ADD", new
        {
            guild_id = await _user.GuildAsync(),
            channel_id = channel,
            user_id = "2906174480157730042",
            emoji = new { id = "14", type = 1 },
        });

        await _user.WaitForTextAsync(channel, "seen 14");
        (await _user.AskAsync("group", "/ping")).Should().Be("pong");
    }

    [Fact]
    public async Task What_fails_or_never_ends_in_a_script_is_told_with_its_line_and_the_bot_goes_on()
    {
        _folder.WriteScript("wrong", """
            int Down(int n) => n + Down(n - 1);
            bot.Command("deep", () => $"{Down(1)}");
            bot.Command("fail", (int by) => $"{1 / by}");
            bot.Command("hang", () =>
            {
                while (true)
                {
                }
            });
            """);
        await _user.AskUntilAsync("group", "/fail 1", reply => reply == "1");
        var path = Path.Combine(_folder.Scripts, "wrong.csx");

        var group = await _user.ConversationAsync("group");

        await _user.SayAsync("group", group, "/fail 0");
        (await _host.WaitForAsync("script.wrong: fail failed")).Should().Contain($"{path}(3)");

        await _user.SayAsync("group", group, "/deep");
        (await _host.WaitForAsync("script.wrong: deep failed")).Should().Contain($"{path}(1)");
        (await _host.WaitForAsync("more lines")).Should().NotBeNull("a trace of thousands of lines is cut");

        await _user.SayAsync("group", group, "/hang");
        (await _user.AskAsync("c2c", "/ping")).Should().Be("pong");
        await _host.WaitForAsync($"{path}(6): the loop was stopped");
        (await _user.AskAsync("group", "/ping")).Should().Be("pong", "the conversation goes on");

        _folder.WriteScript("wrong", "bot.Command(\"later\", () => \"\");\nthrow new InvalidOperationException(\"no luck\");");
        (await _host.WaitForAsync("no luck")).Should().Contain($"{path}(2): InvalidOperationException");
    }

    [Fact]
    public async Task It_says_what_it_loaded_and_never_the_secret()
    {
        await _user.AskAsync("group", "/ping");

        _host.Output.Should().ContainAll("Dice 0.1.0 (/roll)", "Keywords 0.1.0 (/keywords)", "ping (/ping)", "echo (/echo)", "dice (/dice");
        _host.Output.Should().NotContain(BotFolder.Secret);
    }

    [UnixFact]
    public async Task Ctrl_C_stops_it_cleanly()
    {
        await _user.AskAsync("group", "/ping");

        _host.Interrupt();

        (await _host.ExitCodeAsync()).Should().Be(0);
        _host.Output.Should().NotContain("Exception").And.NotContain(" warn ").And.NotContain(" fail ");
    }
}

/// <summary>A test that needs signals and /proc.</summary>
public sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute()
    {
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Linux))
        {
            Skip = "This test needs the signals and the /proc of Linux.";
        }
    }
}
