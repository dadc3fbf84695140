using Microsoft.Extensions.Time.Testing;
using QQBotKit.Core.Rest;
using QQBotKit.Limits;

namespace QQBotKit.Core.Tests.Rest;

/// <summary>Under which limit a call falls, whatever its address looks like.</summary>
public class CallRouteTests
{
    private const string Api = "https://api.example/qq/";
    private readonly CallRoutes _routes = new(PlatformLimits.Default, new Uri(Api));

    [Theory]
    [InlineData("POST", "v2/groups/0A1B/messages", "POST /v2/groups/{group_openid}/messages", Scene.Group)]
    [InlineData("POST", "v2/users/0A1B/messages", "POST /v2/users/{user_openid}/messages", Scene.C2C)]
    [InlineData("POST", "v2/users/0A1B/stream_messages", "POST /v2/users/{user_openid}/stream_messages", Scene.C2C)]
    [InlineData("POST", "channels/12/messages", "POST /channels/{channel_id}/messages", Scene.Channel)]
    [InlineData("POST", "dms/12/messages", "POST /dms/{guild_id}/messages", Scene.Direct)]
    [InlineData("POST", "v2/groups/0A1B/messages?x=/channels/1/messages#f", "POST /v2/groups/{group_openid}/messages", Scene.Group)]
    [InlineData("POST", "v2/groups/a%2Fb/messages", "POST /v2/groups/{group_openid}/messages", Scene.Group)]
    [InlineData("POST", "guilds/../v2/groups/0A1B/messages", "POST /v2/groups/{group_openid}/messages", Scene.Group)]
    [InlineData("POST", "v2/groups/0A1B/messages/", "POST /v2/groups/{group_openid}/messages/{message_id}", null)]
    [InlineData("GET", "v2/groups/join_approval_strategy", "GET /v2/groups/join_approval_strategy", null)]
    [InlineData("GET", "channels/12/messages/34", "GET /channels/{channel_id}/messages/{id}", null)]
    [InlineData("PATCH", "channels/12/messages/34", "PATCH /channels/{channel_id}/messages/{id}", null)]
    [InlineData("GET", "not/a/call/of/1/or/2/anybody", "GET /not/a/call/of/{id}/or/{id}/anybody", null)]
    [InlineData("GET", "", "GET /{id}", null)]
    public void A_call_is_known_by_its_method_and_the_words_of_its_path(string method, string address, string route, Scene? scene)
    {
        var found = Of(method, Api + address);

        found.Name.Should().Be(route);
        found.Scene.Should().Be(scene);
        Of(method, Api.Replace("https", "HTTPS", StringComparison.Ordinal) + address).Should().BeSameAs(found, "an author may write the address in another way");
    }

    [Fact]
    public void A_call_that_no_limit_names_falls_under_that_of_the_others()
    {
        Of("GET", Api + "not/a/call").Rates.Should().Equal(PlatformLimits.Default.OtherCalls);
        Of("POST", Api + "v2/groups/0A1B/messages").Rates.Should().Equal(new Rate(100, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void Conversations_are_told_apart_by_their_kind_and_id_and_by_nothing_else()
    {
        var one = ConversationOf("v2/users/0A1B/messages");

        ConversationOf("v2/users/0A1B/stream_messages").Should().Be(one);
        ConversationOf("v2/users/0A1B/messages?again").Should().Be(one);
        ulong[] others = [ConversationOf("v2/users/0A1C/messages"), ConversationOf("v2/groups/0A1B/messages"), ConversationOf("channels/0A1B/messages")];
        others.Should().OnlyHaveUniqueItems().And.NotContain(one);
    }

    [Theory]
    [InlineData("interactions/1", "PUT")]
    [InlineData("gateway/bot", "GET")]
    public void What_has_to_come_in_time_is_urgent(string address, string method) => Of(method, Api + address).IsUrgent.Should().BeTrue();

    [Fact]
    public void Whatever_an_author_makes_up_there_are_not_more_limits_than_a_bot_needs()
    {
        var table = new RateTable(PlatformLimits.Default, false, new FakeTimeProvider());
        var routes = new HashSet<CallRoute>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < 5000; i++)
        {
            var word = string.Concat($"{i}".Select(digit => (char)('a' + digit - '0')));
            foreach (var (method, path) in new[] { ("GET", $"made/up_{word}"), ($"M{i}", "guilds/1"), ("GET", string.Concat(Enumerable.Repeat("1/", i % 300))) })
            {
                var route = Of(method, Api + path);
                routes.Add(route);
                table.Of(new OutgoingCall(route, (ulong)i, "plugin.odd", false));
            }
        }

        routes.Should().HaveCountLessThan(1200);
        table.Count.Should().BeLessThan(1200);
        Of("POST", Api + "channels/12/messages").Scene.Should().Be(Scene.Channel, "what the platform has is known all the same");
        Of("POST", Api + "even/more").Rates.Should().Equal(PlatformLimits.Default.OtherCalls);
    }

    private CallRoute Of(string method, string address)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(address));
        return _routes.Of(request, out _);
    }

    private ulong ConversationOf(string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Api + address));
        _routes.Of(request, out var conversation);
        return conversation;
    }
}
