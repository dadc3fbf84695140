using System.Text.Json;
using System.Text.Json.Serialization;
using QQBotKit.Api.Wire;

namespace QQBotKit.Api;

/// <summary>The content of a post of a forum: paragraphs of text, pictures, videos and links.</summary>
/// <remarks>Platform page: server-inter/channel/content/forum/model.md.</remarks>
/// <param name="Paragraphs">The paragraphs; one without elements is a blank line.</param>
public sealed record RichText(IReadOnlyList<RichParagraph>? Paragraphs = null)
{
    /// <summary>The paragraphs; one without elements is a blank line.</summary>
    public IReadOnlyList<RichParagraph> Paragraphs { get; init; } = Paragraphs ?? [];

    /// <summary>Reads what the platform sent as content.</summary>
    /// <returns>The rich text; null where the content is none.</returns>
    public static RichText? Parse(string content)
    {
        if (content is null || !content.AsSpan().TrimStart().StartsWith('{'))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(content, ApiJson.Types.RichText);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The rich text as the platform wants it, with <see cref="ForumFormat.Json"/>.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ApiJson.Types.RichText);
}

/// <summary>A paragraph of rich text.</summary>
/// <param name="Elems">What it consists of.</param>
/// <param name="Props">How it looks; null is as usual.</param>
public sealed record RichParagraph(IReadOnlyList<RichElement>? Elems = null, RichParagraphProps? Props = null)
{
    /// <summary>What it consists of.</summary>
    public IReadOnlyList<RichElement> Elems { get; init; } = Elems ?? [];
}

/// <summary>How a paragraph looks.</summary>
/// <param name="Alignment">Where its lines stand.</param>
public sealed record RichParagraphProps(RichAlignment Alignment = RichAlignment.Left);

/// <summary>Where the lines of a paragraph stand.</summary>
[JsonConverter(typeof(NumberedConverter<RichAlignment>))]
public enum RichAlignment
{
    /// <summary>At the left.</summary>
    Left = 0,

    /// <summary>In the middle.</summary>
    Middle = 1,

    /// <summary>At the right.</summary>
    Right = 2,
}

/// <summary>A part of a paragraph. Exactly the property of its type is set.</summary>
/// <param name="Type">What it is.</param>
/// <param name="Text">The text.</param>
/// <param name="Image">The picture.</param>
/// <param name="Video">The video.</param>
/// <param name="Url">The link.</param>
public sealed record RichElement(
    RichElementType Type, RichTextElement? Text = null, RichImage? Image = null, RichVideo? Video = null, RichUrl? Url = null)
{
    /// <summary>A text.</summary>
    public static RichElement OfText(string text, RichTextProps? props = null) => new(RichElementType.Text, Text: new(text, props));

    /// <summary>A picture, by its address and how much of the width it takes.</summary>
    public static RichElement OfImage(string address, double? widthPercent = null) => new(RichElementType.Image, Image: new(address, widthPercent));

    /// <summary>A video, by its address.</summary>
    public static RichElement OfVideo(string address) => new(RichElementType.Video, Video: new(address));

    /// <summary>A link, and the text shown for it.</summary>
    public static RichElement OfUrl(string address, string? text = null) => new(RichElementType.Url, Url: new(address, text));
}

/// <summary>What a part of a paragraph is.</summary>
[JsonConverter(typeof(NumberedConverter<RichElementType>))]
public enum RichElementType
{
    /// <summary>Text.</summary>
    Text = 1,

    /// <summary>A picture.</summary>
    Image = 2,

    /// <summary>A video.</summary>
    Video = 3,

    /// <summary>A link.</summary>
    Url = 4,
}

/// <summary>A text in a paragraph.</summary>
/// <param name="Text">The text.</param>
/// <param name="Props">How it looks; null is as usual.</param>
public sealed record RichTextElement(string Text = "", RichTextProps? Props = null);

/// <summary>How a text looks.</summary>
/// <param name="FontBold">Whether it is bold.</param>
/// <param name="Italic">Whether it is italic.</param>
/// <param name="Underline">Whether it is underlined.</param>
public sealed record RichTextProps(bool FontBold = false, bool Italic = false, bool Underline = false);

/// <summary>A picture in a paragraph.</summary>
/// <param name="ThirdUrl">Its address, when it is posted.</param>
/// <param name="WidthPercent">How much of the width it takes.</param>
/// <param name="PlatImage">Where the platform keeps it, when it is read.</param>
public sealed record RichImage(string? ThirdUrl = null, double? WidthPercent = null, PlatformMedia? PlatImage = null);

/// <summary>A video in a paragraph.</summary>
/// <param name="ThirdUrl">Its address, when it is posted.</param>
/// <param name="PlatVideo">Where the platform keeps it, when it is read.</param>
public sealed record RichVideo(string? ThirdUrl = null, PlatformMedia? PlatVideo = null);

/// <summary>A link in a paragraph.</summary>
/// <param name="Url">The address.</param>
/// <param name="Desc">The text shown for it.</param>
public sealed record RichUrl(string Url = "", string? Desc = null);

/// <summary>Where the platform keeps a picture or a video.</summary>
/// <param name="Url">Its address.</param>
/// <param name="Width">The width in pixels.</param>
/// <param name="Height">The height in pixels.</param>
/// <param name="ImageId">The id of a picture; null for a video.</param>
/// <param name="VideoId">The id of a video; null for a picture.</param>
/// <param name="Duration">How long a video is; null for a picture.</param>
/// <param name="Cover">The picture of a video; null for a picture.</param>
public sealed record PlatformMedia(
    string Url = "",
    int Width = 0,
    int Height = 0,
    string? ImageId = null,
    string? VideoId = null,
    int? Duration = null,
    PlatformMedia? Cover = null);
