namespace QQBotKit.Api;

/// <summary>An upload as it was asked for, checked.</summary>
internal sealed record MediaUpload(Target To, Media Media, CheckedMedia Checked, MediaContent Content, MediaDigests Digests)
{
    /// <summary>The announcement of a chunked upload.</summary>
    public PrepareBody ToBody() =>
        new(Checked.Kind, Digests.Size, Checked.FileName, Digests.Md5, Digests.Sha1, Digests.Md5Of10M);
}

/// <summary>Tells how far an upload is: in order, and never back, though parts that fail begin anew.</summary>
internal sealed class UploadProgress(IProgress<MediaProgress>? progress, long total)
{
    private readonly Lock _gate = new();
    private long _sent;
    private long _told = -1;

    /// <summary>Counts bytes that were sent, or, below zero, bytes of a part that failed.</summary>
    public void Add(long bytes)
    {
        if (progress is null)
        {
            return;
        }

        lock (_gate)
        {
            _sent += bytes;
            Tell(_sent);
        }
    }

    /// <summary>Counts from the beginning again.</summary>
    public void Restart()
    {
        lock (_gate)
        {
            _sent = 0;
        }
    }

    /// <summary>Says that all is there.</summary>
    public void End()
    {
        lock (_gate)
        {
            Tell(total);
        }
    }

    private void Tell(long sent)
    {
        if (sent > _told)
        {
            _told = sent;
            progress?.Report(new MediaProgress(sent, total));
        }
    }
}
