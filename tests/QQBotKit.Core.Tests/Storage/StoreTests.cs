using System.Globalization;
using System.Reflection;
using System.Reflection.Metadata;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using QQBotKit.Core.Storage;
using QQBotKit.Core.Tests.Scopes;

namespace QQBotKit.Core.Tests.Storage;

public sealed class StoreTests : IAsyncDisposable
{
    private static readonly Texts English = new(CultureInfo.GetCultureInfo("en"));

    private readonly string _folder = Directory.CreateTempSubdirectory("qqbotkit-").FullName;
    private readonly List<Database> _databases = [];

    private string FilePath => Path.Combine(_folder, "qqbot.db");

    public async ValueTask DisposeAsync()
    {
        foreach (var database in _databases)
        {
            await database.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_value_is_read_as_it_was_written()
    {
        var store = new Store(Open(), "main", "plugin.dice");
        var score = new Score("小明", 3, new Dictionary<string, double[]> { ["a"] = [1.5, double.NaN] });

        await store.SetAsync("text", "你好");
        await store.SetAsync("score", score);
        await store.SetAsync("pair", (Name: "x", Count: 2));
        await store.SetAsync<string?>("null", null);

        (await store.GetAsync<string>("text")).Should().Be("你好");
        (await store.GetAsync<Score>("score")).Should().BeEquivalentTo(score);
        (await store.GetAsync<(string, int)>("pair")).Should().Be(("x", 2));
        (await store.GetAsync<string>("null")).Should().BeNull();
    }

    [Fact]
    public async Task A_key_without_a_value_has_the_default()
    {
        var store = new Store(Open(), "main", "plugin.dice");
        (await store.GetAsync<int>("none")).Should().Be(0);
        (await store.GetAsync<Score>("none")).Should().BeNull();
        (await store.UpdateAsync<int>("none", old => old + 1)).Should().Be(1);
    }

    [Fact]
    public async Task A_removed_value_is_gone()
    {
        var store = new Store(Open(), "main", "plugin.dice");
        await store.SetAsync("key", 1);

        (await store.RemoveAsync("key")).Should().BeTrue();
        (await store.RemoveAsync("key")).Should().BeFalse();
        (await store.GetAsync<int?>("key")).Should().BeNull();
    }

    [Fact]
    public async Task Values_survive_a_restart()
    {
        await using (var database = new Database(_folder, English))
        {
            await new Store(database, "main", "plugin.dice").SetAsync("key", 42);
        }

        Directory.GetFiles(_folder).Should().Equal([FilePath], "a database that was closed leaves no log behind");
        (await new Store(Open(), "main", "plugin.dice").GetAsync<int>("key")).Should().Be(42);
    }

    [Fact]
    public async Task A_value_is_in_the_file_as_soon_as_its_task_ends()
    {
        await new Store(Open(), "main", "plugin.dice").SetAsync("key", "值");
        (await new Store(Open(), "main", "plugin.dice").GetAsync<string>("key")).Should().Be("值", "another process sees it, while the first one runs");
    }

    [Fact]
    public async Task Bots_and_owners_do_not_see_each_others_values()
    {
        var database = Open();
        await new Store(database, "main", "plugin.dice").SetAsync("key", 1);

        (await new Store(database, "other", "plugin.dice").GetAsync<int>("key")).Should().Be(0);
        (await new Store(database, "main", "script.dice").GetAsync<int>("key")).Should().Be(0);
        (await new Store(database, "main", "plugin.dice").GetAsync<int>("KEY")).Should().Be(0);
    }

    [Fact]
    public async Task A_hundred_updates_at_once_all_count()
    {
        var database = Open();

        // Two stores of one owner: the old and the new version of a plugin while it is reloaded.
        Store[] stores = [new(database, "main", "plugin.dice"), new(database, "main", "plugin.dice")];
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(async () => await stores[i % 2].UpdateAsync<int>("count", old => old + 1))));

        (await stores[0].GetAsync<int>("count")).Should().Be(100);
    }

