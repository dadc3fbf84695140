namespace QQBotKit.Simulator.Tests.Guilds;

/// <summary>What people do is posted as the event that tells of it, and bots then find the world so.</summary>
public class PeopleTests
{
    [Fact]
    public async Task Someone_joins_is_changed_and_leaves()
    {
        await using var guild = await GuildPlatform.StartAsync();
        var user = new { id = "2906174480157730042", username = "新人" };

        await guild.PostEventAsync("GUILD_MEMBER_ADD", new { guild_id = guild.Places.Guild, user });
        var joined = await guild.GetAsync($"/guilds/GUILD/members/{user.id}");
        await guild.PostEventAsync("GUILD_MEMBER_UPDATE", new { guild_id = guild.Places.Guild, user, nick = "小新", roles = "1 11".Split(' ') });
        var changed = await guild.GetAsync($"/guilds/GUILD/members/{user.id}");
        await guild.PostEventAsync("GUILD_MEMBER_REMOVE", new { guild_id = guild.Places.Guild, user });

        joined.GetProperty("user").Text("username").Should().Be("新人");
        joined.GetProperty("roles").Texts().Should().Equal("1");
        changed.Text("nick").Should().Be("小新");
        changed.GetProperty("roles").Texts().Should().Equal("1", "11");
        (await guild.RefusalAsync("GET", $"/guilds/GUILD/members/{user.id}")).Should().Be(10001);
    }

    [Fact]
    public async Task Who_was_put_on_the_blacklist_does_not_come_back()
    {
        await using var guild = await GuildPlatform.StartAsync();
        await guild.CallAsync("DELETE", "/guilds/GUILD/members/MEMBER", new { add_blacklist = true }, 204);
        await guild.EventAsync("GUILD_MEMBER_REMOVE");

        await guild.PostEventAsync("GUILD_MEMBER_ADD", new { guild_id = guild.Places.Guild, user = new { id = guild.Member } });

        (await guild.RefusalAsync("GET", "/guilds/GUILD/members/MEMBER")).Should().Be(10001);
    }

    [Fact]
    public async Task Someone_reacts_and_takes_it_back()
    {
        await using var guild = await GuildPlatform.StartAsync();
        var message = await guild.SayAsync("hi");
        var reaction = new
        {
            user_id = guild.Member,
            guild_id = guild.Places.Guild,
            channel_id = guild.Places.Channel,
            target = new { id = message, type = 0 },
            emoji = new { id = "14", type = 1 },
        };

        await guild.PostEventAsync("MESSAGE_REACTION_ADD", reaction);
        var users = (await guild.GetAsync($"/channels/CHANNEL/messages/{message}/reactions/1/14")).GetProperty("users");
        await guild.PostEventAsync("MESSAGE_REACTION_REMOVE", reaction);

        users[0].Text("id").Should().Be(guild.Member);
        users[0].Text("username").Should().Be("周子涵");
        (await guild.GetAsync($"/channels/CHANNEL/messages/{message}/reactions/1/14")).GetProperty("users").GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task Someone_recalls_what_he_said()
    {
        await using var guild = await GuildPlatform.StartAsync();
        var message = await guild.SayAsync("oops", guild.Member);

        await guild.PostEventAsync("MESSAGE_DELETE", new { message = new { id = message, channel_id = guild.Places.Channel }, op_user = new { id = guild.Member } });

        (await guild.RefusalAsync("GET", $"/channels/CHANNEL/messages/{message}")).Should().Be(306002);
    }

    [Fact]
    public async Task Someone_comes_to_a_voice_channel_and_goes()
    {
        await using var guild = await GuildPlatform.StartAsync();
        var move = new { guild_id = guild.Places.Guild, channel_id = guild.Places.Voice, channel_type = 2, user_id = guild.Member };

        await guild.PostEventAsync("AUDIO_OR_LIVE_CHANNEL_MEMBER_ENTER", move);
        var members = await guild.GetAsync("/channels/VOICE/voice/members");
        var number = await guild.GetAsync("/channels/VOICE/online_nums");
        await guild.PostEventAsync("AUDIO_OR_LIVE_CHANNEL_MEMBER_EXIT", move);

        members[0].GetProperty("user").Text("id").Should().Be(guild.Member);
        number.Number("online_nums").Should().Be(1);
        (await guild.GetAsync("/channels/VOICE/online_nums")).Number("online_nums").Should().Be(0);
    }

    [Theory]
    [InlineData("FORUM_THREAD_CREATE")]
    [InlineData("FORUM_THREAD_CREATE.richtext")]
    public async Task Someone_writes_a_thread_and_deletes_it(string sample)
    {
        await using var guild = await GuildPlatform.StartAsync();
        var title = Sample.Load(sample).GetProperty("d").GetProperty("thread_info").GetProperty("title");
        var content = Sample.Load(sample).GetProperty("d").GetProperty("thread_info").GetProperty("content");
        var thread = new
        {
            guild_id = guild.Places.Guild,
            channel_id = guild.Places.Forum,
            author_id = guild.Member,
            thread_info = new { thread_id = "B_1", title, content },
        };

        await guild.PostEventAsync("FORUM_THREAD_CREATE", thread);
        var read = (await guild.GetAsync("/channels/FORUM/threads/B_1")).GetProperty("thread");
        await guild.PostEventAsync("FORUM_THREAD_DELETE", thread);

        read.Text("author_id").Should().Be(guild.Member);
        read.GetProperty("thread_info").Text("title").Should().Be("读后感");
        read.GetProperty("thread_info").Text("content").Should().StartWith("{\"paragraphs\"");
        (await guild.GetAsync("/channels/FORUM/threads")).GetProperty("threads").GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task The_guild_is_renamed_and_what_is_of_another_world_changes_nothing()
    {
        await using var guild = await GuildPlatform.StartAsync();

        await guild.PostEventAsync("GUILD_UPDATE", new { id = guild.Places.Guild, name = "星河" });
        await guild.PostEventAsync("GUILD_MEMBER_ADD", new { guild_id = "1", user = new { id = "2" } });
        await guild.PostEventAsync("FORUM_THREAD_CREATE", new { channel_id = "1", thread_info = new { } });

        var read = await guild.GetAsync("/guilds/GUILD");
        read.Text("name").Should().Be("星河");
        read.Text("description").Should().Be("QQBotKit simulator");
        read.Number("member_count").Should().Be(5);
    }
}
