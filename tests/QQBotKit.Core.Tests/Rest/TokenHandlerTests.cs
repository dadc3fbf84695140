using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using QQBotKit.Core.Rest;
using QQBotKit.Tests.Platform;

namespace QQBotKit.Core.Tests.Rest;

public sealed class TokenHandlerTests : IAsyncLifetime
{
    private readonly TestClock _clock = new();
    private FakePlatform _platform = null!;
    private PlatformClient _client = null!;
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        _platform = await FakePlatform.StartAsync();
        _client = ClientWith();
        _http = _client.CreateClient();
    }

    public async Task DisposeAsync()
    {
        await _client.DisposeAsync();
        await _platform.DisposeAsync();
    }

    [Fact]
    public async Task Each_call_carries_the_token_and_the_app_id()
    {
        await _http.GetAsync(Relative("users/@me"));
        await _http.GetAsync(Relative("gateway"));

        _platform.Calls.Should().AllSatisfy(call => (call.Authorization, call.AppId).Should().Be(("QQBot token-1", "102000001")));
        _platform.Calls.Select(call => call.Target).Should().Equal("/users/@me", "/gateway");
        _platform.TokenRequests.Should().HaveCount(1);
    }

    [Theory]
    [InlineData(401, "")]
    [InlineData(401, "<html>denied</html>")]
    [InlineData(401, """{"code":11244,"message":"token expired"}""")]
    [InlineData(400, """{"code":11244,"err_code":11244,"message":"token expired","trace_id":"t"}""")]
    [InlineData(400, """{"err_code":"11243"}""")]
    [InlineData(403, """{"code":11241}""")]
    [InlineData(200, """{"code":11244,"message":"token expired"}""")]
    [InlineData(500, """{"code":11243,"message":"token wrong"}""")]
    public async Task A_token_refused_mid_run_is_replaced_once_for_all_and_each_call_repeated_once(int status, string body)
    {
        var all = new TaskCompletionSource();
        var refused = 0;
        _platform.Call = async call =>
        {
            if (call.Authorization != "QQBot token-1")
            {
                return new Answered(200, """{"id":"1"}""");
            }

            // None is answered before all 50 were sent with the old token.
            if (Interlocked.Increment(ref refused) == 50)
            {
                all.SetResult();
            }

            await all.Task;
            return new Answered(status, body);
        };

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i =>
            _http.PostAsync(Relative($"v2/groups/{i}/messages"), Json($$"""{"content":"{{i}}"}"""))));

        answers.Should().AllSatisfy(answer => answer.StatusCode.Should().Be(HttpStatusCode.OK));
        _platform.TokenRequests.Should().HaveCount(2);
        _platform.Calls.GroupBy(call => call.Target).Should().HaveCount(50).And.AllSatisfy(attempts =>
        {
            attempts.Select(a => a.Authorization).Should().Equal("QQBot token-1", "QQBot token-2");
            attempts.Select(a => a.Body).Distinct().Should().ContainSingle().Which.Should().Contain("content");
            attempts.Select(a => a.AppId).Should().AllBe("102000001");
        });
    }

    [Fact]
    public async Task A_new_token_that_is_refused_as_well_ends_the_matter()
    {
        _platform.Call = _ => Task.FromResult(new Answered(401, """{"code":11244,"message":"no"}"""));

        var answer = await _http.GetAsync(Relative("users/@me"));

        answer.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        (await answer.Content.ReadAsStringAsync()).Should().Contain("11244");
        _platform.Calls.Should().HaveCount(2);

        for (var i = 0; i < 20; i++)
        {
            await _http.GetAsync(Relative("users/@me"));
        }

        _platform.Calls.Should().HaveCount(22, "a token just fetched is not fetched again");
        _platform.TokenRequests.Should().HaveCount(2);
    }

    [Fact]
    public async Task Other_refusals_reach_the_caller_unread()
    {
        const string body = """{"code":11253,"message":"no right"}""";
        _platform.Call = _ => Task.FromResult(new Answered(403, body));

        using var request = new HttpRequestMessage(HttpMethod.Get, Relative("guilds/1"));
        var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

        (await answer.Content.ReadAsStringAsync()).Should().Be(body);
        _platform.Calls.Should().HaveCount(1);
        _platform.TokenRequests.Should().HaveCount(1);
    }

    [Fact]
    public async Task A_form_is_repeated_and_a_stream_is_not()
    {
        _platform.Call = call => Task.FromResult(new Answered(call.Authorization == "QQBot token-1" ? 401 : 200, ""));
        using var stream = new MemoryStream("streamed"u8.ToArray());

        var streamed = await _http.PostAsync(Relative("a"), new StreamContent(stream));
        var form = await _http.PostAsync(Relative("b"), new MultipartFormDataContent { { Json("{}"), "part" } });
        var json = await _http.PostAsJsonAsync(Relative("c"), new { text = "x" });

        streamed.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        form.StatusCode.Should().Be(HttpStatusCode.OK);
        json.StatusCode.Should().Be(HttpStatusCode.OK);
        _platform.Calls.Count(call => call.Target == "/a").Should().Be(1);
        _platform.TokenRequests.Should().HaveCount(2, "the token was dropped by the first call");
    }

    [Fact]
    public async Task The_token_goes_to_no_other_host()
    {
        await using var other = await FakePlatform.StartAsync();

        await _http.GetAsync(new Uri(other.Url, "upload"));

        other.Calls.Single().Should().Match<Asked>(call => call.Authorization == "" && call.AppId == "");
    }

    [Fact]
    public async Task A_redirection_is_not_followed()
    {
        _platform.Call = _ => Task.FromResult(new Answered(302, ""));

        (await _http.GetAsync(Relative("users/@me"))).StatusCode.Should().Be(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task Refused_credentials_reach_the_caller_of_any_call()
    {
        _platform.Token = _ => Task.FromResult(new Answered(200, """{"code":100016,"message":"wrong"}"""));

        await FluentActions.Awaiting(() => _http.GetAsync(Relative("gateway"))).Should().ThrowAsync<CredentialsRefusedException>();
        _platform.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task Handlers_stand_before_the_token_the_first_outermost()
    {
        var seen = new List<string>();
        await using var client = ClientWith(new Noting("first", seen), new Noting("second", seen));

        await client.CreateClient().GetAsync(Relative("gateway"));

        seen.Should().Equal("first, token: False", "second, token: False");
        _platform.Calls.Should().ContainSingle().Which.Authorization.Should().Be("QQBot token-1");
    }

    [Fact]
    public async Task A_client_that_is_disposed_leaves_the_others_alone()
    {
        _client.CreateClient().Dispose();

        (await _http.GetAsync(Relative("gateway"))).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    private PlatformClient ClientWith(params DelegatingHandler[] handlers) => new(
        new PlatformHosts(_platform.Url, _platform.TokenUrl), "102000001", "secret", _clock, new TestLog(),
        new Texts(CultureInfo.GetCultureInfo("en")), handlers: handlers);

    private static Uri Relative(string path) => new(path, UriKind.Relative);

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private sealed class Noting(string name, List<string> seen) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            seen.Add($"{name}, token: {request.Headers.Contains("Authorization")}");
            return base.SendAsync(request, cancellationToken);
        }
    }
}
