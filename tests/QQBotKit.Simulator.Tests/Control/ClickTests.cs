using System.Text.Json;

namespace QQBotKit.Simulator.Tests.Control;

public class ClickTests
{
    private const int Interactions = 1 << 26;

    private static readonly object Keyboard = new
    {
        content = new
        {
            rows = new object[]
            {
                new
                {
                    buttons = new object[]
                    {
                        Button("b-yes", "Yes", new { type = 1, permission = new { type = 2 }, data = "vote:3:yes" }),
                        Button("b-admin", "Close", new { type = 1, permission = new { type = 1 }, data = "close" }),
                        Button("b-nobody", "Mine", new { type = 1, permission = new { type = 0, specify_user_ids = new[] { "somebody else" } }, data = "mine" }),
                    },
                },
                new
                {
                    buttons = new object[]
                    {
                        Button(null, "plain", new { type = 1, permission = new { type = 2 }, data = "plain" }),
                        Button("b-link", "Site", new { type = 0, permission = new { type = 2 }, data = "https://example.com" }),
                        Button("b-command", "Help", new { type = 2, permission = new { type = 2 }, data = "/help" }),
                    },
                },
            },
        },
    };

    [Theory]
    [InlineData("group", "INTERACTION_CREATE")]
    [InlineData("c2c", "INTERACTION_CREATE.c2c")]
    [InlineData("channel", "INTERACTION_CREATE.guild")]
    public async Task A_click_is_the_platforms_event_field_by_field(string scene, string sample)
    {
        await using var platform = await Platform.StartAsync();
        var (socket, message) = await SendAsync(platform, scene);
        using var online = socket;

        // The sample of C2C is of a button without an id.
        var clicked = await ClickAsync(platform, message, scene == "c2c" ? "plain" : "b-yes");
        var frame = await socket.ReadAsync("INTERACTION_CREATE");

        Sample.ShouldHaveTheShapeOf(frame, sample);
        frame.GetProperty("id").GetString().Should().Be(clicked.GetProperty("event_id").GetString()).And.StartWith("INTERACTION_CREATE:");
        var data = frame.GetProperty("d");
        data.GetProperty("id").GetString().Should().Be(clicked.GetProperty("interaction_id").GetString());
        data.GetProperty("type").GetInt32().Should().Be(11);
        data.GetProperty("application_id").GetString().Should().Be(Platform.AppId);
        data.GetProperty("data").GetProperty("resolved").GetProperty("button_data").GetString().Should().Be(scene == "c2c" ? "plain" : "vote:3:yes");
        clicked.GetProperty("delivered").GetInt32().Should().Be(1);
    }

    [Fact]
    public async Task An_acknowledgement_within_three_seconds_is_seen_with_its_code()
    {
        await using var platform = await Platform.StartAsync();
        var (socket, message) = await SendAsync(platform, "group");
        using var online = socket;
        var id = (await ClickAsync(platform, message, "b-yes")).GetProperty("interaction_id").GetString();
        var waiting = await platform.GetAsync($"/simulator/clicks/{id}");
        var decided = platform.GetAsync($"/simulator/clicks/{id}?wait=20");
        platform.Time.Advance(TimeSpan.FromSeconds(2));

        var acknowledged = await platform.PutAsync($"/interactions/{id}", new { code = 5, data = "later" });
        await platform.PutAsync($"/interactions/{id}", new { code = 0 });
        platform.Time.Advance(TimeSpan.FromSeconds(2));

        waiting.GetProperty("state").GetString().Should().Be("waiting");
        acknowledged.GetRawText().Should().Be("{}");
        (await decided).GetProperty("state").GetString().Should().Be("acknowledged");
        var click = await platform.GetAsync($"/simulator/clicks/{id}");
        click.GetProperty("state").GetString().Should().Be("acknowledged", "the first one counts");
        click.GetProperty("code").GetInt32().Should().Be(5);
        click.GetProperty("data").GetString().Should().Be("later");
        click.GetProperty("after_ms").GetInt64().Should().Be(2000);
    }

