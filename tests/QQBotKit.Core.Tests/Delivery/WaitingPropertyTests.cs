using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging;
using QQBotKit.Api;
using QQBotKit.Core.Configuration;
using QQBotKit.Core.Delivery;
using QQBotKit.Core.Delivery.Active;
using QQBotKit.Core.Delivery.Replies;
using QQBotKit.Core.Delivery.Splitting;
using QQBotKit.Core.Delivery.Waiting;
using QQBotKit.Core.Rest;
using QQBotKit.Core.Tests.Rest;
using QQBotKit.Core.Tests.Scopes;
using QQBotKit.Limits;

namespace QQBotKit.Core.Tests.Delivery;

/// <summary>Whatever goes wrong with whatever waits, in whatever order.</summary>
public sealed class WaitingPropertyTests : IDisposable
{
    private static readonly Target[] Places = [Target.Group("G"), Target.Channel("C")];
    private readonly TemporaryFolder _folder = new();
    private readonly TestClock _clock = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Nothing_is_seen_twice_or_out_of_order_and_what_is_never_seen_is_in_the_log(bool timeIsJudgedFirst) => Property.Check(
        ArbMap.Default.ArbFor<byte[]>(),
        async steps =>
        {
            Directory.Delete(_folder.Path, recursive: true);
            Directory.CreateDirectory(_folder.Path);
            var log = new TestLog();
            using var platform = new Platform(_clock, timeIsJudgedFirst);
            var process = new Process(_folder.Path, platform, _clock, log);
            var accepted = new List<(Target To, string Name, int Parts)>();
            var said = 0;
            foreach (var step in steps)
            {
                var to = Places[step / 16 % 2];
                switch (step % 16)
                {
                    case < 4 and var parts:
                        var name = $"{accepted.Count}";
                        if (await process.TryQueueAsync(to, name, parts + 1))
                        {
                            accepted.Add((to, name, parts + 1));
                        }

                        break;
                    case < 8:
                        process = await SayAsync(process, to, $"m{said++}");
                        break;
                    case 8:
                        _clock.Advance(180);
                        break;
                    case 9:
                        process.Dispose();
                        process = new Process(_folder.Path, platform, _clock, log);
                        break;
                    default:
                        platform.Next.Enqueue((Outcome)(step % 16 - 9));
                        break;
                }
            }

            platform.Next.Clear();
            for (var i = 0; i < 60 && !process.IsEmpty; i++)
            {
                process = await SayAsync(process, Places[i % 2], $"m{said++}");
            }

            process.IsEmpty.Should().BeTrue();
            process.Dispose();

            // A handler that is run again after a kill may say the same again where there are no numbers: in guilds.
            platform.Seen.Where(one => one.To == Places[0] || !one.Text.StartsWith('m')).Should().OnlyHaveUniqueItems();
            var lost = 0;
            foreach (var to in Places)
            {
                var seen = platform.Seen.Where(one => one.To == to).Select(one => one.Text).Where(text => !text.StartsWith('m')).ToArray();
                var wanted = accepted.Where(message => message.To == to).ToArray();
                seen.Should().Equal(
                    wanted.SelectMany(message => Enumerable.Range(0, message.Parts).Select(part => $"{message.Name}.{part}").Append($"{message.Name}.else")).Where(seen.Contains));
                lost += wanted.Count(message => !seen.Contains($"{message.Name}.else") && !seen.Contains($"{message.Name}.{message.Parts - 1}"));
            }

            log.At(LogLevel.Error).Count(line => line.Contains("was not sent") || line.Contains("is not known")).Should().BeGreaterThanOrEqualTo(lost, "nothing is dropped silently");

            async Task<Process> SayAsync(Process process, Target to, string id)
            {
                platform.Hear(id);
                for (var isRecovered = false; ; isRecovered = true)
                {
                    await process.HandleAsync(to, id, isRecovered);
                    if (!platform.IsKilled)
                    {
                        return process;
                    }

                    platform.IsKilled = false;
                    process.Dispose();
                    process = new Process(_folder.Path, platform, _clock, log);
                }
            }
        },
        tests: 150);

    /// <summary>What becomes of a post.</summary>
    private enum Outcome
    {
        Fine,
        Lost,
        AnswerLost,
        Killed,
        KilledBeforeTheAnswer,
        NotThere,
        FormRefused,
    }

    private sealed class KilledException : Exception;

    /// <summary>One process of the bot, whose handler answers every message twice.</summary>
    private sealed class Process : IDisposable
    {
        private readonly HttpClient _http;
        private readonly MediaUploader _uploader;
        private readonly ReplyLedger _ledger;
        private readonly ActiveLedger _active;
        private readonly MessageDelivery _plugin;
        private readonly WaitingMessages _messages;
        private readonly WaitingDelivery _waiting;

