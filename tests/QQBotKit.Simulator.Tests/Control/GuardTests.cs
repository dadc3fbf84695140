using System.Net;

namespace QQBotKit.Simulator.Tests.Control;

public class GuardTests
{
    [Theory]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Host", "evil.example")]
    [InlineData("Host", "evil.example:80")]
    public async Task A_page_of_another_site_cannot_drive_the_simulator(string header, string value)
    {
        await using var platform = await Platform.StartAsync();
        var group = (await Places.OfAsync(platform)).Group;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/simulator/messages")
        {
            Content = new StringContent($$"""{"scene":"group","conversation":"{{group}}","text":"x"}""", new System.Net.Http.Headers.MediaTypeHeaderValue("text/plain")),
        };
        request.Headers.TryAddWithoutValidation(header, value);

        using var answer = await platform.Http.SendAsync(request);

        answer.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await platform.MessagesAsync(group)).Should().BeEmpty();
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "same-origin")]
    [InlineData("Sec-Fetch-Site", "none")]
    [InlineData("Host", "localhost")]
    [InlineData("Host", "[::1]:5140")]
    public async Task Its_own_page_and_this_machine_can(string header, string value)
    {
        await using var platform = await Platform.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/simulator/world");
        request.Headers.TryAddWithoutValidation(header, value);
        request.Headers.TryAddWithoutValidation("Origin", $"http://{(header == "Host" ? value : platform.Http.BaseAddress!.Authority)}");

        using var answer = await platform.Http.SendAsync(request);

        answer.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task With_a_key_every_call_needs_it_and_any_name_will_do()
    {
        await using var platform = await Platform.StartAsync(new() { AcceptAnySecret = true, Key = "open sesame" });
        async Task<HttpStatusCode> GetAsync(string path, string? key, string? host = null)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Host = host;
            if (key is not null)
            {
                request.Headers.Add("X-Simulator-Key", key);
            }

            using var answer = await platform.Http.SendAsync(request);
            return answer.StatusCode;
        }

        (await GetAsync("/simulator/world", null)).Should().Be(HttpStatusCode.Unauthorized);
        (await GetAsync("/simulator/world", "open")).Should().Be(HttpStatusCode.Unauthorized);
        (await GetAsync("/simulator/faults", null)).Should().Be(HttpStatusCode.Unauthorized);
        (await GetAsync("/simulator/world", "open sesame", "bot.example")).Should().Be(HttpStatusCode.OK);
        (await platform.RequestTokenAsync()).TryGetProperty("access_token", out _).Should().BeTrue("bots need no key");
    }

    [Fact]
    public async Task An_unknown_call_is_told_which_there_are()
    {
        await using var platform = await Platform.StartAsync();

        var error = (await platform.GetAsync("/simulator/wrold", 404)).GetProperty("error").GetString();

        error.Should().Contain("GET /simulator/world").And.Contain("POST /simulator/clicks").And.Contain("DELETE /simulator/faults");
    }
}