    [Fact]
    public async Task Without_one_the_button_spins_for_three_seconds_and_a_later_one_does_not_help()
    {
        await using var platform = await Platform.StartAsync();
        var (socket, message) = await SendAsync(platform, "group");
        using var online = socket;
        var id = (await ClickAsync(platform, message, "b-yes")).GetProperty("interaction_id").GetString();
        var decided = platform.GetAsync($"/simulator/clicks/{id}?wait=20");

        platform.Time.Advance(TimeSpan.FromSeconds(3));
        var missed = await decided;
        await platform.PutAsync($"/interactions/{id}", new { code = 0 });

        missed.GetProperty("state").GetString().Should().Be("missed");
        (await platform.GetAsync($"/simulator/clicks/{id}")).GetProperty("state").GetString().Should().Be("late");
    }

    [Fact]
    public async Task A_click_can_be_answered_with_its_event_id()
    {
        await using var platform = await Platform.StartAsync();
        var (socket, message) = await SendAsync(platform, "group");
        using var online = socket;
        var group = (await Places.OfAsync(platform)).Group;

        var eventId = (await ClickAsync(platform, message, "b-yes")).GetProperty("event_id").GetString();

        await platform.PostAsync($"/v2/groups/{group}/messages", new { content = "counted", event_id = eventId });
        (await platform.PostAsync($"/v2/groups/{group}/messages", new { content = "counted", event_id = eventId }, 400))
            .GetProperty("err_code").GetInt32().Should().Be(40054005);
    }

    [Fact]
    public async Task Only_the_bot_whose_message_it_is_hears_of_a_click_and_may_acknowledge_it()
    {
        await using var platform = await Platform.StartAsync();
        var (socket, message) = await SendAsync(platform, "group");
        using var online = socket;
        var token = await platform.TokenAsync("102000002", "another");
        var (other, _) = await platform.IdentifyAsync(Interactions, token: token);
        using var alsoOnline = other;

        var clicked = await ClickAsync(platform, message, "b-yes");
        platform.Http.DefaultRequestHeaders.Authorization = new("QQBot", token);
        var foreign = await platform.CallAsync("PUT", $"/interactions/{clicked.GetProperty("interaction_id").GetString()}", new { code = 0 }, 400);

        clicked.GetProperty("delivered").GetInt32().Should().Be(1);
        foreign.GetProperty("err_code").GetInt32().Should().Be(630001);
    }

    [Theory]
    [InlineData("unknown", """{"code":0}""", 630001)]
    [InlineData("ID", """{"code":6}""", 630001)]
    [InlineData("INTERACTION_CREATE:ID", """{"code":0}""", 630001)]
    [InlineData("ID", """{"code":"ok"}""", 12002)]
    public async Task An_acknowledgement_that_breaks_a_rule_is_refused(string id, string body, int code)
    {
        await using var platform = await Platform.StartAsync();
        var (socket, message) = await SendAsync(platform, "group");
        using var online = socket;
        var interaction = (await ClickAsync(platform, message, "b-yes")).GetProperty("interaction_id").GetString();

        var answer = await platform.CallTextAsync("PUT", $"/interactions/{id.Replace("ID", interaction, StringComparison.Ordinal)}", body, 400);

        answer.GetProperty("code").GetInt32().Should().Be(code);
        (await platform.GetAsync($"/simulator/clicks/{interaction}")).GetProperty("state").GetString().Should().Be("waiting");
    }

