using System.IO.MemoryMappedFiles;
using QQBotKit.Core.Storage;

namespace QQBotKit.Core.Dispatch;

/// <summary>
/// The keys of the events that were accepted lately: a ring of fixed size, in a mapped file where there is one, so that a process that is
/// killed leaves it as it was. Used by one thread at a time.
/// </summary>
internal sealed class RecentIds : IDisposable
{
    private const ulong Magic = 0x3153_4449_5151; // "QQIDS1"
    private const int HeaderBytes = 16;
    private readonly HashSet<ulong> _known = [];
    private readonly int _capacity;
    private readonly MemoryMappedFile? _file;
    private readonly MemoryMappedViewAccessor? _view;
    private readonly ulong[] _ring;
    private int _next;

    /// <param name="capacity">How many are remembered; the oldest are forgotten first.</param>
    /// <param name="path">The file; null keeps them in memory alone.</param>
    /// <exception cref="IOException">The file cannot be used.</exception>
    public RecentIds(int capacity, string? path = null)
    {
        _capacity = capacity;
        _ring = new ulong[capacity];
        if (path is null)
        {
            return;
        }

        _file = MappedFiles.Open(path, HeaderBytes + ((long)capacity * sizeof(ulong)), keep: true);
        _view = _file.CreateViewAccessor();
        if (_view.ReadUInt64(0) == Magic)
        {
            Load();
        }
        else
        {
            _view.WriteArray(HeaderBytes, _ring, 0, capacity);
            _view.Write(sizeof(ulong), 0L);
            _view.Write(0, Magic);
        }
    }

    public bool Contains(ulong key) => _known.Contains(NotZero(key));

    /// <summary>Remembers a key.</summary>
    /// <returns>Whether it is new.</returns>
    public bool TryAdd(ulong key)
    {
        key = NotZero(key);
        if (!_known.Add(key))
        {
            return false;
        }

        if (_ring[_next] is not 0 and var oldest)
        {
            _known.Remove(oldest);
        }

        _ring[_next] = key;
        _view?.Write(HeaderBytes + ((long)_next * sizeof(ulong)), key);
        _next = (_next + 1) % _capacity;
        _view?.Write(sizeof(ulong), (long)_next);
        return true;
    }

    public void Dispose()
    {
        _view?.Dispose();
        _file?.Dispose();
    }

    // Zero is an empty place.
    private static ulong NotZero(ulong key) => key == 0 ? 1 : key;

    private void Load()
    {
        _view!.ReadArray(HeaderBytes, _ring, 0, _capacity);
        _next = (int)((ulong)_view.ReadInt64(sizeof(ulong)) % (ulong)_capacity);
        foreach (var key in _ring)
        {
            if (key != 0)
            {
                _known.Add(key);
            }
        }
    }
}
