using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using QQBotKit.Core.Storage;
using QQBotKit.Limits;

namespace QQBotKit.Core.Delivery.Replies;

/// <summary>The place of a reply among those to one message or event.</summary>
/// <param name="Seq">Its <c>msg_seq</c>.</param>
/// <param name="IsRepeat">Whether the same plugin used the number in an earlier process, for the same event, which is handled again: the platform may have that reply already.</param>
/// <param name="Counts">Whether it takes one of the replies that the platform allows.</param>
internal readonly record struct ReplyNumber(int Seq, bool IsRepeat, bool Counts);

/// <summary>What is left of the right to answer a message or event.</summary>
/// <param name="Left">How many replies; null for no limit.</param>
/// <param name="Ends">When the right ends; null where it is not known.</param>
internal readonly record struct RepliesLeft(int? Left, DateTimeOffset? Ends)
{
    public bool Any => Left is null or > 0;
}

/// <summary>
/// One entry for each inbound message or event: when the platform had it, how many replies were sent, and the next number. All who answer share it, and
/// the next process too: entries are in a mapped file where there is one, so that taking a number waits for no disk and a process that is killed forgets
/// none. Counts and numbers are two things: a refused reply gives its count back, and its number never, since the platform drops a second message of
/// the same <c>msg_id</c> and <c>msg_seq</c>.
/// </summary>
internal sealed partial class ReplyLedger : IDisposable
{
    /// <summary>How many inbound ids are remembered; the oldest are forgotten first.</summary>
    public const int Capacity = 128 * 1024;

    private const ulong Magic = 0x3252_444C_5151; // "QQLDR2"
    private const int KnownNumbers = sizeof(ulong);
    private const int HeaderBytes = 16;
    private const int Closed = int.MaxValue / 2;
    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, int> _places = [];
    private readonly Entry[] _entries;
    private readonly PlatformLimits _limits;
    private readonly TimeProvider _time;
    private readonly Skew _skew = new();
    private readonly NewestEvents _events;
    private readonly MemoryMappedFile? _file;
    private readonly MemoryMappedViewAccessor? _view;
    private bool _disposed;
    private int _next;

    /// <param name="limits">The windows and counts.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Is told when the file cannot be used.</param>
    /// <param name="path">The file; null keeps the ledger in memory alone.</param>
    /// <param name="capacity">How many inbound ids are remembered.</param>
    public ReplyLedger(PlatformLimits limits, TimeProvider time, ILogger log, string? path = null, int capacity = Capacity)
    {
        (_limits, _time, _entries) = (limits, time, new Entry[capacity]);
        try
        {
            _events = new NewestEvents(path is null ? null : Path.ChangeExtension(path, "newest"));
            if (path is null)
            {
                return;
            }

            _file = MappedFiles.Open(path, HeaderBytes + ((long)capacity * Unsafe.SizeOf<Entry>()), keep: true);
            _view = _file.CreateViewAccessor();
            Load();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _events ??= new NewestEvents(null);
            LogMemoryOnly(log, path!, e.Message);
        }
    }

    /// <summary>An event has come.</summary>
    public void Receive(BotEvent e)
    {
        if (Answerable.IdOf(e) is not { } id)
        {
            return;
        }

        Receive(id, Answerable.TimeOf(e));
        if (e is not MessageReceived)
        {
            _events.Set(e.Conversation!.Value, id);
        }
    }

    /// <summary>Something that can be answered has come.</summary>
    /// <param name="id">Its id: of a message its own, else that of the event.</param>
    /// <param name="timestamp">When the platform had it, as it says.</param>
    public void Receive(string id, DateTimeOffset? timestamp)
    {
        lock (_gate)
        {
            var place = PlaceOf(id);
            _entries[place].Since = _skew.ReceivedAt(timestamp, _time.GetUtcNow()).ToUnixTimeMilliseconds();
            Write(place);
        }
    }

    /// <summary>The newest event of a conversation, other than a message, that can be answered; null if none is known.</summary>
    public string? NewestEventIn(Target conversation) => _events.In(conversation);

    /// <summary>
    /// An event that an earlier process did not finish is handled again: whoever answered it then gets the same numbers, in their order, so that the platform
    /// drops the replies that it has.
    /// </summary>
    public void Repeat(string id)
    {
        lock (_gate)
        {
            if (_places.TryGetValue(IdHash.Of(id), out var place))
            {
                ref var entry = ref _entries[place];
                (entry.Again, entry.Used) = ((1 << Math.Min(entry.Last, KnownNumbers)) - 1, 0);
                Write(place);
            }
        }
    }

    /// <summary>What a plugin or script is called here.</summary>
    public static byte OwnerOf(string name) => (byte)(1 + (IdHash.Of(name) % byte.MaxValue));

