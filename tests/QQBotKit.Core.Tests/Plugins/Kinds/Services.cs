using System.Collections.Generic;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using QQBotKit;

/// <summary>Builds its parts with a container of its own.</summary>
public sealed class Services : BotPlugin
{
    private readonly List<ServiceProvider> containers = [];

    private interface IClock
    {
        int Now { get; }
    }

    private sealed class Clock : IClock
    {
        public int Now => 1;
    }

    private sealed class Teller(IClock clock, IEnumerable<IClock> all, ILogger<Teller> log)
    {
        public void Tell() => log.LogTrace("{Now} {All}", clock.Now, all);
    }

    public override void Configure(IBot bot)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton<IClock, Clock>().AddScoped<Teller>().BuildServiceProvider(true);
        containers.Add(services);
        bot.Command("work", () =>
        {
            for (var i = 0; i < 5; i++)
            {
                using var scope = services.CreateScope();
                scope.ServiceProvider.GetRequiredService<Teller>().Tell();
            }
        });
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var container in containers)
        {
            await container.DisposeAsync();
        }
    }
}
