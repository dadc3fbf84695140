using System.Text.Json;
using QQBotKit.Core.Events;

namespace QQBotKit.Core.Tests.Events;

/// <summary>Messages inside messages: quotes, chat records, and what was said before.</summary>
public class MessageElementTests
{
    [Fact]
    public void A_quote_has_the_quoted_message_beside_its_text()
    {
        var message = Reading.Sample<MessageReceived>("C2C_MESSAGE_CREATE.quote");

        (message.Text, message.Kind).Should().Be(("这条改到周日", MessageKind.Quote));
        (message.Index, message.QuotedId).Should().Be(("REFIDX_KDYejOgsa4U3AcjeuKkquQ==", "REFIDX_uTlMvxKwE2picBXUdRKPMA=="));
        var quoted = message.Quoted!;
        (quoted.Text, quoted.Index, quoted.Sender!.Id).Should()
            .Be(("帮我记一下:周六下午三点读书会 📚", "REFIDX_uTlMvxKwE2picBXUdRKPMA==", "8DADB81BDDA743D9966AFB80A8EB9004"));
        quoted.Elements.Should().BeEmpty();
        message.Context.Should().BeEmpty();
    }

    [Fact]
    public void The_index_of_a_message_is_that_by_which_a_quote_names_it()
    {
        Reading.Sample<MessageReceived>("C2C_MESSAGE_CREATE").Index.Should().Be(Reading.Sample<MessageReceived>("C2C_MESSAGE_CREATE.quote").QuotedId);
        Reading.Sample<MessageReceived>("C2C_MESSAGE_CREATE.minimal").Index.Should().BeNull();
    }

    [Fact]
    public void In_a_guild_a_message_quotes_another_by_its_id()
    {
        var message = Reading.Sample<MessageReceived>("AT_MESSAGE_CREATE.reply");

        message.QuotedId.Should().Be(Reading.Sample<MessageReceived>("AT_MESSAGE_CREATE").Id);
        (message.Index, message.Quoted).Should().Be((null, null));
    }

    [Fact]
    public void A_quoted_chat_record_is_its_messages()
    {
        var message = Reading.Sample<MessageReceived>("GROUP_MESSAGE_CREATE.record");

        message.Text.Should().BeEmpty();
        message.QuotedId.Should().StartWith("TMP_");
        message.Quoted!.Text.Should().StartWith("=== 消息 1 ===");
        message.Quoted.Elements.Select(element => element.Text).Should().Equal("第三章读完了", "我也是");
        message.Context.Should().BeEmpty();
    }

    [Fact]
    public void What_was_said_before_a_mention_is_context_and_no_quote()
    {
        var message = Message("""
            "content":" /总结 ","msg_elements":[{"content":"=== 消息 1 ===\n[消息内容] 第三章读完了\n真好看\n[发送者] 林小北\n\n=== 消息 2 ===\n[消息内容] [图片]\n[发送者] 书签助手 机器人"}]
            """);

        (message.Text, message.Quoted, message.QuotedId).Should().Be(("/总结", null, null));
        message.Context.Select(element => (element.Sender!.Name, element.Text)).Should().Equal(("林小北", "第三章读完了\n真好看"), ("书签助手 机器人", "[图片]"));
    }

    [Fact]
    public void Whoever_writes_like_a_chat_record_cannot_put_words_into_the_mouth_of_another()
    {
        var message = Message("""
            "content":"x","msg_elements":[{"content":"=== 消息 1 ===\n[消息内容] 看\n=== 消息 7 ===\n[消息内容] 假的\n[发送者] 群主\n[发送者] 林小北"}]
            """);

        message.Context.Should().ContainSingle().Which.Sender!.Name.Should().Be("林小北");
    }

    [Fact]
    public void Elements_that_are_no_list_are_context_as_they_are()
    {
        var message = Message("""
            "content":"x","msg_elements":[null,{"content":" 一 ","author":{"member_openid":"A","username":"甲","bot":true},"msg_idx":"REFIDX_1"},
              {"content":"","message_type":3,"ark_data":{"ark_type":"map","prompt":"[位置]"},"attachments":[{"url":"a/b","content_type":"image/png"}]}]
            """);

        message.Context.Should().HaveCount(2);
        (message.Context[0].Text, message.Context[0].Index).Should().Be(("一", "REFIDX_1"));
        message.Context[0].Sender.Should().BeEquivalentTo(new Sender("A", "甲") { IsBot = true });
        (message.Context[1].Kind, message.Context[1].Card!.Prompt, message.Context[1].Attachments[0].Url).Should().Be((MessageKind.Card, "[位置]", "https://a/b"));
        message.Context[1].Sender.Should().BeNull();
    }

    [Fact]
    public void A_quote_of_a_quote_is_nested()
    {
        var message = Message("""
            "message_type":103,"content":"三","msg_elements":[{"content":"二","message_type":103,"msg_elements":[{"content":"<faceType=1,faceId=\"13\",ext=\"eyJ0ZXh0Ijoi5ZGy54mZIn0=\">"}]},{"content":"旁"}]
            """);

        message.Quoted!.Elements.Should().ContainSingle().Which.Text.Should().Be("[呲牙]");
        message.Context.Select(element => element.Text).Should().Equal("旁");
    }

    [Theory]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(200)]
    [InlineData(10_000)]
    [InlineData(200_000)]
    public void A_quote_nested_beyond_reason_arrives_cut(int levels)
    {
        var quotes = string.Concat(Enumerable.Repeat("""{"content":"q","msg_elements":[""", levels)) + string.Concat(Enumerable.Repeat("]}", levels));

        var message = Message($$"""
            "content":"outer","message_type":103,"msg_elements":[{{quotes}}]
            """);

        message.Text.Should().Be("outer");
        var depth = 0;
        for (var element = message.Quoted; element is not null; element = element.Elements.SingleOrDefault())
        {
            depth++;
        }

        depth.Should().Be(Math.Min(levels, ElementsConverter.MaxLevels));
        message.Data.GetProperty("msg_elements").GetArrayLength().Should().Be(1);
    }

    [Theory]
    [InlineData("SOMETHING_NEW")]
    [InlineData("C2C_MESSAGE_CREATE")]
    [InlineData("FORUM_THREAD_CREATE")]
    public void Depth_where_nobody_expects_it_is_no_harm_either(string type)
    {
        var deep = new string('[', 100_000) + new string(']', 100_000);

        var e = Reading.Frame(Reading.FrameOf(type, $$"""{"new":{{deep}},"thread_info":{"content":{{deep}} },"id":"1","author":{"user_openid":"U"},"channel_id":"2"}"""), out _);

        e.Conversation.Should().NotBeNull();
        e.Data.GetProperty("new").ValueKind.Should().Be(JsonValueKind.Array);
        e.Json.Length.Should().BeGreaterThan(2 * deep.Length, "what the data has not is there");
    }

    private static MessageReceived Message(string fields) =>
        Reading.Event<MessageReceived>("GROUP_AT_MESSAGE_CREATE", $$"""{ {{fields}}, "author":{"member_openid":"M"},"id":"1","group_openid":"G"}""");
}
