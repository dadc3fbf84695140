using System.Globalization;
using System.Text.Json;
using QQBotKit.Api.Tests.Listed;

namespace QQBotKit.Simulator.Tests.Guilds;

/// <summary>What bots may do, what members may do, and what keeps them from it.</summary>
public class RightTests
{
    public static TheoryData<string> LimitedCalls { get; } =
        [.. ListedEndpoint.All.Values.Where(endpoint => endpoint.Access is not ("any" or "none")).Select(endpoint => endpoint.Id)];

    [Theory]
    [MemberData(nameof(LimitedCalls))]
    public async Task A_call_that_the_platform_does_not_open_to_all_is_refused_to_a_bot_without_the_right(string id)
    {
        var endpoint = ListedEndpoint.All[id];
        await using var guild = await GuildPlatform.StartAsync(BotRights.None);

        var path = endpoint.Path.Replace('{', '_').Replace('}', '_');
        (await guild.RefusalAsync(endpoint.Method, path, status: 403)).Should().Be(endpoint.Access is "admin" or "group admin" ? 11282 : 11253);
    }

    [Fact]
    public async Task A_private_domain_bot_that_is_no_admin_manages_nothing()
    {
        await using var guild = await GuildPlatform.StartAsync(BotRights.PrivateDomain);

        (await guild.RefusalAsync("POST", "/guilds/GUILD/channels", new { name = "x" }, 403)).Should().Be(11282);
        (await guild.GetAsync("/guilds/GUILD/members/BOT")).GetProperty("roles").Texts().Should().Equal("1");
        (await guild.GetAsync("/channels/CHANNEL")).Text("permissions").Should().Be("5");
    }

    [Fact]
    public async Task Rights_in_a_channel_are_given_and_taken()
    {
        await using var guild = await GuildPlatform.StartAsync();
        const string Member = "/channels/CHANNEL/members/MEMBER/permissions";
        const string Role = "/channels/CHANNEL/roles/11/permissions";

        (await guild.GetAsync(Member)).GetRawText().Should().Be(
            $$"""{"channel_id":"{{guild.Places.Channel}}","user_id":"{{guild.Member}}","permissions":"5"}""");
        (await guild.GetAsync(Role)).GetRawText().Should().Be($$"""{"channel_id":"{{guild.Places.Channel}}","role_id":"11","permissions":"0"}""");
        await guild.CallAsync("PUT", Member, new { add = "4", remove = "4" }, 204);
        (await guild.GetAsync(Member)).Text("permissions").Should().Be("1", "what is both given and taken is taken");
        var silent = await guild.Platform.SayAsync(new { scene = "channel", conversation = guild.Places.Channel, sender = guild.Member, text = "x" }, 400);
        silent.Text("error").Should().Contain("has no right to speak");
        await guild.CallAsync("PUT", Member, new { add = "4" }, 204);
        (await guild.GetAsync(Member)).Text("permissions").Should().Be("5");
        await guild.CallAsync("PUT", Role, new { add = "8", remove = (string?)null }, 204);
        (await guild.GetAsync(Role)).Text("permissions").Should().Be("8");
        (await guild.GetAsync(Member)).Text("permissions").Should().Be("13", "he has the role");
    }

    [Theory]
    [InlineData("GET", "/channels/CHANNEL/members/1/permissions", null, 301006)]
    [InlineData("GET", "/channels/CHANNEL/roles/77/permissions", null, 301000)]
    [InlineData("PUT", "/channels/CHANNEL/members/MEMBER/permissions", """{"add":"2"}""", 301000)]
    [InlineData("PUT", "/channels/CHANNEL/members/MEMBER/permissions", """{"add":"all"}""", 301000)]
    [InlineData("PUT", "/channels/CHANNEL/roles/11/permissions", """{"remove":"-1"}""", 301000)]
    [InlineData("PATCH", "/guilds/GUILD/mute", "{}", 502006)]
    [InlineData("PATCH", "/guilds/GUILD/mute", """{"mute_seconds":"long"}""", 502006)]
    [InlineData("PATCH", "/guilds/GUILD/mute", """{"mute_end_timestamp":"1000"}""", 502005)]
    [InlineData("PATCH", "/guilds/1/mute", """{"mute_seconds":"60"}""", 10004)]
    [InlineData("PATCH", "/guilds/GUILD/members/1/mute", """{"mute_seconds":"60"}""", 502003)]
    [InlineData("POST", "/guilds/GUILD/api_permission/demand", "{}", 610008)]
    [InlineData("POST", "/guilds/GUILD/api_permission/demand", """{"channel_id":"1","api_identify":{"path":"/guilds/{guild_id}","method":"GET"},"desc":"x"}""", 610008)]
    [InlineData("POST", "/guilds/GUILD/api_permission/demand", """{"channel_id":"CHANNEL","api_identify":{"path":"/x","method":"GET"},"desc":"x"}""", 610009)]
    public async Task What_cannot_be_is_refused(string method, string path, string? body, int code)
    {
        await using var guild = await GuildPlatform.StartAsync();

        (await guild.RefusalAsync(method, path, body is null ? null : JsonSerializer.Deserialize<JsonElement>(guild.Fill(body)))).Should().Be(code);
    }

