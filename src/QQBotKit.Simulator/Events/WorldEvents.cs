using System.Text.Json;
using QQBotKit.Simulator.Accounts;
using QQBotKit.Simulator.Rules;
using QQBotKit.Simulator.Webhook;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Events;

/// <summary>What became of an event.</summary>
/// <param name="Id">Its envelope id, the same for all bots.</param>
/// <param name="Delivered">To how many sessions and webhooks it went.</param>
internal readonly record struct Published(string Id, int Delivered);

/// <summary>Tells the bots of what happens in the world. Each kind of event is written where it comes from.</summary>
/// <param name="route">The way to the bots.</param>
/// <param name="ledger">Remembers what can be answered.</param>
/// <param name="stopping">Ends the wait for clients that read too slowly.</param>
internal sealed class WorldEvents(EventRoute route, EventLedger ledger, CancellationToken stopping)
{
    /// <summary>Brings an event to all bots that asked for it.</summary>
    /// <param name="type">The event's type.</param>
    /// <param name="place">Where it happened.</param>
    /// <param name="state">Handed to <paramref name="write"/>.</param>
    /// <param name="write">Writes <c>d</c>.</param>
    /// <param name="only">The one bot that it concerns; null for all.</param>
    /// <param name="id">Its envelope id; a new one when null.</param>
    public async Task<Published> PublishAsync<TState>(
        string type, IPlace place, TState state, Action<Utf8JsonWriter, TState> write, Bot? only = null, string? id = null)
    {
        id ??= $"{type}:{Guid.NewGuid()}";

        // Before anyone is told, so that an answer finds the event whatever its speed.
        ledger.Add(id, type, place);
        var delivered = 0;
        foreach (var bot in only is null ? route.Bots : [only])
        {
            delivered += await route.PublishAsync(bot, type, id, place.ShardKey, state, write, stopping);
        }

        return new(id, delivered);
    }
}
