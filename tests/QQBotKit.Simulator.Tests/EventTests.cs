using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace QQBotKit.Simulator.Tests;

public partial class EventTests
{
    private const int AllMessages = Platform.GroupAndC2C | Platform.PublicGuild | Platform.PrivateGuild | Platform.Direct;

    [Theory]
    [InlineData("group", true, "GROUP_AT_MESSAGE_CREATE")]
    [InlineData("group", null, "GROUP_AT_MESSAGE_CREATE")]
    [InlineData("c2c", null, "C2C_MESSAGE_CREATE")]
    [InlineData("channel", true, "AT_MESSAGE_CREATE")]
    [InlineData("channel", null, "AT_MESSAGE_CREATE")]
    [InlineData("channel", false, "MESSAGE_CREATE")]
    [InlineData("direct", null, "DIRECT_MESSAGE_CREATE")]
    public async Task A_message_becomes_the_platforms_event_field_by_field(string scene, bool? mention, string type)
    {
        await using var platform = await Platform.StartAsync();
        var (frame, said) = await SayAsync(platform, scene, "/ping", mention);

        Sample.ShouldHaveTheShapeOf(frame, type);
        frame.GetProperty("t").GetString().Should().Be(type);
        frame.GetProperty("id").GetString().Should().Be(said.GetProperty("event_id").GetString()).And.StartWith($"{type}:");
        frame.GetProperty("d").GetProperty("id").GetString().Should().Be(said.GetProperty("message_id").GetString());
        frame.GetProperty("d").GetProperty("timestamp").GetString().Should().Be("2026-09-18T20:15:31+08:00");
        said.GetProperty("delivered").GetInt32().Should().Be(1);
    }

    [Fact]
    public async Task A_group_message_without_mention_has_the_sample_s_shape_but_for_the_mentions()
    {
        await using var platform = await Platform.StartAsync();
        var (frame, _) = await SayAsync(platform, "group", "今晚谁值日?", mention: false);

        var fields = Sample.Load("GROUP_MESSAGE_CREATE").GetProperty("d").EnumerateObject().Select(field => field.Name).Except(["mentions"]);
        frame.GetProperty("t").GetString().Should().Be("GROUP_MESSAGE_CREATE");
        frame.GetProperty("d").EnumerateObject().Select(field => field.Name).Should().Equal(fields);
        frame.GetProperty("d").GetProperty("content").GetString().Should().Be("今晚谁值日?");
    }

    [Fact]
    public async Task In_a_group_the_mention_is_cut_out_and_its_blanks_stay()
    {
        await using var platform = await Platform.StartAsync();
        var (frame, _) = await SayAsync(platform, "group", "/echo <a> & \"b\" 📚");

        var data = frame.GetProperty("d");
        data.GetProperty("content").GetString().Should().Be(" /echo <a> & \"b\" 📚 ");
        data.GetProperty("author").GetProperty("id").GetString().Should().Be(data.GetProperty("author").GetProperty("member_openid").GetString());
    }

    [Fact]
    public async Task In_a_guild_the_bots_token_comes_first_and_the_text_is_escaped()
    {
        await using var platform = await Platform.StartAsync();
        var (frame, _) = await SayAsync(platform, "channel", "<@!1> &lt; 好的 & 再见");

        var data = frame.GetProperty("d");
        var bot = data.GetProperty("mentions")[0].GetProperty("id").GetString();
        data.GetProperty("content").GetString().Should().Be($"<@!{bot}> &lt;@!1&gt; &amp;lt; 好的 &amp; 再见");
        await platform.LogInAsync();
        (await platform.GetAsync("/users/@me")).GetProperty("id").GetString().Should().Be(bot);
    }

    [Fact]
    public async Task A_direct_message_names_its_session_and_the_guild_it_comes_from()
    {
        await using var platform = await Platform.StartAsync();
        var places = await Places.OfAsync(platform);
        var (frame, _) = await SayAsync(platform, "direct", "a < b");

        var data = frame.GetProperty("d");
        data.GetProperty("guild_id").GetString().Should().Be(places.Direct);
        data.GetProperty("src_guild_id").GetString().Should().Be(places.Guild);
        data.GetProperty("direct_message").GetBoolean().Should().BeTrue();
        data.GetProperty("content").GetString().Should().Be("a &lt; b");
    }

    [Fact]
    public async Task The_sender_is_the_one_named_or_the_first_member()
    {
        await using var platform = await Platform.StartAsync();
        var members = (await platform.GetAsync("/simulator/world")).GetProperty("groups")[0].GetProperty("members");
        var (socket, _) = await platform.IdentifyAsync(AllMessages);
        using var owned = socket;
        var group = (await Places.OfAsync(platform)).Group;

        await platform.SayAsync(new { scene = "group", conversation = group, text = "first" });
        await platform.SayAsync(new { scene = "group", conversation = group, text = "second", sender = members[1].GetProperty("openid").GetString() });

        foreach (var member in new[] { members[0], members[1] })
        {
            var author = (await socket.ReadAsync()).GetProperty("d").GetProperty("author");
            author.GetProperty("member_openid").GetString().Should().Be(member.GetProperty("openid").GetString());
            author.GetProperty("member_role").GetString().Should().Be(member.GetProperty("role").GetString());
        }
    }

    [Fact]
    public async Task Ids_have_the_platforms_shapes_and_are_the_same_in_every_run()
    {
        await using var platform = await Platform.StartAsync(new() { AcceptAnySecret = true, MaxConcurrency = 2 });
        await using var another = await Platform.StartAsync(new() { AcceptAnySecret = true });

        var world = await platform.GetAsync("/simulator/world");

        (await another.GetAsync("/simulator/world")).GetRawText().Should().Be(world.GetRawText());
        world.GetProperty("users").EnumerateArray().Concat(world.GetProperty("groups").EnumerateArray())
            .Should().OnlyContain(one => Openid().IsMatch(one.GetProperty("openid").GetString()!));
        world.GetProperty("guilds").EnumerateArray().Should().OnlyContain(guild => ulong.Parse(guild.GetProperty("id").GetString()!, CultureInfo.InvariantCulture) > 1UL << 53);
        var (group, _) = await SayAsync(platform, "group", "x");
        var (channel, _) = await SayAsync(platform, "channel", "x");
        group.GetProperty("d").GetProperty("id").GetString().Should().MatchRegex("^ROBOT1\\.0_[A-Za-z0-9_-]{43}!$");
        channel.GetProperty("d").GetProperty("id").GetString().Should().MatchRegex("^08[0-9a-f]{14}$");
    }

    private static async Task<(JsonElement Frame, JsonElement Said)> SayAsync(Platform platform, string scene, string text, bool? mention = null)
    {
        var places = await Places.OfAsync(platform);
        var (socket, _) = await platform.IdentifyAsync(AllMessages);
        using var owned = socket;
        var conversation = scene switch { "group" => places.Group, "c2c" => places.User, "channel" => places.Channel, _ => places.Direct };
        var body = new Dictionary<string, object> { ["scene"] = scene, ["conversation"] = conversation, ["text"] = text };
        if (mention is { } mentioned)
        {
            body["mention"] = mentioned;
        }

        var said = await platform.SayAsync(body);
        return (await socket.ReadAsync(), said);
    }

    [GeneratedRegex("^[0-9A-F]{32}$")]
    private static partial Regex Openid();
}
