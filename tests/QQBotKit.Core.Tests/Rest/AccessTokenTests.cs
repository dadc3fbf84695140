using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using QQBotKit.Core.Rest;
using QQBotKit.Tests.Platform;

namespace QQBotKit.Core.Tests.Rest;

public sealed class AccessTokenTests : IAsyncLifetime, IDisposable
{
    private const string Secret = "s3cr3t-of-the-bot";
    private readonly TestClock _clock = new();
    private readonly TestLog _log = new();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5) };
    private FakePlatform _platform = null!;
    private AccessToken _token = null!;

    public async Task InitializeAsync()
    {
        _platform = await FakePlatform.StartAsync();
        _token = TokenAt(_platform.TokenUrl);
    }

    public async Task DisposeAsync()
    {
        await _token.DisposeAsync();
        await _platform.DisposeAsync();
        _log.All.Should().NotContain(Secret).And.NotContain("token-");
    }

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task The_request_is_as_documented()
    {
        await GetAsync();

        var asked = _platform.TokenRequests.Single();
        (asked.Method, asked.Target, asked.Authorization, asked.ContentType)
            .Should().Be(("POST", "/app/getAppAccessToken", "", "application/json"));
        using var body = JsonDocument.Parse(asked.Body);
        body.RootElement.EnumerateObject().Select(p => (p.Name, p.Value.GetString()))
            .Should().Equal(("appId", "102000001"), ("clientSecret", Secret));
    }

    [Fact]
    public async Task A_token_is_fetched_once_however_many_ask()
    {
        var open = new TaskCompletionSource();
        _platform.Token = async n =>
        {
            await open.Task;
            return FakePlatform.TokenFor($"token-{n}");
        };

        var callers = Enumerable.Range(0, 1000).Select(_ => Task.Run(() => GetAsync())).ToArray();
        await Eventually.IsTrue(() => _platform.TokenRequests.Count > 0, "the token service is asked");
        open.SetResult();

        (await Task.WhenAll(callers)).Should().AllBe("token-1");
        _platform.TokenRequests.Should().HaveCount(1);
    }

    [Fact]
    public async Task A_held_token_is_given_at_once_and_without_an_allocation()
    {
        await GetAsync();
        Ask(100);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Ask(1000);

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);

        void Ask(int times)
        {
            for (var i = 0; i < times; i++)
            {
                if (!IsThere(_token.GetAsync(CancellationToken.None)))
                {
                    throw new InvalidOperationException("A held token was waited for.");
                }
            }
        }

        static bool IsThere(ValueTask<string> token) => token.IsCompletedSuccessfully;
    }

    [Fact]
    public async Task A_caller_who_gives_up_does_not_take_the_token_from_the_others()
    {
        var open = new TaskCompletionSource();
        _platform.Token = async n =>
        {
            await open.Task;
            return FakePlatform.TokenFor($"token-{n}");
        };
        using var impatience = new CancellationTokenSource();
        var impatient = _token.GetAsync(impatience.Token).AsTask();
        var patient = GetAsync();

        await impatience.CancelAsync();
        await impatient.Invoking(t => t).Should().ThrowAsync<OperationCanceledException>();
        open.SetResult();

        (await patient).Should().Be("token-1");
        _platform.TokenRequests.Should().HaveCount(1);
    }

    [Theory]
    [InlineData("\"7200\"", 7141)]
    [InlineData("7200", 7141)]
    [InlineData("61", 2)]
    [InlineData("60", 30)]
    [InlineData("\"10\"", 5)]
    [InlineData("1", 1)]
    [InlineData("0", 1)]
    [InlineData("\"soon\"", 30)]
    [InlineData("null", 30)]
    public async Task A_token_is_renewed_before_its_end(string expiresIn, double due)
    {
        _platform.Token = n => Task.FromResult(FakePlatform.TokenFor($"token-{n}", n == 1 ? expiresIn : "7200"));
        await GetAsync();
        _clock.Waits.Should().ContainSingle().Which.TotalSeconds.Should().Be(due);

        _clock.Advance(due);

        await Eventually.IsTrue(() => _clock.Waits.Count == 2, "the token is renewed");
        (await GetAsync()).Should().Be("token-2");
        _platform.TokenRequests.Should().HaveCount(2);
    }

    [Fact]
    public async Task A_token_that_comes_back_with_the_rest_of_its_life_is_asked_for_again_at_half_of_it()
    {
        _platform.Token = n => Task.FromResult(n < 3 ? FakePlatform.TokenFor("token-1", n == 1 ? "100" : "40") : FakePlatform.TokenFor("token-3"));
        await GetAsync();

        _clock.Advance(41);
        await Eventually.IsTrue(() => _clock.Waits.Count == 2, "the service is asked a second time");
        _clock.Advance(20);
        await Eventually.IsTrue(() => _clock.Waits.Count == 3, "the service is asked a third time");

        _clock.Waits.Select(w => w.TotalSeconds).Should().Equal(41, 20, 7141);
        (await GetAsync()).Should().Be("token-3");
    }

    [Fact]
    public async Task While_a_renewal_fails_the_held_token_is_served_until_its_end_and_then_callers_wait()
    {
        var broken = true;
        _platform.Token = n => Task.FromResult(n > 1 && broken
            ? new Answered(502, "<html>Bad gateway</html>", "text/html") : FakePlatform.TokenFor($"token-{n}", "100"));
        await GetAsync();

        _clock.Advance(41);
        foreach (var pause in new[] { 1, 2, 5, 10, 15 })
        {
            await Eventually.IsTrue(() => _clock.Waits.LastOrDefault().TotalSeconds == pause, $"a pause of {pause} s begins");
            (await GetAsync()).Should().Be("token-1");
            _clock.Advance(pause);
        }

        await Eventually.IsTrue(() => _clock.Waits.Count(wait => wait.TotalSeconds == 15) == 2, "the longest pause begins again");
        _clock.Advance(15);
        await Eventually.IsTrue(() => _clock.Waits.Count(wait => wait.TotalSeconds == 15) == 3, "and again");
        _clock.Advance(11);
        var waiting = GetAsync();
        waiting.IsCompleted.Should().BeFalse("the token ended after 100 s");
        broken = false;
        _clock.Advance(4);

        (await waiting).Should().Be("token-9");
        _log.At(LogLevel.Warning).Should().ContainSingle("the reason was the same each time")
            .Which.Should().Contain("HTTP 502").And.Contain(_platform.TokenUrl.ToString()).And.Contain("next is in 1");
        _log.At(LogLevel.Information).Should().ContainSingle();
    }

    [Fact]
    public async Task Whoever_asks_while_the_service_fails_waits_and_each_new_reason_is_logged_once()
    {
        _platform.Token = n => Task.FromResult(n switch
        {
            1 => new Answered(200, """{"code":100001,"message":"too fast"}"""),
            2 => new Answered(200, """{"code":"100001","message":"too fast"}"""),
            3 => new Answered(200, ""),
            4 => new Answered(200, """{"access_token":""}"""),
            5 => new Answered(500, """{"code":1,"message":"broken"}"""),
            _ => FakePlatform.TokenFor($"token-{n}"),
        });

        var waiting = GetAsync();
        foreach (var pause in new[] { 1, 2, 5, 10, 15 })
        {
            await Eventually.IsTrue(() => _clock.Waits.LastOrDefault().TotalSeconds == pause, $"a pause of {pause} s begins");
            _clock.Advance(pause);
        }

        (await waiting).Should().Be("token-6");
        _log.At(LogLevel.Warning).Should().SatisfyRespectively(
            first => first.Should().Contain("code 100001: Too many token requests").And.Contain("try 1").And.Contain("next is in 1.0 s"),
            third => third.Should().Contain("HTTP 200 without a token").And.Contain("try 3").And.Contain("next is in 5.0 s"),
            fifth => fifth.Should().Contain("code 1").And.Contain("try 5"));
    }

    [Fact]
    public async Task A_service_that_cannot_be_reached_is_waited_for()
    {
        var url = _platform.TokenUrl;
        await _platform.DisposeAsync();
        await using var token = TokenAt(url);

        var waiting = token.GetAsync(CancellationToken.None).AsTask();
        await Eventually.IsTrue(() => _clock.Waits.Count == 1, "a pause begins");

        waiting.IsCompleted.Should().BeFalse();
        _log.At(LogLevel.Warning).Should().ContainSingle().Which.Should().Contain("refused");
        await token.DisposeAsync();
        await waiting.Invoking(t => t).Should().ThrowAsync<OperationCanceledException>("the bot ended");
    }

    [Theory]
    [InlineData(200, 100007)]
    [InlineData(200, 100016)]
    [InlineData(400, 10004)]
    public async Task Refused_credentials_are_told_with_code_meaning_and_remedy_and_not_tried_again(int status, int code)
    {
        _platform.Token = _ => Task.FromResult(new Answered(status, $$"""{"code":{{code}},"message":"bad secret {{Secret}}"}"""));

        foreach (var asked in new[] { 1, 2 })
        {
            var refusal = await FluentActions.Awaiting(GetAsync).Should().ThrowAsync<CredentialsRefusedException>();
            refusal.Which.Code.Should().Be(code);
            refusal.Which.ToString().Should().Contain(code.ToString(CultureInfo.InvariantCulture)).And.Contain("102000001")
                .And.Contain("bot.yaml").And.Contain("bad secret ***").And.NotContain(Secret);
            _platform.TokenRequests.Should().HaveCount(asked, "one is sent when somebody asks");
        }

        _clock.Waits.Should().BeEmpty("nothing is tried again by itself");
        _log.At(LogLevel.Error).Should().ContainSingle();
    }

    [Fact]
    public async Task Refused_credentials_are_told_in_Chinese_too()
    {
        _platform.Token = _ => Task.FromResult(new Answered(200, """{"code":100016,"message":"x"}"""));
        await using var token = TokenAt(_platform.TokenUrl, "zh-CN");

        var refusal = await FluentActions.Awaiting(() => token.GetAsync(default).AsTask()).Should().ThrowAsync<CredentialsRefusedException>();

        refusal.Which.Message.Should().Contain("app_id 或 secret 错误").And.Contain("bot.yaml");
    }

    [Fact]
    public async Task Credentials_refused_at_a_renewal_leave_the_held_token_until_its_end()
    {
        _platform.Token = n => Task.FromResult(n == 1
            ? FakePlatform.TokenFor("token-1", "100") : new Answered(200, """{"code":100007,"message":"banned"}"""));
        await GetAsync();

        _clock.Advance(41);
        await Eventually.IsTrue(() => _log.At(LogLevel.Error).Any(), "the refusal is logged");

        (await GetAsync()).Should().Be("token-1");
        _clock.Advance(59);
        await FluentActions.Awaiting(GetAsync).Should().ThrowAsync<CredentialsRefusedException>();
    }

    [Fact]
    public async Task A_refused_token_is_dropped_once()
    {
        var first = await GetAsync();

        _token.Invalidate(first).Should().BeTrue();
        var second = await GetAsync();
        _token.Invalidate(first).Should().BeTrue("another one is there");

        (await GetAsync()).Should().BeSameAs(second).And.Be("token-2");
    }

    [Fact]
    public async Task A_token_that_replaced_a_refused_one_is_not_replaced_again_within_a_second()
    {
        _token.Invalidate(await GetAsync());
        var second = await GetAsync();

        _token.Invalidate(second).Should().BeFalse();
        (await GetAsync()).Should().BeSameAs(second);
        _clock.Advance(1);
        _token.Invalidate(second).Should().BeTrue();
        (await GetAsync()).Should().Be("token-3");
    }

    [Fact]
    public async Task A_token_that_fits_no_header_is_a_failure()
    {
        _platform.Token = n => Task.FromResult(FakePlatform.TokenFor(n == 1 ? "a\\r\\nb" : "token-2"));

        var waiting = GetAsync();
        await Eventually.IsTrue(() => _clock.Waits.Count == 1, "a pause begins");
        _clock.Advance(1);

        (await waiting).Should().Be("token-2");
    }

    [Fact]
    public async Task Pauses_have_jitter()
    {
        _platform.Token = n => Task.FromResult(n == 1 ? new Answered(500, "") : FakePlatform.TokenFor("token-2"));
        await using var token = TokenAt(_platform.TokenUrl, random: () => 0.5);

        var waiting = token.GetAsync(default).AsTask();
        await Eventually.IsTrue(() => _clock.Waits.Count == 1, "a pause begins");

        _clock.Waits.Single().TotalSeconds.Should().BeApproximately(1.1, 0.001);
        _clock.Advance(1.1);
        (await waiting).Should().Be("token-2");
    }

    private Task<string> GetAsync() => _token.GetAsync(CancellationToken.None).AsTask();

    private AccessToken TokenAt(Uri url, string language = "en", Func<double>? random = null) => new(
        _http, new TokenRequest(url, "102000001", Secret, new Texts(CultureInfo.GetCultureInfo(language))), _clock, _log, random ?? (() => 0));
}
