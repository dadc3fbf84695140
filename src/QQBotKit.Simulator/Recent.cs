namespace QQBotKit.Simulator;

/// <summary>The last of what ids name. Bounded: the oldest are forgotten.</summary>
internal sealed class Recent<T>(int capacity) where T : class
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, T> _byId = [];
    private readonly Queue<string> _order = new();

    /// <summary>Keeps one. Its id is a new one.</summary>
    public void Add(string id, T item)
    {
        lock (_gate)
        {
            if (_order.Count == capacity)
            {
                _byId.Remove(_order.Dequeue());
            }

            _order.Enqueue(id);
            _byId.Add(id, item);
        }
    }

    /// <summary>The one with an id; null when there was none, or it is forgotten.</summary>
    public T? Find(string id)
    {
        lock (_gate)
        {
            return _byId.GetValueOrDefault(id);
        }
    }
}
