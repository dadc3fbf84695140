using System.Net.Http.Headers;

namespace QQBotKit.Simulator.Tests;

public class TokenTests
{
    [Fact]
    public async Task A_token_comes_with_its_life_as_a_string()
    {
        await using var platform = await Platform.StartAsync();

        var answer = await platform.RequestTokenAsync();

        answer.GetProperty("access_token").GetString().Should().NotBeEmpty();
        answer.GetProperty("expires_in").GetString().Should().Be("7200");
    }

    [Fact]
    public async Task Asking_again_gives_the_same_token_until_its_last_minute()
    {
        await using var platform = await Platform.StartAsync();
        var first = await platform.TokenAsync();

        platform.Time.Advance(TimeSpan.FromSeconds(7200 - 61));
        var same = await platform.RequestTokenAsync();
        platform.Time.Advance(TimeSpan.FromSeconds(1));
        var next = await platform.RequestTokenAsync();

        same.GetProperty("access_token").GetString().Should().Be(first);
        same.GetProperty("expires_in").GetString().Should().Be("61");
        next.GetProperty("access_token").GetString().Should().NotBe(first);
        next.GetProperty("expires_in").GetString().Should().Be("7200");
    }

    [Fact]
    public async Task The_old_token_is_good_to_its_own_end()
    {
        await using var platform = await Platform.StartAsync();
        var old = new AuthenticationHeaderValue("QQBot", await platform.TokenAsync());
        platform.Time.Advance(TimeSpan.FromSeconds(7150));
        var renewed = new AuthenticationHeaderValue("QQBot", await platform.TokenAsync());

        await platform.GetAsync("/gateway", 200, old);
        platform.Time.Advance(TimeSpan.FromSeconds(50));
        var expired = await platform.GetAsync("/gateway", 401, old);
        await platform.GetAsync("/gateway", 200, renewed);

        expired.GetProperty("code").GetInt32().Should().Be(11244);
    }

    [Theory]
    [InlineData("102000001", "wrong", 100016)]
    [InlineData("1", "a secret", 100007)]
    [InlineData("", "", 100007)]
    public async Task A_refused_login_is_an_error_in_a_body_with_status_200(string appId, string secret, int code)
    {
        await using var platform = await Platform.StartAsync();

        var answer = await platform.RequestTokenAsync(appId, secret);

        answer.GetProperty("code").GetInt32().Should().Be(code);
        answer.GetProperty("message").GetString().Should().NotBeEmpty();
        answer.TryGetProperty("access_token", out _).Should().BeFalse();
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("""{"appId":102000001,"clientSecret":"a secret"}""")]
    public async Task A_login_that_is_not_two_strings_is_refused(string body)
    {
        await using var platform = await Platform.StartAsync();

        var answer = await platform.PostTextAsync("/app/getAppAccessToken", body, 200);

        answer.GetProperty("code").GetInt32().Should().Be(100007);
    }

    [Fact]
    public async Task Any_bot_may_log_in_where_the_options_say_so_but_a_listed_one_needs_its_secret()
    {
        await using var platform = await Platform.StartAsync(new()
        {
            AcceptAnySecret = true,
            Bots = new Dictionary<string, string> { [Platform.AppId] = Platform.Secret },
        });

        var stranger = await platform.RequestTokenAsync("999", "whatever");
        var impostor = await platform.RequestTokenAsync(Platform.AppId, "whatever");

        stranger.GetProperty("access_token").GetString().Should().NotBeEmpty();
        impostor.GetProperty("code").GetInt32().Should().Be(100016);
    }

    [Theory]
    [InlineData(null, null, 11241)]
    [InlineData("QQBot", "nonsense", 11244)]
    [InlineData("qqbot", "nonsense", 11243)]
    [InlineData("Bearer", "nonsense", 11273)]
    public async Task A_call_without_a_valid_token_is_401_with_the_platforms_code(string? scheme, string? token, int code)
    {
        await using var platform = await Platform.StartAsync();

        var answer = await platform.GetAsync("/users/@me", 401, scheme is null ? null : new(scheme, token));

        answer.GetProperty("code").GetInt32().Should().Be(code);
        answer.GetProperty("err_code").GetInt32().Should().Be(code);
    }

    [Theory]
    [InlineData("/users/@me")]
    [InlineData("/no/such/thing")]
    public async Task Every_answer_carries_a_trace_id_and_errors_repeat_it(string path)
    {
        await using var platform = await Platform.StartAsync();

        using var answer = await platform.Http.GetAsync(path);
        var body = await answer.Content.ReadAsStringAsync();

        var trace = answer.Headers.GetValues("X-Tps-trace-ID").Single();
        trace.Should().NotBeEmpty();
        body.Should().Contain($"\"trace_id\":\"{trace}\"");
    }
}
