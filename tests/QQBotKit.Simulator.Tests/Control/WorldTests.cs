using System.Text.Json;
using System.Text.Json.Nodes;

namespace QQBotKit.Simulator.Tests.Control;

public class WorldTests
{
    [Fact]
    public async Task What_is_shown_can_be_put_back_and_nothing_changes()
    {
        await using var platform = await Platform.StartAsync();
        var before = await platform.GetAsync("/simulator/world");

        var after = await platform.PutAsync("/simulator/world", before);

        after.GetRawText().Should().Be(before.GetRawText());
    }

    [Fact]
    public async Task A_world_of_ones_own_is_set_up_in_one_call()
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var (socket, _) = await platform.IdentifyAsync(Platform.GroupAndC2C | Platform.PublicGuild | Platform.Direct);
        using var online = socket;

        await platform.CallTextAsync("PUT", "/simulator/world", """
            {
              "users": [{ "openid": "MEI", "id": "9007199254740993", "username": "梅" }],
              "groups": [{
                "openid": "TEA", "name": "茶馆", "memo": "every day", "tags": ["tea"], "recv_msg_setting": "only_mention",
                "members": [{ "openid": "MEI-IN-TEA", "user_openid": "MEI", "role": "owner" }]
              }],
              "guilds": [{
                "id": "9007199254740995", "name": "茶山",
                "members": [{ "id": "9007199254740993", "nick": "梅梅", "roles": ["1", "4"] }],
                "channels": [{ "id": "700000001", "name": "大厅", "type": 0 }]
              }],
              "dms": [{ "guild_id": "9007199254740997", "src_guild_id": "9007199254740995", "user": { "id": "9007199254740993" } }]
            }
            """, 200);

