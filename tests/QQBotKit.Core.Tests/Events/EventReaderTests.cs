using System.Text.Json.Nodes;

namespace QQBotKit.Core.Tests.Events;

/// <summary>What holds for events of every kind.</summary>
public class EventReaderTests
{
    public static TheoryData<string> EventSamples =>
        [.. Samples.Names.Where(name => !name.StartsWith('_') && name is not ("READY" or "RESUMED"))];

    [Theory]
    [MemberData(nameof(EventSamples))]
    public void Every_sample_becomes_an_event_that_loses_nothing(string name)
    {
        var bytes = Samples.Read(name);

        var e = Reading.Frame(bytes, out var problem);

        problem.Should().BeNull();
        e.Should().NotBeOfType<RawEvent>();
        var frame = JsonNode.Parse(bytes)!;
        e.Type.Should().Be((string)frame["t"]!);
        e.EventId.Should().Be((string?)frame["id"]);
        JsonNode.DeepEquals(JsonNode.Parse(e.Data.GetRawText()), frame["d"]).Should().BeTrue();
    }

    [Fact]
    public void An_event_that_nobody_documented_is_raw_and_knows_its_conversation()
    {
        var e = Reading.Frame(Reading.FrameOf("SOMETHING_NEW", """{"group_openid":"G","future":{"a":[1]}}"""), out var problem);

        problem.Should().BeNull();
        e.Should().BeOfType<RawEvent>().Which.Type.Should().Be("SOMETHING_NEW");
        (e.EventId, e.Conversation).Should().Be(("SOMETHING_NEW:1", Target.Group("G")));
        e.Data.GetProperty("future").GetProperty("a")[0].GetInt32().Should().Be(1);
    }

    [Theory]
    [InlineData("GROUP_AT_MESSAGE_CREATE", """{"author":{"member_openid":"M"},"group_openid":"G"}""", "d.id is missing")]
    [InlineData("GROUP_AT_MESSAGE_CREATE", """{"id":"1","group_openid":"G"}""", "d.author.id is missing")]
    [InlineData("GROUP_AT_MESSAGE_CREATE", """{"id":"1","author":{"member_openid":"M"}}""", "d.group_openid is missing")]
    [InlineData("C2C_MESSAGE_CREATE", """{"id":"1","author":"nobody"}""", "$.author is not as documented")]
    [InlineData("C2C_MESSAGE_CREATE", "null", "d.id is missing")]
    [InlineData("C2C_MESSAGE_CREATE", "\"text\"", "$ is not as documented")]
    [InlineData("C2C_MESSAGE_CREATE", "[[]]", "$ is not as documented")]
    [InlineData("AT_MESSAGE_CREATE", """{"id":"1","author":{"id":"2"}}""", "d.channel_id is missing")]
    [InlineData("DIRECT_MESSAGE_CREATE", """{"id":"1","author":{"id":"2"},"channel_id":"3"}""", "d.guild_id is missing")]
    [InlineData("MESSAGE_DELETE", """{"op_user":{"id":"1"}}""", "d.message.id is missing")]
    [InlineData("MESSAGE_AUDIT_PASS", "{}", "d.audit_id is missing")]
    [InlineData("FRIEND_ADD", """{"openid":""}""", "d.openid is missing")]
    [InlineData("SUBSCRIBE_MESSAGE_STATUS", "{}", "d.openid is missing")]
    [InlineData("GROUP_ADD_ROBOT", "{}", "d.group_openid is missing")]
    [InlineData("GROUP_MEMBER_ADD", """{"group_openid":"G"}""", "d.member_openid is missing")]
    [InlineData("GROUP_JOIN_REQUEST", """{"group_openid":"G","member_openid":"M"}""", "d.join_request_id is missing")]
    [InlineData("INTERACTION_CREATE", """{"type":11}""", "d.id is missing")]
    [InlineData("GUILD_CREATE", """{"name":"x"}""", "d.id is missing")]
    [InlineData("CHANNEL_CREATE", """{"id":"1"}""", "guild_id is missing")]
    [InlineData("GUILD_MEMBER_ADD", """{"guild_id":"1"}""", "d.user.id is missing")]
    [InlineData("MESSAGE_REACTION_ADD", """{"channel_id":"1"}""", "d.user_id is missing")]
    [InlineData("AUDIO_START", "{}", "d.channel_id is missing")]
    [InlineData("FORUM_THREAD_CREATE", "{}", "d.channel_id is missing")]
    public void An_event_without_what_makes_it_usable_is_passed_on_raw_with_the_reason(string type, string data, string reason)
    {
        var e = Reading.Frame(Reading.FrameOf(type, data), out var problem).Should().BeOfType<RawEvent>().Subject;

        problem.Should().Contain(reason);
        (e.Type, e.EventId).Should().Be((type, $"{type}:1"));
    }

    [Fact]
    public void An_event_without_data_is_raw()
    {
        Reading.Frame("""{"op":0,"t":"C2C_MESSAGE_CREATE"}""", out var problem).Should().BeOfType<RawEvent>();

        problem.Should().Contain("documented");
    }

