using Microsoft.Data.Sqlite;
using QQBotKit.Core.Storage;

namespace QQBotKit.Core.Buttons;

/// <summary>Which clicks on buttons with a limit counted. Kept until the buttons have expired, on disk, so that a restart gives nobody a second click.</summary>
internal sealed class CountedClicks(Database database, string bot, TimeProvider time)
{
    private static readonly TimeSpan CleanUpPeriod = TimeSpan.FromHours(1);
    private DateTimeOffset _cleanUpAt;

    /// <summary>Counts a click, unless another one was counted.</summary>
    /// <param name="buttons">The buttons that count together.</param>
    /// <param name="person">Who clicked; 0 where all people count together.</param>
    /// <param name="interaction">The click. One that was counted before its process ended counts again.</param>
    /// <param name="expires">When the buttons have expired.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Whether this is the one that counts.</returns>
    /// <exception cref="StorageException">The database cannot be used.</exception>
    public Task<bool> TryCountAsync(ulong buttons, ulong person, string interaction, DateTimeOffset expires, CancellationToken cancellationToken) =>
        database.RunAsync(
            connection =>
            {
                var now = time.GetUtcNow();
                if (now >= _cleanUpAt)
                {
                    _cleanUpAt = now + CleanUpPeriod;
                    using var forget = Command(connection, "DELETE FROM click WHERE forget_at <= $now", ("$now", now.ToUnixTimeSeconds()));
                    forget.ExecuteNonQuery();
                }

                using var count = Command(
                    connection,
                    """
                    INSERT INTO click (bot, buttons, person, interaction, forget_at) VALUES ($bot, $buttons, $person, $interaction, $until) ON CONFLICT DO NOTHING;
                    SELECT interaction FROM click WHERE bot = $bot AND buttons = $buttons AND person = $person;
                    """,
                    ("$bot", bot), ("$buttons", (long)buttons), ("$person", (long)person), ("$interaction", interaction), ("$until", expires.ToUnixTimeSeconds()));
                return (string?)count.ExecuteScalar() == interaction;
            },
            cancellationToken);

    private static SqliteCommand Command(SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}
