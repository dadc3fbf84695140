namespace QQBotKit.Simulator.Tests;

public class ChatPageTests
{
    [Fact]
    public async Task The_page_is_one_file_that_may_load_nothing_from_elsewhere()
    {
        await using var platform = await Platform.StartAsync();

        using var answer = await platform.Http.GetAsync("/");
        var html = await answer.Content.ReadAsStringAsync();

        answer.Content.Headers.ContentType!.ToString().Should().Be("text/html; charset=utf-8");
        answer.Headers.GetValues("Content-Security-Policy").Single().Should().Contain("default-src 'none'").And.Contain("connect-src 'self'").And.NotContain("http");
        html.Should().NotContain("://", "no external resource is named");
        foreach (var id in new[] { "conversations", "messages", "text", "send", "sender", "mention", "error" })
        {
            html.Should().Contain($"id=\"{id}\"").And.Contain($"data-testid=\"{id}\"");
        }
    }

    [Fact]
    public async Task Texts_of_people_can_only_become_text()
    {
        await using var platform = await Platform.StartAsync();

        var html = await platform.Http.GetStringAsync("/");

        html.Should().NotContainAny("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(");
    }
}
