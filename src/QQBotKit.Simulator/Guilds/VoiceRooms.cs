using System.Text.Json;
using QQBotKit.Simulator.Accounts;
using QQBotKit.Simulator.Events;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Guilds;

/// <summary>People come to voice and live channels and go; bots play there and take the microphone, and hear of it.</summary>
internal sealed class VoiceRooms(WorldEvents events)
{
    /// <summary>A member comes to a channel, and nobody is told. He leaves the one that he was in.</summary>
    public static void Enter(Channel channel, string userId) =>
        channel.Guild.Members.Change(userId, member => member with { VoiceChannelId = channel.Id });

    /// <summary>A member leaves a channel, and nobody is told.</summary>
    public static void Leave(Channel channel, string userId) => channel.Guild.Members.Change(
        userId, member => member.VoiceChannelId == channel.Id ? member with { VoiceChannelId = null } : member);

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

    private static void WritePlace(Utf8JsonWriter json, Channel channel)
    {
        json.WriteString("guild_id"u8, channel.Guild.Id);
        json.WriteString("channel_id"u8, channel.Id);
    }
}
