using System.Globalization;

namespace QQBotKit.Api;

/// <summary>What a file will be sent as.</summary>
/// <param name="Kind">The kind that the platform is told.</param>
/// <param name="FileName">The name that the platform is told.</param>
/// <param name="Format">The format of its content; null for none that is known.</param>
internal readonly record struct CheckedMedia(MediaKind Kind, string FileName, MediaFormat? Format);

/// <summary>Finds out what a file is, and refuses what the platform would: before any call, and with advice.</summary>
internal static class MediaCheck
{
    /// <summary>Checks a content.</summary>
    /// <exception cref="MediaException">The platform would refuse it.</exception>
    public static CheckedMedia Content(Media media, MediaFormat? format, long size)
    {
        if (size == 0)
        {
            throw new MediaException(new($"{Name(media)} is empty.", $"{Name(media)} 是空的。"));
        }

        var kind = media.Kind ?? format?.Kind ?? MediaKind.File;
        var rule = MediaRule.Of(kind);
        if (kind != MediaKind.File && format?.Kind != kind)
        {
            throw WrongFormat(media, rule, format);
        }

        return size <= rule.HardLimit
            ? new CheckedMedia(kind, FileName(media, kind, format), format)
            : throw TooLarge(media, size, rule.HardLimit);
    }

    /// <summary>Checks an address, of which no more is known than its end.</summary>
    /// <exception cref="MediaException">The platform would refuse it.</exception>
    public static CheckedMedia Address(Media media)
    {
        var format = MediaFormat.OfName(media.FileName);
        var kind = media.Kind ?? format?.Kind ?? (media.FileName is null ? throw UnknownKind() : MediaKind.File);
        var rule = MediaRule.Of(kind);
        return kind == MediaKind.File || format is null || format.Kind == kind
            ? new CheckedMedia(kind, FileName(media, kind, format), format)
            : throw WrongFormat(media, rule, format);
    }

    /// <summary>Refuses what a guild does not take: anything but pictures.</summary>
    public static CheckedMedia ForGuild(CheckedMedia media) => media.Kind == MediaKind.Image
        ? media
        : throw new MediaException(new(
            $"{media.FileName} cannot be sent to a guild: of media it takes pictures only ({MediaRule.Of(MediaKind.Image).Formats}). Send a link instead.",
            $"{media.FileName} 无法发送到频道：频道的富媒体消息只支持图片（{MediaRule.Of(MediaKind.Image).Formats}）。可以改发链接。"));

    /// <summary>The refusal of what is longer than the platform takes; how long is not known of a stream.</summary>
    public static MediaException TooLarge(Media media, long? size, long limit)
    {
        var (english, chinese) = size is { } bytes ? ($" ({Megabytes(bytes)})", $"（{Megabytes(bytes)}）") : ("", "");
        return new MediaException(new(
            $"{Name(media)}{english} is larger than the {Megabytes(limit)} that the platform takes. Make it smaller, or send a link to it.",
            $"{Name(media)}{chinese} 超过平台上限 {Megabytes(limit)}。请压缩后再发，或改发链接。"));
    }

    /// <summary>What the sender should know of a file that the platform takes, but does not show as what it is; null if there is nothing.</summary>
    public static BothLanguages? Notice(Media media, MediaKind kind, long size)
    {
        var rule = MediaRule.Of(kind);
        return size <= rule.SoftLimit
            ? null
            : new BothLanguages(
                $"{Name(media)} has {Megabytes(size)}: people get it as a file, since a {rule.Name.English} may have {Megabytes(rule.SoftLimit)}.",
                $"{Name(media)} 有 {Megabytes(size)}，超过{rule.Name.Chinese}的 {Megabytes(rule.SoftLimit)}，用户将收到文件。");
    }

    private static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0 / 1024.0:0.#} MB");

    public static string Name(Media media) => media.FileName ?? media.ToString();

    private static MediaException UnknownKind() => new(new(
        "The address does not end in a file name, so it does not tell what it is. Say so: Media.FromUrl(url) with { Kind = MediaKind.Image }.",
        "地址的末尾没有文件名，无法判断类型。请注明：Media.FromUrl(url) with { Kind = MediaKind.Image }。"));

    private static MediaException WrongFormat(Media media, MediaRule rule, MediaFormat? format)
    {
        if (format is null)
        {
            return new MediaException(new(
                $"{Name(media)} cannot be sent as a {rule.Name.English}: its content is none of {rule.Formats}. Convert it, or send it as a file (MediaKind.File).",
                $"{Name(media)} 无法作为{rule.Name.Chinese}发送：内容不是 {rule.Formats}。请转换格式，或作为文件发送（MediaKind.File）。"));
        }

        var found = MediaRule.Of(format.Kind).Name;
        return new MediaException(new(
            $"{Name(media)} cannot be sent as a {rule.Name.English}: it is a {found.English} ({format.Extension[1..]}). Send it as that (MediaKind.{format.Kind}) or as a file.",
            $"{Name(media)} 无法作为{rule.Name.Chinese}发送：它是{found.Chinese}（{format.Extension[1..]}）。请使用 MediaKind.{format.Kind}，或作为文件发送。"));
    }

    private static string FileName(Media media, MediaKind kind, MediaFormat? format) => string.IsNullOrWhiteSpace(media.FileName)
        ? kind.ToString().ToLowerInvariant() + (format?.Extension ?? (kind == MediaKind.File ? ".bin" : ""))
        : media.FileName;
}
