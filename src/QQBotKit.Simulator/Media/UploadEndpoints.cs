using System.IO.Pipelines;
using QQBotKit.Simulator.Audits;
using QQBotKit.Simulator.Messages;
using QQBotKit.Simulator.Rest;
using QQBotKit.Simulator.Rules;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Media;

/// <summary>The body of an upload, or of the end of a chunked one.</summary>
internal sealed record UploadBody(int FileType, string? Url, byte[]? FileData, bool SrvSendMsg, string? FileName, string? UploadId);

/// <summary>Uploads for C2C and groups: in one call, from an address, or out of the parts of a chunked one.</summary>
internal sealed class UploadEndpoints(Uploads uploads, MediaStore store, RuleBook book, SendRules rules, Outbox outbox, TimeProvider time)
{
    // Base64 of ten million bytes: clients were seen to send as much.
    private const int LargestBody = 14 * 1024 * 1024;

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(20) };

    public void Map(PlatformApi api, SimulatedWorld world)
    {
        api.Map("POST", "/v2/users/{openid}/files", call => UploadAsync(call, world.Conversation<C2CChat>(call.Path("openid")), false));
        api.Map("POST", "/v2/groups/{openid}/files", call => UploadAsync(call, world.Conversation<Group>(call.Path("openid")), true));
    }

    private async Task UploadAsync(Call call, Conversation? target, bool forGroups)
    {
        var http = call.Http;
        if (await http.ReadBodyAsync(LargestBody) is not { } raw)
        {
            await http.RefuseAsync(PlatformError.TooLarge);
            return;
        }

        if (target is null)
        {
            await http.RefuseAsync(PlatformError.TargetMissing);
            return;
        }

        if (Http.Parse(raw, SimulatorJson.Default.UploadBody) is not { FileType: >= FileType.Image and <= FileType.File } body)
        {
            await http.RefuseAsync(PlatformError.V2Malformed);
            return;
        }

        var (file, refusal) = body switch
        {
            { UploadId.Length: > 0 } => await MergeAsync(call, body, forGroups),
            { FileData.Length: > 0 } => Take(call, body, await FileContent.OfAsync(body.FileData, http.RequestAborted), null),
            { Url.Length: > 0 } => await FetchAsync(call, body),
            _ => (null, PlatformError.V2Malformed),
        };
        if (file is null)
        {
            await http.RefuseAsync(refusal!);
            return;
        }

        var address = body.UploadId is null || file.Type == FileType.File ? null : $"{http.Host()}{MediaView.Path}/{file.Uuid}";
        if (!body.SrvSendMsg)
        {
            await AnswerAsync(http, store.Issue(file, forGroups), address, null);
        }
        else if (rules.Admit(call, target, new(null, null)) is { } limit)
        {
            await http.RefuseAsync(limit);
        }
        else
        {
            var message = Make(call, target, file);
            await outbox.SendAsync(call, message, () => AnswerAsync(http, store.Issue(file, forGroups), address, message));
        }
    }

    private static Task AnswerAsync(HttpContext http, IssuedFile issued, string? rawUrl, Message? sent) =>
        http.AnswerAsync((issued, rawUrl, sent), static (json, answer) =>
        {
            json.WriteStartObject();
            json.WriteString("file_uuid"u8, answer.issued.File.Uuid);
            json.WriteString("file_info"u8, answer.issued.FileInfo);
            json.WriteNumber("ttl"u8, answer.issued.Ttl);
            if (answer.sent is not null)
            {
                json.WriteString("id"u8, answer.sent.Id);
            }

            if (answer.rawUrl is not null)
            {
                json.WriteString("raw_url"u8, answer.rawUrl);
            }

            json.WriteEndObject();
        });

    private async Task<(MediaFile?, PlatformError?)> MergeAsync(Call call, UploadBody body, bool forGroups)
    {
        if (uploads.Find(body.UploadId) is not { } upload || upload.Bot != call.Bot || upload.ForGroups != forGroups || upload.Type != body.FileType)
        {
            return (null, PlatformError.PartFailed);
        }

        await upload.Merging.WaitAsync(call.Http.RequestAborted);
        try
        {
            if (upload.Merged is null)
            {
                if (upload.Known is { } known)
                {
                    upload.Merged = MediaFormats.Takes(upload.Type, known.ContentType)
                        ? known with { Type = MediaFormats.ShownAs(book.Limits, upload.Type, upload.Size), Name = upload.Name }
                        : null;
                }
                else if (await upload.MergeAsync(call.Http.RequestAborted) is { } content)
                {
                    upload.Merged = Keep(body with { FileName = upload.Name }, content, null, upload.Digests);
                }
                else
                {
                    return (null, PlatformError.PartFailed);
                }
            }

            return (upload.Merged, PlatformError.FormatUnsupported);
        }
        finally
        {
            upload.Merging.Release();
        }
    }

    private async Task<(MediaFile?, PlatformError?)> FetchAsync(Call call, UploadBody asked)
    {
        if (!Uri.TryCreate(asked.Url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            return (null, PlatformError.FetchFailed);
        }

        if (!address.IsLoopback)
        {
            // The simulator stays on this machine: the address is taken at its word.
            return (new MediaFile(asked.FileType, asked.FileName ?? "", null) { Source = asked.Url }, null);
        }

        try
        {
            using var answer = await _http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, call.Http.RequestAborted);
            if (!answer.IsSuccessStatusCode)
            {
                return (null, PlatformError.FetchFailed);
            }

            var content = new FileContent();
            var body = PipeReader.Create(await answer.Content.ReadAsStreamAsync(call.Http.RequestAborted));
            if (await content.WriteAsync(body, 0, MediaFormats.LimitOf(book.Limits, asked.FileType).Hard, call.Http.RequestAborted) is not null)
            {
                return Take(call, asked, content, asked.Url);
            }

            content.Dispose();
            return (null, PlatformError.FileTooLarge);
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !call.Http.RequestAborted.IsCancellationRequested))
        {
            return (null, PlatformError.FetchFailed);
        }
    }

    private (MediaFile?, PlatformError?) Take(Call call, UploadBody body, FileContent content, string? source)
    {
        if ((content.Size > MediaFormats.LimitOf(book.Limits, body.FileType).Hard ? PlatformError.FileTooLarge : uploads.Use(call, content.Size)) is { } refusal)
        {
            content.Dispose();
            return (null, refusal);
        }

        if (Keep(body, content, source, null) is { } file)
        {
            return (file, null);
        }

        content.Dispose();
        return (null, PlatformError.FormatUnsupported);
    }

    /// <summary>Makes a content a file of the store; null, and nothing is done, when it is not what it is called.</summary>
    private MediaFile? Keep(UploadBody body, FileContent content, string? source, Digests? digests)
    {
        var format = MediaFormats.ContentType(content.Head());
        if (!MediaFormats.Takes(body.FileType, format))
        {
            return null;
        }

        var file = new MediaFile(MediaFormats.ShownAs(book.Limits, body.FileType, content.Size), body.FileName ?? "", content.Size)
        {
            Source = source,
            ContentType = format,
        };
        store.Keep(file, content, digests);
        return file;
    }

    private Message Make(Call call, Conversation target, MediaFile file) => new()
    {
        Id = MessageIds.Robot(),
        Conversation = target,
        Bot = call.Bot,
        Text = "",
        Media = file,
        At = PlatformTime.Now(time),
        RefIdx = MessageIds.RefIdx(),
        MsgType = V2Messages.Media,
    };
}
