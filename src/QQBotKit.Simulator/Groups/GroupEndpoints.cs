using System.Globalization;
using System.Text.Json;
using QQBotKit.Simulator.Accounts;
using QQBotKit.Simulator.Messages;
using QQBotKit.Simulator.Rest;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Groups;

/// <summary>The body of a call that names members.</summary>
internal sealed record MembersBody(string? Op, string[]? MemberOpenids, bool AddToMemberBlacklist)
{
    private const int MaxMembers = 20;

    public PlatformError? Check() => MemberOpenids switch
    {
        null or [] => PlatformError.Invalid("member_openids is missing or empty"),
        { Length: > MaxMembers } => PlatformError.Invalid($"member_openids names more than {MaxMembers}"),
        _ when MemberOpenids.Any(string.IsNullOrEmpty) => PlatformError.Invalid("member_openids has an empty id"),
        _ => null,
    };
}

/// <summary>The list of members in its older form, which clients still use.</summary>
internal sealed record OldMembersBody(int? Limit, int? StartIndex);

/// <summary>Groups and who is in them (群聊管理).</summary>
internal sealed class GroupEndpoints(SimulatedWorld world, BotAccounts accounts, Membership membership, TimeProvider time)
{
    private const int MembersOfPage = 30;
    private const int MaxOldMembers = 500;
    private const int StandardPage = 20;
    private const int MaxBlacklistPage = 100;

    public void Map(PlatformApi api)
    {
        var groups = new GroupRoutes(api, world);
        groups.Map("GET", "info", BotRights.AllowListed, (call, group) => call.Http.AnswerAsync((group, count: MembersOf(group).Count()), WriteInfo));
        groups.Map("GET", "bot_state", BotRights.AllowListed, static (call, group) => call.Http.AnswerAsync((group, call.Bot), WriteState));
        groups.Map("GET", "members", BotRights.Invited, ListAsync);
        groups.Map("POST", "members", BotRights.Invited, SimulatorJson.Default.OldMembersBody, ListOldAsync);
        groups.Map("GET", "members/{member_openid}", BotRights.Invited, (call, group) => MembersOf(group).FirstOrDefault(one => one.Openid == call.Path("member_openid")) is { } found
            ? call.Http.AnswerAsync(found, WriteMember)
            : call.EndAsync(PlatformError.TargetMissing));
        groups.Map("POST", "batch_remove_members", BotRights.Invited, SimulatorJson.Default.MembersBody, RemoveAsync);
        groups.Map("GET", "member_blacklist", BotRights.Invited, ListBannedAsync);
        groups.Map("POST", "member_blacklist", BotRights.Invited, SimulatorJson.Default.MembersBody, BanAsync);
        new JoinRequestEndpoints(membership).Map(groups);
        new MuteEndpoints(time).Map(groups);
        new StrategyEndpoints(world, membership, time).Map(api);
    }

    private IEnumerable<ListedMember> MembersOf(Group group) =>
        group.Members.Select(ListedMember.Of).Concat(accounts.All.Select(ListedMember.Of));

