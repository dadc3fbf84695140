using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace QQBotKit.Core.Delivery.Waiting;

/// <summary>
/// The messages that no other way was left for, in each conversation oldest first, on disk where there is a folder: what waits outlives the process.
/// </summary>
internal sealed partial class WaitingMessages : IDisposable
{
    /// <summary>So many wait in one conversation at most.</summary>
    public const int MostInOne = 20;

    /// <summary>So many wait at most.</summary>
    public const int Most = 1000;

    private readonly Lock _gate = new();

    // Changed under the gate, where files are written too; who only asks waits for no disk.
    private readonly ConcurrentDictionary<Target, List<WaitingMessage>> _queues = new();
    private readonly SortedSet<WaitingMessage> _byExpiry = new(Comparer<WaitingMessage>.Create(
        (a, b) => a.Until != b.Until ? a.Until.CompareTo(b.Until) : a.Number.CompareTo(b.Number)));

    // Left by an earlier process, whose handler may run again and say the same again.
    private readonly HashSet<long> _inherited = [];
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly ITimer _expiry;
    private volatile int _count;
    private long _last;

    /// <param name="folder">Where they are kept; null keeps them in memory alone.</param>
    /// <param name="time">The clock of their expiry.</param>
    /// <param name="log">Is told of those that expire.</param>
    public WaitingMessages(string? folder, TimeProvider time, ILogger log)
    {
        (_time, _log, Files) = (time, log, new WaitingFiles(folder, log));
        _expiry = time.CreateTimer(static all => ((WaitingMessages)all!).DropExpired(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        lock (_gate)
        {
            foreach (var kept in Files.Load())
            {
                Put(kept);
                _inherited.Add(kept.Number);
                _last = kept.Number;
            }

            DropExpired();
        }
    }

    /// <summary>Where they are kept, with their media.</summary>
    public WaitingFiles Files { get; }

    /// <summary>Whether something waits for a message in a conversation. Asked for every message: where nothing waits at all it costs nothing.</summary>
    public bool Any(Target to) => _count > 0 && _queues.ContainsKey(to);

    /// <summary>Keeps a message: all its parts, or none.</summary>
    /// <param name="to">Where it goes.</param>
    /// <param name="forms">See <see cref="WaitingMessage.Forms"/>. Their media are kept already; whatever becomes of the message, they are taken care of.</param>
    /// <param name="keep">How long it waits.</param>
    /// <param name="answers">
    /// The message or event that it was to answer. One that an earlier process kept for the same is this one: a handler that is run again says it again.
    /// </param>
    /// <returns>False where so many wait already that it cannot.</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    public bool TryAdd(Target to, IReadOnlyList<IReadOnlyList<WaitingPart>> forms, TimeSpan keep, string? answers = null)
    {
        var isKept = false;
        try
        {
            lock (_gate)
            {
                if (TakeInherited(to, answers))
                {
                    return true;
                }

                var message = new WaitingMessage(_last + 1, to, _time.GetUtcNow() + keep, forms) { Answers = answers };
                if (_count + message.Count > Most || (_queues.GetValueOrDefault(to)?.Sum(waiting => waiting.Count) ?? 0) + message.Count > MostInOne)
                {
                    return false;
                }

                Files.Write(message);
                _last++;
                Put(message);
                Watch();
                return isKept = true;
            }
        }
        finally
        {
            if (!isKept)
            {
                Files.Discard(WaitingMessage.MediaOf(forms));
            }
        }
    }

    /// <summary>The oldest message that waits in a conversation; null if none does.</summary>
    public WaitingMessage? First(Target to)
    {
        lock (_gate)
        {
            DropExpired();
            return _queues.GetValueOrDefault(to)?[0];
        }
    }

    /// <summary>
    /// Says, before it is sent, as what a message goes: whoever comes after a kill sends it as the same, and the platform drops the second.
    /// </summary>
    /// <returns>Null where it waits no more.</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    public WaitingMessage? Assign(WaitingMessage message, SendAttempt? attempt) => Change(message with { Attempt = attempt });

    /// <summary>Keeps a message as another one.</summary>
    /// <returns>Null where it waits no more.</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    public WaitingMessage? Change(WaitingMessage message)
    {
        lock (_gate)
        {
            if (PlaceOf(message) is not var (queue, place))
            {
                return null;
            }

            Files.Write(message);
            _count += message.Count - queue[place].Count;
            return queue[place] = message;
        }
    }

    /// <summary>Its next part is sent.</summary>
    public void Advance(WaitingMessage message)
    {
        if (message.Part + 1 == message.Forms[message.Form].Count)
        {
            Remove(message);
            return;
        }

        var rest = message with { Part = message.Part + 1, Attempt = null };
        lock (_gate)
        {
            if (PlaceOf(message) is not var (queue, place))
            {
                return;
            }

            // In memory whatever the disk does: this process knows that it is sent.
            queue[place] = rest;
            try
            {
                Files.Write(rest);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                LogNotKept(message.To, e.Message);
            }
        }
    }

    /// <summary>It waits no more.</summary>
    public void Remove(WaitingMessage message)
    {
        lock (_gate)
        {
            if (PlaceOf(message) is not var (queue, place))
            {
                return;
            }

            _count -= queue[place].Count;
            queue.RemoveAt(place);
            if (queue.Count == 0)
            {
                _queues.TryRemove(message.To, out _);
            }

            _byExpiry.Remove(message);
            _inherited.Remove(message.Number);
            Files.Delete(message);
        }
    }

    public void Dispose() => _expiry.Dispose();

    private bool TakeInherited(Target to, string? answers) =>
        answers is not null && _inherited.Count > 0 && _queues.TryGetValue(to, out var queue)
        && queue.Find(waiting => waiting.Answers == answers && _inherited.Contains(waiting.Number)) is { } same && _inherited.Remove(same.Number);

    private (List<WaitingMessage> Queue, int Place)? PlaceOf(WaitingMessage message) =>
        _queues.TryGetValue(message.To, out var queue) && queue.FindIndex(waiting => waiting.Number == message.Number) is >= 0 and var place
            ? (queue, place)
            : null;

    private void DropExpired()
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            while (_byExpiry.Min is { } next && next.Until <= now)
            {
                var message = PlaceOf(next) is var (queue, place) ? queue[place] : next;
                Remove(message);
                if (message.Attempt is null)
                {
                    LogExpired(message.To, message.Until);
                }
                else
                {
                    LogExpiredUnknown(message.To, message.Until);
                }
            }

            Watch();
        }
    }

    // An hour is soon enough, and a clock that was set is noticed.
    private void Watch() => _expiry.Change(
        _byExpiry.Min is not { } next ? Timeout.InfiniteTimeSpan
        : TimeSpan.FromTicks(Math.Clamp((next.Until - _time.GetUtcNow()).Ticks, 0, TimeSpan.TicksPerHour)), Timeout.InfiniteTimeSpan);

    private void Put(WaitingMessage message)
    {
        _queues.GetOrAdd(message.To, static _ => []).Add(message);
        _byExpiry.Add(message);
        _count += message.Count;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A message that waited for somebody to write in {Conversation} was not sent: its time was over at {Until:u}")]
    private partial void LogExpired(Target conversation, DateTimeOffset until);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A message that waited for somebody to write in {Conversation} was sent once, and whether it arrived is not known: its time was over at {Until:u}")]
    private partial void LogExpiredUnknown(Target conversation, DateTimeOffset until);

    [LoggerMessage(Level = LogLevel.Error, Message = "That a part of a message to {Conversation} is sent cannot be written down: {Reason} If the process ends before the rest is sent, the next one may send the part again")]
    private partial void LogNotKept(Target conversation, string reason);
}