    [Fact]
    public async Task A_guild_that_is_muted_hears_only_its_admins_until_the_time_is_over()
    {
        await using var guild = await GuildPlatform.StartAsync();

        await guild.CallAsync("PATCH", "/guilds/GUILD/mute", new { mute_seconds = "60" }, 204);

        await guild.SayAsync("I may", guild.Places.Members[1]);
        (await SayAsync(guild, 400)).Text("error").Should().Contain("is muted with all ordinary members");
        guild.Platform.Time.Advance(TimeSpan.FromSeconds(61));
        await SayAsync(guild);
        await guild.CallAsync("PATCH", "/guilds/GUILD/mute", new { mute_end_timestamp = At(guild, 60), mute_seconds = "1" }, 204);
        guild.Platform.Time.Advance(TimeSpan.FromSeconds(2));
        await SayAsync(guild, 400);
        await guild.CallAsync("PATCH", "/guilds/GUILD/mute", new { mute_end_timestamp = "0", mute_seconds = "0" }, 204);
        await SayAsync(guild);
    }

    [Fact]
    public async Task Members_are_muted_one_by_one_or_together()
    {
        await using var guild = await GuildPlatform.StartAsync();

        var muted = await guild.CallAsync("PATCH", "/guilds/GUILD/mute", new { mute_seconds = 60, user_ids = new[] { guild.Member, "1" } });

        muted.GetRawText().Should().Be($$"""{"user_ids":["{{guild.Member}}"]}""", "there is nobody whose id is 1");
        (await SayAsync(guild, 400)).Text("error").Should().Contain("is muted until 2026-09-18T");
        await guild.SayAsync("the others may", guild.Places.Members[3]);
        await guild.CallAsync("PATCH", "/guilds/GUILD/members/MEMBER/mute", new { mute_seconds = "0" }, 204);
        await SayAsync(guild);
        await guild.CallAsync("PATCH", "/guilds/GUILD/members/MEMBER/mute", new { mute_end_timestamp = At(guild, 60) }, 204);
        await SayAsync(guild, 400);
    }

    [Fact]
    public async Task The_settings_for_messages_are_read()
    {
        await using var guild = await GuildPlatform.StartAsync();

        var setting = await guild.GetAsync("/guilds/GUILD/message/setting");

        setting.Names().Should().Equal("disable_create_dm", "disable_push_msg", "channel_ids", "channel_push_max_num");
        setting.GetProperty("disable_create_dm").GetBoolean().Should().BeFalse();
    }

    [Fact]
    public async Task A_bot_asks_for_a_call_three_times_a_day()
    {
        await using var guild = await GuildPlatform.StartAsync();
        var body = new { channel_id = guild.Places.Channel, api_identify = new { path = "/guilds/{guild_id}/members/{user_id}", method = "GET" }, desc = "看成员" };
        const string Path = "/guilds/GUILD/api_permission/demand";

        var apis = (await guild.GetAsync("/guilds/GUILD/api_permission")).GetProperty("apis");
        var card = await guild.CallAsync("POST", Path, body);
        await guild.CallAsync("POST", Path, body);
        await guild.CallAsync("POST", Path, body);

        apis[0].Names().Should().Equal("path", "method", "desc", "auth_status");
        apis.EnumerateArray().Should().OnlyContain(api => api.Number("auth_status") == 1);
        card.Names().Should().Equal("guild_id", "channel_id", "api_identify", "title", "desc");
        card.GetProperty("api_identify").GetRawText().Should().Be("""{"path":"/guilds/{guild_id}/members/{user_id}","method":"GET"}""");
        (await guild.RefusalAsync("POST", Path, body)).Should().Be(610013);
        guild.Platform.Time.Advance(TimeSpan.FromHours(4));
        await guild.Platform.LogInAsync();
        await guild.CallAsync("POST", Path, body);
    }

