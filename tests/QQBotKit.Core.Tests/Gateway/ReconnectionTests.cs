using QQBotKit.Core.Gateway;

namespace QQBotKit.Core.Tests.Gateway;

/// <summary>How long a real bot waits before it connects again, on the clock of the test.</summary>
public class ReconnectionTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(6)]
    [InlineData(12)]
    [InlineData(13)]
    public async Task An_opcode_that_the_platform_does_not_send_is_ignored(int opcode)
    {
        await using var bot = await RunningBot.StartAsync();
        var connection = await bot.ConnectAsync();

        await connection.SendAsync($$$"""{"op":{{{opcode}}},"d":{}}""");

        (await connection.SyncAsync()).Should().Be(1);
        bot.Alarms.Should().BeEmpty();
    }

    [Fact]
    public async Task An_invalid_session_is_followed_by_a_pause_of_one_to_five_seconds()
    {
        await using var bot = await RunningBot.StartAsync();
        var connection = await bot.Platform.AcceptAsync();
        await connection.HelloAsync();
        await connection.ReceiveAsync(Opcode.Identify);

        await connection.SendAsync("""{"op":9,"d":false}""");

        var wait = await bot.Clock.PassDelayAsync();
        wait.Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(1)).And.BeLessThanOrEqualTo(TimeSpan.FromSeconds(5));
        await bot.ConnectAsync();
    }

    [Fact]
    public async Task Three_connections_that_the_platform_ends_at_once_are_followed_by_a_minute_and_a_new_session()
    {
        await using var bot = await RunningBot.StartAsync();
        await (await bot.ConnectAsync()).CloseAsync(4000);
        for (var i = 0; i < 2; i++)
        {
            (await bot.Clock.PassDelayAsync()).Should().BeLessThan(TimeSpan.FromSeconds(2));
            var connection = await bot.Platform.AcceptAsync();
            await connection.ResumeSessionAsync();
            await connection.CloseAsync(4000);
        }

        (await bot.Clock.PassDelayAsync()).Should().Be(TimeSpan.FromMinutes(1));
        await bot.ConnectAsync();
        bot.Alarms.Should().Contain(line => line.Contains("right after they were opened"));
    }

    [Fact]
    public async Task Connections_that_last_for_a_few_seconds_are_resumed_again_and_again()
    {
        await using var bot = await RunningBot.StartAsync();
        var connection = await bot.ConnectAsync();
        for (var i = 0; i < 4; i++)
        {
            bot.Clock.Advance(5);
            connection.Abort();
            await bot.Clock.PassDelayAsync();
            connection = await bot.Platform.AcceptAsync();
            await connection.ResumeSessionAsync();
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 0.5)]
    public async Task Two_seconds_of_calm_end_the_back_off_also_when_the_platform_asks_to_reconnect(int seconds, double most)
    {
        await using var bot = await RunningBot.StartAsync();
        (await bot.ConnectAsync()).Abort();
        await bot.Clock.PassDelayAsync();
        var connection = await bot.Platform.AcceptAsync();
        await connection.HelloAsync(interval: 600_000);
        await connection.ReceiveAsync(Opcode.Resume);
        await connection.SendAsync("""{"op":0,"s":2,"t":"RESUMED","d":""}""");
        await connection.SyncAsync();

        bot.Clock.Advance(seconds);
        await connection.SendAsync("""{"op":7}""");

        var wait = await bot.Clock.PassDelayAsync();
        wait.Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(most / 2)).And.BeLessThanOrEqualTo(TimeSpan.FromSeconds(most));
    }
}
