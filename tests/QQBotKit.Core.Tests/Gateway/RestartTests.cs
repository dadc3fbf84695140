using System.Globalization;
using QQBotKit.Core.Dispatch;
using QQBotKit.Core.Gateway;
using QQBotKit.Core.Tests.Rest;
using QQBotKit.Core.Tests.Scopes;
using QQBotKit.Tests.Platform;

namespace QQBotKit.Core.Tests.Gateway;

/// <summary>What a process leaves to the next one, stopped or killed.</summary>
public sealed class RestartTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<TemporaryFolder> _copies = [];
    private FakeGateway _platform = null!;

    public async Task InitializeAsync() => _platform = await FakeGateway.StartAsync();

    public async Task DisposeAsync()
    {
        await _platform.DisposeAsync();
        _folder.Dispose();
        _copies.ForEach(copy => copy.Dispose());
    }

    [Fact]
    public async Task A_stopped_bot_is_followed_by_one_that_resumes_and_misses_nothing()
    {
        await using (var first = await StartAsync())
        {
            var connection = await first.ConnectAsync();
            await connection.SendAsync(Frames.Group(2, "/echo one"));
            (await first.NextReplyAsync()).Should().Be("one");
            await first.StopAsync();
            (await connection.Closed).Should().Be(4000, "1000 would end the session");
        }

        await using var second = await StartAsync();
        var resume = await (await _platform.AcceptAsync()).ResumeSessionAsync(Frames.Group(2, "/echo one"), Frames.Group(3, "/echo two"));

        ((string)resume["session_id"]!).Should().Be("session-1");
        ((long)resume["seq"]!).Should().Be(2);
        (await second.NextReplyAsync()).Should().Be("two", "one was answered by the first process");
        (await second.Bot.Ready.WaitAsync(FakeGateway.Patience)).UserId.Should().Be("15566780912234417093");
        second.Alarms.Should().BeEmpty();
    }

    [Fact]
    public async Task A_killed_bot_is_followed_by_one_that_finishes_what_was_begun()
    {
        var hang = new TaskCompletionSource<string>();
        var begun = new TaskCompletionSource();
        await using var first = await StartAsync(scope => scope.Command("hang", () =>
        {
            begun.SetResult();
            return hang.Task;
        }));
        var connection = await first.ConnectAsync();
        await connection.SendAsync(Frames.Group(2, "/echo one"));
        (await first.NextReplyAsync()).Should().Be("one");
        await connection.SendAsync(Frames.Group(3, "/hang"));
        await connection.SendAsync(Frames.Group(4, "/echo behind"));
        await connection.SyncAsync();
        await begun.Task.WaitAsync(FakeGateway.Patience);

        await using var second = await StartAsync(scope => scope.Command("hang", () => "finished"), KilledNow());
        string[] said = [await second.NextReplyAsync(), await second.NextReplyAsync()];

        said.Should().Equal("finished", "behind");
        var resume = await (await _platform.AcceptAsync()).ResumeSessionAsync(
            Frames.Group(2, "/echo one"), Frames.Group(3, "/hang"), Frames.Group(4, "/echo behind"), Frames.Group(5, "/echo gap"));
        ((long)resume["seq"]!).Should().BeLessThanOrEqualTo(4);
        (await second.NextReplyAsync()).Should().Be("gap", "all before it was handled, or is being handled");
        hang.SetResult("too late");
    }

    [Fact]
    public async Task While_events_come_the_seq_is_saved_once_a_second()
    {
        await using var first = await StartAsync();
        var connection = await first.ConnectAsync();
        await connection.SendAsync(Frames.Group(2, "hello"));
        await connection.SyncAsync();
        first.Clock.Advance(1);

        await using var second = await StartAsync(folder: KilledNow());
        var resume = await (await _platform.AcceptAsync()).ResumeSessionAsync();

        ((long)resume["seq"]!).Should().Be(2);
    }

    [Fact]
    public async Task A_session_that_the_platform_no_longer_has_is_replaced_and_the_owner_told()
    {
        await using (var first = await StartAsync())
        {
            await first.ConnectAsync();
        }

        await using var second = await StartAsync();
        var connection = await _platform.AcceptAsync();
        await connection.HelloAsync();
        await connection.ReceiveAsync(Opcode.Resume);
        await connection.SendAsync("""{"op":9,"d":false}""");
        await connection.Closed;
        await second.Clock.PassDelayAsync();
        await (await _platform.AcceptAsync()).StartSessionAsync("session-2");

        second.Alarms.Should().ContainSingle(line => line.Contains("could not be resumed", StringComparison.Ordinal))
            .Which.Should().Contain("not delivered");
    }

    [Fact]
    public async Task A_process_that_ends_before_it_reached_the_platform_leaves_the_session_as_it_was()
    {
        await using (var first = await StartAsync())
        {
            await first.ConnectAsync();
        }

        _platform.Discovery = _ => Task.FromResult<Answered?>(new Answered(502, ""));
        await using (var second = await StartAsync())
        {
            await Eventually.IsTrue(() => _platform.Discoveries > 1, "the platform is asked");
            second.Clock.Advance(5);
        }

        _platform.Discovery = _ => Task.FromResult<Answered?>(null);
        await using var third = await StartAsync();
        var resume = await (await _platform.AcceptAsync()).ResumeSessionAsync();
        ((string)resume["session_id"]!).Should().Be("session-1");
    }

    [Fact]
    public async Task A_session_with_other_intents_is_not_taken_up()
    {
        await using (var first = await StartAsync())
        {
            await first.ConnectAsync();
        }

        await using var second = await StartAsync(intents: ["guilds"]);

        await second.ConnectAsync();
    }

    [Fact]
    public async Task A_session_that_was_given_up_for_more_intents_is_never_resumed()
    {
        await using (var first = await StartAsync())
        {
            await first.ConnectAsync();
        }

        await using var second = await StartAsync();
        var resumed = await _platform.AcceptAsync();
        await resumed.ResumeSessionAsync();
        second.Scope.On<ForumThreadCreated>(_ => { });
        second.Clock.Advance(AskedIntents.Quiet.TotalSeconds);
        (await resumed.Closed).Should().Be(1000);
        await second.Clock.PassDelayAsync();
        var refused = await _platform.AcceptAsync();
        await refused.HelloAsync();
        await refused.ReceiveAsync(Opcode.Identify);

        await refused.CloseAsync(4014);

        await second.ConnectAsync();
    }

    [Fact]
    public async Task A_file_of_sessions_that_cannot_be_read_costs_the_session_only()
    {
        await using (var first = await StartAsync())
        {
            await first.ConnectAsync();
        }

        File.WriteAllText(_folder["sessions.json"], """{"account":"102""");
        await using var second = await StartAsync();

        await second.ConnectAsync();
        second.Alarms.Should().ContainSingle().Which.Should().Contain("sessions.json");
    }

    [Fact]
    public async Task Events_that_come_after_the_stop_are_left_to_the_next_process()
    {
        await using (var first = await StartAsync(scope => scope.Command("slow", async () => await Task.Delay(Timeout.Infinite))))
        {
            var connection = await first.ConnectAsync();
            await connection.SendAsync(Frames.Group(2, "/slow"));
            await connection.SyncAsync();
            var stopping = first.Bot.StopAsync();
            await connection.Closed;
            while (!stopping.IsCompleted)
            {
                first.Clock.Advance(1);
                await Task.WhenAny(stopping, Task.Delay(1));
            }
        }

        await using var second = await StartAsync(scope => scope.Command("slow", () => "done"));
        (await second.NextReplyAsync()).Should().Be("done", "the first process could not finish it");
    }

    private async Task<RunningBot> StartAsync(Action<IBot>? configure = null, string? folder = null, IReadOnlyList<string>? intents = null)
    {
        var inbox = await Inbox.OpenAsync(
            "main", folder ?? _folder.Path, TimeProvider.System, new TestLog(), new Texts(CultureInfo.InvariantCulture), CancellationToken.None);
        return await RunningBot.StartAsync(
            scope =>
            {
                scope.Command("echo", (string text) => text);
                configure?.Invoke(scope);
            },
            platform: _platform,
            inbox: inbox,
            intents: intents);
    }

    private string KilledNow()
    {
        var copy = _folder.CopyAsIfKilled();
        _copies.Add(copy);
        return copy.Path;
    }
}
