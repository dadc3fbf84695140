using System.Buffers;
using System.Net;

namespace QQBotKit.Api;

/// <summary>How a <see cref="MediaUploader"/> goes about it.</summary>
public sealed record MediaUploaderOptions
{
    /// <summary>Up to so many bytes a file goes in one call, as base64; above, in parts. 4 MB.</summary>
    public int LargestInline { get; init; } = 4 * 1024 * 1024;

    /// <summary>How many uploads are remembered, to be used again. 1000.</summary>
    public int Remembered { get; init; } = 1000;

    /// <summary>The clock of waits and of what is remembered.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>A file that is ready to be sent.</summary>
/// <param name="FileInfo">By what it is sent (<see cref="MessageMedia"/>).</param>
/// <param name="Kind">What it was uploaded as.</param>
/// <param name="Notice">
/// What the sender should know: that people get it as a file, because it is larger than the platform shows. Null if there is nothing to know.
/// </param>
public sealed record UploadedMedia(string FileInfo, MediaKind Kind, BothLanguages? Notice)
{
    internal MediaEntry? Entry { get; init; }

    /// <summary>Makes sure that it is not used again, and the same content is uploaded anew. For a file that the platform refuses in a message (304080).</summary>
    public void Forget() => Entry?.Forget(this);
}

/// <summary>
/// Uploads media for groups and C2C: checks kind and size first, sends small files in one call and large ones in parts, repeats parts that fail, and
/// uses what it has uploaded again for as long as the platform lets it. One for each bot; for many threads.
/// </summary>
/// <remarks>
/// <code>
/// using var uploader = new MediaUploader(api);
/// var file = await uploader.UploadAsync(Target.Group(openid), Media.FromFile("holiday.mp4"));
/// await api.Messages.SendToGroupAsync(openid, new() { Type = MessageType.Media, Content = "", Media = new(file.FileInfo) });
/// </code>
/// A file is never in memory as a whole unless it is small enough for one call. Of media with the same content that are sent at the same time one is
/// uploaded, and the others use it. An upload that broke goes on where it was, if the same content is sent to the same place within an hour.
/// Platform page: server-inter/message/rich-media.html.
/// </remarks>
public sealed class MediaUploader : IDisposable
{
    private readonly MediaApi _api;
    private readonly TimeProvider _time;
    private readonly PartUploader _parts;
    private readonly LeastRecent<MediaKey, MediaEntry> _entries;
    private readonly LeastRecent<string, KnownFile> _files;
    private long _largestInline;

    /// <summary>Makes an uploader.</summary>
    /// <param name="api">The calls. Its client puts the token on them.</param>
    /// <param name="options">How it goes about it.</param>
    /// <param name="parts">
    /// What sends the parts of large files to the addresses that the platform gives, without a token; null for a handler of its own. It is not disposed.
    /// </param>
    public MediaUploader(QQBotApi api, MediaUploaderOptions? options = null, HttpMessageHandler? parts = null)
    {
        ArgumentNullException.ThrowIfNull(api);
        options ??= new MediaUploaderOptions();
        _api = api.Media;
        _time = options.Time;
        _parts = new PartUploader(_api, options.Time, parts);
        _entries = new(options.Remembered);
        _files = new(options.Remembered);
        _largestInline = options.LargestInline;
    }

