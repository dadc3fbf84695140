using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using QQBotKit.Api;
using QQBotKit.Api.Wire;
using QQBotKit.Core.Delivery.Forms;
using QQBotKit.Core.Delivery.Splitting;
using QQBotKit.Limits;

namespace QQBotKit.Core.Delivery.Waiting;

/// <summary>Writes down a message that will be sent later, as a reply to what is not known yet. Nothing of its author's is needed then.</summary>
internal sealed class WaitingWriter(WaitingFiles files, PlatformLimits limits, LongTexts longTexts, Texts texts)
{
    private readonly MessageCheck _check = new(texts);

    /// <summary>Writes a message, or its parts from one on, and the fallbacks.</summary>
    /// <returns>See <see cref="WaitingMessage.Forms"/>; and why the message itself is not among them, null if it is.</returns>
    /// <exception cref="DeliveryException">The scene can take none of them, or something cannot be kept.</exception>
    public async Task<(IReadOnlyList<IReadOnlyList<WaitingPart>> Forms, string? FallbackReason)> WriteAsync(
        Target to, IReadOnlyList<Message> parts, CancellationToken cancellationToken)
    {
        List<IReadOnlyList<WaitingPart>> forms = [];
        DeliveryException? first = null, last = null;
        var isWhole = false;
        try
        {
            for (var form = parts; form.Count > 0; form = await longTexts.PartsOfAsync(to.Scene, form[0].Parts.Fallback, cancellationToken))
            {
                try
                {
                    forms.Add(await WriteFormAsync(to, form, cancellationToken));
                }
                catch (DeliveryException unfit) when (DeliveryFailures.IsAboutForm(unfit))
                {
                    first ??= forms.Count == 0 ? unfit : null;
                    last = unfit;
                }
            }

            isWhole = forms.Count > 0;
            return isWhole ? (forms, first?.Message) : throw last!;
        }
        finally
        {
            if (!isWhole)
            {
                files.Discard(WaitingMessage.MediaOf(forms));
            }
        }
    }

    private async Task<IReadOnlyList<WaitingPart>> WriteFormAsync(Target to, IReadOnlyList<Message> form, CancellationToken cancellationToken)
    {
        List<WaitingPart> written = [];
        try
        {
            foreach (var part in form)
            {
                written.Add(await WriteAsync(to, part.Parts, cancellationToken));
            }

            return written;
        }
        catch
        {
            files.Discard(WaitingMessage.MediaOf([written]));
            throw;
        }
    }

    private async Task<WaitingPart> WriteAsync(Target to, MessageParts parts, CancellationToken cancellationToken)
    {
        var route = new Route(to, DeliveryWay.Passive, "");
        if (_check.ProblemOf(route, parts) is { } problem)
        {
            throw new DeliveryException(problem);
        }

        if (parts.TypingSeconds > 0)
        {
            throw new DeliveryException(texts.Of("The sign of typing cannot wait until somebody writes.", "输入状态不能等待下一条消息。"));
        }

        var kept = parts.Media is { } media ? await KeepAsync(route, parts.Text, media, cancellationToken) : null;
        return (route.IsGuild, kept) switch
        {
            // The platform fetches it when the message is sent.
            (true, { Url: { } url }) => new(Element(MessageBodies.Of(route, parts) with { Image = url }, ApiJson.Types.GuildMessageBody)),
            (true, _) => new(Element(MessageBodies.Of(route, parts), ApiJson.Types.GuildMessageBody), kept),
            _ => new(Element(MessageBodies.Of(route, parts, null, null), ApiJson.Types.MessageBody), kept),
        };
    }

    private async Task<WaitingMedia> KeepAsync(Route route, string text, Media media, CancellationToken cancellationToken)
    {
        try
        {
            if (media.Url is { } url)
            {
                var address = Check(route, text, MediaCheck.Address(media));
                return new WaitingMedia(url, null, 0, address.Kind, media.FileName);
            }

            await using var content = await MediaContent.OpenAsync(media, cancellationToken);
            var format = await content.FormatAsync(cancellationToken);
            var fit = Check(route, text, MediaCheck.Content(media, format, content.Size));
            if (content.Size > LimitOf(fit.Kind).Hard)
            {
                throw MediaCheck.TooLarge(media, content.Size, LimitOf(fit.Kind).Hard);
            }

            var name = await files.KeepAsync(content.Size, copy => content.CopyAsync(0, content.Size, copy.WriteAsync, cancellationToken))
                ?? throw NoRoom(media);
            return new WaitingMedia(null, name, content.Size, fit.Kind, media.FileName);
        }
        catch (MediaException unfit)
        {
            throw new DeliveryException(texts.Of(unfit.Text.English, unfit.Text.Chinese), unfit.InnerException);
        }
    }

    private CheckedMedia Check(Route route, string text, CheckedMedia media) => route.IsGuild ? MediaCheck.ForGuild(media)
        : MessageCheck.GoesWith(media.Kind, text) ? media
        : throw new DeliveryException(_check.FileAlone);

    private UploadLimit LimitOf(MediaKind kind) => kind switch
    {
        MediaKind.Image => limits.Image,
        MediaKind.Video => limits.Video,
        MediaKind.Voice => limits.Voice,
        _ => limits.File,
    };

    // Not about the form: what would be sent instead is not what the author meant for this.
    private DeliveryException NoRoom(Media media) => new(
        texts.Of(
            $"{MediaCheck.Name(media)} cannot wait until somebody writes: {files.Most / 1024 / 1024} MB of media wait already, or would. Send it then, or send an address (Media.FromUrl).",
            $"{MediaCheck.Name(media)} 无法等待下一条消息：等待中的媒体已达（或将超过）{files.Most / 1024 / 1024} MB。请到时再发送，或改用地址（Media.FromUrl）。"),
        new IOException("No room."));

    private static JsonElement Element<T>(T body, JsonTypeInfo<T> type) => JsonSerializer.SerializeToElement(body, type);
}
