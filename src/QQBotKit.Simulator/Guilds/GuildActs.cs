using QQBotKit.Simulator.Events;
using QQBotKit.Simulator.Messages;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Guilds;

/// <summary>
/// All that can happen in guilds, whoever does it: bots by their calls, people by the control API. Each changes the world and tells the bots.
/// </summary>
internal sealed class GuildActs(SimulatedWorld world, WorldEvents events, MessageLog log, TimeProvider time)
{
    public GuildMembers Members { get; } = new(world, events, time);

    public GuildChannels Channels { get; } = new(world, events);

    public MessageFates Messages { get; } = new(events, log);

    public Forum Forum { get; } = new(world, events, time);

    public VoiceRooms Voice { get; } = new(events);
}
