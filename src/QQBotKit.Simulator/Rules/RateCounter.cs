using QQBotKit.Limits;

namespace QQBotKit.Simulator.Rules;

/// <summary>
/// Counts what may happen so often in a time: any minute or second that one looks at, but a day is the calendar's of Beijing. Not for several
/// threads at once.
/// </summary>
internal sealed class RateCounter(Rate rate)
{
    // The last times as a ring, which grows no larger than the rate.
    private long[] _times = [];
    private long _taken;
    private int _day;
    private int _today;

    /// <summary>Whether one more may happen.</summary>
    public bool HasRoom(DateTimeOffset now) => rate.IsDaily
        ? _today < rate.Count || _day != PlatformDay.Of(now)
        : _taken < rate.Count || now.UtcTicks - _times[_taken % rate.Count] >= rate.Per.Ticks;

    /// <summary>Counts one.</summary>
    public void Take(DateTimeOffset now)
    {
        if (rate.IsDaily)
        {
            var day = PlatformDay.Of(now);
            (_day, _today) = (day, day == _day ? _today + 1 : 1);
            return;
        }

        if (_taken == _times.Length && _times.Length < rate.Count)
        {
            Array.Resize(ref _times, Math.Min(rate.Count, Math.Max(8, _times.Length * 2)));
        }

        _times[_taken++ % rate.Count] = now.UtcTicks;
    }
}

/// <summary>Counts by several rates at once. What is refused by one counts for none.</summary>
internal sealed class RateGate(IReadOnlyList<Rate> rates)
{
    private readonly RateCounter[] _counters = [.. rates.Select(static rate => new RateCounter(rate))];

    public bool HasRoom(DateTimeOffset now) => Array.TrueForAll(_counters, counter => counter.HasRoom(now));

    public void Take(DateTimeOffset now) => Array.ForEach(_counters, counter => counter.Take(now));

    /// <summary>Counts one more, if there is room or it happens anyway. Safe from any thread.</summary>
    /// <returns>Whether there was room.</returns>
    public bool TryTake(DateTimeOffset now, bool anyway)
    {
        lock (_counters)
        {
            var hasRoom = HasRoom(now);
            if (hasRoom || anyway)
            {
                Take(now);
            }

            return hasRoom;
        }
    }
}
