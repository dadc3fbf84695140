using System.Text.Json;

namespace QQBotKit.Simulator.Tests.Groups;

public class StrategyTests
{
    private const string Root = "/v2/groups/join_approval_strategy";

    [Fact]
    public async Task A_strategy_lives_from_creation_to_deletion()
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var places = await Places.OfAsync(platform);

        var created = await platform.PostAsync(Root, new { group_openids = new[] { places.Group }, remark = "friends" });
        var id = created.GetProperty("strategy_id").GetString();
        var patched = await platform.CallAsync("PATCH", $"{Root}/{id}", new
        {
            is_enable = "off",
            expire_at = "2027-01-01T00:00:00+08:00",
            group_action = new { op = "add", group_openids = new[] { places.OtherGroup } },
        });
        var listed = await platform.PostAsync($"{Root}/{id}/whitelist_users", Users("add", "10001", "10002", "10001"));
        await platform.PostAsync($"{Root}/{id}/whitelist_users", Users("del", "10002"));
        var list = await platform.GetAsync(Root);
        var deleted = await platform.CallAsync("DELETE", $"{Root}/{id}");

        created.GetRawText().Should().Be($$"""{"strategy_id":"{{id}}","is_enable":"on","expire_at":"2027-09-18T20:15:31+08:00"}""", "a year is the default");
        patched.GetRawText().Should().Be("""{"is_enable":"off","expire_at":"2027-01-01T00:00:00+08:00"}""");
        listed.GetRawText().Should().Be($$"""{"strategy_id":"{{id}}","whitelist_user_count":2,"updated_at":"2026-09-18T20:15:31+08:00"}""");
        var strategy = list.GetProperty("strategies").EnumerateArray().Single();
        strategy.EnumerateObject().Select(field => field.Name).Should().Equal(
            "strategy_id", "group_openids", "group_ids", "whitelist_user_count", "is_enable", "expire_at", "created_at", "updated_at", "remark");
        strategy.GetProperty("group_openids").EnumerateArray().Select(one => one.GetString()).Should().Equal(places.Group, places.OtherGroup);
        strategy.GetProperty("whitelist_user_count").GetInt32().Should().Be(1);
        strategy.GetProperty("remark").GetString().Should().Be("friends");
        list.GetProperty("next_cursor").GetString().Should().BeEmpty();
        deleted.GetRawText().Should().Be("{}");
        (await platform.GetAsync(Root)).GetProperty("strategies").GetArrayLength().Should().Be(0);
        (await platform.CallAsync("DELETE", $"{Root}/{id}", null, 400)).GetProperty("err_code").GetInt32().Should().Be(11255);
    }

    [Fact]
    public async Task Who_is_on_the_list_is_let_in_at_once_and_the_event_says_so()
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var (group, applicant) = await JoinTests.OutsideAsync(platform);
        var (socket, _) = await platform.IdentifyAsync(1 << 24);
        using var online = socket;
        var id = await CreateAsync(platform, new { group_ids = new[] { await NumberAsync(platform, 1) } });
        await platform.PostAsync($"{Root}/{id}/whitelist_users", Users("add", await QQAsync(platform, 3)));

        await JoinTests.AskAsync(platform, group, applicant);

        var asked = await socket.ReadAsync("GROUP_JOIN_REQUEST");
        await socket.ReadAsync("GROUP_MEMBER_ADD");
        asked.GetProperty("d").GetProperty("auto_approved").GetProperty("strategy_id").GetString().Should().Be(id);
        (await platform.GetAsync($"/v2/groups/{group}/join_request_list")).GetProperty("list").GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task It_runs_over_pending_requests_about_ten_minutes_after_it_is_told_to()
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var (group, applicant) = await JoinTests.OutsideAsync(platform);
        await JoinTests.AskAsync(platform, group, applicant);
        await JoinTests.AskAsync(platform, group, "STRANGER");
        var (socket, _) = await platform.IdentifyAsync(1 << 24);
        using var online = socket;
        var id = await CreateAsync(platform, new { group_openids = new[] { group } });
        await platform.PostAsync($"{Root}/{id}/whitelist_users", Users("add", await QQAsync(platform, 3)));

        var executed = await platform.PostAsync($"{Root}/{id}/execute", new { });
        (await platform.GetAsync($"/v2/groups/{group}/join_request_list")).GetProperty("list").GetArrayLength().Should().Be(2);
        for (var minute = 0; minute < 10; minute++)
        {
            // In steps, with heartbeats, so that the connection lives through it.
            platform.Time.Advance(TimeSpan.FromSeconds(30));
            await socket.SendAsync(new { op = 1, d = 2 });
            (await socket.ReadAsync()).GetProperty("op").GetInt32().Should().Be(11);
            platform.Time.Advance(TimeSpan.FromSeconds(30));
            await socket.SendAsync(new { op = 1, d = 2 });
            if (minute < 9)
            {
                (await socket.ReadAsync()).GetProperty("op").GetInt32().Should().Be(11);
            }
        }

        executed.GetRawText().Should().Be("{}");
        var frames = new[] { await socket.ReadAsync(), await socket.ReadAsync() };
        frames.Should().ContainSingle(frame => frame.GetProperty("op").GetInt32() == 0)
            .Which.GetProperty("d").GetProperty("member_openid").GetString().Should().Be(applicant);
        (await platform.GetAsync($"/v2/groups/{group}/join_request_list")).GetProperty("list").EnumerateArray()
            .Single().GetProperty("member_openid").GetString().Should().Be("STRANGER", "his number is not on the list");
    }

    [Fact]
    public async Task A_bot_has_at_most_twenty_strategies()
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var group = (await Places.OfAsync(platform)).Group;
        for (var count = 0; count < 20; count++)
        {
            await CreateAsync(platform, new { group_openids = new[] { group } });
        }

        (await platform.PostAsync(Root, new { group_openids = new[] { group } }, 400)).GetProperty("err_code").GetInt32().Should().Be(11255);
        (await platform.GetAsync($"{Root}?limit=15&cursor=10")).GetProperty("strategies").GetArrayLength().Should().Be(10);
    }

    [Theory]
    [InlineData("POST", "", "{}", 11255)]
    [InlineData("POST", "", """{"group_openids":["GROUP"],"group_ids":[1]}""", 11255)]
    [InlineData("POST", "", """{"group_openids":["nowhere"]}""", 40011028)]
    [InlineData("POST", "", """{"group_ids":[1]}""", 40011028)]
    [InlineData("POST", "", """{"group_openids":["GROUP"],"is_enable":"yes"}""", 11255)]
    [InlineData("POST", "", """{"group_openids":["GROUP"],"expire_at":"tomorrow"}""", 12002)]
    [InlineData("PATCH", "/ID", """{"group_action":{"op":"add","group_ids":[1]}}""", 11255)]
    [InlineData("PATCH", "/ID", """{"group_action":{"op":"move","group_openids":["GROUP"]}}""", 11255)]
    [InlineData("PATCH", "/none", "{}", 11255)]
    [InlineData("POST", "/none/execute", "{}", 11255)]
    [InlineData("POST", "/ID/whitelist_users", """{"op":"set","whitelist_users":["10001"]}""", 11255)]
    [InlineData("POST", "/ID/whitelist_users", """{"op":"add"}""", 11255)]
    [InlineData("POST", "/ID/whitelist_users", """{"op":"add","whitelist_users":["ten"]}""", 11255)]
    [InlineData("POST", "/ID/whitelist_users", """{"op":"add","whitelist_users":[TOOMANY]}""", 11255)]
    [InlineData("POST", "/none/whitelist_users", """{"op":"add","whitelist_users":["10001"]}""", 11255)]
    public async Task What_breaks_a_rule_is_refused(string method, string path, string body, int code)
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var places = await Places.OfAsync(platform);
        var id = await CreateAsync(platform, new { group_openids = new[] { places.Group } });
        body = body.Replace("GROUP", places.Group, StringComparison.Ordinal)
            .Replace("TOOMANY", string.Join(',', Enumerable.Repeat("\"10001\"", 10_001)), StringComparison.Ordinal);

        var answer = await platform.CallTextAsync(method, Root + path.Replace("ID", id, StringComparison.Ordinal), body, 400);

        answer.GetProperty("err_code").GetInt32().Should().Be(code);
    }

    private static object Users(string op, params string[] numbers) => new { op, whitelist_users = numbers };

    private static async Task<string> CreateAsync(Platform platform, object strategy) =>
        (await platform.PostAsync(Root, strategy)).GetProperty("strategy_id").GetString()!;

    private static async Task<string> QQAsync(Platform platform, int user) =>
        (await WorldAsync(platform, "users", user)).GetProperty("qq").GetString()!;

    private static async Task<ulong> NumberAsync(Platform platform, int group) =>
        (await WorldAsync(platform, "groups", group)).GetProperty("number").GetUInt64();

    private static async Task<JsonElement> WorldAsync(Platform platform, string part, int index) =>
        (await platform.GetAsync("/simulator/world")).GetProperty(part)[index];
}
