using QQBotKit.Core.Configuration;
using QQBotKit.Core.Gateway;
using QQBotKit.Core.Tests.Rest;
using QQBotKit.Tests.Platform;

namespace QQBotKit.Core.Tests.Gateway;

/// <summary>Several shards in one process: each is on its own, and the platform's allowance is for all of them together.</summary>
public class ShardingTests
{
    [Fact]
    public async Task Four_shards_have_four_sessions_and_a_loss_of_one_is_nothing_to_the_others()
    {
        await using var bot = await RunningBot.StartAsync(prepare: platform => platform.Shards = 4);
        var shards = await StartAllAsync(bot, 4);
        for (var id = 0; id < 4; id++)
        {
            for (var seq = 2; seq <= 2 + id; seq++)
            {
                await shards[id].SendAsync(Frames.Group(seq, "hello", id: $"{id} {seq}", group: $"group {id}"));
            }

            (await shards[id].SyncAsync()).Should().Be(2 + id);
        }

        shards[2].Abort();

        var resume = await bot.ReconnectAsync();
        ((string)resume["session_id"]!, (long)resume["seq"]!).Should().Be(("session of [2,4]", 4));
        foreach (var id in (int[])[0, 1, 3])
        {
            (await shards[id].SyncAsync()).Should().Be(2 + id);
        }

        bot.Platform.ConnectionCount.Should().Be(5);
        bot.Alarms.Should().ContainSingle().Which.Should().Contain("shard 2/4");
    }

    [Fact]
    public async Task The_back_off_of_one_shard_is_not_that_of_another()
    {
        await using var bot = await RunningBot.StartAsync(prepare: platform => platform.Shards = 2);
        var shards = await StartAllAsync(bot, 2);

        await shards[0].CloseAsync(4008);
        (await bot.Clock.PassDelayAsync()).Should().Be(TimeSpan.FromSeconds(60));
        await (await bot.Platform.AcceptAsync()).ResumeSessionAsync();

        shards[1].Abort();
        await bot.ReconnectAsync();
    }

    [Fact]
    public async Task The_pace_of_the_platform_is_for_all_shards_together()
    {
        await using var bot = await RunningBot.StartAsync(prepare: platform => (platform.Shards, platform.MaxConcurrency) = (4, 2));
        await StartAllAsync(bot, 2, of: 4);
        await Eventually.IsTrue(() => PaceWaits(bot) == 1, "the third waits for its turn, and the fourth for the third");
        bot.Platform.ConnectionCount.Should().Be(2);

        (await bot.Clock.PassDelayAsync()).Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(5));

