using System.Diagnostics.CodeAnalysis;

namespace QQBotKit.Api;

/// <summary>Values by key, so many of them; the one that was not used for the longest time makes room. For many threads.</summary>
internal sealed class LeastRecent<TKey, TValue>(int capacity) where TKey : notnull
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value)>> _nodes = [];
    private readonly LinkedList<(TKey Key, TValue Value)> _order = new();

    /// <summary>Finds a value, which is then the most recent one.</summary>
    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        lock (_gate)
        {
            var found = _nodes.TryGetValue(key, out var node);
            value = found ? node!.Value.Value : default;
            if (found)
            {
                _order.Remove(node!);
                _order.AddFirst(node!);
            }

            return found;
        }
    }

    /// <summary>Finds a value, or makes and keeps it.</summary>
    public TValue GetOrAdd(TKey key, Func<TValue> make)
    {
        lock (_gate)
        {
            if (TryGet(key, out var value))
            {
                return value;
            }

            Set(key, value = make());
            return value;
        }
    }

    /// <summary>Keeps a value in place of the one that there may be.</summary>
    public void Set(TKey key, TValue value)
    {
        lock (_gate)
        {
            if (_nodes.Remove(key, out var old))
            {
                _order.Remove(old);
            }

            _nodes[key] = _order.AddFirst((key, value));
            if (_nodes.Count > capacity)
            {
                _nodes.Remove(_order.Last!.Value.Key);
                _order.RemoveLast();
            }
        }
    }
}
