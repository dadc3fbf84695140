using System.Text.Json;
using System.Text.Json.Serialization;
using QQBotKit.Api;

namespace QQBotKit.Core.Events;

/// <summary>
/// What is written in a forum, in the three ways in which the platform sends it: a list of rich objects, a rich text that is written as JSON into a
/// text, or a plain text.
/// </summary>
internal sealed class ForumTextConverter : JsonConverter<ForumText>
{
    public override ForumText? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.StartArray => Of([.. WireJson.ReadInner<WireRichObject?[]>(ref reader, options)!.OfType<WireRichObject>().Select(Element)]),
        JsonTokenType.String => OfText(reader.GetString()!),
        _ => throw new JsonException(),
    };

    public override void Write(Utf8JsonWriter writer, ForumText value, JsonSerializerOptions options) => throw new NotSupportedException();

    private static ForumText OfText(string text)
    {
        if (RichText.Parse(text) is not { } rich)
        {
            return text.Length == 0 ? ForumText.Empty : Of([new ForumElement(ForumElementKind.Text, text)]);
        }

        var elements = new List<ForumElement>();
        foreach (var paragraph in rich.Paragraphs)
        {
            if (elements.Count > 0)
            {
                elements.Add(new ForumElement(ForumElementKind.Text, "\n"));
            }

            elements.AddRange((paragraph?.Elems ?? []).OfType<RichElement>().Select(Element));
        }

        return Of(elements);
    }

    private static ForumText Of(List<ForumElement> elements) =>
        elements.Count == 0 ? ForumText.Empty : new ForumText(string.Concat(elements.Select(element => element.Text)), elements);

    private static ForumElement Element(WireRichObject wire) => wire switch
    {
        { Type: 1, TextInfo: { } text } => new(ForumElementKind.Text, text.Text ?? ""),
        { Type: 2, AtInfo.UserInfo: { } user } => new(ForumElementKind.User, $"@{user.Nick}") { Id = user.Id },
        { Type: 2, AtInfo.RoleInfo: { } role } => new(ForumElementKind.Role, $"@{role.Name}") { Id = role.RoleId },
        { Type: 2, AtInfo.GuildInfo: { } guild } => new(ForumElementKind.Guild, $"@{guild.GuildName}") { Id = guild.GuildId },
        { Type: 3, UrlInfo: { } url } => new(ForumElementKind.Link, Incoming.First(url.DisplayText, url.Url)) { Url = url.Url },
        { Type: 4, EmojiInfo: { } emoji } => new(ForumElementKind.Emoji, EmojiText(emoji)) { Id = emoji.Id, Url = Incoming.OrNull(emoji.Url) },
        { Type: 5, ChannelInfo: { } channel } => new(ForumElementKind.Channel, channel.ChannelName ?? "") { Id = channel.ChannelId },
        { Type: 10 } => new(ForumElementKind.Video, ""),
        { Type: 11 } => new(ForumElementKind.Image, ""),
        _ => new(ForumElementKind.Unknown, ""),
    };

    private static ForumElement Element(RichElement rich) => rich switch
    {
        { Type: RichElementType.Text, Text: { } text } => new(ForumElementKind.Text, text.Text ?? ""),
        { Type: RichElementType.Image, Image: { } image } => Media(ForumElementKind.Image, image.PlatImage, image.ThirdUrl),
        { Type: RichElementType.Video, Video: { } video } => Media(ForumElementKind.Video, video.PlatVideo, video.ThirdUrl),
        { Type: RichElementType.Url, Url: { } url } => new(ForumElementKind.Link, Incoming.First(url.Desc, url.Url)) { Url = url.Url },
        _ => new(ForumElementKind.Unknown, ""),
    };

    private static ForumElement Media(ForumElementKind kind, PlatformMedia? kept, string? posted) => new(kind, "")
    {
        Id = Incoming.OrNull(Incoming.First(kept?.ImageId, kept?.VideoId)),
        Url = Incoming.OrNull(Incoming.First(kept?.Url, posted)),
    };

    private static string EmojiText(WireEmojiInfo emoji) => emoji.Name is { Length: > 0 } name ? $"[{name}]"
        : (EmojiKind)emoji.Type == EmojiKind.Unicode ? ReactionReader.Unicode(emoji.Id ?? "") ?? ""
        : $"<emoji:{emoji.Id}>";
}
