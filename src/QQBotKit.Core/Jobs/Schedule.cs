using Cronos;

namespace QQBotKit.Core.Jobs;

/// <summary>When a job is due.</summary>
internal abstract class Schedule
{
    /// <summary>As logs say it, and by which the job of a new version is known to be the same: <c>every 00:05:00</c>.</summary>
    public abstract string Name { get; }

    /// <summary>When it is due for the first time.</summary>
    public abstract DateTimeOffset First(DateTimeOffset now);

    /// <summary>When it is due next. What it was due between the two counts as done.</summary>
    public abstract DateTimeOffset After(DateTimeOffset due, DateTimeOffset now);

    /// <summary>When it is due, by a clock that may have been set back since that was found out.</summary>
    public virtual DateTimeOffset Mend(DateTimeOffset due, DateTimeOffset now) => due;
}

/// <summary>At equal distances from when the job became live, however long each run takes.</summary>
internal sealed class EverySchedule : Schedule
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3650);
    private readonly TimeSpan _period;

    /// <exception cref="ArgumentOutOfRangeException">The period is too short or too long.</exception>
    public EverySchedule(TimeSpan period, Texts texts)
    {
        if (period < Shortest || period > Longest)
        {
            throw new ArgumentOutOfRangeException(nameof(period), texts.Of(
                $"bot.Every({period}) is no period: write one from {Shortest.TotalSeconds} second to {Longest.TotalDays} days, such as TimeSpan.FromMinutes(5).",
                $"bot.Every({period}) 的周期无效：须为 {Shortest.TotalSeconds} 秒至 {Longest.TotalDays} 天，例如 TimeSpan.FromMinutes(5)。"));
        }

        _period = period;
        Name = $"every {period}";
    }

    public override string Name { get; }

    public override DateTimeOffset First(DateTimeOffset now) => now + _period;

    public override DateTimeOffset After(DateTimeOffset due, DateTimeOffset now) => due + (_period * (((now - due).Ticks / _period.Ticks) + 1));

    public override DateTimeOffset Mend(DateTimeOffset due, DateTimeOffset now) => due - now > _period ? First(now) : due;
}

/// <summary>At the minutes that a cron expression names, by the clock on the wall of a time zone.</summary>
internal sealed class CronSchedule : Schedule
{
    private readonly CronExpression _expression;
    private readonly TimeZoneInfo _zone;

    /// <exception cref="ArgumentException">The expression cannot be read, or names no minute that ever comes.</exception>
    public CronSchedule(string expression, TimeZoneInfo zone, DateTimeOffset now, Texts texts)
    {
        _zone = zone;
        try
        {
            _expression = CronExpression.Parse(expression);
        }
        catch (CronFormatException fault)
        {
            throw new ArgumentException(texts.Of(
                $"bot.Cron(\"{expression}\") is no cron expression: {fault.Message} Write minute, hour, day, month and day of the week, such as \"0 9 * * 1-5\" (at 9:00 from Monday to Friday).",
                $"bot.Cron(\"{expression}\") 不是有效的 cron 表达式：{fault.Message} 请依次写分、时、日、月、星期，例如 \"0 9 * * 1-5\"（周一至周五 9:00）。"), fault);
        }

        Name = $"cron {expression}";
        if (First(now) == DateTimeOffset.MaxValue)
        {
            throw new ArgumentException(texts.Of($"bot.Cron(\"{expression}\") names a day that never comes.", $"bot.Cron(\"{expression}\") 所写的日期永远不会到来。"));
        }
    }

    public override string Name { get; }

    public override DateTimeOffset First(DateTimeOffset now) => _expression.GetNextOccurrence(now, _zone) ?? DateTimeOffset.MaxValue;

    public override DateTimeOffset After(DateTimeOffset due, DateTimeOffset now) => First(now);
}
