using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using QQBotKit.Core.Dispatch;
using QQBotKit.Core.Gateway;
using QQBotKit.Core.Recording;
using QQBotKit.Core.Rest;

namespace QQBotKit.Host.Replay;

/// <summary>The platform of one bot, as it was recorded: it answers a call as it answered then. What was not recorded succeeds.</summary>
/// <param name="entries">What was recorded of the bot.</param>
/// <param name="comparison">Says which calls are the same.</param>
internal sealed class ScriptedPlatform(IReadOnlyList<Entry> entries, CallComparison comparison) : BotWire
{
    private readonly Lock _gate = new();
    private readonly List<(long After, BotCall Call)> _added = [];
    private readonly TaskCompletionSource<IEventSink> _sink = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _news = new(0);
    private int _running;
    private long _played;

    /// <summary>The calls that the bot made when it was recorded; not those with which the kit itself finds the platform.</summary>
    public IReadOnlyList<ExpectedCall> Expected { get; } =
        [.. entries.Where(entry => entry.Call is not null).Select(entry => new ExpectedCall(entry)).Where(call => call.Call.Path is not ("/gateway" or "/gateway/bot" or "/users/@me"))];

    /// <summary>The calls that were not recorded, each with the entry that was played last.</summary>
    public IReadOnlyList<(long After, BotCall Call)> Added => _added;

    public CallComparison Comparison => comparison;

    /// <summary>The bot, once it listens.</summary>
    public Task<IEventSink> Sink => _sink.Task;

    /// <summary>Whether a handler runs.</summary>
    public bool IsBusy => Volatile.Read(ref _running) > 0;

    public bool HasMade(long until)
    {
        lock (_gate)
        {
            return Expected.All(call => call.Got is not null || call.Entry.N > until);
        }
    }

    /// <summary>Waits until the bot does something; false if it does not.</summary>
    public Task<bool> WaitAsync(TimeSpan patience, CancellationToken cancellationToken) => _news.WaitAsync(patience, cancellationToken);

    /// <summary>Brings an event to the bot.</summary>
    public async Task BringAsync(Entry entry, Frame frame, CancellationToken stopping)
    {
        var sink = await Sink;
        _played = entry.N;
        while (!sink.TryAccept(frame))
        {
            await sink.WaitForRoomAsync(stopping);
        }
    }

    public override HttpMessageHandler Calls(HttpMessageHandler platform, PlatformHosts hosts) => new Handler(this, hosts, platform);

    public override async Task HandleAsync(BotEvent e, Func<BotEvent, Task> handle)
    {
        Interlocked.Increment(ref _running);
        try
        {
            await handle(e);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
            _news.Release();
        }
    }

    public override async Task RunAsync(IEventSink sink, Action<ReadyInfo> ready, CancellationToken stopping)
    {
        var self = entries.Select(entry => entry.Ready).FirstOrDefault(ready => ready?.TryGetProperty("id", out _) == true);
        ready(new ReadyInfo("replay", self?.GetProperty("id").GetString(), self?.GetProperty("username").GetString()));
        _sink.SetResult(sink);
        await Task.Delay(Timeout.InfiniteTimeSpan, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private JsonElement? Take(BotCall call)
    {
        try
        {
            lock (_gate)
            {
                var left = Expected.Where(expected => expected.Got is null && expected.Call.ReplyTo == call.ReplyTo && comparison.IsSameRoute(expected.Call, call)).ToArray();
                if ((left.FirstOrDefault(expected => comparison.Differences(expected.Call, call).Count == 0) ?? left.FirstOrDefault()) is { } found)
                {
                    found.Got = call;
                    comparison.Bind(found.Call, call);
                    return found.Entry.Answer;
                }

                _added.Add((_played, call));

                // A question that was answered before has the same answer.
                return call.Method == "GET" ? Expected.LastOrDefault(expected => comparison.IsSameRoute(expected.Call, call))?.Entry.Answer : null;
            }
        }
        finally
        {
            _news.Release();
        }
    }

    private sealed class Handler(ScriptedPlatform platform, PlatformHosts hosts, HttpMessageHandler others) : DelegatingHandler(others)
    {
        private int _sent;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.RequestUri == hosts.Token)
            {
                return Respond(200, """{"access_token":"replay","expires_in":"7200"}""");
            }

            if (!hosts.IsApi(request.RequestUri))
            {
                return await base.SendAsync(request, cancellationToken);
            }

            var body = request.Content is null ? null : MaskedJson.Parse(await request.Content.ReadAsByteArrayAsync(cancellationToken))?.RootElement;
            var answer = platform.Take(new(request.Method.Method, request.RequestUri!.AbsolutePath, request.RequestUri.Query, body));
            if (answer is not { } recorded)
            {
                var number = Interlocked.Increment(ref _sent);
                return Respond(200, $$"""{"id":"replay-{{number}}","timestamp":"2026-01-01T00:00:00+08:00"}""");
            }

            if (recorded.TryGetProperty("failure", out var failure))
            {
                return await FailAsync(failure.GetString()!, cancellationToken);
            }

            var response = Respond(recorded.GetProperty("status").GetInt32(), recorded.TryGetProperty("body", out var said) ? said.GetRawText() : "");
            if (recorded.TryGetProperty("retry_after", out var seconds))
            {
                response.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(int.Parse(seconds.GetString()!, CultureInfo.InvariantCulture)));
            }

            return response;
        }

        private static async Task<HttpResponseMessage> FailAsync(string failure, CancellationToken cancellationToken)
        {
            if (failure is nameof(TaskCanceledException) or nameof(OperationCanceledException))
            {
                // There was no answer in time, so there is none.
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            }

            throw new HttpRequestException(Enum.TryParse<HttpRequestError>(failure, out var error) ? error : HttpRequestError.Unknown, failure);
        }

        private static HttpResponseMessage Respond(int status, string json) =>
            new((HttpStatusCode)status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
    }
}
