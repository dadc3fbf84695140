using QQBotKit.Limits;

namespace QQBotKit.Simulator.Media;

/// <summary>The kinds of files that the platform tells apart: its <c>file_type</c>.</summary>
internal static class FileType
{
    public const int Image = 1;
    public const int Video = 2;
    public const int Voice = 3;
    public const int File = 4;

    public static string NameOf(int type) => type switch
    {
        Image => "image",
        Video => "video",
        Voice => "voice",
        _ => "file",
    };
}

/// <summary>What the platform takes, and as what. (Platform page: server-inter/message/rich-media.html.)</summary>
internal static class MediaFormats
{
    /// <summary>How much of a file tells its format.</summary>
    public const int HeadLength = 16;

    /// <summary>What people get: above its soft limit an item arrives as a file.</summary>
    public static int ShownAs(PlatformLimits limits, int type, long size) => size > LimitOf(limits, type).Soft ? FileType.File : type;

    /// <summary>The sizes of one kind.</summary>
    public static UploadLimit LimitOf(PlatformLimits limits, int type) => type switch
    {
        FileType.Image => limits.Image,
        FileType.Video => limits.Video,
        FileType.Voice => limits.Voice,
        _ => limits.File,
    };

    /// <summary>Whether a content of this type, null for an unknown one, can be an item of a kind.</summary>
    public static bool Takes(int type, string? contentType) => type switch
    {
        FileType.Image => contentType?.StartsWith("image/", StringComparison.Ordinal) == true,
        FileType.Video => contentType?.StartsWith("video/", StringComparison.Ordinal) == true,
        FileType.Voice => contentType?.StartsWith("audio/", StringComparison.Ordinal) == true,
        _ => true,
    };

    /// <summary>The type of a content by its first bytes; null for one that is none of the platform's pictures, videos and voices.</summary>
    public static string? ContentType(ReadOnlySpan<byte> head) => head switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => "image/png",
        [0xFF, 0xD8, 0xFF, ..] => "image/jpeg",
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => "image/gif",
        [(byte)'B', (byte)'M', ..] => "image/bmp",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => "image/webp",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'A', (byte)'V', (byte)'E', ..] => "audio/wav",
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', ..] => "video/mp4",
        [(byte)'I', (byte)'D', (byte)'3', ..] or [0xFF, 0xFB or 0xFA or 0xF3 or 0xF2, ..] => "audio/mpeg",
        [(byte)'O', (byte)'g', (byte)'g', (byte)'S', ..] => "audio/ogg",
        [(byte)'#', (byte)'!', (byte)'S', (byte)'I', (byte)'L', (byte)'K', ..] => "audio/silk",

        // What QQ itself records has one byte before it.
        [2, (byte)'#', (byte)'!', (byte)'S', (byte)'I', (byte)'L', (byte)'K', ..] => "audio/silk",
        _ => null,
    };
}
