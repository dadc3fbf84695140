using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Control.World;

/// <summary>Plans changes of groups.</summary>
internal sealed class GroupEditor(SimulatedWorld world, WorldPlan plan)
{
    public string? Plan(GroupChange change, string at)
    {
        var group = world.Conversation<Group>(change.Openid);
        if (change.Removed)
        {
            plan.Then(() => world.Remove(group!));
            return group is null ? $"{at}: there is no group {ControlAnswers.Quote(change.Openid)} to remove" : null;
        }

        var members = new List<Member>();
        var wrong = WorldPlan.CheckOpenid(change.Openid, $"{at}.openid")
            ?? (group is null && world.Conversation(change.Openid) is not null ? $"{at}.openid: {ControlAnswers.Quote(change.Openid)} is the id of something else" : null)
            ?? (group is null && string.IsNullOrEmpty(change.Name) ? $"{at}.name is missing" : null)
            ?? CheckSettings(change, at)
            ?? WorldPlan.Each(change.Members, $"{at}.members", (member, where) => Read(member, group, members, where));
        if (wrong is not null)
        {
            return wrong;
        }

        if (group is null)
        {
            plan.Then(() => world.Add(new Group(Merge(new(change.Name!), change), members) { Id = change.Openid! }));
            return null;
        }

        plan.Then(() =>
        {
            group.Info = Merge(group.Info, change);
            if (change.Members is not null)
            {
                group.Roster.Replace(members);
            }
        });
        return null;
    }

    private static string? CheckSettings(GroupChange change, string at) => change switch
    {
        { RecvMsgSetting: not (null or GroupInfo.AllMessages or GroupInfo.OnlyMentions or GroupInfo.MentionsWithContext) } =>
            $"{at}.recv_msg_setting is all, only_mention or mention_and_context",
        { GlobalRule.Mode: not ("none" or "always" or "schedule") } when change.GlobalRule is not null => $"{at}.global_rule.mode is none, always or schedule",
        _ => null,
    };

    private string? Read(GroupMemberChange change, Group? group, List<Member> members, string at)
    {
        var openid = change.UserOpenid ?? change.Openid;
        var wrong = WorldPlan.CheckOpenid(change.Openid, $"{at}.openid")
            ?? (change.Role is null or "member" or "admin" or "owner" ? null : $"{at}.role: {ControlAnswers.Quote(change.Role)} is none of member, admin, owner")
            ?? (members.Exists(member => member.Id == change.Openid) ? $"{at}.openid: {ControlAnswers.Quote(change.Openid)} is there twice" : null)
            ?? (plan.Person(openid) is null ? $"{at}.user_openid: there is no user {ControlAnswers.Quote(openid)}: add him to users" : null);
        if (wrong is null)
        {
            // Who was there keeps what is not named: since when, and until when he may not speak.
            var known = group?.Roster.Find(change.Openid);
            var member = known ?? new Member(plan.Person(openid)!, change.Openid!);
            members.Add(member with { Person = plan.Person(openid)!, Role = change.Role ?? member.Role });
        }

        return wrong;
    }

    private static GroupInfo Merge(GroupInfo info, GroupChange change) => info with
    {
        Name = change.Name ?? info.Name,
        Memo = change.Memo ?? info.Memo,
        Class = change.Class ?? info.Class,
        Tags = change.Tags ?? info.Tags,
        ReceiveMode = change.RecvMsgSetting ?? info.ReceiveMode,
        AllowsProactive = change.AllowProactiveMsg ?? info.AllowsProactive,
        Mute = change.GlobalRule is { } rule ? new(rule.Mode!, rule.ScheduleRules ?? [], rule.RecurringRules ?? []) : info.Mute,
    };
}
