using System.Globalization;
using System.Text.Json;
using QQBotKit.Simulator.Messages;
using QQBotKit.Simulator.Rest;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Groups;

internal sealed record MuteBody(MuteChange[]? Members);

internal sealed record MuteChange(string? Op, string? MemberOpenid, string? MuteExpireAt);

/// <summary>Who may not speak in a group (禁言).</summary>
internal sealed class MuteEndpoints(TimeProvider time)
{
    private const int MaxMembers = 20;
    private const string Path = "restrict_chat_setting";
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    public void Map(GroupRoutes groups)
    {
        groups.Map("GET", Path, BotRights.GroupAdmin, (call, group) => call.Http.AnswerAsync((group, time.GetUtcNow()), Write));
        groups.Map("POST", Path, BotRights.GroupAdmin, SimulatorJson.Default.MuteBody, ChangeAsync);
    }

    private Task ChangeAsync(Call call, Group group, MuteBody body)
    {
        // All of it or nothing.
        var refusal = Check(group, body);
        if (refusal is null)
        {
            foreach (var change in body.Members!)
            {
                group.Roster.Change(change.MemberOpenid!, member => member with { MutedUntil = change.Op == "del" ? default : Read(change.MuteExpireAt) ?? default });
            }
        }

        return call.EndAsync(refusal);
    }

    private PlatformError? Check(Group group, MuteBody body)
    {
        if (body.Members is not { Length: > 0 and <= MaxMembers })
        {
            return PlatformError.Invalid($"members is a list of 1 to {MaxMembers}");
        }

        var now = time.GetUtcNow();
        foreach (var change in body.Members)
        {
            var refusal = group.Roster.Find(change?.MemberOpenid) switch
            {
                null => PlatformError.TargetMissing,
                { Role: not "member" } => PlatformError.Invalid("only ordinary members can be muted"),
                _ when change!.Op == "del" => null,
                _ when change.Op is not ("add" or "update") => PlatformError.Invalid("op is add, update or del"),
                _ when Read(change.MuteExpireAt) is { } end && end > now && end <= now + Longest => null,
                _ => PlatformError.Invalid($"mute_expire_at is an RFC 3339 time, at most {Longest.TotalDays} days ahead"),
            };
            if (refusal is not null)
            {
                return refusal;
            }
        }

        return null;
    }

    private static DateTimeOffset? Read(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    /// <summary>Writes when all ordinary members are silent.</summary>
    public static void WriteRule(Utf8JsonWriter json, MuteRule rule)
    {
        json.WriteStartObject("global_rule"u8);
        json.WriteString("mode"u8, rule.Mode);
        json.WriteStartArray("schedule_rules"u8);
        foreach (var period in rule.ScheduleRules)
        {
            json.WriteStartObject();
            json.WriteString("task_id"u8, period.TaskId);
            json.WriteString("start_at"u8, PlatformTime.Format(period.StartAt));
            json.WriteString("end_at"u8, PlatformTime.Format(period.EndAt));
            json.WriteBoolean("enabled"u8, period.Enabled);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("recurring_rules"u8);
        foreach (var hours in rule.RecurringRules)
        {
            json.WriteStartObject();
            json.WriteString("task_id"u8, hours.TaskId);
            json.WriteStartArray("weekdays"u8);
            Array.ForEach(hours.Weekdays, json.WriteNumberValue);
            json.WriteEndArray();
            json.WriteString("start_time"u8, hours.StartTime.ToString("HH:mm", CultureInfo.InvariantCulture));
            json.WriteString("end_time"u8, hours.EndTime.ToString("HH:mm", CultureInfo.InvariantCulture));
            json.WriteBoolean("enabled"u8, hours.Enabled);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, (Group Group, DateTimeOffset Now) state)
    {
        json.WriteStartObject();
        WriteRule(json, state.Group.Info.Mute);
        json.WriteStartArray("members"u8);
        foreach (var member in state.Group.Members.Where(member => member.MutedUntil > state.Now))
        {
            json.WriteStartObject();
            json.WriteString("member_openid"u8, member.Id);
            json.WriteString("mute_expire_at"u8, PlatformTime.Format(member.MutedUntil));
            json.WriteString("username"u8, member.Person.Name);
            json.WriteString("union_openid"u8, member.Person.UnionOpenid);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
