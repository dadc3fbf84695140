using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging;
using QQBotKit.Api;
using QQBotKit.Core.Rest;
using QQBotKit.Tests.Platform;

namespace QQBotKit.Core.Tests.Rest;

/// <summary>What becomes of a call whose answer does not come.</summary>
public class RetryFaultTests : RetryFixture
{
    private readonly TaskCompletionSource _never = new();

    public override async Task DisposeAsync()
    {
        _never.TrySetResult();
        await base.DisposeAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("""{"id":"sent","timestamp":"2026-09-18T20:15:36+08:00"}""")]
    public async Task A_reply_whose_answer_broke_off_is_sent_again_as_the_same(string body)
    {
        var broken = new Answered(200, body) { Cut = true };
        Answers(broken, broken);

        var reply = ReplyAsync();

        (await PassDelaysAsync(2)).Should().Equal(0.5, 1);
        (await reply).Id.Should().Be("sent");
        Platform.Calls.Should().HaveCount(3).And.AllSatisfy(call => call.Body.Should().Be(Numbered));
        Log.At(LogLevel.Warning).Should().ContainSingle().Which.Should().Contain("broke before the answer was there");
    }

    [Theory]
    [InlineData("")]
    [InlineData("""{"id":"sent"}""")]
    public async Task An_active_message_whose_answer_broke_off_is_not_sent_again(string body)
    {
        Answers(new Answered(200, body) { Cut = true });

        var lost = (await PushAsync().Invoking(p => p).Should().ThrowAsync<NoAnswerException>()).Which;

        lost.OutcomeUnknown.Should().BeTrue();
        lost.Message.Should().Contain(Platform.Url.Authority);
        Platform.Calls.Should().HaveCount(1);
    }

    [Fact]
    public async Task A_reply_that_arrived_although_its_answer_was_lost_is_delivered_once()
    {
        Answers(new Answered(200, """{"id":"sent"}""") { Cut = true }, new Answered(400, """{"code":40054005,"message":"deduplicated"}"""));

        var reply = ReplyAsync();
        await PassDelaysAsync(1);

        (await reply).Should().Be(new SendResult());
        Platform.Calls.Should().HaveCount(2);
    }

    [Fact]
    public async Task A_repetition_after_a_refusal_is_not_mistaken_for_a_delivery()
    {
        Answers(new Answered(429, ""), new Answered(400, """{"code":40054005,"message":"deduplicated"}"""));

        var reply = ReplyAsync();
        await PassDelaysAsync(1);

        (await reply.Invoking(r => r).Should().ThrowAsync<QQApiException>("the number was used by another message")).Which.Code.Should().Be(40054005);
    }

    [Fact]
    public async Task Any_call_waits_for_a_platform_that_cannot_be_connected_to()
    {
        var port = Platform.Url.Port;
        await using var tokens = await FakePlatform.StartAsync();
        await UseAsync(Platform.Url, tokenUrl: tokens.TokenUrl);
        await Platform.DisposeAsync();
        var push = PushAsync();

        (await PassDelaysAsync(2)).Should().Equal(0.5, 1);
        await Eventually.IsTrue(() => Clock.Waits.Contains(TimeSpan.FromSeconds(2)), "the third attempt failed too");
        await using var back = await FakePlatform.StartAsync(port);
        await PassDelaysAsync(1);
        await push;

        back.Calls.Should().HaveCount(1);
        Log.At(LogLevel.Warning).Should().ContainSingle().Which.Should()
            .Contain($"127.0.0.1:{port} cannot be connected to").And.Contain("refused").And.Contain("api_url in bot.yaml");
    }

    [Fact]
    public async Task An_attempt_without_an_answer_ends_after_30_seconds_and_a_reply_is_sent_again()
    {
        Platform.Call = async _ =>
        {
            await (Platform.Calls.Count < 3 ? _never.Task : Task.CompletedTask);
            return new Answered(200, """{"id":"sent"}""");
        };

        var reply = ReplyAsync();
        await AdvanceAfterCallAsync(1, 30);
        (await PassDelaysAsync(1)).Should().Equal(0.5);
        await AdvanceAfterCallAsync(2, 30);
        (await PassDelaysAsync(1)).Should().Equal(1);

        (await reply).Id.Should().Be("sent");
        Platform.Calls.Should().HaveCount(3);
    }