    [Theory]
    [InlineData("""{"message_id":"nothing","button":"b-yes"}""", "there is no message \"nothing\"")]
    [InlineData("""{"message_id":"ASKED","button":"b-yes"}""", "of a bot")]
    [InlineData("""{"message_id":"PLAIN","button":"b-yes"}""", "has no keyboard")]
    [InlineData("""{"message_id":"TEMPLATE","button":"b-yes"}""", "template \"101\"")]
    [InlineData("""{"message_id":"ID"}""", "b-yes (Yes), b-admin (Close)")]
    [InlineData("""{"message_id":"ID","button":"b-no"}""", "unknown button \"b-no\"")]
    [InlineData("""{"message_id":"ID","button":"b-yes","sender":"nobody"}""", "unknown sender \"nobody\"")]
    [InlineData("""{"message_id":"ID","button":"b-admin"}""", "only admins may")]
    [InlineData("""{"message_id":"ID","button":"b-nobody"}""", "only listed users may")]
    [InlineData("""{"message_id":"ID","button":"b-link"}""", "opens https://example.com")]
    [InlineData("""{"message_id":"ID","button":"b-command"}""", "puts \"/help\" into the input box")]
    [InlineData("""{"message_id":"ID","buton":"b-yes"}""", "like {\"message_id\"")]
    [InlineData("[]", "like {\"message_id\"")]
    public async Task A_click_that_cannot_be_says_why(string body, string why)
    {
        await using var platform = await Platform.StartAsync();
        var (socket, message) = await SendAsync(platform, "group");
        using var online = socket;
        var group = (await Places.OfAsync(platform)).Group;
        var asked = (await platform.SayAsync(new { scene = "group", conversation = group, text = "x" })).GetProperty("message_id").GetString();
        var plain = (await platform.PostAsync($"/v2/groups/{group}/messages", new { content = "x" })).GetProperty("id").GetString();
        var template = (await platform.PostAsync(
            $"/v2/groups/{group}/messages", new { msg_type = 2, markdown = new { content = "x" }, keyboard = new { id = "101" } })).GetProperty("id").GetString();
        body = body.Replace("ASKED", asked, StringComparison.Ordinal).Replace("PLAIN", plain, StringComparison.Ordinal)
            .Replace("TEMPLATE", template, StringComparison.Ordinal).Replace("\"ID\"", $"\"{message}\"", StringComparison.Ordinal);

        (await platform.PostTextAsync("/simulator/clicks", body, 400)).GetProperty("error").GetString().Should().Contain(why);
    }

    [Fact]
    public async Task Permissions_are_checked_for_the_one_who_clicks()
    {
        await using var platform = await Platform.StartAsync();
        var (socket, message) = await SendAsync(platform, "group");
        using var online = socket;
        var members = (await platform.GetAsync("/simulator/world")).GetProperty("groups")[0].GetProperty("members");

        foreach (var admin in new[] { members[1], members[2] })
        {
            (await ClickAsync(platform, message, "b-admin", admin.GetProperty("openid").GetString())).GetProperty("delivered").GetInt32().Should().Be(1);
        }
    }

    [Theory]
    [InlineData(6, 1, 0, 40034029)]
    [InlineData(1, 6, 0, 40034029)]
    [InlineData(1, 1, 9, 305007)]
    public async Task A_keyboard_that_is_too_large_or_of_no_style_is_refused(int rows, int buttons, int style, int code)
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var group = (await Places.OfAsync(platform)).Group;
        var button = new { id = "1", render_data = new { label = "x", style }, action = new { type = 1, permission = new { type = 2 }, data = "x" } };
        var keyboard = new { content = new { rows = Enumerable.Repeat(new { buttons = Enumerable.Repeat(button, buttons) }, rows) } };

        var answer = await platform.PostAsync($"/v2/groups/{group}/messages", new { msg_type = 2, markdown = new { content = "x" }, keyboard }, 400);

        answer.GetProperty("err_code").GetInt32().Should().Be(code);
    }

    private static object Button(string? id, string label, object action) => id is null
        ? new { render_data = new { label, style = 1 }, action }
        : new { id, render_data = new { label, style = 1 }, action };

    /// <summary>Brings a bot online that sends a message with buttons.</summary>
    private static async Task<(Socket Socket, string Message)> SendAsync(Platform platform, string scene)
    {
        await platform.LogInAsync();
        var (socket, _) = await platform.IdentifyAsync(Interactions);
        var places = await Places.OfAsync(platform);
        var (path, body) = scene switch
        {
            "group" => ($"/v2/groups/{places.Group}/messages", (object)new { msg_type = 2, markdown = new { content = "# vote" }, keyboard = Keyboard }),
            "c2c" => ($"/v2/users/{places.User}/messages", new { msg_type = 2, markdown = new { content = "# vote" }, keyboard = Keyboard }),
            _ => ($"/channels/{places.Channel}/messages", new { markdown = new { content = "# vote" }, keyboard = Keyboard }),
        };
        return (socket, (await platform.PostAsync(path, body)).GetProperty("id").GetString()!);
    }

    private static Task<JsonElement> ClickAsync(Platform platform, string message, string button, string? sender = null) =>
        platform.PostAsync("/simulator/clicks", new { message_id = message, button, sender });
}
