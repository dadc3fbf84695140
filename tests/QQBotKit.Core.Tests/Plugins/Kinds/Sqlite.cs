using System.IO;
using Microsoft.Data.Sqlite;
using QQBotKit;

/// <summary>A database of its own, through copies of the library and of its native part that lie beside it.</summary>
public sealed class Sqlite : BotPlugin
{
    public override void Configure(IBot bot)
    {
        var file = Path.Combine(bot.DataFolder, "own.db");
        bot.Command("work", async () =>
        {
            await using var connection = new SqliteConnection($"Data Source={file}");
            await connection.OpenAsync();
            connection.CreateFunction("twice", (long x) => x * 2);
            await using var command = connection.CreateCommand();
            command.CommandText = "CREATE TABLE IF NOT EXISTS t (x); DELETE FROM t; INSERT INTO t VALUES (twice(21)); SELECT x FROM t";
            _ = await command.ExecuteScalarAsync();
        });
    }
}
