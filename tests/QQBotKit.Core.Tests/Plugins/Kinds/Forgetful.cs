using System;
using System.Threading;
using System.Threading.Tasks;
using QQBotKit;

/// <summary>Ends nothing that it began.</summary>
public sealed class Forgetful : BotPlugin
{
    private Timer timer;
    private int ticks;

    public override void Configure(IBot bot) => bot.Command("work", () =>
    {
        timer = new Timer(Tick, null, 0, 10);
        AppDomain.CurrentDomain.ProcessExit += OnExit;
        AppDomain.CurrentDomain.DomainUnload += (_, _) => ticks++;
        AppDomain.CurrentDomain.UnhandledException += (_, _) => ticks++;
        AppDomain.CurrentDomain.AssemblyResolve += (_, _) => null;
        TaskScheduler.UnobservedTaskException += (_, _) => ticks++;
    });

    private void Tick(object state) => ticks++;

    private void OnExit(object sender, EventArgs e) => timer.Dispose();
}
