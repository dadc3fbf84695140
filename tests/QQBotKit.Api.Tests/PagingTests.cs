using QQBotKit.Tests.Platform;

namespace QQBotKit.Api.Tests;

/// <summary>Lists that come in pages, read as one.</summary>
public class PagingTests : ApiTestBase
{
    public static TheoryData<string> Lists => [.. Table.Keys];

    private static Dictionary<string, Paged> Table { get; } = new()
    {
        ["guilds"] = new(
            api => Ids(api.Users.AllGuildsAsync(), guild => guild.Id),
            ["users/@me/guilds?limit=100", "users/@me/guilds?after=2&limit=100", "users/@me/guilds?after=3&limit=100"],
            ["""[{"id":"1"},{"id":"2"}]""", """[{"id":"3"}]""", "[]"]),
        ["guild members, of whom some come twice"] = new(
            api => Ids(api.Members.AllAsync("9"), member => member.User.Id),
            ["guilds/9/members?after=0&limit=400", "guilds/9/members?after=2&limit=400", "guilds/9/members?after=3&limit=400", "guilds/9/members?after=4&limit=400"],
            [Members(1, 2), Members(2, 3, 1), Members(4, 3), "[]"]),
        ["guild members of a platform that has no end"] = new(
            api => Ids(api.Members.AllAsync("9"), member => member.User.Id),
            ["guilds/9/members?after=0&limit=400", "guilds/9/members?after=2&limit=400"],
            [Members(1, 2), Members(1, 2)]),
        ["members of a role"] = new(
            api => Ids(api.Roles.AllMembersAsync("9", "5"), member => member.User.Id),
            ["guilds/9/roles/5/members?start_index=0&limit=400", "guilds/9/roles/5/members?start_index=2&limit=400", "guilds/9/roles/5/members?start_index=3&limit=400"],
            [Data(2, 1, 2), Data(3, 2, 3), Data(3)]),
        ["those who reacted"] = new(
            api => Ids(api.Reactions.AllUsersAsync("7", "m", ReactionEmoji.Face("4")), user => user.Id),
            ["channels/7/messages/m/reactions/1/4?limit=50", "channels/7/messages/m/reactions/1/4?cookie=c%3D%3D"],
            ["""{"users":[{"id":"1"}],"cookie":"c==","is_end":false}""", """{"users":[{"id":"2"}],"cookie":"d","is_end":true}"""]),
        ["messages before one, whatever their order"] = new(
            api => Ids(api.Messages.AllBeforeAsync("7", "m"), message => message.Id),
            ["channels/7/messages?before=m&limit=20", "channels/7/messages?before=2&limit=20", "channels/7/messages?before=1&limit=20"],
            [Messages((3, 30), (2, 20)), Messages((1, 10)), "[]"]),
        ["messages after one"] = new(
            api => Ids(api.Messages.AllAfterAsync("7", "m"), message => message.Id),
            ["channels/7/messages?after=m&limit=20", "channels/7/messages?after=3&limit=20"],
            [Messages((3, 30), (1, 10), (2, 20)), "[]"]),
        ["members of a group"] = new(
            api => Ids(api.GroupMembers.AllAsync("G"), member => member.MemberOpenid),
            ["v2/groups/G/members", "v2/groups/G/members?cursor=c"],
            [Cursor("members", "member_openid", "c", 1, 2), Cursor("members", "member_openid", "", 2, 3)]),
        ["a blacklist"] = new(
            api => Ids(api.GroupBlacklist.AllAsync("G"), member => member.MemberOpenid),
            ["v2/groups/G/member_blacklist?limit=100", "v2/groups/G/member_blacklist?cursor=c&limit=100"],
            [Cursor("users", "member_openid", "c", 1), Cursor("users", "member_openid", "", 2)]),
        ["requests to join"] = new(
            api => Ids(api.JoinRequests.AllAsync("G"), request => request.JoinRequestId),
            ["v2/groups/G/join_request_list?limit=50", "v2/groups/G/join_request_list?cursor=c&limit=50"],
            [Cursor("list", "join_request_id", "c", 1), Cursor("list", "join_request_id", "c", 2)]),
        ["strategies"] = new(
            api => Ids(api.JoinStrategies.AllAsync(), strategy => strategy.StrategyId),
            ["v2/groups/join_approval_strategy?limit=50", "v2/groups/join_approval_strategy?cursor=c&limit=50"],
            [Cursor("strategies", "strategy_id", "c", 1), Cursor("strategies", "strategy_id", "", 2)]),
        ["panels, one page of which is empty"] = new(
            api => Ids(api.Panels.AllAsync(PanelScope.Group), panel => panel.PanelId),
            ["v2/panels?scope=group&limit=50", "v2/panels?scope=group&cursor=c&limit=50", "v2/panels?scope=group&cursor=d&limit=50"],
            [Cursor("records", "panel_id", "c", 1), Cursor("records", "panel_id", "d"), """{"records":[{"panel_id":"2"}],"next_cursor":"e","is_end":true}"""]),
    };

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task All_pages_are_read_and_each_entry_comes_once(string name)
    {
        var (all, targets, pages) = Table[name];
        Answer(asked => AllAsked.Count <= pages.Length ? pages[AllAsked.Count - 1] : throw new InvalidOperationException($"{asked.Target} was not to come."));

        var ids = new List<string>();
        await foreach (var id in all(Api))
        {
            ids.Add(id);
        }

        AllAsked.Select(asked => asked.Target).Should().Equal(targets.Select(target => "/qq/" + target));
        ids.Should().OnlyHaveUniqueItems().And.HaveCount(ids.Select(int.Parse).Max());
    }

