namespace QQBotKit.Simulator.Tests.Messages;

public class RecallTests
{
    [Theory]
    [InlineData("groups", "group")]
    [InlineData("users", "c2c")]
    public async Task A_bot_takes_its_own_message_back_within_two_minutes(string kind, string scene)
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var places = await Places.OfAsync(platform);
        var path = $"/v2/{kind}/{(scene == "group" ? places.Group : places.User)}/messages";
        var first = (await platform.PostAsync(path, new { content = "first" })).GetProperty("id").GetString();
        platform.Time.Advance(TimeSpan.FromSeconds(120));
        var second = (await platform.PostAsync(path, new { content = "second" })).GetProperty("id").GetString();
        platform.Time.Advance(TimeSpan.FromSeconds(1));

        var tooOld = await platform.CallAsync("DELETE", $"{path}/{Uri.EscapeDataString(first!)}", null, 400);
        var recalled = await platform.CallAsync("DELETE", $"{path}/{Uri.EscapeDataString(second!)}");
        var again = await platform.CallAsync("DELETE", $"{path}/{Uri.EscapeDataString(second!)}", null, 400);

        tooOld.GetProperty("err_code").GetInt32().Should().Be(40064004);
        recalled.GetRawText().Should().Be("{}");
        again.GetProperty("err_code").GetInt32().Should().Be(40061002);
        var messages = await platform.MessagesAsync(scene == "group" ? places.Group : places.User);
        messages.Select(message => message.TryGetProperty("recalled", out var gone) && gone.GetBoolean()).Should().Equal(false, true);
    }

    [Fact]
    public async Task An_admin_of_a_group_takes_back_what_ordinary_members_wrote_and_nobody_else_does()
    {
        await using var platform = await Platform.StartAsync(new()
        {
            Bots = new Dictionary<string, string> { [Platform.AppId] = Platform.Secret, ["plain"] = "s" },
            Rights = new Dictionary<string, BotRights> { ["plain"] = BotRights.None },
        });
        await platform.LogInAsync();
        var places = await Places.OfAsync(platform);
        var members = (await platform.GetAsync("/simulator/world")).GetProperty("groups")[0].GetProperty("members");
        async Task<string> SayAsync(int member) => Uri.EscapeDataString((await platform.SayAsync(
            new { scene = "group", conversation = places.Group, sender = members[member].GetProperty("openid").GetString(), text = "x" })).GetProperty("message_id").GetString()!);
        var (ofMember, ofOwner, ofAdmin) = (await SayAsync(0), await SayAsync(1), await SayAsync(2));
        var path = $"/v2/groups/{places.Group}/messages";

        var owner = await platform.CallAsync("DELETE", $"{path}/{ofOwner}", null, 400);
        var admin = await platform.CallAsync("DELETE", $"{path}/{ofAdmin}", null, 400);
        platform.Http.DefaultRequestHeaders.Authorization = new("QQBot", await platform.TokenAsync("plain", "s"));
        var plain = await platform.CallAsync("DELETE", $"{path}/{ofMember}", null, 400);
        await platform.LogInAsync();
        await platform.CallAsync("DELETE", $"{path}/{ofMember}");
        var answer = await platform.PostAsync(path, new { content = "late", msg_id = Uri.UnescapeDataString(ofMember) }, 400);

        new[] { owner, admin, plain }.Should().AllSatisfy(refusal => refusal.GetProperty("err_code").GetInt32().Should().Be(40062003));
        answer.GetProperty("err_code").GetInt32().Should().Be(40034024, "a recalled message cannot be answered");
    }

    [Theory]
    [InlineData("/v2/users/nobody/messages/OWN", 306009)]
    [InlineData("/v2/users/USER/messages/unknown", 40061002)]
    [InlineData("/v2/users/USER/messages/GROUPS", 306009)]
    [InlineData("/v2/users/USER/messages/ASKED", 306008)]
    [InlineData("/v2/groups/nowhere/messages/OWN", 40061001)]
    [InlineData("/v2/groups/GROUP/messages/unknown", 40061002)]
    [InlineData("/v2/groups/GROUP/messages/OWN", 306007)]
    [InlineData("/v2/groups/GROUP/messages/OTHERS", 306008)]
    public async Task A_recall_that_breaks_a_rule_is_refused_with_the_platforms_code(string path, int code)
    {
        await using var platform = await Platform.StartAsync();
        var places = await Places.OfAsync(platform);
        async Task<string> SendAsync(string to) => (await platform.PostAsync($"/v2/{to}/messages", new { content = "x" })).GetProperty("id").GetString()!;
        platform.Http.DefaultRequestHeaders.Authorization = new("QQBot", await platform.TokenAsync("102000002", "another"));
        var others = await SendAsync($"groups/{places.Group}");
        await platform.LogInAsync();
        var own = await SendAsync($"users/{places.User}");
        var groups = await SendAsync($"groups/{places.Group}");
        var asked = (await platform.SayAsync(new { scene = "c2c", conversation = places.User, text = "x" })).GetProperty("message_id").GetString()!;
        foreach (var (name, id) in new[] { ("OWN", own), ("GROUPS", groups), ("ASKED", asked), ("OTHERS", others) })
        {
            path = path.Replace($"/{name}", $"/{Uri.EscapeDataString(id)}", StringComparison.Ordinal);
        }

        path = path.Replace("GROUP", places.Group, StringComparison.Ordinal).Replace("USER", places.User, StringComparison.Ordinal);

        (await platform.CallAsync("DELETE", path, null, 400)).GetProperty("err_code").GetInt32().Should().Be(code);
    }
}
