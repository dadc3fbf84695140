using System.Text.Json.Serialization.Metadata;
using QQBotKit.Simulator.Rest;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Groups;

/// <summary>Where calls that concern one group are mapped: each finds its group, or is refused.</summary>
internal sealed class GroupRoutes(PlatformApi api, SimulatedWorld world)
{
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">What comes after the group.</param>
    /// <param name="needs">All the rights that a bot must have for it.</param>
    /// <param name="handler">Serves it.</param>
    public void Map(string method, string path, BotRights needs, Func<Call, Group, Task> handler) =>
        api.Map(method, PathOf(path), call => GroupOf(call) is { } group ? handler(call, group) : call.EndAsync(PlatformError.TargetMissing), needs);

    /// <inheritdoc cref="Map(string, string, BotRights, Func{Call, Group, Task})"/>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">What comes after the group.</param>
    /// <param name="needs">All the rights that a bot must have for it.</param>
    /// <param name="type">What the body is.</param>
    /// <param name="handler">Serves it.</param>
    public void Map<T>(string method, string path, BotRights needs, JsonTypeInfo<T> type, Func<Call, Group, T, Task> handler) where T : class =>
        api.Map(method, PathOf(path), type, (call, body) => GroupOf(call) is { } group ? handler(call, group, body) : call.EndAsync(PlatformError.TargetMissing), needs);

    private static string PathOf(string path) => $"/v2/groups/{{group_openid}}/{path}";

    private Group? GroupOf(Call call) => world.Conversation<Group>(call.Path("group_openid"));
}
