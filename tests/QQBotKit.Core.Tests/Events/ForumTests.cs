using System.Text.Json;

namespace QQBotKit.Core.Tests.Events;

public class ForumTests
{
    private const string Guild = "7315042298310644121";
    private const string User = "2906174480157730042";
    private static readonly Target Forum = Target.Channel("640015540");

    [Fact]
    public void A_thread_is_read_from_rich_objects()
    {
        ForumThreadEvent[] events =
        [
            Reading.Sample<ForumThreadCreated>("FORUM_THREAD_CREATE"),
            Reading.Sample<ForumThreadUpdated>("FORUM_THREAD_UPDATE"),
            Reading.Sample<ForumThreadDeleted>("FORUM_THREAD_DELETE"),
        ];

        foreach (var thread in events)
        {
            (thread.GuildId, thread.ChannelId, thread.AuthorId, thread.ThreadId, thread.Conversation).Should().Be((Guild, Forum.Id, User, "B_sample0001_X60", Forum));
            thread.Timestamp.Should().Be(DateTimeOffset.Parse("2026-09-18T21:00:00+08:00"));
            thread.Title.Text.Should().Be("读后感");
            thread.Content.Text.Should().Be("第一章 @小北<emoji:14>链接#闲聊区");
            thread.Content.Elements.Should().Equal(
                new ForumElement(ForumElementKind.Text, "第一章 "),
                new ForumElement(ForumElementKind.User, "@小北") { Id = User },
                new ForumElement(ForumElementKind.Emoji, "<emoji:14>") { Id = "14" },
                new ForumElement(ForumElementKind.Link, "链接") { Url = "https://example.com" },
                new ForumElement(ForumElementKind.Channel, "#闲聊区") { Id = "640015521" });
        }
    }

    [Fact]
    public void A_thread_is_read_from_rich_text_in_a_text()
    {
        var thread = Reading.Sample<ForumThreadCreated>("FORUM_THREAD_CREATE.richtext");

        (thread.GuildId, thread.AuthorId).Should().Be((Guild, User));
        (thread.Title.Text, thread.Content.Text).Should().Be(("读后感", "很好看\n"));
    }

    [Fact]
    public void Pictures_videos_links_and_paragraphs_of_rich_text_are_elements()
    {
        var content = Content("""
            {"paragraphs":[{"elems":[{"type":1,"text":{"text":"看"}},{"type":4,"url":{"url":"https://a","desc":"这里"}}]},{"elems":[]},null,
             {"elems":[{"type":2,"image":{"plat_image":{"url":"https://i","image_id":7}}},{"type":3,"video":{"third_url":"https://v"}},{"type":9}]}]}
            """);

        content.Text.Should().Be("看这里\n\n\n");
        content.Elements.Where(element => element.Text != "\n").Should().Equal(
            new ForumElement(ForumElementKind.Text, "看"),
            new ForumElement(ForumElementKind.Link, "这里") { Url = "https://a" },
            new ForumElement(ForumElementKind.Image, "") { Id = "7", Url = "https://i" },
            new ForumElement(ForumElementKind.Video, "") { Url = "https://v" },
            new ForumElement(ForumElementKind.Unknown, ""));
    }

    [Fact]
    public void Mentions_of_roles_and_guilds_and_named_emoji_are_elements()
    {
        var content = Content("""
            [{"type":2,"at_info":{"type":2,"role_info":{"role_id":4,"name":"管理员"}}},{"type":2,"at_info":{"type":3,"guild_info":{"guild_id":"5","guild_name":"书会"}}},
             {"type":4,"emoji_info":{"id":13,"name":"呲牙"}},{"type":4,"emoji_info":{"id":"128076","type":2}},{"type":10},{"type":11},{"type":99},{"type":2},null]
            """);

        content.Text.Should().Be("@管理员@书会[呲牙]👌");
        content.Elements.Select(element => (element.Kind, element.Id)).Should().Equal(
            (ForumElementKind.Role, "4"), (ForumElementKind.Guild, "5"), (ForumElementKind.Emoji, "13"), (ForumElementKind.Emoji, "128076"),
            (ForumElementKind.Video, null), (ForumElementKind.Image, null), (ForumElementKind.Unknown, null), (ForumElementKind.Unknown, null));
    }

