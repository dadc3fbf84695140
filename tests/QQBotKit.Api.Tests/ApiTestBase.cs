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
        _platform.Call = _ => Task.FromResult(new Answered(status, body, contentType, trace));
}
