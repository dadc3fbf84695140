using QQBotKit.Core.Storage;
using QQBotKit.Limits;

namespace QQBotKit.Core.Delivery.Active;

/// <summary>Why a way to a conversation is closed, and for how long that is believed.</summary>
/// <param name="Until">Until when, in milliseconds; 0 for one that is open.</param>
/// <param name="Code">The platform's code for it.</param>
/// <param name="IsTold">Whether an event told it, and not a refusal.</param>
internal readonly record struct ActiveClosing(long Until, int Code, bool IsTold)
{
    public DateTimeOffset Ends => DateTimeOffset.FromUnixTimeMilliseconds(Until);
}

/// <summary>What is kept of a conversation; of a guild, and of a bot as a whole, the active messages alone. Times are in milliseconds.</summary>
internal record struct ActiveEntry
{
    /// <summary>A channel's guild; 0 where it is not known.</summary>
    public ulong Guild;

    /// <summary>When the newest of the events was that close and open.</summary>
    public long Told;

    /// <summary>When the person last wrote; 0 where it is not known.</summary>
    public long Written;

    /// <summary>In which periods after that a wake-up message went, a bit for each.</summary>
    public long WakeUps;

    /// <summary>Whether the bot was removed, so that nothing can be sent.</summary>
    public ActiveClosing Removed;

    /// <summary>Whether active messages are not taken.</summary>
    public ActiveClosing Active;

    /// <summary>The day of <see cref="Sent"/>.</summary>
    public int Day;

    /// <summary>The active messages of that day; of a guild the channels that they went to.</summary>
    public int Sent;

    /// <summary>The day on which a channel was last counted in its guild.</summary>
    public int GuildDay;
}

/// <summary>The entries of a ledger. Used by one thread at a time.</summary>
internal sealed class ActiveEntries(MappedTable<ActiveEntry> table, TimeProvider time) : IDisposable
{
    /// <summary>More than any quota: the platform says that none is left.</summary>
    public const int UsedUp = int.MaxValue;

    /// <summary>How long an event is believed: the one that takes it back may come while the bot does not run.</summary>
    public static readonly TimeSpan AfterEvent = TimeSpan.FromDays(7);

    /// <summary>How long a refusal is believed.</summary>
    public static readonly TimeSpan AfterRefusal = TimeSpan.FromHours(1);

    /// <summary>How long one is believed that names no time: a minute has the shortest quota that repeating the call does not wait for.</summary>
    public static readonly TimeSpan AfterRate = TimeSpan.FromMinutes(1);

    private const int OfGuild = 4;
    private const int OfBot = 5;

    // What is refused so soon after midnight is of the day before by the platform's clock.
    private static readonly TimeSpan Midnight = TimeSpan.FromMinutes(5);

    public long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    public int Today => PlatformDay.Of(time.GetUtcNow());

    public bool AnyRemoved => table.Any(static entry => entry.Removed.Until != 0);

    public static ulong KeyOf(Target conversation) => IdHash.Of(conversation.Id, (int)conversation.Scene);

    public static ulong KeyOfGuild(string id) => IdHash.Of(id, OfGuild);

    /// <summary>The key of all conversations of a scene.</summary>
    public static ulong KeyOfAll(Scene scene) => IdHash.Of("", OfBot + (int)scene);

    /// <summary>The key of the messages that mention everyone in a guild.</summary>
    public static ulong KeyOfEveryone(ulong guild) => ~guild;

    /// <summary>What is known; nothing, where it is not.</summary>
    public ActiveEntry this[ulong key] => table.Find(key) is >= 0 and var place ? table[place] : default;

    /// <summary>Keeps what has changed.</summary>
    public void Set(ulong key, in ActiveEntry entry)
    {
        var place = table.FindOrAdd(key);
        if (table[place] != entry)
        {
            table[place] = entry;
            table.Write(place);
        }
    }

    /// <summary>Why no active messages are taken; null where they are.</summary>
    public ActiveClosing? Closed(ulong key) => this[key].Active is var closing && IsNow(closing) ? closing : null;

    /// <summary>Why nothing is taken; null where it is.</summary>
    public ActiveClosing? Removed(ulong key) => this[key].Removed is var closing && IsNow(closing) ? closing : null;

    /// <summary>Closes a way for a while. Of messages that were refused together one is enough.</summary>
    public void Close(ulong key, TimeSpan time, int code, bool isRemoval = false)
    {
        var entry = this[key];
        if (!IsNow(isRemoval ? entry.Removed : entry.Active))
        {
            var closing = new ActiveClosing(Now + (long)time.TotalMilliseconds, code, IsTold: false);
            Set(key, isRemoval ? entry with { Removed = closing } : entry with { Active = closing });
        }
    }

    /// <summary>How many went today.</summary>
    public int SentOf(ulong key) => this[key] is var entry && entry.Day == Today ? entry.Sent : 0;

    /// <summary>Counts some more today, or fewer.</summary>
    public void Add(ulong key, int count)
    {
        var sent = SentOf(key);
        Set(key, this[key] with { Day = Today, Sent = sent == UsedUp ? UsedUp : Math.Max(0, sent + count) });
    }

    /// <summary>The platform says that today's quota is used up.</summary>
    public void UseUp(ulong key, int code)
    {
        if (time.GetUtcNow() - PlatformDay.Start(Today) < Midnight)
        {
            Close(key, Midnight, code);
        }
        else
        {
            Set(key, this[key] with { Day = Today, Sent = UsedUp });
        }
    }

    public void Dispose() => table.Dispose();

    // A machine whose clock was wrong, or a file that is, must not close a way for ever.
    private bool IsNow(in ActiveClosing closing) => closing.Until - Now is > 0 and var left && left <= AfterEvent.TotalMilliseconds;
}
