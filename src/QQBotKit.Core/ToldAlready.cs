namespace QQBotKit.Core;

/// <summary>
/// Remembers what the owner was told: a fault of the platform usually comes with every frame of a kind, and what a stranger can cause must not fill the log.
/// </summary>
internal sealed class ToldAlready
{
    private const int Most = 64;
    private readonly HashSet<string> _told = [];

    /// <summary>Whether this is to be told: the first time, as long as there are not too many different ones.</summary>
    public bool IsNew(string what)
    {
        lock (_told)
        {
            return _told.Count < Most && _told.Add(what);
        }
    }
}
