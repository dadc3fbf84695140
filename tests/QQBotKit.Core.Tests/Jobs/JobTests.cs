using Microsoft.Extensions.Logging;
using QQBotKit.Core.Configuration;
using QQBotKit.Core.Dispatch;
using QQBotKit.Core.Scopes;
using QQBotKit.Core.Tests.Rest;
using QQBotKit.Core.Tests.Scopes;

namespace QQBotKit.Core.Tests.Jobs;

/// <summary>Jobs of versions that come and go, on a real bot, by a clock that the test moves.</summary>
public sealed class JobTests : IAsyncLifetime
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly ClockedBot _bot = new();
    private readonly List<string> _ran = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _bot.DisposeAsync().AsTask();

    [Fact]
    public async Task A_job_runs_after_each_period_and_at_each_time_of_the_calendar()
    {
        await _bot.LiveAsync(bot =>
        {
            bot.Every(TimeSpan.FromMinutes(20), () => Ran("every"));
            bot.Cron("30 8 * * *", () => Ran("cron"));
        });

        await PassAsync(TimeSpan.FromMinutes(19));
        _ran.Should().BeEmpty();
        await PassAsync(TimeSpan.FromMinutes(42));

        _ran.Should().Equal("08:20 every", "08:30 cron", "08:40 every", "09:00 every");
    }

    [Fact]
    public async Task A_job_does_not_run_before_its_version_is_live_nor_after_it_has_ended()
    {
        _bot.Source.Put("clock", bot => bot.Every(Minute, () => Ran("tick"))).Start = () => throw new InvalidOperationException("cold");
        await _bot.LookAsync();
        await PassAsync(2 * Minute);
        _ran.Should().BeEmpty("the version failed");

        await _bot.LiveAsync(bot => bot.Every(Minute, () => Ran("tick")));
        await PassAsync(Minute);
        _bot.Source.Remove("clock");
        await _bot.LookAsync();
        await PassAsync(5 * Minute);

        _ran.Should().Equal("08:03 tick");
    }

    [Fact]
    public async Task A_job_can_be_ended_by_hand_and_begun_while_its_version_is_live()
    {
        IBot bot = null!;
        await _bot.LiveAsync(b => bot = b);
        var job = bot.Every(Minute, () => Ran("later"));
        await PassAsync(Minute);
        job.Dispose();
        await PassAsync(3 * Minute);

        _ran.Should().Equal("08:01 later");
    }

    [Fact]
    public async Task A_reload_every_few_minutes_neither_puts_a_job_off_nor_runs_it_twice()
    {
        for (var i = 0; i < 6; i++)
        {
            await _bot.LiveAsync(bot =>
            {
                bot.Every(TimeSpan.FromMinutes(10), () => Ran("every"));
                bot.Cron("45 8 * * *", () => Ran("cron"));
            });
            await PassAsync(TimeSpan.FromMinutes(7));
        }

        await PassAsync(TimeSpan.FromMinutes(20));
        _ran.Should().Equal("08:10 every", "08:20 every", "08:30 every", "08:40 every", "08:45 cron", "08:50 every", "09:00 every");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_job_that_comes_due_around_a_reload_is_run_by_the_new_version_when_the_old_ones_run_has_ended(bool beforeIt)
    {
        var goOn = new TaskCompletionSource();
        await _bot.LiveAsync(bot => bot.Cron("1-2 8 * * *", async () =>
        {
            Ran("old");
            await goOn.Task;
            Ran("old ends");
        }));
        _bot.Time.Advance(Minute);
        await Eventually.IsTrue(() => Ran() == 1, "the old one runs");
        if (beforeIt)
        {
            _bot.Time.Advance(Minute);
        }

        var reload = _bot.LiveAsync(bot =>
        {
            bot.Cron("1-2 8 * * *", () => Ran("new"));
            bot.Command("new", () => { });
        });
        await Eventually.IsTrue(() => _bot.Bot.Registry.Current.Commands.TryMatch("/new", out _), "the new one is live");
        if (!beforeIt)
        {
            _bot.Time.Advance(Minute);
        }

        goOn.SetResult();
        await Eventually.IsTrue(() => Ran() == 3, "the new one ran");
        await reload;

        _ran.Should().Equal("08:01 old", "08:02 old ends", "08:02 new");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(60)] // Long after the deadline, when nobody waits for the handler any longer.
    public async Task A_job_never_overlaps_itself_and_makes_up_once_for_what_came_due_meanwhile(int seconds)
    {
        var goOn = new SemaphoreSlim(0);
        await _bot.LiveAsync(bot => bot.Every(TimeSpan.FromSeconds(seconds), async () =>
        {
            Ran("begins");
            await goOn.WaitAsync();
            Ran("ends");
        }));

        _bot.Time.Advance(TimeSpan.FromSeconds(seconds));
        await Eventually.IsTrue(() => Ran() == 1, "it runs");
        for (var i = 0; i < 5; i++)
        {
            _bot.Time.Advance(TimeSpan.FromSeconds(seconds));
        }

        goOn.Release();
        await Eventually.IsTrue(() => Ran() == 3, "it runs again");
        goOn.Release();
        await Eventually.IsTrue(() => _bot.Scope!.IsIdle, "it does not run a third time");

        _ran.Select(ran => ran[6..]).Should().Equal("begins", "ends", "begins", "ends");
    }

    [Fact]
    public async Task After_the_machine_has_slept_a_job_runs_once()
    {
        await _bot.LiveAsync(bot => bot.Every(TimeSpan.FromMinutes(10), () => Ran("every")));

        _bot.Time.SetUtcNow(_bot.Time.GetUtcNow() + TimeSpan.FromMinutes(125));
        await Eventually.IsTrue(() => Ran() == 1, "it runs");
        await PassAsync(TimeSpan.FromMinutes(5));

        _ran.Should().Equal("10:05 every", "10:10 every");
    }

    [Fact]
    public async Task A_job_that_fails_is_logged_with_its_plugin_and_runs_again_until_its_plugin_is_in_quarantine()
    {
        await _bot.LiveAsync(bot => bot.Every(Minute, () =>
        {
            Ran("run");
            throw new InvalidTimeZoneException("always");
        }));

        await PassAsync(10 * Minute);

        _ran.Should().HaveCount(3);
        _bot.Log.At(LogLevel.Error).Should().HaveCount(3).And.AllSatisfy(line => line.Should().Contain("script.clock: the job every 00:01:00 failed"));
        _bot.Host.Status().Single().Quarantine.Should().Contain("every 00:01:00 failed 3 times in a row");
        _bot.Host.Resume(ExtensionKind.Script, "clock");
        await PassAsync(Minute);
        _ran.Should().HaveCount(4);
    }

    [Fact]
    public async Task A_job_that_passes_the_deadline_of_handlers_is_cancelled_and_runs_again()
    {
        await _bot.LiveAsync(bot => bot.Every(10 * Minute, async stopping =>
        {
            Ran("run");
            await Task.Delay(Timeout.Infinite, stopping);
        }));

        _bot.Time.Advance(10 * Minute);
        await Eventually.IsTrue(() => Ran() == 1, "it runs");
        _bot.Time.Advance(new HandlerSettings().Deadline + HandlerWatch.Period);
        await Eventually.IsTrue(() => _bot.Scope!.IsIdle, "it was cancelled");
        _bot.Time.Advance(10 * Minute);
        await Eventually.IsTrue(() => Ran() == 2, "it runs again");

        _bot.Log.At(LogLevel.Error).Should().ContainSingle(line => line.Contains("the job every 00:10:00 failed"));
    }

    [Fact]
    public async Task A_plugin_that_is_switched_off_for_the_bot_runs_no_job_and_in_a_conversation_it_does()
    {
        await _bot.LiveAsync(bot => bot.Every(Minute, () => Ran("run")));
        _bot.Switches.Set(new Switch("clock", "main"), on: false);
        await PassAsync(3 * Minute);
        _ran.Should().BeEmpty();

        _bot.Switches.Set(new Switch("clock", "main"), on: true);
        _bot.Switches.Set(new Switch("clock", "main", "Group:g"), on: false);
        await PassAsync(Minute);
        _ran.Should().Equal("08:04 run");
    }

    [Fact]
    public async Task A_bot_that_ends_begins_no_job()
    {
        await _bot.LiveAsync(bot => bot.Every(Minute, () => Ran("run")));
        await _bot.Bot.StopAsync();
        await PassAsync(3 * Minute);

        _ran.Should().BeEmpty();
    }

    [Fact]
    public async Task A_version_with_a_job_that_cannot_be_is_not_loaded_and_says_why()
    {
        _bot.Source.Put("clock", bot => bot.Cron("at nine", () => { }));
        await _bot.LookAsync();

        _bot.Host.Status().Single().Error.Should().Contain("bot.Cron(\"at nine\") is no cron expression");
    }

    private void Ran(string what)
    {
        lock (_ran)
        {
            _ran.Add($"{_bot.Time.GetUtcNow():HH:mm} {what}");
        }
    }

    private int Ran()
    {
        lock (_ran)
        {
            return _ran.Count;
        }
    }

    /// <summary>Lets time pass, so slowly that whatever is due runs at its time.</summary>
    private async Task PassAsync(TimeSpan span)
    {
        for (var step = TimeSpan.FromSeconds(15); span > TimeSpan.Zero; span -= step)
        {
            _bot.Time.Advance(span < step ? span : step);
            await Eventually.IsTrue(() => _bot.Scope is null or { IsIdle: true }, "what was due has run");
        }
    }
}
