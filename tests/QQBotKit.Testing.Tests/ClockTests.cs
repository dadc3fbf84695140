using System.Diagnostics;
using Xunit.Abstractions;

namespace QQBotKit.Testing.Tests;

public sealed class ClockTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(61)]
    [InlineData(2 * 24 * 60)]
    [InlineData(30 * 24 * 60)]
    public async Task A_bot_is_as_well_after_a_long_time_as_before(int minutes)
    {
        await using var test = await BotTest.StartAsync(bot => bot.Command("ping", () => "pong"));
        await test.SayAsync("/ping");
        var before = (test.Now, Stopwatch.StartNew());
        (await test.AdvanceAsync(TimeSpan.FromMinutes(minutes))).Should().BeEmpty();

        (test.Now - before.Now).Should().Be(TimeSpan.FromMinutes(minutes), "the clock goes exactly as far as it is moved");
        (await test.SayAsync("/ping")).Should().Be("pong");
        test.Log.Count(line => line.Text.Contains("ready as", StringComparison.Ordinal)).Should().Be(1, "the session is the same");
    }

    [Fact]
    public async Task Jobs_run_when_they_are_due_and_never_before()
    {
        await using var test = await BotTest.StartAsync(bot =>
        {
            var group = Stage.PlaceOf(Scene.Group, "", "test");
            bot.Every(TimeSpan.FromMinutes(10), async ct => await bot.SendAsync(group, "tick", ct));
            bot.Cron("0 9 * * *", async ct => await bot.SendAsync(group, "good morning", ct));
        });
        await test.SayAsync("hello, all of you");
        (await test.AdvanceAsync(TimeSpan.FromMinutes(10) - TimeSpan.FromTicks(1))).Should().BeEmpty();
        (await test.AdvanceAsync(TimeSpan.FromTicks(1))).Should().ContainSingle().Which.Text.Should().Be("tick");

        // From 12:10 on one day to 12:10 on the next.
        var day = await test.AdvanceAsync(TimeSpan.FromDays(1));
        day.Count(message => message.Text == "tick").Should().Be(6 * 24);
        day.Should().ContainSingle(message => message.Text == "good morning").Which.IsActive.Should().BeTrue();
    }

    [Fact]
    public async Task A_job_of_every_minute_runs_each_minute_of_two_days()
    {
        var runs = new List<DateTimeOffset>();
        BotTest? running = null;
        await using var test = running = await BotTest.StartAsync(bot => bot.Every(TimeSpan.FromMinutes(1), () => runs.Add(running!.Now)));
        var (began, since) = (test.Now, Stopwatch.StartNew());
        await test.AdvanceAsync(TimeSpan.FromDays(2));

        output.WriteLine($"two days took {since.ElapsedMilliseconds} ms");
        runs.Should().Equal(Enumerable.Range(1, 2 * 24 * 60).Select(minute => began.AddMinutes(minute)));
    }

    [Theory]
    [InlineData(Scene.Group, 4, true)]
    [InlineData(Scene.Group, 6, false)]
    [InlineData(Scene.C2C, 59, true)]
    [InlineData(Scene.C2C, 61, false)]
    public async Task Windows_for_replies_close(Scene scene, int minutes, bool isOpen)
    {
        await using var test = await BotTest.StartAsync(bot =>
        {
            MessageReceived? asked = null;
            bot.Command("later", (MessageReceived message) => { asked = message; });
            bot.On<MessageReceived>(async (_, stopping) => await bot.ReplyAsync(asked!, "here you are", stopping));
        });
        var (user, other) = (test.User("小明", scene), test.User("小红", Scene.Direct));
        await user.SayAsync("/later");
        await test.AdvanceAsync(TimeSpan.FromMinutes(minutes));

        await other.SayAsync("now");
        var (messages, _) = await test.Stage.ReadAsync(0);
        messages.Any(message => message.ReplyTo is not null && message.Conversation == user.Conversation)
            .Should().Be(isOpen, "the platform takes no answer past the window, whatever the bot does instead");
    }

    [Fact]
    public async Task The_clock_stands_still_while_people_talk()
    {
        await using var test = await BotTest.StartAsync(bot => bot.Command("ping", () => "pong"));
        var before = test.Now;
        await test.SayAsync("/ping");
        test.Now.Should().Be(before).And.Be(new DateTimeOffset(2026, 1, 5, 12, 0, 0, TimeSpan.FromHours(8)));
    }

    [Fact]
    public async Task A_handler_that_outlives_its_deadline_is_cancelled_when_the_time_is_over()
    {
        var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var test = await BotTest.StartAsync(
            bot => bot.On<MessageReceived>(async (_, stopping) =>
            {
                began.SetResult();
                try
                {
                    await Task.Delay(Timeout.Infinite, stopping);
                }
                finally
                {
                    ended.SetResult();
                }
            }),
            new BotTestOptions { BotYaml = "handlers: { deadline: 30s }" });
        var said = test.SayAsync("hello");
        await began.Task.WaitAsync(TimeSpan.FromSeconds(10));
        await test.AdvanceAsync(TimeSpan.FromSeconds(29));
        ended.Task.IsCompleted.Should().BeFalse();
        await test.AdvanceAsync(TimeSpan.FromSeconds(2));
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(10));
        (await said).Should().BeNull();
    }
}
