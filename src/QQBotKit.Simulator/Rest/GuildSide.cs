using QQBotKit.Simulator.Accounts;
using QQBotKit.Simulator.Guilds;
using QQBotKit.Simulator.Messages;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Rest;

/// <summary>Maps every call to guilds but the sends.</summary>
internal static class GuildSide
{
    public static void Map(PlatformApi api, SimulatedWorld world, GuildActs acts, MessageLog log, TimeProvider time, Func<Bot, bool> isOnline)
    {
        var guilds = new GuildApi(api, world);
        GuildEndpoints.Map(api, guilds, world);
        new ChannelEndpoints(world, acts.Channels).Map(guilds);
        new MemberEndpoints(acts.Members, acts.Messages, log, time).Map(guilds);
        new RoleEndpoints(world, acts.Members).Map(guilds);
        new PermissionEndpoints(time).Map(guilds);
        new MuteEndpoints(time).Map(guilds);
        new MessageEndpoints(world, log, acts.Messages, time, isOnline).Map(guilds);
        new ReactionEndpoints(log, acts.Messages).Map(guilds);
        new DirectEndpoints(world, time).Map(api);
        new ContentEndpoints(log).Map(guilds);
        new ScheduleEndpoints(world, time).Map(guilds);
        new AudioEndpoints(acts.Voice).Map(guilds);
        new ForumEndpoints(acts.Forum, time).Map(guilds);
    }
}
