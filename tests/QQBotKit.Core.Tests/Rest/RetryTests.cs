using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using QQBotKit.Api;
using QQBotKit.Tests.Platform;

namespace QQBotKit.Core.Tests.Rest;

/// <summary>Which answers make a call be repeated, when, and how often.</summary>
public class RetryTests : RetryFixture
{
    private const string Html = "<html><title>Bad gateway</title></html>";

    [Theory]
    [InlineData(429, 50)]
    [InlineData(503, 90)]
    public async Task The_platform_says_how_long_to_wait(int status, int longest)
    {
        Answers(new Answered(status, "") { RetryAfter = "7" }, new Answered(status, "") { RetryAfter = $"{longest}" });

        var reply = ReplyAsync();

        (await PassDelaysAsync(2)).Should().Equal(7, longest);
        (await reply).Id.Should().Be("sent");
    }

    [Theory]
    [InlineData(429, "")]
    [InlineData(400, """{"code":22009,"message":"limit"}""")]
    [InlineData(400, """{"code":11255,"err_code":40034100,"message":"limit"}""")]
    public async Task A_limit_of_the_platform_is_waited_for_no_longer_than_one_of_the_kits_own(int status, string body)
    {
        var began = Clock.GetUtcNow();
        Platform.Call = _ => Task.FromResult(new Answered(status, body));

        var push = PushAsync();
        await PassDelaysAsync(7);

        await push.Invoking(p => p).Should().ThrowAsync<QQApiException>();
        (Clock.GetUtcNow() - began).TotalSeconds.Should().BeInRange(40, 60);
    }

