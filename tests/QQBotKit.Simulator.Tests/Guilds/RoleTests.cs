using System.Text.Json;

namespace QQBotKit.Simulator.Tests.Guilds;

public class RoleTests
{
    [Fact]
    public async Task The_roles_are_those_of_every_guild_and_its_own()
    {
        await using var guild = await GuildPlatform.StartAsync();

        var roles = await guild.GetAsync("/guilds/GUILD/roles");

        roles.Names().Should().Equal("guild_id", "roles", "role_num_limit");
        roles.Text("role_num_limit").Should().Be("30");
        roles.GetProperty("roles")[0].Names().Should().Equal("id", "name", "color", "hoist", "number", "member_limit");
        roles.GetProperty("roles").EnumerateArray().ToDictionary(role => role.Text("id"), role => role.Number("number"))
            .Should().Equal(new Dictionary<string, int> { ["4"] = 1, ["2"] = 2, ["5"] = 0, ["1"] = 5, ["11"] = 2 });
    }

    [Theory]
    [InlineData("""{"name":"读者","color":4278245297,"hoist":1}""")]
    [InlineData("""{"name":"读者","color":4278245297,"hoist":"1"}""")]
    [InlineData("""{"guild_id":"x","filter":{"name":1,"color":1,"hoist":1},"info":{"name":"读者","color":4278245297,"hoist":1}}""")]
    public async Task A_role_is_made_from_the_body_of_today_and_from_that_of_old_clients(string body)
    {
        await using var guild = await GuildPlatform.StartAsync();

        var made = await guild.CallAsync("POST", "/guilds/GUILD/roles", Json(body));

        made.Names().Should().Equal("role_id", "role");
        var role = made.GetProperty("role");
        role.Text("id").Should().Be(made.Text("role_id"));
        role.Text("name").Should().Be("读者");
        role.GetProperty("color").GetUInt32().Should().Be(4278245297);
        role.Number("hoist").Should().Be(1);
        role.Number("number").Should().Be(0);
        (await guild.GetAsync("/guilds/GUILD/roles")).GetProperty("roles").Texts("id").Should().Contain(made.Text("role_id"));
    }

    [Fact]
    public async Task Only_what_is_sent_of_a_role_is_changed()
    {
        await using var guild = await GuildPlatform.StartAsync();
        var id = await MakeAsync(guild);

        var changed = await guild.CallAsync("PATCH", $"/guilds/GUILD/roles/{id}", new { name = "作者" });
        var filtered = await guild.CallAsync("PATCH", $"/guilds/GUILD/roles/{id}", Json("""{"filter":{"name":0,"color":1},"info":{"name":"x","color":5}}"""));

        changed.Names().Should().Equal("guild_id", "role_id", "role");
        changed.GetProperty("role").Text("name").Should().Be("作者");
        changed.GetProperty("role").Number("color").Should().Be(7);
        filtered.GetProperty("role").Text("name").Should().Be("作者");
        filtered.GetProperty("role").Number("color").Should().Be(5);
    }

    [Fact]
    public async Task A_member_gets_a_role_and_loses_it()
    {
        await using var guild = await GuildPlatform.StartAsync();
        var id = await MakeAsync(guild);
        var path = $"/guilds/GUILD/members/MEMBER/roles/{id}";

        await guild.CallAsync("PUT", path, status: 204);
        var given = await guild.EventAsync("GUILD_MEMBER_UPDATE");
        var member = await guild.GetAsync("/guilds/GUILD/members/MEMBER");
        await guild.CallAsync("PUT", path, Json("""{"channel":null}"""), 204);
        await guild.CallAsync("DELETE", path, Json("""{"channel":{"id":null}}"""), 204);
        var taken = await guild.EventAsync("GUILD_MEMBER_UPDATE");

        given.GetProperty("roles").Texts().Should().Equal("1", "11", id);
        given.Text("op_user_id").Should().Be(guild.BotId);
        member.GetProperty("roles").Texts().Should().Equal("1", "11", id);
        taken.GetProperty("roles").Texts().Should().Equal("1", "11");
    }

