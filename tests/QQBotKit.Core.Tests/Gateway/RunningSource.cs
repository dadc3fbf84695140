using QQBotKit.Api;
using QQBotKit.Core.Dispatch;
using QQBotKit.Core.Gateway;
using QQBotKit.Core.Rest;
using QQBotKit.Core.Tests.Rest;

namespace QQBotKit.Core.Tests.Gateway;

/// <summary>A gateway source alone, for what cannot be seen through a whole bot. Its sink takes events only when the test makes room.</summary>
internal sealed class RunningSource : IEventSink, IAsyncDisposable
{
    private readonly TaskCompletionSource _offered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stopping = new();
    private readonly HttpClient _http;
    private readonly AccessToken _token;

    public RunningSource(FakeGateway platform, TimeSpan? timeout = null)
    {
        Platform = platform;
        _http = new HttpClient { BaseAddress = platform.Platform.Url, Timeout = timeout ?? FakeGateway.Patience };
        _token = new AccessToken(_http, new TokenRequest(platform.Platform.TokenUrl, "1", "the secret", Texts.OfMachine), Clock, Log);
        var intents = new AskedIntents("main", Intents.GroupAndC2C, () => [], Clock, Log);
        intents.Begin();
        Source = new GatewaySource("main", null, intents, new QQBotApi(_http), _token, this, new SavedSessions(null, "", Clock, Log), Clock, Log) { Ready = _ => { } };
        Run = Source.RunAsync(_stopping.Token);
    }

    public FakeGateway Platform { get; }

    public TestClock Clock { get; } = new();

    public TestLog Log { get; } = new();

    public GatewaySource Source { get; }

    public Task<CloseCode?> Run { get; }

    /// <summary>Ends when the first event has come and waits.</summary>
    public Task Offered => _offered.Task.WaitAsync(FakeGateway.Patience);

    /// <summary>When it ends all events are taken.</summary>
    public TaskCompletionSource Room { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        Room.TrySetResult();
        await Run.WaitAsync(FakeGateway.Patience);
        await _token.DisposeAsync();
        _http.Dispose();
        _stopping.Dispose();
    }

    bool IEventSink.TryAccept(in Frame frame) => Room.Task.IsCompleted;

    async ValueTask IEventSink.WaitForRoomAsync(CancellationToken cancellationToken)
    {
        _offered.TrySetResult();
        await Room.Task.WaitAsync(cancellationToken);
    }
}