        await StartAllAsync(bot, 2, of: 4);
    }

    [Fact]
    public async Task A_process_can_run_some_of_the_shards()
    {
        await using var bot = await RunningBot.StartAsync(shards: new ShardSettings([1, 3], 4));

        var shards = await StartAllAsync(bot, 2, of: 4);

        shards.Keys.Should().BeEquivalentTo([1, 3]);
    }

    [Theory]
    [InlineData(2, 3)]
    [InlineData(5, 5)]
    public async Task When_one_shard_has_too_many_guilds_all_start_anew_as_more(int recommended, int expected)
    {
        await using var bot = await RunningBot.StartAsync(prepare: platform => platform.Shards = 2);
        var shards = await StartAllAsync(bot, 2);
        bot.Platform.Shards = recommended;

        await shards[0].CloseAsync(4011);

        (await shards[1].Closed).Should().Be(1000, "its session is not to be resumed");
        var anew = await StartAllAsync(bot, expected);
        anew.Keys.Should().BeEquivalentTo(Enumerable.Range(0, expected));
        bot.Run.IsCompleted.Should().BeFalse();
        bot.Alarms.Should().ContainSingle().Which.Should().Contain("4011").And.Contain("too many guilds").And.Contain("at least 3");
    }

    [Fact]
    public async Task The_layout_grows_until_it_is_large_enough()
    {
        await using var bot = await RunningBot.StartAsync();
        for (var count = 1; count <= 3; count++)
        {
            var shards = await StartAllAsync(bot, count);
            await shards[count - 1].CloseAsync(4011);
        }

        await StartAllAsync(bot, 4);
    }

    [Fact]
    public async Task A_new_layout_keeps_to_the_pace_of_the_platform_and_the_old_one_leaves_nobody_in_the_queue()
    {
        await using var bot = await RunningBot.StartAsync(prepare: platform => (platform.Shards, platform.MaxConcurrency) = (2, 1));
        var shards = await StartAllAsync(bot, 1, of: 2);
        await Eventually.IsTrue(() => PaceWaits(bot) == 1, "the other waits for its turn");

        await shards.Values.Single().CloseAsync(4011);
        await Eventually.IsTrue(() => PaceWaits(bot) == 2, "the first of the new layout waits too");
        bot.Platform.ConnectionCount.Should().Be(1);

        for (var i = 0; i < 3; i++)
        {
            bot.Clock.Advance(5.5);
            await StartAllAsync(bot, 1, of: 3);
            await Eventually.IsTrue(() => PaceWaits(bot) == Math.Min(3 + i, 4), "the next waits for its turn");
        }

        bot.Platform.ConnectionCount.Should().Be(4);
    }

    [Fact]
    public async Task A_new_layout_waits_when_the_session_starts_are_spent()
    {
        await using var bot = await RunningBot.StartAsync(prepare: platform => platform.Discovery = n =>
            Task.FromResult<Answered?>(n == 2 ? Advice(platform, shards: 1, remaining: 1) : null));
        var shards = await StartAllAsync(bot, 1);

        await shards[0].CloseAsync(4011);

        (await bot.Clock.PassDelayAsync()).Should().Be(TimeSpan.FromHours(1));
        await StartAllAsync(bot, 2);
        bot.Alarms.Should().Contain(line => line.Contains("2 needed, 1 of 1000 left"));
    }

    [Fact]
    public async Task A_layout_that_was_given_by_the_owner_stops_the_bot_and_says_what_to_set()
    {
        await using var bot = await RunningBot.StartAsync(shards: new ShardSettings([0, 1], 2));
        var shards = await StartAllAsync(bot, 2);

        await shards[1].CloseAsync(4011);

        (await bot.Run.WaitAsync(FakeGateway.Patience)).Should().Contain("shards: auto");
        (await shards[0].Closed).Should().Be(1000);
        bot.Alarms.Should().ContainSingle().Which.Should().Contain("4011").And.Contain("shards: auto");
        bot.Platform.ConnectionCount.Should().Be(2);
    }

    [Fact]
    public async Task More_shards_than_session_starts_wait_for_the_next_window_and_say_so()
    {
        await using var bot = await RunningBot.StartAsync(prepare: platform => platform.Discovery = n =>
            Task.FromResult<Answered?>(Advice(platform, shards: 4, remaining: n == 1 ? 3 : 1000)));

        (await bot.Clock.PassDelayAsync()).Should().Be(TimeSpan.FromHours(1));

        await StartAllAsync(bot, 4);
        bot.Alarms.Should().ContainSingle().Which.Should().Contain("4 needed, 3 of 1000 left").And.Contain("01:00:00");
    }

    [Fact]
    public async Task A_platform_that_never_allows_so_many_at_once_is_taken_at_its_word_bit_by_bit()
    {
        await using var bot = await RunningBot.StartAsync(prepare: platform => platform.Discovery = n =>
            Task.FromResult<Answered?>(Advice(platform, shards: 3, remaining: n is 3 or 4 ? 0 : 2, total: 2)));

        await StartAllAsync(bot, 2, of: 3);
        (await bot.Clock.PassDelayAsync()).Should().Be(TimeSpan.FromHours(1));
        (await bot.Clock.PassDelayAsync()).Should().Be(TimeSpan.FromHours(1), "the next window may be spent as well");
        await StartAllAsync(bot, 1, of: 3);
    }

    [Fact]
    public async Task A_single_session_waits_when_the_budget_is_spent_but_a_resume_does_not()
    {
        await using var bot = await RunningBot.StartAsync(prepare: platform => platform.Discovery = n =>
            Task.FromResult<Answered?>(Advice(platform, shards: 1, remaining: n == 1 ? 1 : 0)));
        var connection = await bot.ConnectAsync();

        connection.Abort();
        await bot.Clock.PassDelayAsync();
        connection = await bot.Platform.AcceptAsync();
        await connection.ResumeSessionAsync();

        await connection.CloseAsync(4006);
        await bot.Clock.PassDelayAsync();
        (await bot.Clock.PassDelayAsync()).Should().Be(TimeSpan.FromHours(1));
        bot.Alarms.Should().Contain(line => line.Contains("1 needed, 0 of 1000 left"));
    }

    [Fact]
    public async Task A_bot_that_the_platform_stopped_can_still_be_stopped_by_its_owner()
    {
        await using var bot = await RunningBot.StartAsync();
        await (await bot.ConnectAsync()).CloseAsync(4915);
        await bot.Run.WaitAsync(FakeGateway.Patience);

        await bot.StopAsync();
    }

    /// <summary>Starts a session on each of the next connections.</summary>
    /// <returns>The connections by the id of their shard.</returns>
    private static async Task<Dictionary<int, GatewayConnection>> StartAllAsync(RunningBot bot, int connections, int? of = null)
    {
        var shards = new Dictionary<int, GatewayConnection>();
        for (var i = 0; i < connections; i++)
        {
            var connection = await bot.Platform.AcceptAsync();
            await connection.HelloAsync(interval: 360_000_000); // longer than any wait of these tests
            var shard = (await connection.ReceiveAsync(Opcode.Identify))!["shard"]!;
            ((int)shard[1]!).Should().Be(of ?? connections);
            await connection.SendAsync($$$"""{"op":0,"s":1,"t":"READY","d":{"session_id":"session of {{{shard.ToJsonString()}}}"}}""");
            await connection.SyncAsync();
            shards.Add((int)shard[0]!, connection);
        }

        return shards;
    }

    /// <summary>How often somebody began to wait for his turn.</summary>
    private static int PaceWaits(RunningBot bot) =>
        bot.Clock.Waits.Count(wait => wait > TimeSpan.FromSeconds(4) && wait < TimeSpan.FromSeconds(7));

    private static Answered Advice(FakeGateway platform, int shards, int remaining, int total = 1000) => new(200,
        $$$"""
        {"url":"ws://{{{platform.Platform.Url.Authority}}}/websocket","shards":{{{shards}}},
         "session_start_limit":{"total":{{{total}}},"remaining":{{{remaining}}},"reset_after":3600000,"max_concurrency":10}}
        """);
}
