using System.Text;
using System.Text.Json.Nodes;
using QQBotKit.Core.Events;
using QQBotKit.Core.Gateway;

namespace QQBotKit.Core.Tests.Events;

public class EventReaderTests
{
    private const string Self = "15566780912234417093";

    public static TheoryData<string> EventSamples =>
        [.. Samples.Names.Where(name => !name.StartsWith('_') && name is not ("READY" or "RESUMED"))];

    [Theory]
    [MemberData(nameof(EventSamples))]
    public void Every_sample_becomes_an_event_that_loses_nothing(string name)
    {
        var bytes = Samples.Read(name);

        var e = Read(bytes, out var problem);

        problem.Should().BeNull();
        var isMessage = name.Contains("MESSAGE_CREATE", StringComparison.Ordinal);
        e.Should().BeOfType(isMessage ? typeof(MessageReceived) : typeof(RawEvent));
        var frame = JsonNode.Parse(bytes)!;
        e.Type.Should().Be((string)frame["t"]!);
        e.EventId.Should().Be((string?)frame["id"]);
        JsonNode.DeepEquals(JsonNode.Parse(e.Data.GetRawText()), frame["d"]).Should().BeTrue();
    }

    [Theory]
    [InlineData("GROUP_AT_MESSAGE_CREATE", Scene.Group, "4A432943CBF7F17D2877C681173E3CDC", "39875C5105F038DA34803BDB21F90388", "/签到", true)]
    [InlineData("GROUP_MESSAGE_CREATE", Scene.Group, "4A432943CBF7F17D2877C681173E3CDC", "39875C5105F038DA34803BDB21F90388", "今晚谁值日?", true)]
    [InlineData("GROUP_MESSAGE_CREATE.record", Scene.Group, "4A432943CBF7F17D2877C681173E3CDC", "39875C5105F038DA34803BDB21F90388", "", false)]
    [InlineData("C2C_MESSAGE_CREATE", Scene.C2C, "8DADB81BDDA743D9966AFB80A8EB9004", "8DADB81BDDA743D9966AFB80A8EB9004", "帮我记一下:周六下午三点读书会 📚", true)]
    [InlineData("C2C_MESSAGE_CREATE.minimal", Scene.C2C, "8DADB81BDDA743D9966AFB80A8EB9004", "8DADB81BDDA743D9966AFB80A8EB9004", "你好", true)]
    [InlineData("AT_MESSAGE_CREATE", Scene.Channel, "640015521", "2906174480157730042", "/菜单", true)]
    [InlineData("AT_MESSAGE_CREATE.reply", Scene.Channel, "640015521", "2906174480157730042", "好的 <谢谢> & 再见 <emoji:14>", true)]
    [InlineData("MESSAGE_CREATE", Scene.Channel, "640015521", "2906174480157730042", "大家好", false)]
    [InlineData("DIRECT_MESSAGE_CREATE", Scene.Direct, "4409127733061180215", "2906174480157730042", "在吗", true)]
    public void A_message_of_every_scene_says_where_who_and_what(
        string sample, Scene scene, string conversation, string sender, string text, bool toMe)
    {
        var message = Read(Samples.Read(sample), out _).Should().BeOfType<MessageReceived>().Subject;

        message.Conversation.Should().Be(new Target(scene, conversation));
        message.Sender.Id.Should().Be(sender);
        message.Text.Should().Be(text);
        message.ToMe.Should().Be(toMe);
        message.Timestamp.Should().NotBeNull();
    }

    [Fact]
    public void Attachments_have_an_address_that_can_be_opened()
    {
        var voice = Message("C2C_MESSAGE_CREATE.voice").Attachments.Should().ContainSingle().Subject;

        voice.Url.Should().Be("https://multimedia.nt.qq.com.cn/download?appid=1402&fileid=F1&rkey=R1");
        voice.Transcript.Should().Be("明天几点开会");
        Message("AT_MESSAGE_CREATE.reply").Attachments[0].Url.Should().StartWith("https://gchat.qpic.cn/");
    }

