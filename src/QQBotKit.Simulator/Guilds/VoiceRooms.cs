using System.Text.Json;
using QQBotKit.Simulator.Accounts;
using QQBotKit.Simulator.Events;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Guilds;

/// <summary>People come to voice and live channels and go; bots play there and take the microphone.</summary>
internal sealed class VoiceRooms(WorldEvents events)
{
    /// <summary>A member comes to a channel. He leaves the one that he was in.</summary>
    /// <returns>The event of his coming; null when there is no such member, or he is there.</returns>
    public async Task<Published?> EnterAsync(Channel channel, string userId)
    {
        string? left = null;
        var member = channel.Guild.Members.Change(userId, member =>
        {
            left = member.VoiceChannelId;
            return member with { VoiceChannelId = channel.Id };
        });
        if (member is null || left == channel.Id)
        {
            return null;
        }

        if (channel.Guild.Channels.Find(left) is { } before)
        {
            await PublishAsync("AUDIO_OR_LIVE_CHANNEL_MEMBER_EXIT", before, userId);
        }

        return await PublishAsync("AUDIO_OR_LIVE_CHANNEL_MEMBER_ENTER", channel, userId);
    }

    /// <summary>A member leaves a channel.</summary>
    /// <returns>The event; null when he was not there.</returns>
    public async Task<Published?> LeaveAsync(Channel channel, string userId)
    {
        var wasThere = false;
        channel.Guild.Members.Change(userId, member =>
        {
            wasThere = member.VoiceChannelId == channel.Id;
            return wasThere ? member with { VoiceChannelId = null } : member;
        });
        return wasThere ? await PublishAsync("AUDIO_OR_LIVE_CHANNEL_MEMBER_EXIT", channel, userId) : null;
    }

    /// <summary>Those who are in a channel.</summary>
    public static IEnumerable<Member> In(Channel channel) => channel.Guild.Members.All.Where(member => member.VoiceChannelId == channel.Id);

    /// <summary>A bot begins to play. What it played before ends.</summary>
    public async Task<Published> PlayAsync(Channel channel, Bot bot, Audio audio)
    {
        await StopAsync(channel, bot);
        channel.Playing[bot] = audio;
        return await PublishAsync("AUDIO_START", channel, audio);
    }

    /// <summary>A bot plays no more.</summary>
    /// <returns>The event; null when it did not play.</returns>
    public async Task<Published?> StopAsync(Channel channel, Bot bot) =>
        channel.Playing.TryRemove(bot, out var audio) ? await PublishAsync("AUDIO_FINISH", channel, audio) : null;

    /// <summary>A bot takes the microphone.</summary>
    /// <returns>The event; null when it has it.</returns>
    public async Task<Published?> TakeMicAsync(Channel channel, Bot bot) =>
        channel.OnMic.TryAdd(bot, true) ? await PublishAsync("AUDIO_ON_MIC", channel, audio: null) : null;

    /// <summary>A bot gives the microphone back.</summary>
    /// <returns>The event; null when it does not have it.</returns>
    public async Task<Published?> LeaveMicAsync(Channel channel, Bot bot) =>
        channel.OnMic.TryRemove(bot, out _) ? await PublishAsync("AUDIO_OFF_MIC", channel, audio: null) : null;

    private Task<Published> PublishAsync(string type, Channel channel, Audio? audio) =>
        events.PublishAsync(type, channel, (channel, audio), static (json, state) =>
        {
            json.WriteStartObject();
            WritePlace(json, state.channel);
            if (state.audio is { } audio)
            {
                json.WriteString("audio_url"u8, audio.Url);
                json.WriteString("text"u8, audio.Text);
            }

            json.WriteEndObject();
        });

    private Task<Published> PublishAsync(string type, Channel channel, string userId) =>
        events.PublishAsync(type, channel, (channel, userId), static (json, move) =>
        {
            json.WriteStartObject();
            WritePlace(json, move.channel);

            // Not the type of the channel: live is 5 here.
            json.WriteNumber("channel_type"u8, move.channel.Type == ChannelType.Live ? 5 : 2);
            json.WriteString("user_id"u8, move.userId);
            json.WriteEndObject();
        });

    private static void WritePlace(Utf8JsonWriter json, Channel channel)
    {
        json.WriteString("guild_id"u8, channel.Guild.Id);
        json.WriteString("channel_id"u8, channel.Id);
    }
}
