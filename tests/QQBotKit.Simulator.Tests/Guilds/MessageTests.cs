using System.Text.Json;

namespace QQBotKit.Simulator.Tests.Guilds;

public class MessageTests
{
    private static readonly object Keyboard = new
    {
        content = new { rows = new[] { new { buttons = new[] { new { id = "1", render_data = new { label = "好", style = 1 }, action = new { type = 2, data = "/ok", permission = new { type = 2 } } } } } } },
    };

    [Fact]
    public async Task A_message_is_read_as_it_was_sent()
    {
        await using var guild = await GuildPlatform.StartAsync();
        var said = await guild.SayAsync("a < b");
        var sent = await guild.CallAsync("POST", "/channels/CHANNEL/messages", new { content = "pong", msg_id = said, message_reference = new { message_id = said } });

        var person = (await guild.GetAsync($"/channels/CHANNEL/messages/{said}")).GetProperty("message");
        var bot = (await guild.GetAsync($"/channels/CHANNEL/messages/{sent.Text("id")}")).GetProperty("message");

        person.Text("content").Should().EndWith("a &lt; b");
        person.GetProperty("author").Text("id").Should().Be(guild.Places.Members[0]);
        bot.GetRawText().Should().Be(sent.GetRawText());
    }

    [Fact]
    public async Task What_a_message_carries_is_read_with_it()
    {
        await using var guild = await GuildPlatform.StartAsync();

        var id = await guild.SendAsync(new { image = "https://example.com/a.png", embed = new { title = "t" }, ark = new { template_id = 23 } });

        var message = (await guild.GetAsync($"/channels/CHANNEL/messages/{id}")).GetProperty("message");
        message.GetProperty("attachments")[0].Text("url").Should().Be("https://example.com/a.png");
        message.GetProperty("embeds")[0].Text("title").Should().Be("t");
        message.GetProperty("ark").Number("template_id").Should().Be(23);
    }

    [Theory]
    [InlineData("?before=3&limit=2", "1,2")]
    [InlineData("?after=3&limit=2", "4,5")]
    [InlineData("?around=3&limit=3", "2,3,4")]
    [InlineData("?limit=2", "4,5")]
    [InlineData("", "1,2,3,4,5")]
    public async Task Messages_are_paged_around_before_or_after_one(string query, string page)
    {
        await using var guild = await GuildPlatform.StartAsync();
        var ids = new List<string>();
        for (var number = 1; number <= 5; number++)
        {
            ids.Add(await guild.SendAsync(new { content = number.ToString(System.Globalization.CultureInfo.InvariantCulture) }));
        }

        var messages = await guild.GetAsync($"/channels/CHANNEL/messages{query.Replace("=3&", $"={ids[2]}&", StringComparison.Ordinal)}");

        messages.Texts("content").Should().Equal(page.Split(','));
    }

    [Fact]
    public async Task A_message_with_a_keyboard_can_be_edited()
    {
        await using var guild = await GuildPlatform.StartAsync();
        var id = await guild.SendAsync(new { markdown = new { content = "# 1" }, keyboard = Keyboard });
        guild.Platform.Time.Advance(TimeSpan.FromMinutes(1));

        var edited = await guild.CallAsync("PATCH", $"/channels/CHANNEL/messages/{id}", new { markdown = new { content = "# 2" }, keyboard = Keyboard });

        edited.Text("id").Should().Be(id);
        edited.Text("edited_timestamp").Should().Be("2026-09-18T20:16:31+08:00");
        (await guild.GetAsync($"/channels/CHANNEL/messages/{id}")).GetProperty("message").GetRawText().Should().Be(edited.GetRawText());
        (await guild.Platform.MessagesAsync(guild.Places.Channel))[0].Text("text").Should().Be("# 2");
    }

