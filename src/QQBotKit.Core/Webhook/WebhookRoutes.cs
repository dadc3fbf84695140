using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using QQBotKit.Core.Configuration;

namespace QQBotKit.Core.Webhook;

/// <summary>Which request is for which bot.</summary>
internal sealed class WebhookRoutes(QQBotSettings settings, TimeProvider time, ILogger log) : IDisposable
{
    private readonly WebhookReport _unknown = new("webhook", time, log);
    private readonly ConcurrentDictionary<string, WebhookEndpoint> _endpoints = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a web server brings requests here.</summary>
    public bool IsServed { get; set; }

    /// <summary>The address of a bot's webhook.</summary>
    /// <param name="web">The address of the web server.</param>
    /// <param name="bot">The name of the bot.</param>
    public static Uri AddressOf(Uri web, string bot) => new(web, $"/webhook/{Uri.EscapeDataString(bot)}");

    public void Add(string bot, WebhookEndpoint endpoint) => _endpoints[bot] = endpoint;

    /// <summary>Answers one request.</summary>
    public Task HandleAsync(HttpContext context, string bot)
    {
        if (_endpoints.TryGetValue(bot, out var endpoint))
        {
            return endpoint.HandleAsync(context);
        }

        // The web server is up before the bots are.
        var refusal = settings.Bots.TryGetValue(bot, out var known) && known.Events == EventTransport.Webhook
            ? WebhookRefusal.NotRunning
            : WebhookRefusal.UnknownBot;
        _unknown.Refused(refusal);
        return ((WebhookAnswer)refusal).WriteAsync(context.Response);
    }

    public void Dispose() => _unknown.Dispose();
}
