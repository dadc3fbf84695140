namespace QQBotKit.Api.Tests;

public class MessagesTests : ApiTestBase
{
    [Fact]
    public async Task A_reply_to_a_group_is_as_documented()
    {
        Answer(200, """{"id":"ROBOT1.0_a!","timestamp":"2026-01-02T03:04:05+08:00","ext_info":{"ref_idx":"REFIDX_x=="}}""");

        var result = await Api.Messages.SendToGroupAsync("G1", new() { Content = "你好 <b> & \"q\" 🎲", MessageId = "ROBOT1.0_x!", MessageSeq = 2 });

        (Asked.Method, Asked.Target, Asked.ContentType).Should().Be(("POST", "/qq/v2/groups/G1/messages", "application/json"));
        Asked.Body.Should().Contain("你好 <b> & ", "Chinese is not sent as escapes");
        Json(Asked.Body).Should().Be("""{"msg_type":0,"content":"你好 <b> & \"q\" 🎲","msg_id":"ROBOT1.0_x!","msg_seq":2}""");
        result.Should().Be(new SendResult("ROBOT1.0_a!", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(8)), new("REFIDX_x==")));
    }

    [Fact]
    public async Task An_answer_to_an_event_in_C2C_names_the_event_alone()
    {
        Answer(200, """{"id":"1","timestamp":1767294245}""");

        var result = await Api.Messages.SendToUserAsync("U1", new() { Content = "", EventId = "FRIEND_ADD:1", MessageSeq = 1 });

        Asked.Target.Should().Be("/qq/v2/users/U1/messages");
        Asked.Body.Should().Be("""{"msg_type":0,"content":"","event_id":"FRIEND_ADD:1","msg_seq":1}""");
        result.Timestamp.Should().Be(DateTimeOffset.FromUnixTimeSeconds(1767294245));
    }

    [Fact]
    public async Task Messages_of_guilds_have_neither_type_nor_number()
    {
        Answer(200, """{"id":"08a1","channel_id":"7","content":"x","author":{"id":"1","bot":true},"timestamp":"2026-01-02T03:04:05Z"}""");

        var result = await Api.Messages.SendToChannelAsync("7", new() { Content = "x", MessageId = "m" });

        Asked.Target.Should().Be("/qq/channels/7/messages");
        Asked.Body.Should().Be("""{"content":"x","msg_id":"m"}""");
        result.Id.Should().Be("08a1");
    }

    [Fact]
    public async Task A_direct_message_goes_to_its_session()
    {
        Answer(200, """{"id":"1"}""");

        await Api.Messages.SendToDirectAsync("99", new() { Content = "x", EventId = "e" });

        (Asked.Target, Asked.Body).Should().Be(("/qq/dms/99/messages", """{"content":"x","event_id":"e"}"""));
    }

    [Theory]
    [InlineData("ROBOT1.0_a!b", "/qq/v2/groups/ROBOT1.0_a%21b/messages")]
    [InlineData("a/b?c#d%e", "/qq/v2/groups/a%2Fb%3Fc%23d%25e/messages")]
    [InlineData("../../x", "/qq/v2/groups/..%2F..%2Fx/messages")]
    [InlineData("群 1", "/qq/v2/groups/%E7%BE%A4%201/messages")]
    [InlineData("...", "/qq/v2/groups/.../messages")]
    public async Task An_id_is_escaped_in_the_address(string id, string target)
    {
        Answer(200, "{}");

        await Api.Messages.SendToGroupAsync(id, new() { Content = "x" });

        Asked.Target.Should().Be(target);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    public void An_id_that_would_change_the_address_is_refused(string id)
    {
        var send = () => { _ = Api.Messages.SendToGroupAsync(id, new() { Content = "x" }); };

        send.Should().Throw<ArgumentException>().WithParameterName("groupOpenid");
    }

    [Theory]
    [InlineData(202, """{"code":304023,"message":"push message is waiting for audit now","data":{"message_audit":{"audit_id":"A-1"}}}""")]
    [InlineData(201, """{"code":"304024","message":"waiting","data":{"message_audit":{"audit_id":"A-1"}}}""")]
    [InlineData(200, """{"data":{"message_audit":{"audit_id":"A-1","more":[{"audit_id_not":1}]}},"code":304023}""")]
    [InlineData(200, """{"id":"","code":0,"err_code":304023,"data":{"message_audit":{"audit_id":"A-1"}}}""")]
    [InlineData(200, """{"audit_id":"A-1","audit_tips":"wait"}""")]
    public async Task A_message_in_review_is_accepted(int status, string body)
    {
        Answer(status, body);

        var result = await Api.Messages.SendToChannelAsync("7", new() { Content = "x" });

        result.Should().Be(new SendResult(AuditId: "A-1"));
    }

    [Theory]
    [InlineData(200, "")]
    [InlineData(204, "")]
    [InlineData(200, "{}")]
    [InlineData(200, """{"id":null,"timestamp":null,"ext_info":null}""")]
    [InlineData(200, """{"err_code":0,"message":"","trace_id":"t"}""")]
    public async Task An_accepted_message_may_have_no_id(int status, string body)
    {
        Answer(status, body);

        (await Api.Messages.SendToUserAsync("U", new() { Content = "x" })).Should().Be(new SendResult());
    }

    [Theory]
    [InlineData("\"2026-01-02T03:04:05+08:00\"", 1767294245L)]
    [InlineData("\"2026-01-02T03:04:05.123+08:00\"", 1767294245L)]
    [InlineData("1767294245", 1767294245L)]
    [InlineData("\"1767294245\"", 1767294245L)]
    [InlineData("1767294245000", 1767294245L)]
    [InlineData("\"\"", null)]
    [InlineData("\"soon\"", null)]
    [InlineData("0", null)]
    [InlineData("{}", null)]
    [InlineData("1e400", null)]
    public async Task A_moment_has_many_shapes(string timestamp, long? seconds)
    {
        Answer(200, $$"""{"id":123456789012345678901,"timestamp":{{timestamp}}}""");

        var result = await Api.Messages.SendToUserAsync("U", new() { Content = "x" });

        result.Id.Should().Be("123456789012345678901", "all digits are kept");
        result.Timestamp?.ToUnixTimeSeconds().Should().Be(seconds);
        (result.Timestamp is null).Should().Be(seconds is null);
    }

    // Escapes that JSON needs may be written in more than one way.
    private static string Json(string text)
    {
        var body = System.Text.Json.Nodes.JsonNode.Parse(text)!;
        return body.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })
            .Replace("\\uD83C\\uDFB2", "🎲", StringComparison.OrdinalIgnoreCase);
    }
}