    [Fact]
    public async Task The_platform_says_until_when_to_wait()
    {
        Answers(new Answered(429, "") { RetryAfter = (Clock.GetUtcNow() + TimeSpan.FromSeconds(9)).ToString("R", CultureInfo.InvariantCulture) });

        var push = PushAsync();

        (await PassDelaysAsync(1)).Should().Equal(9);
        (await push).Id.Should().Be("sent");
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-3")]
    [InlineData("soon")]
    [InlineData("Sat, 01 Jan 1994 00:00:00 GMT")]
    public async Task A_time_that_cannot_be_kept_to_is_replaced_by_the_usual_wait(string retryAfter)
    {
        Answers(new Answered(429, "") { RetryAfter = retryAfter });

        var push = PushAsync();

        (await PassDelaysAsync(1)).Should().Equal(0.5);
        await push;
    }

    [Theory]
    [InlineData(429, "")]
    [InlineData(429, "<html>slow down</html>")]
    [InlineData(400, """{"code":22009,"message":"limit"}""")]
    [InlineData(500, """{"code":1100308,"message":"limit"}""")]
    [InlineData(400, """{"code":11255,"err_code":40034100,"message":"limit"}""")]
    [InlineData(200, """{"code":100017,"message":"limit"}""")]
    public async Task Any_call_that_comes_too_fast_is_repeated_later(int status, string body)
    {
        var slow = new Answered(status, body);
        Answers(slow, slow, slow, slow);

        var push = PushAsync();

        (await PassDelaysAsync(4)).Should().Equal(0.5, 1, 2, 4);
        (await push).Id.Should().Be("sent");
        Platform.Calls.Should().HaveCount(5);
    }

    [Theory]
    [InlineData("61")]
    [InlineData("86400")]
    public async Task Who_would_have_to_wait_too_long_gets_the_answer_at_once(string retryAfter)
    {
        Answers(new Answered(429, """{"code":22009,"message":"come tomorrow"}""") { RetryAfter = retryAfter });

        var refusal = (await ReplyAsync().Invoking(r => r).Should().ThrowAsync<QQApiException>()).Which;

        (refusal.HttpStatus, refusal.Code, refusal.PlatformMessage, refusal.OutcomeUnknown).Should().Be((HttpStatusCode.TooManyRequests, 22009, "come tomorrow", false));
        Platform.Calls.Should().HaveCount(1);
    }

    [Theory]
    [InlineData(429, """{"code":304045,"message":"the quota of the day"}""")]
    [InlineData(400, """{"code":610013,"message":"the quota of the day"}""")]
    [InlineData(400, """{"code":40034128,"message":"no"}""")]
    [InlineData(500, """{"code":40034128,"message":"no"}""")]
    [InlineData(404, "")]
    [InlineData(403, "<html>denied</html>")]
    [InlineData(400, """{"code":40054005,"message":"deduplicated"}""")]
    public async Task A_refusal_that_stands_is_told_at_once(int status, string body)
    {
        Answers(new Answered(status, body));

        (await ReplyAsync().Invoking(r => r).Should().ThrowAsync<QQApiException>()).Which.OutcomeUnknown.Should().BeFalse();

        Platform.Calls.Should().HaveCount(1);
    }

    [Theory]
    [InlineData(500, "")]
    [InlineData(502, Html)]
    [InlineData(503, """{"code":1,"message":"no such code"}""")]
    [InlineData(504, "upstream timed out")]
    [InlineData(500, """{"code":50055001,"message":"failed inside"}""")]
    public async Task A_burst_of_server_errors_delays_a_reply_and_does_not_lose_it(int status, string body)
    {
        var error = new Answered(status, body, "text/plain");
        Answers(error, error, error, error, error, error, error);

        var reply = ReplyAsync();

        (await PassDelaysAsync(7)).Should().Equal(0.5, 1, 2, 4, 8, 15, 15);
        (await reply).Id.Should().Be("sent");
        Platform.Calls.Should().HaveCount(8).And.AllSatisfy(call => (call.Body, call.Authorization).Should().Be((Numbered, "QQBot token-1")));
    }

    [Theory]
    [InlineData("GET", "guilds/1", true)]
    [InlineData("HEAD", "guilds/1", true)]
    [InlineData("DELETE", "v2/groups/G/messages/M", true)]
    [InlineData("PUT", "channels/1/pins/2", true)]
    [InlineData("PUT", "channels/1/threads", false)]
    [InlineData("POST", "channels/1/messages", false)]
    [InlineData("PATCH", "channels/1", false)]
    public async Task On_an_unknown_outcome_only_what_does_no_harm_twice_is_repeated(string method, string path, bool repeated)
    {
        Answers(new Answered(502, ""));

        var call = CallAsync(method, path, method is "GET" or "HEAD" ? null : Json("{}"));
        await PassDelaysAsync(repeated ? 1 : 0);

        (await call).StatusCode.Should().Be(repeated ? HttpStatusCode.OK : HttpStatusCode.BadGateway);
        Platform.Calls.Should().HaveCount(repeated ? 2 : 1);
    }

    [Theory]
    [InlineData("G", null, null, 1)]
    [InlineData("G", "M1", null, null)]
    public async Task A_message_is_repeated_only_if_the_platform_would_drop_the_second(string group, string? messageId, string? eventId, int? seq)
    {
        Answers(new Answered(502, ""));

        var sent = Api.Messages.SendToGroupAsync(group, new MessageBody { Content = "x", MessageId = messageId, EventId = eventId, MessageSeq = seq });

        (await sent.Invoking(s => s).Should().ThrowAsync<QQApiException>()).Which.OutcomeUnknown.Should().BeTrue();
        Platform.Calls.Should().HaveCount(1);
    }

    [Theory]
    [InlineData(500, """{"code":2000004,"message":""}""", 3)]
    [InlineData(400, """{"code":50055001,"message":"failed inside"}""", 3)]
    [InlineData(400, """{"code":11263,"message":"check failed"}""", 2)]
    public async Task A_failure_with_a_code_of_the_platform_is_repeated_as_often_as_its_pages_say(int status, string body, int attempts)
    {
        Platform.Call = _ => Task.FromResult(new Answered(status, body));

        var push = PushAsync();

        (await PassDelaysAsync(attempts - 1)).Should().Equal(new[] { 0.5, 1 }[..(attempts - 1)]);
        (await push.Invoking(p => p).Should().ThrowAsync<QQApiException>()).Which.OutcomeUnknown.Should().BeFalse();
        Platform.Calls.Should().HaveCount(attempts);
    }

    [Fact]
    public async Task A_send_is_given_up_within_two_minutes_and_another_call_within_one()
    {
        Platform.Call = _ => Task.FromResult(new Answered(503, Html, "text/html"));
        var began = Clock.GetUtcNow();

        var reply = ReplyAsync();
        await PassDelaysAsync(11);
        var refusal = (await reply.Invoking(r => r).Should().ThrowAsync<QQApiException>()).Which;

        (refusal.HttpStatus, refusal.Body, refusal.OutcomeUnknown).Should().Be((HttpStatusCode.ServiceUnavailable, Html, true));
        (Clock.GetUtcNow() - began).TotalSeconds.Should().BeInRange(90, 120);
        Platform.Calls.Should().HaveCount(12);

        began = Clock.GetUtcNow();
        var call = CallAsync("GET", "gateway");
        await PassDelaysAsync(7);

        (await call).StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        (Clock.GetUtcNow() - began).TotalSeconds.Should().BeInRange(40, 60);
    }

    [Fact]
    public async Task A_form_is_repeated_and_a_stream_is_not()
    {
        Platform.Call = call => Task.FromResult(new Answered(Platform.Calls.Count(c => c.Target == call.Target) == 1 ? 429 : 200, "{}"));
        using var stream = new MemoryStream("streamed"u8.ToArray());

        (await CallAsync("PUT", "a", new StreamContent(stream))).StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
        var form = CallAsync("POST", "b", new MultipartFormDataContent { { Json("{}"), "part" } });
        await PassDelaysAsync(1);

        (await form).StatusCode.Should().Be(HttpStatusCode.OK);
        Platform.Calls.Select(call => call.Target).Should().Equal("/a", "/b", "/b");
        Platform.Calls.Last().Body.Should().Contain("{}");
    }

    [Fact]
    public async Task Who_gives_up_during_a_wait_is_let_go_at_once()
    {
        Answers(new Answered(503, ""));
        using var patience = new CancellationTokenSource();
        var reply = ReplyAsync(patience.Token);
        await Eventually.IsTrue(() => Log.At(LogLevel.Warning).Any(), "the reply waits");

        await patience.CancelAsync();

        (await reply.Invoking(r => r).Should().ThrowAsync<OperationCanceledException>()).Which.CancellationToken.Should().Be(patience.Token);
        Clock.Advance(100);
        Platform.Calls.Should().HaveCount(1);
    }

    [Fact]
    public async Task Calls_that_wait_end_with_the_bot()
    {
        Answers(new Answered(503, ""));
        var reply = ReplyAsync();
        await Eventually.IsTrue(() => Log.At(LogLevel.Warning).Any(), "the reply waits");

        await EndBotAsync();

        await reply.Invoking(r => r).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task Another_host_is_called_once()
    {
        await using var other = await FakePlatform.StartAsync();
        other.Call = _ => Task.FromResult(new Answered(503, "down"));

        using var answer = await Http.GetAsync(new Uri(other.Url, "weather"));

        (answer.StatusCode, await answer.Content.ReadAsStringAsync()).Should().Be((HttpStatusCode.ServiceUnavailable, "down"));
        other.Calls.Should().HaveCount(1);
        Log.All.Should().BeEmpty();
    }

    [Fact]
    public async Task An_answer_is_left_to_the_caller_as_it_came()
    {
        const string body = """{"code":40034128,"message":"no"}""";
        Platform.Call = _ => Task.FromResult(new Answered(400, body));

        using var answer = await CallAsync("GET", "guilds/1");

        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        (await reader.ReadToEndAsync()).Should().Be(body);
        (await answer.Content.ReadAsStringAsync()).Should().Be(body);
    }

    [Fact]
    public async Task Calls_that_fail_together_all_end_well_with_few_attempts_and_two_lines_in_the_log()
    {
        const int count = 30;
        var end = Clock.GetUtcNow() + TimeSpan.FromSeconds(3);
        Platform.Call = call => Task.FromResult(Clock.GetUtcNow() < end ? new Answered(503, Html, "text/html") : new Answered(200, """{"id":"sent"}"""));

        var replies = Enumerable.Range(0, count).Select(i => Api.Messages.SendToGroupAsync(
            $"GROUP{i}", new MessageBody { Content = "hello", MessageId = $"M{i}", MessageSeq = 1 })).ToArray();
        foreach (var wait in new[] { 0.5, 1, 2 })
        {
            await Eventually.IsTrue(() => Clock.Waits.Count(w => w.TotalSeconds == wait) == count, $"all wait for {wait} s");
            Clock.Advance(wait);
        }

        (await Task.WhenAll(replies).WaitAsync(Patience)).Should().AllSatisfy(sent => sent.Id.Should().Be("sent"));
        Platform.Calls.GroupBy(call => call.Target).Should().HaveCount(count).And.AllSatisfy(attempts =>
        {
            attempts.Should().HaveCount(4);
            attempts.Select(attempt => attempt.Body).Distinct().Should().ContainSingle();
        });
        Log.At(LogLevel.Warning).Should().Equal("POST v2/groups/{id}/messages fails: HTTP 503. It is tried again in 0.5 s");
        Log.At(LogLevel.Information).Should().Equal("POST v2/groups/{id}/messages works again");
    }

    [Fact]
    public async Task A_route_that_was_given_up_works_again_with_the_next_call_that_goes_well()
    {
        Answers([.. Enumerable.Repeat(new Answered(503, ""), 9)]);

        var given = CallAsync("GET", "guilds/123/members/4A43?limit=5");
        await PassDelaysAsync(7);
        (await given).StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        var again = CallAsync("GET", "guilds/77/members/XYZ");
        await PassDelaysAsync(1);
        await again;
        await CallAsync("GET", "guilds/77/members/XYZ");

        Log.At(LogLevel.Warning).Should().ContainSingle().Which.Should().StartWith("GET guilds/{id}/members/{id} fails");
        Log.At(LogLevel.Information).Should().ContainSingle().Which.Should().Match(line => Regex.IsMatch(line, "^GET .* works again$"));
    }
}
