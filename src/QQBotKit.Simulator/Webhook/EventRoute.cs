using System.Text.Json;
using QQBotKit.Simulator.Accounts;
using QQBotKit.Simulator.Gateway;

namespace QQBotKit.Simulator.Webhook;

/// <summary>The way of a bot's events: to its callback address when it has one that is validated, otherwise to its sessions.</summary>
internal sealed class EventRoute(GatewayHub gateway, Callbacks callbacks)
{
    /// <summary>The bots that can be told of events: those with a webhook and those with a session.</summary>
    public IReadOnlyList<Bot> Bots => callbacks.All is { Count: > 0 } all
        ? [.. gateway.Bots.Union(all.Where(callback => callback.IsValidated).Select(callback => callback.Bot))]
        : gateway.Bots;

    /// <summary>Whether the bot is told of events now.</summary>
    public bool IsOnline(Bot bot) => callbacks.Of(bot) is not null || gateway.IsOnline(bot);

    /// <summary>Brings an event to a bot. See <see cref="GatewayHub.PublishAsync"/>; intents do not apply to a webhook.</summary>
    /// <returns>To how many connected sessions it went; 1 for a webhook that has it in its queue.</returns>
    public ValueTask<int> PublishAsync<TState>(
        Bot bot, string type, string id, ulong shardKey, TState state, Action<Utf8JsonWriter, TState> write, CancellationToken cancellationToken) =>
        callbacks.Of(bot) is { } callback
            ? new(callback.TryPost(type, id, state, write) ? 1 : 0)
            : gateway.PublishAsync(bot, type, id, shardKey, state, write, cancellationToken);
}
