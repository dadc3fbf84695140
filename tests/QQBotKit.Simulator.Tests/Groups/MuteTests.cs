namespace QQBotKit.Simulator.Tests.Groups;

public class MuteTests
{
    [Fact]
    public async Task A_muted_member_is_listed_and_cannot_speak_until_his_time_is_over()
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var places = await Places.OfAsync(platform);
        var path = $"/v2/groups/{places.Group}/restrict_chat_setting";

        var before = await platform.GetAsync(path);
        var muted = await platform.PostAsync(path, new { members = new[] { new { op = "add", member_openid = places.Member, mute_expire_at = "2026-09-18T20:25:31+08:00" } } });
        var after = await platform.GetAsync(path);
        var refused = await platform.SayAsync(new { scene = "group", conversation = places.Group, sender = places.Member, text = "psst" }, 400);
        platform.Time.Advance(TimeSpan.FromMinutes(10));
        await platform.SayAsync(new { scene = "group", conversation = places.Group, sender = places.Member, text = "at last" });

        before.GetRawText().Should().Be("""{"global_rule":{"mode":"none","schedule_rules":[],"recurring_rules":[]},"members":[]}""");
        muted.GetRawText().Should().Be("{}");
        var entry = after.GetProperty("members").EnumerateArray().Single();
        entry.EnumerateObject().Select(field => field.Name).Should().Equal("member_openid", "mute_expire_at", "username", "union_openid");
        entry.GetProperty("mute_expire_at").GetString().Should().Be("2026-09-18T20:25:31+08:00");
        refused.GetProperty("error").GetString().Should().Contain("is muted until 2026-09-18T20:25:31+08:00");
        (await platform.GetAsync(path)).GetProperty("members").GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task A_mute_can_be_lifted()
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var places = await Places.OfAsync(platform);
        var path = $"/v2/groups/{places.Group}/restrict_chat_setting";
        await platform.PostAsync(path, new { members = new[] { new { op = "add", member_openid = places.Member, mute_expire_at = "2026-09-19T00:00:00Z" } } });

        await platform.PostAsync(path, new { members = new[] { new { op = "del", member_openid = places.Member, mute_expire_at = "" } } });

        (await platform.GetAsync(path)).GetProperty("members").GetArrayLength().Should().Be(0);
        await platform.SayAsync(new { scene = "group", conversation = places.Group, sender = places.Member, text = "hello" });
    }

    [Theory]
    [InlineData("{}", 11255)]
    [InlineData("""{"members":[]}""", 11255)]
    [InlineData("""{"members":[TWENTYONE]}""", 11255)]
    [InlineData("""{"members":[null]}""", 40011028)]
    [InlineData("""{"members":[{"op":"add","member_openid":"nobody","mute_expire_at":"2026-09-19T00:00:00Z"}]}""", 40011028)]
    [InlineData("""{"members":[{"op":"add","member_openid":"OWNER","mute_expire_at":"2026-09-19T00:00:00Z"}]}""", 11255)]
    [InlineData("""{"members":[{"op":"mute","member_openid":"MEMBER","mute_expire_at":"2026-09-19T00:00:00Z"}]}""", 11255)]
    [InlineData("""{"members":[{"op":"add","member_openid":"MEMBER"}]}""", 11255)]
    [InlineData("""{"members":[{"op":"add","member_openid":"MEMBER","mute_expire_at":"2026-09-18T12:15:31Z"}]}""", 11255)]
    [InlineData("""{"members":[{"op":"add","member_openid":"MEMBER","mute_expire_at":"2026-10-19T00:00:00Z"}]}""", 11255)]
    [InlineData("""{"members":[{"op":"add","member_openid":"MEMBER","mute_expire_at":"2026-09-19T00:00:00Z"},{"op":"add","member_openid":"OWNER"}]}""", 11255)]
    public async Task A_mute_that_breaks_a_rule_mutes_nobody(string body, int code)
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var places = await Places.OfAsync(platform);
        var owner = (await platform.GetAsync("/simulator/world")).GetProperty("groups")[0].GetProperty("members")[1].GetProperty("openid").GetString();
        var one = """{"op":"add","member_openid":"MEMBER","mute_expire_at":"2026-09-19T00:00:00Z"}""";
        body = body.Replace("TWENTYONE", string.Join(',', Enumerable.Repeat(one, 21)), StringComparison.Ordinal)
            .Replace("OWNER", owner, StringComparison.Ordinal).Replace("MEMBER", places.Member, StringComparison.Ordinal);
        var path = $"/v2/groups/{places.Group}/restrict_chat_setting";

        var answer = await platform.PostTextAsync(path, body, 400);

        answer.GetProperty("err_code").GetInt32().Should().Be(code);
        (await platform.GetAsync(path)).GetProperty("members").GetArrayLength().Should().Be(0);
    }
}
