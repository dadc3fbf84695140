using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using QQBotKit.Core.Configuration;
using QQBotKit.Core.Plugins;
using QQBotKit.Core.Recording;

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
            provider.GetService<Texts>() ?? Texts.OfMachine,
            provider.GetServices<CodePlugin>(),
            provider.GetService<IBotWires>()));
        return services.AddHostedService(provider => provider.GetRequiredService<QQBotRuntime>());
    }

    /// <summary>
    /// Serves the callback address of every bot with <c>events: webhook</c>, at <c>/webhook/&lt;bot name&gt;</c>. The platform calls it over HTTPS on
    /// port 80, 443, 8080 or 8443, usually through a reverse proxy. A request needs no log-in, as it carries the platform's signature.
    /// </summary>
    /// <remarks>Platform page: dev-prepare/event-emit/webhook.html.</remarks>
    /// <exception cref="InvalidOperationException"><see cref="AddQQBot"/> was not called.</exception>
    public static IEndpointConventionBuilder MapQQBot(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var webhooks = endpoints.ServiceProvider.GetRequiredService<QQBotRuntime>().Webhooks;
        webhooks.IsServed = true;
        RequestDelegate serve = context => webhooks.HandleAsync(context, (string)context.Request.RouteValues["bot"]!);
        return endpoints.Map("/webhook/{bot}", serve).WithDisplayName("QQBotKit webhook").AllowAnonymous();
    }
}
