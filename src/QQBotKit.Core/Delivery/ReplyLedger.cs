using System.Runtime.InteropServices;
using QQBotKit.Core.Storage;

namespace QQBotKit.Core.Delivery;

/// <summary>
/// Numbers the replies to each inbound message or event. The number belongs to the inbound id and to nothing else, so whoever answers
/// takes the next one: the platform drops a second message with the same <c>msg_id</c> and <c>msg_seq</c>.
/// </summary>
/// <param name="capacity">How many inbound ids are remembered; the oldest are forgotten first.</param>
internal sealed class ReplyLedger(int capacity)
{
    private readonly Dictionary<ulong, int> _used = [];
    private readonly Queue<ulong> _order = new();

    /// <summary>The next <c>msg_seq</c> for an inbound id; the first is 1.</summary>
    public int NextSeq(string inboundId)
    {
        var key = IdHash.Of(inboundId);
        lock (_used)
        {
            ref var used = ref CollectionsMarshal.GetValueRefOrAddDefault(_used, key, out var known);
            var next = ++used;
            if (!known)
            {
                _order.Enqueue(key);
                if (_order.Count > capacity)
                {
                    _used.Remove(_order.Dequeue());
                }
            }

            return next;
        }
    }
}