    [Fact]
    public async Task An_update_that_throws_changes_nothing_and_blocks_nobody()
    {
        var store = new Store(Open(), "main", "plugin.dice");
        await store.SetAsync("count", 1);

        await store.Awaiting(it => it.UpdateAsync<int>("count", _ => throw new InvalidTimeZoneException()).AsTask()).Should().ThrowAsync<InvalidTimeZoneException>();

        (await store.UpdateAsync<int>("count", old => old + 1)).Should().Be(2);
    }

    [Fact]
    public async Task An_update_that_uses_its_own_store_is_told_so_instead_of_hanging()
    {
        var store = new Store(Open(), "main", "plugin.dice");
        Func<int, int> selfish = old =>
        {
            _ = store.SetAsync("other", 1).AsTask().Wait(TimeSpan.FromSeconds(10));
            return old;
        };

        await store.Awaiting(it => it.UpdateAsync("count", selfish).AsTask()).Should().ThrowAsync<AggregateException>()
            .Where(error => error.InnerException!.Message.Contains("UpdateAsync"));
    }

    [Fact]
    public async Task An_update_that_hangs_stops_no_other_store()
    {
        var database = Open();
        using var release = new ManualResetEventSlim();
        var hanging = Task.Run(async () => await new Store(database, "main", "plugin.bad").UpdateAsync<int>("key", _ =>
        {
            release.Wait(TimeSpan.FromSeconds(30));
            return 1;
        }));
        try
        {
            var other = new Store(database, "main", "plugin.good").UpdateAsync<int>("key", _ => 2).AsTask();
            (await other.WaitAsync(TimeSpan.FromSeconds(10))).Should().Be(2);
        }
        finally
        {
            release.Set();
            await hanging;
        }
    }

