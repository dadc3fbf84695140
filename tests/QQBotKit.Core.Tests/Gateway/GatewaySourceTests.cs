using QQBotKit.Core.Tests.Rest;
using QQBotKit.Tests.Platform;

namespace QQBotKit.Core.Tests.Gateway;

/// <summary>How a bot finds the gateway, keeps to its pace, and leaves it.</summary>
public class GatewaySourceTests
{
    [Fact]
    public async Task A_gateway_that_cannot_be_found_is_asked_for_again()
    {
        await using var bot = await RunningBot.StartAsync(prepare: platform => platform.Discovery = n =>
            Task.FromResult(n <= 20 ? new Answered(500, """{"code":500,"message":"busy"}""") : null));

        // Longer than one call is repeated: then the source begins again. A wait follows each failure.
        for (var failed = 1; failed <= 20; failed++)
        {
            (await bot.Clock.PassDelayAsync()).Should().BeLessThan(TimeSpan.FromSeconds(20));
        }

        await bot.ConnectAsync();
        bot.Platform.Discoveries.Should().Be(21);
    }

    [Fact]
    public async Task A_gateway_that_does_not_answer_in_time_is_asked_for_again()
    {
        await using var platform = await FakeGateway.StartAsync();
        var silence = new TaskCompletionSource<Answered?>();
        platform.Discovery = n => n == 1 ? silence.Task : Task.FromResult<Answered?>(null);
        await using var source = new RunningSource(platform, timeout: TimeSpan.FromMilliseconds(500));

        (await source.Clock.PassDelayAsync()).Should().Be(TimeSpan.FromSeconds(1));

        await platform.AcceptAsync();
        silence.SetResult(null);
    }

    [Fact]
    public async Task Sessions_are_started_at_the_pace_that_the_platform_allows()
    {
        await using var bot = await RunningBot.StartAsync(prepare: platform => (platform.Shards, platform.MaxConcurrency) = (2, 1));
        var first = await bot.Platform.AcceptAsync();
        var identify = await first.StartSessionAsync("session-a");
        bot.Platform.ConnectionCount.Should().Be(1);

        (await bot.Clock.PassDelayAsync()).Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(5));

        var second = await (await bot.Platform.AcceptAsync()).StartSessionAsync("session-b");
        identify["shard"]!.ToJsonString().Should().Be("[0,2]");
        second["shard"]!.ToJsonString().Should().Be("[1,2]");
    }

    [Fact]
    public async Task As_many_sessions_as_allowed_start_at_once()
    {
        await using var bot = await RunningBot.StartAsync(prepare: platform => (platform.Shards, platform.MaxConcurrency) = (2, 2));

        await (await bot.Platform.AcceptAsync()).StartSessionAsync("session-a");
        await (await bot.Platform.AcceptAsync()).StartSessionAsync("session-b");
    }

    [Fact]
    public async Task A_resume_does_not_wait_in_the_queue_for_new_sessions()
    {
        await using var bot = await RunningBot.StartAsync(prepare: platform => (platform.Shards, platform.MaxConcurrency) = (2, 1));
        var first = await bot.ConnectAsync();
        await Eventually.IsTrue(() => bot.Clock.Waits.Any(wait => wait > TimeSpan.FromSeconds(4) && wait < TimeSpan.FromSeconds(7)), "shard 1 waits for its turn");

        first.Abort();
        await Eventually.IsTrue(() => bot.Clock.Waits.Any(wait => wait <= RunningBot.FirstBackOff), "shard 0 waits before its next attempt");
        bot.Clock.Advance(0.5);

        await (await bot.Platform.AcceptAsync()).ResumeSessionAsync();
    }

    [Fact]
    public async Task Stopping_closes_the_connection_and_leaves_the_session_to_be_resumed()
    {
        await using var bot = await RunningBot.StartAsync();
        var connection = await bot.ConnectAsync();

        await bot.Bot.StopAsync().WaitAsync(FakeGateway.Patience);

        (await connection.Closed).Should().Be(4000);
        (await bot.Run.WaitAsync(FakeGateway.Patience)).Should().BeNull();
        bot.Platform.ConnectionCount.Should().Be(1);
        bot.Alarms.Should().BeEmpty();
    }

    [Theory]
    [InlineData(1001)]
    [InlineData(4009)]
    [InlineData(4914)]
    [InlineData(null)]
    public async Task Stopping_while_the_platform_hangs_up_alarms_nobody(int? code)
    {
        await using var bot = await RunningBot.StartAsync();
        var connection = await bot.ConnectAsync();

        var stopping = bot.Bot.StopAsync();
        if (code is { } number)
        {
            await connection.CloseAsync(number);
        }
        else
        {
            connection.Abort();
        }

        await stopping.WaitAsync(FakeGateway.Patience);
        (await bot.Run.WaitAsync(FakeGateway.Patience)).Should().BeNull();
        bot.Alarms.Should().BeEmpty();
    }

    [Fact]
    public async Task Stopping_while_waiting_to_reconnect_ends_at_once()
    {
        await using var bot = await RunningBot.StartAsync();
        (await bot.ConnectAsync()).Abort();
        await Eventually.IsTrue(() => bot.Alarms.Any(), "the loss is told");

        await bot.Bot.StopAsync().WaitAsync(FakeGateway.Patience);

        (await bot.Run.WaitAsync(FakeGateway.Patience)).Should().BeNull();
    }

    [Fact]
    public async Task A_socket_that_opens_after_the_stop_is_closed()
    {
        var opens = new TaskCompletionSource();
        await using var platform = await FakeGateway.StartAsync();
        platform.Open = opens.Task;
        await using var source = new RunningSource(platform);
        await Eventually.IsTrue(() => platform.Waiting == 1, "it connects");

        await source.Source.StopAsync();
        opens.SetResult();

        (await (await platform.AcceptAsync()).Closed).Should().Be(1000, "there is no session yet to be resumed");
        (await source.Run.WaitAsync(FakeGateway.Patience)).Should().BeNull();
    }
}