    [Fact]
    public async Task An_answer_that_never_ends_is_no_answer()
    {
        Answers(new Answered(200, "{}") { BodyComes = _never.Task });

        var call = CallAsync("GET", "guilds/1");
        await AdvanceAfterCallAsync(1, 30);
        await PassDelaysAsync(1);

        (await call).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_active_message_without_an_answer_may_have_arrived()
    {
        Platform.Call = async _ =>
        {
            await _never.Task;
            return new Answered(200, "{}");
        };

        var push = PushAsync();
        await AdvanceAfterCallAsync(1, 30);

        var lost = (await push.Invoking(p => p).Should().ThrowAsync<NoAnswerException>()).Which;
        lost.OutcomeUnknown.Should().BeTrue();
        lost.Message.Should().Be($"{Platform.Url.Authority} did not answer in time.");
        Platform.Calls.Should().HaveCount(1);
    }

    [Fact]
    public async Task A_message_of_which_nothing_was_sent_in_the_end_may_still_have_arrived_before()
    {
        Answers(new Answered(200, """{"id":"sent"}""") { Cut = true });
        var reply = ReplyAsync();
        await Eventually.IsTrue(() => Log.At(LogLevel.Warning).Any(), "the reply waits");
        var authority = Platform.Url.Authority;
        await Platform.DisposeAsync();

        await PassDelaysAsync(11);

        var lost = (await reply.Invoking(r => r).Should().ThrowAsync<NoAnswerException>()).Which;
        lost.Message.Should().StartWith($"{authority} cannot be connected to: Connection refused.").And.EndWith("It was tried 12 times.");
        (lost.HttpRequestError, lost.OutcomeUnknown).Should().Be((HttpRequestError.ConnectionError, true));
    }

    [Theory]
    [InlineData(HttpRequestError.NameResolutionError, "en", "cannot be found: Name or service not known. Check the machine's network and DNS, and api_url in bot.yaml")]
    [InlineData(HttpRequestError.NameResolutionError, "zh-CN", "找不到主机")]
    [InlineData(HttpRequestError.ConnectionError, "zh-CN", "无法连接")]
    public async Task A_host_that_cannot_be_reached_is_named_with_what_to_do(HttpRequestError error, string culture, string text)
    {
        await UseAsync(Platform.Url, culture, new Failing(() => new HttpRequestException(error, "x", new IOException("Name or service not known"))));

        var call = CallAsync("POST", "v2/groups/G/messages", Json("{}"));
        await PassDelaysAsync(7);

        var lost = (await call.Invoking(c => c).Should().ThrowAsync<NoAnswerException>()).Which;
        lost.Message.Should().Contain(Platform.Url.Authority).And.Contain(text).And.Contain("bot.yaml");
        lost.OutcomeUnknown.Should().BeFalse();
    }

    [Fact]
    public async Task A_host_without_TLS_is_told_at_once()
    {
        await UseAsync(new UriBuilder(Platform.Url) { Scheme = "https" }.Uri);

        var lost = (await CallAsync("GET", "gateway").Invoking(c => c).Should().ThrowAsync<NoAnswerException>()).Which;

        lost.Message.Should().Contain($"no secure connection (TLS) to {Platform.Url.Authority}").And.Contain("api_url in bot.yaml");
    }

    [Theory]
    [InlineData(404, "<html>nginx</html>")]
    [InlineData(302, "")]
    public async Task A_web_server_that_is_not_the_platform_is_named(int status, string body)
    {
        Answers(new Answered(status, body, "text/html"));

        var refusal = (await Api.Guilds.GetAsync("1").Invoking(g => g).Should().ThrowAsync<QQApiException>()).Which;

        refusal.Describe(CultureInfo.InvariantCulture).Should().Contain($"{Platform.Url.Authority} may not be the platform: check api_url in bot.yaml.");
    }

    [Fact]
    public async Task Messages_sent_while_the_token_service_is_down_arrive_when_it_is_back()
    {
        var back = Clock.GetUtcNow() + TimeSpan.FromSeconds(90);
        Platform.Token = n => Task.FromResult(Clock.GetUtcNow() < back ? new Answered(503, "<html/>", "text/html") : FakePlatform.TokenFor($"token-{n}"));

        var replies = new List<Task<SendResult>>();
        do
        {
            replies.Add(ReplyAsync());
            replies.Add(PushAsync());
            await Clock.PassDelayAsync();
        }
        while (Clock.GetUtcNow() < back);

        (await Task.WhenAll(replies).WaitAsync(Patience)).Should().AllSatisfy(sent => sent.Should().NotBeNull());
        replies.Count.Should().BeGreaterThan(10);
        Platform.Calls.Should().HaveCount(replies.Count);
    }

    [Fact]
    public async Task Who_waited_too_long_for_a_token_learns_why_there_is_none_and_that_nothing_was_sent()
    {
        Platform.Token = _ => Task.FromResult(new Answered(503, "<html/>", "text/html"));

        var call = PushAsync();
        for (var i = 0; i < 12 && !call.IsCompleted; i++)
        {
            await Clock.PassDelayAsync();
        }

        var lost = (await call.WaitAsync(Patience).Invoking(c => c).Should().ThrowAsync<NoAnswerException>()).Which;
        lost.Message.Should().Be($"There is no access token from {Platform.TokenUrl}: HTTP 503 without a token.");
        lost.OutcomeUnknown.Should().BeFalse();
        Platform.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task A_file_in_a_call_has_the_time_that_it_takes()
    {
        var answer = new TaskCompletionSource<Answered>();
        Platform.Call = _ => answer.Task;

        var call = Api.Media.UploadAsync(Target.Group("G"), new UploadBody(MediaKind.File) { FileData = new byte[2 * 1024 * 1024] });
        await AdvanceAfterCallAsync(1, 70);
        call.IsCompleted.Should().BeFalse();
        answer.SetResult(new Answered(200, """{"file_info":"i"}"""));

        (await call.WaitAsync(Patience)).FileInfo.Should().Be("i");
        Platform.Calls.Should().HaveCount(1);
    }

    [Fact]
    public async Task Another_host_must_begin_to_answer_within_30_seconds()
    {
        await using var other = await FakePlatform.StartAsync();
        other.Call = async _ =>
        {
            await _never.Task;
            return new Answered(200, "late");
        };

        var call = Http.GetStringAsync(new Uri(other.Url, "weather"));
        await Eventually.IsTrue(() => other.Calls.Count == 1, "the call hangs");
        Clock.Advance(30);

        (await call.WaitAsync(Patience).Invoking(c => c).Should().ThrowAsync<TaskCanceledException>()).WithInnerException<TimeoutException>();
        other.Calls.Should().HaveCount(1);
    }

    [Fact]
    public async Task Another_host_that_never_ends_its_answer_does_not_hold_a_caller_for_ever()
    {
        await using var other = await FakePlatform.StartAsync();
        other.Call = _ => Task.FromResult(new Answered(200, "late") { BodyComes = _never.Task });
        var brief = TimeSpan.FromMilliseconds(250);
        await UseAsync(Platform.Url, timeouts: new PlatformTimeouts { Attempt = brief, Call = brief, Send = brief, Body = brief });

        var call = Http.GetStringAsync(new Uri(other.Url, "weather"));

        (await call.WaitAsync(Patience).Invoking(c => c).Should().ThrowAsync<TaskCanceledException>()).WithInnerException<TimeoutException>();
    }

    [Fact]
    public async Task The_stream_of_another_host_is_read_as_long_as_the_caller_likes()
    {
        await using var other = await FakePlatform.StartAsync();
        other.Call = _ => Task.FromResult(new Answered(200, "late", "text/plain") { BodyComes = _never.Task });

        using var answer = await Http.GetAsync(new Uri(other.Url, "radio"), HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        Clock.Advance(1000);
        _never.SetResult();

        (await reader.ReadToEndAsync()).Should().Be("late");
        answer.Content.Headers.ContentType!.MediaType.Should().Be("text/plain");
    }

    private sealed class Failing(Func<Exception> error) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromException<HttpResponseMessage>(error());
    }
}
