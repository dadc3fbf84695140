using System.Net.Http.Json;
using System.Text.Json;

namespace QQBotKit.Simulator.Tests.Faults;

public class CallFaultTests
{
    [Theory]
    [InlineData("""{"fault":"token_expire"}""", 401)]
    [InlineData("""{"fault":"token_expire","status":400}""", 400)]
    public async Task Expired_tokens_are_refused_a_new_one_is_good_and_the_session_lives_on(string fault, int status)
    {
        await using var platform = await Platform.StartAsync();
        var places = await Places.OfAsync(platform);
        await platform.LogInAsync();
        var old = platform.Http.DefaultRequestHeaders.Authorization;
        var (socket, _) = await platform.IdentifyAsync(Platform.GroupAndC2C);
        using var owned = socket;

        await platform.FaultAsync(fault);

        var refusal = await platform.GetAsync("/gateway", status);
        refusal.GetProperty("code").GetInt32().Should().Be(11244);
        refusal.GetProperty("err_code").GetInt32().Should().Be(11244);
        await platform.LogInAsync();
        platform.Http.DefaultRequestHeaders.Authorization.Should().NotBe(old);
        await platform.GetAsync("/gateway", 200);
        (await platform.WriteAsync(places, "still connected")).Should().Be(1);
        await socket.ReadAsync("C2C_MESSAGE_CREATE");
    }

    [Fact]
    public async Task Only_the_tokens_of_the_bot_that_is_named_expire()
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        await platform.TokenAsync("102000002", "another");

        await platform.FaultAsync("""{"fault":"token_expire","bot":"102000002"}""");