    /// <summary>Makes media ready to be sent to a group or a person.</summary>
    /// <exception cref="MediaException">It cannot be sent as it is, cannot be read, or its parts cannot be sent.</exception>
    /// <exception cref="QQApiException">The platform refused it.</exception>
    /// <exception cref="ArgumentException"><paramref name="to"/> is in a guild.</exception>
    public async Task<UploadedMedia> UploadAsync(Target to, Media media, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(media);
        if (media.Url is { } url)
        {
            // What an address gives may change from one call to the next, so it is not remembered.
            var address = MediaCheck.Address(media);
            var body = new UploadBody(address.Kind) { Url = url, FileName = address.FileName };
            return new UploadedMedia((await _api.UploadAsync(to, body, cancellationToken).ConfigureAwait(false)).FileInfo, address.Kind, null);
        }

        // Where a file has not changed since it was last read, what it contains is known without reading it.
        var stamp = FileStamp.Of(media.Path);
        var known = media.Path is not null && _files.TryGet(media.Path, out var last) && last.Stamp == stamp ? last : null;
        if (known is not null && Find(to, MediaCheck.Content(media, known.Format, known.Digests.Size), known.Digests).Valid(_time) is { } uploaded)
        {
            return uploaded;
        }

        var content = await MediaContent.OpenAsync(media, cancellationToken).ConfigureAwait(false);
        await using (content.ConfigureAwait(false))
        {
            var format = await content.FormatAsync(cancellationToken).ConfigureAwait(false);
            var checkedMedia = MediaCheck.Content(media, format, content.Size);
            var digests = known?.Digests ?? await content.DigestAsync(cancellationToken).ConfigureAwait(false);
            if (media.Path is not null && stamp is not null)
            {
                _files.Set(media.Path, new KnownFile(stamp, format, digests));
            }

            var upload = new MediaUpload(to, media, checkedMedia, content, digests);
            var entry = Find(to, checkedMedia, digests);
            using (await entry.EnterAsync(cancellationToken).ConfigureAwait(false))
            {
                return entry.Valid(_time) ?? await UploadAsync(upload, entry, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Ends the connections of its own.</summary>
    public void Dispose() => _parts.Dispose();

    private MediaEntry Find(Target to, CheckedMedia media, MediaDigests digests) =>
        _entries.GetOrAdd(MediaKey.Of(to, media, digests), static () => new MediaEntry());

    private async Task<UploadedMedia> UploadAsync(MediaUpload upload, MediaEntry entry, CancellationToken cancellationToken)
    {
        var since = _time.GetTimestamp();
        var progress = new UploadProgress(upload.Media.Progress, upload.Content.Size);
        var file = upload.Content.Size <= Interlocked.Read(ref _largestInline) && entry.Unfinished is null
            ? await UploadInlineAsync(upload, cancellationToken).ConfigureAwait(false)
            : null;
        file ??= await _parts.UploadAsync(upload, entry, progress, cancellationToken).ConfigureAwait(false);
        progress.End();
        return entry.Remember(file, since, upload.Checked.Kind, MediaCheck.Notice(upload.Media, upload.Checked.Kind, upload.Content.Size));
    }

    /// <summary>Uploads in one call.</summary>
    /// <returns>Null where the platform does not take the file in this way.</returns>
    private async Task<UploadedFile?> UploadInlineAsync(MediaUpload upload, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent((int)upload.Content.Size);
        try
        {
            var bytes = buffer.AsMemory(0, (int)upload.Content.Size);
            await upload.Content.ReadAsync(bytes, 0, cancellationToken).ConfigureAwait(false);
            var body = new UploadBody(upload.Checked.Kind) { FileData = bytes, FileName = upload.Checked.FileName };
            return await _api.UploadAsync(upload.To, body, cancellationToken).ConfigureAwait(false);
        }
        catch (QQApiException refused) when (refused.HttpStatus == HttpStatusCode.RequestEntityTooLarge)
        {
            Interlocked.Exchange(ref _largestInline, upload.Content.Size - 1);
            return null;
        }

        // No such operation, a malformed request, no address to fetch from: the platform's pages of 2026 do not have base64 any more.
        catch (QQApiException refused) when (refused.Code is 10000 or 12002 or 850026)
        {
            Interlocked.Exchange(ref _largestInline, -1);
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>What is known of a file as long as it does not change.</summary>
    private sealed record KnownFile(FileStamp Stamp, MediaFormat? Format, MediaDigests Digests);

    private sealed record FileStamp(long Size, DateTime Changed)
    {
        public static FileStamp? Of(string? path) => path is not null && new FileInfo(path) is { Exists: true } file
            ? new FileStamp(file.Length, file.LastWriteTimeUtc)
            : null;
    }
}