    [Fact]
    public async Task An_admin_of_a_channel_is_one_of_that_channel_alone()
    {
        await using var guild = await GuildPlatform.StartAsync();

        await guild.CallAsync("PUT", "/guilds/GUILD/members/MEMBER/roles/5", new { channel = new { id = guild.Places.Channel } }, 204);
        var here = await guild.GetAsync("/channels/CHANNEL/members/MEMBER/permissions");
        var there = await guild.GetAsync("/channels/FORUM/members/MEMBER/permissions");
        var roles = (await guild.GetAsync("/guilds/GUILD/members/MEMBER")).GetProperty("roles").Texts();
        await guild.CallAsync("DELETE", "/guilds/GUILD/members/MEMBER/roles/5", new { channel = new { id = guild.Places.Channel } }, 204);

        here.Text("permissions").Should().Be("7");
        there.Text("permissions").Should().Be("5");
        roles.Should().Contain("5");
        (await guild.GetAsync("/channels/CHANNEL/members/MEMBER/permissions")).Text("permissions").Should().Be("5");
        (await guild.GetAsync("/guilds/GUILD/members/MEMBER")).GetProperty("roles").Texts().Should().NotContain("5");
    }

    [Fact]
    public async Task A_role_that_is_deleted_is_taken_from_those_who_have_it()
    {
        await using var guild = await GuildPlatform.StartAsync();

        await guild.CallAsync("DELETE", "/guilds/GUILD/roles/11", status: 204);

        foreach (var member in guild.Places.Members[2..])
        {
            (await guild.EventAsync("GUILD_MEMBER_UPDATE")).GetProperty("user").Text("id").Should().Be(member);
            (await guild.GetAsync($"/guilds/GUILD/members/{member}")).GetProperty("roles").Texts().Should().Equal("1");
        }

        (await guild.RefusalAsync("DELETE", "/guilds/GUILD/roles/11")).Should().Be(12002);
    }

    [Fact]
    public async Task A_guild_has_30_roles_of_its_own_at_most()
    {
        await using var guild = await GuildPlatform.StartAsync();
        for (var made = 1; made < 30; made++)
        {
            await MakeAsync(guild);
        }

        (await guild.RefusalAsync("POST", "/guilds/GUILD/roles", new { name = "one more" })).Should().Be(12002);
    }

    [Theory]
    [InlineData("GET", "/guilds/1/roles", null, 10004)]
    [InlineData("POST", "/guilds/GUILD/roles", "{}", 12002)]
    [InlineData("POST", "/guilds/GUILD/roles", """{"color":"red"}""", 12002)]
    [InlineData("PATCH", "/guilds/GUILD/roles/77", """{"name":"x"}""", 12002)]
    [InlineData("PATCH", "/guilds/GUILD/roles/11", "{}", 12002)]
    [InlineData("DELETE", "/guilds/GUILD/roles/4", null, 12002)]
    [InlineData("PUT", "/guilds/GUILD/members/MEMBER/roles/77", null, 12002)]
    [InlineData("PUT", "/guilds/GUILD/members/MEMBER/roles/4", null, 12002)]
    [InlineData("PUT", "/guilds/GUILD/members/MEMBER/roles/5", null, 12002)]
    [InlineData("PUT", "/guilds/GUILD/members/1/roles/11", null, 10001)]
    [InlineData("DELETE", "/guilds/GUILD/members/MEMBER/roles/5", """{"channel":{"id":"1"}}""", 12002)]
    public async Task What_cannot_be_is_refused(string method, string path, string? body, int code)
    {
        await using var guild = await GuildPlatform.StartAsync();

        (await guild.RefusalAsync(method, path, body is null ? null : Json(body))).Should().Be(code);
    }

    private static async Task<string> MakeAsync(GuildPlatform guild) =>
        (await guild.CallAsync("POST", "/guilds/GUILD/roles", new { name = "读者", color = 7 })).Text("role_id");

    private static JsonElement Json(string text) => JsonSerializer.Deserialize<JsonElement>(text);
}
