using System.Text.Json.Serialization;
using QQBotKit.Simulator.Guilds;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Rest;

/// <summary>What a bot does with its music.</summary>
[JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
internal sealed record AudioBody(string? AudioUrl, string? Text, int? Status);

/// <summary>What audio bots do in voice and live channels.</summary>
internal sealed class AudioEndpoints(VoiceRooms rooms)
{
    private const int Start = 0;
    private const int Pause = 1;
    private const int Resume = 2;
    private const int Stop = 3;

    public void Map(GuildApi api)
    {
        api.Channel("POST", "/channels/{channel_id}/audio", SimulatorJson.Default.AudioBody, ControlAsync, BotRights.Audio);
        api.Channel("PUT", "/channels/{channel_id}/mic", async (call, channel) =>
        {
            if (!CanHear(channel))
            {
                return PlatformError.ChannelMissing;
            }

            await rooms.TakeMicAsync(channel, call.Bot);
            return await call.AnswerEmptyAsync();
        }, BotRights.Audio);
        api.Channel("DELETE", "/channels/{channel_id}/mic", async (call, channel) =>
        {
            if (!CanHear(channel))
            {
                return PlatformError.ChannelMissing;
            }

            await rooms.LeaveMicAsync(channel, call.Bot);
            return await call.AnswerEmptyAsync();
        }, BotRights.Audio);
    }

    // A pause and its end are heard by people and make no event.
    private async Task<PlatformError?> ControlAsync(Call call, Channel channel, AudioBody body)
    {
        if (!CanHear(channel))
        {
            return PlatformError.ChannelMissing;
        }

        switch (body)
        {
            case { Status: Start, AudioUrl.Length: > 0 }:
                await rooms.PlayAsync(channel, call.Bot, new(body.AudioUrl, body.Text ?? ""));
                break;
            case { Status: Stop }:
                await rooms.StopAsync(channel, call.Bot);
                break;
            case { Status: Pause or Resume }:
                break;
            default:
                return PlatformError.GuildMalformed;
        }

        return await call.AnswerEmptyAsync();
    }

    private static bool CanHear(Channel channel) => channel.Type is ChannelType.Voice or ChannelType.Live;
}
