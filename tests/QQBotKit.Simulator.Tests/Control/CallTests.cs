using System.Text.Json;

namespace QQBotKit.Simulator.Tests.Control;

public class CallTests
{
    [Fact]
    public async Task Every_call_is_written_down_with_its_answer_and_without_secrets()
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var token = platform.Http.DefaultRequestHeaders.Authorization!.Parameter!;
        var group = (await Places.OfAsync(platform)).Group;

        var sent = await platform.PostAsync($"/v2/groups/{group}/messages?x=1", new { content = "hello" });
        await platform.GetAsync("/no/such/thing", 404);
        await platform.CallTextAsync("PUT", "/v2/menu", "not json", 400);
        var calls = await CallsAsync(platform);

        calls.Select(call => (Text(call, "method"), Text(call, "path"), call.GetProperty("status").GetInt32())).Should().Equal(
            ("POST", "/app/getAppAccessToken", 200), ("POST", $"/v2/groups/{group}/messages", 200), ("GET", "/no/such/thing", 404), ("PUT", "/v2/menu", 400));
        calls[0].GetProperty("request").GetRawText().Should().Be($$"""{"appId":"{{Platform.AppId}}","clientSecret":"***"}""");
        Text(calls[0].GetProperty("answer"), "access_token").Should().Be("***");
        Text(calls[1], "bot").Should().Be(Platform.AppId);
        Text(calls[1], "query").Should().Be("?x=1");
        calls[1].GetProperty("request").GetRawText().Should().Be("""{"content":"hello"}""");
        calls[1].GetProperty("answer").GetRawText().Should().Be(sent.GetRawText());
        calls[1].GetProperty("ms").GetDouble().Should().BePositive();
        calls[2].GetProperty("request").ValueKind.Should().Be(JsonValueKind.Null);
        Text(calls[2], "trace_id").Should().Be(Text(calls[2].GetProperty("answer"), "trace_id"));
        calls[3].GetProperty("request").GetString().Should().Be("not json");
        (await platform.GetAsync("/simulator/calls")).GetRawText().Should().NotContain(token).And.NotContain(Platform.Secret);
    }

    [Fact]
    public async Task Calls_are_found_by_place_bot_and_path_and_the_oldest_are_forgotten()
    {
        await using var platform = await Platform.StartAsync(new() { AcceptAnySecret = true, KeptCalls = 3 });
        await platform.LogInAsync();
        await platform.GetAsync("/v2/menu");
        await platform.GetAsync("/users/@me");
        await platform.GetAsync("/gateway");

        var all = await CallsAsync(platform);

        all.Select(call => call.GetProperty("seq").GetInt32()).Should().Equal(2, 3, 4);
        (await CallsAsync(platform, "?after=3")).Should().HaveCount(1);
        (await CallsAsync(platform, "?path=/users")).Should().HaveCount(1);
        (await CallsAsync(platform, "?bot=another")).Should().BeEmpty();
        (await platform.GetAsync("/simulator/calls?after=x", 400)).GetProperty("error").GetString().Should().Contain("after");
    }

    [Fact]
    public async Task What_a_fault_answers_is_what_is_written_down()
    {
        await using var platform = await Platform.StartAsync();
        await platform.LogInAsync();
        var group = (await Places.OfAsync(platform)).Group;
        await platform.PostAsync("/simulator/faults", new { fault = "http_status", path = "/v2/groups", status = 502, html = true, after = true, count = 1 });
        using var broken = await platform.Http.PostAsync($"/v2/groups/{group}/messages", new StringContent("""{"content":"x"}"""));
        await platform.PostAsync("/simulator/faults", new { fault = "http_status", path = "/v2/menu", how = "reset", count = 1 });
        var reset = async () => await platform.GetAsync("/v2/menu");
        await reset.Should().ThrowAsync<HttpRequestException>();

        // A reset reaches the client before the call is written down.
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        JsonElement[] calls;
        do
        {
            limit.Token.ThrowIfCancellationRequested();
            calls = await CallsAsync(platform, "?path=/v2");
        }
        while (calls.Length < 2);

        calls.Select(call => call.GetProperty("status").GetInt32()).Should().Equal(502, 0);
        Text(calls[0], "answer").Should().StartWith("<html>");
    }

    private static async Task<JsonElement[]> CallsAsync(Platform platform, string query = "") =>
        [.. (await platform.GetAsync($"/simulator/calls{query}")).GetProperty("calls").EnumerateArray()];

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
