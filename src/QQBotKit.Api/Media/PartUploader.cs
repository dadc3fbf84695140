using System.Globalization;

namespace QQBotKit.Api;

/// <summary>A chunked upload and which of its parts the platform has.</summary>
internal sealed record UnfinishedUpload(Target To, PreparedUpload Plan, IReadOnlyList<PartRange> Parts, long Began)
{
    // How long the addresses of the parts are good is nowhere said. If they are not, the upload begins anew.
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    public bool[] Confirmed { get; } = new bool[Parts.Count];

    public bool IsFresh(TimeProvider time) => time.GetElapsedTime(Began) < Life;
}

/// <summary>A part of a file: where in the file it is follows from its place among the parts.</summary>
internal readonly record struct PartRange(UploadPart Part, long Offset, long Length)
{
    /// <summary>Lays the parts over a file.</summary>
    /// <exception cref="MediaException">They do not cover it.</exception>
    public static IReadOnlyList<PartRange> Of(PreparedUpload plan, long size)
    {
        var ranges = new List<PartRange>(plan.Parts.Count);
        var offset = 0L;
        foreach (var part in plan.Parts)
        {
            var length = Math.Min(part.BlockSize > 0 ? part.BlockSize : plan.BlockSize, size - offset);
            if (length <= 0 || !Uri.TryCreate(part.PresignedUrl, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            {
                throw Misfit(plan, size);
            }

            ranges.Add(new PartRange(part, offset, length));
            offset += length;
        }

        return offset == size || ranges.Count == 0 ? ranges : throw Misfit(plan, size);
    }

    private static MediaException Misfit(PreparedUpload plan, long size)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{plan.Parts.Count} × {plan.BlockSize}, {size}");
        return new MediaException(new(
            $"The platform's plan for the upload does not fit the file ({text}). Try again later.", $"平台返回的分片方案与文件大小不符（{text}）。请稍后重试。"));
    }
}

/// <summary>Uploads files in parts. Parts that fail are sent again; an upload that broke goes on with the parts that are missing.</summary>
internal sealed class PartUploader(MediaApi api, TimeProvider time, HttpMessageHandler? handler) : IDisposable
{
    private const int VolumeUsed = 40093002;
    private const int MostAtOnce = 8;

    private readonly PartSender _sender = new(api, time, handler);

    /// <summary>Uploads a file, or what is missing of it. Called by who has the turn.</summary>
    public async Task<UploadedFile> UploadAsync(MediaUpload upload, MediaEntry entry, UploadProgress progress, CancellationToken cancellationToken)
    {
        if (entry.Unfinished is { } broken && broken.To == upload.To && broken.IsFresh(time))
        {
            try
            {
                return await FinishAsync(upload, broken, entry, progress, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is MediaException { InnerException: PartFailedException { MayPass: false } } or QQApiException { Code: not VolumeUsed })
            {
                // The platform does not know the upload any more, or the addresses of its parts are too old.
                progress.Restart();
            }
        }

        var began = time.GetTimestamp();
        var plan = await api.PrepareAsync(upload.To, upload.ToBody(), cancellationToken).ConfigureAwait(false);
        entry.Unfinished = new UnfinishedUpload(upload.To, plan, PartRange.Of(plan, upload.Digests.Size), began);
        return await FinishAsync(upload, entry.Unfinished, entry, progress, cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => _sender.Dispose();

    private async Task<UploadedFile> FinishAsync(
        MediaUpload upload, UnfinishedUpload state, MediaEntry entry, UploadProgress progress, CancellationToken cancellationToken)
    {
        var retry = new PartRetry(state.Plan.UploadConfig, time);
        var missing = Enumerable.Range(0, state.Parts.Count).Where(i => !state.Confirmed[i]).ToArray();
        progress.Add(state.Parts.Where((_, i) => state.Confirmed[i]).Sum(part => part.Length));
        var atOnce = new ParallelOptions
        {
            MaxDegreeOfParallelism = Math.Min(state.Plan.UploadConfig.Concurrency, MostAtOnce),
            CancellationToken = cancellationToken,
        };
        await Parallel.ForEachAsync(missing, atOnce, async (i, stop) =>
        {
            await _sender.SendAsync(upload, state, i, retry, progress, stop).ConfigureAwait(false);
            state.Confirmed[i] = true;
        }).ConfigureAwait(false);

        var body = new UploadBody(upload.Checked.Kind) { UploadId = state.Plan.UploadId, FileName = upload.Checked.FileName };
        var file = await retry.RunAsync(
            stop => api.UploadAsync(upload.To, body, stop), static _ => { }, cancellationToken).ConfigureAwait(false);
        entry.Unfinished = null;
        return file;
    }
}
