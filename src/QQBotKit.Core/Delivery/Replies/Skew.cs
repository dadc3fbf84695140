namespace QQBotKit.Core.Delivery.Replies;

/// <summary>
/// Tells when the platform had an event by its own clock. What the platform says may be off by the difference of two clocks, and what the machine says
/// by the time that an event was on its way, which is minutes when a session was resumed: the smallest difference of the two seen lately is the clocks'.
/// </summary>
internal sealed class Skew
{
    // Longer than any session is kept, so no event was on its way for so long: a time further off says nothing.
    private static readonly TimeSpan Most = TimeSpan.FromHours(2);
    private static readonly TimeSpan Lately = TimeSpan.FromMinutes(10);

    private DateTimeOffset _begun;
    private TimeSpan _before = TimeSpan.MaxValue;
    private TimeSpan _smallest = TimeSpan.MaxValue;

    public DateTimeOffset ReceivedAt(DateTimeOffset? timestamp, DateTimeOffset now)
    {
        if (timestamp is not { } told || (now - told).Duration() > Most)
        {
            return now;
        }

        if (now - _begun >= Lately)
        {
            (_begun, _before, _smallest) = (now, now - _begun < 2 * Lately ? _smallest : TimeSpan.MaxValue, TimeSpan.MaxValue);
        }

        _smallest = now - told < _smallest ? now - told : _smallest;
        return told + (_smallest < _before ? _smallest : _before);
    }
}
