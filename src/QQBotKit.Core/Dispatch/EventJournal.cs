using System.Globalization;
using System.IO.Hashing;
using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using QQBotKit.Core.Gateway;
using QQBotKit.Core.Storage;

namespace QQBotKit.Core.Dispatch;

/// <summary>The place of an accepted event in the journal; the default value is that of an event which is in memory alone.</summary>
internal readonly record struct JournalEntry(JournalSegment? Segment, int Offset)
{
    public bool IsKept => Segment is not null;
}

/// <summary>An event that an earlier process accepted and did not finish.</summary>
/// <param name="Frame">The event; it owns its bytes.</param>
/// <param name="Key">By what it is known again.</param>
/// <param name="Attempts">How often a process began with it and ended before it was handled.</param>
internal readonly record struct UnfinishedEvent(Frame Frame, ulong Key, int Attempts);

/// <summary>
/// The events that were accepted and are not handled yet, in mapped files: a write is a copy in memory, and a process that is killed leaves the
/// files as they were. When all events of a file are handled its room is used again. Used by one thread at a time.
/// </summary>
/// <param name="folder">The folder of the files, which is there and belongs to this process alone.</param>
internal sealed class EventJournal(string folder) : IDisposable
{
    /// <summary>More than this is not kept: one conversation that hangs could fill the disk.</summary>
    public const long MaxBytes = 256 * 1024 * 1024;

    private const int SegmentBytes = 4 * 1024 * 1024;
    private const string Extension = ".events";
    private readonly List<JournalSegment> _segments = [];
    private int _lastNumber;
    private long _bytes;

    public bool IsFull => _bytes > MaxBytes;

    /// <summary>Takes the events that earlier processes left, oldest first. Their files stay until <see cref="Forget"/>.</summary>
    public IReadOnlyList<UnfinishedEvent> ReadUnfinished()
    {
        var unfinished = new List<UnfinishedEvent>();
        var known = new HashSet<ulong>();
        foreach (var path in Files())
        {
            foreach (var left in JournalSegment.ReadUnfinished(File.ReadAllBytes(path)))
            {
                // Twice, where a process ended while it took over the events of another one.
                if (known.Add(left.Key))
                {
                    unfinished.Add(left);
                }
            }

            _lastNumber = Math.Max(_lastNumber, Number(path));
        }

        return unfinished;
    }

    /// <summary>Deletes the files of earlier processes; what was unfinished in them must have been added again.</summary>
    public void Forget()
    {
        foreach (var path in Files().Except(_segments.Select(segment => segment.Path)).ToArray())
        {
            File.Delete(path);
        }
    }

    /// <summary>Writes an event down.</summary>
    /// <exception cref="IOException">The disk is full, or the folder cannot be written.</exception>
    public JournalEntry Add(in Frame frame, ulong key, int attempts = 0)
    {
        var size = JournalSegment.SizeOf(frame);
        if (_segments is not [.., var last] || !last.HasRoom(size))
        {
            var capacity = Math.Max(SegmentBytes, size + JournalSegment.Overhead);
            last = new JournalSegment(Path.Combine(folder, $"{_lastNumber + 1:D6}{Extension}"), capacity);
            _lastNumber++;
            _segments.Add(last);
            _bytes += capacity;
        }

        return new JournalEntry(last, last.Add(frame, key, attempts, size));
    }

    /// <summary>Reads an event that was added and is not done.</summary>
    public static Frame Read(JournalEntry entry) => entry.Segment!.Read(entry.Offset);

    /// <summary>The event is handled.</summary>
    public void Complete(JournalEntry entry)
    {
        var segment = entry.Segment!;
        if (!segment.Complete(entry.Offset))
        {
            return;
        }

        if (segment == _segments[^1])
        {
            segment.Reset();
        }
        else
        {
            _segments.Remove(segment);
            _bytes -= segment.Capacity;
            segment.Delete();
        }
    }

    public void Dispose()
    {
        foreach (var segment in _segments)
        {
            // What is finished need not lie about: it is what people wrote.
            if (segment.IsDone)
            {
                segment.Delete();
            }
            else
            {
                segment.Dispose();
            }
        }

        _segments.Clear();
    }

    private IEnumerable<string> Files() => Directory.EnumerateFiles(folder, $"*{Extension}").Order(StringComparer.Ordinal);

    private static int Number(string path) =>
        int.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}

