using System.Reflection;

namespace QQBotKit.Api.Tests;

public class ReadingTests : ApiTestBase
{
    [Fact]
    public async Task The_gateway_has_an_address()
    {
        Answer(200, """{"url":"wss://api.bot.qq.com/websocket"}""");

        (await Api.Gateway.GetAsync()).Url.Should().Be("wss://api.bot.qq.com/websocket");
        Asked.Target.Should().Be("/qq/gateway");
    }

    [Theory]
    [InlineData("""{"url":"wss://x","shards":2,"session_start_limit":{"total":1000,"remaining":999,"reset_after":86400000,"max_concurrency":3}}""", 2, 1000, 999, 86400000, 3)]
    [InlineData("""{"url":"wss://x","shards":"2","session_start_limit":{"total":"1000","remaining":"0","reset_after":"14400000"}}""", 2, 1000, 0, 14400000, 1)]
    [InlineData("""{"url":"wss://x"}""", 1, 0, 1, 0, 1)]
    [InlineData("""{"url":"wss://x","session_start_limit":null}""", 1, 0, 1, 0, 1)]
    [InlineData("""{"url":"wss://x","session_start_limit":{}}""", 1, 0, 1, 0, 1)]
    public async Task The_gateway_tells_how_it_wants_to_be_used(string body, int shards, int total, int remaining, long resetAfter, int concurrency)
    {
        Answer(200, body);

        var advice = await Api.Gateway.GetBotAsync();

        advice.Should().Be(new GatewayAdvice("wss://x", shards, new(total, remaining, resetAfter, concurrency)));
        Asked.Target.Should().Be("/qq/gateway/bot");
    }

    [Fact]
    public async Task The_bot_reads_its_profile_whatever_kind_its_fields_are_of()
    {
        Answer(200, """{"id":15566780912234417093,"username":"bot","avatar":null,"bot":1,"union_openid":"","new_field":[{}],"welcome_msg":true}""");

        (await Api.Users.MeAsync()).Should().Be(new BotProfile("15566780912234417093", "bot", WelcomeMsg: "true"));
        Asked.Target.Should().Be("/qq/users/@me");
    }

    [Theory]
    [InlineData("""[{"id":"1","name":"a"},{"id":2}]""", "1,2")]
    [InlineData("""{"guilds":[{"id":"1","name":"a"},{"id":2}]}""", "1,2")]
    [InlineData("""{"code":0,"data":{"guilds":1},"guilds":[{"id":"1"}],"more":1}""", "1")]
    [InlineData("""{"guilds":null}""", "")]
    [InlineData("{}", "")]
    [InlineData("[]", "")]
    public async Task Guilds_come_bare_or_wrapped(string body, string ids)
    {
        Answer(200, body);

        string.Join(',', (await Api.Users.GuildsAsync()).Select(guild => guild.Id)).Should().Be(ids);
        Asked.Target.Should().Be("/qq/users/@me/guilds");
    }

    [Fact]
    public async Task A_page_of_guilds_is_asked_for_by_its_border()
    {
        Answer(200, "[]");

        await Api.Users.GuildsAsync(after: "1&2", limit: 50);

        Asked.Target.Should().Be("/qq/users/@me/guilds?after=1%262&limit=50");
    }

    [Fact]
    public async Task A_guild_is_read()
    {
        Answer(200, """
            {"id":"1","name":"频道","icon":"https://x/1","owner_id":2,"owner":"false","member_count":"10","max_members":300,
             "description":"","joined_at":"2026-01-02T03:04:05+08:00"}
            """);

        var guild = await Api.Guilds.GetAsync("1");

        guild.Should().Be(new Guild("1", "频道", "https://x/1", "2", false, 10, 300, "", DateTimeOffset.FromUnixTimeSeconds(1767294245).ToOffset(TimeSpan.FromHours(8))));
        Asked.Target.Should().Be("/qq/guilds/1");
    }

    [Theory]
    [InlineData("""[{"id":"7","guild_id":"1","name":"聊天","type":0,"sub_type":1,"position":1,"parent_id":"6","private_type":"2","speak_permission":1,"permissions":7}]""")]
    [InlineData("""{"channels":[{"id":7,"guild_id":1,"name":"聊天","type":"0","sub_type":"1","position":"1","parent_id":6,"private_type":2,"speak_permission":1,"permissions":"7"}]}""")]
    public async Task Channels_come_bare_or_wrapped(string body)
    {
        Answer(200, body);

        (await Api.Guilds.ChannelsAsync("1")).Should().Equal(new Channel(
            "7", "1", "聊天", ChannelKind.Text, ChannelSubType.Notice, 1, "6",
            PrivateType: ChannelPrivacy.AdminsAndListed, SpeakPermission: SpeakRight.Everyone, Permissions: ChannelPermissions.View | ChannelPermissions.Manage | ChannelPermissions.Speak));
        Asked.Target.Should().Be("/qq/guilds/1/channels");
    }

    [Fact]
    public async Task A_channel_of_a_kind_that_nobody_knows_keeps_its_number()
    {
        Answer(200, """{"id":"7","type":10011}""");

        (await Api.Channels.GetAsync("7")).Type.Should().Be((ChannelKind)10011);
        Asked.Target.Should().Be("/qq/channels/7");
    }

    [Fact]
    public async Task A_bot_has_the_typed_calls_on_its_client()
    {
        Answer(200, """{"id":"1"}""");
        var bot = DispatchProxy.Create<IBot, OnlyHttp>();
        ((OnlyHttp)bot).Client = Http;

        (await bot.Api.Guilds.GetAsync("1")).Id.Should().Be("1");
    }

    public class OnlyHttp : DispatchProxy
    {
        public HttpClient? Client { get; set; }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            targetMethod?.Name == "get_Http" ? Client : throw new NotSupportedException();
    }
}
