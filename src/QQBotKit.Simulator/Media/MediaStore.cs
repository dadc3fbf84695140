using System.Security.Cryptography;

namespace QQBotKit.Simulator.Media;

/// <summary>A file that the platform has, or knows where to find.</summary>
/// <param name="Type">What people see it as.</param>
/// <param name="Name">Its name; may be empty.</param>
/// <param name="Size">Its bytes; null for an address that was not fetched.</param>
internal sealed record MediaFile(int Type, string Name, long? Size)
{
    /// <summary>Its <c>file_uuid</c>.</summary>
    public string Uuid { get; } = Guid.NewGuid().ToString("N");

    /// <summary>Where it was fetched from, or would be; null for one that was uploaded.</summary>
    public string? Source { get; init; }

    /// <summary>The type of its content; null where nothing is known of it.</summary>
    public string? ContentType { get; init; }
}

/// <summary>What an upload is answered with.</summary>
internal readonly record struct IssuedFile(MediaFile File, string FileInfo, long Ttl);

/// <summary>
/// The files of the platform. Bounded: the contents of the oldest go first, and later the files themselves, whose <c>file_info</c> is then invalid.
/// </summary>
/// <param name="capacity">How many bytes of contents are kept.</param>
/// <param name="life">How long a <c>file_info</c> is valid; zero for ever.</param>
/// <param name="time">The clock of that.</param>
internal sealed class MediaStore(long capacity, TimeSpan life, TimeProvider time)
{
    private const int MostFiles = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, FileContent> _contents = [];
    private readonly Dictionary<(Digests Digests, long Size), MediaFile> _known = [];
    private readonly Queue<(MediaFile File, long Size, Digests? Digests)> _order = new();
    private readonly Dictionary<string, (MediaFile File, bool ForGroups, DateTimeOffset End)> _issued = [];
    private readonly Queue<string> _issueOrder = new();
    private long _kept;

    /// <summary>Keeps the content of a file, which becomes the store's.</summary>
    public void Keep(MediaFile file, FileContent content, Digests? digests = null)
    {
        var size = content.Size;
        lock (_gate)
        {
            _contents[file.Uuid] = content;
            _order.Enqueue((file, size, digests));
            if (digests is not null)
            {
                _known[(digests, size)] = file;
            }

            for (_kept += size; _kept > capacity;)
            {
                var oldest = _order.Dequeue();
                _kept -= oldest.Size;
                _contents.Remove(oldest.File.Uuid, out var dropped);
                dropped?.Dispose();
                if (oldest.Digests is not null && _known.GetValueOrDefault((oldest.Digests, oldest.Size)) == oldest.File)
                {
                    _known.Remove((oldest.Digests, oldest.Size));
                }
            }
        }
    }

    /// <summary>Makes the <c>file_info</c> by which a file is sent in one of the two scenes.</summary>
    public IssuedFile Issue(MediaFile file, bool forGroups)
    {
        var info = Convert.ToBase64String(RandomNumberGenerator.GetBytes(48));
        lock (_gate)
        {
            _issued[info] = (file, forGroups, life == TimeSpan.Zero ? DateTimeOffset.MaxValue : time.GetUtcNow() + life);
            _issueOrder.Enqueue(info);
            if (_issueOrder.Count > MostFiles)
            {
                _issued.Remove(_issueOrder.Dequeue());
            }
        }

        return new(file, info, (long)life.TotalSeconds);
    }

    /// <summary>The file of a <c>file_info</c>; null when it is none, is too old or belongs to the other scene.</summary>
    public MediaFile? Find(string? info, bool forGroups)
    {
        lock (_gate)
        {
            return info is not null && _issued.TryGetValue(info, out var issued) && issued.ForGroups == forGroups && time.GetUtcNow() < issued.End
                ? issued.File
                : null;
        }
    }

    /// <summary>The content of a file; null when it is not kept, or no longer.</summary>
    public FileContent? ContentOf(string uuid)
    {
        lock (_gate)
        {
            return _contents.GetValueOrDefault(uuid);
        }
    }

    /// <summary>A file with these digests whose content is here; null when there is none.</summary>
    public MediaFile? Known(Digests digests, long size)
    {
        lock (_gate)
        {
            return _known.GetValueOrDefault((digests, size));
        }
    }
}