    [Theory]
    [InlineData("\"大家好\"", "大家好")]
    [InlineData("\"{不是 JSON\"", "{不是 JSON")]
    [InlineData("\"[1] 第一章\"", "[1] 第一章")]
    [InlineData("\"\"", "")]
    [InlineData("null", "")]
    [InlineData("[]", "")]
    [InlineData("\"{}\"", "")]
    public void A_plain_text_is_itself(string json, string text)
    {
        Content(json).Text.Should().Be(text);
    }

    [Fact]
    public void Posts_and_replies_say_to_what_they_belong()
    {
        var post = Reading.Sample<ForumPostCreated>("FORUM_POST_CREATE");
        var reply = Reading.Sample<ForumReplyCreated>("FORUM_REPLY_CREATE");

        (post.GuildId, post.ThreadId, post.PostId, post.Content.Text).Should().Be((Guild, "B_sample0001_X60", "c_sample0002_X60", "同感<emoji:13>"));
        (reply.GuildId, reply.ThreadId, reply.PostId, reply.ReplyId, reply.Content.Text)
            .Should().Be((Guild, "B_sample0001_X60", "c_sample0002_X60", "r_sample0003_X60", "+1"));
        Reading.Sample<ForumPostDeleted>("FORUM_POST_DELETE").PostId.Should().Be(post.PostId);
        Reading.Sample<ForumReplyDeleted>("FORUM_REPLY_DELETE").ReplyId.Should().Be(reply.ReplyId);
    }

    [Fact]
    public void The_review_of_what_the_bot_wrote_says_how_it_ended()
    {
        var passed = Reading.Sample<ForumPublishAudited>("FORUM_PUBLISH_AUDIT_RESULT");
        var failed = Reading.Event<ForumPublishAudited>("FORUM_PUBLISH_AUDIT_RESULT", """
            {"guild_id":1,"channel_id":2,"author_id":3,"type":3,"result":1,"err_msg":"敏感内容","thread_id":"T","post_id":"P","reply_id":"R","date_time":"2026-09-18T21:00:00+08:00"}
            """);

        (passed.GuildId, passed.AuthorId, passed.Kind, passed.Passed, passed.ThreadId).Should().Be((Guild, User, ForumPublication.Thread, true, "B_sample0001_X60"));
        (failed.Kind, failed.Passed, failed.Error, failed.ThreadId, failed.PostId, failed.ReplyId).Should().Be((ForumPublication.Reply, false, "敏感内容", "T", "P", "R"));
        failed.Timestamp.Should().NotBeNull();
    }

    [Fact]
    public void Open_forums_say_where_and_by_whom()
    {
        OpenForumEvent[] events =
        [
            Reading.Sample<OpenForumThreadCreated>("OPEN_FORUM_THREAD_CREATE"),
            Reading.Sample<OpenForumThreadUpdated>("OPEN_FORUM_THREAD_UPDATE"),
            Reading.Sample<OpenForumThreadDeleted>("OPEN_FORUM_THREAD_DELETE"),
            Reading.Sample<OpenForumPostCreated>("OPEN_FORUM_POST_CREATE"),
            Reading.Sample<OpenForumPostDeleted>("OPEN_FORUM_POST_DELETE"),
            Reading.Sample<OpenForumReplyCreated>("OPEN_FORUM_REPLY_CREATE"),
            Reading.Sample<OpenForumReplyDeleted>("OPEN_FORUM_REPLY_DELETE"),
        ];

        events.Should().AllSatisfy(e => (e.GuildId, e.ChannelId, e.AuthorId, e.Conversation).Should().Be((Guild, Forum.Id, User, Forum)));
    }

    private static ForumText Content(string json) => Reading.Event<ForumThreadCreated>(
        "FORUM_THREAD_CREATE", $$$"""{"channel_id":"1","thread_info":{"content":{{{(json.StartsWith('{') ? JsonSerializer.Serialize(json) : json)}}}}}""").Content;
}