        await platform.GetAsync("/gateway", 200);
    }

    [Fact]
    public async Task A_call_whose_path_begins_so_gets_the_status_the_code_and_the_header_until_the_count_is_used_up()
    {
        await using var platform = await Platform.StartAsync();
        var places = await Places.OfAsync(platform);
        await platform.LogInAsync();
        await platform.FaultAsync("""{"fault":"http_status","path":"/v2/groups","status":429,"code":22009,"retry_after":2,"count":1}""");

        using var failed = await SendAsync(platform, $"/v2/groups/{places.Group}/messages");
        using var elsewhere = await SendAsync(platform, $"/v2/users/{places.User}/messages");
        using var next = await SendAsync(platform, $"/v2/groups/{places.Group}/messages");

        ((int)failed.StatusCode).Should().Be(429);
        failed.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(2));
        var body = await failed.Content.ReadFromJsonAsync<JsonElement>();
        body.GetProperty("code").GetInt32().Should().Be(22009);
        body.GetProperty("err_code").GetInt32().Should().Be(22009);
        body.GetProperty("trace_id").GetString().Should().Be(failed.Headers.GetValues("X-Tps-trace-ID").Single());
        elsewhere.IsSuccessStatusCode.Should().BeTrue();
        next.IsSuccessStatusCode.Should().BeTrue();
        (await platform.MessagesAsync(places.Group)).Should().HaveCount(1, "the failed call was not carried out");
    }

    [Theory]
    [InlineData(""", "html":true""", "text/html", "<html>")]
    [InlineData("", null, "")]
    public async Task The_body_of_a_failure_may_be_a_page_or_empty(string field, string? type, string beginning)
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        await platform.FaultAsync($$"""{"fault":"http_status","path":"/","status":502{{field}}}""");

        using var failed = await platform.Http.GetAsync("/users/@me");

        ((int)failed.StatusCode).Should().Be(502);
        failed.Content.Headers.ContentType?.MediaType.Should().Be(type);
        var body = await failed.Content.ReadAsStringAsync();
        body.Should().StartWith(beginning);
        body.Length.Should().Be(beginning.Length == 0 ? 0 : body.Length);
    }

    [Theory]
    [InlineData("\"status\":504")]
    [InlineData("\"how\":\"reset\"")]
    public async Task After_carries_the_call_out_and_then_fails_its_answer(string how)
    {
        await using var platform = await Platform.StartAsync();
        var places = await Places.OfAsync(platform);
        await platform.LogInAsync();
        await platform.FaultAsync($$"""{"fault":"http_status","path":"/v2/groups",{{how}},"after":true}""");

        var sending = async () =>
        {
            using var answer = await SendAsync(platform, $"/v2/groups/{places.Group}/messages");
            answer.EnsureSuccessStatusCode();
        };

        await sending.Should().ThrowAsync<HttpRequestException>();
        (await platform.MessagesAsync(places.Group)).Single().GetProperty("text").GetString().Should().Be("hi");
    }

    [Fact]
    public async Task A_reset_without_after_carries_nothing_out()
    {
        await using var platform = await Platform.StartAsync();
        var places = await Places.OfAsync(platform);
        await platform.LogInAsync();
        await platform.FaultAsync("""{"fault":"http_status","path":"/v2/groups","how":"reset"}""");

        await platform.Invoking(one => SendAsync(one, $"/v2/groups/{places.Group}/messages")).Should().ThrowAsync<HttpRequestException>();

        (await platform.MessagesAsync(places.Group)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_call_can_be_carried_out_and_never_answered()
    {
        await using var platform = await Platform.StartAsync();
        var places = await Places.OfAsync(platform);
        await platform.LogInAsync();
        await platform.FaultAsync("""{"fault":"http_status","path":"/v2/groups","how":"never","after":true,"count":1}""");
        using var givenUp = new CancellationTokenSource();
        var call = platform.Http.PostAsJsonAsync($"/v2/groups/{places.Group}/messages", new { content = "hello", msg_type = 0 }, givenUp.Token);

        while ((await platform.MessagesAsync(places.Group)).Length == 0)
        {
            call.IsCompleted.Should().BeFalse();
        }

        call.IsCompleted.Should().BeFalse();
        await givenUp.CancelAsync();
        await FluentActions.Invoking(() => call).Should().ThrowAsync<OperationCanceledException>();
        await SendAsync(platform, $"/v2/groups/{places.Group}/messages");
    }

    [Fact]
    public async Task Login_and_gateway_can_fail_too_and_for_one_bot_alone()
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        await platform.FaultAsync(
            """[{"fault":"http_status","path":"/app/getAppAccessToken","status":200,"code":100001,"bot":"102000002"},{"fault":"http_status","path":"/gateway","status":500,"count":1}]""");

        (await platform.RequestTokenAsync("102000002", "another")).GetProperty("code").GetInt32().Should().Be(100001);
        (await platform.RequestTokenAsync()).GetProperty("access_token").GetString().Should().NotBeEmpty();
        using var failed = await platform.Http.GetAsync("/gateway/bot");
        ((int)failed.StatusCode).Should().Be(500);
        await platform.GetAsync("/gateway/bot", 200);
    }

    [Fact]
    public async Task The_control_api_never_fails()
    {
        await using var platform = await Platform.StartAsync();
        await platform.FaultAsync("""{"fault":"http_status","path":"/","status":500}""");

        using var unknown = await platform.Http.GetAsync("/no/such/thing");
        using var ended = await platform.Http.DeleteAsync("/simulator/faults");

        ((int)unknown.StatusCode).Should().Be(500);
        ((int)ended.StatusCode).Should().Be(200);
        await platform.GetAsync("/no/such/thing", 404);
    }

    [Fact]
    public async Task A_spent_allowance_is_told_and_kept_and_comes_back_after_its_time()
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        await platform.FaultAsync("""{"fault":"session_limit","remaining":0,"reset_after":3000,"max_concurrency":4,"shards":2}""");

        var told = await platform.GetAsync("/gateway/bot");
        using var socket = await platform.StartAsync();
        var refused = await socket.ReadAsync();
        platform.Time.Advance(TimeSpan.FromSeconds(3));
        var later = await platform.GetAsync("/gateway/bot");

        told.GetProperty("shards").GetInt32().Should().Be(2);
        told.GetProperty("session_start_limit").GetRawText().Should().Be("""{"total":1000,"remaining":0,"reset_after":3000,"max_concurrency":4}""");
        refused.GetProperty("op").GetInt32().Should().Be(9);
        later.GetProperty("session_start_limit").GetRawText().Should().Be("""{"total":1000,"remaining":1000,"reset_after":86400000,"max_concurrency":4}""");
        for (var number = 0; number < 4; number++)
        {
            using var started = await platform.StartAsync();
            await started.ReadAsync("READY");
        }

        await platform.FaultAsync("""{"fault":"clear"}""");
        (await platform.GetAsync("/gateway/bot")).GetProperty("session_start_limit").GetProperty("max_concurrency").GetInt32().Should().Be(1);
    }

    private static Task<HttpResponseMessage> SendAsync(Platform platform, string path) =>
        platform.Http.PostAsJsonAsync(path, new { content = "hi", msg_type = 0 });
}