/// <summary>One file of the journal: records one after the other, then a zero.</summary>
internal sealed class JournalSegment : IDisposable
{
    /// <summary>What a file needs besides its records.</summary>
    public const int Overhead = sizeof(int);

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private int _end;
    private int _pending;

    public JournalSegment(string path, int capacity)
    {
        Path = path;
        Capacity = capacity;
        _file = MappedFiles.Open(path, capacity, keep: false);
        _view = _file.CreateViewAccessor();
    }

    private enum RecordState : byte
    {
        Pending = 1,
        Done = 2,
    }

    public string Path { get; }

    public int Capacity { get; }

    public bool IsDone => _pending == 0;

    /// <summary>The bytes that an event takes.</summary>
    public static int SizeOf(in Frame frame) =>
        (Unsafe.SizeOf<Record>() + frame.Type.Length + frame.Id.Length + frame.Data.Length + 7) & ~7;

    /// <summary>The pending records of a file. What a power cut left half written ends it.</summary>
    public static IEnumerable<UnfinishedEvent> ReadUnfinished(byte[] bytes)
    {
        var offset = 0;
        while (TryRead(bytes.AsMemory(offset), out var record, out var frame))
        {
            if (record.State == RecordState.Pending)
            {
                yield return new UnfinishedEvent(frame, record.Key, record.Attempts);
            }

            offset += record.Length;
        }
    }

    public bool HasRoom(int size) => _end + size + Overhead <= Capacity;

    public int Add(in Frame frame, ulong key, int attempts, int size)
    {
        var offset = _end;
        var record = new Record
        {
            State = RecordState.Pending,
            Attempts = (byte)attempts,
            TypeLength = frame.Type.Length,
            IdLength = frame.Id.Length,
            DataLength = frame.Data.Length,
            Key = key,
            Checksum = Checksum(frame),
        };
        var bytes = _view.SafeMemoryMappedViewHandle;
        var at = offset + Unsafe.SizeOf<Record>();
        bytes.WriteSpan((ulong)at, frame.Type.Span);
        at += frame.Type.Length;
        bytes.WriteSpan((ulong)at, frame.Id.Span);
        at += frame.Id.Length;
        bytes.WriteSpan((ulong)at, frame.Data.Span);
        _view.Write(offset + size, 0);

        // The length last: without it the record is not there.
        _view.Write(offset, ref record);
        _view.Write(offset, size);
        _end = offset + size;
        _pending++;
        return offset;
    }

    public Frame Read(int offset)
    {
        var bytes = new byte[_view.ReadInt32(offset)];
        _view.ReadArray(offset, bytes, 0, bytes.Length);
        return TryRead(bytes, out _, out var frame) ? frame : default;
    }

    /// <returns>Whether that was the last one.</returns>
    public bool Complete(int offset)
    {
        _view.Write(offset + (int)Marshal.OffsetOf<Record>(nameof(Record.State)), (byte)RecordState.Done);
        return --_pending == 0;
    }

    public void Reset()
    {
        _view.Write(0, 0);
        _end = 0;
    }

    public void Delete()
    {
        Dispose();
        File.Delete(Path);
    }

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }

    private static bool TryRead(ReadOnlyMemory<byte> bytes, out Record record, out Frame frame)
    {
        frame = default;
        var header = Unsafe.SizeOf<Record>();
        if (!MemoryMarshal.TryRead(bytes.Span, out record) || record.Length < header || record.Length > bytes.Length
            || record.TypeLength < 0 || record.IdLength < 0 || record.DataLength < 0
            || (long)header + record.TypeLength + record.IdLength + record.DataLength > record.Length)
        {
            return false;
        }

        var type = bytes.Slice(header, record.TypeLength);
        var id = bytes.Slice(header + record.TypeLength, record.IdLength);
        var data = bytes.Slice(header + record.TypeLength + record.IdLength, record.DataLength);
        frame = new Frame(Opcode.Dispatch, null, type, id, data);
        return record.Checksum == Checksum(frame);
    }

    private static ulong Checksum(in Frame frame) =>
        XxHash3.HashToUInt64(frame.Data.Span, (long)XxHash3.HashToUInt64(frame.Id.Span, (long)XxHash3.HashToUInt64(frame.Type.Span)));

    [StructLayout(LayoutKind.Sequential)]
    private struct Record
    {
        public int Length;
        public RecordState State;
        public byte Attempts;
        public int TypeLength;
        public int IdLength;
        public int DataLength;
        public ulong Key;
        public ulong Checksum;
    }
}
