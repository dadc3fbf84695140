namespace QQBotKit;

/// <summary>What a file is to the platform. The numbers are its <c>file_type</c>.</summary>
/// <remarks>Platform page: server-inter/message/rich-media.html.</remarks>
public enum MediaKind
{
    /// <summary>A picture: png, jpg, gif, webp or bmp.</summary>
    Image = 1,

    /// <summary>A video: mp4.</summary>
    Video = 2,

    /// <summary>A voice message: silk, mp3, wav or ogg.</summary>
    Voice = 3,

    /// <summary>Any other file.</summary>
    File = 4,
}

/// <summary>How far an upload is.</summary>
/// <param name="BytesSent">The bytes that were sent. It never goes back, and is <paramref name="BytesTotal"/> at the end.</param>
/// <param name="BytesTotal">The size of the whole file.</param>
public readonly record struct MediaProgress(long BytesSent, long BytesTotal);

/// <summary>
/// A picture, video, voice message or file to be sent: where it comes from, and what the platform is told of it. Nothing is read before it is sent.
/// One object can be sent many times, also at the same time; the kit uploads it again only when it must.
/// </summary>
public sealed record Media
{
    private readonly Func<CancellationToken, Task<Stream>>? _open;

    private Media()
    {
    }

    private Media(Func<CancellationToken, Task<Stream>> open) => _open = open;

    /// <summary>What it is; null to find out by the content, and for an address by the file name at its end.</summary>
    public MediaKind? Kind { get; init; }

    /// <summary>The name that people see, and by which the kind is found where the content does not tell; null to make one.</summary>
    public string? FileName { get; init; }

    /// <summary>Is told how far an upload is, in order, on the thread that uploads. It is told nothing when no content has to be sent.</summary>
    public IProgress<MediaProgress>? Progress { get; init; }

    /// <summary>The address from which the platform itself fetches it; null if the content is here.</summary>
    public string? Url { get; private init; }

    /// <summary>The full path of the file; null if it is none.</summary>
    public string? Path { get; private init; }

    /// <summary>What the platform fetches from an address. It must be reachable from the internet, without a login.</summary>
    /// <exception cref="ArgumentException">It is not an absolute http or https address.</exception>
    public static Media FromUrl(string url)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(url);
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            throw new ArgumentException(
                $"\"{Shorten(url)}\" is not an address that the platform can fetch: it begins with http:// or https://. For a file on this machine use {nameof(FromFile)}.",
                nameof(url));
        }

        var name = Uri.UnescapeDataString(address.Segments[^1]);
        return new Media { Url = url, FileName = System.IO.Path.HasExtension(name) ? name : null };
    }

    /// <summary>A file of this machine. It is opened anew for each upload.</summary>
    /// <param name="path">The path; one that is not rooted is taken from the current directory.</param>
    /// <exception cref="ArgumentException">It is not a path.</exception>
    public static Media FromFile(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var full = System.IO.Path.GetFullPath(path);
        return new Media(_ => Task.FromResult<Stream>(
            new FileStream(full, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1, FileOptions.Asynchronous)))
        {
            Path = full,
            FileName = System.IO.Path.GetFileName(full),
        };
    }

    /// <summary>Content that is in memory. It is not copied: it must stay as it is.</summary>
    public static Media FromBytes(ReadOnlyMemory<byte> bytes) => new(_ => Task.FromResult<Stream>(MediaStreams.Of(bytes)));

    /// <summary>
    /// What a stream gives from its present position on. The stream stays open and remains the caller's. One that can seek can be sent
    /// again; another one is read once, into a temporary file.
    /// </summary>
    /// <exception cref="ArgumentException">The stream cannot be read.</exception>
    public static Media FromStream(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return stream.CanRead
            ? new Media(new MediaStreams.Shared(stream).OpenAsync)
            : throw new ArgumentException("The stream cannot be read.", nameof(stream));
    }

    /// <summary>What a stream gives that is opened for each upload, and closed after it: <c>Media.FromStream(ct => http.GetStreamAsync(url, ct))</c>.</summary>
    /// <param name="open">Opens a stream of its own each time, at the first byte of the content.</param>
    public static Media FromStream(Func<CancellationToken, Task<Stream>> open)
    {
        ArgumentNullException.ThrowIfNull(open);
        return new Media(open);
    }

    /// <summary>Opens the content at its first byte. Whoever opens it disposes of what is returned.</summary>
    /// <exception cref="InvalidOperationException">It is an address, or a stream that was read already and cannot seek.</exception>
    public Task<Stream> OpenAsync(CancellationToken cancellationToken = default) => _open is null
        ? Task.FromException<Stream>(new InvalidOperationException("Media from an address has no content here: the platform fetches it."))
        : _open(cancellationToken);

    /// <summary>The kind and the name, for logs. An address is not in it: it may hold a key.</summary>
    public override string ToString() => (Kind, FileName) switch
    {
        ({ } kind, { } name) => $"{kind} {name}",
        (null, { } name) => name,
        ({ } kind, null) => kind.ToString(),
        _ => nameof(Media),
    };

    private static string Shorten(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
