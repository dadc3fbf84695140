namespace QQBotKit;

/// <summary>Small values by key, kept on disk for one plugin and one bot. Values are stored as JSON.</summary>
public interface IStore
{
    /// <summary>Reads a value.</summary>
    /// <returns>The value, or the default of <typeparamref name="T"/> if the key has none.</returns>
    ValueTask<T?> GetAsync<T>(string key, CancellationToken cancellationToken = default);

    /// <summary>Writes a value. It is on disk when the task ends.</summary>
    ValueTask SetAsync<T>(string key, T value, CancellationToken cancellationToken = default);

    /// <summary>Reads, changes and writes a value as one step, which no other change of the store comes between.</summary>
    /// <param name="key">The key.</param>
    /// <param name="change">Makes the new value of the old one, which is the default of <typeparamref name="T"/> if the key has none. Must not use the store.</param>
    /// <param name="cancellationToken">Ends the wait; the value is then unchanged.</param>
    /// <returns>The new value.</returns>
    ValueTask<T> UpdateAsync<T>(string key, Func<T?, T> change, CancellationToken cancellationToken = default);

    /// <summary>Removes a value.</summary>
    /// <returns>Whether there was one.</returns>
    ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default);
}
