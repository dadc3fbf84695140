namespace QQBotKit.Api;

/// <summary>What makes two uploads the same. The name counts where people see it.</summary>
internal readonly record struct MediaKey(bool ForGroups, MediaKind Kind, MediaDigests Digests, string? Name)
{
    public static MediaKey Of(Target to, CheckedMedia media, MediaDigests digests) =>
        new(to.Scene == Scene.Group, media.Kind, digests, media.Kind == MediaKind.File ? media.FileName : null);
}

/// <summary>What is remembered of one content in one scene: its <c>file_info</c> while that is valid, and an upload that is not finished.</summary>
internal sealed class MediaEntry
{
    // The platform may count from a little earlier than we do, and the message still has to arrive.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim _turn = new(1);
    private volatile Issued? _issued;

    /// <summary>The chunked upload that broke; null if there is none. For who has the turn.</summary>
    public UnfinishedUpload? Unfinished { get; set; }

    /// <summary>Takes turns: of those who upload the same at once one does, and the others then find it here.</summary>
    public async ValueTask<Turn> EnterAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Turn(_turn);
    }

    /// <summary>What was uploaded; null when there is nothing, or it is valid no longer.</summary>
    public UploadedMedia? Valid(TimeProvider time) => _issued is { } issued && (issued.Life is not { } life || time.GetElapsedTime(issued.Since) < life)
        ? issued.Media
        : null;

    /// <summary>Remembers what was uploaded.</summary>
    /// <param name="file">The answer of the platform.</param>
    /// <param name="since">When it was asked for.</param>
    /// <param name="kind">What it was uploaded as.</param>
    /// <param name="notice">What its sender should know.</param>
    public UploadedMedia Remember(UploadedFile file, long since, MediaKind kind, BothLanguages? notice)
    {
        var media = new UploadedMedia(file.FileInfo, kind, notice) { Entry = this };
        _issued = new Issued(media, since, file.Ttl > 0 ? TimeSpan.FromSeconds(file.Ttl) - Margin : null);
        return media;
    }

    /// <summary>Forgets what was uploaded, if it is still this.</summary>
    public void Forget(UploadedMedia media)
    {
        var issued = _issued;
        if (issued?.Media == media)
        {
            Interlocked.CompareExchange(ref _issued, null, issued);
        }
    }

    private sealed record Issued(UploadedMedia Media, long Since, TimeSpan? Life);

    public readonly struct Turn(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
