using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Data.Sqlite;

namespace QQBotKit.Core.Storage;

/// <summary>Lets one change of a store happen at a time, whichever of its objects asks.</summary>
/// <remarks>
/// Author code runs inside <see cref="Store.UpdateAsync"/> while it holds this gate, not the database: a change that hangs
/// stops its own store alone.
/// </remarks>
internal sealed class StoreGate
{
    public SemaphoreSlim Turn { get; } = new(1, 1);

    /// <summary>The thread on which author code is making a new value; 0 if none is.</summary>
    public int ChangingThread { get; set; }
}

/// <summary>What one plugin or script keeps for one bot.</summary>
internal sealed class Store(Database database, string bot, string owner) : IStore
{
    // The serializer keeps what it knows of an author's types with the options, and shares that between options which are
    // equal. A resolver of its own makes these unlike any other, so that it ends with the store; what is left is the
    // serializer's table of accessors, which ClearCache of its metadata update handler empties after an unload.
    private readonly JsonSerializerOptions _json = new()
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // The text stays readable in the file; no browser sees it.
        IncludeFields = true, // Tuples have only fields, and would be stored as {}.
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private readonly StoreGate _gate = database.GateOf(bot, owner);

    public async ValueTask<T?> GetAsync<T>(string key, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        return Read<T>(key, await ReadTextAsync(key, cancellationToken));
    }

    public async ValueTask SetAsync<T>(string key, T value, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        var text = JsonSerializer.Serialize(value, _json);
        await EnterAsync(cancellationToken);
        try
        {
            await WriteTextAsync(key, text, cancellationToken);
        }
        finally
        {
            _gate.Turn.Release();
        }
    }

    public async ValueTask<T> UpdateAsync<T>(string key, Func<T?, T> change, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(change);
        await EnterAsync(cancellationToken);
        try
        {
            var value = Change(change, Read<T>(key, await ReadTextAsync(key, cancellationToken)));
            await WriteTextAsync(key, JsonSerializer.Serialize(value, _json), cancellationToken);
            return value;
        }
        finally
        {
            _gate.Turn.Release();
        }
    }

    public async ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        await EnterAsync(cancellationToken);
        try
        {
            return await database.RunAsync(
                connection =>
                {
                    using var command = Command(connection, "DELETE FROM store WHERE bot = $bot AND owner = $owner AND key = $key", key);
                    return command.ExecuteNonQuery() > 0;
                },
                cancellationToken);
        }
        finally
        {
            _gate.Turn.Release();
        }
    }

    private Task EnterAsync(CancellationToken cancellationToken)
    {
        // Without this, author code that blocks on the store it is changing waits for itself.
        if (_gate.ChangingThread == Environment.CurrentManagedThreadId)
        {
            throw new InvalidOperationException("The function given to UpdateAsync changed the store itself. It makes the new value of the old one, and no more.");
        }

        return _gate.Turn.WaitAsync(cancellationToken);
    }

    private T Change<T>(Func<T?, T> change, T? value)
    {
        _gate.ChangingThread = Environment.CurrentManagedThreadId;
        try
        {
            return change(value);
        }
        finally
        {
            _gate.ChangingThread = 0;
        }
    }

    private T? Read<T>(string key, string? text)
    {
        try
        {
            return text is null ? default : JsonSerializer.Deserialize<T>(text, _json);
        }
        catch (JsonException error)
        {
            throw new JsonException(
                $"The stored value '{key}' of {owner} ({bot}) is not a {typeof(T).Name}. Read it as the type it was written with, or remove it.", error);
        }
    }

    private Task<string?> ReadTextAsync(string key, CancellationToken cancellationToken) => database.RunAsync(
        connection =>
        {
            using var command = Command(connection, "SELECT value FROM store WHERE bot = $bot AND owner = $owner AND key = $key", key);
            return (string?)command.ExecuteScalar();
        },
        cancellationToken);

    private Task<int> WriteTextAsync(string key, string text, CancellationToken cancellationToken) => database.RunAsync(
        connection =>
        {
            using var command = Command(
                connection,
                "INSERT INTO store (bot, owner, key, value) VALUES ($bot, $owner, $key, $value) ON CONFLICT DO UPDATE SET value = excluded.value",
                key);
            command.Parameters.AddWithValue("$value", text);
            return command.ExecuteNonQuery();
        },
        cancellationToken);

    private SqliteCommand Command(SqliteConnection connection, string sql, string key)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("$bot", bot);
        command.Parameters.AddWithValue("$owner", owner);
        command.Parameters.AddWithValue("$key", key);
        return command;
    }
}
