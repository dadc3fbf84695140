using System.Collections.Concurrent;
using QQBotKit.Simulator.Accounts;

namespace QQBotKit.Simulator.World;

/// <summary>A call as the documentation writes it: <c>GET /guilds/{guild_id}/members/{user_id}</c>.</summary>
internal readonly record struct ApiIdentity(string Method, string Path);

/// <summary>
/// What the admins of a guild let bots call. What nobody decided on may be called, and may be asked for; what was refused answers 11264; what was
/// granted cannot be asked for again.
/// </summary>
internal sealed class ApiGrants
{
    private readonly ConcurrentDictionary<(Bot Bot, ApiIdentity Api), bool> _decisions = new();
    private readonly ConcurrentDictionary<Bot, DailyCount> _demands = new();

    /// <summary>Decides whether a bot may make a call; null takes the decision back.</summary>
    public void Decide(Bot bot, ApiIdentity api, bool? granted)
    {
        if (granted is { } decision)
        {
            _decisions[(bot, api)] = decision;
        }
        else
        {
            _decisions.TryRemove((bot, api), out _);
        }
    }

    public bool IsGranted(Bot bot, ApiIdentity api) => _decisions.TryGetValue((bot, api), out var granted) && granted;

    public bool IsRefused(Bot bot, ApiIdentity api) => _decisions.TryGetValue((bot, api), out var granted) && !granted;

    /// <summary>The cards that a bot has put up today to ask for a grant.</summary>
    public DailyCount Demands(Bot bot) => _demands.GetOrAdd(bot, static _ => new());
}
