namespace QQBotKit.Core.Tests.Events;

public class C2CAndGroupTests
{
    private const string User = "8DADB81BDDA743D9966AFB80A8EB9004";
    private const string Group = "4A432943CBF7F17D2877C681173E3CDC";
    private const string Member = "39875C5105F038DA34803BDB21F90388";
    private const string Newcomer = "E807985E69984651DA0C6140BFBAF64F";

    [Fact]
    public void A_friend_says_how_the_bot_was_found()
    {
        var added = Reading.Sample<FriendAdded>("FRIEND_ADD");

        (added.UserOpenid, added.Conversation, added.UnionOpenid).Should().Be((User, Target.C2C(User), "27A0A24F12363D80D811EB1824B6E665"));
        (added.Scene, added.SceneParam, added.ShortCode).Should().Be((FriendScene.Link, "campaign-17", "k3Jd9"));
        added.Timestamp.Should().Be(DateTimeOffset.FromUnixTimeSeconds(1789733731));
    }

    [Fact]
    public void A_friend_of_earlier_years_is_one_too()
    {
        var added = Reading.Event<FriendAdded>("FRIEND_ADD", """{"timestamp":1789733731,"openid":"U"}""");

        (added.UserOpenid, added.UnionOpenid, added.Scene, added.SceneParam).Should().Be(("U", null, FriendScene.Unknown, ""));
    }

    [Fact]
    public void Everything_else_between_a_person_and_the_bot_says_who()
    {
        C2CEvent[] events =
        [
            Reading.Sample<FriendRemoved>("FRIEND_DEL"),
            Reading.Sample<C2CMessagesAccepted>("C2C_MSG_RECEIVE"),
            Reading.Sample<C2CMessagesRejected>("C2C_MSG_REJECT"),
            Reading.Sample<ChatEntered>("ENTER_AIO"),
        ];

        events.Should().AllSatisfy(e => (e.UserOpenid, e.Conversation).Should().Be((User, Target.C2C(User))));
        events[..3].Should().AllSatisfy(e => e.Timestamp.Should().NotBeNull());
        ((ChatEntered)events[3]).FromSource.Should().Be("contact_list");
    }

    [Fact]
    public void A_subscription_has_its_choices()
    {
        var changed = Reading.Sample<SubscriptionChanged>("SUBSCRIBE_MESSAGE_STATUS");
        var moment = DateTimeOffset.FromUnixTimeSeconds(1789733731);

        (changed.Openid, changed.GroupOpenid, changed.Conversation).Should().Be((User, null, Target.C2C(User)));
        changed.Choices.Should().Equal(new SubscriptionChoice("31", SubscriptionAnswer.Accepted)
        {
            CustomTemplateId = "102012345_1790000000",
            SubscriptionId = "sub-0077",
            SubscribedAt = moment,
            UpdatedAt = moment,
        });
        Reading.Event<SubscriptionChanged>("SUBSCRIBE_MESSAGE_STATUS", """{"group_openid":"G","openid":"M","result":[null,{"op":"2"}]}""")
            .Should().Match<SubscriptionChanged>(e => e.Conversation == Target.Group("G") && e.GroupOpenid == "G" && e.Choices[0].Answer == SubscriptionAnswer.Refused);
    }

    [Fact]
    public void What_a_member_does_with_the_bot_says_who_and_in_which_group()
    {
        GroupRobotEvent[] events =
        [
            Reading.Sample<GroupRobotAdded>("GROUP_ADD_ROBOT"),
            Reading.Sample<GroupRobotRemoved>("GROUP_DEL_ROBOT"),
            Reading.Sample<GroupMessagesAccepted>("GROUP_MSG_RECEIVE"),
            Reading.Sample<GroupMessagesRejected>("GROUP_MSG_REJECT"),
        ];

        events.Should().AllSatisfy(e => (e.GroupOpenid, e.Conversation, e.OperatorOpenid).Should().Be((Group, Target.Group(Group), Member)));
        events.Should().AllSatisfy(e => e.Timestamp.Should().BeAfter(DateTimeOffset.FromUnixTimeSeconds(1789733000)));
    }

    [Theory]
    [InlineData("1789733781")]
    [InlineData("\"1789733781\"")]
    [InlineData("\"2026-09-18T20:16:21+08:00\"")]
    public void The_times_of_groups_come_as_numbers_texts_and_dates(string time)
    {
        Reading.Event<GroupMemberAdded>("GROUP_MEMBER_ADD", $$"""{"timestamp":{{time}},"group_openid":"G","member_openid":"M"}""")
            .Timestamp.Should().Be(DateTimeOffset.FromUnixTimeSeconds(1789733781));
    }

    [Fact]
    public void Members_come_and_go()
    {
        var added = Reading.Sample<GroupMemberAdded>("GROUP_MEMBER_ADD");
        var removed = Reading.Sample<GroupMemberRemoved>("GROUP_MEMBER_REMOVE");

        (added.GroupOpenid, added.MemberOpenid, added.UserOpenid, added.Conversation)
            .Should().Be((Group, Newcomer, "6464E61B9BE71C9E0044BC9592131FB9", Target.Group(Group)));
        (removed.GroupOpenid, removed.MemberOpenid, removed.UserOpenid).Should().Be((Group, Newcomer, null));
    }

    [Fact]
    public void A_request_to_join_has_the_answers()
    {
        var request = Reading.Sample<GroupJoinRequested>("GROUP_JOIN_REQUEST");

        (request.GroupOpenid, request.RequestId, request.MemberOpenid, request.Name, request.Source)
            .Should().Be((Group, "AQ7fR2-sample_join_0001", Newcomer, "梅", "self_apply"));
        (request.InvitedBy, request.UnionOpenid, request.IsBot, request.RiskTips, request.ApprovedByStrategy).Should().Be((null, null, false, "", null));
        request.Timestamp.Should().Be(DateTimeOffset.Parse("2026-09-18T20:15:39+08:00"));
        request.Verification!.Method.Should().Be("admin_review_qa");
        request.Verification.Answers.Should().Equal(new JoinAnswer("最近在读什么书?", "海边的卡夫卡"));
    }

    [Fact]
    public void Somebody_who_was_invited_was_asked_nothing()
    {
        var request = Reading.Sample<GroupJoinRequested>("GROUP_JOIN_REQUEST.invited");

        (request.Source, request.InvitedBy, request.Verification).Should().Be(("invited", Member, null));
    }

    [Fact]
    public void A_request_says_what_the_platform_thinks_of_it_and_whether_it_is_approved_already()
    {
        var request = Reading.Event<GroupJoinRequested>("GROUP_JOIN_REQUEST", """
            {"group_openid":"G","join_request_id":"R","member_openid":"M","union_openid":"N","bot":true,"risk_tips":"warning_tips","auto_approved":{"strategy_id":7},
             "verify_info":{"method":"verify_message","verify_message":"我是梅"}}
            """);

        (request.UnionOpenid, request.IsBot, request.RiskTips, request.ApprovedByStrategy).Should().Be(("N", true, "warning_tips", "7"));
        (request.Verification!.Method, request.Verification.Message, request.Verification.Answers.Count).Should().Be(("verify_message", "我是梅", 0));
    }
}
