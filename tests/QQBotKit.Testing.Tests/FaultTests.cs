using Microsoft.Extensions.Logging;

namespace QQBotKit.Testing.Tests;

public sealed class FaultTests
{
    [Fact]
    public async Task A_bot_whose_connection_breaks_comes_back_with_its_session()
    {
        await using var test = await StartAsync();
        await test.Platform.DropConnectionAsync();
        (await test.SayAsync("/ping")).Should().Be("pong");
        test.Log.Count(line => line.Text.Contains("ready as", StringComparison.Ordinal)).Should().Be(1, "a resume begins no session");
    }

    [Theory]
    [InlineData(4009)]
    [InlineData(4900)]
    public async Task A_bot_whose_connection_is_closed_comes_back(int code)
    {
        await using var test = await StartAsync();
        await test.Platform.CloseConnectionAsync(code);
        (await test.SayAsync("/ping")).Should().Be("pong");
    }

    [Fact]
    public async Task An_answer_that_the_platform_could_not_take_goes_out_when_it_can()
    {
        await using var test = await StartAsync();
        test.Platform.Fail("/v2/groups", 503, times: 2);
        var before = test.Now;
        (await test.SendAsync("/ping")).Should().ContainSingle().Which.Text.Should().Be("pong");
        (test.Now - before).Should().BeGreaterThan(TimeSpan.FromSeconds(1), "the bot waited between its tries, by the clock of the test");
    }

    [Fact]
    public async Task An_answer_whose_receipt_was_lost_is_seen_once()
    {
        await using var test = await StartAsync();
        test.Platform.Reset("/v2/groups", times: 1, isProcessed: true);
        (await test.SendAsync("/ping")).Should().ContainSingle();
    }

    [Fact]
    public async Task A_call_that_is_never_answered_costs_time_on_the_clock_of_the_test_alone()
    {
        await using var test = await StartAsync();
        test.Platform.LeaveOpen("/v2/groups", times: 1);
        var before = test.Now;
        (await test.SayAsync("/ping")).Should().Be("pong");
        (test.Now - before).Should().BeGreaterThan(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_test_that_ends_while_a_call_is_open_ends_soon()
    {
        var test = await BotTest.StartAsync(bot => bot.Command("ping", () => "pong"), new BotTestOptions { Patience = TimeSpan.FromMilliseconds(200) });
        test.Platform.LeaveOpen("/v2/groups");
        await test.Invoking(t => t.SayAsync("/ping")).Should().ThrowAsync<BotTestException>();

        await test.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_refusal_of_the_platform_is_in_the_log_and_nobody_is_answered()
    {
        await using var test = await StartAsync();
        test.Platform.Refuse("/v2/groups", 40034105, times: 1);
        (await test.SayAsync("/ping")).Should().BeNull();
        test.Log.Should().Contain(line => line.Level == LogLevel.Error && line.Text.Contains("40034105"));
    }

    [Fact]
    public async Task A_token_that_ends_early_is_replaced()
    {
        await using var test = await StartAsync();
        test.Platform.ExpireToken();
        (await test.SayAsync("/ping")).Should().Be("pong");
    }

    [Fact]
    public async Task A_platform_that_recovers_is_well_again()
    {
        await using var test = await StartAsync();
        test.Platform.Refuse("/", 11293);
        (await test.SayAsync("/ping")).Should().BeNull();
        test.Platform.Recover();
        (await test.SayAsync("/ping")).Should().Be("pong");
    }

    [Fact]
    public async Task A_handler_that_fails_is_in_the_log_with_what_it_threw()
    {
        await using var test = await BotTest.StartAsync(bot => bot.Command("fail", string () => throw new InvalidOperationException("no dice")));
        (await test.SayAsync("/fail")).Should().NotBeNull("people are told that something went wrong");
        test.Log.Should().Contain(line => line.Level == LogLevel.Error && line.Text.Contains("no dice"));
    }

    [Fact]
    public async Task A_wait_in_vain_says_what_was_said_what_was_answered_and_what_was_logged()
    {
        await using var test = await BotTest.StartAsync(
            bot =>
            {
                bot.Command("ping", () => "pong");
                bot.Command("hang", async (CancellationToken stopping) =>
                {
                    bot.Log.Log(LogLevel.Warning, default, "hanging on", null, static (text, _) => text);
                    await Task.Delay(Timeout.Infinite, stopping);
                });
            },
            new BotTestOptions { Patience = TimeSpan.FromMilliseconds(300) });
        await test.SayAsync("/ping");
        var failed = (await test.Invoking(t => t.SayAsync("/hang")).Should().ThrowAsync<BotTestException>()).Which.Message;
        failed.Should().Contain("Tester, in Group: /hang").And.Contain("bot, in Group: pong").And.Contain("hanging on");
    }

    private static Task<BotTest> StartAsync() => BotTest.StartAsync(bot => bot.Command("ping", () => "pong"));
}
