using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace QQBotKit.Core.Storage;

/// <summary>The database cannot be used; the text says what to do.</summary>
internal sealed class StorageException(string message, Exception? innerException = null) : IOException(message, innerException);

/// <summary>The SQLite file of the runtime. It is opened at the first use: a host that stores nothing never loads SQLite.</summary>
/// <remarks>
/// SQLite has no asynchronous calls. One caller at a time gets the connection, and its work runs on the thread pool: however many
/// wait for a slow disk, one thread is blocked, and none of a conversation.
/// </remarks>
/// <param name="folder">The folder of the file; it is made if it is not there.</param>
/// <param name="texts">The language of the errors.</param>
internal sealed class Database(string folder, Texts texts) : IAsyncDisposable
{
    /// <summary>Each brings the file from the schema version of its index to the next one. What was released never changes.</summary>
    private static readonly string[] Migrations =
    [
        """
        CREATE TABLE store (
            bot   TEXT NOT NULL,
            owner TEXT NOT NULL,
            key   TEXT NOT NULL,
            value TEXT NOT NULL,
            PRIMARY KEY (bot, owner, key)
        ) STRICT, WITHOUT ROWID;
        """,
        """
        CREATE TABLE click (
            bot         TEXT NOT NULL,
            buttons     INTEGER NOT NULL,
            person      INTEGER NOT NULL,
            interaction TEXT NOT NULL,
            forget_at   INTEGER NOT NULL,
            PRIMARY KEY (bot, buttons, person)
        ) STRICT, WITHOUT ROWID;
        """,
    ];

    private readonly string _file = Path.Combine(folder, "qqbot.db");
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ConcurrentDictionary<(string Bot, string Owner), StoreGate> _gates = new();
    private SqliteConnection? _connection;
    private bool _disposed;

    /// <summary>How long SQLite waits for another program to let go of the file.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The gate of one store. Two versions of a plugin that overlap in a reload have two stores, and share it.</summary>
    public StoreGate GateOf(string bot, string owner) => _gates.GetOrAdd((bot, owner), static _ => new StoreGate());

    /// <summary>Runs work on the connection when all earlier work is done.</summary>
    /// <param name="work">The work. It must not run author code.</param>
    /// <param name="cancellationToken">Ends the wait; work that began is finished.</param>
    /// <exception cref="StorageException">The file cannot be used.</exception>
    public async Task<T> RunAsync<T>(Func<SqliteConnection, T> work, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return await Task.Run(() => work(_connection ??= Open()), CancellationToken.None);
        }
        catch (Exception error) when (error is SqliteException or UnauthorizedAccessException or (IOException and not StorageException))
        {
            throw Explain(error);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync();
        try
        {
            _disposed = true;
            if (_connection is { } connection)
            {
                _connection = null;
                await connection.DisposeAsync(); // The last connection also empties the write-ahead log into the file.
            }
        }
        finally
        {
            _turn.Release(); // Not disposed: who still waits is told that the database is.
        }
    }

    private SqliteConnection Open()
    {
        Directory.CreateDirectory(folder);
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = _file,
            Pooling = false, // A pool would keep the file open after the end.
            DefaultTimeout = (int)Math.Ceiling(LockTimeout.TotalSeconds),
        }.ConnectionString);
        try
        {
            connection.Open();

            // FULL, because a value is to be on disk when its task ends: with NORMAL, a power cut takes the last ones.
            Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
            Migrate(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private void Migrate(SqliteConnection connection)
    {
        // Immediate: of two programs that start at once, the second one sees what the first one made.
        using var transaction = connection.BeginTransaction(deferred: false);
        using var read = connection.CreateCommand();
        read.CommandText = "PRAGMA user_version";
        var version = (long)read.ExecuteScalar()!;
        if (version > Migrations.Length)
        {
            throw new StorageException(texts.Of(
                $"{_file} was written by a newer version of QQBotKit; update, or set another storage.path in bot.yaml.",
                $"{_file} 是由更新版本的 QQBotKit 写入的；请升级，或在 bot.yaml 中换一个 storage.path。"));
        }

        foreach (var migration in Migrations.Skip((int)version))
        {
            Execute(connection, migration);
        }

        Execute(connection, $"PRAGMA user_version = {Migrations.Length}");
        transaction.Commit();
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private StorageException Explain(Exception error) => error switch
    {
        SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED } => new(texts.Of(
            $"{_file} is locked by another program. Close it, or give each qqbot that runs its own storage.path in bot.yaml.",
            $"{_file} 被另一个程序锁定。请关闭该程序，或让每个正在运行的 qqbot 在 bot.yaml 中使用各自的 storage.path。"), error),
        SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB } => new(texts.Of(
            $"{_file} is damaged or not a database. Stop the bot, move the file away (with its -wal and -shm), and put a backup in its place, or start without one.",
            $"{_file} 已损坏或不是数据库。请停止机器人，移走该文件（连同 -wal 和 -shm），放入备份，或从空数据重新开始。"), error),
        SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_FULL } => new(texts.Of(
            $"{_file} cannot grow: the disk is full. Free some space.",
            $"{_file} 无法写入：磁盘已满。请清理空间。"), error),
        UnauthorizedAccessException or IOException or
        SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_READONLY or SQLitePCL.raw.SQLITE_CANTOPEN or SQLitePCL.raw.SQLITE_PERM or SQLitePCL.raw.SQLITE_IOERR } => new(texts.Of(
            $"{_file} cannot be written. Let the user who runs the bot write to {folder}, or set another storage.path in bot.yaml. ({error.Message})",
            $"{_file} 无法写入。请让运行机器人的用户可以写入 {folder}，或在 bot.yaml 中换一个 storage.path。（{error.Message}）"), error),
        _ => new($"{_file}: {error.Message}", error),
    };
}
