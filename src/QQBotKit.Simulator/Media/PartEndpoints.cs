using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using QQBotKit.Simulator.Rest;
using QQBotKit.Simulator.Rules;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Media;

/// <summary>The body that begins a chunked upload.</summary>
internal sealed record PrepareBody(
    int FileType,
    [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] long FileSize,
    string? FileName,
    string? Md5,
    string? Sha1,
    [property: JsonPropertyName("md5_10m")] string? Md5Of10M);

/// <summary>The body that confirms a part.</summary>
internal sealed record PartBody(
    string? UploadId, int PartIndex, [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] long BlockSize, string? Md5);

/// <summary>Chunked uploads for C2C and groups, up to their last part.</summary>
internal sealed class PartEndpoints(SimulatorOptions options, RuleBook book, Uploads uploads, MediaStore store, TimeProvider time)
{
    private const int RetryTimeout = 300;
    private const int RetryDelay = 1;

    public void Map(PlatformApi api, SimulatedWorld world)
    {
        Map("/v2/users", false, openid => world.Conversation<C2CChat>(openid));
        Map("/v2/groups", true, openid => world.Conversation<Group>(openid));
        api.MapOpen("PUT", "/upload/{upload_id}/{part}", StorePartAsync);

        void Map(string path, bool forGroups, Func<string, Conversation?> find)
        {
            api.Map("POST", $"{path}/{{openid}}/upload_prepare", call => PrepareAsync(call, find(call.Path("openid")), forGroups));
            api.Map("POST", $"{path}/{{openid}}/upload_part_finish", call => FinishPartAsync(call, find(call.Path("openid"))));
        }
    }

    private async Task PrepareAsync(Call call, Conversation? target, bool forGroups)
    {
        var raw = await call.Http.ReadBodyAsync();
        var body = raw is null ? null : Http.Parse(raw, SimulatorJson.Default.PrepareBody);
        if (target is null)
        {
            await call.Http.RefuseAsync(PlatformError.TargetMissing);
        }
        else if (body is not { FileType: >= FileType.Image and <= FileType.File, FileSize: > 0, FileName.Length: > 0, Md5.Length: 32, Sha1.Length: 40, Md5Of10M.Length: 32 })
        {
            await call.Http.RefuseAsync(PlatformError.V2Malformed);
        }
        else if (body.FileSize > MediaFormats.LimitOf(book.Limits, body.FileType).Hard)
        {
            await call.Http.RefuseAsync(PlatformError.FileTooLarge);
        }
        else
        {
            var digests = new Digests(body.Md5, body.Sha1, body.Md5Of10M);
            var upload = uploads.Begin(new(call.Bot, forGroups, body.FileType, body.FileName, body.FileSize, digests, options.UploadBlockSize, time.GetUtcNow())
            {
                Known = store.Known(digests, body.FileSize),
            });
            await call.Http.AnswerAsync((upload, options.UploadConcurrency, host: call.Http.Host()), WritePrepared);
        }
    }

    private static void WritePrepared(Utf8JsonWriter json, (Upload Upload, int Concurrency, string Host) prepared)
    {
        var (upload, concurrency, host) = prepared;
        json.WriteStartObject();
        json.WriteString("upload_id"u8, upload.Id);
        json.WriteString("block_size"u8, upload.BlockSize.ToString(CultureInfo.InvariantCulture));
        json.WriteStartArray("parts"u8);
        for (var part = 0; part < upload.Parts; part++)
        {
            json.WriteStartObject();
            json.WriteNumber("index"u8, part);
            json.WriteString("presigned_url"u8, $"{host}/upload/{upload.Id}/{part}?sign={upload.Sign}");
            json.WriteString("block_size"u8, upload.LengthOf(part).ToString(CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("upload_config"u8);
        json.WriteNumber("concurrency"u8, concurrency);
        json.WriteNumber("retry_timeout"u8, RetryTimeout);
        json.WriteNumber("retry_delay"u8, RetryDelay);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Takes a part as an object store does: what is signed is the address, and a token beside it is one too many.</summary>
    private async Task StorePartAsync(HttpContext http)
    {
        var upload = uploads.Find(http.Request.RouteValues["upload_id"] as string);
        http.Response.StatusCode =
            upload is null || http.Request.Query["sign"] != upload.Sign ? StatusCodes.Status403Forbidden
            : http.Request.Headers.ContainsKey("Authorization") ? StatusCodes.Status400BadRequest
            : http.Request.ContentLength is null ? StatusCodes.Status411LengthRequired
            : !int.TryParse(http.Request.RouteValues["part"] as string, NumberStyles.None, CultureInfo.InvariantCulture, out var part) || part >= upload.Parts
                ? StatusCodes.Status404NotFound
            : await upload.StoreAsync(part, http.Request.BodyReader, http.RequestAborted) ? StatusCodes.Status200OK
            : StatusCodes.Status400BadRequest;
    }

    private async Task FinishPartAsync(Call call, Conversation? target)
    {
        var raw = await call.Http.ReadBodyAsync();
        if (target is null)
        {
            await call.Http.RefuseAsync(PlatformError.TargetMissing);
        }
        else if (raw is null || Http.Parse(raw, SimulatorJson.Default.PartBody) is not { } body)
        {
            await call.Http.RefuseAsync(PlatformError.V2Malformed);
        }
        else if (uploads.Find(body.UploadId) is not { } upload || upload.Bot != call.Bot || !upload.Has(body.PartIndex, body.BlockSize, body.Md5))
        {
            await call.Http.RefuseAsync(PlatformError.PartFailed);
        }
        else if (!upload.IsConfirmed(body.PartIndex) && uploads.Use(call, body.BlockSize) is { } refusal)
        {
            await call.Http.RefuseAsync(refusal);
        }
        else
        {
            upload.Confirm(body.PartIndex);
            await call.Http.AnswerAsync(0, static (json, _) =>
            {
                json.WriteStartObject();
                json.WriteEndObject();
            });
        }
    }
}
