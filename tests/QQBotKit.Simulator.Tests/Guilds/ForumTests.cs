using System.Text.Json;

namespace QQBotKit.Simulator.Tests.Guilds;

public class ForumTests
{
    private const string All = "/channels/FORUM/threads";

    [Fact]
    public async Task A_thread_is_reviewed_written_and_told_to_all()
    {
        await using var guild = await GuildPlatform.StartAsync();

        var accepted = await guild.CallAsync("PUT", All, new { title = "读后感", content = "很好看\n", format = 1 });

        accepted.Names().Should().Equal("task_id", "create_time");
        accepted.Text("create_time").Should().Be("1789733731");
        var review = await guild.EventAsync("FORUM_PUBLISH_AUDIT_RESULT");
        review.Number("type").Should().Be(1);
        review.Number("result").Should().Be(0);
        review.Text("task_id").Should().Be(accepted.Text("task_id"));
        review.Names().Should().StartWith(Sample.Load("FORUM_PUBLISH_AUDIT_RESULT").GetProperty("d").Names());
        var open = await guild.EventAsync("OPEN_FORUM_THREAD_CREATE", "OPEN_FORUM_THREAD_CREATE");
        var written = await guild.EventAsync("FORUM_THREAD_CREATE", "FORUM_THREAD_CREATE.richtext");
        open.Text("author_id").Should().Be(guild.BotId);
        written.GetProperty("thread_info").Text("thread_id").Should().Be(review.Text("thread_id"));
        written.GetProperty("thread_info").Text("title").Should().Be("""{"paragraphs":[{"elems":[{"text":{"text":"读后感"},"type":1}],"props":{}}]}""");
        written.GetProperty("thread_info").Text("content").Should().Be(
            """{"paragraphs":[{"elems":[{"text":{"text":"很好看"},"type":1}],"props":{}},{"elems":[],"props":{}}]}""");

        var list = await guild.GetAsync(All);
        list.Names().Should().Equal("threads", "is_finish");
        list.Number("is_finish").Should().Be(1);
        var thread = list.GetProperty("threads")[0];
        thread.Names().Should().Equal("guild_id", "channel_id", "author_id", "thread_info");
        thread.GetProperty("thread_info").Text("title").Should().Be("读后感");
        (await guild.GetAsync($"{All}/{review.Text("thread_id")}")).GetProperty("thread").GetRawText().Should().Be(thread.GetRawText());
    }

    [Fact]
    public async Task A_thread_that_is_deleted_is_no_more()
    {
        await using var guild = await GuildPlatform.StartAsync();
        var id = await WriteAsync(guild, "x", 1);

        await guild.CallAsync("DELETE", $"{All}/{Uri.EscapeDataString(id)}", status: 204);

        await guild.EventAsync("OPEN_FORUM_THREAD_DELETE", "OPEN_FORUM_THREAD_DELETE");
        (await guild.EventAsync("FORUM_THREAD_DELETE", "FORUM_THREAD_CREATE.richtext")).GetProperty("thread_info").Text("thread_id").Should().Be(id);
        (await guild.GetAsync(All)).GetProperty("threads").GetArrayLength().Should().Be(0);
        (await guild.RefusalAsync("GET", $"{All}/{id}")).Should().Be(503012);
        (await guild.RefusalAsync("DELETE", $"{All}/{id}")).Should().Be(503012);
    }

    [Theory]
    [InlineData(2, "<html><body><p>一 &amp; 二</p><ul><li>三</li></ul></body></html>", "一 & 二|三")]
    [InlineData(3, "# 一\n二", "# 一|二")]
    [InlineData(4, """{"paragraphs":[{"elems":[{"type":1,"text":{"text":"一"}}]}]}""", "一")]
    public async Task Every_format_becomes_rich_text(int format, string content, string lines)
    {
        await using var guild = await GuildPlatform.StartAsync();

        var id = await WriteAsync(guild, content, format);

        var text = (await guild.GetAsync($"{All}/{id}")).GetProperty("thread").GetProperty("thread_info").Text("content");
        JsonSerializer.Deserialize<JsonElement>(text).GetProperty("paragraphs").EnumerateArray()
            .SelectMany(paragraph => paragraph.GetProperty("elems").EnumerateArray()).Select(elem => elem.GetProperty("text").Text("text"))
            .Should().Equal(lines.Split('|'));
    }

    [Theory]
    [InlineData(All, """{"content":"x","format":1}""", 503005)]
    [InlineData(All, """{"title":"x","format":1}""", 503006)]
    [InlineData(All, """{"title":"x","content":"x"}""", 503015)]
    [InlineData(All, """{"title":"x","content":"x","format":5}""", 503015)]
    [InlineData(All, """{"title":"x","content":"x","format":4}""", 503014)]
    [InlineData(All, """{"title":"x","content":"[]","format":4}""", 503014)]
    [InlineData("/channels/CHANNEL/threads", """{"title":"x","content":"x","format":1}""", 503001)]
    [InlineData("/channels/1/threads", """{"title":"x","content":"x","format":1}""", 10003)]
    public async Task A_thread_that_cannot_be_is_refused(string path, string body, int code)
    {
        await using var guild = await GuildPlatform.StartAsync();

        (await guild.RefusalAsync("PUT", path, JsonSerializer.Deserialize<JsonElement>(body))).Should().Be(code);

        (await guild.GetAsync(All)).GetProperty("threads").GetArrayLength().Should().Be(0);
    }

    private static async Task<string> WriteAsync(GuildPlatform guild, string content, int format)
    {
        await guild.CallAsync("PUT", All, new { title = "x", content, format });
        var id = (await guild.EventAsync("FORUM_PUBLISH_AUDIT_RESULT")).Text("thread_id");
        await guild.EventAsync("OPEN_FORUM_THREAD_CREATE");
        await guild.EventAsync("FORUM_THREAD_CREATE");
        return id;
    }
}