    [Theory]
    [InlineData("""{"id":"1","author":{"user_openid":"U","bot":"perhaps"},"content":"x"}""", "$.author")]
    [InlineData("""{"id":"1","author":{"user_openid":"U"},"content":"x","message_type":"three"}""", "$.message_type")]
    [InlineData("{\"id\":\"1\",\n\"author\":\n{\"user_openid\":\"U\"}, \"message_scene\":\n\"default\",\n \"content\":\"x\"}", "$.message_scene")]
    [InlineData("""{"id":"1","author":{"user_openid":"U"},"content":"x","attachments":{"url":"u"}}""", "$.attachments")]
    [InlineData("""{"id":"1","author":{"user_openid":"U"},"content":"x","mentions":[{"id":"2"},[{}],{"id":{}}]}""", "$.mentions")]
    [InlineData("""{"id":"1","author":{"user_openid":"U","username":["a"]},"content":"x","msg_elements":[{"content":"q"},"text",{"author":7}]}""", "$.author")]
    [InlineData("""{"id":"1","author":{"user_openid":"U"},"content":"x","ark_data":{"fields":[1,2]},"message_scene":{"ext":"a=b"}}""", "$.ark_data")]
    public void A_field_of_a_shape_that_nobody_documented_does_not_cost_the_message(string data, string path)
    {
        var e = Reading.Frame(Reading.FrameOf("C2C_MESSAGE_CREATE", data), out var problem).Should().BeOfType<MessageReceived>().Subject;

        (e.Id, e.Sender.Id, e.Text).Should().Be(("1", "U", "x"));
        problem.Should().StartWith(path).And.EndWith("is not as documented");
        e.Data.GetRawText().Should().Be(data, "the data is what was sent");
    }

    [Fact]
    public void Many_fields_of_a_wrong_shape_end_in_a_raw_event()
    {
        var mentions = string.Join(',', Enumerable.Repeat("7", 100));

        Reading.Frame(Reading.FrameOf("C2C_MESSAGE_CREATE", $$"""{"id":"1","author":{"user_openid":"U"},"mentions":[{{mentions}}]}"""), out var problem)
            .Should().BeOfType<RawEvent>();

        problem.Should().Contain("$.mentions[0]");
    }

    [Theory]
    [InlineData("\"2026-09-18T20:15:31+08:00\"", "2026-09-18T20:15:31+08:00")]
    [InlineData("\"2026-09-18T12:15:31.123456Z\"", "2026-09-18T20:15:31.123456+08:00")]
    [InlineData("1789733731", "2026-09-18T20:15:31+08:00")]
    [InlineData("\"1789733731\"", "2026-09-18T20:15:31+08:00")]
    [InlineData("1789733731250", "2026-09-18T20:15:31.25+08:00")]
    [InlineData("\"1789733731250\"", "2026-09-18T20:15:31.25+08:00")]
    [InlineData("\"2026-09-18 20:15:31.123 +0800 CST m=+0.01\"", "2026-09-18T20:15:31.123+08:00")]
    [InlineData("\"2026-09-18 20:15:31.123456789 +0800 CST\"", "2026-09-18T20:15:31.1234567+08:00")]
    [InlineData("\"2026-09-18 12:15:31 +0000 UTC\"", "2026-09-18T20:15:31+08:00")]
    [InlineData("\"tomorrow\"", null)]
    [InlineData("\"\"", null)]
    [InlineData("null", null)]
    [InlineData("0", null)]
    [InlineData("-1", null)]
    [InlineData("1e300", null)]
    [InlineData("99999999999999999999", null)]
    [InlineData("{}", null)]
    [InlineData("[1]", null)]
    [InlineData("true", null)]
    public void A_time_is_read_in_every_form_that_the_platform_has(string json, string? time)
    {
        var e = Reading.Event<GroupRobotAdded>("GROUP_ADD_ROBOT", $$"""{"timestamp":{{json}},"group_openid":"G"}""");

        e.Timestamp.Should().Be(time is null ? null : DateTimeOffset.Parse(time));
        e.GroupOpenid.Should().Be("G");
    }

    [Fact]
    public void Ids_sent_as_numbers_keep_every_digit()
    {
        var message = Reading.Event<MessageReceived>("AT_MESSAGE_CREATE", """
            {"id":7,"channel_id":640015521,"guild_id":7315042298310644121,"author":{"id":15566780912234417093},"content":"x",
             "message_reference":{"message_id":18446744073709551615}}
            """);
        var channel = Reading.Event<ChannelCreated>("CHANNEL_CREATE", """{"id":9007199254740993,"guild_id":7315042298310644121,"owner_id":18446744073709551615}""");
        var reaction = Reading.Event<ReactionAdded>(
            "MESSAGE_REACTION_ADD", """{"user_id":9007199254740993,"guild_id":7315042298310644121,"channel_id":1,"target":{"id":9007199254740995,"type":0},"emoji":{"id":14,"type":1}}""");

        (message.Id, message.Conversation, message.GuildId, message.Sender.Id, message.QuotedId)
            .Should().Be(("7", Target.Channel("640015521"), "7315042298310644121", "15566780912234417093", "18446744073709551615"));
        (channel.ChannelId, channel.GuildId, channel.OwnerId).Should().Be(("9007199254740993", "7315042298310644121", "18446744073709551615"));
        (reaction.UserId, reaction.TargetId, reaction.EmojiId).Should().Be(("9007199254740993", "9007199254740995", "14"));
    }

    [Fact]
    public void A_number_that_no_enum_of_the_kit_knows_stays_readable()
    {
        ((int)Reading.Event<InteractionCreated>("INTERACTION_CREATE", """{"id":"1","type":2001}""").Kind).Should().Be(2001);
        ((int)Reading.Event<FriendAdded>("FRIEND_ADD", """{"openid":"U","scene":"3001"}""").Scene).Should().Be(3001);
        ((int)Reading.Event<ChannelCreated>("CHANNEL_CREATE", """{"id":"1","guild_id":"2","type":10011}""").Kind).Should().Be(10011);
        ((int)Reading.Event<MessageReceived>("C2C_MESSAGE_CREATE", """{"id":"1","author":{"user_openid":"U"},"message_type":104}""").Kind).Should().Be(104);
    }
}