    private Task ListAsync(Call call, Group group) => call.Http.AnswerAsync(
        Page.Of(call, [.. MembersOf(group)], MembersOfPage, MembersOfPage), static (json, page) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("members"u8);
            foreach (var member in page.Items)
            {
                WriteMember(json, member);
            }

            json.WriteEndArray();
            json.WriteString("next_cursor"u8, page.Next);
            json.WriteEndObject();
        });

    private Task ListOldAsync(Call call, Group group, OldMembersBody body)
    {
        var start = Math.Max(0, body.StartIndex ?? 0);
        var all = MembersOf(group).ToArray();
        var end = Math.Min(all.Length, start + Math.Clamp(body.Limit ?? MaxOldMembers, 1, MaxOldMembers));
        return call.Http.AnswerAsync((members: all.Skip(start).Take(end - start), next: end < all.Length ? end : 0), static (json, page) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("members"u8);
            foreach (var member in page.members)
            {
                json.WriteStartObject();
                json.WriteString("member_openid"u8, member.Openid);
                json.WriteNumber("join_timestamp"u8, DateTimeOffset.Parse(member.JoinedAt, CultureInfo.InvariantCulture).ToUnixTimeSeconds());
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteNumber("next_index"u8, page.next);
            json.WriteEndObject();
        });
    }

    private async Task RemoveAsync(Call call, Group group, MembersBody body)
    {
        var refusal = body.Check() ?? (body.MemberOpenids!.All(id => group.Roster.Find(id) is { Role: "member" })
            ? null
            : PlatformError.Invalid("member_openids names someone who is not an ordinary member"));
        if (refusal is not null)
        {
            await call.EndAsync(refusal);
            return;
        }

        var failed = new List<string>();
        foreach (var id in body.MemberOpenids!)
        {
            await membership.RemoveAsync(group, id);
            if (body.AddToMemberBlacklist && !membership.TryBan(group, id))
            {
                failed.Add(id);
            }
        }

        await call.Http.AnswerAsync(failed, static (json, failed) =>
        {
            json.WriteStartObject();
            json.WriteString("remove_members_result"u8, "success"u8);
            WriteIds(json, "add_to_member_blacklist_fail_openids", failed);
            json.WriteEndObject();
        });
    }

    private Task ListBannedAsync(Call call, Group group) => call.Http.AnswerAsync(
        Page.Of(call, group.Blacklist.All, StandardPage, MaxBlacklistPage), static (json, page) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("users"u8);
            foreach (var (member, at) in page.Items)
            {
                json.WriteStartObject();
                json.WriteString("union_openid"u8, member.Person.UnionOpenid);
                json.WriteString("member_openid"u8, member.Id);
                json.WriteString("username"u8, member.Person.Name);
                json.WriteString("banned_at"u8, PlatformTime.Format(at));
                json.WriteBoolean("bot"u8, false);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString("next_cursor"u8, page.Next);
            json.WriteEndObject();
        });

    private Task BanAsync(Call call, Group group, MembersBody body)
    {
        Func<string, bool>? change = body.Op switch
        {
            "add" => id => membership.TryBan(group, id),
            "del" => id => group.Blacklist.Remove(id) is not null,
            _ => null,
        };
        if ((body.Check() ?? (change is null ? PlatformError.Invalid("op is add or del") : null)) is { } refusal)
        {
            return call.EndAsync(refusal);
        }

        return call.Http.AnswerAsync(body.MemberOpenids!.Where(id => !change!(id)).ToArray(), static (json, failed) =>
        {
            json.WriteStartObject();
            WriteIds(json, "fail_openids", failed);
            json.WriteEndObject();
        });
    }

    private static void WriteInfo(Utf8JsonWriter json, (Group Group, int Members) state)
    {
        var info = state.Group.Info;
        json.WriteStartObject();
        json.WriteString("group_openid"u8, state.Group.Id);
        json.WriteString("group_name"u8, info.Name);
        json.WriteString("group_finger_memo"u8, info.Memo);
        json.WriteString("group_class_text"u8, info.Class);
        WriteIds(json, "group_tags", info.Tags);
        json.WriteNumber("group_member_num"u8, state.Members);
        json.WriteEndObject();
    }

    private static void WriteState(Utf8JsonWriter json, (Group Group, Bot Bot) state)
    {
        var listed = ListedMember.Of(state.Bot);
        json.WriteStartObject();
        json.WriteString("member_openid"u8, listed.Openid);
        json.WriteString("joined_at"u8, listed.JoinedAt);
        json.WriteBoolean("allow_proactive_msg"u8, state.Group.Info.AllowsProactive);
        json.WriteString("recv_msg_setting"u8, state.Group.Info.ReceiveMode);
        json.WriteString("member_role"u8, listed.Role);
        json.WriteEndObject();
    }

    private static void WriteMember(Utf8JsonWriter json, ListedMember member)
    {
        json.WriteStartObject();
        json.WriteString("member_openid"u8, member.Openid);
        json.WriteString("username"u8, member.Name);
        json.WriteString("member_role"u8, member.Role);
        json.WriteBoolean("bot"u8, member.IsBot);
        json.WriteString("joined_at"u8, member.JoinedAt);
        json.WriteString("union_openid"u8, member.UnionOpenid);
        json.WriteEndObject();
    }

    private static void WriteIds(Utf8JsonWriter json, string name, IEnumerable<string> ids)
    {
        json.WriteStartArray(name);
        foreach (var id in ids)
        {
            json.WriteStringValue(id);
        }

        json.WriteEndArray();
    }

    /// <summary>Someone in a group, person or bot, as the platform lists him. Every bot is in every group.</summary>
    private sealed record ListedMember(string Openid, string Name, string Role, bool IsBot, string JoinedAt, string UnionOpenid)
    {
        public static ListedMember Of(Member member) => new(member.Id, member.Person.Name, member.Role, false, member.JoinedAt, member.Person.UnionOpenid);

        public static ListedMember Of(Bot bot) =>
            new(bot.Openid, bot.Name, bot.Rights.HasFlag(BotRights.GroupAdmin) ? "admin" : "member", true, "2025-03-02T08:00:00+08:00", "");
    }
}
