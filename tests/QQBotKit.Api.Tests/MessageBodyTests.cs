using System.Text.Json;
using System.Text.Json.Nodes;

namespace QQBotKit.Api.Tests;

/// <summary>What goes over the wire for every kind of message, beside the JSON of the platform's pages.</summary>
public class MessageBodyTests : ApiTestBase
{
    public static TheoryData<string, MessageBody, string> V2 => new()
    {
        { "text", new() { Content = "hello", MessageId = "ROBOT1.0_x", MessageSeq = 1 }, """{"msg_type":0,"content":"hello","msg_id":"ROBOT1.0_x","msg_seq":1}""" },
        {
            "markdown",
            new() { Type = MessageType.Markdown, Markdown = new() { Content = "# Title\n\n**text**" }, Keyboard = new Keyboard(), MessageId = "m", MessageSeq = 1 },
            """{"msg_type":2,"markdown":{"content":"# Title\n\n**text**"},"keyboard":{"content":{"rows":[]}},"msg_id":"m","msg_seq":1}"""
        },
        {
            "markdown template",
            new()
            {
                Type = MessageType.Markdown,
                Markdown = new() { CustomTemplateId = "101993071_1658748972", Params = [new("title", "标题"), new("lines", "a", "b")], ForceVerifyImageResource = true },
                Keyboard = Keyboard.Template("102_1"),
            },
            """
            {"msg_type":2,"markdown":{"custom_template_id":"101993071_1658748972","params":[{"key":"title","values":["标题"]},{"key":"lines","values":["a","b"]}],
             "force_verify_image_resource":true},"keyboard":{"id":"102_1"}}
            """
        },
        { "platform template", new() { Type = MessageType.Markdown, Markdown = new() { TemplateId = 1 } }, """{"msg_type":2,"markdown":{"template_id":1}}""" },
        {
            "input notify",
            new() { Type = MessageType.InputNotify, InputNotify = new(60), MessageId = "m", MessageSeq = 1 },
            """{"msg_type":6,"input_notify":{"input_type":1,"input_second":60},"msg_id":"m","msg_seq":1}"""
        },
        {
            "media",
            new() { Type = MessageType.Media, Media = new("FI=="), Content = "", MessageId = "m", MessageSeq = 2 },
            """{"msg_type":7,"media":{"file_info":"FI=="},"content":"","msg_id":"m","msg_seq":2}"""
        },
        {
            "quote",
            new() { Content = "x", MessageReference = new("REFIDX_abc=="), EventId = "FRIEND_ADD:1" },
            """{"msg_type":0,"content":"x","message_reference":{"message_id":"REFIDX_abc=="},"event_id":"FRIEND_ADD:1"}"""
        },
        { "wake-up", new() { Content = "x", IsWakeup = true }, """{"msg_type":0,"content":"x","is_wakeup":true}""" },
        {
            "card",
            new() { Type = MessageType.Ark, Ark = new(1, new ArkValue("#A#", "b")) },
            """{"msg_type":3,"ark":{"template_id":1,"kv":[{"key":"#A#","value":"b"}]}}"""
        },
        {
            "undocumented fields",
            new()
            {
                Type = MessageType.Markdown,
                Markdown = new() { Content = "x", More = More("style", """{"main_font_size":"large"}""") },
                More = More("action_button", """{"template_id":1,"callback_data":"c"}"""),
            },
            """{"msg_type":2,"markdown":{"content":"x","style":{"main_font_size":"large"}},"action_button":{"template_id":1,"callback_data":"c"}}"""
        },
    };