    [Fact]
    public async Task What_the_admins_of_a_guild_refused_is_not_granted_until_they_do()
    {
        await using var guild = await GuildPlatform.StartAsync();
        const string Demand = "/guilds/GUILD/api_permission/demand";
        var api = new { path = "/channels/{channel_id}/messages", method = "POST" };
        var body = new { channel_id = guild.Places.Channel, api_identify = api, desc = "发消息" };

        await DecideAsync(false);
        var refused = await guild.RefusalAsync("POST", "/channels/CHANNEL/messages", new { content = "x" }, 403);
        var listed = await StatusAsync();
        await guild.CallAsync("POST", Demand, body);
        await DecideAsync(true);
        await guild.SendAsync(new { content = "x" });

        refused.Should().Be(11264);
        listed.Should().Be(0);
        (await StatusAsync()).Should().Be(1);
        (await guild.RefusalAsync("POST", Demand, body)).Should().Be(610010);
        await DecideAsync(null);
        await guild.CallAsync("POST", Demand, body);

        Task<JsonElement> DecideAsync(bool? granted) => guild.CallAsync(
            "PUT", "/simulator/grants", new { bot = Platform.AppId, guild = guild.Places.Guild, api.method, api.path, granted }, 204);

        async Task<int> StatusAsync() => (await guild.GetAsync("/guilds/GUILD/api_permission")).GetProperty("apis").EnumerateArray()
            .First(one => one.Text("path") == api.path && one.Text("method") == "POST").Number("auth_status");
    }

    [Fact]
    public async Task A_call_about_a_channel_is_refused_by_the_admins_of_its_guild()
    {
        await using var guild = await GuildPlatform.StartAsync();

        await guild.CallAsync(
            "PUT", "/simulator/grants", new { bot = Platform.AppId, guild = guild.Places.Guild, method = "GET", path = "/channels/{channel_id}", granted = false }, 204);

        (await guild.RefusalAsync("GET", "/channels/CHANNEL", status: 403)).Should().Be(11264);
        await guild.GetAsync("/guilds/GUILD/channels");
    }

    [Fact]
    public async Task Admins_switch_direct_messages_off()
    {
        await using var guild = await GuildPlatform.StartAsync();

        await guild.CallAsync("PUT", "/simulator/message-setting", new { guild = guild.Places.Guild, disable_create_dm = true, channel_push_max_num = 2 }, 204);

        var setting = await guild.GetAsync("/guilds/GUILD/message/setting");
        setting.GetProperty("disable_create_dm").GetBoolean().Should().BeTrue();
        setting.Number("channel_push_max_num").Should().Be(2);
        (await guild.RefusalAsync("POST", "/users/@me/dms", new { recipient_id = guild.Member, source_guild_id = guild.Places.Guild })).Should().Be(304031);
    }

    [Fact]
    public async Task The_rights_of_a_bot_change_while_it_runs()
    {
        await using var guild = await GuildPlatform.StartAsync();

        var world = await guild.CallAsync(
            "PUT", "/simulator/world", new { bots = new[] { new { app_id = Platform.AppId, rights = "private_domain audio".Split(' ') } } });

        world.GetProperty("bots")[0].GetProperty("rights").Texts().Should().Equal("private_domain", "audio");
        (await guild.RefusalAsync("PATCH", "/guilds/GUILD/mute", new { mute_seconds = "1" }, 403)).Should().Be(11282);
        await guild.GetAsync("/guilds/GUILD/members");
    }

    [Theory]
    [InlineData("/simulator/grants", """{"bot":"7","granted":true}""", "unknown bot \"7\": there is 102000001")]
    [InlineData("/simulator/grants", """{"bot":"102000001","guild":"1","granted":true}""", "unknown guild \"1\": there is ")]
    [InlineData("/simulator/grants", """{"bot":"102000001","guild":"GUILD","method":"GET","path":"/gateway","granted":true}""", "no admin decides about \"GET /gateway\"")]
    [InlineData("/simulator/message-setting", """{"disable_create_dm":true}""", "unknown guild (none)")]
    public async Task A_right_that_cannot_be_set_is_explained(string path, string body, string error)
    {
        await using var guild = await GuildPlatform.StartAsync();

        var answer = await guild.CallAsync("PUT", path, JsonSerializer.Deserialize<JsonElement>(guild.Fill(body)), 400);

        answer.Text("error").Should().Contain(error);
    }

    [Fact]
    public void Every_call_that_admins_grant_is_one_of_the_platforms()
    {
        // The list of grants names calls by their templates, and so do the calls that are refused by it.
        var listed = ListedEndpoint.All.Values.Select(endpoint => $"{endpoint.Method} {endpoint.Path}").ToHashSet();

        Rest.PermissionEndpoints.Grantable.Select(one => $"{one.Api.Method} {one.Api.Path}").Should().BeSubsetOf(listed);
    }

    private static Task<JsonElement> SayAsync(GuildPlatform guild, int status = 200) =>
        guild.Platform.SayAsync(new { scene = "channel", conversation = guild.Places.Channel, sender = guild.Member, text = "x" }, status);

    private static string At(GuildPlatform guild, int seconds) =>
        (guild.Platform.Time.GetUtcNow().ToUnixTimeSeconds() + seconds).ToString(CultureInfo.InvariantCulture);
}
