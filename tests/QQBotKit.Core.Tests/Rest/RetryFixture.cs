using System.Globalization;
using System.Text;
using QQBotKit.Api;
using QQBotKit.Core.Capabilities;
using QQBotKit.Core.Rest;
using QQBotKit.Limits;
using QQBotKit.Tests.Platform;

namespace QQBotKit.Core.Tests.Rest;

/// <summary>A bot's way to a platform that fails as the test says, on the test's clock and without chance.</summary>
public abstract class RetryFixture : IAsyncLifetime
{
    private protected const string Numbered = """{"msg_type":0,"content":"hello","msg_id":"M1","msg_seq":3}""";
    private protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    // The tests send more active messages at once than a group takes in a minute.
    private static readonly PlatformLimits Limits = PlatformLimits.Default with { Group = PlatformLimits.Default.Group.WithoutRates() };

    private PlatformClient _client = null!;

    private protected TestClock Clock { get; } = new();

    private protected TestLog Log { get; } = new();

    private protected FakePlatform Platform { get; private set; } = null!;

    private protected HttpClient Http { get; private set; } = null!;

    private protected QQBotApi Api { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Platform = await FakePlatform.StartAsync();
        await UseAsync(Platform.Url);
    }

    public virtual async Task DisposeAsync()
    {
        await _client.DisposeAsync();
        await Platform.DisposeAsync();
        Log.All.Should().NotContain("token-").And.NotContain("the secret").And.NotContain("hello");
    }

    /// <summary>Calls another address from now on.</summary>
    private protected async Task UseAsync(
        Uri api, string culture = "en", DelegatingHandler? handler = null, PlatformTimeouts? timeouts = null, Uri? tokenUrl = null)
    {
        await (_client?.DisposeAsync() ?? default);
        _client = new PlatformClient(
            new PlatformHosts(api, tokenUrl ?? Platform.TokenUrl), "102000001", "the secret", Clock, Log, new Texts(CultureInfo.GetCultureInfo(culture)),
            Limits, handlers: handler is null ? [] : [handler], timeouts: timeouts, random: () => 0);
        Http = _client.CreateClient("plugin.tested", new CapabilityHandler("plugin.tested", CapabilitySet.Everything, Texts.OfMachine));
        Api = new QQBotApi(_client.CreateClient());
    }

    private protected ValueTask EndBotAsync() => _client.DisposeAsync();

    /// <summary>The platform answers these in turn, and with success from then on.</summary>
    private protected void Answers(params Answered[] answers)
    {
        var left = new Queue<Answered>(answers);
        Platform.Call = _ =>
        {
            lock (left)
            {
                return Task.FromResult(left.TryDequeue(out var next) ? next : new Answered(200, """{"id":"sent"}"""));
            }
        };
    }

    /// <summary>A reply that says which one it is.</summary>
    private protected Task<SendResult> ReplyAsync(CancellationToken cancellationToken = default) => Api.Messages.SendToGroupAsync(
        "G", new MessageBody { Content = "hello", MessageId = "M1", MessageSeq = 3 }, cancellationToken).WaitAsync(Patience, CancellationToken.None);

    /// <summary>An active message: two of them are two messages.</summary>
    private protected Task<SendResult> PushAsync() => Api.Messages.SendToGroupAsync("G", new MessageBody { Content = "hello" }).WaitAsync(Patience);

    private protected Task<HttpResponseMessage> CallAsync(string method, string path, HttpContent? content = null) =>
        Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative)) { Content = content }).WaitAsync(Patience);

    private protected static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    /// <summary>Lets so many waits pass, one after the other.</summary>
    /// <returns>How long each was, in seconds.</returns>
    private protected async Task<List<double>> PassDelaysAsync(int count)
    {
        var delays = new List<double>();
        while (delays.Count < count)
        {
            delays.Add((await Clock.PassDelayAsync()).TotalSeconds);
        }

        return delays;
    }

    /// <summary>Lets so much time pass once the platform was called so often.</summary>
    private protected async Task AdvanceAfterCallAsync(int calls, double seconds)
    {
        await Eventually.IsTrue(() => Platform.Calls.Count == calls, $"call {calls} reaches the platform");
        Clock.Advance(seconds);
    }
}
