using System.Text.Json;

namespace QQBotKit.Simulator.Tests.Guilds;

public class ChannelTests
{
    [Fact]
    public async Task A_channel_is_made_with_what_was_asked_and_the_bots_are_told()
    {
        await using var guild = await GuildPlatform.StartAsync();

        var made = await guild.CallAsync("POST", "/guilds/GUILD/channels", new
        {
            name = "公告板",
            type = 0,
            sub_type = 1,
            parent_id = guild.Places.Category,
            private_type = 1,
            speak_permission = 2,
        });

        made.Names().Should().Equal((await guild.GetAsync("/channels/CHANNEL")).Names());
        made.Text("guild_id").Should().Be(guild.Places.Guild);
        made.Text("name").Should().Be("公告板");
        made.Number("sub_type").Should().Be(1);
        made.Text("parent_id").Should().Be(guild.Places.Category);
        made.Text("owner_id").Should().Be(guild.BotId);
        made.Number("private_type").Should().Be(1);
        made.Number("speak_permission").Should().Be(2);
        var told = await guild.EventAsync("CHANNEL_CREATE", "CHANNEL_CREATE");
        told.Text("id").Should().Be(made.Text("id"));
        told.Text("op_user_id").Should().Be(guild.BotId);
        (await guild.GetAsync($"/channels/{made.Text("id")}")).GetRawText().Should().Be(made.GetRawText());
        (await guild.GetAsync("/guilds/GUILD/channels")).Texts("id").Should().Contain(made.Text("id"));
        await guild.SendToAsync(made.Text("id"), "hello");
    }

    [Theory]
    [InlineData(1, "新,闲聊,机器人")]
    [InlineData(2, "闲聊,新,机器人")]
    [InlineData(3, "闲聊,机器人,新")]
    [InlineData(99, "闲聊,机器人,新")]
    [InlineData(null, "闲聊,机器人,新")]
    public async Task A_position_that_is_taken_means_before_that_one_and_others_mean_the_end(int? position, string order)
    {
        await using var guild = await GuildPlatform.StartAsync();

        var made = await guild.CallAsync("POST", "/guilds/GUILD/channels", new { name = "新", type = 0, position, parent_id = guild.Places.Category });

        var siblings = (await guild.GetAsync("/guilds/GUILD/channels")).EnumerateArray().Where(one => one.Text("parent_id") == guild.Places.Category).ToArray();
        siblings.Select(one => one.Text("name")).Should().Equal(order.Split(','));
        siblings.Select(one => one.Number("position")).Should().Equal(1, 2, 3);
        made.Number("position").Should().Be(Array.IndexOf(order.Split(','), "新") + 1);
    }

    [Fact]
    public async Task Only_what_is_sent_is_changed()
    {
        await using var guild = await GuildPlatform.StartAsync();
        var before = await guild.GetAsync("/channels/CHANNEL");

        var renamed = await guild.CallAsync("PATCH", "/channels/CHANNEL", new { name = "水区" });
        var told = await guild.EventAsync("CHANNEL_UPDATE", "CHANNEL_UPDATE");
        var moved = await guild.CallAsync("PATCH", "/channels/CHANNEL", new { position = 2, speak_permission = 2 });

        renamed.GetRawText().Should().Be(before.GetRawText().Replace("闲聊", "水区", StringComparison.Ordinal));
        told.Text("name").Should().Be("水区");
        moved.Number("position").Should().Be(2);
        moved.Number("speak_permission").Should().Be(2);
        moved.Text("name").Should().Be("水区");
    }

    [Fact]
    public async Task A_channel_that_is_deleted_is_no_more()
    {
        await using var guild = await GuildPlatform.StartAsync();

        (await guild.CallAsync("DELETE", "/channels/CATEGORY")).ValueKind.Should().Be(JsonValueKind.Undefined, "the answer has no body");
        var told = await guild.EventAsync("CHANNEL_DELETE", "CHANNEL_DELETE");

        told.Text("id").Should().Be(guild.Places.Category);
        (await guild.RefusalAsync("GET", "/channels/CATEGORY")).Should().Be(10003);
        (await guild.RefusalAsync("DELETE", "/channels/CATEGORY")).Should().Be(10003);
        (await guild.GetAsync("/channels/CHANNEL")).Text("parent_id").Should().Be("0", "its category is gone");
    }

    [Fact]
    public async Task Those_who_are_listed_see_a_private_channel_and_others_do_not()
    {
        await using var guild = await GuildPlatform.StartAsync();

        var made = await guild.CallAsync("POST", "/guilds/GUILD/channels", new
        {
            name = "密室",
            type = 0,
            private_type = 2,
            speak_permission = 2,
            private_user_ids = new[] { guild.Places.Members[3] },
        });

        var path = $"/channels/{made.Text("id")}/members";
        (await guild.GetAsync($"{path}/{guild.Places.Members[3]}/permissions")).Text("permissions").Should().Be("5");
        (await guild.GetAsync($"{path}/MEMBER/permissions")).Text("permissions").Should().Be("0");
        (await guild.GetAsync($"{path}/ADMIN/permissions")).Text("permissions").Should().Be("7");
        var silent = await guild.Platform.SayAsync(new { scene = "channel", conversation = made.Text("id"), sender = guild.Member, text = "hi" }, 400);
        silent.Text("error").Should().Contain("has no right to speak");
    }

    [Fact]
    public async Task Nobody_is_in_a_voice_channel_at_first()
    {
        await using var guild = await GuildPlatform.StartAsync();

        (await guild.GetAsync("/channels/VOICE/online_nums")).GetRawText().Should().Be("""{"online_nums":0}""");
        (await guild.GetAsync("/channels/VOICE/voice/members")).GetRawText().Should().Be("[]");
    }

    [Theory]
    [InlineData("POST", "/guilds/1/channels", """{"name":"x"}""", 10004)]
    [InlineData("POST", "/guilds/GUILD/channels", "{}", 12002)]
    [InlineData("POST", "/guilds/GUILD/channels", """{"name":" "}""", 12002)]
    [InlineData("POST", "/guilds/GUILD/channels", """{"name":"x","type":1}""", 12002)]
    [InlineData("POST", "/guilds/GUILD/channels", """{"name":"x","type":4,"position":1}""", 12002)]
    [InlineData("POST", "/guilds/GUILD/channels", """{"name":"x","parent_id":"CHANNEL"}""", 12002)]
    [InlineData("POST", "/guilds/GUILD/channels", """{"name":"x","private_type":3}""", 12002)]
    [InlineData("POST", "/guilds/GUILD/channels", "[]", 12002)]
    [InlineData("PATCH", "/channels/1", """{"name":"x"}""", 10003)]
    [InlineData("PATCH", "/channels/CHANNEL", """{"parent_id":"1"}""", 12002)]
    [InlineData("DELETE", "/channels/1", null, 10003)]
    [InlineData("GET", "/channels/1/online_nums", null, 10003)]
    [InlineData("GET", "/channels/1/voice/members", null, 10003)]
    public async Task What_cannot_be_is_refused_and_changes_nothing(string method, string path, string? body, int code)
    {
        await using var guild = await GuildPlatform.StartAsync();
        var before = (await guild.GetAsync("/guilds/GUILD/channels")).GetRawText();

        (await guild.RefusalAsync(method, path, body is null ? null : JsonSerializer.Deserialize<JsonElement>(guild.Fill(body)))).Should().Be(code);

        (await guild.GetAsync("/guilds/GUILD/channels")).GetRawText().Should().Be(before);
        await guild.NothingMoreAsync();
    }
}