    [Fact]
    public async Task Only_the_bots_own_message_with_a_keyboard_can_be_edited_and_keeps_one()
    {
        await using var guild = await GuildPlatform.StartAsync();
        var person = await guild.SayAsync("hi");
        var bare = await guild.SendAsync(new { content = "x" });
        var mine = await guild.SendAsync(new { markdown = new { content = "x" }, keyboard = Keyboard });
        var body = new { markdown = new { content = "y" }, keyboard = Keyboard };

        (await guild.RefusalAsync("PATCH", $"/channels/CHANNEL/messages/{person}", body)).Should().Be(50051);
        (await guild.RefusalAsync("PATCH", $"/channels/CHANNEL/messages/{bare}", body)).Should().Be(50049);
        (await guild.RefusalAsync("PATCH", $"/channels/CHANNEL/messages/{mine}", new { markdown = new { content = "y" } })).Should().Be(50050);
        (await guild.RefusalAsync("PATCH", "/channels/CHANNEL/messages/77", body)).Should().Be(306002);
    }

    [Fact]
    public async Task A_message_that_is_recalled_is_gone_and_both_kinds_of_bots_are_told()
    {
        await using var guild = await GuildPlatform.StartAsync();
        var id = await guild.SayAsync("oops", guild.Member);
        await guild.CallAsync("PUT", $"/channels/CHANNEL/pins/{id}");

        (await guild.CallAsync("DELETE", $"/channels/CHANNEL/messages/{id}?hidetip=true")).ValueKind.Should().Be(JsonValueKind.Undefined);

        var told = await guild.EventAsync("PUBLIC_MESSAGE_DELETE", "PUBLIC_MESSAGE_DELETE");
        (await guild.EventAsync("MESSAGE_DELETE", "MESSAGE_DELETE")).GetRawText().Should().Be(told.GetRawText());
        told.GetProperty("message").Text("id").Should().Be(id);
        told.GetProperty("message").GetProperty("author").Text("id").Should().Be(guild.Member);
        told.GetProperty("op_user").Text("id").Should().Be(guild.BotId);
        (await guild.RefusalAsync("GET", $"/channels/CHANNEL/messages/{id}")).Should().Be(306002);
        (await guild.RefusalAsync("DELETE", $"/channels/CHANNEL/messages/{id}")).Should().Be(306002);
        (await guild.GetAsync("/channels/CHANNEL/messages")).GetArrayLength().Should().Be(0);
        (await guild.GetAsync("/channels/CHANNEL/pins")).GetProperty("message_ids").GetArrayLength().Should().Be(0);
        (await guild.Platform.MessagesAsync(guild.Places.Channel))[0].GetProperty("recalled").GetBoolean().Should().BeTrue();
    }

    [Fact]
    public async Task A_bot_of_the_public_domain_hears_only_what_its_intents_cover()
    {
        await using var guild = await GuildPlatform.StartAsync(intents: Platform.PublicGuild | 1 << 18);
        var id = await guild.SayAsync("oops");
        await guild.CallAsync("PUT", $"/channels/CHANNEL/messages/{id}/reactions/1/14", status: 204);
        await guild.CallAsync("PATCH", "/channels/CHANNEL", new { name = "水区" });

        await guild.PostEventAsync("PUBLIC_MESSAGE_DELETE", new { message = new { id } });
        await guild.CallAsync("PUT", "/channels/FORUM/threads", new { title = "x", content = "x", format = 1 });

        await guild.EventAsync("OPEN_FORUM_THREAD_CREATE", "OPEN_FORUM_THREAD_CREATE");
        await guild.CallAsync("DELETE", $"/channels/CHANNEL/messages/{await guild.SendAsync(new { content = "x" })}");
        await guild.EventAsync("PUBLIC_MESSAGE_DELETE", "PUBLIC_MESSAGE_DELETE");
        await guild.NothingMoreAsync();
    }

    [Theory]
    [InlineData(BotRights.All, "OWNER", 306004)]
    [InlineData(BotRights.All, "ADMIN", 306004)]
    [InlineData(BotRights.PrivateDomain, "MEMBER", 306004)]
    [InlineData(BotRights.PrivateDomain, null, null)]
    [InlineData(BotRights.All, "MEMBER", null)]
    public async Task An_admin_recalls_what_members_say_and_any_bot_its_own(BotRights rights, string? author, int? code)
    {
        await using var guild = await GuildPlatform.StartAsync(rights);
        var id = author is null ? await guild.SendAsync(new { content = "x" }) : await guild.SayAsync("x", guild.Fill(author));

        if (code is { } refusal)
        {
            (await guild.RefusalAsync("DELETE", $"/channels/CHANNEL/messages/{id}")).Should().Be(refusal);
        }
        else
        {
            await guild.CallAsync("DELETE", $"/channels/CHANNEL/messages/{id}");
        }
    }

