using System.Diagnostics;

namespace QQBotKit.Testing;

/// <summary>The way of the clock through a time in which things become due.</summary>
internal sealed class Passage(TestHost host)
{
    // Who still runs after so long, on the clock on the wall, waits for the clock, or for somebody who has yet to speak.
    private static readonly TimeSpan Stuck = TimeSpan.FromMilliseconds(500);
    private const int Turns = 200;
    private (int Events, int Running, long Begun) _stuck;

    // On the pool, where a turn that is given away lets others of the pool run first.
    public Task PassAsync(TimeSpan time) => Task.Run(() => GoAsync(time));

    private async Task GoAsync(TimeSpan time)
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
        await Task.Yield();

        var (since, turns) = (Stopwatch.GetTimestamp(), 0);
        while (host.Bot.Activity is { } activity && activity.Events + activity.Running > 0 && activity != _stuck && !host.Clock.Paused.IsCompleted)
        {
            if (Stopwatch.GetElapsedTime(since) > Stuck)
            {
                _stuck = activity;
                return;
            }

            // At first without leaving the processor for long: most handlers are short, and two days have many jobs.
            if (turns++ < Turns)
            {
                await Task.Yield();
            }
            else
            {
                await Task.Delay(1);
            }
        }
    }
}
