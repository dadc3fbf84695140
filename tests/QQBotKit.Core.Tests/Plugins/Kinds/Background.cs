using System;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using QQBotKit;

/// <summary>Tasks and a thread that work in the background until the version ends.</summary>
public sealed class Background : BotPlugin
{
    private readonly Channel<int> queue = Channel.CreateUnbounded<int>();
    private Task reading = Task.CompletedTask;
    private Thread thread;
    private int seen;

    public override void Configure(IBot bot) => bot.Command("work", () => { queue.Writer.TryWrite(1); });

    public override Task StartAsync(CancellationToken stopping)
    {
        reading = Task.Run(
            async () =>
            {
                await foreach (var item in queue.Reader.ReadAllAsync(CancellationToken.None))
                {
                    seen += item;
                }
            },
            CancellationToken.None);
        thread = new Thread(() => stopping.WaitHandle.WaitOne()) { IsBackground = true };
        thread.Start();
        _ = Task.Delay(TimeSpan.FromHours(1), stopping).ContinueWith(_ => seen++, TaskScheduler.Default);
        return Task.CompletedTask;
    }

    public override async ValueTask DisposeAsync()
    {
        queue.Writer.Complete();
        await reading;
        thread.Join();
    }
}
