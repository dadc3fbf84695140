using System.Diagnostics;

namespace QQBotKit.Testing;

/// <summary>The way of the clock through a time in which things become due.</summary>
internal sealed class Passage(TestHost host)
{
    // Who still runs after so long, on the clock on the wall, waits for the clock, or for somebody who has yet to speak.
    private static readonly TimeSpan Stuck = TimeSpan.FromMilliseconds(500);
    private (int Events, int Handlers, long Begun) _stuck;

    public async Task PassAsync(TimeSpan time)
    {
        var clock = host.Clock.Movable;
        var end = clock.GetUtcNow() + time;
        await SettleAsync();
        while (clock.NextDue() is { } due && due < end)
        {
            var left = due - clock.GetUtcNow();
            clock.Advance(left > TimeSpan.Zero ? left : TimeSpan.Zero);
            await SettleAsync();
        }

        clock.Advance(end - clock.GetUtcNow());
        await SettleAsync();
    }

    /// <summary>Waits until the bot has done what became due.</summary>
    private async Task SettleAsync()
    {
        // What a timer began may have to go through the pool before it is seen to run.
        for (var turn = 0; turn < 3; turn++)
        {
            await Task.Run(static () => { });
        }

        var since = Stopwatch.GetTimestamp();
        while (host.Bot.Activity is { } activity && activity.Events + activity.Handlers > 0 && activity != _stuck && !host.Clock.Paused.IsCompleted)
        {
            if (Stopwatch.GetElapsedTime(since) > Stuck)
            {
                _stuck = activity;
                return;
            }

            await Task.Delay(1);
        }
    }
}
