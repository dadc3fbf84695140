using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace QQBotKit.Core.Storage;

/// <summary>
/// What is known of many things, by their keys: so many of them, in a mapped file where there is one, so that writing waits for no disk and a process that is
/// killed forgets nothing. What was not looked at for long makes room. Used by one thread at a time.
/// </summary>
internal sealed class MappedTable<T> : IDisposable where T : unmanaged
{
    private const int HeaderBytes = 16;
    private readonly Dictionary<ulong, int> _places = [];
    private readonly Slot[] _slots;

    // The second chance of a place: who is passed by loses it, and a look gives it back.
    private readonly bool[] _looked;
    private readonly MemoryMappedFile? _file;
    private readonly MemoryMappedViewAccessor? _view;
    private bool _disposed;
    private int _hand;

    /// <param name="capacity">How many things.</param>
    /// <param name="magic">What a file begins with that holds such a table; one that begins otherwise is emptied.</param>
    /// <param name="path">The file; null keeps the table in memory alone.</param>
    /// <exception cref="IOException">The file cannot be used.</exception>
    public MappedTable(int capacity, ulong magic, string? path)
    {
        (_slots, _looked) = (new Slot[capacity], new bool[capacity]);
        if (path is null)
        {
            return;
        }

        _file = MappedFiles.Open(path, HeaderBytes + ((long)capacity * Unsafe.SizeOf<Slot>()), keep: true);
        _view = _file.CreateViewAccessor();
        if (_view.ReadUInt64(0) == magic)
        {
            Load();
        }
        else
        {
            _view.WriteArray(HeaderBytes, _slots, 0, capacity);
            _view.Write(sizeof(ulong), 0L);
            _view.Write(0, magic);
        }
    }

    /// <summary>What is known at a place. It is kept by <see cref="Write"/> only.</summary>
    public ref T this[int place] => ref _slots[place].Value;

    /// <summary>Where a thing is; -1 where nothing is known of it.</summary>
    public int Find(ulong key)
    {
        if (!_places.TryGetValue(NotZero(key), out var place))
        {
            return -1;
        }

        _looked[place] = true;
        return place;
    }

    /// <summary>Where a thing is, or a place for it; whatever was there before may be gone from it then.</summary>
    public int FindOrAdd(ulong key)
    {
        if (Find(key) is >= 0 and var known)
        {
            return known;
        }

        while (_looked[_hand])
        {
            _looked[_hand] = false;
            _hand = (_hand + 1) % _slots.Length;
        }

        var place = _hand;
        _hand = (_hand + 1) % _slots.Length;
        _places.Remove(_slots[place].Key);
        _slots[place] = new Slot { Key = NotZero(key) };
        _places[NotZero(key)] = place;
        _looked[place] = true;
        return place;
    }

    /// <summary>Whether anything is known that is so.</summary>
    public bool Any(Func<T, bool> isSo) => _places.Values.Any(place => isSo(_slots[place].Value));

    /// <summary>Keeps what is at a place.</summary>
    public void Write(int place)
    {
        if (_view is not null && !_disposed)
        {
            _view.Write(HeaderBytes + ((long)place * Unsafe.SizeOf<Slot>()), ref _slots[place]);
            _view.Write(sizeof(ulong), (long)_hand);
        }
    }

    public void Dispose()
    {
        _disposed = true;
        _view?.Dispose();
        _file?.Dispose();
    }

    // Zero is an empty place.
    private static ulong NotZero(ulong key) => key == 0 ? 1 : key;

    private void Load()
    {
        _view!.ReadArray(HeaderBytes, _slots, 0, _slots.Length);
        _hand = (int)((ulong)_view.ReadInt64(sizeof(ulong)) % (ulong)_slots.Length);
        for (var place = 0; place < _slots.Length; place++)
        {
            if (_slots[place].Key is not 0 and var key)
            {
                _places[key] = place;
            }
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Slot
    {
        public ulong Key;
        public T Value;
    }
}
