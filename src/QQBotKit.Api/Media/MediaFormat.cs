namespace QQBotKit.Api;

/// <summary>What the platform takes of a kind, and up to which size. It changes these, so they are data.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Name">The kind in words.</param>
/// <param name="Formats">The formats that it takes, in words.</param>
/// <param name="SoftLimit">Above so many bytes people get it as a file.</param>
/// <param name="HardLimit">Above so many bytes the platform refuses it.</param>
internal sealed record MediaRule(MediaKind Kind, BothLanguages Name, string Formats, long SoftLimit, long HardLimit)
{
    private const long MB = 1024 * 1024;

    // Platform page: server-inter/message/rich-media.html.
    private static readonly MediaRule[] All =
    [
        new(MediaKind.Image, new("picture", "图片"), "png, jpg, gif, webp, bmp", 20 * MB, 200 * MB),
        new(MediaKind.Video, new("video", "视频"), "mp4", 30 * MB, 200 * MB),
        new(MediaKind.Voice, new("voice message", "语音"), "silk, mp3, wav, ogg", 20 * MB, 200 * MB),
        new(MediaKind.File, new("file", "文件"), "*", 200 * MB, 200 * MB),
    ];

    public static MediaRule Of(MediaKind kind) => Array.Find(All, rule => rule.Kind == kind)
        ?? throw new ArgumentOutOfRangeException(nameof(kind), kind, "The platform knows images, videos, voice messages and files.");
}

/// <summary>A format that the platform shows as more than a file, known by its first bytes.</summary>
/// <param name="Kind">What a file of it is.</param>
/// <param name="Extension">The usual end of its names.</param>
/// <param name="ContentType">Its MIME type.</param>
internal sealed record MediaFormat(MediaKind Kind, string Extension, string ContentType)
{
    /// <summary>How many bytes of a file tell its format.</summary>
    public const int HeadLength = 12;

    public static readonly MediaFormat Png = new(MediaKind.Image, ".png", "image/png");
    public static readonly MediaFormat Jpg = new(MediaKind.Image, ".jpg", "image/jpeg");
    public static readonly MediaFormat Gif = new(MediaKind.Image, ".gif", "image/gif");
    public static readonly MediaFormat Webp = new(MediaKind.Image, ".webp", "image/webp");
    public static readonly MediaFormat Bmp = new(MediaKind.Image, ".bmp", "image/bmp");
    public static readonly MediaFormat Mp4 = new(MediaKind.Video, ".mp4", "video/mp4");
    public static readonly MediaFormat Silk = new(MediaKind.Voice, ".silk", "audio/silk");
    public static readonly MediaFormat Mp3 = new(MediaKind.Voice, ".mp3", "audio/mpeg");
    public static readonly MediaFormat Wav = new(MediaKind.Voice, ".wav", "audio/wav");
    public static readonly MediaFormat Ogg = new(MediaKind.Voice, ".ogg", "audio/ogg");

    private static readonly MediaFormat[] All = [Png, Jpg, Gif, Webp, Bmp, Mp4, Silk, Mp3, Wav, Ogg];

    /// <summary>The format of a content by its first bytes; null for one that is none of these.</summary>
    public static MediaFormat? Of(ReadOnlySpan<byte> head) => head switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => Png,
        [0xFF, 0xD8, 0xFF, ..] => Jpg,
        _ when head.StartsWith("GIF8"u8) => Gif,
        _ when head.StartsWith("BM"u8) => Bmp,
        _ when head.Length >= HeadLength && head.StartsWith("RIFF"u8) && head[8..].StartsWith("WEBP"u8) => Webp,
        _ when head.Length >= HeadLength && head.StartsWith("RIFF"u8) && head[8..].StartsWith("WAVE"u8) => Wav,
        _ when head.Length >= HeadLength && head[4..].StartsWith("ftyp"u8) && !IsOtherBrand(head[8..]) => Mp4,

        // What QQ itself records has one byte before the name of the format.
        _ when head.StartsWith("#!SILK"u8) || head is [2, ..] && head[1..].StartsWith("#!SILK"u8) => Silk,
        _ when head.StartsWith("ID3"u8) => Mp3,

        // A frame of MPEG audio, layer 3.
        [0xFF, 0xFB or 0xFA or 0xF3 or 0xF2 or 0xE3 or 0xE2, ..] => Mp3,
        _ when head.StartsWith("OggS"u8) => Ogg,
        _ => null,
    };

    /// <summary>The format by the end of a file name; null for one that is none of these.</summary>
    public static MediaFormat? OfName(string? name) => Path.GetExtension(name)?.ToLowerInvariant() switch
    {
        null or "" => null,
        ".jpeg" => Jpg,
        var extension => Array.Find(All, format => format.Extension == extension),
    };

    // The same container holds QuickTime films, sound alone and pictures, none of which the platform plays.
    private static bool IsOtherBrand(ReadOnlySpan<byte> brand) =>
        brand.StartsWith("qt"u8) || brand.StartsWith("M4A"u8) || brand.StartsWith("M4B"u8)
        || brand.StartsWith("hei"u8) || brand.StartsWith("mif1"u8) || brand.StartsWith("avif"u8);
}
