using System.IO.Pipelines;
using System.Security.Cryptography;
using QQBotKit.Simulator.Accounts;
using QQBotKit.Simulator.Messages;
using QQBotKit.Simulator.Rest;
using QQBotKit.Simulator.Rules;

namespace QQBotKit.Simulator.Media;

/// <summary>A chunked upload that was begun.</summary>
/// <param name="Bot">Whose it is.</param>
/// <param name="ForGroups">In which scene it was begun; it ends there.</param>
/// <param name="Type">The <c>file_type</c> that was announced.</param>
/// <param name="Name">The file name.</param>
/// <param name="Size">The announced size.</param>
/// <param name="Digests">The announced digests.</param>
/// <param name="BlockSize">The size of all parts but the last.</param>
/// <param name="Began">When.</param>
internal sealed record Upload(
    Bot Bot, bool ForGroups, int Type, string Name, long Size, Digests Digests, int BlockSize, DateTimeOffset Began) : IDisposable
{
    private readonly Dictionary<int, string> _stored = [];
    private readonly HashSet<int> _confirmed = [];
    private readonly FileContent _content = new();

    public string Id { get; } = Guid.NewGuid().ToString("N");

    /// <summary>What makes the addresses of its parts valid without a token.</summary>
    public string Sign { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>The file with this content that the platform had before: nothing need be sent then.</summary>
    public MediaFile? Known { get; init; }

    /// <summary>What came of it, so that asking twice brings the same.</summary>
    public MediaFile? Merged { get; set; }

    public SemaphoreSlim Merging { get; } = new(1);

    public int Parts => Known is null ? (int)((Size + BlockSize - 1) / BlockSize) : 0;

    public int LengthOf(int part) => (int)Math.Min(BlockSize, Size - (long)part * BlockSize);

    /// <summary>Keeps a part.</summary>
    /// <returns>False when it is not as long as it must be.</returns>
    public async Task<bool> StoreAsync(int part, PipeReader body, CancellationToken cancellationToken)
    {
        var written = await _content.WriteAsync(body, (long)part * BlockSize, LengthOf(part), cancellationToken);
        if (written?.Length != LengthOf(part))
        {
            return false;
        }

        lock (_stored)
        {
            _stored[part] = written.Value.Md5;
        }

        return true;
    }

    /// <summary>Whether a part is here as the client says it has sent it.</summary>
    public bool Has(int part, long length, string? md5)
    {
        lock (_stored)
        {
            return _stored.TryGetValue(part, out var stored) && stored == md5 && length == LengthOf(part);
        }
    }

    public bool IsConfirmed(int part)
    {
        lock (_stored)
        {
            return _confirmed.Contains(part);
        }
    }

    public void Confirm(int part)
    {
        lock (_stored)
        {
            _confirmed.Add(part);
        }
    }

    /// <summary>The whole content, when every part is there and the digests are those that were announced.</summary>
    public async Task<FileContent?> MergeAsync(CancellationToken cancellationToken)
    {
        lock (_stored)
        {
            if (_confirmed.Count != Parts)
            {
                return null;
            }
        }

        return await Digests.OfAsync(_content, cancellationToken) == Digests ? _content : null;
    }

    public void Dispose() => _content.Dispose();
}

/// <summary>The uploads under way, and how much each bot may still upload today. Bounded: the oldest uploads are given up.</summary>
/// <param name="dailyVolume">How many bytes each bot may upload in a day.</param>
/// <param name="book">How strictly that is meant.</param>
/// <param name="time">The clock of that.</param>
internal sealed class Uploads(long dailyVolume, RuleBook book, TimeProvider time)
{
    private const int Most = 64;
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Upload> _byId = [];
    private readonly Dictionary<Bot, (DateOnly Day, long Bytes)> _volumes = [];

    public Upload Begin(Upload upload)
    {
        lock (_gate)
        {
            foreach (var old in _byId.Values.Where(old => time.GetUtcNow() - old.Began > Life).ToArray())
            {
                GiveUp(old);
            }

            if (_byId.Count == Most)
            {
                GiveUp(_byId.Values.MinBy(old => old.Began)!);
            }

            _byId.Add(upload.Id, upload);
            return upload;
        }
    }

    public Upload? Find(string? id)
    {
        lock (_gate)
        {
            return id is not null && _byId.TryGetValue(id, out var upload) && time.GetUtcNow() - upload.Began <= Life ? upload : null;
        }
    }

    /// <summary>Counts bytes against the bot's volume of the day.</summary>
    /// <returns>Why the upload is refused; null when it is not. What is refused is not counted.</returns>
    public PlatformError? Use(Call call, long bytes) =>
        TryUse(call.Bot, bytes, anyway: book.Strictness != SimulatorRules.Strict) ? null : book.Limit(call, null, PlatformError.UploadVolumeUsed);

    private bool TryUse(Bot bot, long bytes, bool anyway)
    {
        var today = DateOnly.FromDateTime(PlatformTime.Now(time).DateTime);
        lock (_gate)
        {
            var used = _volumes.TryGetValue(bot, out var volume) && volume.Day == today ? volume.Bytes : 0;
            var hasRoom = used + bytes <= dailyVolume;
            if (hasRoom || anyway)
            {
                _volumes[bot] = (today, used + bytes);
            }

            return hasRoom;
        }
    }

    private void GiveUp(Upload upload)
    {
        _byId.Remove(upload.Id);

        // A merged content belongs to the store.
        if (upload.Merged is null)
        {
            upload.Dispose();
        }
    }
}
