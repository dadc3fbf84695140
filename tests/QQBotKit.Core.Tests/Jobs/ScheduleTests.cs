using System.Globalization;
using QQBotKit.Core.Jobs;

namespace QQBotKit.Core.Tests.Jobs;

/// <summary>When jobs are due, and what an author is told who wrote something else.</summary>
public sealed class ScheduleTests
{
    private static readonly Texts English = new(CultureInfo.InvariantCulture);
    private static readonly Texts Chinese = new(CultureInfo.GetCultureInfo("zh-CN"));

    [Theory]
    [InlineData("0 9 * * *", "2026-03-02T08:59:59", "2026-03-02T09:00:00")]
    [InlineData("0 9 * * *", "2026-03-02T09:00:00", "2026-03-03T09:00:00")]
    [InlineData("*/10 * * * *", "2026-03-02T09:01:00", "2026-03-02T09:10:00")]
    [InlineData("30 18 * * 1-5", "2026-03-06T18:30:00", "2026-03-09T18:30:00")]
    [InlineData("0 0 29 2 *", "2026-03-02T00:00:00", "2028-02-29T00:00:00")]
    [InlineData("0 8 1 JAN,JUL *", "2026-03-02T00:00:00", "2026-07-01T08:00:00")]
    [InlineData("*/10 8-18 * * MON-FRI", "2026-03-06T18:50:00", "2026-03-09T08:00:00")]
    [InlineData("0 12 L * *", "2026-03-02T00:00:00", "2026-03-31T12:00:00")]
    [InlineData("@daily", "2026-03-02T09:00:00", "2026-03-03T00:00:00")]
    [InlineData("@hourly", "2026-03-02T09:00:01", "2026-03-02T10:00:00")]
    public void A_cron_job_is_due_at_the_next_minute_that_its_expression_names(string expression, string now, string due)
    {
        Cron(expression).First(At(now)).Should().Be(At(due));
    }

    [Fact]
    public void A_cron_job_goes_by_the_clock_of_its_time_zone()
    {
        var schedule = new CronSchedule("0 9 * * *", TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"), At("2026-03-02T00:00:00"), English);

        schedule.First(At("2026-03-02T00:30:00")).UtcDateTime.Should().Be(At("2026-03-02T01:00:00").UtcDateTime);
    }

    [Theory]
    [InlineData("30 2 * * *", "2026-03-29T00:00:00", "2026-03-29T01:00:00", "2026-03-30T00:30:00")] // 2:30 is left out: right after, at 3:00.
    [InlineData("30 2 * * *", "2026-10-25T00:00:00", "2026-10-25T00:30:00", "2026-10-26T01:30:00")] // 2:30 comes twice: the first.
    public void A_cron_job_runs_once_on_the_days_when_summer_time_begins_and_ends(string expression, string now, string first, string second)
    {
        var schedule = new CronSchedule(expression, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"), At(now), English);

        var due = schedule.First(At(now));
        due.Should().Be(At(first));
        schedule.After(due, due).Should().Be(At(second));
    }

    [Theory]
    [InlineData("")]
    [InlineData("9 o'clock")]
    [InlineData("0 9 * *")]
    [InlineData("0 0 9 * * *")]
    [InlineData("61 * * * *")]
    [InlineData("0 25 * * *")]
    [InlineData("@sometimes")]
    public void What_is_no_cron_expression_is_refused_with_what_to_write(string expression)
    {
        var english = () => Cron(expression);
        var chinese = () => new CronSchedule(expression, TimeZoneInfo.Utc, default, Chinese);

        english.Should().Throw<ArgumentException>().WithMessage($"bot.Cron(\"{expression}\") is no cron expression: * such as \"0 9 * * 1-5\"*");
        chinese.Should().Throw<ArgumentException>().WithMessage("*不是有效的 cron 表达式*请依次写分、时、日、月、星期*");
    }

    [Fact]
    public void A_day_that_never_comes_is_refused()
    {
        var never = () => Cron("0 0 30 2 *");

        never.Should().Throw<ArgumentException>().WithMessage("bot.Cron(\"0 0 30 2 *\") names a day that never comes.");
    }

    [Theory]
    [InlineData("00:00:00")]
    [InlineData("-00:05:00")]
    [InlineData("00:00:00.5")]
    [InlineData("4000.00:00:00")]
    public void A_period_that_is_none_is_refused_with_what_to_write(string period)
    {
        var refused = () => new EverySchedule(TimeSpan.Parse(period, CultureInfo.InvariantCulture), English);

        refused.Should().Throw<ArgumentOutOfRangeException>().WithMessage("bot.Every(*) is no period: write one from 1 second to 3650 days, such as TimeSpan.FromMinutes(5).*");
    }

    [Fact]
    public void What_a_job_missed_counts_as_one_and_moves_none_of_the_times_after_it()
    {
        var schedule = new EverySchedule(TimeSpan.FromMinutes(10), English);
        var first = schedule.First(At("2026-03-02T09:00:00"));

        first.Should().Be(At("2026-03-02T09:10:00"));
        schedule.After(first, At("2026-03-02T09:10:00")).Should().Be(At("2026-03-02T09:20:00"));
        schedule.After(first, At("2026-03-02T09:19:59")).Should().Be(At("2026-03-02T09:20:00"));
        schedule.After(first, At("2026-03-02T11:47:00")).Should().Be(At("2026-03-02T11:50:00"));
    }

    [Fact]
    public void A_clock_that_is_set_back_does_not_silence_a_job()
    {
        var schedule = new EverySchedule(TimeSpan.FromMinutes(10), English);

        schedule.Mend(At("2026-03-02T12:10:00"), At("2026-03-02T09:00:00")).Should().Be(At("2026-03-02T09:10:00"));
        schedule.Mend(At("2026-03-02T09:10:00"), At("2026-03-02T09:01:00")).Should().Be(At("2026-03-02T09:10:00"));
    }

    private static CronSchedule Cron(string expression) => new(expression, TimeZoneInfo.Utc, At("2026-03-02T00:00:00"), English);

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
