using System.Text.Json;

namespace QQBotKit.Simulator.Tests.Messages;

/// <summary>What people add to their messages, as bots are told of it.</summary>
public class SaidMessageTests
{
    private const int AllMessages = Platform.GroupAndC2C | Platform.PublicGuild | Platform.PrivateGuild | Platform.Direct;

    private static readonly object Picture = new
    {
        content_type = "image/png",
        filename = "page12.png",
        url = "https://multimedia.nt.qq.com.cn/download?appid=1407",
        width = 1080,
        height = 2340,
        size = 402113,
    };

    private static readonly object Voice = new
    {
        url = "multimedia.nt.qq.com.cn/download?appid=1402",
        filename = "a91c.amr",
        size = 8452,
        voice_wav_url = "https://multimedia.nt.qq.com.cn/download?appid=1402w",
        asr_refer_text = "明天几点开会",
    };

    [Fact]
    public async Task A_picture_in_a_group_has_the_sample_s_shape_but_for_the_mentions()
    {
        await using var platform = await Platform.StartAsync();
        var (frame, _) = await SayAsync(platform, "group", new { text = "看图", attachments = new[] { Picture } });

        var expected = Sample.Load("GROUP_AT_MESSAGE_CREATE.image").GetProperty("d");
        var data = frame.GetProperty("d");
        data.EnumerateObject().Select(field => field.Name).Except(["group_id"]).Should().Equal(expected.EnumerateObject().Select(field => field.Name).Except(["mentions"]));
        Names(data.GetProperty("attachments")[0]).Should().Equal(Names(expected.GetProperty("attachments")[0]));
        data.GetProperty("attachments")[0].GetProperty("width").GetInt32().Should().Be(1080);
    }

    [Fact]
    public async Task A_voice_needs_no_text_and_its_kind_is_guessed_from_its_name()
    {
        await using var platform = await Platform.StartAsync();
        var (frame, _) = await SayAsync(platform, "c2c", new { attachments = new[] { Voice } });

        var data = frame.GetProperty("d");
        data.GetProperty("content").GetString().Should().BeEmpty();
        var attachment = data.GetProperty("attachments")[0];
        attachment.GetProperty("content_type").GetString().Should().Be("voice");
        Names(attachment).Should().Equal(Names(Sample.Load("C2C_MESSAGE_CREATE.voice").GetProperty("d").GetProperty("attachments")[0]));
    }

    [Theory]
    [InlineData("channel")]
    [InlineData("direct")]
    public async Task In_guilds_a_picture_has_no_scheme(string scene)
    {
        await using var platform = await Platform.StartAsync();
        var (frame, _) = await SayAsync(platform, scene, new { text = "x", attachments = new[] { Picture } });

        var attachment = frame.GetProperty("d").GetProperty("attachments")[0];
        Names(attachment).Should().BeEquivalentTo(Names(Sample.Load("AT_MESSAGE_CREATE.reply").GetProperty("d").GetProperty("attachments")[0]));
        attachment.GetProperty("url").GetString().Should().Be("multimedia.nt.qq.com.cn/download?appid=1407");
    }

    [Fact]
    public async Task A_channel_cannot_deliver_a_file()
    {
        await using var platform = await Platform.StartAsync();
        var (frame, _) = await SayAsync(platform, "channel", new { text = "see", attachments = new[] { new { url = "https://example.com/a.zip" } } });

        frame.GetProperty("d").GetProperty("content").GetString().Should().EndWith("当前版本不支持查看，请升级QQ版本");
        frame.GetProperty("d").TryGetProperty("attachments", out _).Should().BeFalse();
    }

    [Fact]
    public async Task A_quote_in_a_private_chat_is_the_sample_field_by_field()
    {
        await using var platform = await Platform.StartAsync();
        var places = await Places.OfAsync(platform);
        var quoted = await platform.SayAsync(new { scene = "c2c", conversation = places.User, text = "周六下午三点" });
        var (frame, _) = await SayAsync(platform, "c2c", new { text = "这条改到周日", quote = Id(quoted) });

        Sample.ShouldHaveTheShapeOf(frame, "C2C_MESSAGE_CREATE.quote");
        var data = frame.GetProperty("d");
        data.GetProperty("message_type").GetInt32().Should().Be(103);
        var index = (await platform.MessagesAsync(places.User))[0].GetProperty("ref_idx").GetString();
        data.GetProperty("message_scene").GetProperty("ext")[0].GetString().Should().Be($"ref_msg_idx={index}");
        data.GetProperty("msg_elements")[0].GetProperty("content").GetString().Should().Be("周六下午三点");
    }

    [Fact]
    public async Task A_quote_in_a_group_carries_its_content_alone()
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var places = await Places.OfAsync(platform);
        var sent = await platform.PostAsync($"/v2/groups/{places.Group}/messages", new { content = "the bot's words" });
        var (frame, said) = await SayAsync(platform, "group", new { text = "what?", mention = false, quote = sent.GetProperty("id").GetString() });