    public static TheoryData<string, GuildMessageBody, string> Guild => new()
    {
        { "text", new() { Content = "x", EventId = "e" }, """{"content":"x","event_id":"e"}""" },
        { "picture", new() { Content = "x", Image = "https://example.com/a.png" }, """{"content":"x","image":"https://example.com/a.png"}""" },
        {
            "quote",
            new() { Content = "x", MessageReference = new("08a1") { IgnoreGetMessageError = true } },
            """{"content":"x","message_reference":{"message_id":"08a1","ignore_get_message_error":true}}"""
        },
        {
            "markdown",
            new() { Markdown = new() { Content = "# x" }, Keyboard = Keyboard.Template("1_2"), MessageId = "m" },
            """{"markdown":{"content":"# x"},"keyboard":{"id":"1_2"},"msg_id":"m"}"""
        },
        {
            "ark 23",
            new() { Ark = Ark.Lines("descaaaaaa", "promptaaaa", "此消息演示", new ArkLine("其他消息", "https://example.com")) },
            """
            {"ark":{"template_id":23,"kv":[{"key":"#DESC#","value":"descaaaaaa"},{"key":"#PROMPT#","value":"promptaaaa"},
             {"key":"#LIST#","obj":[{"obj_kv":[{"key":"desc","value":"此消息演示"}]},
              {"obj_kv":[{"key":"desc","value":"其他消息"},{"key":"link","value":"https://example.com"}]}]}]}}
            """
        },
        {
            "ark 24",
            new() { Ark = Ark.Thumbnail("title", "meta", "https://example.com/i.png", "https://example.com", "desc", "prompt", "sub") },
            """
            {"ark":{"template_id":24,"kv":[{"key":"#DESC#","value":"desc"},{"key":"#PROMPT#","value":"prompt"},{"key":"#TITLE#","value":"title"},
             {"key":"#METADESC#","value":"meta"},{"key":"#IMG#","value":"https://example.com/i.png"},{"key":"#LINK#","value":"https://example.com"},
             {"key":"#SUBTITLE#","value":"sub"}]}}
            """
        },
        {
            "ark 37",
            new() { Ark = Ark.BigPicture("title", "sub", "https://example.com/c.png", "https://example.com", "prompt") },
            """
            {"ark":{"template_id":37,"kv":[{"key":"#PROMPT#","value":"prompt"},{"key":"#METATITLE#","value":"title"},{"key":"#METASUBTITLE#","value":"sub"},
             {"key":"#METACOVER#","value":"https://example.com/c.png"},{"key":"#METAURL#","value":"https://example.com"}]}}
            """
        },
        {
            "embed",
            new() { Embed = new Embed("标题", "当前等级：1", "之前等级：2") { Prompt = "消息通知", ThumbnailUrl = "https://example.com/t.png" } },
            """
            {"embed":{"title":"标题","prompt":"消息通知","thumbnail":{"url":"https://example.com/t.png"},"fields":[{"name":"当前等级：1"},{"name":"之前等级：2"}]}}
            """
        },
        { "small embed", new() { Embed = new Embed("t") }, """{"embed":{"title":"t","prompt":"t","fields":[]}}""" },
        { "undocumented fields", new() { Content = "x", More = More("future", "1") }, """{"content":"x","future":1}""" },
    };

    [Theory]
    [MemberData(nameof(V2), DisableDiscoveryEnumeration = true)]
    public async Task A_message_to_a_person_or_a_group_is_as_documented(string kind, MessageBody body, string json)
    {
        Answer(200, "{}");

        await Api.Messages.SendToUserAsync("U", body);

        Asked.ShouldBe("POST", "/qq/v2/users/U/messages", json, kind);
    }

    [Theory]
    [MemberData(nameof(Guild), DisableDiscoveryEnumeration = true)]
    public async Task A_message_to_a_guild_is_as_documented(string kind, GuildMessageBody body, string json)
    {
        Answer(200, "{}");

        await Api.Messages.SendToChannelAsync("7", body);

        Asked.ShouldBe("POST", "/qq/channels/7/messages", json, kind);
    }

