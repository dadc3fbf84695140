using System.Globalization;
using System.Text.Json;

namespace QQBotKit.Simulator.Tests.Guilds;

public class MemberTests
{
    [Fact]
    public async Task Members_come_in_pages_by_their_ids_and_the_bot_is_one_of_them()
    {
        await using var guild = await GuildPlatform.StartAsync();

        var pages = new List<string[]>();
        for (var after = "0"; pages is not [.., []]; after = pages[^1].LastOrDefault()!)
        {
            var page = await guild.GetAsync($"/guilds/GUILD/members?limit=2&after={after}");
            pages.Add([.. page.EnumerateArray().Select(member => member.GetProperty("user").Text("id"))]);
        }

        pages.Select(page => page.Length).Should().Equal(2, 2, 1, 0);
        pages.SelectMany(page => page).Should().BeEquivalentTo([.. guild.Places.Members, guild.BotId]);
        pages.SelectMany(page => page).Select(id => ulong.Parse(id, CultureInfo.InvariantCulture)).Should().BeInAscendingOrder();
        (await guild.GetAsync("/guilds/GUILD/members")).GetArrayLength().Should().Be(1, "that is the page when no limit is named");
        (await guild.GetAsync("/guilds/GUILD")).Number("member_count").Should().Be(5);
    }

    [Fact]
    public async Task A_member_has_a_user_a_nick_roles_and_the_day_he_joined()
    {
        await using var guild = await GuildPlatform.StartAsync();

        var member = await guild.GetAsync("/guilds/GUILD/members/OWNER");
        var bot = await guild.GetAsync("/guilds/GUILD/members/BOT");

        member.Names().Should().Equal("user", "nick", "roles", "joined_at");
        member.GetProperty("user").Names().Should().Equal("id", "username", "avatar", "bot", "union_openid", "union_user_account");
        member.GetProperty("roles").Texts().Should().Equal("1", "4");
        bot.GetProperty("user").GetProperty("bot").GetBoolean().Should().BeTrue();
        bot.GetProperty("roles").Texts().Should().Equal("1", "2");
    }

    [Fact]
    public async Task Members_of_a_role_come_in_pages_until_next_is_0()
    {
        await using var guild = await GuildPlatform.StartAsync();

        var first = await guild.GetAsync("/guilds/GUILD/roles/11/members?limit=1");
        var second = await guild.GetAsync($"/guilds/GUILD/roles/11/members?limit=1&start_index={first.Text("next")}");

        first.Names().Should().Equal("data", "next");
        first.Text("next").Should().Be("1");
        second.Text("next").Should().Be("0");
        new[] { first, second }.Select(page => page.GetProperty("data")[0].GetProperty("user").Text("id"))
            .Should().Equal(guild.Places.Members[2], guild.Places.Members[3]);
        (await guild.GetAsync("/guilds/GUILD/roles/1/members?limit=400")).GetProperty("data").GetArrayLength().Should().Be(5);
    }

    [Fact]
    public async Task Who_is_removed_is_gone_with_his_direct_session()
    {
        await using var guild = await GuildPlatform.StartAsync();
        var session = await guild.CallAsync("POST", "/users/@me/dms", new { recipient_id = guild.Member, source_guild_id = guild.Places.Guild });

        await guild.CallAsync("DELETE", "/guilds/GUILD/members/MEMBER", status: 204);
        var told = await guild.EventAsync("GUILD_MEMBER_REMOVE", "GUILD_MEMBER_REMOVE");

        told.GetProperty("user").Text("id").Should().Be(guild.Member);
        told.Text("op_user_id").Should().Be(guild.BotId);
        (await guild.RefusalAsync("GET", "/guilds/GUILD/members/MEMBER")).Should().Be(10001);
        (await guild.RefusalAsync("POST", $"/dms/{session.Text("guild_id")}/messages", new { content = "x" })).Should().Be(304032);
        (await guild.GetAsync("/guilds/GUILD")).Number("member_count").Should().Be(4);
        (await guild.Platform.SayAsync(new { scene = "channel", conversation = guild.Places.Channel, sender = guild.Member, text = "x" }, 400))
            .Text("error").Should().Contain("unknown sender");
    }

    [Theory]
    [InlineData(-1, "")]
    [InlineData(3, "old")]
    [InlineData(0, "old,new")]
    public async Task His_messages_of_the_last_days_go_with_him(int days, string left)
    {
        await using var guild = await GuildPlatform.StartAsync();
        await guild.SayAsync("old", guild.Member);
        guild.Platform.Time.Advance(TimeSpan.FromDays(4));
        await guild.Platform.LogInAsync();
        await guild.Platform.SayAsync(new { scene = "channel", conversation = guild.Places.Channel, sender = guild.Member, text = "new" });

        await guild.CallAsync("DELETE", "/guilds/GUILD/members/MEMBER", new { delete_history_msg_days = days }, 204);

        var messages = await guild.GetAsync("/channels/CHANNEL/messages");
        messages.EnumerateArray().Select(message => message.Text("content").Split(' ')[^1]).Should().Equal(left.Split(',', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("GET", "/guilds/1/members", null, 10004, 400)]
    [InlineData("GET", "/guilds/GUILD/members?limit=0", null, 12002, 400)]
    [InlineData("GET", "/guilds/GUILD/members?limit=401", null, 12002, 400)]
    [InlineData("GET", "/guilds/GUILD/members/1", null, 10001, 400)]
    [InlineData("GET", "/guilds/GUILD/roles/77/members", null, 12002, 400)]
    [InlineData("GET", "/guilds/GUILD/roles/1/members?start_index=x", null, 12002, 400)]
    [InlineData("DELETE", "/guilds/GUILD/members/1", null, 10001, 400)]
    [InlineData("DELETE", "/guilds/GUILD/members/MEMBER", """{"delete_history_msg_days":5}""", 12002, 400)]
    [InlineData("DELETE", "/guilds/GUILD/members/OWNER", null, 11282, 403)]
    [InlineData("DELETE", "/guilds/GUILD/members/ADMIN", null, 11282, 403)]
    public async Task What_cannot_be_is_refused(string method, string path, string? body, int code, int status)
    {
        await using var guild = await GuildPlatform.StartAsync();

        (await guild.RefusalAsync(method, path, body is null ? null : JsonSerializer.Deserialize<JsonElement>(body), status)).Should().Be(code);

        (await guild.GetAsync("/guilds/GUILD")).Number("member_count").Should().Be(5);
    }
}
