using System.IO.MemoryMappedFiles;
using System.Text;
using QQBotKit.Api;
using QQBotKit.Core.Storage;

namespace QQBotKit.Core.Delivery.Replies;

/// <summary>
/// The newest event of each conversation, other than a message, that can be answered. In a ring in a mapped file where there is one: a button that was
/// pressed a minute ago can be answered by the process that comes after. The rights to answer end within an hour, so that some are enough.
/// </summary>
internal sealed class NewestEvents : IDisposable
{
    /// <summary>How many events are remembered.</summary>
    public const int Capacity = 4096;

    // "QQNEV1"
    private const ulong Magic = 0x3156_454E_5151;
    private const int HeaderBytes = 16;
    private const int RecordBytes = 256;
    private const int LongestId = RecordBytes - sizeof(ulong) - sizeof(int);
    private readonly Lock _gate = new();
    private readonly LeastRecent<ulong, string> _ids = new(Capacity);
    private readonly MemoryMappedFile? _file;
    private readonly MemoryMappedViewAccessor? _view;
    private int _next;
    private bool _disposed;

    /// <param name="path">The file; null keeps them in memory alone.</param>
    /// <exception cref="IOException">It cannot be used.</exception>
    public NewestEvents(string? path)
    {
        if (path is null)
        {
            return;
        }

        _file = MappedFiles.Open(path, HeaderBytes + (Capacity * RecordBytes), keep: true);
        _view = _file.CreateViewAccessor();
        Load();
    }

    /// <summary>The newest event of a conversation; null if none is known.</summary>
    public string? In(Target conversation) => _ids.TryGet(KeyOf(conversation), out var id) ? id : null;

    /// <summary>An event has come.</summary>
    public void Set(Target conversation, string id)
    {
        var key = KeyOf(conversation);
        _ids.Set(key, id);
        Span<byte> text = stackalloc byte[LongestId];
        if (_view is null || !Encoding.UTF8.TryGetBytes(id, text, out var length))
        {
            return;
        }

        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            // The key last: a process that is killed leaves either a record or none.
            var place = PlaceOf(_next);
            var record = _view.SafeMemoryMappedViewHandle;
            _view.Write(place, 0UL);
            _view.Write(place + sizeof(ulong), length);
            record.WriteSpan<byte>((ulong)(_view.PointerOffset + place + sizeof(ulong) + sizeof(int)), text[..length]);
            _view.Write(place, key);
            _next = (_next + 1) % Capacity;
            _view.Write(sizeof(ulong), (long)_next);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _view?.Dispose();
            _file?.Dispose();
        }
    }

    private static ulong KeyOf(Target conversation) => IdHash.Of(conversation.Id, (int)conversation.Scene);

    private static long PlaceOf(int record) => HeaderBytes + ((long)record * RecordBytes);

    private void Load()
    {
        if (_view!.ReadUInt64(0) != Magic)
        {
            for (var record = 0; record < Capacity; record++)
            {
                if (_view.ReadUInt64(PlaceOf(record)) != 0)
                {
                    _view.Write(PlaceOf(record), 0UL);
                }
            }

            _view.Write(sizeof(ulong), 0L);
            _view.Write(0, Magic);
            return;
        }

        // Oldest first.
        _next = (int)((ulong)_view.ReadInt64(sizeof(ulong)) % Capacity);
        var text = new byte[LongestId];
        for (var i = 0; i < Capacity; i++)
        {
            var place = PlaceOf((_next + i) % Capacity);
            if (_view.ReadUInt64(place) is not 0 and var key && _view.ReadInt32(place + sizeof(ulong)) is > 0 and <= LongestId and var length)
            {
                _view.ReadArray(place + sizeof(ulong) + sizeof(int), text, 0, length);
                _ids.Set(key, Encoding.UTF8.GetString(text, 0, length));
            }
        }
    }
}
