namespace QQBotKit.Simulator.Tests.Control;

public class AuditTests
{
    private const int Audits = 1 << 27;

    [Theory]
    [InlineData("group")]
    [InlineData("c2c")]
    [InlineData("channel")]
    [InlineData("direct")]
    public async Task A_message_that_passes_its_review_reaches_people_then(string scene)
    {
        await using var platform = await Platform.StartAsync();
        var (socket, conversation, path) = await BeginAsync(platform, scene);
        using var online = socket;
        await platform.PostAsync("/simulator/audits", new { conversation, count = 1, milliseconds = 500 });

        var waiting = await platform.PostAsync(path, new { content = "news" }, 202);
        var before = await platform.MessagesAsync(conversation);
        platform.Time.Advance(TimeSpan.FromMilliseconds(500));
        var frame = await socket.ReadAsync("MESSAGE_AUDIT_PASS");
        var message = (await platform.MessagesAsync(conversation)).Single();
        await platform.PostAsync(path, new { content = "more" });

        waiting.GetProperty("code").GetInt32().Should().Be(304023);
        var auditId = waiting.GetProperty("data").GetProperty("message_audit").GetProperty("audit_id").GetString();
        before.Should().BeEmpty("it is in review");
        var data = frame.GetProperty("d");
        if (scene == "channel")
        {
            Sample.ShouldHaveTheShapeOf(frame, "MESSAGE_AUDIT_PASS");
        }

        data.GetProperty("audit_id").GetString().Should().Be(auditId);
        data.GetProperty("message_id").GetString().Should().Be(message.GetProperty("id").GetString());
        var (field, value) = scene switch { "group" => ("group_openid", conversation), "c2c" => ("user_openid", conversation), "direct" => ("guild_id", conversation), _ => ("channel_id", conversation) };
        data.GetProperty(field).GetString().Should().Be(value);
        data.TryGetProperty("guild_id", out _).Should().Be(scene is "channel" or "direct");
    }

    [Fact]
    public async Task A_rejected_message_reaches_nobody_and_its_answer_is_used_up()
    {
        await using var platform = await Platform.StartAsync();
        var (socket, conversation, path) = await BeginAsync(platform, "group");
        using var online = socket;
        await platform.PostAsync("/simulator/audits", new { verdict = "reject", count = 1 });
        var asked = (await platform.SayAsync(new { scene = "group", conversation, text = "hi" })).GetProperty("message_id").GetString();

        var waiting = await platform.PostAsync(path, new { content = "answer", msg_id = asked }, 202);
        var frame = await socket.ReadAsync("MESSAGE_AUDIT_REJECT");
        var again = await platform.PostAsync(path, new { content = "answer", msg_id = asked }, 400);

        waiting.GetProperty("code").GetInt32().Should().Be(304024, "it answers a message");
        frame.GetProperty("d").TryGetProperty("message_id", out _).Should().BeFalse();
        again.GetProperty("err_code").GetInt32().Should().Be(40054005);
        (await platform.MessagesAsync(conversation)).Should().HaveCount(1);
    }

    [Fact]
    public async Task The_verdict_can_overtake_the_answer()
    {
        await using var platform = await Platform.StartAsync();
        var (socket, conversation, path) = await BeginAsync(platform, "channel");
        using var online = socket;
        await platform.PostAsync("/simulator/audits", new { when = "before_answer", status = 200 });

        // Nobody reads the socket until the call has its answer, which is held back until the event is on its way.
        var waiting = await platform.PostAsync(path, new { content = "news" });
        var seenWithTheAnswer = await platform.MessagesAsync(conversation);

        waiting.GetProperty("code").GetInt32().Should().Be(304023, "the platform was seen to answer so with status 200");
        seenWithTheAnswer.Should().HaveCount(1, "the message had passed by then");
        await socket.ReadAsync("MESSAGE_AUDIT_PASS");
    }

    [Fact]
    public async Task A_message_can_wait_until_somebody_decides()
    {
        await using var platform = await Platform.StartAsync(new()
        {
            AcceptAnySecret = true,
            Audits = [new() { Verdict = AuditVerdict.None }],
        });
        var (socket, conversation, path) = await BeginAsync(platform, "group");
        using var online = socket;
        var id = (await platform.PostAsync(path, new { content = "news" }, 202)).GetProperty("data").GetProperty("message_audit").GetProperty("audit_id").GetString();
        platform.Time.Advance(TimeSpan.FromHours(1));
        var waiting = await platform.MessagesAsync(conversation);

        var decided = await platform.PutAsync($"/simulator/audits/{id}", new { verdict = "pass" });
        var again = await platform.PutAsync($"/simulator/audits/{id}", new { verdict = "reject" }, 409);

        waiting.Should().BeEmpty();
        decided.GetProperty("message_id").GetString().Should().Be((await platform.MessagesAsync(conversation)).Single().GetProperty("id").GetString());
        again.GetProperty("error").GetString().Should().Contain("already");
        (await platform.PutAsync("/simulator/audits/none", new { verdict = "pass" }, 404)).GetProperty("error").GetString().Should().Contain("\"none\"");
    }

    [Fact]
    public async Task Rules_are_listed_with_what_is_left_of_them_and_ended()
    {
        await using var platform = await Platform.StartAsync();
        var (socket, conversation, path) = await BeginAsync(platform, "group");
        using var online = socket;

        var added = await platform.PostAsync("/simulator/audits", new { conversation, count = 2 });
        await platform.PostAsync(path, new { content = "1" }, 202);
        var left = await platform.GetAsync("/simulator/audits");
        var ended = await platform.CallAsync("DELETE", "/simulator/audits");
        await platform.PostAsync(path, new { content = "2" });

        added.GetProperty("audits")[0].GetProperty("count").GetInt32().Should().Be(2);
        left.GetProperty("audits")[0].GetProperty("count").GetInt32().Should().Be(1);
        ended.GetProperty("audits").GetArrayLength().Should().Be(0);
    }

    [Theory]
    [InlineData("""{"count":0}""", "count")]
    [InlineData("""{"status":404}""", "status")]
    [InlineData("""{"verdict":"maybe"}""", "verdict")]
    [InlineData("""{"milliseconds":-1}""", "milliseconds")]
    [InlineData("""{"when":"before_answer","milliseconds":5}""", "milliseconds")]
    [InlineData("""{"bot":"7"}""", "unknown bot \"7\"")]
    [InlineData("""{"conversation":"nowhere"}""", "unknown conversation \"nowhere\"")]
    [InlineData("""{"conversatoin":"x"}""", "conversatoin")]
    public async Task A_rule_that_makes_no_sense_is_refused(string body, string why)
    {
        await using var platform = await Platform.StartAsync();

        (await platform.PostTextAsync("/simulator/audits", body, 400)).GetProperty("error").GetString().Should().Contain(why);
        (await platform.GetAsync("/simulator/audits")).GetProperty("audits").GetArrayLength().Should().Be(0);
    }

    private static async Task<(Socket Socket, string Conversation, string Path)> BeginAsync(Platform platform, string scene)
    {
        await platform.LogInAsync();
        var (socket, _) = await platform.IdentifyAsync(Audits);
        var places = await Places.OfAsync(platform);
        return scene switch
        {
            "group" => (socket, places.Group, $"/v2/groups/{places.Group}/messages"),
            "c2c" => (socket, places.User, $"/v2/users/{places.User}/messages"),
            "channel" => (socket, places.Channel, $"/channels/{places.Channel}/messages"),
            _ => (socket, places.Direct, $"/dms/{places.Direct}/messages"),
        };
    }
}
