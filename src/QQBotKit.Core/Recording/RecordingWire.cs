using System.Globalization;
using System.Net.Http.Headers;
using QQBotKit.Core.Dispatch;
using QQBotKit.Core.Gateway;
using QQBotKit.Core.Rest;

namespace QQBotKit.Core.Recording;

/// <summary>Lets the recorder see what one bot and the platform send each other.</summary>
internal sealed class RecordingWire(string bot, Recorder recorder, TimeProvider time) : BotWire
{
    // A message is far below; a file in a call is its size and no more.
    private const int LargestBody = 64 * 1024;

    public override HttpMessageHandler Calls(HttpMessageHandler platform, PlatformHosts hosts) => new Handler(this, hosts, platform);

    public override IEventSink Events(IEventSink sink) => new Sink(this, sink);

    public override void Ready(string? userId, string? userName) => recorder.Ready(bot, userId, userName);

    private static async Task<RecordedBody> ReadAsync(HttpContent? content, CancellationToken cancellationToken)
    {
        var type = content?.Headers.ContentType?.MediaType;
        if (content is null || content.Headers.ContentLength is 0 or null && type is null)
        {
            return default;
        }

        if (type != "application/json" || content.Headers.ContentLength is not (<= LargestBody))
        {
            return new RecordedBody(null, string.Create(CultureInfo.InvariantCulture, $"{content.Headers.ContentLength?.ToString(CultureInfo.InvariantCulture) ?? "?"} bytes"));
        }

        return new RecordedBody(await content.ReadAsByteArrayAsync(cancellationToken), null);
    }

    private sealed class Sink(RecordingWire wire, IEventSink inner) : IEventSink
    {
        public bool TryAccept(in Frame frame)
        {
            // Its place is before all that its handlers do; one that there is no room for comes again.
            var (n, at) = (wire.Recorder.Begin(), wire.Time.GetUtcNow());
            var accepted = inner.TryAccept(frame);
            if (accepted)
            {
                wire.Recorder.Received(n, at, wire.Bot, frame);
            }

            return accepted;
        }

        public ValueTask WaitForRoomAsync(CancellationToken cancellationToken) => inner.WaitForRoomAsync(cancellationToken);
    }

    /// <summary>Stands between the attempts and the connections.</summary>
    private sealed class Handler(RecordingWire wire, PlatformHosts hosts, HttpMessageHandler platform) : DelegatingHandler(platform)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (!hosts.IsApi(request.RequestUri) || request.RequestUri == hosts.Token)
            {
                return await base.SendAsync(request, cancellationToken);
            }

            wire.Recorder.Hide(TokenOf(request.Headers));
            var (n, at, since) = (wire.Recorder.Begin(), wire.Time.GetUtcNow(), wire.Time.GetTimestamp());
            var body = await ReadAsync(request.Content, cancellationToken);
            try
            {
                var response = await base.SendAsync(request, cancellationToken);
                await response.Content.LoadIntoBufferAsync(PlatformClient.LargestAnswer, cancellationToken);
                Told(new((int)response.StatusCode, await AnswerOf(response, cancellationToken), RetryAfter(response), null, wire.Time.GetElapsedTime(since)));
                return response;
            }
            catch (Exception e)
            {
                var failure = e is HttpRequestException { HttpRequestError: not HttpRequestError.Unknown and var error } ? error.ToString() : e.GetType().Name;
                Told(new(0, default, null, failure, wire.Time.GetElapsedTime(since)));
                throw;
            }

            void Told(CallOutcome outcome) => wire.Recorder.Called(n, at, wire.Bot, request.Method.Method, request.RequestUri!, body, outcome);
        }

        // Its type may be missing or wrong: what reads as JSON is.
        private static async Task<RecordedBody> AnswerOf(HttpResponseMessage response, CancellationToken cancellationToken)
        {
            var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return bytes.Length is 0 or > 4 * LargestBody ? new(null, bytes.Length == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{bytes.Length} bytes")) : new(bytes, null);
        }

        private static string? TokenOf(HttpRequestHeaders headers) =>
            headers.TryGetValues("Authorization", out var values) ? values.First().Split(' ')[^1] : null;

        private static string? RetryAfter(HttpResponseMessage response) =>
            response.Headers.RetryAfter?.Delta is { } delta ? delta.TotalSeconds.ToString("0", CultureInfo.InvariantCulture) : null;
    }

    private string Bot => bot;

    private Recorder Recorder => recorder;

    private TimeProvider Time => time;
}
