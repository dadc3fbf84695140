using Microsoft.Extensions.Logging;
using QQBotKit.Core.Events;
using QQBotKit.Core.Gateway;
using QQBotKit.Core.Scopes;

namespace QQBotKit.Core.Dispatch;

/// <summary>
/// Where both event sources hand over: frame → wanted? → typed → new? → the lane of its conversation. An event that nobody
/// registered for goes no further than the first step, which allocates nothing.
/// </summary>
internal sealed partial class Intake(EventReader reader, Registry registry, Lanes lanes, ILogger log) : IEventSink
{
    private const int Remembered = 16 * 1024;
    private readonly RecentIds _recent = new(Remembered);
    private string? _lastProblem;

    public bool TryAccept(in Frame frame)
    {
        var type = EventTypes.Find(frame.Type.Span);
        var live = registry.Current;
        if (!live.Wants(type))
        {
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

        if (live.Concerns(e) && _recent.TryAdd(e))
        {
            lanes.Enqueue(e);
        }

        return true;
    }

    public ValueTask WaitForRoomAsync(CancellationToken cancellationToken) => lanes.WaitForRoomAsync(cancellationToken);

    // The same fault usually comes with every event of a kind: once is enough.
    private void Report(BotEvent e, string problem)
    {
        var known = $"{e.Type}: {problem}";
        if (known != Interlocked.Exchange(ref _lastProblem, known))
        {
            LogRaw(e.Type, problem, e.EventId);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Type} is passed on as a raw event: {Problem} (event {EventId})")]
    private partial void LogRaw(string type, string problem, string? eventId);
}
