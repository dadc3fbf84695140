namespace QQBotKit.Simulator.Tests.Control;

public class StreamTests
{
    [Fact]
    public async Task All_that_happens_to_messages_is_told_as_it_happens()
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var places = await Places.OfAsync(platform);
        using var feed = await Feed.OpenAsync(platform);
        var path = $"/v2/users/{places.User}";

        var asked = (await platform.SayAsync(new { scene = "c2c", conversation = places.User, text = "hi" })).GetProperty("message_id").GetString();
        await platform.PostAsync($"{path}/messages", new { msg_type = 6, msg_id = asked, msg_seq = 9, input_notify = new { input_type = 1, input_second = 30 } });
        var id = (await platform.PostAsync($"{path}/stream_messages", new { content_raw = "so", msg_id = asked })).GetProperty("id").GetString();
        await platform.PostAsync($"{path}/stream_messages", new { content_raw = " far", msg_id = asked, stream_msg_id = id, input_state = 10 });
        await platform.CallAsync("DELETE", $"{path}/messages/{Uri.EscapeDataString(id!)}");

        var said = await feed.ReadAsync("message");
        said.GetRawText().Should().Be((await platform.MessagesAsync(places.User))[0].GetRawText(), "a message looks the same wherever it is read");
        var typing = await feed.ReadAsync("typing");
        typing.GetProperty("conversation").GetString().Should().Be(places.User);
        typing.GetProperty("seconds").GetInt32().Should().Be(30);
        (await feed.ReadAsync("message")).GetProperty("text").GetString().Should().Be("so");
        var grown = await feed.ReadAsync("stream");
        grown.GetProperty("text").GetString().Should().Be("so far");
        grown.GetProperty("stream").GetProperty("finished").GetBoolean().Should().BeTrue();
        (await feed.ReadAsync("recall")).GetProperty("id").GetString().Should().Be(id);
    }

    [Fact]
    public async Task Clicks_and_reviews_are_told_with_their_ends()
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var places = await Places.OfAsync(platform);
        var keyboard = new { content = new { rows = new[] { new { buttons = new[] { new { id = "a", render_data = new { label = "a", style = 1 }, action = new { type = 1, permission = new { type = 2 }, data = "x" } } } } } } };
        var path = $"/v2/groups/{places.Group}/messages";
        var message = (await platform.PostAsync(path, new { msg_type = 2, markdown = new { content = "x" }, keyboard })).GetProperty("id").GetString();
        using var feed = await Feed.OpenAsync(platform);

        var click = (await platform.PostAsync("/simulator/clicks", new { message_id = message, button = "a" })).GetProperty("interaction_id").GetString();
        platform.Time.Advance(TimeSpan.FromSeconds(3));
        await feed.ReadAsync("click");
        var missed = await feed.ReadAsync("acknowledgement");
        await platform.PostAsync("/simulator/audits", new { verdict = "reject" });
        await platform.PostAsync(path, new { content = "x" }, 202);

        missed.GetProperty("interaction_id").GetString().Should().Be(click);
        missed.GetProperty("state").GetString().Should().Be("missed");
        (await feed.ReadAsync("audit")).GetProperty("verdict").GetString().Should().Be("none");
        (await feed.ReadAsync("audit")).GetProperty("verdict").GetString().Should().Be("reject");
    }

    [Fact]
    public async Task A_reader_that_comes_back_gets_what_it_missed_or_learns_that_some_is_lost()
    {
        await using var platform = await Platform.StartAsync(new() { AcceptAnySecret = true, KeptMessages = 3 });
        var places = await Places.OfAsync(platform);
        Task SayAsync(string text) => platform.SayAsync(new { scene = "group", conversation = places.Group, text });
        string last;
        using (var feed = await Feed.OpenAsync(platform))
        {
            await SayAsync("1");
            await feed.ReadAsync("message");
            last = feed.LastId!;
        }

        await SayAsync("2");
        await SayAsync("3");
        using var back = await Feed.OpenAsync(platform, $"?after={last}");
        (await back.ReadAsync("message")).GetProperty("text").GetString().Should().Be("2");
        (await back.ReadAsync("message")).GetProperty("text").GetString().Should().Be("3");
        await SayAsync("4");
        await SayAsync("5");
        using var late = await Feed.OpenAsync(platform, $"?after={last}");

        await late.ReadAsync("lost");
        (await late.ReadAsync("message")).GetProperty("text").GetString().Should().Be("3");
    }

    [Fact]
    public async Task The_stream_ends_with_the_platform()
    {
        await using var platform = await Platform.StartAsync();
        using var feed = await Feed.OpenAsync(platform);

        await platform.StopAsync();

        var read = async () => await feed.ReadAsync();
        await read.Should().ThrowAsync<Exception>();
    }
}
