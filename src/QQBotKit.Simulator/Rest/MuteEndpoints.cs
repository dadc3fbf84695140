using System.Globalization;
using System.Text.Json.Serialization;
using QQBotKit.Simulator.Guilds;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Rest;

/// <summary>Until when, or for how many seconds. The first one wins; a "0" ends the mute.</summary>
internal sealed record GuildMuteBody(
    [property: JsonConverter(typeof(LooseText))] string? MuteEndTimestamp, [property: JsonConverter(typeof(LooseText))] string? MuteSeconds, string[]? UserIds);

/// <summary>Muting a guild or some of its members.</summary>
internal sealed class MuteEndpoints(TimeProvider time)
{
    public void Map(GuildApi api)
    {
        api.Guild("PATCH", "/guilds/{guild_id}/mute", SimulatorJson.Default.GuildMuteBody, MuteAsync, BotRights.GuildAdmin);
        api.Guild("PATCH", "/guilds/{guild_id}/members/{user_id}/mute", SimulatorJson.Default.GuildMuteBody, MuteOneAsync, BotRights.GuildAdmin);
    }

    private async Task<PlatformError?> MuteAsync(Call call, Guild guild, GuildMuteBody body)
    {
        if (Read(body, out var until) is { } refusal)
        {
            return refusal;
        }

        if (body.UserIds is null)
        {
            guild.MutedUntil = until;
            return await call.AnswerAsync(StatusCodes.Status204NoContent);
        }

        string[] muted = [.. body.UserIds.Where(id => guild.Members.Change(id, member => member with { MutedUntil = until }) is not null)];
        return await call.AnswerAsync(muted, static (json, muted) =>
        {
            json.WriteStartObject();
            GuildJson.WriteStrings(json, "user_ids"u8, muted);
            json.WriteEndObject();
        });
    }

    private async Task<PlatformError?> MuteOneAsync(Call call, Guild guild, GuildMuteBody body) =>
        Read(body, out var until)
        ?? (guild.Members.Change(call.Path("user_id"), member => member with { MutedUntil = until }) is null
            ? PlatformError.MutedUserMissing
            : await call.AnswerAsync(StatusCodes.Status204NoContent));

    private PlatformError? Read(GuildMuteBody body, out DateTimeOffset until)
    {
        until = default;
        var now = time.GetUtcNow();
        if (body.MuteEndTimestamp is { Length: > 0 } end)
        {
            if (!TrySeconds(end, out var at))
            {
                return PlatformError.MuteTimeUnreadable;
            }

            until = at == 0 ? default : DateTimeOffset.FromUnixTimeSeconds(at);
            return at == 0 || until > now ? null : PlatformError.MuteTimePast;
        }

        if (!TrySeconds(body.MuteSeconds, out var seconds))
        {
            return PlatformError.MuteTimeUnreadable;
        }

        until = seconds == 0 ? default : now.AddSeconds(seconds);
        return null;
    }

    // Up to the year 5138, so that no sum goes beyond what a date can be.
    private static bool TrySeconds(string? text, out long seconds) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out seconds) && seconds < 100_000_000_000;
}
