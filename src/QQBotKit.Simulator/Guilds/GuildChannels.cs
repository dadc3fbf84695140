using QQBotKit.Simulator.Events;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Guilds;

/// <summary>Channels are made, changed and deleted; the bots hear of it.</summary>
internal sealed class GuildChannels(SimulatedWorld world, WorldEvents events)
{
    /// <summary>Adds a channel.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="position">Its place among its siblings, from 1; the last when null.</param>
    /// <param name="operatorId">Whose will it is.</param>
    public Task<Published> CreateAsync(Channel channel, int? position, string operatorId)
    {
        world.Add(channel, channel.IndexFor(position));
        return PublishAsync("CHANNEL_CREATE", channel, channel.Position, operatorId);
    }

    /// <summary>Changes a channel, and its place when a position is given.</summary>
    public Task<Published> ChangeAsync(Channel channel, ChannelInfo info, int? position, string operatorId)
    {
        channel.Info = info;
        if (position is not null)
        {
            channel.Guild.Channels.Move(channel, channel.IndexFor(position));
        }

        return PublishAsync("CHANNEL_UPDATE", channel, channel.Position, operatorId);
    }

    /// <summary>Deletes a channel. Those of a category that goes are then in none; those who talk in it are sent away.</summary>
    public Task<Published> DeleteAsync(Channel channel, string operatorId)
    {
        var (guild, position) = (channel.Guild, channel.Position);
        world.Remove(channel);
        foreach (var child in guild.Channels.All.Where(child => child.Info.ParentId == channel.Id))
        {
            child.Info = child.Info with { ParentId = "0" };
        }

        foreach (var member in guild.Members.All.Where(member => member.VoiceChannelId == channel.Id))
        {
            guild.Members.Change(member.Id, static member => member with { VoiceChannelId = null });
        }

        return PublishAsync("CHANNEL_DELETE", channel, position, operatorId);
    }

    private Task<Published> PublishAsync(string type, Channel channel, int position, string operatorId) =>
        events.PublishAsync(type, channel, (channel, position, operatorId), static (json, change) =>
        {
            json.WriteStartObject();
            json.WriteString("id"u8, change.channel.Id);
            json.WriteString("guild_id"u8, change.channel.Guild.Id);
            json.WriteString("name"u8, change.channel.Name);
            json.WriteNumber("type"u8, change.channel.Type);
            json.WriteNumber("sub_type"u8, change.channel.SubType);
            json.WriteNumber("position"u8, change.position);
            json.WriteString("owner_id"u8, change.channel.OwnerId);
            json.WriteString("op_user_id"u8, change.operatorId);
            json.WriteEndObject();
        });
}
