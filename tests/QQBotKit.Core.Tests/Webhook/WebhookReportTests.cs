using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Reflection;
using Microsoft.Extensions.Logging;
using QQBotKit.Core.Tests.Docs;
using QQBotKit.Core.Tests.Rest;
using QQBotKit.Core.Webhook;

namespace QQBotKit.Core.Tests.Webhook;

/// <summary>What the owner hears of requests that are refused, and how much of it.</summary>
public sealed class WebhookReportTests
{
    private readonly TestClock _clock = new();
    private readonly TestLog _log = new();

    private string[] Warnings => [.. _log.At(LogLevel.Warning)];

    [Fact]
    public void The_first_of_a_reason_is_told_at_once_and_the_others_once_a_minute()
    {
        using var report = new WebhookReport("main", _clock, _log);
        report.Refused(WebhookRefusal.BadSignature);
        Warnings.Should().HaveCount(1);
        report.Refused(WebhookRefusal.NotJson);
        Warnings.Should().HaveCount(2, "it is another reason");

        Repeat(report, 41);
        Warnings.Should().HaveCount(2);

        _clock.Advance(60);
        Warnings.Should().HaveCount(3);
        Warnings[^1].Should().Contain("main").And.Contain("41 × bad_signature").And.NotContain("not_json");

        Repeat(report, 7);
        _clock.Advance(59);
        Warnings.Should().HaveCount(3);
        _clock.Advance(1);
        Warnings[^1].Should().Contain("7 × bad_signature");
    }

    [Fact]
    public void After_a_quiet_minute_a_refusal_is_news_again()
    {
        using var report = new WebhookReport("main", _clock, _log);
        Repeat(report, 2);
        _clock.Advance(60);
        _clock.Advance(60);
        Warnings.Should().HaveCount(2, "nothing happened in the second minute");

        Repeat(report, 1);

        Warnings.Should().HaveCount(3);
        Warnings[^1].Should().Contain("401");
    }

    [Fact]
    public void Somebody_who_keeps_asking_for_a_validation_does_not_fill_the_log()
    {
        using var report = new WebhookReport("main", _clock, _log);
        for (var i = 0; i < 1000; i++)
        {
            report.Validated();
        }

        _log.At(LogLevel.Information).Should().HaveCount(1);
        report.Statistics.Validated.Should().Be(1000);
        _clock.Advance(60);
        report.Validated();
        _log.At(LogLevel.Information).Should().HaveCount(2);
    }

    [Fact]
    public void Refusals_are_a_metric()
    {
        var bot = Guid.NewGuid().ToString();
        var seen = new ConcurrentQueue<(long Count, string? Reason)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "qqbot.webhook.refused")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
        {
            var named = tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value as string);
            if (named["bot"] == bot)
            {
                seen.Enqueue((count, named["reason"]));
            }
        });
        listener.Start();
        using var report = new WebhookReport(bot, _clock, _log);

        report.Refused(WebhookRefusal.Stale);
        report.Refused(WebhookRefusal.TooLarge);

        seen.Should().Equal((1, "stale"), (1, "too_large"));
    }

    [Theory]
    [InlineData("docs/webhook.md")]
    [InlineData("docs/webhook.zh-CN.md")]
    public void The_page_has_a_row_for_every_refusal(string page)
    {
        var reasons = typeof(WebhookRefusal).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (WebhookRefusal)field.GetValue(null)!);
        var rows = Pages.Read(page).Split('\n');

        reasons.Should().HaveCountGreaterThan(10).And.OnlyContain(reason =>
            rows.Any(row => row.StartsWith($"| {reason.Status} |", StringComparison.Ordinal) && row.EndsWith($"| `{reason.Name}` |", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Ten_thousand_bad_requests_are_a_few_lines()
    {
        await using var served = await ServedEndpoint.StartAsync();
        const int Each = 2_500;
        await Task.WhenAll(
            SendAsync(Each, i => served.Client.PostUnsignedAsync($"hello {i}")),
            SendAsync(Each, i => served.Client.PostAsync($"hello {i}", change: request => request.Headers.Remove("X-Bot-Appid"))),
            SendAsync(Each, i => served.Client.PostAsync($"hello {i}", change: request => request.Content = new StringContent($"other {i}"))),
            SendAsync(Each, i => served.Client.PostUnsignedAsync($$$"""{"op":13,"d":{"plain_token":"{hello {{{i}}}}","event_ts":"1"}}""")));

        served.Endpoint.Statistics.Refused.Should().Equal(new Dictionary<WebhookRefusal, long>
        {
            [WebhookRefusal.NoSignature] = Each,
            [WebhookRefusal.WrongApp] = Each,
            [WebhookRefusal.BadSignature] = Each,
            [WebhookRefusal.BadValidation] = Each,
        });
        served.Log.All.Split('\n').Should().HaveCount(4);
        served.Clock.Advance(60);
        served.Log.All.Split('\n').Should().HaveCount(5);
        served.Log.All.Should().Contain("2499 × bad_signature").And.NotContain("hello");

        static async Task SendAsync(int count, Func<int, Task<WebhookReply>> send)
        {
            for (var i = 0; i < count; i++)
            {
                (await send(i)).Status.Should().BeGreaterThanOrEqualTo(400);
            }
        }
    }

    private static void Repeat(WebhookReport report, int count)
    {
        for (var i = 0; i < count; i++)
        {
            report.Refused(WebhookRefusal.BadSignature);
        }
    }
}
