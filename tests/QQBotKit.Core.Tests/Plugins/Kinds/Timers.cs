using System;
using System.Threading;
using System.Threading.Tasks;
using QQBotKit;

/// <summary>A timer of each kind, each ended as its documentation says.</summary>
public sealed class Timers : BotPlugin
{
    private Timer timer;
    private System.Timers.Timer other;
    private Task loop = Task.CompletedTask;
    private int ticks;

    public override void Configure(IBot bot)
    {
        bot.Command("work", () => { Interlocked.Increment(ref ticks); });
        bot.Stopping.Register(() => other.Stop());
        loop = LoopAsync(bot.Stopping);
    }

    public override Task StartAsync(CancellationToken stopping)
    {
        timer = new Timer(_ => ticks++, null, 0, 10);
        other = new System.Timers.Timer(10) { Enabled = true };
        other.Elapsed += (_, _) => ticks++;
        return Task.CompletedTask;
    }

    public override async ValueTask DisposeAsync()
    {
        await timer.DisposeAsync();
        other.Dispose();
        await loop;
    }

    private async Task LoopAsync(CancellationToken stopping)
    {
        using var period = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        try
        {
            while (await period.WaitForNextTickAsync(stopping))
            {
                ticks++;
            }
        }
        catch (OperationCanceledException)
        {
        }
    }
}
