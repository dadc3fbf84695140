namespace QQBotKit.Simulator.World;

/// <summary>Something of the simulated world that an id names.</summary>
internal interface IIdentified
{
    string Id { get; }
}

/// <summary>
/// An ordered list of what ids name. It is read far more often than it changes: a reader takes it as it is now, without a lock, and a change
/// swaps it for the next one.
/// </summary>
internal sealed class Roster<T>(IEnumerable<T> items) where T : class, IIdentified
{
    private readonly Lock _gate = new();
    private volatile T[] _items = [.. items];

    public Roster()
        : this([])
    {
    }

    /// <summary>All of it, as it is now. What is returned does not change any more.</summary>
    public IReadOnlyList<T> All => _items;

    public T? Find(string? id) => Array.Find(_items, item => item.Id == id);

    /// <summary>The place of an item, from 0; -1 when it is not there.</summary>
    public int IndexOf(T item) => Array.IndexOf(_items, item);

    /// <summary>Adds one.</summary>
    /// <param name="item">What to add.</param>
    /// <param name="index">Its place; at the end when there is no such place.</param>
    /// <returns>False when its id is there already.</returns>
    public bool TryAdd(T item, int index = int.MaxValue)
    {
        lock (_gate)
        {
            if (Find(item.Id) is not null)
            {
                return false;
            }

            var at = Math.Clamp(index, 0, _items.Length);
            _items = [.. _items[..at], item, .. _items[at..]];
            return true;
        }
    }

    /// <summary>Adds one if it can be there, which nothing else changes in between.</summary>
    /// <returns>What <paramref name="admit"/> says of the list before; null when the item was added, or its id was there already.</returns>
    public TRefusal? Add<TRefusal>(T item, Func<IReadOnlyList<T>, TRefusal?> admit) where TRefusal : class
    {
        lock (_gate)
        {
            if (Find(item.Id) is not null)
            {
                return null;
            }

            if (admit(_items) is { } refusal)
            {
                return refusal;
            }

            _items = [.. _items, item];
            return null;
        }
    }

    /// <summary>Takes one out.</summary>
    /// <returns>What was there; null when there was none.</returns>
    public T? Remove(string id)
    {
        lock (_gate)
        {
            var found = Find(id);
            _items = found is null ? _items : [.. _items.Where(item => item != found)];
            return found;
        }
    }

    /// <summary>Puts another in the place of one.</summary>
    /// <param name="id">Which one.</param>
    /// <param name="change">Makes the other from it, while nothing else changes the list.</param>
    /// <returns>What is there now; null when there was none.</returns>
    public T? Change(string id, Func<T, T> change)
    {
        lock (_gate)
        {
            var index = Array.FindIndex(_items, item => item.Id == id);
            if (index < 0)
            {
                return null;
            }

            var changed = change(_items[index]);
            if (changed != _items[index])
            {
                T[] next = [.. _items];
                next[index] = changed;
                _items = next;
            }

            return changed;
        }
    }

    /// <summary>Puts others in the place of all.</summary>
    public void Replace(IEnumerable<T> others)
    {
        lock (_gate)
        {
            _items = [.. others];
        }
    }

    /// <summary>Moves one to another place; to the end when there is no such place.</summary>
    public void Move(T item, int index)
    {
        lock (_gate)
        {
            T[] others = [.. _items.Where(other => other != item)];
            if (others.Length < _items.Length)
            {
                var at = Math.Clamp(index, 0, others.Length);
                _items = [.. others[..at], item, .. others[at..]];
            }
        }
    }
}
