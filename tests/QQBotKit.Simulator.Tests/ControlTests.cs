using System.Diagnostics;

namespace QQBotKit.Simulator.Tests;

public class ControlTests
{
    [Fact]
    public async Task Saying_something_with_no_bot_online_is_fine()
    {
        await using var platform = await Platform.StartAsync();
        var places = await Places.OfAsync(platform);

        var said = await platform.SayAsync(new { scene = "group", conversation = places.Group, text = "anyone?" });

        said.GetProperty("delivered").GetInt32().Should().Be(0);
        said.GetProperty("event_id").GetString().Should().StartWith("GROUP_AT_MESSAGE_CREATE:");
        (await platform.MessagesAsync(places.Group)).Single().GetProperty("id").GetString().Should().Be(said.GetProperty("message_id").GetString());
    }

    [Theory]
    [InlineData("""{"scene":"room","conversation":"GROUP","text":"x"}""", "\"room\"", "group, c2c, channel and direct")]
    [InlineData("""{"conversation":"GROUP","text":"x"}""", "scene", "group, c2c, channel and direct")]
    [InlineData("""{"scene":"group","conversation":"nowhere","text":"x"}""", "\"nowhere\"", "GROUP")]
    [InlineData("""{"scene":"group","conversation":"USER","text":"x"}""", "\"USER\"", "GROUP")]
    [InlineData("""{"scene":"group","text":"x"}""", "conversation", "GROUP")]
    [InlineData("""{"scene":"channel","conversation":"VOICE","text":"x"}""", "\"VOICE\"", "CHANNEL")]
    [InlineData("""{"scene":"group","conversation":"GROUP","sender":"nobody","text":"x"}""", "\"nobody\"", "MEMBER")]
    [InlineData("""{"scene":"group","conversation":"GROUP","text":" "}""", "text", "empty")]
    [InlineData("""{"scene":"group","conversation":"GROUP"}""", "text", "empty")]
    [InlineData("""{"scene":"group","conversation":"GROUP","text":"x","bot":"7"}""", "\"7\"", Platform.AppId)]
    [InlineData("not json", "JSON", "scene")]
    public async Task A_call_that_cannot_be_carried_out_says_what_is_wrong_and_what_there_is(string body, string wrong, string known)
    {
        await using var platform = await Platform.StartAsync();
        var places = await Places.OfAsync(platform);
        string Fill(string text) => text.Replace("GROUP", places.Group, StringComparison.Ordinal).Replace("USER", places.User, StringComparison.Ordinal)
            .Replace("VOICE", places.Voice, StringComparison.Ordinal).Replace("CHANNEL", places.Channel, StringComparison.Ordinal)
            .Replace("MEMBER", places.Member, StringComparison.Ordinal);

        var answer = await platform.PostTextAsync("/simulator/messages", Fill(body), 400);

        answer.GetProperty("error").GetString().Should().Contain(Fill(wrong)).And.Contain(Fill(known));
    }

    [Fact]
    public async Task A_person_may_be_named_by_any_of_his_ids()
    {
        await using var platform = await Platform.StartAsync();
        var places = await Places.OfAsync(platform);

        await platform.SayAsync(new { scene = "group", conversation = places.OtherGroup, sender = places.User, text = "x" });

        var message = (await platform.MessagesAsync(places.OtherGroup)).Single();
        message.GetProperty("sender").GetString().Should().NotBe(places.User, "this group has its own ids");
    }

    [Fact]
    public async Task A_message_can_be_meant_for_one_bot()
    {
        await using var platform = await Platform.StartAsync();
        var places = await Places.OfAsync(platform);
        var (first, _) = await platform.IdentifyAsync(Platform.GroupAndC2C);
        var (second, _) = await platform.IdentifyAsync(Platform.GroupAndC2C, token: await platform.TokenAsync("102000002", "another"));
        using var ownFirst = first;
        using var ownSecond = second;

        var toAll = await platform.SayAsync(new { scene = "group", conversation = places.Group, text = "all" });
        var toOne = await platform.SayAsync(new { scene = "group", conversation = places.Group, text = "one", bot = "102000002" });

        toAll.GetProperty("delivered").GetInt32().Should().Be(2);
        toOne.GetProperty("delivered").GetInt32().Should().Be(1);
        await second.ReadAsync();
        (await second.ReadAsync()).GetProperty("d").GetProperty("content").GetString().Should().Be(" one ");
    }