    [Fact]
    public async Task A_button_says_what_it_is_and_every_field_has_its_place()
    {
        Answer(200, "{}");
        var full = new Button(ButtonAction.Command, "签到", "/签到")
        {
            Id = "sign",
            GroupId = "g",
            VisitedLabel = "已签到",
            Style = ButtonStyle.BlueFilled,
            Permission = ButtonPermission.Users("U1", "U2"),
            Enter = true,
            Reply = true,
            PicksImage = true,
            UnsupportTips = "旧版本",
            Modal = new("真的吗？") { ConfirmText = "是", CancelText = "否" },
        };
        var keyboard = new Keyboard(
            [full, Button.Link("打开", "https://example.com")],
            [
                Button.Callback("yes", "好", "d") with { Permission = ButtonPermission.Roles("4") },
                new Button(ButtonAction.Subscribe, "订阅", "") { Templates = [new(3), new(CustomTemplateId: "c1")], Permission = ButtonPermission.Admins },
            ]);

        await Api.Messages.SendToGroupAsync("G", new() { Type = MessageType.Markdown, Markdown = new() { Content = "x" }, Keyboard = keyboard });

        var sent = JsonNode.Parse(Asked.Body)!["keyboard"]!;
        JsonNode.DeepEquals(sent, JsonNode.Parse(
            """
            {"content":{"rows":[
              {"buttons":[
                {"id":"sign","group_id":"g","render_data":{"label":"签到","visited_label":"已签到","style":4},
                 "action":{"type":2,"permission":{"type":0,"specify_user_ids":["U1","U2"]},"data":"/签到","reply":true,"enter":true,"anchor":1,
                  "unsupport_tips":"旧版本","modal":{"content":"真的吗？","confirm_text":"是","cancel_text":"否"}}},
                {"id":"2","render_data":{"label":"打开","visited_label":"打开","style":1},
                 "action":{"type":0,"permission":{"type":2},"data":"https://example.com","unsupport_tips":"请升级 QQ 后使用此按钮 (Please update QQ to use this button)"}}]},
              {"buttons":[
                {"id":"yes","render_data":{"label":"好","visited_label":"好","style":1},
                 "action":{"type":1,"permission":{"type":3,"specify_role_ids":["4"]},"data":"d","unsupport_tips":"请升级 QQ 后使用此按钮 (Please update QQ to use this button)"}},
                {"id":"4","render_data":{"label":"订阅","visited_label":"订阅","style":1},
                 "action":{"type":4,"permission":{"type":1},"data":"","unsupport_tips":"请升级 QQ 后使用此按钮 (Please update QQ to use this button)",
                  "subscribe_data":{"template_ids":[{"template_id":3},{"custom_template_id":"c1"}]}}}]}
            ]}}
            """)).Should().BeTrue(sent.ToJsonString());
    }

    [Fact]
    public async Task The_first_piece_of_a_stream_has_no_id_and_the_others_have_that_of_the_first()
    {
        Answer(200, """{"id":"S1","timestamp":"2026-09-18T20:15:36+08:00","ext_info":{"ref_idx":"REFIDX_s=="},"remain_msg_len":4990}""");

        var first = await Api.Messages.StreamToUserAsync(
            "U", new() { InputState = StreamState.Generating, Index = 0, ContentRaw = "你", MessageId = "m", MessageSeq = 1 });

        Asked.ShouldBe(
            "POST",
            "/qq/v2/users/U/stream_messages",
            """{"input_mode":"append","input_state":1,"index":0,"content_type":"text","content_raw":"你","msg_id":"m","msg_seq":1}""");
        first.Should().Be(new StreamResult("S1", new DateTimeOffset(2026, 9, 18, 20, 15, 36, TimeSpan.FromHours(8)), new("REFIDX_s=="), 4990));
    }

    [Fact]
    public async Task A_piece_that_is_refused_with_status_200_is_refused()
    {
        Answer(200, """{"err_code":40007,"message":"prefix changed"}""");

        var send = () => Api.Messages.StreamToUserAsync("U", new() { InputState = StreamState.Generating, Index = 1, ContentRaw = "x" });

        (await send.Should().ThrowAsync<QQApiException>()).Which.Code.Should().Be(40007);
    }

    private static Dictionary<string, JsonElement> More(string name, string json) => new() { [name] = JsonDocument.Parse(json).RootElement };
}