        var info = await platform.GetAsync("/v2/groups/TEA/info");
        (info.GetProperty("group_name").GetString(), info.GetProperty("group_finger_memo").GetString()).Should().Be(("茶馆", "every day"));
        (await platform.GetAsync("/v2/groups/TEA/members/MEI-IN-TEA")).GetProperty("member_role").GetString().Should().Be("owner");
        (await platform.GetAsync("/guilds/9007199254740995")).GetProperty("owner_id").GetString().Should().Be("9007199254740993");
        (await platform.GetAsync("/channels/700000001")).GetProperty("name").GetString().Should().Be("大厅");
        foreach (var (scene, conversation) in new[] { ("group", "TEA"), ("c2c", "MEI"), ("channel", "700000001"), ("direct", "9007199254740997") })
        {
            await platform.SayAsync(new { scene, conversation, text = "hi" });
            await socket.ReadAsync();
        }
    }

    [Fact]
    public async Task What_is_not_named_stays_and_lists_are_replaced()
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var before = await platform.GetAsync("/simulator/world");
        var group = before.GetProperty("groups")[0];
        var openid = group.GetProperty("openid").GetString();
        var members = group.GetProperty("members").EnumerateArray().Take(2).Select(member => new { openid = member.GetProperty("openid").GetString() });

        var after = await platform.PutAsync("/simulator/world", new { groups = new[] { new { openid, members } } });
        await platform.PutAsync("/simulator/world", new { groups = new object[] { new { openid, name = "写作会" } } });

        var changed = after.GetProperty("groups")[0];
        changed.GetProperty("name").GetString().Should().Be(group.GetProperty("name").GetString());
        changed.GetProperty("members").GetArrayLength().Should().Be(2);
        changed.GetProperty("members")[1].GetProperty("role").GetString().Should().Be("owner", "who stays keeps what is not named");
        after.GetProperty("users").GetRawText().Should().Be(before.GetProperty("users").GetRawText());
        (await platform.GetAsync($"/v2/groups/{openid}/info")).GetProperty("group_name").GetString().Should().Be("写作会");
    }

    [Fact]
    public async Task Names_and_rights_change_everywhere_at_once()
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var places = await Places.OfAsync(platform);

        await platform.CallTextAsync("PUT", "/simulator/world", $$"""
            {
              "users": [{ "openid": "{{places.User}}", "username": "林大北" }],
              "bots": [{ "app_id": "{{Platform.AppId}}", "rights": ["invited"] }]
            }
            """, 200);

        (await platform.GetAsync($"/v2/groups/{places.Group}/members/{places.Member}")).GetProperty("username").GetString().Should().Be("林大北");
        (await platform.GetAsync($"/v2/groups/{places.Group}/info", 403, platform.Http.DefaultRequestHeaders.Authorization)).GetProperty("err_code").GetInt32().Should().Be(11253);
    }

    [Fact]
    public async Task What_is_removed_is_gone()
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var places = await Places.OfAsync(platform);

        var after = await platform.PutAsync("/simulator/world", new
        {
            users = new[] { new { openid = places.User, removed = true } },
            groups = new[] { new { openid = places.OtherGroup, removed = true } },
            guilds = new[] { new { id = places.Guild, removed = true } },
        });

        after.GetProperty("users").GetArrayLength().Should().Be(3);
        after.GetProperty("groups").EnumerateArray().Single().GetProperty("members").GetArrayLength().Should().Be(3);
        after.GetProperty("guilds").GetArrayLength().Should().Be(0);
        after.GetProperty("dms").GetArrayLength().Should().Be(0);
        (await platform.PostAsync($"/v2/users/{places.User}/messages", new { content = "x" }, 400)).GetProperty("err_code").GetInt32().Should().Be(40011028);
    }

    [Fact]
    public async Task Channels_are_added_renamed_moved_and_removed()
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var places = await Places.OfAsync(platform);
        var world = JsonNode.Parse((await platform.GetAsync("/simulator/world")).GetRawText())!;
        var channels = world["guilds"]![0]!["channels"]!.AsArray();
        var talk = channels.Single(channel => (string)channel!["id"]! == places.Channel)!;
        talk["name"] = "聊聊";
        channels.Remove(talk);
        channels.RemoveAt(channels.Count - 1);
        channels.Add(talk);
        channels.Add(new JsonObject { ["id"] = "700000002", ["name"] = "新" });

        var after = await platform.PutAsync("/simulator/world", new { guilds = new[] { new { id = places.Guild, channels } } });

        after.GetProperty("guilds")[0].GetProperty("channels").EnumerateArray().Select(channel => channel.GetProperty("id").GetString())
            .Should().Equal(channels.Select(channel => (string)channel!["id"]!));
        (await platform.GetAsync($"/channels/{places.Channel}")).GetProperty("name").GetString().Should().Be("聊聊");
        (await platform.GetAsync("/channels/700000002")).GetProperty("type").GetInt32().Should().Be(0);
    }

    [Fact]
    public async Task A_group_can_be_silent_for_hours_of_the_week()
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var places = await Places.OfAsync(platform);
        async Task<bool> SpeaksAsync(int member)
        {
            var sender = (await platform.GetAsync("/simulator/world")).GetProperty("groups")[0].GetProperty("members")[member].GetProperty("openid").GetString();
            using var answer = await platform.Http.PostAsync("/simulator/messages", JsonBody(new { scene = "group", conversation = places.Group, sender, text = "x" }));
            return answer.IsSuccessStatusCode;
        }

        // It is Friday, a quarter past eight in the evening.
        await platform.CallTextAsync("PUT", "/simulator/world", $$"""
            {
              "groups": [{
                "openid": "{{places.Group}}",
                "global_rule": {
                  "mode": "schedule",
                  "recurring_rules": [{ "task_id": "1", "weekdays": [5], "start_time": "20:00", "end_time": "21:00", "enabled": true }]
                }
              }]
            }
            """, 200);

        (await SpeaksAsync(0), await SpeaksAsync(1)).Should().Be((false, true), "the owner may always speak");
        var rule = (await platform.GetAsync($"/v2/groups/{places.Group}/restrict_chat_setting")).GetProperty("global_rule");
        rule.GetProperty("recurring_rules")[0].GetRawText().Should().Be("""{"task_id":"1","weekdays":[5],"start_time":"20:00","end_time":"21:00","enabled":true}""");
        platform.Time.Advance(TimeSpan.FromHours(1));
        (await SpeaksAsync(0)).Should().BeTrue();
    }

    [Theory]
    [InlineData("""{"user":[]}""", "user")]
    [InlineData("""{"users":[{"username":"x"}]}""", "users[0].openid is missing")]
    [InlineData("""{"users":[{"openid":"A B","username":"x"}]}""", "users[0].openid: \"A B\"")]
    [InlineData("""{"users":[{"openid":"A"}]}""", "users[0].username is missing")]
    [InlineData("""{"users":[{"openid":"A","username":"x","id":"seven"}]}""", "users[0].id: \"seven\"")]
    [InlineData("""{"users":[{"openid":"USER","id":"7"}]}""", "users[0]: the ids of user")]
    [InlineData("""{"users":[{"openid":"GROUP","username":"x"}]}""", "is the id of something else")]
    [InlineData("""{"users":[null]}""", "users[0] is null")]
    [InlineData("""{"users":[{"openid":"A","removed":true}]}""", "no user \"A\" to remove")]
    [InlineData("""{"groups":[{"openid":"G"}]}""", "groups[0].name is missing")]
    [InlineData("""{"groups":[{"openid":"GROUP","recv_msg_setting":"some"}]}""", "groups[0].recv_msg_setting")]
    [InlineData("""{"groups":[{"openid":"GROUP","members":[{"openid":"MEMBER"},{"openid":"X"}]}]}""", "groups[0].members[1].user_openid: there is no user \"X\"")]
    [InlineData("""{"groups":[{"openid":"GROUP","members":[{"openid":"MEMBER"},{"openid":"MEMBER"}]}]}""", "groups[0].members[1].openid")]
    [InlineData("""{"groups":[{"openid":"GROUP","members":[{"openid":"MEMBER","role":"boss"}]}]}""", "groups[0].members[0].role: \"boss\"")]
    [InlineData("""{"groups":[{"openid":"GROUP","members":[{"openid":"MEMBER","rol":"admin"}]}]}""", "rol")]
    [InlineData("""{"groups":[{"openid":"GROUP","global_rule":{"mode":"never"}}]}""", "global_rule.mode")]
    [InlineData("""{"guilds":[{"id":"G","name":"x"}]}""", "guilds[0].id: \"G\"")]
    [InlineData("""{"guilds":[{"id":"GUILD","channels":[{"id":"1"}]}]}""", "guilds[0].channels[0].name is missing")]
    [InlineData("""{"guilds":[{"id":"GUILD","channels":[{"id":"CHANNEL","type":2}]}]}""", "guilds[0].channels[0].type")]
    [InlineData("""{"guilds":[{"id":"GUILD","channels":[{"id":"1","name":"x","parent_id":"2"}]}]}""", "guilds[0].channels[0].parent_id")]
    [InlineData("""{"guilds":[{"id":"GUILD","members":[{"id":"1"}]}]}""", "guilds[0].members[0].id: there is no user")]
    [InlineData("""{"dms":[{"guild_id":"1","user":{"id":"2"}}]}""", "dms[0].src_guild_id")]
    [InlineData("""{"bots":[{"app_id":"7"}]}""", "bots[0].app_id: unknown bot")]
    [InlineData("""{"bots":[{"app_id":"102000001","rights":["all"]}]}""", "bots[0].rights: unknown right \"all\"")]
    [InlineData("[]", "like {\"users\"")]
    public async Task A_change_that_makes_no_sense_changes_nothing_and_says_where(string body, string why)
    {
        await using var platform = await Platform.StartAsync();
        var places = await Places.OfAsync(platform);
        var before = await platform.GetAsync("/simulator/world");
        foreach (var (name, id) in new[] { ("USER", places.User), ("GROUP", places.Group), ("MEMBER", places.Member), ("GUILD", places.Guild), ("CHANNEL", places.Channel) })
        {
            body = body.Replace($"\"{name}\"", $"\"{id}\"", StringComparison.Ordinal);
        }

        // Before it, in the same call, something that is right.
        if (body.StartsWith('{') && !body.Contains("users", StringComparison.Ordinal))
        {
            body = $$"""{"users":[{"openid":"NEW","username":"new"}],{{body[1..]}}""";
        }

        (await platform.CallTextAsync("PUT", "/simulator/world", body, 400)).GetProperty("error").GetString().Should().Contain(why);
        (await platform.GetAsync("/simulator/world")).GetRawText().Should().Be(before.GetRawText());
    }

    private static StringContent JsonBody(object body) => new(JsonSerializer.Serialize(body), System.Text.Encoding.UTF8, "application/json");
}