    [Fact]
    public void Mentions_leave_out_the_bot()
    {
        Message("GROUP_AT_MESSAGE_CREATE.image").Mentions.Should().ContainSingle().Which.Name.Should().Be("梅");
        Message("GROUP_MESSAGE_CREATE").Mentions.Should().BeEmpty();
        Message("AT_MESSAGE_CREATE").Mentions.Should().BeEmpty();
    }

    [Fact]
    public void Ids_sent_as_numbers_keep_every_digit()
    {
        var message = (MessageReceived)Read("""
            {"op":0,"s":1,"t":"AT_MESSAGE_CREATE","d":{"id":7,"channel_id":640015521,"guild_id":7315042298310644121,
             "author":{"id":15566780912234417093},"content":"x"}}
            """, out _);

        (message.Id, message.Conversation, message.GuildId, message.Sender.Id)
            .Should().Be(("7", Target.Channel("640015521"), "7315042298310644121", "15566780912234417093"));
    }

    [Theory]
    [InlineData("""{"op":0,"t":"GROUP_AT_MESSAGE_CREATE","d":{"author":{"member_openid":"M"},"group_openid":"G"}}""", "id")]
    [InlineData("""{"op":0,"t":"GROUP_AT_MESSAGE_CREATE","d":{"id":"1","group_openid":"G"}}""", "author")]
    [InlineData("""{"op":0,"t":"GROUP_AT_MESSAGE_CREATE","d":{"id":"1","author":{"member_openid":"M"}}}""", "Group")]
    [InlineData("""{"op":0,"t":"C2C_MESSAGE_CREATE","d":{"id":"1","author":"nobody"}}""", "author")]
    [InlineData("""{"op":0,"t":"C2C_MESSAGE_CREATE","d":null}""", "id")]
    [InlineData("""{"op":0,"t":"C2C_MESSAGE_CREATE","d":"text"}""", "documented")]
    [InlineData("""{"op":0,"t":"C2C_MESSAGE_CREATE"}""", "documented")]
    public void A_message_that_is_not_as_documented_is_passed_on_raw_with_the_reason(string frame, string reason)
    {
        Read(frame, out var problem).Should().BeOfType<RawEvent>();

        problem.Should().Contain(reason);
    }

    [Theory]
    [InlineData("""{"op":0,"t":"SOMETHING_NEW","id":"SOMETHING_NEW:1","d":{"group_openid":"G"}}""", "SOMETHING_NEW", Scene.Group, "G")]
    [InlineData("""{"op":0,"t":"FRIEND_ADD","id":"FRIEND_ADD:1","d":{"openid":"U"}}""", "FRIEND_ADD", Scene.C2C, "U")]
    [InlineData("""{"op":0,"t":"FORUM_THREAD_CREATE","d":{"channel_id":640015540}}""", "FORUM_THREAD_CREATE", Scene.Channel, "640015540")]
    public void Other_events_are_raw_and_know_their_conversation(string frame, string type, Scene scene, string id)
    {
        var e = Read(frame, out var problem);

        problem.Should().BeNull();
        e.Should().BeOfType<RawEvent>().Which.Type.Should().Be(type);
        e.Conversation.Should().Be(new Target(scene, id));
    }

    [Fact]
    public void A_quote_nested_beyond_reason_still_arrives()
    {
        var quotes = string.Concat(Enumerable.Repeat("""{"content":"q","msg_elements":[""", 200)) + string.Concat(Enumerable.Repeat("]}", 200));
        var message = (MessageReceived)Read(
            """{"op":0,"t":"C2C_MESSAGE_CREATE","d":{"id":"1","author":{"user_openid":"U"},"content":"outer","msg_elements":[""" + quotes + "]}}", out _);

        message.Text.Should().Be("outer");
        message.Data.GetProperty("msg_elements").GetArrayLength().Should().Be(1);
    }

    private static MessageReceived Message(string sample) => (MessageReceived)Read(Samples.Read(sample), out _);

    private static BotEvent Read(string frame, out string? problem) => Read(Encoding.UTF8.GetBytes(frame), out problem);

    private static BotEvent Read(byte[] bytes, out string? problem)
    {
        Frame.TryRead(bytes, out var frame, out var error).Should().BeTrue(error);
        return new EventReader { SelfId = Self }.Read(frame, EventTypes.Find(frame.Type.Span), out problem);
    }
}