    [Fact]
    public async Task A_cancelled_change_leaves_the_value()
    {
        var store = new Store(Open(), "main", "plugin.dice");
        await store.SetAsync("key", 1);
        var cancelled = new CancellationToken(canceled: true);

        await store.Awaiting(it => it.SetAsync("key", 2, cancelled).AsTask()).Should().ThrowAsync<OperationCanceledException>();
        await store.Awaiting(it => it.UpdateAsync<int>("key", _ => 2, cancelled).AsTask()).Should().ThrowAsync<OperationCanceledException>();
        (await store.GetAsync<int>("key")).Should().Be(1);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public async Task A_key_is_never_empty(string? key)
    {
        var store = new Store(Open(), "main", "plugin.dice");
        await store.Awaiting(it => it.GetAsync<int>(key!).AsTask()).Should().ThrowAsync<ArgumentException>();
        await store.Awaiting(it => it.SetAsync(key!, 1).AsTask()).Should().ThrowAsync<ArgumentException>();
        await store.Awaiting(it => it.UpdateAsync<int>(key!, _ => 1).AsTask()).Should().ThrowAsync<ArgumentException>();
        await store.Awaiting(it => it.RemoveAsync(key!).AsTask()).Should().ThrowAsync<ArgumentException>();
        File.Exists(FilePath).Should().BeFalse("nothing was stored, so no file was needed");
    }

    [Fact]
    public async Task A_value_of_another_type_is_named_by_its_key()
    {
        var store = new Store(Open(), "main", "plugin.dice");
        await store.SetAsync("score", "text");
        await store.Awaiting(it => it.GetAsync<Score>("score").AsTask()).Should().ThrowAsync<JsonException>()
            .WithMessage("The stored value 'score' of plugin.dice (main) is not a Score.*");
    }

    [Fact]
    public async Task A_locked_file_is_named_and_used_again_when_it_is_free()
    {
        var store = new Store(Open(TimeSpan.FromSeconds(1)), "main", "plugin.dice");
        await store.SetAsync("key", 1);
        using (var other = new SqliteConnection($"Data Source={FilePath};Pooling=False"))
        {
            other.Open();
            using var transaction = other.BeginTransaction(deferred: false);
            await store.Awaiting(it => it.SetAsync("key", 2).AsTask()).Should().ThrowAsync<StorageException>()
                .WithMessage($"{FilePath} is locked by another program.*storage.path*");
        }

        await store.SetAsync("key", 3);
        (await store.GetAsync<int>("key")).Should().Be(3);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_named()
    {
        await File.WriteAllTextAsync(FilePath, new string('x', 8192));
        var store = new Store(Open(), "main", "plugin.dice");
        await store.Awaiting(it => it.GetAsync<int>("key").AsTask()).Should().ThrowAsync<StorageException>()
            .WithMessage($"{FilePath} is damaged or not a database. Stop the bot, move the file away*");
    }

    [Fact]
    public async Task A_place_that_cannot_be_written_is_named()
    {
        // A file where the folder should be: that stops root too.
        var blocked = Path.Combine(_folder, "blocked");
        await File.WriteAllTextAsync(blocked, "");
        var database = new Database(Path.Combine(blocked, "data"), English);
        _databases.Add(database);

        await new Store(database, "main", "plugin.dice").Awaiting(it => it.SetAsync("key", 1).AsTask()).Should().ThrowAsync<StorageException>()
            .WithMessage($"*{blocked}*cannot be written*storage.path*");
    }

    [Fact]
    public async Task A_file_of_a_newer_version_is_left_alone()
    {
        using (var newer = new SqliteConnection($"Data Source={FilePath};Pooling=False"))
        {
            newer.Open();
            using var command = newer.CreateCommand();
            command.CommandText = "PRAGMA user_version = 999";
            command.ExecuteNonQuery();
        }

        await new Store(Open(), "main", "plugin.dice").Awaiting(it => it.SetAsync("key", 1).AsTask()).Should().ThrowAsync<StorageException>()
            .WithMessage("*newer version of QQBotKit; update*");
    }

    [Fact]
    public async Task A_database_that_was_disposed_says_so()
    {
        var database = Open();
        await database.DisposeAsync();
        await new Store(database, "main", "plugin.dice").Awaiting(it => it.GetAsync<int>("key").AsTask()).Should().ThrowAsync<ObjectDisposedException>();
    }

    [Fact]
    public async Task Nothing_is_opened_before_the_first_use()
    {
        await Open().DisposeAsync();
        Directory.GetFileSystemEntries(_folder).Should().BeEmpty();
    }

    [Fact]
    public async Task Storing_an_authors_type_does_not_keep_its_load_context_alive()
    {
        var database = Open();
        var survivor = new Store(database, "main", "plugin.other");
        await survivor.SetAsync("key", new Score("a", 1, []));
        var context = StoreFromCollectibleContext(database);

        Unloading.Wait(() => !context.IsAlive, ClearReflectionCaches).Should().BeTrue();
        (await survivor.GetAsync<Score>("key")).Should().NotBeNull();
    }

    // Neither inlined nor async: a local of the caller or a state machine would itself keep the context alive.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference StoreFromCollectibleContext(Database database)
    {
        var context = new AssemblyLoadContext("plugin", isCollectible: true);
        var type = context.LoadFromAssemblyPath(typeof(Score).Assembly.Location).GetType(typeof(Score).FullName!)!;
        var score = Activator.CreateInstance(type, "x", 1, new Dictionary<string, double[]>());
        var store = new Store(database, "main", "plugin.dice");
        typeof(StoreTests).GetMethod(nameof(WriteAndRead), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type)
            .Invoke(null, [store, score]);
        context.Unload();
        return new WeakReference(context);
    }

    private static void WriteAndRead<T>(Store store, T value)
    {
        store.SetAsync("key", value).AsTask().Wait(TimeSpan.FromSeconds(10)).Should().BeTrue();
        var read = store.GetAsync<T>("key").AsTask();
        read.Wait(TimeSpan.FromSeconds(10)).Should().BeTrue();
    }

    // What the host does after a plugin ended.
    private static void ClearReflectionCaches()
    {
        foreach (var handler in typeof(JsonSerializer).Assembly.GetCustomAttributes<MetadataUpdateHandlerAttribute>())
        {
            handler.HandlerType.GetMethod("ClearCache", BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)?.Invoke(null, [null]);
        }
    }

    private Database Open(TimeSpan? lockTimeout = null)
    {
        var database = new Database(_folder, English) { LockTimeout = lockTimeout ?? TimeSpan.FromSeconds(5) };
        _databases.Add(database);
        return database;
    }

    public sealed record Score(string Name, int Points, Dictionary<string, double[]> Rounds);
}
