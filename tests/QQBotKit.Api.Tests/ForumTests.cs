using System.Text.Json.Nodes;

namespace QQBotKit.Api.Tests;

public class ForumTests : ApiTestBase
{
    private const string Document = """
        {"paragraphs":[{"elems":[{"type":1,"text":{"text":"粗","props":{"font_bold":true,"italic":false,"underline":false}}},
                                 {"type":4,"url":{"url":"https://x","desc":"官网"}}],"props":{"alignment":1}},
                       {"elems":[]},
                       {"elems":[{"type":2,"image":{"third_url":"https://p","width_percent":0.5}},{"type":3,"video":{"third_url":"https://v"}}]}]}
        """;

    private static readonly RichText Text = new(
    [
        new([RichElement.OfText("粗", new(FontBold: true)), RichElement.OfUrl("https://x", "官网")], new(RichAlignment.Middle)),
        new(),
        new([RichElement.OfImage("https://p", 0.5), RichElement.OfVideo("https://v")]),
    ]);

    [Fact]
    public void Rich_text_is_written_as_the_platform_reads_it() =>
        JsonNode.DeepEquals(JsonNode.Parse(Text.ToJson()), JsonNode.Parse(Document)).Should().BeTrue(Text.ToJson());

    [Fact]
    public void Rich_text_is_read_as_it_is_written() => RichText.Parse(Document).Should().BeEquivalentTo(Text);

    [Fact]
    public void Media_that_the_platform_keeps_are_read()
    {
        var text = RichText.Parse("""
            {"paragraphs":[{"elems":[{"type":2,"image":{"plat_image":{"url":"https://i","width":"3","height":4,"image_id":"I"},"width_percent":1}},
             {"type":"3","video":{"plat_video":{"url":"https://v","width":3,"height":4,"video_id":7,"duration":5,"cover":{"url":"https://c"}}}}]}],"more":1}
            """)!;

        text.Paragraphs.Single().Elems.Should().BeEquivalentTo(
        [
            new RichElement(RichElementType.Image, Image: new(null, 1, new("https://i", 3, 4, "I"))),
            new RichElement(RichElementType.Video, Video: new(null, new("https://v", 3, 4, VideoId: "7", Duration: 5, Cover: new("https://c")))),
        ]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("plain text")]
    [InlineData("[1]")]
    [InlineData("{not json")]
    [InlineData("""{"paragraphs":1}""")]
    public async Task Content_that_is_no_rich_text_stays_as_it_came(string content)
    {
        Answer(200, new JsonObject { ["thread"] = new JsonObject { ["thread_info"] = new JsonObject { ["content"] = content } } }.ToJsonString());

        var info = (await Api.Forum.GetAsync("7", "T")).ThreadInfo;

        (info.Content, info.RichContent).Should().Be((content, null));
    }
}
