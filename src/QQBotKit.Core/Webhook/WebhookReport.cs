using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace QQBotKit.Core.Webhook;

/// <summary>What came to a webhook since the start.</summary>
/// <param name="Accepted">Events that were taken over, and repetitions of such.</param>
/// <param name="Validated">Validations of the address that were answered.</param>
/// <param name="Refused">Requests that were refused, by reason.</param>
internal sealed record WebhookStatistics(long Accepted, long Validated, IReadOnlyDictionary<WebhookRefusal, long> Refused);

/// <summary>
/// Counts what comes to a webhook and tells the owner what is refused. Anyone may send anything to it, so the first refusal of a reason is
/// told at once and all others in a summary, at most once a minute, and none with anything that was sent.
/// </summary>
internal sealed partial class WebhookReport : IDisposable
{
    /// <summary>The least time between two summaries.</summary>
    public static readonly TimeSpan SummaryPeriod = TimeSpan.FromMinutes(1);

    private static readonly Meter Meter = new("QQBotKit");

    private static readonly Counter<long> RefusedRequests = Meter.CreateCounter<long>(
        "qqbot.webhook.refused", "{request}", "Webhook requests that were refused, by reason and bot.");

    private readonly string _bot;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _gate = new();
    private readonly Dictionary<WebhookRefusal, long> _refused = [];
    private readonly Dictionary<WebhookRefusal, long> _toldOf = [];
    private readonly ITimer _summary;
    private bool _summaryIsDue;
    private long _accepted;
    private long _validated;
    private long? _validationTold;

    /// <param name="bot">The name of the bot.</param>
    /// <param name="time">The clock of the summaries.</param>
    /// <param name="log">Where refusals are told.</param>
    public WebhookReport(string bot, TimeProvider time, ILogger log)
    {
        _bot = bot;
        _time = time;
        _log = log;
        _summary = time.CreateTimer(static state => ((WebhookReport)state!).Summarize(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public WebhookStatistics Statistics
    {
        get
        {
            lock (_gate)
            {
                return new WebhookStatistics(_accepted, _validated, new Dictionary<WebhookRefusal, long>(_refused));
            }
        }
    }

    public void Accepted() => Interlocked.Increment(ref _accepted);

    /// <summary>A validation was answered. Anyone can ask for one, so it is told at most once a minute.</summary>
    public void Validated()
    {
        lock (_gate)
        {
            _validated++;
            if (_validationTold is { } told && _time.GetElapsedTime(told) < SummaryPeriod)
            {
                return;
            }

            _validationTold = _time.GetTimestamp();
        }

        LogValidated(_bot);
    }

    /// <summary>A request was refused.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="detail">What the owner should know beside the reason; nothing that a stranger can choose.</param>
    public void Refused(WebhookRefusal reason, string? detail = null)
    {
        RefusedRequests.Add(1, new("reason", reason.Name), new KeyValuePair<string, object?>("bot", _bot));
        lock (_gate)
        {
            _refused[reason] = _refused.GetValueOrDefault(reason) + 1;
            if (!_summaryIsDue)
            {
                _summaryIsDue = true;
                _summary.Change(SummaryPeriod, Timeout.InfiniteTimeSpan);
            }

            if (_toldOf.ContainsKey(reason))
            {
                return;
            }

            _toldOf[reason] = _refused[reason];
        }

        LogRefused(_bot, reason.Status, reason.Name, detail is null ? reason.Words : $"{reason.Words} ({detail})");
    }

    public void Dispose() => _summary.Dispose();

    private void Summarize()
    {
        string news;
        lock (_gate)
        {
            news = string.Join(", ", _refused
                .Select(refused => (Reason: refused.Key.Name, Count: refused.Value - _toldOf.GetValueOrDefault(refused.Key, refused.Value)))
                .Where(refused => refused.Count > 0)
                .Select(refused => $"{refused.Count} × {refused.Reason}"));
            _summaryIsDue = news.Length > 0;
            if (_summaryIsDue)
            {
                foreach (var reason in _toldOf.Keys)
                {
                    _toldOf[reason] = _refused[reason];
                }

                _summary.Change(SummaryPeriod, Timeout.InfiniteTimeSpan);
            }
            else
            {
                // A quiet minute: what comes after it is news again.
                _toldOf.Clear();
            }
        }

        if (news.Length > 0)
        {
            LogSummary(_bot, news);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Bot}: the address of the webhook was validated")]
    private partial void LogValidated(string bot);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Bot}: a webhook request was refused with {Status} ({Name}): {Reason}")]
    private partial void LogRefused(string bot, int status, string name, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Bot}: more webhook requests were refused: {Refusals}")]
    private partial void LogSummary(string bot, string refusals);
}