    [Fact]
    public async Task A_direct_message_of_its_own_can_be_recalled()
    {
        await using var guild = await GuildPlatform.StartAsync();
        var said = (await guild.Platform.SayAsync(new { scene = "direct", conversation = guild.Places.Direct, text = "hi" })).Text("message_id");
        await guild.EventAsync("DIRECT_MESSAGE_CREATE");
        var sent = (await guild.CallAsync("POST", "/dms/DIRECT/messages", new { content = "x" })).Text("id");

        await guild.CallAsync("DELETE", $"/dms/DIRECT/messages/{sent}?hidetip=false");
        var told = await guild.EventAsync("DIRECT_MESSAGE_DELETE", "DIRECT_MESSAGE_DELETE");

        told.GetProperty("message").Text("src_guild_id").Should().Be(guild.Places.Guild);
        (await guild.RefusalAsync("DELETE", $"/dms/DIRECT/messages/{sent}")).Should().Be(306002);
        (await guild.RefusalAsync("DELETE", $"/dms/DIRECT/messages/{said}")).Should().Be(306004);
        (await guild.RefusalAsync("DELETE", $"/dms/1/messages/{said}")).Should().Be(304032);
    }

    [Fact]
    public async Task A_session_is_opened_with_a_member_and_is_the_same_the_next_time()
    {
        await using var guild = await GuildPlatform.StartAsync();
        var body = new { recipient_id = guild.Member, source_guild_id = guild.Places.Guild };

        var opened = await guild.CallAsync("POST", "/users/@me/dms", body);

        opened.Names().Should().Equal("guild_id", "channel_id", "create_time");
        opened.Text("create_time").Should().Be("1789733731");
        (await guild.CallAsync("POST", "/users/@me/dms", body)).GetRawText().Should().Be(opened.GetRawText());
        (await guild.CallAsync("POST", $"/dms/{opened.Text("guild_id")}/messages", new { content = "hi" })).GetProperty("direct_message").GetBoolean().Should().BeTrue();
    }

    [Fact]
    public async Task A_guide_is_posted_in_a_channel_and_in_a_direct_session()
    {
        await using var guild = await GuildPlatform.StartAsync();

        var posted = await guild.CallAsync("POST", "/channels/CHANNEL/settingguide", new { content = $"<@{guild.Member}>" });
        var direct = await guild.CallAsync("POST", "/dms/DIRECT/settingguide", new { setting_guide = new { guild_id = guild.Places.Guild } });

        posted.Text("content").Should().Be($"<@{guild.Member}>");
        (await guild.GetAsync($"/channels/CHANNEL/messages/{posted.Text("id")}")).GetProperty("message").GetRawText().Should().Be(posted.GetRawText());
        direct.GetProperty("direct_message").GetBoolean().Should().BeTrue();
    }

    [Theory]
    [InlineData("GET", "/channels/CHANNEL/messages/1", null, 306002)]
    [InlineData("GET", "/channels/CHANNEL/messages?before=1&after=1", null, 12002)]
    [InlineData("GET", "/channels/CHANNEL/messages?limit=21", null, 12002)]
    [InlineData("GET", "/channels/CHANNEL/messages?around=1", null, 306002)]
    [InlineData("POST", "/channels/CHANNEL/settingguide", "[]", 12002)]
    [InlineData("POST", "/channels/VOICE/settingguide", """{"content":"x"}""", 10003)]
    [InlineData("POST", "/dms/DIRECT/settingguide", """{"setting_guide":{"guild_id":"1"}}""", 304051)]
    [InlineData("POST", "/dms/1/settingguide", "{}", 304032)]
    [InlineData("POST", "/users/@me/dms", """{"recipient_id":"1","source_guild_id":"GUILD"}""", 304034)]
    [InlineData("POST", "/users/@me/dms", """{"recipient_id":"MEMBER","source_guild_id":"1"}""", 10004)]
    public async Task What_cannot_be_is_refused(string method, string path, string? body, int code)
    {
        await using var guild = await GuildPlatform.StartAsync();

        (await guild.RefusalAsync(method, path, body is null ? null : JsonSerializer.Deserialize<JsonElement>(guild.Fill(body)))).Should().Be(code);
    }
}
