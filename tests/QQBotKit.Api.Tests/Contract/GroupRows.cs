using static QQBotKit.Api.Tests.Contract.ContractRow;

namespace QQBotKit.Api.Tests.Contract;

/// <summary>The management of groups.</summary>
internal static class GroupRows
{
    private const string Time = "2026-01-02T03:04:05+08:00";
    private static readonly DateTimeOffset Moment = new(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(8));

    private const string MemberJson =
        $$"""{"member_openid":"M","username":"n","member_role":"admin","bot":false,"joined_at":"{{Time}}","union_openid":"o"}""";

    private static readonly GroupMember Member = new("M", "n", GroupRole.Admin, false, Moment, "o");

    public static IEnumerable<ContractRow> All =>
    [
        Of("group.info", api => api.Groups.InfoAsync(Ids.Group))
            .Reads(
                """{"group_openid":"G","group_name":"n","group_finger_memo":"m","group_class_text":"c","group_tags":["a","b"],"group_member_num":3}""",
                new GroupInfo("G", "n", "m", "c", ["a", "b"], 3))
            .Reads("""{"group_openid":"G","group_tags":null,"group_member_num":"3"}""", new GroupInfo("G", GroupMemberNum: 3)),
        Of("group.bot_state", api => api.Groups.BotStateAsync(Ids.Group))
            .Reads(
                $$"""{"member_openid":"M","joined_at":"{{Time}}","allow_proactive_msg":true,"recv_msg_setting":"mention_and_context","member_role":"owner"}""",
                new GroupBotState("M", Moment, true, ReceivedMessages.MentionAndContext, GroupRole.Owner))
            .Reads(
                """{"member_openid":"M","recv_msg_setting":"only_mention","member_role":"member"}""",
                new GroupBotState("M", null, false, ReceivedMessages.OnlyMention, GroupRole.Member))
            .Reads("""{"member_openid":"M","recv_msg_setting":"telepathy","member_role":null}""", new GroupBotState("M")),

        Of("group.join_request_list", api => api.JoinRequests.ListAsync(Ids.Group, "c", 50), query: "cursor=c&limit=50")
            .Reads(
                $$$"""
                {"list":[{"join_request_id":"J","member_openid":"M","username":"n","union_openid":"o","apply_at":"{{{Time}}}","apply_source":"self_apply",
                          "invited_by":"","bot":false,"risk_tips":"warning_tips",
                          "verify_info":{"method":"admin_review_qa","verify_message":"v","review_qa_list":[{"question":"q","answer":"a"}]}},
                         {"join_request_id":"K","apply_source":"invited","invited_by":"I","auto_approved":{"strategy_id":"S"}}],"next_cursor":"d"}
                """,
                new Page<JoinRequest>(
                    [
                        new("J", "M", "n", "o", Moment, JoinSource.SelfApply, "", false, "warning_tips",
                            new(JoinVerificationMethod.AdminReviewQa, "v", [new("q", "a")])),
                        new("K", ApplySource: JoinSource.Invited, InvitedBy: "I", AutoApproved: new("S")),
                    ],
                    "d"))
            .Reads("""{"list":[],"next_cursor":""}""", new Page<JoinRequest>([], null)),
        Of("group.approve_join_request", api => api.JoinRequests.ApproveAsync(Ids.Group, Ids.Member, "J"), """{"op":"approve","join_request_id":"J"}"""),
        Of("group.approve_join_request",
            api => api.JoinRequests.DeclineAsync(Ids.Group, Ids.Member, "J", "满员", addToMemberBlacklist: true),
            """{"op":"decline","join_request_id":"J","reject_reason":"满员","add_to_member_blacklist":true}"""),

        Of("group.mute_get", api => api.GroupMutes.GetAsync(Ids.Group))
            .Reads(
                $$"""
                {"global_rule":{"mode":"schedule","schedule_rules":[{"task_id":"1","start_at":"{{Time}}","end_at":"{{Time}}","enabled":true}],
                  "recurring_rules":[{"task_id":"2","weekdays":[1,7],"start_time":"22:00","end_time":"07:30","enabled":false}]},
                 "members":[{"member_openid":"M","mute_expire_at":"{{Time}}","username":"n","union_openid":"o"}]}
                """,
                new GroupMutes(
                    new(GlobalMuteMode.Schedule, [new("1", Moment, Moment, true)], [new("2", [1, 7], "22:00", "07:30")]), [new("M", Moment, "n", "o")]))
            .Reads("""{"global_rule":{"mode":"none"},"members":null}""", new GroupMutes(new(GlobalMuteMode.None))),
        Of("group.mute_set",
            api => api.GroupMutes.SetAsync(
                Ids.Group, [GroupMuteChange.Add("A", Moment), GroupMuteChange.Update("B", Moment.AddMilliseconds(7)), GroupMuteChange.Remove("C")]),
            $$"""
            {"members":[{"op":"add","member_openid":"A","mute_expire_at":"{{Time}}"},{"op":"update","member_openid":"B","mute_expire_at":"{{Time}}"},
                        {"op":"del","member_openid":"C"}]}
            """),

        Of("group.strategy_list", api => api.JoinStrategies.ListAsync("c", 50), query: "cursor=c&limit=50")
            .Reads(
                $$"""
                {"strategies":[{"strategy_id":"S","group_openids":["G"],"group_ids":[],"whitelist_user_count":3,"is_enable":"on","expire_at":"{{Time}}",
                                "created_at":"{{Time}}","updated_at":"{{Time}}","remark":"r"},
                               {"strategy_id":7,"group_openids":null,"group_ids":[123456789,"987654321"],"is_enable":"off"}],"next_cursor":"d"}
                """,
                new Page<JoinStrategy>(
                    [new("S", ["G"], [], 3, true, Moment, Moment, Moment, "r"), new("7", [], [123456789, 987654321])], "d")),
        Of("group.strategy_create",
            api => api.JoinStrategies.CreateAsync(new() { GroupOpenids = ["G"], IsEnable = false, ExpireAt = Moment, Remark = "r" }),
            $$"""{"group_openids":["G"],"is_enable":"off","expire_at":"{{Time}}","remark":"r"}""")
            .Reads($$"""{"strategy_id":"S","is_enable":"off","expire_at":"{{Time}}"}""", new JoinStrategyState("S", false, Moment)),
        Of("group.strategy_create", api => api.JoinStrategies.CreateAsync(new() { GroupIds = [123456789] }), """{"group_ids":[123456789]}""")
            .Reads("""{"strategy_id":"S","is_enable":"on"}""", new JoinStrategyState("S", true)),
        Of("group.strategy_patch",
            api => api.JoinStrategies.UpdateAsync(
                Ids.Strategy, new() { IsEnable = true, ExpireAt = Moment, GroupAction = StrategyGroups.Add("G"), Remark = "" }),
            $$"""{"is_enable":"on","expire_at":"{{Time}}","group_action":{"op":"add","group_openids":["G"]},"remark":""}""")
            .Reads($$"""{"is_enable":"on","expire_at":"{{Time}}"}""", new JoinStrategyState("", true, Moment)),
        Of("group.strategy_patch",
            api => api.JoinStrategies.UpdateAsync(Ids.Strategy, new() { GroupAction = StrategyGroups.Remove(123456789) }),
            """{"group_action":{"op":"del","group_ids":[123456789]}}""")
            .Reads("""{"is_enable":"on"}""", new JoinStrategyState("", true)),
        Of("group.strategy_delete", api => api.JoinStrategies.DeleteAsync(Ids.Strategy)),
        Of("group.strategy_execute", api => api.JoinStrategies.ExecuteAsync(Ids.Strategy)),
        Of("group.strategy_whitelist", api => api.JoinStrategies.AddUsersAsync(Ids.Strategy, ["10001"]), """{"op":"add","whitelist_users":["10001"]}""")
            .Reads($$"""{"strategy_id":"S","whitelist_user_count":1,"updated_at":"{{Time}}"}""", new JoinWhitelist("S", 1, Moment)),
        Of("group.strategy_whitelist", api => api.JoinStrategies.RemoveUsersAsync(Ids.Strategy, ["10001"]), """{"op":"del","whitelist_users":["10001"]}""")
            .Reads("""{"strategy_id":"S","whitelist_user_count":"0"}""", new JoinWhitelist("S")),

        Of("group.members", api => api.GroupMembers.ListAsync(Ids.Group, "c"), query: "cursor=c")
            .Reads($$"""{"members":[{{MemberJson}}],"next_cursor":"d"}""", new Page<GroupMember>([Member], "d"))
            .Reads("""{"members":null}""", new Page<GroupMember>([], null)),
        Of("group.member", api => api.GroupMembers.GetAsync(Ids.Group, Ids.Member)).Reads(MemberJson, Member),
        Of("group.members_remove",
            api => api.GroupMembers.RemoveAsync(Ids.Group, ["A", "B"], addToMemberBlacklist: true),
            """{"member_openids":["A","B"],"add_to_member_blacklist":true}""")
            .Reads("""{"remove_members_result":"success","add_to_member_blacklist_fail_openids":["B"]}""", new RemovedMembers("success", ["B"])),
        Of("group.members_remove", api => api.GroupMembers.RemoveAsync(Ids.Group, ["A"]), """{"member_openids":["A"]}""")
            .Reads("""{"remove_members_result":"success"}""", new RemovedMembers("success")),
        Of("group.blacklist_get", api => api.GroupBlacklist.ListAsync(Ids.Group, "c", 100), query: "cursor=c&limit=100")
            .Reads(
                $$"""{"users":[{"union_openid":"o","member_openid":"M","username":"n","banned_at":"{{Time}}","bot":true}],"next_cursor":"d"}""",
                new Page<BlacklistedMember>([new("M", "n", Moment, true, "o")], "d")),
        Of("group.blacklist_set", api => api.GroupBlacklist.AddAsync(Ids.Group, ["A"]), """{"op":"add","member_openids":["A"]}""")
            .Reads("""{"fail_openids":["A"]}""", new List<string> { "A" }),
        Of("group.blacklist_set", api => api.GroupBlacklist.RemoveAsync(Ids.Group, ["A"]), """{"op":"del","member_openids":["A"]}""")
            .Reads("{}", Array.Empty<string>()),
    ];
}
