using Microsoft.Extensions.Logging;
using QQBotKit.Api;

namespace QQBotKit.Core.Delivery;

/// <summary>Brings the media of messages to groups and people: uploads them, or finds what was uploaded, and sends by what the platform knows them.</summary>
internal sealed partial class MediaDelivery(MediaUploader uploader, Texts texts, ILogger log)
{
    private const int FileInfoInvalid = 304080;

    /// <summary>Sends a message with media.</summary>
    /// <param name="to">The group or the person.</param>
    /// <param name="media">The media.</param>
    /// <param name="send">Sends the message with what was uploaded.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<SendResult> SendAsync(Target to, Media media, Func<UploadedMedia, Task<SendResult>> send, CancellationToken cancellationToken)
    {
        var file = await UploadAsync(to, media, cancellationToken);
        try
        {
            return await send(file);
        }
        catch (QQApiException refused) when (refused.Code == FileInfoInvalid)
        {
            // It may have ended before its time.
            file.Forget();
        }

        return await send(await UploadAsync(to, media, cancellationToken));
    }

    private async Task<UploadedMedia> UploadAsync(Target to, Media media, CancellationToken cancellationToken)
    {
        var file = await uploader.UploadAsync(to, media, cancellationToken);
        if (file.Notice is { } notice)
        {
            var told = texts.Of(notice.English, notice.Chinese);
            LogNotice(told);
        }

        return file;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Notice}")]
    private partial void LogNotice(string notice);
}
