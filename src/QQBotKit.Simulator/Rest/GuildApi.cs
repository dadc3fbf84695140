using System.Text.Json.Serialization.Metadata;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Rest;

/// <summary>
/// Where the calls to guilds are mapped: their path names a guild, a channel or a direct session, which is found once, and admins may have refused
/// the call there.
/// </summary>
internal sealed class GuildApi(PlatformApi api, SimulatedWorld world)
{
    /// <summary>Maps a call to a guild.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">The template of its path, with a <c>guild_id</c>.</param>
    /// <param name="handler">Serves it, or returns why not.</param>
    /// <param name="needs">All the rights that a bot must have for it.</param>
    public void Guild(string method, string path, Func<Call, Guild, Task<PlatformError?>> handler, BotRights needs = BotRights.None) =>
        Map(method, path, call => world.Guild(call.Path("guild_id")), guild => guild, PlatformError.GuildMissing, handler, needs);

    /// <summary>Maps a call to a guild with a JSON body.</summary>
    public void Guild<TBody>(
        string method, string path, JsonTypeInfo<TBody> body, Func<Call, Guild, TBody, Task<PlatformError?>> handler,
        BotRights needs = BotRights.None) where TBody : class =>
        Guild(method, path, (call, guild) => ReadAsync(call, guild, body, handler), needs);

    /// <summary>Maps a call to a channel.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">The template of its path, with a <c>channel_id</c>.</param>
    /// <param name="handler">Serves it, or returns why not.</param>
    /// <param name="needs">All the rights that a bot must have for it.</param>
    public void Channel(string method, string path, Func<Call, Channel, Task<PlatformError?>> handler, BotRights needs = BotRights.None) =>
        Map(method, path, call => world.Conversation<Channel>(call.Path("channel_id")), channel => channel.Guild, PlatformError.ChannelMissing, handler, needs);

    /// <summary>Maps a call to a channel with a JSON body.</summary>
    public void Channel<TBody>(
        string method, string path, JsonTypeInfo<TBody> body, Func<Call, Channel, TBody, Task<PlatformError?>> handler,
        BotRights needs = BotRights.None) where TBody : class =>
        Channel(method, path, (call, channel) => ReadAsync(call, channel, body, handler), needs);

    /// <summary>Maps a call to a direct session.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">The template of its path, whose <c>guild_id</c> is the session's.</param>
    /// <param name="handler">Serves it, or returns why not.</param>
    /// <param name="needs">All the rights that a bot must have for it.</param>
    public void Direct(string method, string path, Func<Call, DirectSession, Task<PlatformError?>> handler, BotRights needs = BotRights.None) =>
        Map(method, path, call => world.Conversation<DirectSession>(call.Path("guild_id")), session => session.Source, PlatformError.DirectMissing, handler, needs);

    /// <summary>Maps a call to a direct session with a JSON body.</summary>
    public void Direct<TBody>(
        string method, string path, JsonTypeInfo<TBody> body, Func<Call, DirectSession, TBody, Task<PlatformError?>> handler,
        BotRights needs = BotRights.None) where TBody : class =>
        Direct(method, path, (call, session) => ReadAsync(call, session, body, handler), needs);

    private void Map<TPlace>(
        string method, string path, Func<Call, TPlace?> find, Func<TPlace, Guild> guildOf, PlatformError missing,
        Func<Call, TPlace, Task<PlatformError?>> handler, BotRights needs) where TPlace : class
    {
        var identity = new ApiIdentity(method, path);
        api.Map(method, path, async call =>
        {
            var refusal = find(call) is not { } place ? missing
                : guildOf(place).Grants.IsRefused(call.Bot, identity) ? PlatformError.NotGranted
                : await handler(call, place);
            if (refusal is not null)
            {
                await call.Http.RefuseAsync(refusal);
            }
        }, needs);
    }

    // A call that may have a body may come without one.
    private static async Task<PlatformError?> ReadAsync<TPlace, TBody>(
        Call call, TPlace place, JsonTypeInfo<TBody> type, Func<Call, TPlace, TBody, Task<PlatformError?>> handler) where TBody : class =>
        await call.Http.ReadBodyAsync() is not { } raw ? PlatformError.TooLarge
            : Http.Parse(raw.Length == 0 ? "{}"u8.ToArray() : raw, type, out var where) is not { } body ? PlatformError.GuildMalformed.At(where)
            : await handler(call, place, body);
}