    [Fact]
    public async Task Messages_are_read_after_a_place_in_one_conversation_or_in_all()
    {
        await using var platform = await Platform.StartAsync();
        var places = await Places.OfAsync(platform);
        await platform.SayAsync(new { scene = "group", conversation = places.Group, text = "1" });
        await platform.SayAsync(new { scene = "c2c", conversation = places.User, text = "2" });
        await platform.SayAsync(new { scene = "group", conversation = places.Group, text = "3" });

        var first = (await platform.MessagesAsync(places.Group))[0].GetProperty("seq").GetInt64();

        (await platform.MessagesAsync(places.Group, first)).Single().GetProperty("text").GetString().Should().Be("3");
        (await platform.GetAsync("/simulator/messages")).GetProperty("messages").GetArrayLength().Should().Be(3);
        (await platform.MessagesAsync(places.Group, 1000)).Should().BeEmpty();
    }

    [Theory]
    [InlineData("/simulator/messages?conversation=nowhere", 400, "nowhere")]
    [InlineData("/simulator/messages?after=-1", 400, "after")]
    [InlineData("/simulator/messages?wait=soon", 400, "wait")]
    [InlineData("/simulator/nothing", 404, "/simulator/world")]
    public async Task A_read_that_cannot_be_carried_out_says_why(string path, int status, string said)
    {
        await using var platform = await Platform.StartAsync();

        (await platform.GetAsync(path, status)).GetProperty("error").GetString().Should().Contain(said);
    }

    [Fact]
    public async Task A_long_poll_answers_as_soon_as_something_is_said_in_its_conversation()
    {
        await using var platform = await Platform.StartAsync();
        var places = await Places.OfAsync(platform);
        var poll = platform.GetAsync($"/simulator/messages?conversation={places.Group}&wait=60");

        await platform.SayAsync(new { scene = "c2c", conversation = places.User, text = "elsewhere" });
        await platform.SayAsync(new { scene = "group", conversation = places.Group, text = "here" });

        var watch = Stopwatch.StartNew();
        (await poll).GetProperty("messages").EnumerateArray().Single().GetProperty("text").GetString().Should().Be("here");
        watch.Elapsed.Should().BeLessThan(Platform.Patience);
    }

    [Fact]
    public async Task A_long_poll_ends_empty_after_its_wait()
    {
        await using var platform = await Platform.StartAsync();

        (await platform.GetAsync("/simulator/messages?wait=1")).GetProperty("messages").GetArrayLength().Should().Be(0);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(300)]
    public async Task Only_the_last_messages_are_kept_and_a_forgotten_one_cannot_be_answered(int kept)
    {
        await using var platform = await Platform.StartAsync(new() { AcceptAnySecret = true, KeptMessages = kept });
        await platform.LogInAsync();
        var places = await Places.OfAsync(platform);
        var ids = new List<string>();
        for (var number = 1; number <= kept + 2; number++)
        {
            ids.Add((await platform.SayAsync(new { scene = "c2c", conversation = places.User, text = $"{number}" })).GetProperty("message_id").GetString()!);
        }

        var messages = await platform.MessagesAsync(places.User);

        messages.Select(message => message.GetProperty("seq").GetInt32()).Should().Equal(Enumerable.Range(3, kept));
        messages.Select(message => message.GetProperty("id").GetString()).Should().Equal(ids.Skip(2));
        (await platform.PostAsync($"/v2/users/{places.User}/messages", new { content = "x", msg_id = ids[1] }, 400))
            .GetProperty("err_code").GetInt32().Should().Be(40034024);
        await platform.PostAsync($"/v2/users/{places.User}/messages", new { content = "x", msg_id = ids[2] });
    }

    [Fact]
    public async Task The_world_shows_which_bots_are_online()
    {
        await using var platform = await Platform.StartAsync();
        var (socket, _) = await platform.IdentifyAsync(0);
        using var owned = socket;

        var bots = (await platform.GetAsync("/simulator/world")).GetProperty("bots").EnumerateArray();

        bots.Select(bot => (bot.GetProperty("app_id").GetString(), bot.GetProperty("online").GetBoolean()))
            .Should().Equal((Platform.AppId, true), ("102000002", false));
    }

    [Fact]
    public void Options_that_make_no_sense_are_refused_by_name()
    {
        var make = () => new QQSimulator(new() { KeptMessages = 0 }, TimeProvider.System);

        make.Should().Throw<ArgumentOutOfRangeException>().Which.ParamName.Should().Be("KeptMessages");
    }
}
