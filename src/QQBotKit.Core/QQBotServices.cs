using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using QQBotKit.Core.Configuration;

namespace QQBotKit.Core;

/// <summary>Puts bots into a .NET host.</summary>
public static class QQBotServices
{
    /// <summary>
    /// Runs the bots of <paramref name="settings"/> with the host: they connect when it has started, and let running handlers finish
    /// when it stops.
    /// </summary>
    /// <remarks>Bots with <c>platform: simulator</c> expect the simulator on the host's own web server.</remarks>
    public static IServiceCollection AddQQBot(this IServiceCollection services, QQBotSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        services.AddSingleton(provider => new QQBotRuntime(
            settings,
            () => provider.GetService<IServer>()?.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() is { } address
                ? new Uri(address)
                : null,
            provider.GetRequiredService<IHostApplicationLifetime>(),
            provider.GetService<TimeProvider>() ?? TimeProvider.System,
            provider.GetRequiredService<ILoggerFactory>(),
            Texts.OfMachine));
        return services.AddHostedService(provider => provider.GetRequiredService<QQBotRuntime>());
    }
}