        public Process(string folder, Platform platform, TestClock clock, TestLog log)
        {
            var texts = new Texts(CultureInfo.InvariantCulture);
            var limits = PlatformLimits.Default;
            _http = new HttpClient(platform, disposeHandler: false) { BaseAddress = new Uri("http://127.0.0.1/") };
            var api = new QQBotApi(_http);
            _uploader = new MediaUploader(api);
            _ledger = new ReplyLedger(limits, clock, log, Path.Combine(folder, "replies.ledger"), capacity: 256);
            _active = new ActiveLedger(limits, certified: false, clock, log, capacity: 16);
            var delivery = new MessageDelivery(api, _ledger, _active, new Audits(clock, texts), new MediaDelivery(_uploader, texts, log), clock, texts);
            _plugin = delivery.For(api, "plugin.tested");
            _messages = new WaitingMessages(Path.Combine(folder, "waiting"), clock, log);
            _waiting = new WaitingDelivery(
                delivery, _ledger, _messages, limits, new LongTexts(limits, new DeliverySettings(), texts, log), TimeSpan.FromDays(30), texts, log);
        }

        public bool IsEmpty => !Places.Any(_messages.Any);

        public async Task<bool> TryQueueAsync(Target to, string name, int parts)
        {
            var first = new Message($"{name}.0").OrElse($"{name}.else");
            try
            {
                await _waiting.QueueAsync(to, null, [first, .. Enumerable.Range(1, parts - 1).Select(part => new Message($"{name}.{part}"))], default);
                return true;
            }
            catch (DeliveryException)
            {
                return false;
            }
        }

        public async Task HandleAsync(Target to, string id, bool isRecovered)
        {
            if (isRecovered)
            {
                _ledger.Repeat(id);
            }
            else
            {
                _ledger.Receive(id, null);
            }

            foreach (var reply in new[] { "a", "b" })
            {
                try
                {
                    await _plugin.SendAsync(new Route(to, DeliveryWay.Passive, id), new Message($"{id}{reply}"), default);
                }
                catch (DeliveryException)
                {
                    // The author is told.
                }
                catch (KilledException)
                {
                    return;
                }
            }

            await _waiting.SendAsync(new MessageReceived { Type = "X", Id = id, Sender = new Sender("u", ""), Content = "", Text = "", Conversation = to });
        }

        public void Dispose()
        {
            _messages.Dispose();
            _ledger.Dispose();
            _active.Dispose();
            _uploader.Dispose();
            _http.Dispose();
        }
    }

    /// <summary>What the platform knows of replies. Whether it looks at their time or at their number first, no page of it says.</summary>
    private sealed class Platform(TestClock clock, bool timeIsJudgedFirst) : HttpMessageHandler
    {
        private readonly Dictionary<string, (DateTimeOffset At, HashSet<int> Seqs)> _heard = [];

        public Queue<Outcome> Next { get; } = new();

        public List<(Target To, string Text)> Seen { get; } = [];

        public bool IsKilled { get; set; }

        public void Hear(string id) => _heard[id] = (clock.GetUtcNow(), []);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!;
            var outcome = Next.TryDequeue(out var next) ? next : Outcome.Fine;
            var code = outcome switch
            {
                Outcome.Lost => throw new NoAnswerException("", null, outcomeUnknown: true),
                Outcome.NotThere => throw new NoAnswerException("", null, outcomeUnknown: false),
                Outcome.Killed => throw Kill(),
                Outcome.FormRefused => 304057,
                _ => Judge(request.RequestUri!.AbsolutePath.Contains("groups") ? Places[0] : Places[1], body),
            };
            return outcome switch
            {
                Outcome.AnswerLost => throw new NoAnswerException("", null, outcomeUnknown: true),
                Outcome.KilledBeforeTheAnswer => throw Kill(),
                _ when code == 0 => Answer(HttpStatusCode.OK, """{"id":"x"}"""),
                _ => Answer(HttpStatusCode.BadRequest, $$"""{"err_code":{{code}},"message":"no"}"""),
            };
        }

        private int Judge(Target to, JsonNode body)
        {
            var (at, seqs) = _heard[(string)body["msg_id"]!];
            var isLate = clock.GetUtcNow() - at > TimeSpan.FromMinutes(5);
            if (timeIsJudgedFirst && isLate)
            {
                return 40034128;
            }

            if ((int?)body["msg_seq"] is { } seq)
            {
                if (seqs.Contains(seq))
                {
                    return MessageDelivery.Deduplicated;
                }

                if (isLate || seqs.Count == 5)
                {
                    return 40034128;
                }

                seqs.Add(seq);
            }

            Seen.Add((to, (string)body["content"]!));
            return 0;
        }

        private KilledException Kill()
        {
            IsKilled = true;
            return new KilledException();
        }

        private static HttpResponseMessage Answer(HttpStatusCode status, string body) =>
            new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
    }
}
