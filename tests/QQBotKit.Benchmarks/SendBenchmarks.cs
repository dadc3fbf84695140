using System.Net;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using QQBotKit.Api;
using QQBotKit.Core;
using QQBotKit.Core.Configuration;
using QQBotKit.Core.Delivery;
using QQBotKit.Limits;

namespace QQBotKit.Benchmarks;

/// <summary>A reply from the author's call to the platform's answer, without the network: what the kit itself costs for a message.</summary>
[MemoryDiagnoser]
public class SendBenchmarks
{
    private HttpClient _http = null!;
    private Ways _delivery = null!;
    private MediaUploader _uploader = null!;
    private MessageReceived _group = null!;
    private MessageReceived _channel = null!;

    [GlobalSetup]
    public void Setup()
    {
        _http = new HttpClient(new ConstantAnswer()) { BaseAddress = new Uri("http://127.0.0.1/") };
        var api = new QQBotApi(_http);
        _uploader = new MediaUploader(api);
        var ledger = new ReplyLedger(PlatformLimits.Default with { Group = PlatformLimits.Default.Channel }, TimeProvider.System, NullLogger.Instance);
        var delivery = new MessageDelivery(
            api, ledger, new Audits(TimeProvider.System, Texts.OfMachine), new MediaDelivery(_uploader, Texts.OfMachine, NullLogger.Instance),
            TimeProvider.System, Texts.OfMachine);
        var waiting = new WaitingDelivery(
            delivery, ledger, new WaitingMessages(null, TimeProvider.System, NullLogger.Instance), PlatformLimits.Default, TimeSpan.FromDays(1), Texts.OfMachine,
            NullLogger.Instance);
        _delivery = new Ways(delivery, ledger, waiting, new DeliverySettings(), Texts.OfMachine);
        _group = Message(Target.Group("4A432943CBF7F17D2877C681173E3CDC"));
        _channel = Message(Target.Channel("640015521"));
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _uploader.Dispose();
        _http.Dispose();
    }

    [Benchmark(Description = "a plain text to a group")]
    public Task<SentMessage> Group() => _delivery.ReplyAsync(_group, "pong", CancellationToken.None);

    [Benchmark(Description = "a plain text to a channel")]
    public Task<SentMessage> Channel() => _delivery.ReplyAsync(_channel, "pong", CancellationToken.None);

    private static MessageReceived Message(Target target) => new()
    {
        Type = "GROUP_AT_MESSAGE_CREATE",
        Id = "ROBOT1.0_e3k2s5tq",
        Conversation = target,
        Sender = new Sender("E6AC3925A0E466FC3FA68F8246AD4C56", ""),
        Text = "/ping",
        Content = "/ping",
    };

    /// <summary>Answers every call as the platform answers a send.</summary>
    private sealed class ConstantAnswer : HttpMessageHandler
    {
        private static readonly byte[] Body =
            """{"id":"ROBOT1.0_e3k2s5tqpgyx4","timestamp":"2026-09-18T20:15:36+08:00","ext_info":{"ref_idx":"REFIDX_CKQCEOm9tMMGGMm9tMMG=="}}"""u8.ToArray();

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            // As with a network, the answer comes later.
            await Task.Yield();
            return new HttpResponseMessage(HttpStatusCode.OK) { RequestMessage = request, Content = new ByteArrayContent(Body) };
        }
    }
}