        Sample.ShouldHaveTheShapeOf(frame, "GROUP_MESSAGE_CREATE.record");
        frame.GetProperty("d").GetProperty("msg_elements")[0].GetRawText().Should().Be("""{"content":"the bot's words"}""");
        frame.GetProperty("d").GetProperty("message_scene").GetProperty("ext").EnumerateArray().Select(one => one.GetString())
            .Should().Contain($"ref_msg_idx={sent.GetProperty("ext_info").GetProperty("ref_idx").GetString()}");
        (await platform.MessagesAsync(places.Group)).Single(message => message.GetProperty("id").GetString() == Id(said))
            .GetProperty("quote").GetString().Should().Be(sent.GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_reply_to_the_bot_in_a_channel_reaches_it_like_a_mention_without_the_token()
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var (socket, _) = await platform.IdentifyAsync(AllMessages);
        using var online = socket;
        var places = await Places.OfAsync(platform);
        var sent = (await platform.PostAsync($"/channels/{places.Channel}/messages", new { content = "hello" })).GetProperty("id").GetString();

        await platform.SayAsync(new { scene = "channel", conversation = places.Channel, text = "好的", mention = false, quote = sent });

        var data = (await socket.ReadAsync("AT_MESSAGE_CREATE")).GetProperty("d");
        data.GetProperty("content").GetString().Should().Be("好的");
        data.GetProperty("message_reference").GetProperty("message_id").GetString().Should().Be(sent);
        data.TryGetProperty("mentions", out _).Should().BeFalse();
    }

    [Theory]
    [InlineData("REFIDX")]
    [InlineData("ID")]
    public async Task A_bot_quotes_by_index_and_the_quote_is_seen(string form)
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var places = await Places.OfAsync(platform);
        var asked = Id(await platform.SayAsync(new { scene = "group", conversation = places.Group, text = "hi" }));
        var index = (await platform.MessagesAsync(places.Group))[0].GetProperty("ref_idx").GetString();

        await platform.PostAsync($"/v2/groups/{places.Group}/messages", new { content = "yes", message_reference = new { message_id = form == "ID" ? asked : index } });

        (await platform.MessagesAsync(places.Group))[1].GetProperty("quote").GetString().Should().Be(asked);
    }

    [Fact]
    public async Task A_group_decides_what_bots_hear()
    {
        await using var platform = await Platform.StartAsync();
        var (socket, _) = await platform.IdentifyAsync(AllMessages);
        using var online = socket;
        var places = await Places.OfAsync(platform);
        await platform.PutAsync("/simulator/world", new { groups = new[] { new { openid = places.Group, recv_msg_setting = "only_mention" } } });

        var unheard = await platform.SayAsync(new { scene = "group", conversation = places.Group, text = "among us", mention = false });
        var heard = await platform.SayAsync(new { scene = "group", conversation = places.Group, text = "you there" });

        (Delivered(unheard), Delivered(heard)).Should().Be((0, 1));
        (await socket.ReadAsync("GROUP_AT_MESSAGE_CREATE")).GetProperty("d").GetProperty("content").GetString().Should().Be(" you there ");
    }

    [Fact]
    public async Task A_group_that_gives_context_has_a_mention_carry_what_was_said_before()
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var places = await Places.OfAsync(platform);
        await platform.PutAsync("/simulator/world", new { groups = new[] { new { openid = places.Group, recv_msg_setting = "mention_and_context" } } });
        await platform.SayAsync(new { scene = "group", conversation = places.Group, text = "第三章读完了", mention = false });
        await platform.PostAsync($"/v2/groups/{places.Group}/messages", new { content = "真快" });

        var (frame, _) = await SayAsync(platform, "group", new { text = "总结一下" });

        var data = frame.GetProperty("d");
        data.GetProperty("message_type").GetInt32().Should().Be(0, "it is no quote");
        data.GetProperty("msg_elements")[0].GetRawText().Should().Be(
            """{"content":"=== 消息 1 ===\n[消息内容] 第三章读完了\n[发送者] 林小北\n\n=== 消息 2 ===\n[消息内容] 真快\n[发送者] 小助手 机器人"}""");
    }

    [Theory]
    [InlineData("""{"attachments":[{"filename":"x.png"}]}""", "url")]
    [InlineData("""{"attachments":[null]}""", "url")]
    [InlineData("""{"attachments":[{"url":"https://x","size":"large"}]}""", "attachments[0].size")]
    [InlineData("""{"text":"x","quote":"nothing"}""", "there is no message \"nothing\"")]
    [InlineData("""{"text":"x","quote":"ELSEWHERE"}""", "to quote")]
    [InlineData("""{"text":"x","mentoin":true}""", "mentoin")]
    public async Task What_cannot_be_said_is_explained(string body, string why)
    {
        await using var platform = await Platform.StartAsync();
        var places = await Places.OfAsync(platform);
        var elsewhere = Id(await platform.SayAsync(new { scene = "c2c", conversation = places.User, text = "x" }));
        body = $$"""{"scene":"group","conversation":"{{places.Group}}",{{body[1..].Replace("ELSEWHERE", elsewhere, StringComparison.Ordinal)}}""";

        (await platform.PostTextAsync("/simulator/messages", body, 400)).GetProperty("error").GetString().Should().Contain(why);
    }

    private static string Id(JsonElement said) => said.GetProperty("message_id").GetString()!;

    private static int Delivered(JsonElement said) => said.GetProperty("delivered").GetInt32();

    private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(field => field.Name);

    private static async Task<(JsonElement Frame, JsonElement Said)> SayAsync(Platform platform, string scene, object said)
    {
        var places = await Places.OfAsync(platform);
        var (socket, _) = await platform.IdentifyAsync(AllMessages);
        using var owned = socket;
        var body = JsonSerializer.SerializeToElement(said).EnumerateObject().ToDictionary(field => field.Name, field => (object)field.Value);
        body["scene"] = scene;
        body["conversation"] = scene switch { "group" => places.Group, "c2c" => places.User, "channel" => places.Channel, _ => places.Direct };
        var answer = await platform.SayAsync(body);
        return (await socket.ReadAsync(), answer);
    }
}
