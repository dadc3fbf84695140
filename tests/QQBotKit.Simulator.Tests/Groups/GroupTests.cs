using System.Text.Json;

namespace QQBotKit.Simulator.Tests.Groups;

public class GroupTests
{
    [Fact]
    public async Task A_group_tells_about_itself_and_about_the_bot_in_it()
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var places = await Places.OfAsync(platform);

        var info = await platform.GetAsync($"/v2/groups/{places.Group}/info");
        var state = await platform.GetAsync($"/v2/groups/{places.Group}/bot_state");

        Names(info).Should().Equal("group_openid", "group_name", "group_finger_memo", "group_class_text", "group_tags", "group_member_num");
        info.GetProperty("group_name").GetString().Should().Be("读书会");
        info.GetProperty("group_member_num").GetInt32().Should().Be(6, "four people and two bots");
        Names(state).Should().Equal("member_openid", "joined_at", "allow_proactive_msg", "recv_msg_setting", "member_role");
        state.GetProperty("recv_msg_setting").GetString().Should().Be("all");
        state.GetProperty("member_role").GetString().Should().Be("admin");
    }

    [Fact]
    public async Task Members_are_listed_with_the_bots_among_them_and_found_one_by_one()
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var places = await Places.OfAsync(platform);
        var bot = (await platform.GetAsync($"/v2/groups/{places.Group}/bot_state")).GetProperty("member_openid").GetString();

        var list = await platform.GetAsync($"/v2/groups/{places.Group}/members");
        var one = await platform.GetAsync($"/v2/groups/{places.Group}/members/{bot}");
        var older = await platform.PostAsync($"/v2/groups/{places.Group}/members", new { limit = 4, start_index = 3 });
        var nobody = await platform.CallAsync("GET", $"/v2/groups/{places.Group}/members/nobody", null, 400);

        var members = list.GetProperty("members").EnumerateArray().ToArray();
        members.Should().HaveCount(6);
        members.Should().AllSatisfy(member => Names(member).Should().Equal("member_openid", "username", "member_role", "bot", "joined_at", "union_openid"));
        members.Select(member => member.GetProperty("member_role").GetString()).Should().Equal("member", "owner", "admin", "member", "admin", "admin");
        list.GetProperty("next_cursor").GetString().Should().BeEmpty();
        one.GetRawText().Should().Be(members[4].GetRawText());
        one.GetProperty("bot").GetBoolean().Should().BeTrue();
        older.GetProperty("members").EnumerateArray().Select(member => member.GetProperty("member_openid").GetString())
            .Should().Equal(members.Skip(3).Select(member => member.GetProperty("member_openid").GetString()), "the older form of the call is still used");
        older.GetProperty("next_index").GetInt32().Should().Be(0);
        nobody.GetProperty("err_code").GetInt32().Should().Be(40011028);
    }

    [Fact]
    public async Task Who_is_removed_is_gone_the_bots_are_told_and_he_is_kept_out_if_wanted()
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var places = await Places.OfAsync(platform);
        var (socket, _) = await platform.IdentifyAsync(1 << 24);
        using var online = socket;

        var removed = await platform.PostAsync($"/v2/groups/{places.Group}/batch_remove_members", new { member_openids = new[] { places.Member }, add_to_member_blacklist = true });
        var frame = await socket.ReadAsync("GROUP_MEMBER_REMOVE");
        var blacklist = await platform.GetAsync($"/v2/groups/{places.Group}/member_blacklist");
        var again = await platform.PostAsync($"/v2/groups/{places.Group}/batch_remove_members", new { member_openids = new[] { places.Member } }, 400);
        var silent = await platform.SayAsync(new { scene = "group", conversation = places.Group, sender = places.Member, text = "still here?" }, 400);

        removed.GetRawText().Should().Be("""{"remove_members_result":"success","add_to_member_blacklist_fail_openids":[]}""");
        Sample.ShouldHaveTheShapeOf(frame, "GROUP_MEMBER_REMOVE");
        frame.GetProperty("d").GetProperty("member_openid").GetString().Should().Be(places.Member);
        var banned = blacklist.GetProperty("users").EnumerateArray().Single();
        Names(banned).Should().Equal("union_openid", "member_openid", "username", "banned_at", "bot");
        banned.GetProperty("member_openid").GetString().Should().Be(places.Member);
        again.GetProperty("err_code").GetInt32().Should().Be(11255);
        silent.GetProperty("error").GetString().Should().Contain("unknown sender");
        (await platform.GetAsync($"/v2/groups/{places.Group}/info")).GetProperty("group_member_num").GetInt32().Should().Be(5);
    }

    [Fact]
    public async Task The_blacklist_takes_those_who_are_not_in_the_group()
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var places = await Places.OfAsync(platform);
        var outsider = (await platform.GetAsync("/simulator/world")).GetProperty("users")[3].GetProperty("openid").GetString();
        var insider = (await platform.GetAsync($"/v2/groups/{places.OtherGroup}/members")).GetProperty("members")[1].GetProperty("member_openid").GetString();
        var path = $"/v2/groups/{places.OtherGroup}/member_blacklist";

        var added = await platform.PostAsync(path, new { op = "add", member_openids = new[] { outsider, insider, "nobody" } });
        var twice = await platform.PostAsync(path, new { op = "add", member_openids = new[] { outsider } });
        var listed = await platform.GetAsync($"{path}?limit=1");
        var removed = await platform.PostAsync(path, new { op = "del", member_openids = new[] { outsider, "nobody" } });

        added.GetProperty("fail_openids").EnumerateArray().Select(id => id.GetString()).Should().Equal(insider, "nobody");
        twice.GetProperty("fail_openids").GetArrayLength().Should().Be(1);
        listed.GetProperty("users").GetArrayLength().Should().Be(1);
        removed.GetProperty("fail_openids").EnumerateArray().Single().GetString().Should().Be("nobody");
        (await platform.GetAsync(path)).GetProperty("users").GetArrayLength().Should().Be(0);
    }

    [Theory]
    [InlineData("batch_remove_members", """{}""")]
    [InlineData("batch_remove_members", """{"member_openids":[]}""")]
    [InlineData("batch_remove_members", """{"member_openids":["OWNER"]}""")]
    [InlineData("batch_remove_members", """{"member_openids":["MEMBER","nobody"]}""")]
    [InlineData("batch_remove_members", """{"member_openids":[TWENTYONE]}""")]
    [InlineData("member_blacklist", """{"op":"ban","member_openids":["nobody"]}""")]
    [InlineData("member_blacklist", """{"op":"add"}""")]
    [InlineData("member_blacklist", """{"op":"add","member_openids":[TWENTYONE]}""")]
    public async Task A_call_about_members_that_breaks_a_rule_changes_nothing(string call, string body)
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var places = await Places.OfAsync(platform);
        var owner = (await platform.GetAsync("/simulator/world")).GetProperty("groups")[0].GetProperty("members")[1].GetProperty("openid").GetString();
        body = body.Replace("OWNER", owner, StringComparison.Ordinal).Replace("MEMBER", places.Member, StringComparison.Ordinal)
            .Replace("TWENTYONE", string.Join(',', Enumerable.Range(0, 21).Select(number => $"\"{number}\"")), StringComparison.Ordinal);

        var answer = await platform.PostTextAsync($"/v2/groups/{places.Group}/{call}", body, 400);

        answer.GetProperty("err_code").GetInt32().Should().Be(11255);
        (await platform.GetAsync($"/v2/groups/{places.Group}/info")).GetProperty("group_member_num").GetInt32().Should().Be(6);
    }

    public static TheoryData<string, string, BotRights, int> Rights => new()
    {
        { "GET", "info", BotRights.AllowListed, 11253 },
        { "GET", "bot_state", BotRights.AllowListed, 11253 },
        { "GET", "join_request_list", BotRights.GroupAdmin, 11282 },
        { "POST", "approval_join_request/x", BotRights.GroupAdmin, 11282 },
        { "GET", "restrict_chat_setting", BotRights.GroupAdmin, 11282 },
        { "POST", "restrict_chat_setting", BotRights.GroupAdmin, 11282 },
        { "GET", "members", BotRights.Invited, 11253 },
        { "GET", "members/x", BotRights.Invited, 11253 },
        { "POST", "batch_remove_members", BotRights.Invited, 11253 },
        { "GET", "member_blacklist", BotRights.Invited, 11253 },
        { "POST", "member_blacklist", BotRights.Invited, 11253 },
    };

    [Theory]
    [MemberData(nameof(Rights))]
    public async Task A_call_is_refused_to_a_bot_without_the_right_to_it_and_served_to_one_with_no_other(string method, string call, BotRights right, int code)
    {
        await using var platform = await Platform.StartAsync(new()
        {
            Bots = new Dictionary<string, string> { ["with"] = "s", ["without"] = "s" },
            Rights = new Dictionary<string, BotRights> { ["with"] = right, ["without"] = BotRights.All & ~right },
        });
        var places = await Places.OfAsync(platform);
        platform.Http.DefaultRequestHeaders.Authorization = new("QQBot", await platform.TokenAsync("without", "s"));
        var path = $"/v2/groups/{places.Group}/{call}";

        var refused = await platform.CallAsync(method, path, method == "POST" ? new { } : null, 403);
        platform.Http.DefaultRequestHeaders.Authorization = new("QQBot", await platform.TokenAsync("with", "s"));
        using var request = new HttpRequestMessage(new(method), path);
        using var served = await platform.Http.SendAsync(request);

        refused.GetProperty("err_code").GetInt32().Should().Be(code);
        ((int)served.StatusCode).Should().NotBe(403);
    }

    [Theory]
    [InlineData("GET", "info")]
    [InlineData("GET", "members")]
    [InlineData("POST", "restrict_chat_setting")]
    public async Task A_group_that_does_not_exist_is_refused(string method, string call)
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();

        var answer = await platform.CallAsync(method, $"/v2/groups/nowhere/{call}", method == "POST" ? new { } : null, 400);

        answer.GetProperty("err_code").GetInt32().Should().Be(40011028);
    }

    private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(field => field.Name);
}
