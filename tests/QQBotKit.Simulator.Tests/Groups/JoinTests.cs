using System.Text.Json;

namespace QQBotKit.Simulator.Tests.Groups;

public class JoinTests
{
    private const int GroupManagement = 1 << 24;

    [Fact]
    public async Task A_request_reaches_the_bot_waits_in_the_list_and_ends_with_the_approval()
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var (group, applicant) = await OutsideAsync(platform);
        var (socket, _) = await platform.IdentifyAsync(GroupManagement);
        using var online = socket;

        await AskAsync(platform, group, applicant);
        var frame = await socket.ReadAsync("GROUP_JOIN_REQUEST");
        var list = await platform.GetAsync($"/v2/groups/{group}/join_request_list");
        var request = list.GetProperty("list").EnumerateArray().Single();
        var id = request.GetProperty("join_request_id").GetString();
        var approved = await platform.PostAsync($"/v2/groups/{group}/approval_join_request/{applicant}", new { op = "approve", join_request_id = id });
        var added = await socket.ReadAsync("GROUP_MEMBER_ADD");

        frame.GetProperty("d").GetProperty("join_request_id").GetString().Should().Be(id);
        frame.GetProperty("d").GetProperty("username").GetString().Should().Be("Alex");
        request.EnumerateObject().Select(field => field.Name).Should().Equal("member_openid", "join_request_id", "username", "apply_at", "apply_source");
        list.GetProperty("next_cursor").GetString().Should().BeEmpty();
        approved.GetRawText().Should().Be("{}");
        Sample.ShouldHaveTheShapeOf(added, "GROUP_MEMBER_ADD");
        added.GetProperty("d").GetProperty("member_openid").GetString().Should().Be(applicant);
        (await platform.GetAsync($"/v2/groups/{group}/join_request_list")).GetProperty("list").GetArrayLength().Should().Be(0);
        (await platform.GetAsync($"/v2/groups/{group}/members/{applicant}")).GetProperty("member_role").GetString().Should().Be("member");
        await platform.SayAsync(new { scene = "group", conversation = group, sender = applicant, text = "I am in" });
    }

    [Fact]
    public async Task All_that_an_event_says_of_a_request_is_in_the_list()
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var (group, applicant) = await OutsideAsync(platform);
        var sample = Sample.Load("GROUP_JOIN_REQUEST").GetProperty("d").EnumerateObject().ToDictionary(field => field.Name, field => (object)field.Value);
        (sample["group_openid"], sample["member_openid"]) = (group, applicant);

        await platform.PostAsync("/simulator/events", new { type = "GROUP_JOIN_REQUEST", data = sample });

        var request = (await platform.GetAsync($"/v2/groups/{group}/join_request_list")).GetProperty("list").EnumerateArray().Single();
        request.EnumerateObject().Select(field => field.Name).Should().Equal(sample.Keys.Where(name => name != "group_openid"));
        request.GetProperty("verify_info").GetProperty("review_qa_list")[0].GetProperty("answer").GetString().Should().Be("海边的卡夫卡");
    }

    [Fact]
    public async Task A_declined_applicant_can_be_kept_out_for_good()
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var (group, applicant) = await OutsideAsync(platform);
        await AskAsync(platform, group, applicant);

        await platform.PostAsync(
            $"/v2/groups/{group}/approval_join_request/{applicant}", new { op = "decline", reject_reason = "full", add_to_member_blacklist = true });
        var again = await platform.PostAsync("/simulator/events", new { type = "GROUP_JOIN_REQUEST", data = new { group_openid = group, member_openid = applicant } }, 400);

        (await platform.GetAsync($"/v2/groups/{group}/join_request_list")).GetProperty("list").GetArrayLength().Should().Be(0);
        (await platform.GetAsync($"/v2/groups/{group}/member_blacklist")).GetProperty("users").GetArrayLength().Should().Be(1);
        again.GetProperty("error").GetString().Should().Contain("blacklist");
    }

    [Theory]
    [InlineData("""{"op":"approve","join_request_id":"another"}""")]
    [InlineData("""{"op":"accept"}""")]
    [InlineData("{}")]
    public async Task An_approval_that_breaks_a_rule_leaves_the_request_where_it_is(string body)
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var (group, applicant) = await OutsideAsync(platform);
        await AskAsync(platform, group, applicant);

        var answer = await platform.PostTextAsync($"/v2/groups/{group}/approval_join_request/{applicant}", body, 400);

        answer.GetProperty("err_code").GetInt32().Should().Be(11255);
        (await platform.GetAsync($"/v2/groups/{group}/join_request_list")).GetProperty("list").GetArrayLength().Should().Be(1);
    }

    [Fact]
    public async Task Requests_come_in_pages()
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var (group, _) = await OutsideAsync(platform);
        for (var number = 0; number < 25; number++)
        {
            await AskAsync(platform, group, $"STRANGER{number}");
        }

        var first = await platform.GetAsync($"/v2/groups/{group}/join_request_list");
        var second = await platform.GetAsync($"/v2/groups/{group}/join_request_list?cursor={first.GetProperty("next_cursor").GetString()}&limit=50");

        first.GetProperty("list").GetArrayLength().Should().Be(20, "that is the platform's standard page");
        second.GetProperty("list").EnumerateArray().Select(one => one.GetProperty("member_openid").GetString())
            .Should().Equal(Enumerable.Range(20, 5).Select(number => $"STRANGER{number}"));
        second.GetProperty("next_cursor").GetString().Should().BeEmpty();
    }

    /// <summary>A group, and someone who is not in it.</summary>
    internal static async Task<(string Group, string Applicant)> OutsideAsync(Platform platform)
    {
        var world = await platform.GetAsync("/simulator/world");
        return (world.GetProperty("groups")[1].GetProperty("openid").GetString()!, world.GetProperty("users")[3].GetProperty("openid").GetString()!);
    }

    internal static Task<JsonElement> AskAsync(Platform platform, string group, string applicant) =>
        platform.PostAsync("/simulator/events", new { type = "GROUP_JOIN_REQUEST", data = new { group_openid = group, member_openid = applicant } });
}
