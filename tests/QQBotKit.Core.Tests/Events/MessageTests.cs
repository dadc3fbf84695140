using System.Text;

namespace QQBotKit.Core.Tests.Events;

public class MessageTests
{
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
        var message = Reading.Sample<MessageReceived>(sample);

        message.Conversation.Should().Be(new Target(scene, conversation));
        message.Sender.Id.Should().Be(sender);
        message.Text.Should().Be(text);
        message.ToMe.Should().Be(toMe);
        message.Timestamp.Should().NotBeNull();
    }

    [Fact]
    public void The_author_in_a_group_has_a_role_and_one_in_a_guild_a_nick_and_roles()
    {
        Reading.Sample<MessageReceived>("GROUP_AT_MESSAGE_CREATE.image").Sender.Should()
            .BeEquivalentTo(new Sender("39875C5105F038DA34803BDB21F90388", "林小北") { Role = "owner" });
        Reading.Sample<MessageReceived>("C2C_MESSAGE_CREATE").Sender.Should()
            .BeEquivalentTo(new Sender("8DADB81BDDA743D9966AFB80A8EB9004", "") { UnionOpenid = "27A0A24F12363D80D811EB1824B6E665" });
        Reading.Sample<MessageReceived>("MESSAGE_CREATE").Sender.Should().BeEquivalentTo(new Sender("2906174480157730042", "林小北")
        {
            Avatar = "https://thirdqq.qlogo.cn/g?b=oidb&k=sample1&s=0&t=1789000000",
            Nick = "小北",
            Roles = ["1", "11"],
            JoinedAt = DateTimeOffset.Parse("2025-03-01T08:00:00+08:00"),
        });
    }

    [Fact]
    public void A_direct_message_knows_the_guild_it_came_from()
    {
        var message = Reading.Sample<MessageReceived>("DIRECT_MESSAGE_CREATE");

        (message.GuildId, message.SourceGuildId).Should().Be(("4409127733061180215", "7315042298310644121"));
        Reading.Sample<MessageReceived>("MESSAGE_CREATE").SourceGuildId.Should().BeNull();
    }

    [Theory]
    [InlineData("C2C_MESSAGE_CREATE", """{"id":"1","author":{"id":"U"}}""")]
    [InlineData("C2C_MESSAGE_CREATE", """{"id":"1","author":{"user_openid":"U"}}""")]
    [InlineData("GROUP_AT_MESSAGE_CREATE", """{"id":"1","group_openid":"G","author":{"member_openid":"U"}}""")]
    [InlineData("GROUP_AT_MESSAGE_CREATE", """{"id":"1","group_id":"G","author":{"id":"U"}}""")]
    [InlineData("GROUP_AT_MESSAGE_CREATE", """{"id":"1","group_id":"G","group_openid":null,"author":{"id":"U","member_openid":""}}""")]
    public void The_frames_of_earlier_years_are_read_too(string type, string data)
    {
        var message = Reading.Event<MessageReceived>(type, data);

        message.Sender.Id.Should().Be("U");
        message.Conversation!.Value.Id.Should().Be(type[0] == 'C' ? "U" : "G");
        (message.Text, message.Content, message.Kind).Should().Be(("", "", MessageKind.Text));
    }

    [Fact]
    public void An_id_written_with_escapes_is_the_same_id()
    {
        Reading.Event<MessageReceived>("C2C_MESSAGE_CREATE", """{"id":"1","author":{"id":"\u0055\n\u4E2D"}}""").Sender.Id.Should().Be("U\n中");
    }

    [Fact]
    public void Attachments_have_an_address_that_can_be_opened()
    {
        var voice = Reading.Sample<MessageReceived>("C2C_MESSAGE_CREATE.voice").Attachments.Should().ContainSingle().Subject;
        var image = Reading.Sample<MessageReceived>("GROUP_AT_MESSAGE_CREATE.image").Attachments.Should().ContainSingle().Subject;

        voice.Should().Be(new Attachment("https://multimedia.nt.qq.com.cn/download?appid=1402&fileid=F1&rkey=R1", "voice")
        {
            FileName = "a91c.amr",
            Size = 8452,
            VoiceWavUrl = "https://multimedia.nt.qq.com.cn/download?appid=1402&fileid=F1w&rkey=R2",
            Transcript = "明天几点开会",
        });
        image.Should().Be(new Attachment("https://multimedia.nt.qq.com.cn/download?appid=1407&fileid=F2&rkey=R3&spec=0", "image/png")
        {
            FileName = "page12.png",
            Size = 402113,
            Width = 1080,
            Height = 2340,
        });
        Reading.Sample<MessageReceived>("AT_MESSAGE_CREATE.reply").Attachments[0].Url.Should().StartWith("https://gchat.qpic.cn/");
    }

    [Fact]
    public void Mentions_leave_out_the_bot()
    {
        Reading.Sample<MessageReceived>("GROUP_AT_MESSAGE_CREATE.image").Mentions.Should().Equal(new Mention("E807985E69984651DA0C6140BFBAF64F", "梅"));
        Reading.Sample<MessageReceived>("GROUP_MESSAGE_CREATE").Mentions.Should().BeEmpty();
        Reading.Sample<MessageReceived>("AT_MESSAGE_CREATE").Mentions.Should().BeEmpty();
    }

    [Fact]
    public void A_mention_of_everyone_is_none_of_the_bot()
    {
        var message = Reading.Event<MessageReceived>("GROUP_MESSAGE_CREATE", """
            {"id":"1","group_openid":"G","author":{"member_openid":"M"},"content":"@全体成员 开会",
             "mentions":[{"scope":"all","is_you":true,"username":"全体成员"},{"id":"B","username":"助手","bot":true,"scope":"single"}]}
            """);

        (message.MentionsEveryone, message.ToMe).Should().Be((true, false));
        message.Mentions.Should().Equal(new Mention("", "全体成员", Everyone: true), new Mention("B", "助手") { IsBot = true });
        Reading.Event<MessageReceived>("MESSAGE_CREATE", """{"id":"1","channel_id":"2","author":{"id":"3"},"mention_everyone":true}""").MentionsEveryone.Should().BeTrue();
    }

    [Fact]
    public void An_event_may_or_may_not_list_the_bot_among_the_mentions()
    {
        // The platform's page says that it does not; captures have {"id":…,"is_you":true}.
        Reading.Sample<MessageReceived>("GROUP_AT_MESSAGE_CREATE").ToMe.Should().BeTrue();
        var listed = Reading.Event<MessageReceived>("GROUP_AT_MESSAGE_CREATE", """
            {"id":"1","group_openid":"G","author":{"member_openid":"M"},"content":"<@B> <@B> /签到","mentions":[{"id":"B","is_you":true},{"id":"B","is_you":true}]}
            """);

        (listed.Text, listed.ToMe, listed.Mentions.Count).Should().Be(("/签到", true, 0));
    }

    [Fact]
    public void A_changed_message_says_when()
    {
        Reading.Event<MessageReceived>("MESSAGE_CREATE", """{"id":"1","channel_id":"2","author":{"id":"3"},"edited_timestamp":"2026-09-18T20:15:31+08:00"}""")
            .EditedAt.Should().Be(DateTimeOffset.Parse("2026-09-18T20:15:31+08:00"));
        Reading.Sample<MessageReceived>("MESSAGE_CREATE").EditedAt.Should().BeNull();
    }

    [Fact]
    public void The_scene_has_its_switches()
    {
        var voice = Reading.Sample<MessageReceived>("C2C_MESSAGE_CREATE.voice").MessageScene!;
        var group = Reading.Sample<MessageReceived>("GROUP_AT_MESSAGE_CREATE").MessageScene!;

        (voice.Source, voice.IsOn("search"), voice.IsOn("draw")).Should().Be(("default", true, false));
        group.Ext.Should().Equal(KeyValuePair.Create("msg_idx", "REFIDX_dtLxXOAVS5iBjft2SlHG2g=="), KeyValuePair.Create("auth_token", "q7WcKpA2"));
        (group.Find("auth_token"), group.Find("nothing")).Should().Be(("q7WcKpA2", null));
        Reading.Sample<MessageReceived>("C2C_MESSAGE_CREATE.minimal").MessageScene.Should().BeNull();

        var odd = Reading.Event<MessageReceived>("C2C_MESSAGE_CREATE", """
            {"id":"1","author":{"user_openid":"U"},"message_scene":{"source":"custom_menu","callback_data":"c","ext":["a","b=","c=d=e","\u0063=\"\u4E2D",7,null,["x"]]}}
            """).MessageScene!;
        (odd.Source, odd.CallbackData, odd.Find("c")).Should().Be(("custom_menu", "c", "d=e"));
        odd.Ext.Should().Equal(KeyValuePair.Create("a", ""), KeyValuePair.Create("b", ""), KeyValuePair.Create("c", "d=e"), KeyValuePair.Create("c", "\"中"));
    }

    [Fact]
    public void A_card_has_its_fields()
    {
        var message = Reading.Sample<MessageReceived>("C2C_MESSAGE_CREATE.card");

        message.Kind.Should().Be(MessageKind.Card);
        message.Text.Should().Be("[卡片消息] 位置\n摘要: [位置]星河图书馆");
        (message.Card!.Kind, message.Card.Name, message.Card.Prompt).Should().Be(("map", "位置", "[位置]星河图书馆"));
        message.Card.Fields.Should().Equal(new Dictionary<string, string>
        {
            ["title"] = "星河图书馆",
            ["address"] = "滨海路 88 号",
            ["jump_url"] = "https://map.example.com/p/88",
        });
    }

    [Fact]
    public void A_field_of_a_card_that_is_no_text_is_its_json()
    {
        var card = Reading.Event<MessageReceived>("C2C_MESSAGE_CREATE", """
            {"id":"1","author":{"user_openid":"U"},"message_type":3,"ark_data":{"ark_type":"new","fields":{"tags":["a", "b"],"n":18446744073709551615,"no":null,"in":{"x":true}}}}
            """).Card!;

        card.Fields.Should().Equal(new Dictionary<string, string> { ["tags"] = """["a", "b"]""", ["n"] = "18446744073709551615", ["no"] = "", ["in"] = """{"x":true}""" });
    }

    [Fact]
    public void Faces_read_as_their_names_and_are_listed()
    {
        var message = Reading.Event<MessageReceived>("GROUP_AT_MESSAGE_CREATE", """
            {"id":"1","group_openid":"G","author":{"member_openid":"M"},
             "content":" 好<faceType=1,faceId=\"13\",ext=\"eyJ0ZXh0Ijoi5ZGy54mZIn0=\">的<faceType=4,faceId=\"\",ext=\"eyJ0ZXh0Ijoi6LWeIn0=\"> <emoji:3> "}
            """);

        message.Text.Should().Be("好[呲牙]的[赞] <emoji:3>");
        message.Faces.Should().Equal(new Face("13", "呲牙", 1), new Face("", "赞", 4));
        Reading.Sample<MessageReceived>("AT_MESSAGE_CREATE.reply").Faces.Should().Equal(new Face("14", "", 0));
    }

    [Theory]
    [InlineData("<faceType=1,faceId=\\\"13\\\",ext=\\\"\\\">", "[表情]")]
    [InlineData("<faceType=1,faceId=\\\"13\\\">", "[表情]")]
    [InlineData("<faceType=1,faceId=\\\"13\\\",ext=\\\"!!\\\">", "[表情]")]
    [InlineData("<faceType=1,faceId=\\\"13\\\",ext=\\\"e30=\\\">", "[表情]")]
    [InlineData("<faceType=1,faceId=\\\"13\\\",ext=\\\"W10=\\\">", "[表情]")]
    [InlineData("<faceType=x>", "<faceType=x>")]
    [InlineData("<faceType=1", "<faceType=1")]
    [InlineData("a < b <", "a < b <")]
    public void A_face_without_a_name_reads_as_one_and_what_is_none_stays(string content, string text)
    {
        Reading.Event<MessageReceived>("C2C_MESSAGE_CREATE", $$"""{"id":"1","author":{"user_openid":"U"},"content":"{{content}}"}""").Text.Should().Be(text);
    }

    [Fact]
    public void A_token_that_was_typed_in_a_guild_is_text()
    {
        var message = Reading.Event<MessageReceived>("MESSAGE_CREATE", """
            {"id":"1","channel_id":"2","author":{"id":"3"},"content":"&lt;emoji:14&gt; &amp;lt; <@!4>"}
            """);

        message.Text.Should().Be("<emoji:14> &lt; <@!4>");
        message.Faces.Should().BeEmpty();
    }

    [Fact]
    public void A_long_text_of_beginnings_is_read_in_no_time()
    {
        var content = new StringBuilder().Insert(0, "<faceType=", 300_000).ToString();
        var since = System.Diagnostics.Stopwatch.StartNew();

        Reading.Event<MessageReceived>("C2C_MESSAGE_CREATE", $$"""{"id":"1","author":{"user_openid":"U"},"content":"{{content}}"}""").Text.Should().Be(content);

        since.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(5));
    }
}
