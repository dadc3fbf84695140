namespace QQBotKit.Simulator.Tests.Messages;

public class EventReplyTests
{
    [Theory]
    [InlineData("FRIEND_ADD", "openid", "users")]
    [InlineData("C2C_MSG_RECEIVE", "openid", "users")]
    [InlineData("GROUP_ADD_ROBOT", "group_openid", "groups")]
    [InlineData("GROUP_MSG_RECEIVE", "group_openid", "groups")]
    [InlineData("GROUP_MEMBER_ADD", "group_openid", "groups")]
    public async Task An_event_is_answered_in_its_conversation_once_with_each_msg_seq(string type, string field, string kind)
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var places = await Places.OfAsync(platform);
        var (here, elsewhere) = kind == "users" ? (places.User, places.Group) : (places.Group, places.User);
        var eventId = (await platform.PostAsync("/simulator/events", new { type, data = new Dictionary<string, string> { [field] = here } })).GetProperty("event_id").GetString();
        var path = $"/v2/{kind}/{here}/messages";

        await platform.PostAsync(path, new { content = "welcome", event_id = eventId });
        var again = await platform.PostAsync(path, new { content = "welcome", event_id = eventId, msg_seq = 1 }, 400);
        await platform.PostAsync(path, new { content = "more", event_id = eventId, msg_seq = 2 });
        var wrong = await platform.PostAsync($"/v2/{(kind == "users" ? "groups" : "users")}/{elsewhere}/messages", new { content = "x", event_id = eventId }, 400);

        eventId.Should().StartWith($"{type}:");
        again.GetProperty("err_code").GetInt32().Should().Be(40054005);
        wrong.GetProperty("err_code").GetInt32().Should().Be(40034025);
        var messages = await platform.MessagesAsync(here);
        messages.Select(message => message.GetProperty("text").GetString()).Should().Equal("welcome", "more");
        messages[0].GetProperty("reply_to_event").GetString().Should().Be(eventId);
    }

    [Theory]
    [InlineData("GROUP_DEL_ROBOT", 40034027)]
    [InlineData("GROUP_MEMBER_REMOVE", 40034027)]
    [InlineData("SOMETHING_NEW", 40034027)]
    public async Task An_event_that_the_platform_does_not_list_cannot_be_answered(string type, int code)
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var group = (await Places.OfAsync(platform)).Group;
        var eventId = (await platform.PostAsync("/simulator/events", new { type, data = new { group_openid = group } })).GetProperty("event_id").GetString();

        var answer = await platform.PostAsync($"/v2/groups/{group}/messages", new { content = "x", event_id = eventId }, 400);

        answer.GetProperty("err_code").GetInt32().Should().Be(code);
    }

    [Theory]
    [InlineData("GUILD_MEMBER_ADD")]
    [InlineData("MESSAGE_REACTION_ADD")]
    [InlineData("FORUM_THREAD_CREATE")]
    public async Task An_event_of_a_guild_is_answered_in_its_channels_and_by_direct_message(string type)
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var (socket, _) = await platform.IdentifyAsync(0);
        using var online = socket;
        var places = await Places.OfAsync(platform);
        var eventId = (await platform.PostAsync("/simulator/events", new { type, data = new { guild_id = places.Guild } })).GetProperty("event_id").GetString();

        await platform.PostAsync($"/channels/{places.Channel}/messages", new { content = "welcome", event_id = eventId });
        await platform.PostAsync($"/dms/{places.Direct}/messages", new { content = "welcome", event_id = eventId });
        var unknown = await platform.PostAsync($"/channels/{places.Channel}/messages", new { content = "x", event_id = $"{type}:unknown" }, 400);

        unknown.GetProperty("code").GetInt32().Should().Be(40034025);
        unknown.TryGetProperty("err_code", out _).Should().BeFalse("guild endpoints answer in the older shape");
    }

    [Theory]
    [InlineData("GROUP_MSG_REJECT", "GROUP_MSG_RECEIVE", "group_openid", "groups")]
    [InlineData("C2C_MSG_REJECT", "C2C_MSG_RECEIVE", "openid", "users")]
    public async Task Who_switches_active_messages_off_gets_answers_only(string off, string on, string field, string kind)
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var places = await Places.OfAsync(platform);
        var here = kind == "users" ? places.User : places.Group;
        var path = $"/v2/{kind}/{here}/messages";
        object Data() => new Dictionary<string, string> { [field] = here };

        await platform.PostAsync("/simulator/events", new { type = off, data = Data() });
        var refused = await platform.PostAsync(path, new { content = "news" }, 400);
        var asked = (await platform.SayAsync(new { scene = kind == "users" ? "c2c" : "group", conversation = here, text = "hi" })).GetProperty("message_id").GetString();
        await platform.PostAsync(path, new { content = "answer", msg_id = asked });
        await platform.PostAsync("/simulator/events", new { type = on, data = Data() });
        await platform.PostAsync(path, new { content = "news" });

        refused.GetProperty("err_code").GetInt32().Should().Be(40034105);
    }
}
