using System.Text.Json.Nodes;
using QQBotKit.Tests.Platform;

namespace QQBotKit.Api.Tests;

/// <summary>The typed calls against a server on loopback whose API lives under a path of its own.</summary>
public abstract class ApiTestBase : IAsyncLifetime
{
    private FakePlatform _platform = null!;

    private protected QQBotApi Api { get; private set; } = null!;

    private protected HttpClient Http { get; private set; } = null!;

    /// <summary>The one call that was made.</summary>
    private protected Asked Asked => _platform.Calls.Single();

    /// <summary>The calls that were made.</summary>
    private protected IReadOnlyCollection<Asked> AllAsked => _platform.Calls;

    public async Task InitializeAsync()
    {
        _platform = await FakePlatform.StartAsync();
        Http = new HttpClient { BaseAddress = new Uri(_platform.Url, "qq/") };
        Api = new QQBotApi(Http);
    }

    public async Task DisposeAsync()
    {
        Http.Dispose();
        await _platform.DisposeAsync();
    }

    private protected void Answer(int status, string body, string contentType = "application/json", string? trace = null) =>
        Answer(_ => new Answered(status, body, contentType, trace));

    private protected void Answer(Func<Asked, Answered> answer) => _platform.Call = asked => Task.FromResult(answer(asked));
}

internal static class AskedAssertions
{
    /// <summary>The call was made with this method, address and JSON.</summary>
    public static void ShouldBe(this Asked asked, string method, string target, string json, string because = "")
    {
        (asked.Method, asked.Target, asked.ContentType).Should().Be((method, target, "application/json"), because);
        JsonNode.DeepEquals(JsonNode.Parse(asked.Body), JsonNode.Parse(json)).Should().BeTrue($"{because}: {asked.Body}");
    }
}
