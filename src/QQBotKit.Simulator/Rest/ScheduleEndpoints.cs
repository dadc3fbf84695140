using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using QQBotKit.Simulator.Guilds;
using QQBotKit.Simulator.Messages;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Rest;

/// <summary>The body that makes a schedule or changes one.</summary>
internal sealed record ScheduleBody(ScheduleFields? Schedule);

internal sealed record ScheduleFields(
    string? Name,
    string? Description,
    [property: JsonConverter(typeof(LooseText))] string? StartTimestamp,
    [property: JsonConverter(typeof(LooseText))] string? EndTimestamp,
    [property: JsonConverter(typeof(LooseText))] string? JumpChannelId,
    [property: JsonConverter(typeof(LooseText))] string? RemindType);

/// <summary>From when on schedules are asked for, where it comes in a body.</summary>
internal sealed record SinceBody([property: JsonConverter(typeof(LooseText))] string? Since);

/// <summary>Schedules (日程). Any channel takes them here, for no code tells which the platform refuses.</summary>
internal sealed class ScheduleEndpoints(SimulatedWorld world, TimeProvider time)
{
    private const int MaxOfBot = 10;
    private const int MaxOfGuild = 100;
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    public void Map(GuildApi api)
    {
        const string One = "/channels/{channel_id}/schedules/{schedule_id}";
        api.Channel("GET", "/channels/{channel_id}/schedules", SimulatorJson.Default.SinceBody, ListAsync);
        api.Channel("POST", "/channels/{channel_id}/schedules", SimulatorJson.Default.ScheduleBody, CreateAsync, BotRights.GuildAdmin);
        api.Channel("GET", One, static (call, channel) => channel.Schedules.Find(call.Path("schedule_id")) is { } schedule
            ? call.AnswerAsync((channel, schedule, call.Bot), Write)
            : Call.Refuse(PlatformError.ScheduleGone));
        api.Channel("PATCH", One, SimulatorJson.Default.ScheduleBody, ChangeAsync, BotRights.GuildAdmin);
        api.Channel("DELETE", One, static (call, channel) => channel.Schedules.Remove(call.Path("schedule_id")) is not null
            ? call.AnswerAsync(StatusCodes.Status204NoContent)
            : Call.Refuse(PlatformError.ScheduleGone), BotRights.GuildAdmin);
    }

    // The documentation prints since as a body, and a client of the platform's own sends it so.
    private Task<PlatformError?> ListAsync(Call call, Channel channel, SinceBody body)
    {
        var text = call.Http.Request.Query["since"].ToString() is { Length: > 0 } query ? query : body.Since;
        var isDay = string.IsNullOrEmpty(text);
        if (!TryTime(text, 0, out var since))
        {
            return Call.Refuse(PlatformError.ScheduleInvalid);
        }

        var today = new DateTimeOffset(PlatformTime.Now(time).Date, TimeSpan.FromHours(8)).ToUnixTimeMilliseconds();
        var tomorrow = today + (long)TimeSpan.FromDays(1).TotalMilliseconds;
        var found = channel.Schedules.All.Where(schedule => isDay ? schedule.Start < tomorrow && schedule.End >= today : schedule.End > since);
        return call.AnswerAsync(
            found.Select(schedule => (channel, schedule, call.Bot)), static (json, all) => GuildJson.WriteArray(json, all, Write));
    }

    private async Task<PlatformError?> CreateAsync(Call call, Channel channel, ScheduleBody body)
    {
        if (body.Schedule is not { } fields)
        {
            return PlatformError.ScheduleMissing;
        }

        var empty = new Schedule(world.NextNumber(), call.Bot.Id, "", "", 0, 0, "0", "0");
        if (Apply(channel, fields, empty, out var schedule) is { } refusal)
        {
            return refusal;
        }

        var now = PlatformTime.Now(time);
        if (schedule.Start < now.ToUnixTimeMilliseconds())
        {
            return PlatformError.ScheduleInThePast;
        }

        if (!channel.Guild.SchedulesOf(call.Bot).TryTake(MaxOfBot, now))
        {
            return PlatformError.SchedulesOfBotTooMany;
        }

        if (!channel.Guild.SchedulesMade.TryTake(MaxOfGuild, now))
        {
            return PlatformError.SchedulesOfGuildTooMany;
        }

        channel.Schedules.TryAdd(schedule);
        return await call.AnswerAsync((channel, schedule, call.Bot), Write);
    }

    private static async Task<PlatformError?> ChangeAsync(Call call, Channel channel, ScheduleBody body)
    {
        if (body.Schedule is not { } fields)
        {
            return PlatformError.ScheduleMissing;
        }

        if (channel.Schedules.Find(call.Path("schedule_id")) is not { } before)
        {
            return PlatformError.ScheduleGone;
        }

        return Apply(channel, fields, before, out var schedule) is { } refusal ? refusal
            : channel.Schedules.Change(before.Id, _ => schedule) is null ? PlatformError.ScheduleGone
            : await call.AnswerAsync((channel, schedule, call.Bot), Write);
    }

    private static PlatformError? Apply(Channel channel, ScheduleFields fields, Schedule before, out Schedule after)
    {
        after = before;
        if (!TryTime(fields.StartTimestamp, before.Start, out var start) || !TryTime(fields.EndTimestamp, before.End, out var end))
        {
            return PlatformError.ScheduleInvalid;
        }

        var jump = fields.JumpChannelId is { Length: > 0 } to ? to : before.JumpChannelId;
        after = before with
        {
            Name = fields.Name ?? before.Name,
            Description = fields.Description ?? before.Description,
            Start = start,
            End = end,
            JumpChannelId = jump,
            RemindType = fields.RemindType ?? before.RemindType,
        };
        return after.Name.Length == 0 || start == 0 || end == 0 || after.RemindType is not ("0" or "1" or "2" or "3" or "4" or "5") ? PlatformError.ScheduleInvalid
            : end < start ? PlatformError.ScheduleEndsEarly
            : end - start > Longest.TotalMilliseconds ? PlatformError.ScheduleTooLong
            : jump == channel.Id ? PlatformError.ScheduleJumpsToItself
            : jump != "0" && channel.Guild.Channels.Find(jump) is null ? PlatformError.ScheduleJumpMissing
            : null;
    }

    private static bool TryTime(string? text, long missing, out long milliseconds)
    {
        milliseconds = missing;
        return string.IsNullOrEmpty(text) || long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out milliseconds);
    }

    private static void Write(Utf8JsonWriter json, (Channel Channel, Schedule Schedule, Accounts.Bot Reader) found)
    {
        var (channel, schedule, reader) = found;
        json.WriteStartObject();
        json.WriteString("id"u8, schedule.Id);
        json.WriteString("name"u8, schedule.Name);
        json.WriteString("description"u8, schedule.Description);
        json.WriteString("start_timestamp"u8, GuildJson.Text((ulong)schedule.Start));
        json.WriteString("end_timestamp"u8, GuildJson.Text((ulong)schedule.End));
        json.WritePropertyName("creator"u8);
        GuildJson.Write(json, channel.Guild.Member(schedule.CreatorId, reader) ?? channel.Guild.Member(reader));
        json.WriteString("jump_channel_id"u8, schedule.JumpChannelId);
        json.WriteString("remind_type"u8, schedule.RemindType);
        json.WriteEndObject();
    }
}