    /// <summary>What is left of the right to answer.</summary>
    public RepliesLeft Left(string id, Scene scene)
    {
        lock (_gate)
        {
            return _places.TryGetValue(IdHash.Of(id), out var place) ? LeftOf(_entries[place], LimitOf(scene)) : new(LimitOf(scene).Count, null);
        }
    }

    /// <summary>Takes the next number.</summary>
    /// <param name="counts">Whether the reply takes one of those that are left: the sign of typing does not, nor a number in place of one that was refused.</param>
    /// <param name="owner">Who answers, as <see cref="OwnerOf"/> says it. A number of an earlier process is given to no other; 0 gets a new one always.</param>
    /// <returns>Null where no reply is left, or the time is over.</returns>
    public ReplyNumber? Take(string id, Scene scene, bool counts = true, byte owner = 0)
    {
        lock (_gate)
        {
            var place = PlaceOf(id);
            ref var entry = ref _entries[place];
            if (counts && !LeftOf(entry, LimitOf(scene)).Any)
            {
                return null;
            }

            var again = owner == 0 ? 0 : entry.TakeAgain(owner);
            var seq = again > 0 ? again : entry.TakeNext(owner);
            entry.Used += counts ? 1 : 0;
            Write(place);
            return new ReplyNumber(seq, again > 0, counts);
        }
    }

    /// <summary>A reply certainly did not arrive: it does not count. Its number stays used.</summary>
    public void GiveBack(string id) => Change(id, static (ref Entry entry) => entry.Used = Math.Max(0, entry.Used - 1));

    /// <summary>The platform says that no further reply to this is taken.</summary>
    public void Close(string id) => Change(id, static (ref Entry entry) => entry.Used = Closed);

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _events.Dispose();
            _view?.Dispose();
            _file?.Dispose();
        }
    }

    private delegate void Changing(ref Entry entry);

    private void Change(string id, Changing change)
    {
        lock (_gate)
        {
            if (_places.TryGetValue(IdHash.Of(id), out var place))
            {
                change(ref _entries[place]);
                Write(place);
            }
        }
    }

    private RepliesLeft LeftOf(in Entry entry, ReplyLimit limit)
    {
        var ends = DateTimeOffset.FromUnixTimeMilliseconds(entry.Since) + limit.Window;
        var isOver = entry.Used >= Closed || _time.GetUtcNow() >= ends;
        return new RepliesLeft(isOver ? 0 : limit.Count is { } count ? Math.Max(0, count - entry.Used) : null, ends);
    }

    private ReplyLimit LimitOf(Scene scene) => _limits.Of(scene).Replies;

    private int PlaceOf(string id)
    {
        var key = IdHash.Of(id);
        ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(_places, key, out var isKnown);
        if (isKnown)
        {
            return place;
        }

        var taken = place = _next;
        _next = (_next + 1) % _entries.Length;
        if (_entries[taken].Key is not 0 and var oldest)
        {
            _places.Remove(oldest);
        }

        _entries[taken] = new Entry { Key = key, Since = _time.GetUtcNow().ToUnixTimeMilliseconds() };
        return taken;
    }

    private void Write(int place)
    {
        if (_view is not null && !_disposed)
        {
            _view.Write(HeaderBytes + ((long)place * Unsafe.SizeOf<Entry>()), ref _entries[place]);
            _view.Write(sizeof(ulong), (long)_next);
        }
    }

    private void Load()
    {
        if (_view!.ReadUInt64(0) != Magic)
        {
            _view.WriteArray(HeaderBytes, _entries, 0, _entries.Length);
            _view.Write(sizeof(ulong), 0L);
            _view.Write(0, Magic);
            return;
        }

        _view.ReadArray(HeaderBytes, _entries, 0, _entries.Length);
        _next = (int)((ulong)_view.ReadInt64(sizeof(ulong)) % (ulong)_entries.Length);
        for (var place = 0; place < _entries.Length; place++)
        {
            if (_entries[place].Key is not 0 and var key)
            {
                _places[key] = place;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Path} cannot be used: {Reason} The bot goes on; after a restart it does not know which replies it sent")]
    private static partial void LogMemoryOnly(ILogger log, string path, string reason);

    [StructLayout(LayoutKind.Sequential)]
    private struct Entry
    {
        public ulong Key;
        public long Since;

        // A byte for each of the first numbers: who took it.
        public ulong Owners;
        public int Last;
        public int Used;

        // A bit for each of these that an earlier process took and this one has not yet.
        public int Again;

        public int TakeNext(byte owner)
        {
            if (Last < KnownNumbers)
            {
                Owners |= (ulong)owner << (Last * 8);
            }

            return ++Last;
        }

        /// <returns>0 where there is none.</returns>
        public int TakeAgain(byte owner)
        {
            for (var i = 0; Again >> i != 0; i++)
            {
                if ((Again >> i & 1) != 0 && (byte)(Owners >> (i * 8)) == owner)
                {
                    Again &= ~(1 << i);
                    return i + 1;
                }
            }

            return 0;
        }
    }
}
