namespace QQBotKit.Api.Tests;

/// <summary>What a number of the platform forbids is refused before anything is sent, with a text that says what, the limit, and what to do.</summary>
public class CheckTests : ApiTestBase
{
    private static readonly (string Text, Func<QQBotApi, Task> Call)[] Table =
    [
        ("It must be from 1 to 400. (Parameter 'limit')*", api => api.Members.ListAsync("9", limit: 401)),
        ("It must be from 1 to 400. (Parameter 'limit')*", api => api.Roles.MembersAsync("9", "5", limit: 0)),
        ("It must be from 1 to 100. (Parameter 'limit')*", api => api.Users.GuildsAsync(limit: 101)),
        ("It must be from 1 to 20. (Parameter 'limit')*", api => api.Messages.ListAsync("7", before: "1", limit: 21)),
        ("It must be from 1 to 50. (Parameter 'limit')*", api => api.Reactions.UsersAsync("7", "m", ReactionEmoji.Face("4"), limit: 51)),
        ("It must be from 1 to 50. (Parameter 'limit')*", api => api.JoinRequests.ListAsync("G", limit: 51)),
        ("It must be from 1 to 50. (Parameter 'limit')*", api => api.JoinStrategies.ListAsync(limit: 51)),
        ("It must be from 1 to 50. (Parameter 'limit')*", api => api.Panels.ListAsync(PanelScope.C2C, limit: 51)),
        ("It must be from 1 to 100. (Parameter 'limit')*", api => api.GroupBlacklist.ListAsync("G", limit: 101)),
        ("*21 entries, and 20 are the most. Make several calls.*memberOpenids*", api => api.GroupMembers.RemoveAsync("G", Many(21))),
        ("*empty*leave the call out*memberOpenids*", api => api.GroupMembers.RemoveAsync("G", [])),
        ("*21 entries, and 20 are the most. Make several calls.*memberOpenids*", api => api.GroupBlacklist.AddAsync("G", Many(21))),
        ("*21 entries, and 20 are the most. Make several calls.*members*",
            api => api.GroupMutes.SetAsync("G", [.. Many(21).Select(GroupMuteChange.Remove)])),
        ("*101 entries, and 100 are the most.*roupOpenids*", api => api.JoinStrategies.CreateAsync(new() { GroupOpenids = Many(101) })),
        ("*exactly one of the two*", api => api.JoinStrategies.CreateAsync(new())),
        ("*exactly one of the two*", api => api.JoinStrategies.CreateAsync(new() { GroupOpenids = ["G"], GroupIds = [1] })),
        ("*256 characters, and 255 are the most*", api => api.JoinStrategies.UpdateAsync("S", new() { Remark = new string('x', 256) })),
        ("*10001 entries, and 10000 are the most.*users*", api => api.JoinStrategies.AddUsersAsync("S", Many(10_001))),
        ("*4 entries, and 3 are the most.*channels*", api => api.Announcements.RecommendAsync("9", [new("1"), new("2"), new("3"), new("4")])),
        ("*names nobody*userIds*", api => api.Mutes.MuteMembersAsync("9", [], TimeSpan.FromMinutes(1))),
        ("*shorter than a second*Lift lifts a mute*", api => api.Mutes.MuteMemberAsync("9", "1", TimeSpan.Zero)),
        ("*admin of one channel: say which*channelId*", api => api.Roles.AddMemberAsync("9", "1", DefaultRoles.ChannelAdmin)),
        ("*Manage cannot be changed*", api => api.Permissions.SetOfUserAsync("7", "1", ChannelPermissions.Manage)),
        ("*Nothing would change*", api => api.Permissions.SetOfRoleAsync("7", "1")),
        ("*must end after it starts, and within 7 days*", api => api.Schedules.CreateAsync("7", Lasting(TimeSpan.FromDays(8)))),
        ("*must end after it starts*", api => api.Schedules.UpdateAsync("7", "S", Lasting(TimeSpan.Zero))),
        ("*exactly one of around, before and after*", api => api.Messages.ListAsync("7")),
        ("*exactly one of around, before and after*", api => api.Messages.ListAsync("7", before: "1", after: "2")),
        ("*11 entries, and 10 are the most. Put some into a sub-menu.*items*",
            api => api.Menu.SetAsync([.. Many(11).Select(name => MenuItem.OfMessage(name, name))])),
        ("*11 wide, and 10 is the most, where a Chinese character counts as 2: shorten \"五个字的菜x\"*",
            api => api.Menu.SetAsync([MenuItem.OfMessage("五个字的菜x", "x")])),
        ("*15 wide, and 14 is the most*", api => api.Menu.SetAsync([MenuItem.OfMenu("a", MenuItem.OfMessage("fifteen letters", "x"))])),
        ("*6 entries, and 5 are the most.*", api => api.Menu.SetAsync([MenuItem.OfMenu("a", [.. Many(6).Select(name => MenuItem.OfMessage(name, name))])])),
        ("*must start with https://, and this is \"http://x\"*", api => api.Menu.SetAsync([MenuItem.OfLink("a", "http://x")])),
        ("*21 entries, and 20 are the most. Make another panel.*", api => api.Panels.SetAsync("P", new([.. Many(21).Select(name => new PanelItem(name))]))),
        ("*15 characters, and 14 are the most*", api => api.Panels.SetAsync("P", new([new("fifteen letters")]))),
        ("*31 characters, and 30 are the most*", api => api.Panels.SetAsync("P", new([new("a", new string('x', 31))]))),
        ("*must start with https://*Link*", api => api.Panels.SetAsync("P", new([new("a", "", PanelItemType.Link, Link: "ftp://x")]))),
        ("*256 characters, and 255 are the most*",
            api => api.Panels.CreateAsync(new() { Scope = PanelScope.C2C, Panel = new([new("a")], new string('x', 256)) })),
        ("*21 entries, and 20 are the most. Give the others to AddTargetsAsync*",
            api => api.Panels.CreateAsync(new() { Scope = PanelScope.C2C, UserOpenids = Many(21), Panel = new([new("a")]) })),
        ("*names nobody*userOpenids*", api => api.Panels.AddTargetsAsync("P")),
        ("*33 characters, and 32 are the most*callbackData*", api => api.ShareLinks.CreateAsync(new string('x', 33))),
        ("*no colon*\"a:b\"*callbackData*", api => api.ShareLinks.CreateAsync("a:b")),
        ("*is no PanelScope*", api => api.Panels.ListAsync((PanelScope)99)),
    ];

    public static TheoryData<int, string> Refused()
    {
        var data = new TheoryData<int, string>();
        foreach (var (i, (text, _)) in Table.Index())
        {
            data.Add(i, text);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_call_that_the_platform_would_refuse_is_not_made(int index, string text)
    {
        (await FluentActions.Awaiting(() => Table[index].Call(Api)).Should().ThrowAsync<ArgumentException>()).WithMessage(text);

        AllAsked.Should().BeEmpty();
    }

    private static string[] Many(int count) => [.. Enumerable.Range(1, count).Select(i => $"{i}")];

    private static ScheduleBody Lasting(TimeSpan time) => new() { StartTimestamp = DateTimeOffset.UnixEpoch, EndTimestamp = DateTimeOffset.UnixEpoch + time };
}
