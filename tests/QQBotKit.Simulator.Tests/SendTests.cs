using System.Text.Json;

namespace QQBotKit.Simulator.Tests;

public class SendTests
{
    [Theory]
    [InlineData("groups")]
    [InlineData("users")]
    public async Task A_send_to_a_group_or_user_answers_id_timestamp_and_ref_idx(string kind)
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var places = await Places.OfAsync(platform);

        var answer = await platform.PostAsync($"/v2/{kind}/{(kind == "groups" ? places.Group : places.User)}/messages", new { msg_type = 0, content = "hello" });

        answer.EnumerateObject().Select(field => field.Name).Should().Equal("id", "timestamp", "ext_info");
        answer.GetProperty("id").GetString().Should().StartWith("ROBOT1.0_");
        answer.GetProperty("timestamp").GetString().Should().Be("2026-09-18T20:15:31+08:00");
        answer.GetProperty("ext_info").GetProperty("ref_idx").GetString().Should().MatchRegex("^REFIDX_.+==$");
    }

    [Fact]
    public async Task A_reply_is_seen_in_its_conversation_with_what_it_answers()
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var places = await Places.OfAsync(platform);
        var asked = (await platform.SayAsync(new { scene = "group", conversation = places.Group, text = "/ping" })).GetProperty("message_id").GetString();

        var sent = await platform.PostAsync($"/v2/groups/{places.Group}/messages", new { msg_type = 0, content = "<pong> 🏓", msg_id = asked, msg_seq = 3 });

        var messages = await platform.MessagesAsync(places.Group);
        messages.Should().HaveCount(2);
        messages[0].GetProperty("from").GetString().Should().Be("user");
        messages[0].GetProperty("text").GetString().Should().Be("/ping");
        messages[0].GetProperty("reply_to").ValueKind.Should().Be(JsonValueKind.Null);
        var reply = messages[1];
        reply.GetProperty("from").GetString().Should().Be("bot");
        reply.GetProperty("id").GetString().Should().Be(sent.GetProperty("id").GetString());
        reply.GetProperty("text").GetString().Should().Be("<pong> 🏓");
        reply.GetProperty("reply_to").GetString().Should().Be(asked);
        reply.GetProperty("msg_type").GetInt32().Should().Be(0);
        reply.GetProperty("msg_seq").GetInt32().Should().Be(3);
        reply.GetProperty("scene").GetString().Should().Be("group");
        reply.GetProperty("raw").GetProperty("msg_id").GetString().Should().Be(asked);
    }

    [Fact]
    public async Task One_msg_seq_answers_a_message_once_and_1_is_the_default()
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var places = await Places.OfAsync(platform);
        var asked = (await platform.SayAsync(new { scene = "c2c", conversation = places.User, text = "hi" })).GetProperty("message_id").GetString();
        var path = $"/v2/users/{places.User}/messages";
        await platform.PostAsync(path, new { content = "a", msg_id = asked });

        var again = await platform.PostAsync(path, new { content = "b", msg_id = asked, msg_seq = 1 }, 400);
        await platform.PostAsync(path, new { content = "c", msg_id = asked, msg_seq = 2 });

        again.GetProperty("err_code").GetInt32().Should().Be(40054005);
        (await platform.MessagesAsync(places.User)).Select(message => message.GetProperty("text").GetString()).Should().Equal("hi", "a", "c");
    }

    [Theory]
    [InlineData("""{"msg_type":0}""", 22006)]
    [InlineData("""{"msg_type":0,"content":""}""", 22006)]
    [InlineData("""{"msg_type":0,"content":null}""", 22006)]
    [InlineData("""{"msg_type":0,"content":"x","markdown":{"content":"# x"}}""", 22006)]
    [InlineData("""{"msg_type":2,"content":"x"}""", 22006)]
    [InlineData("""{"msg_type":2,"content":"x","markdown":{"content":"# x"}}""", 22006)]
    [InlineData("""{"msg_type":7,"content":"x"}""", 22006)]
    [InlineData("""{"msg_type":7,"media":{}}""", 304080)]
    [InlineData("""{"msg_type":3,"ark":{}}""", 340069)]
    [InlineData("""{"msg_type":6,"input_notify":{"input_type":1,"input_second":60}}""", 340069)]
    [InlineData("""{"msg_type":0,"content":"x","msg_id":"ROBOT1.0_unknown!"}""", 40034024)]
    [InlineData("""{"msg_type":0,"content":"x","msg_id":"ELSEWHERE"}""", 40034024)]
    [InlineData("""{"msg_type":0,"content":"x","msg_id":"OWN"}""", 40034024)]
    [InlineData("""{"msg_type":0,"content":"x","event_id":"FRIEND_ADD:1"}""", 40034025)]
    [InlineData("""{"msg_type":0,"content":"x","event_id":"GROUP_AT_MESSAGE_CREATE:1"}""", 40034027)]
    [InlineData("""{"msg_type":"0","content":"x"}""", 12002)]
    [InlineData("""{"msg_type":0,"content":5}""", 12002)]
    [InlineData("[]", 12002)]
    [InlineData("null", 12002)]
    [InlineData("", 12002)]
    public async Task A_send_that_breaks_a_rule_is_refused_with_the_platforms_code(string body, int code)
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var places = await Places.OfAsync(platform);
        var elsewhere = await platform.SayAsync(new { scene = "group", conversation = places.OtherGroup, text = "hi" });
        var own = await platform.PostAsync($"/v2/groups/{places.Group}/messages", new { content = "mine" });
        body = body.Replace("ELSEWHERE", elsewhere.GetProperty("message_id").GetString(), StringComparison.Ordinal)
            .Replace("OWN", own.GetProperty("id").GetString(), StringComparison.Ordinal);

        var answer = await platform.PostTextAsync($"/v2/groups/{places.Group}/messages", body, 400);

        answer.GetProperty("err_code").GetInt32().Should().Be(code);
        answer.GetProperty("message").GetString().Should().NotBeEmpty();
        (await platform.MessagesAsync(places.Group)).Should().HaveCount(1, "a refused message is not seen");
    }

    [Theory]
    [InlineData("""{"content":"x","keyboard":{"content":{"rows":[{"buttons":[{"action":{"type":"one"}}]}]}}}""", "keyboard.content.rows[0].buttons[0].action.type")]
    [InlineData("""{"msg_seq":"first"}""", "msg_seq")]
    public async Task A_body_that_cannot_be_read_is_refused_with_the_field_to_blame(string body, string field)
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var places = await Places.OfAsync(platform);

        var answer = await platform.PostTextAsync($"/v2/groups/{places.Group}/messages", body, 400);

        answer.GetProperty("message").GetString().Should().EndWith($": {field}");
    }

    [Fact]
    public async Task A_target_that_does_not_exist_has_two_codes_that_differ()
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var places = await Places.OfAsync(platform);

        foreach (var path in new[] { "/v2/users/0/messages", $"/v2/groups/{places.User}/messages", $"/v2/users/{places.Group}/messages" })
        {
            var answer = await platform.PostAsync(path, new { content = "x" }, 400);

            answer.GetProperty("code").GetInt32().Should().Be(11255);
            answer.GetProperty("err_code").GetInt32().Should().Be(40011028);
        }
    }

    [Fact]
    public async Task Markdown_media_and_typing_go_through()
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var places = await Places.OfAsync(platform);
        var asked = (await platform.SayAsync(new { scene = "c2c", conversation = places.User, text = "hi" })).GetProperty("message_id").GetString();
        var path = $"/v2/users/{places.User}/messages";

        await platform.PostAsync(path, new { msg_type = 2, markdown = new { content = "# title" } });
        var file = await platform.PostAsync($"/v2/users/{places.User}/files", new { file_type = 1, url = "https://example.com/cat.png" });
        await platform.PostAsync(path, new { msg_type = 7, content = " ", media = new { file_info = file.GetProperty("file_info").GetString() } });
        await platform.PostAsync(path, new { msg_type = 6, msg_id = asked, msg_seq = 1, input_notify = new { input_type = 1, input_second = 60 } });
        var taken = await platform.PostAsync(path, new { content = "done", msg_id = asked, msg_seq = 1 }, 400);

        (await platform.MessagesAsync(places.User)).Select(message => message.GetProperty("text").GetString()).Should().Equal("hi", "# title", " ");
        taken.GetProperty("err_code").GetInt32().Should().Be(40054005);
    }

    [Fact]
    public async Task A_send_to_a_channel_answers_the_message_and_people_read_it_unescaped()
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var (socket, _) = await platform.IdentifyAsync(0);
        using var online = socket;
        var places = await Places.OfAsync(platform);
        var asked = (await platform.SayAsync(new { scene = "channel", conversation = places.Channel, text = "hi" })).GetProperty("message_id").GetString();

        var answer = await platform.PostAsync($"/channels/{places.Channel}/messages", new { content = "a &lt; b &amp;lt;", msg_id = asked });
        await platform.PostAsync($"/channels/{places.Channel}/messages", new { content = "once more", msg_id = asked });

        answer.GetProperty("channel_id").GetString().Should().Be(places.Channel);
        answer.GetProperty("guild_id").GetString().Should().Be(places.Guild);
        answer.GetProperty("content").GetString().Should().Be("a &lt; b &amp;lt;");
        answer.GetProperty("author").GetProperty("bot").GetBoolean().Should().BeTrue();
        answer.GetProperty("seq_in_channel").GetString().Should().Be("2");
        var messages = await platform.MessagesAsync(places.Channel);
        messages.Select(message => message.GetProperty("text").GetString()).Should().Equal("hi", "a < b &lt;", "once more");
        messages[1].GetProperty("reply_to").GetString().Should().Be(asked);
    }

    [Fact]
    public async Task A_send_to_a_direct_session_answers_the_message()
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var (socket, _) = await platform.IdentifyAsync(0);
        using var online = socket;
        var places = await Places.OfAsync(platform);

        var answer = await platform.PostAsync($"/dms/{places.Direct}/messages", new { content = "hello" });

        answer.GetProperty("guild_id").GetString().Should().Be(places.Direct);
        answer.GetProperty("direct_message").GetBoolean().Should().BeTrue();
        (await platform.MessagesAsync(places.Direct)).Single().GetProperty("text").GetString().Should().Be("hello");
    }

    [Fact]
    public async Task A_send_to_a_guild_needs_an_open_gateway_session_and_one_to_a_group_does_not()
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var places = await Places.OfAsync(platform);

        var offline = await platform.PostAsync($"/channels/{places.Channel}/messages", new { content = "hello" }, 400);
        var direct = await platform.PostAsync($"/dms/{places.Direct}/messages", new { content = "hello" }, 400);
        await platform.PostAsync($"/v2/groups/{places.Group}/messages", new { content = "hello" });
        var (socket, _) = await platform.IdentifyAsync(0);
        using var online = socket;
        await platform.PostAsync($"/channels/{places.Channel}/messages", new { content = "hello again" });

        offline.GetProperty("code").GetInt32().Should().Be(304018);
        direct.GetProperty("code").GetInt32().Should().Be(304018);
        (await platform.MessagesAsync(places.Channel)).Single().GetProperty("text").GetString().Should().Be("hello again", "a refused message is not seen");
    }

    [Fact]
    public async Task The_options_can_let_a_bot_send_to_guilds_without_a_session()
    {
        await using var platform = await Platform.StartAsync(new()
        {
            Bots = new Dictionary<string, string> { [Platform.AppId] = Platform.Secret },
            GuildSendsNeedGateway = false,
        });
        await platform.LogInAsync();
        var places = await Places.OfAsync(platform);

        await platform.PostAsync($"/channels/{places.Channel}/messages", new { content = "hello" });
    }

    [Theory]
    [InlineData("/channels/CHANNEL/messages", "{}", 50006)]
    [InlineData("/channels/CHANNEL/messages", """{"content":""}""", 50006)]
    [InlineData("/channels/CHANNEL/messages", """{"content":"x","markdown":{"content":"# x"}}""", 50037)]
    [InlineData("/channels/CHANNEL/messages", """{"content":"x","msg_id":"unknown"}""", 304026)]
    [InlineData("/channels/CHANNEL/messages", """{"content":"x","msg_id":"DIRECT_MESSAGE"}""", 304026)]
    [InlineData("/channels/CHANNEL/messages", """{"content":"x","msg_id":"OWN"}""", 50045)]
    [InlineData("/channels/CHANNEL/messages", """{"content":1}""", 12002)]
    [InlineData("/channels/1/messages", """{"content":"x"}""", 10003)]
    [InlineData("/channels/VOICE/messages", """{"content":"x"}""", 10003)]
    [InlineData("/channels/CATEGORY/messages", """{"content":"x"}""", 10003)]
    [InlineData("/dms/GUILD/messages", """{"content":"x"}""", 304032)]
    [InlineData("/dms/DIRECT/messages", "{}", 50006)]
    public async Task A_guild_send_that_breaks_a_rule_is_refused_with_the_platforms_code(string path, string body, int code)
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var (socket, _) = await platform.IdentifyAsync(0);
        using var online = socket;
        var places = await Places.OfAsync(platform);
        var direct = await platform.SayAsync(new { scene = "direct", conversation = places.Direct, text = "hi" });
        var own = await platform.PostAsync($"/channels/{places.Channel}/messages", new { content = "mine" });
        path = path.Replace("CHANNEL", places.Channel, StringComparison.Ordinal).Replace("VOICE", places.Voice, StringComparison.Ordinal)
            .Replace("CATEGORY", places.Category, StringComparison.Ordinal).Replace("GUILD", places.Guild, StringComparison.Ordinal)
            .Replace("DIRECT", places.Direct, StringComparison.Ordinal);
        body = body.Replace("DIRECT_MESSAGE", direct.GetProperty("message_id").GetString(), StringComparison.Ordinal)
            .Replace("OWN", own.GetProperty("id").GetString(), StringComparison.Ordinal);

        var answer = await platform.PostTextAsync(path, body, 400);

        answer.GetProperty("code").GetInt32().Should().Be(code);
        (await platform.MessagesAsync(places.Channel)).Should().HaveCount(1, "a refused message is not seen");
    }

    [Fact]
    public async Task The_bot_its_guilds_and_their_channels_can_be_read()
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var places = await Places.OfAsync(platform);

        var me = await platform.GetAsync("/users/@me");
        var guilds = await platform.GetAsync("/users/@me/guilds");
        var guild = await platform.GetAsync($"/guilds/{places.Guild}");
        var channels = await platform.GetAsync($"/guilds/{places.Guild}/channels");
        var channel = await platform.GetAsync($"/channels/{places.Channel}");

        Names(me).Should().Contain(["id", "username", "avatar", "union_openid", "union_user_account", "share_url", "welcome_msg"]);
        guilds.EnumerateArray().Single().GetRawText().Should().Be(guild.GetRawText());
        Names(guild).Should().Equal("id", "name", "icon", "owner_id", "owner", "member_count", "max_members", "description", "joined_at");
        channels.EnumerateArray().Select(one => one.GetProperty("type").GetInt32()).Should().Contain([0, 2, 4]);
        Names(channel).Should().Equal(
            "id", "guild_id", "name", "type", "sub_type", "position", "parent_id", "owner_id", "private_type", "speak_permission", "application_id", "permissions");
        (await platform.GetAsync($"/users/@me/guilds?after={places.Guild}")).GetArrayLength().Should().Be(0);
        (await platform.GetAsync($"/users/@me/guilds?before={places.Guild}")).GetArrayLength().Should().Be(0);
    }

    [Theory]
    [InlineData("/guilds/1", 10004)]
    [InlineData("/guilds/1/channels", 10004)]
    [InlineData("/channels/1", 10003)]
    public async Task What_does_not_exist_is_refused_with_the_platforms_code(string path, int code)
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();

        using var answer = await platform.Http.GetAsync(path);

        ((int)answer.StatusCode).Should().Be(400);
        JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync()).GetProperty("code").GetInt32().Should().Be(code);
    }

    [Theory]
    [InlineData("GET", "/v3/anything")]
    [InlineData("DELETE", "/gateway")]
    [InlineData("GET", "/app/getAppAccessToken")]
    public async Task An_unknown_path_or_method_is_the_platforms_404(string method, string path)
    {
        await using var platform = await Platform.StartAsync();

        using var answer = await platform.Http.SendAsync(new(new(method), path));

        ((int)answer.StatusCode).Should().Be(404);
        JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync()).GetProperty("err_code").GetInt32().Should().NotBe(0);
    }

    private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(field => field.Name);
}
