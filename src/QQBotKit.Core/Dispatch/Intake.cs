using System.Text;
using Microsoft.Extensions.Logging;
using QQBotKit.Core.Buttons;
using QQBotKit.Core.Delivery;
using QQBotKit.Core.Delivery.Active;
using QQBotKit.Core.Delivery.Replies;
using QQBotKit.Core.Events;
using QQBotKit.Core.Gateway;
using QQBotKit.Core.Scopes;

namespace QQBotKit.Core.Dispatch;

/// <summary>
/// Where both event sources hand over: frame → wanted? → typed → new? → on disk → the lane of its conversation. An event that nobody
/// registered for goes no further than the first step, which allocates nothing.
/// </summary>
internal sealed partial class Intake(EventReader reader, Registry registry, Inbox inbox, Lanes lanes, Audits audits, ReplyLedger ledger, ActiveLedger active, Clicks clicks, ILogger log)
    : IEventSink
{
    private const int LongestName = 64;
    private readonly ToldAlready _told = new();

    /// <summary>Whether a message waits for an event, which then matters whoever registered for it.</summary>
    public Func<BotEvent, bool>? IsAwaited { get; init; }

    /// <summary>Called with the id of every event that nothing comes of; see <see cref="Lanes.Done"/> for the others.</summary>
    public Action<string>? Done { get; set; }

    public bool TryAccept(in Frame frame)
    {
        var type = EventTypes.Find(frame.Type.Span);
        var live = registry.Current;
        if (type is null)
        {
            ReportUnknown(frame);
        }

        if (!live.Wants(type) && type?.Intent != Intents.MessageAudit && type is not { IsSwitch: true } && !Clicks.MayBeOne(frame, type))
        {
            Tell(frame);
            return true;
        }

        if (lanes.IsFull)
        {
            return false;
        }

        var e = reader.Read(frame, type, out var problem);
        if (problem is not null)
        {
            Report(e, problem);
        }

        Tell(e);
        if (!Concerns(live, e, type))
        {
            active.Receive(e);
            Tell(frame);
        }
        else if (inbox.TryAdd(frame, EventKey.Of(e, frame), out var entry))
        {
            ledger.Receive(e);
            active.Receive(e);
            Enqueue(e, entry);
        }

        return true;
    }

    public ValueTask WaitForRoomAsync(CancellationToken cancellationToken) => lanes.WaitForRoomAsync(cancellationToken);

    /// <summary>Hands over what an earlier process accepted and did not finish. Before any source brings new events.</summary>
    public void Recover()
    {
        foreach (var (frame, entry) in inbox.Recover())
        {
            var type = EventTypes.Find(frame.Type.Span);
            var e = reader.Read(frame, type, out _);
            Tell(e);
            active.Receive(e);
            if (Concerns(registry.Current, e, type))
            {
                if (Answerable.IdOf(e) is { } id)
                {
                    ledger.Repeat(id);
                }

                Enqueue(e, entry);
            }
            else
            {
                inbox.Complete(entry);
            }
        }
    }

    // What opens or closes a way is kept until it is known: the one that comes after it may be known already.
    private bool Concerns(Registrations live, BotEvent e, EventType? type) => live.Concerns(e) || IsAwaited?.Invoke(e) == true || type is { IsSwitch: true };

    private void Tell(in Frame passed) => Done?.Invoke(Encoding.UTF8.GetString(passed.Id.Span));

    private void Enqueue(BotEvent e, JournalEntry entry)
    {
        if (Clicks.IsOne(e))
        {
            clicks.Begin((InteractionCreated)e);
        }

        lanes.Enqueue(e, entry);
    }

    // Not in its lane, which whoever waits for the end of a review may hold up.
    private void Tell(BotEvent e)
    {
        if (e is MessageAuditEvent ended)
        {
            audits.End(ended);
        }
    }

    // The same fault usually comes with every event of a kind: once is enough.
    private void Report(BotEvent e, string problem)
    {
        if (_told.IsNew($"{e.Type}: {problem}"))
        {
            if (e is RawEvent)
            {
                LogRaw(e.Type, problem, e.EventId);
            }
            else
            {
                LogLeftOut(e.Type, problem, e.EventId);
            }
        }
    }

    private void ReportUnknown(in Frame frame)
    {
        var type = Encoding.UTF8.GetString(frame.Type.Span[..Math.Min(frame.Type.Length, LongestName)]);
        if (_told.IsNew(type))
        {
            LogUnknown(type);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The platform sent a {Type}, which this version does not know; hooks of RawEvent get it")]
    private partial void LogUnknown(string type);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A field of {Type} is left out: {Problem} (event {EventId})")]
    private partial void LogLeftOut(string type, string problem, string? eventId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Type} is passed on as a raw event: {Problem} (event {EventId})")]
    private partial void LogRaw(string type, string problem, string? eventId);
}
