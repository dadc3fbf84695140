using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using QQBotKit.Api;
using QQBotKit.Core;
using QQBotKit.Core.Configuration;
using QQBotKit.Core.Delivery;
using QQBotKit.Core.Delivery.Active;
using QQBotKit.Core.Delivery.Replies;
using QQBotKit.Core.Delivery.Splitting;
using QQBotKit.Core.Delivery.Waiting;
using QQBotKit.Core.Recording;
using QQBotKit.Core.Rest;
using QQBotKit.Limits;

namespace QQBotKit.Benchmarks;

/// <summary>
/// A message from the author's call to the platform's answer, without the network: what the kit itself costs, its token, its repetitions and its pace included. The
/// baseline is the same JSON posted by a bare <see cref="HttpClient"/>, and its answer read.
/// </summary>
[MemoryDiagnoser]
public class SendBenchmarks
{
    public const int AtOnce = Plugins * ForEach;

    private const int Plugins = 8;
    private const int ForEach = 128;
    private static readonly Uri Address = new("http://127.0.0.1/");
    private static readonly Target InGroup = Target.Group("4A432943CBF7F17D2877C681173E3CDC");
    private static readonly MessageReceived FromGroup = Message(InGroup);
    private static readonly MessageReceived FromChannel = Message(Target.Channel("640015521"));
    private readonly Func<Task>[] _replies = new Func<Task>[Plugins];
    private readonly Func<Task>[] _posts = new Func<Task>[Plugins];
    private HttpClient _http = null!;
    private PlatformClient _platform = null!;
    private MediaUploader _uploader = null!;
    private Ways _delivery = null!;
    private int _seq;

    // A plugin's calls end with it.
    private readonly CancellationTokenSource _stopping = new();

    [GlobalSetup]
    public void Setup()
    {
        _http = new HttpClient(new ConstantAnswer()) { BaseAddress = Address };
        _http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "QQBot token");

