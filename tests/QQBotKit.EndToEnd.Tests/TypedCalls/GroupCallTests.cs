using QQBotKit.Api;

namespace QQBotKit.EndToEnd.Tests.TypedCalls;

public sealed class GroupCallTests : TypedCallTest
{
    [Fact]
    public async Task A_group_tells_about_itself_and_the_bot_in_it()
    {
        var group = await GroupAsync(0);

        var info = await Api.Groups.InfoAsync(group);
        var state = await Api.Groups.BotStateAsync(group);

        (info.GroupOpenid, info.GroupName, info.GroupMemberNum).Should().Be((group, "读书会", 5));
        info.GroupTags.Should().NotBeEmpty();
        (state.AllowProactiveMsg, state.RecvMsgSetting, state.MemberRole).Should().Be((true, ReceivedMessages.All, GroupRole.Admin));
        state.JoinedAt.Should().NotBeNull();
    }

    [Fact]
    public async Task Members_are_listed_read_and_removed()
    {
        var group = await GroupAsync(0);
        var page = await Api.GroupMembers.ListAsync(group);
        var all = await Api.GroupMembers.AllAsync(group).ToListAsync();
        var member = all.First(one => one.MemberRole == GroupRole.Member);

        var one = await Api.GroupMembers.GetAsync(group, member.MemberOpenid);
        var removed = await Api.GroupMembers.RemoveAsync(group, [member.MemberOpenid], addToMemberBlacklist: true);

        page.Items.Should().Equal(all);
        all.Should().ContainSingle(other => other.Bot).And.ContainSingle(other => other.MemberRole == GroupRole.Owner);
        one.Should().Be(member);
        removed.AddToMemberBlacklistFailOpenids.Should().BeEmpty();
        (await Api.GroupMembers.AllAsync(group).ToListAsync()).Should().NotContain(member);
        (await Api.GroupBlacklist.ListAsync(group)).Items.Should().ContainSingle().Which.MemberOpenid.Should().Be(member.MemberOpenid);
    }

    [Fact]
    public async Task The_blacklist_takes_outsiders_and_gives_them_back()
    {
        var (group, outsider) = (await GroupAsync(1), await UserAsync(3));

        (await Api.GroupBlacklist.AddAsync(group, [outsider, "nobody"])).Should().Equal("nobody");
        (await Api.GroupBlacklist.AllAsync(group).ToListAsync()).Should().ContainSingle().Which.Username.Should().Be("Alex");
        (await Api.GroupBlacklist.RemoveAsync(group, [outsider])).Should().BeEmpty();
        (await Api.GroupBlacklist.ListAsync(group)).Items.Should().BeEmpty();
    }

    [Fact]
    public async Task A_member_is_muted_and_speaks_again()
    {
        var group = await GroupAsync(0);
        var member = (await Api.GroupMembers.AllAsync(group).ToListAsync()).First(one => one.MemberRole == GroupRole.Member).MemberOpenid;
        var until = DateTimeOffset.UtcNow.AddDays(1);

        await Api.GroupMutes.SetAsync(group, [GroupMuteChange.Add(member, until)]);
        (await TrySayAsync(group, member, "group")).Should().BeFalse();
        var mutes = await Api.GroupMutes.GetAsync(group);
        await Api.GroupMutes.SetAsync(group, [GroupMuteChange.Remove(member)]);

        mutes.GlobalRule!.Mode.Should().Be(GlobalMuteMode.None);
        var muted = mutes.Members.Should().ContainSingle().Which;
        muted.MemberOpenid.Should().Be(member);
        muted.MuteExpireAt.Should().BeCloseTo(until, TimeSpan.FromSeconds(1));
        (await TrySayAsync(group, member, "group")).Should().BeTrue();
    }

    [Fact]
    public async Task Requests_to_join_are_listed_approved_and_declined()
    {
        var (group, applicant) = (await GroupAsync(1), await UserAsync(3));
        await AskToJoinAsync(group, applicant);
        await AskToJoinAsync(group, "STRANGER");

        var page = await Api.JoinRequests.ListAsync(group, limit: 1);
        var all = await Api.JoinRequests.AllAsync(group).ToListAsync();
        await Api.JoinRequests.ApproveAsync(group, applicant, all[0].JoinRequestId);
        await Api.JoinRequests.DeclineAsync(group, "STRANGER", all[1].JoinRequestId, "full", addToMemberBlacklist: true);

        page.Items.Should().ContainSingle().Which.Should().Be(all[0]);
        (all[0].MemberOpenid, all[0].Username, all[0].ApplySource).Should().Be((applicant, "Alex", JoinSource.SelfApply));
        (await Api.JoinRequests.ListAsync(group)).Items.Should().BeEmpty();
        (await Api.GroupMembers.GetAsync(group, applicant)).MemberRole.Should().Be(GroupRole.Member);
        (await Api.GroupMembers.Invoking(members => members.GetAsync(group, "STRANGER")).Should().ThrowAsync<QQApiException>()).Which.Code.Should().Be(40011028);
    }

    [Fact]
    public async Task A_strategy_lets_those_on_its_list_in_and_is_deleted()
    {
        var (group, other, applicant) = (await GroupAsync(1), await GroupAsync(0), await UserAsync(3));
        await AskToJoinAsync(group, applicant);
        var qq = (string)(await WorldAsync())["users"]![3]!["qq"]!;

        var made = await Api.JoinStrategies.CreateAsync(new() { GroupOpenids = [other], Remark = "friends" });
        var changed = await Api.JoinStrategies.UpdateAsync(
            made.StrategyId, new() { IsEnable = true, GroupAction = StrategyGroups.Add([group]), ExpireAt = DateTimeOffset.UtcNow.AddDays(1) });
        var listed = await Api.JoinStrategies.AddUsersAsync(made.StrategyId, [qq, "10001"]);
        var fewer = await Api.JoinStrategies.RemoveUsersAsync(made.StrategyId, ["10001"]);
        var page = await Api.JoinStrategies.ListAsync(limit: 1);
        await Api.JoinStrategies.ExecuteAsync(made.StrategyId);
        await PostAsync("simulator/clock", new { advance = "10m" });
        await UntilAsync(async () => (await Api.JoinRequests.ListAsync(group)).Items.Count == 0);
        await Api.JoinStrategies.DeleteAsync(made.StrategyId);

        made.IsEnable.Should().BeTrue();
        changed.ExpireAt.Should().BeCloseTo(DateTimeOffset.UtcNow.AddDays(1), TimeSpan.FromMinutes(1));
        (listed.WhitelistUserCount, fewer.WhitelistUserCount).Should().Be((2, 1));
        var strategy = page.Items.Should().ContainSingle().Which;
        strategy.GroupOpenids.Should().Equal(other, group);
        strategy.Remark.Should().Be("friends");
        (await Api.GroupMembers.GetAsync(group, applicant)).Username.Should().Be("Alex");
        (await Api.JoinStrategies.AllAsync().ToListAsync()).Should().BeEmpty();
    }

    private async Task AskToJoinAsync(string group, string applicant) =>
        await PostAsync("simulator/events", new { type = "GROUP_JOIN_REQUEST", data = new { group_openid = group, member_openid = applicant } });
}
