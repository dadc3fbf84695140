using System.IO.MemoryMappedFiles;

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

/// <summary>Files that are mapped into memory.</summary>
internal static class MappedFiles
{
    /// <summary>Opens a file of a fixed size, all of which is on the disk: writing to a mapped page that the disk has no room for would end the process.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bytes">Its size.</param>
    /// <param name="keep">Whether a file of this size that is there already is kept.</param>
    /// <exception cref="IOException">It cannot be made, or the disk is full.</exception>
    public static MemoryMappedFile Open(string path, long bytes, bool keep)
    {
        var isThere = keep && new FileInfo(path) is { Exists: true, Length: var length } && length == bytes;
        var stream = new FileStream(path, new FileStreamOptions
        {
            Mode = isThere ? FileMode.Open : FileMode.Create,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read,
            PreallocationSize = isThere ? 0 : bytes,
            BufferSize = 0,
        });
        try
        {
            stream.SetLength(bytes);
            return MemoryMappedFile.CreateFromFile(stream, null, bytes, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }
}
