using QQBotKit.Core.Storage;

namespace QQBotKit.Core.Dispatch;

/// <summary>
/// What was handled lately. The platform delivers at least once, and one message can come as two events, so the key of a message is
/// its own id in its scene, that of any other event its event id.
/// </summary>
internal sealed class RecentIds
{
    private const int EventKind = -1;
    private readonly HashSet<ulong> _known;
    private readonly ulong[] _ring;
    private int _next;
    private bool _full;

    /// <param name="capacity">How many are remembered; the oldest are forgotten first.</param>
    public RecentIds(int capacity)
    {
        _known = new HashSet<ulong>(capacity + 1);
        _ring = new ulong[capacity];
    }

    /// <summary>Remembers an event.</summary>
    /// <returns>Whether it is new; one without any id always is.</returns>
    public bool TryAdd(BotEvent e)
    {
        ulong key;
        switch (e)
        {
            case MessageReceived message:
                key = IdHash.Of(message.Id, (int)message.Conversation!.Value.Scene);
                break;
            case { EventId: { Length: > 0 } id }:
                key = IdHash.Of(id, EventKind);
                break;
            default:
                return true;
        }

        lock (_known)
        {
            if (!_known.Add(key))
            {
                return false;
            }

            if (_full)
            {
                _known.Remove(_ring[_next]);
            }

            _ring[_next] = key;
            _next = (_next + 1) % _ring.Length;
            _full |= _next == 0;
            return true;
        }
    }
}