        // Rates that are never reached: nothing waits, and everything is counted.
        var limits = PlatformLimits.Default with { Calls = new Dictionary<string, IReadOnlyList<Rate>>(), OtherCalls = Often };
        limits = limits with
        {
            Group = limits.Group with { Replies = limits.Channel.Replies, Active = new ActiveLimit(Often, Often, Often) },
            Channel = limits.Channel with { Sends = Often },
        };
        var texts = new Texts(CultureInfo.InvariantCulture);
        _platform = new PlatformClient(
            new PlatformHosts(Address, new Uri(Address, "token")), "102000001", "secret", TimeProvider.System, NullLogger.Instance, texts, limits, wire: new ConstantWire());
        var api = new QQBotApi(_platform.CreateClient());
        _uploader = new MediaUploader(api);
        var ledger = new ReplyLedger(limits, TimeProvider.System, NullLogger.Instance);
        var active = new ActiveLedger(limits, certified: false, TimeProvider.System, NullLogger.Instance);
        var delivery = new MessageDelivery(
            api, ledger, active, new Audits(TimeProvider.System, texts), new MediaDelivery(_uploader, texts, NullLogger.Instance), TimeProvider.System, texts);
        var longTexts = new LongTexts(limits, new DeliverySettings(), texts, NullLogger.Instance);
        var waiting = new WaitingDelivery(
            delivery, ledger, new WaitingMessages(null, TimeProvider.System, NullLogger.Instance), limits, longTexts, TimeSpan.FromDays(1), texts,
            NullLogger.Instance);
        _delivery = new Ways(delivery, ledger, active, waiting, longTexts, new DeliverySettings(), texts);
        for (var i = 0; i < Plugins; i++)
        {
            var own = _delivery.For(new QQBotApi(_platform.CreateClient($"plugin.{i}")), $"plugin.{i}");
            _replies[i] = async () =>
            {
                for (var n = 0; n < ForEach; n++)
                {
                    await own.ReplyAsync(FromGroup, "pong", _stopping.Token);
                }
            };
            _posts[i] = async () =>
            {
                for (var n = 0; n < ForEach; n++)
                {
                    await Post();
                }
            };
        }
    }

    [GlobalCleanup]
    public async Task Cleanup()
    {
        _stopping.Dispose();
        _uploader.Dispose();
        await _platform.DisposeAsync();
        _http.Dispose();
    }

    [Benchmark(Description = "the JSON by a bare HttpClient", Baseline = true)]
    public async Task<string?> Post()
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(
            new Posted("pong", "ROBOT1.0_e3k2s5tq", Interlocked.Increment(ref _seq)), PostedJson.Default.Posted));
        content.Headers.ContentType = PostedJson.ContentType;
        using var response = await _http.PostAsync("v2/groups/4A432943CBF7F17D2877C681173E3CDC/messages", content, _stopping.Token);
        return JsonSerializer.Deserialize(await response.Content.ReadAsByteArrayAsync(_stopping.Token), PostedJson.Default.Taken)?.Id;
    }

    [Benchmark(Description = "a reply to a group")]
    public Task<SentMessage> Group() => _delivery.ReplyAsync(FromGroup, "pong", _stopping.Token);

    [Benchmark(Description = "a reply to a channel")]
    public Task<SentMessage> Channel() => _delivery.ReplyAsync(FromChannel, "pong", _stopping.Token);

    [Benchmark(Description = "an active message to a group")]
    public Task<SentMessage> Active() => _delivery.SendAsync(InGroup, "pong", _stopping.Token);

    [Benchmark(Description = "the JSON by a bare HttpClient, 8 at once", OperationsPerInvoke = AtOnce)]
    public Task ManyPosts() => Task.WhenAll(_posts.Select(Task.Run));

    [Benchmark(Description = "replies to a group by 8 plugins at once", OperationsPerInvoke = AtOnce)]
    public Task ManyReplies() => Task.WhenAll(_replies.Select(Task.Run));

    private static IReadOnlyList<Rate> Often => [new Rate(1_000_000, TimeSpan.FromSeconds(1))];

    private static MessageReceived Message(Target target) => new()
    {
        Type = "GROUP_AT_MESSAGE_CREATE",
        Id = "ROBOT1.0_e3k2s5tq",
        Conversation = target,
        Sender = new Sender("E6AC3925A0E466FC3FA68F8246AD4C56", ""),
        Text = "/ping",
        Content = "/ping",
    };

    /// <summary>The platform is not there.</summary>
    private sealed class ConstantWire : BotWire
    {
        public override HttpMessageHandler Calls(HttpMessageHandler platform, PlatformHosts hosts) => new ConstantAnswer();
    }

    /// <summary>Answers every call as the platform answers a send.</summary>
    private sealed class ConstantAnswer : HttpMessageHandler
    {
        private static readonly byte[] Sent =
            """{"id":"ROBOT1.0_e3k2s5tqpgyx4","timestamp":"2026-09-18T20:15:36+08:00","ext_info":{"ref_idx":"REFIDX_CKQCEOm9tMMGGMm9tMMG=="}}"""u8.ToArray();

        private static readonly byte[] Token = """{"access_token":"token","expires_in":"7200"}"""u8.ToArray();

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            // As with a network, the answer comes later.
            await Task.Yield();
            var body = request.RequestUri!.OriginalString.EndsWith("/token", StringComparison.Ordinal) ? Token : Sent;
            return new HttpResponseMessage(HttpStatusCode.OK) { RequestMessage = request, Content = new ByteArrayContent(body) };
        }
    }
}

internal sealed record Posted(string Content, string MsgId, int MsgSeq, int MsgType = 0);

internal sealed record Taken(string? Id, DateTimeOffset? Timestamp, TakenInfo? ExtInfo);

internal sealed record TakenInfo(string? RefIdx);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Posted))]
[JsonSerializable(typeof(Taken))]
internal sealed partial class PostedJson : JsonSerializerContext
{
    public static MediaTypeHeaderValue ContentType { get; } = new("application/json");
}
