using System.Net.Http.Headers;

namespace QQBotKit.Api;

public sealed partial class MessagesApi
{
    /// <summary>Sends to a channel of a guild with a picture: <c>POST /channels/{channel_id}/messages</c>.</summary>
    /// <remarks>
    /// A picture from an address is fetched by the platform, and its host must be registered in the console. Any other goes as <c>multipart/form-data</c>,
    /// which carries nothing but the text and the id of what is answered. Platform page: server-inter/channel/message/send.html.
    /// </remarks>
    /// <param name="channelId">The channel.</param>
    /// <param name="body">The message without its picture.</param>
    /// <param name="image">The picture.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <exception cref="MediaException">It is no picture, or cannot be read.</exception>
    /// <exception cref="ArgumentException">There is something in the message that cannot be sent with a picture.</exception>
    /// <exception cref="QQApiException">The platform refused the message.</exception>
    public Task<SendResult> SendToChannelAsync(
        string channelId, GuildMessageBody body, Media image, CancellationToken cancellationToken = default) => SendImageAsync(
            body, image, json => SendToChannelAsync(channelId, json, cancellationToken),
            form => _client.SendAsync($"channels/{channelId}/messages", form, body.Kind, cancellationToken), cancellationToken);

    /// <summary>Sends a direct message of a guild with a picture: <c>POST /dms/{guild_id}/messages</c>.</summary>
    /// <inheritdoc cref="SendToChannelAsync(string, GuildMessageBody, Media, CancellationToken)"/>
    /// <param name="guildId">The <c>guild_id</c> of the direct-message session, which is not that of the guild.</param>
    public Task<SendResult> SendToDirectAsync(
        string guildId, GuildMessageBody body, Media image, CancellationToken cancellationToken = default) => SendImageAsync(
            body, image, json => SendToDirectAsync(guildId, json, cancellationToken),
            form => _client.SendAsync($"dms/{guildId}/messages", form, body.Kind, cancellationToken), cancellationToken);

    private static async Task<SendResult> SendImageAsync(
        GuildMessageBody body, Media image, Func<GuildMessageBody, Task<SendResult>> sendJson, Func<HttpContent, Task<SendResult>> sendForm, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(body);
        ArgumentNullException.ThrowIfNull(image);
        if (image.Url is { } url)
        {
            MediaCheck.ForGuild(MediaCheck.Address(image));
            return await sendJson(body with { Image = url }).ConfigureAwait(false);
        }

        if (body != new GuildMessageBody { Content = body.Content, MessageId = body.MessageId, EventId = body.EventId })
        {
            throw new ArgumentException("A picture of this machine goes with a text and nothing else. Send the rest as a second message.", nameof(body));
        }

        var content = await MediaContent.OpenAsync(image, cancellationToken).ConfigureAwait(false);
        await using (content.ConfigureAwait(false))
        {
            var format = await content.FormatAsync(cancellationToken).ConfigureAwait(false);
            MediaCheck.ForGuild(MediaCheck.Content(image, format, content.Size));
            var progress = new UploadProgress(image.Progress, content.Size);
            using var form = new GuildImageForm(body, new StoredContent(content, 0, content.Size, progress), format!);
            return await sendForm(form).ConfigureAwait(false);
        }
    }
}

/// <summary>
/// A message with a picture as <c>multipart/form-data</c>. The platform's side is easily confused: names and the boundary are plain, texts have no type,
/// and the picture has a type and an ASCII name.
/// </summary>
internal sealed class GuildImageForm : MultipartContent
{
    public GuildImageForm(GuildMessageBody body, StoredContent image, MediaFormat format) : base("form-data", $"qqbot-{Guid.NewGuid():N}")
    {
        // The base class puts the boundary into quotes, which it does not need.
        Headers.ContentType = MediaTypeHeaderValue.Parse(Headers.ContentType!.ToString().Replace("\"", "", StringComparison.Ordinal));
        AddText("content", body.Content);
        AddText("msg_id", body.MessageId);
        AddText("event_id", body.EventId);
        image.Headers.ContentType = new MediaTypeHeaderValue(format.ContentType);
        Add("file_image", image, $"image{format.Extension}");
    }

    private void AddText(string name, string? text)
    {
        if (text is not null)
        {
            var content = new StringContent(text);
            content.Headers.ContentType = null;
            Add(name, content, null);
        }
    }

    private void Add(string name, HttpContent content, string? fileName)
    {
        content.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data")
        {
            Name = $"\"{name}\"",
            FileName = fileName is null ? null : $"\"{fileName}\"",
        };
        Add(content);
    }
}
