using System.Text.Json;

namespace QQBotKit.Simulator.Tests.Messages;

public class StreamMessageTests
{
    [Theory]
    [InlineData("append", "好的", "，明白", "了。")]
    [InlineData("replace", "好的", "好的，明白", "好的，明白了。")]
    public async Task A_message_grows_piece_by_piece(string mode, string first, string second, string third)
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var (user, asked) = await AskAsync(platform);

        var begun = await SendAsync(platform, user, new { input_mode = mode, input_state = 1, index = 0, content_type = "markdown", content_raw = first, msg_id = asked, msg_seq = 1 });
        var id = begun.GetProperty("id").GetString();
        var seen = await SeenAsync(platform, user);
        await SendAsync(platform, user, new { input_mode = mode, input_state = 1, index = 1, content_raw = second, msg_id = asked, msg_seq = 1, stream_msg_id = id });
        var ended = await SendAsync(platform, user, new { input_mode = mode, input_state = 10, index = 2, content_raw = third, msg_id = asked, msg_seq = 1, stream_msg_id = id });

        begun.EnumerateObject().Select(field => field.Name).Should().Equal("id", "timestamp", "ext_info", "remain_msg_len");
        begun.GetProperty("ext_info").GetProperty("ref_idx").GetString().Should().StartWith("REFIDX_");
        ended.GetProperty("id").GetString().Should().Be(id);
        ended.GetProperty("remain_msg_len").GetInt32().Should().Be(begun.GetProperty("remain_msg_len").GetInt32() - 5);
        (seen.Text, seen.Finished).Should().Be(("好的", false));
        (await SeenAsync(platform, user)).Should().Be(("好的，明白了。", true));
        var taken = await platform.PostAsync($"/v2/users/{user}/messages", new { content = "x", msg_id = asked, msg_seq = 1 }, 400);
        taken.GetProperty("err_code").GetInt32().Should().Be(40054005, "all pieces are one answer");
        await platform.PostAsync($"/v2/users/{user}/messages", new { content = "x", msg_id = asked, msg_seq = 2 });
    }

    [Theory]
    [InlineData("""{"content_raw":"x","msg_id":"unknown"}""", 40034024)]
    [InlineData("""{"content_raw":"x","msg_id":"ASKED","msg_seq":1,"index":0}""", 40054005)]
    [InlineData("""{"content_raw":"x","index":3}""", 11255)]
    [InlineData("""{"content_raw":"x","input_mode":"insert"}""", 11255)]
    [InlineData("""{"content_raw":"x","input_state":2}""", 11255)]
    [InlineData("""{"content_raw":"x","content_type":"html"}""", 11255)]
    [InlineData("""{"content_raw":"x","is_wakeup":true,"msg_id":"ASKED"}""", 11255)]
    [InlineData("""{"content_raw":"LONG"}""", 40054007)]
    [InlineData("""{"content_raw":"x","stream_msg_id":"unknown","msg_id":"ASKED"}""", 40034024)]
    [InlineData("""{"content_raw":"x","stream_msg_id":"ID","msg_id":"ASKED","msg_seq":2}""", 11255)]
    [InlineData("""{"content_raw":"x","stream_msg_id":"ID","index":1}""", 11255)]
    [InlineData("""{"content_raw":"x","stream_msg_id":"ID","msg_id":"ASKED","index":0}""", 40054005)]
    [InlineData("""{"content_raw":"x","stream_msg_id":"ID","msg_id":"ASKED","index":2}""", 11255)]
    [InlineData("""{"content_raw":"other","stream_msg_id":"ID","msg_id":"ASKED","index":1,"input_mode":"replace"}""", 40007)]
    [InlineData("""{"content_raw":"x","stream_msg_id":"DONE"}""", 11255)]
    [InlineData("""{"content_raw":5}""", 12002)]
    public async Task A_piece_that_breaks_a_rule_is_refused_and_changes_nothing(string body, int code)
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var (user, asked) = await AskAsync(platform);
        var done = (await SendAsync(platform, user, new { input_state = 10, content_raw = "done" })).GetProperty("id").GetString();
        var id = (await SendAsync(platform, user, new { index = 0, content_raw = "begun", msg_id = asked })).GetProperty("id").GetString();
        body = body.Replace("ASKED", asked, StringComparison.Ordinal).Replace("DONE", done, StringComparison.Ordinal)
            .Replace("\"ID\"", $"\"{id}\"", StringComparison.Ordinal).Replace("LONG", new string('x', 10_001), StringComparison.Ordinal);

        var answer = await platform.PostTextAsync($"/v2/users/{user}/stream_messages", body, 400);

        answer.GetProperty("err_code").GetInt32().Should().Be(code);
        (await platform.MessagesAsync(user)).Select(message => message.GetProperty("text").GetString()).Should().Equal("hi", "done", "begun");
    }

    [Fact]
    public async Task Groups_take_no_streams()
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var places = await Places.OfAsync(platform);

        (await platform.PostAsync($"/v2/groups/{places.Group}/stream_messages", new { content_raw = "x" }, 404)).GetProperty("err_code").GetInt32().Should().Be(11255);
        (await platform.PostAsync($"/v2/users/{places.Group}/stream_messages", new { content_raw = "x" }, 400)).GetProperty("err_code").GetInt32().Should().Be(40011028);
    }

    private static async Task<(string User, string Asked)> AskAsync(Platform platform)
    {
        var user = (await Places.OfAsync(platform)).User;
        return (user, (await platform.SayAsync(new { scene = "c2c", conversation = user, text = "hi" })).GetProperty("message_id").GetString()!);
    }

    private static Task<JsonElement> SendAsync(Platform platform, string user, object piece) => platform.PostAsync($"/v2/users/{user}/stream_messages", piece);

    private static async Task<(string? Text, bool Finished)> SeenAsync(Platform platform, string user)
    {
        var message = (await platform.MessagesAsync(user))[^1];
        return (message.GetProperty("text").GetString(), message.GetProperty("stream").GetProperty("finished").GetBoolean());
    }
}