    [Fact]
    public async Task Pages_are_read_as_they_are_needed_and_no_further_than_that()
    {
        Answer(_ => Cursor("members", "member_openid", $"c{AllAsked.Count}", AllAsked.Count));

        await foreach (var member in Api.GroupMembers.AllAsync("G"))
        {
            if (member.MemberOpenid == "2")
            {
                break;
            }
        }

        AllAsked.Should().HaveCount(2);
    }

    [Fact]
    public async Task Whoever_waits_for_pages_can_give_up()
    {
        using var patience = new CancellationTokenSource();
        Answer(_ => Cursor("members", "member_openid", $"c{AllAsked.Count}", AllAsked.Count));

        var read = async () =>
        {
            await foreach (var _ in Api.GroupMembers.AllAsync("G").WithCancellation(patience.Token))
            {
                await patience.CancelAsync();
            }
        };

        await read.Should().ThrowAsync<OperationCanceledException>();
        AllAsked.Should().HaveCount(1);
    }

    private static async IAsyncEnumerable<string> Ids<T>(IAsyncEnumerable<T> items, Func<T, string> id)
    {
        await foreach (var item in items)
        {
            yield return id(item);
        }
    }

    private static string Members(params int[] ids) => $"[{string.Join(',', ids.Select(id => $$$"""{"user":{"id":"{{{id}}}"}}"""))}]";

    private static string Data(int next, params int[] ids) => $$"""{"data":{{Members(ids)}},"next":"{{next}}"}""";

    private static string Messages(params (int Id, int Second)[] messages) =>
        $"[{string.Join(',', messages.Select(message => $$"""{"id":"{{message.Id}}","timestamp":"2026-01-02T03:04:{{message.Second}}+08:00"}"""))}]";

    private static string Cursor(string list, string id, string next, params int[] ids) =>
        $$"""{"{{list}}":[{{string.Join(',', ids.Select(value => $$"""{"{{id}}":"{{value}}"}"""))}}],"next_cursor":"{{next}}"}""";

    private void Answer(Func<Asked, string> answer) => Answer(asked => new Answered(200, answer(asked)));

    private sealed record Paged(Func<QQBotApi, IAsyncEnumerable<string>> All, string[] Targets, string[] Pages);
}
