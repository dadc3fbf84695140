using System.Text.Json.Serialization;
using QQBotKit.Api.Wire;

namespace QQBotKit.Api;

/// <summary>
/// Uploads of pictures, videos, voice messages and files for groups and C2C (富媒体), call by call. <see cref="MediaUploader"/> makes them in the right order.
/// </summary>
/// <remarks>Platform page: server-inter/message/rich-media.html.</remarks>
public sealed class MediaApi
{
    private readonly ApiClient _client;

    internal MediaApi(ApiClient client) => _client = client;

    /// <summary>
    /// Uploads a file, or makes one of the parts of a chunked upload: <c>POST /v2/users/{user_openid}/files</c> or
    /// <c>POST /v2/groups/{group_openid}/files</c>. 50 calls a second.
    /// </summary>
    /// <remarks>Platform pages: autogen/api/v2_users_user_openid_files.post.html, autogen/api/v2_groups_group_openid_files.post.html.</remarks>
    /// <param name="to">The person or the group that it will be sent to.</param>
    /// <param name="body">The file.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <exception cref="QQApiException">The platform refused the file: 850019 its format, 850026 its address, 850031 its size, 40093002 for today.</exception>
    /// <exception cref="ArgumentException"><paramref name="to"/> is in a guild: see <see cref="MessagesApi.SendToChannelAsync(string, GuildMessageBody, Media, CancellationToken)"/>.</exception>
    public Task<UploadedFile> UploadAsync(Target to, UploadBody body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        return _client.CallAsync(
            HttpMethod.Post, PathTo(to, "files"), ApiJson.Content(body, ApiJson.Types.UploadBody), ApiJson.Types.UploadedFile, cancellationToken,
            isSafe: !body.SrvSendMsg);
    }

    /// <summary>
    /// Begins a chunked upload: <c>POST /v2/users/{user_openid}/upload_prepare</c> or <c>POST /v2/groups/{group_openid}/upload_prepare</c>. 10 calls a second.
    /// </summary>
    /// <remarks>Platform pages: autogen/api/v2_users_user_id_upload_prepare.post.html, autogen/api/v2_groups_group_id_upload_prepare.post.html.</remarks>
    /// <exception cref="QQApiException">The platform refused the file.</exception>
    /// <exception cref="ArgumentException"><paramref name="to"/> is in a guild.</exception>
    public Task<PreparedUpload> PrepareAsync(Target to, PrepareBody body, CancellationToken cancellationToken = default) => _client.CallAsync(
        HttpMethod.Post, PathTo(to, "upload_prepare"), ApiJson.Content(body, ApiJson.Types.PrepareBody), ApiJson.Types.PreparedUpload, cancellationToken,
        isSafe: true);

    /// <summary>
    /// Says that a part is where the platform wanted it: <c>POST /v2/users/{user_openid}/upload_part_finish</c> or
    /// <c>POST /v2/groups/{group_openid}/upload_part_finish</c>. 10 calls a second.
    /// </summary>
    /// <remarks>Platform pages: autogen/api/v2_users_user_id_upload_part_finish.post.html, autogen/api/v2_groups_group_id_upload_part_finish.post.html.</remarks>
    /// <exception cref="QQApiException">The platform does not have the part (40093001, which may pass), or takes no more today (40093002).</exception>
    /// <exception cref="ArgumentException"><paramref name="to"/> is in a guild.</exception>
    public Task FinishPartAsync(Target to, PartBody body, CancellationToken cancellationToken = default) => _client.DoAsync(
        HttpMethod.Post, PathTo(to, "upload_part_finish"), ApiJson.Content(body, ApiJson.Types.PartBody), cancellationToken, isSafe: true);

    private static ApiPath PathTo(Target to, string call)
    {
        ApiPath path = to.Scene switch
        {
            Scene.Group => $"v2/groups/{to.Id}/",
            Scene.C2C => $"v2/users/{to.Id}/",
            _ => throw new ArgumentException("Files are uploaded for groups and people. A picture for a guild goes with its message.", nameof(to)),
        };
        path.AppendLiteral(call);
        return path;
    }
}

/// <summary>A file to upload: one of <see cref="Url"/>, <see cref="FileData"/> and <see cref="UploadId"/>. What is null is not sent.</summary>
/// <param name="FileType">What it is.</param>
public sealed record UploadBody([property: JsonConverter(typeof(NumberedConverter<MediaKind>))] MediaKind FileType)
{
    /// <summary>The address from which the platform fetches it.</summary>
    public string? Url { get; init; }

    /// <summary>The content, which is sent as base64. The platform's pages do not have it; it works for files of a few megabytes.</summary>
    public ReadOnlyMemory<byte>? FileData { get; init; }

    /// <summary>The chunked upload whose parts it is made of.</summary>
    public string? UploadId { get; init; }

    /// <summary>The name that people see.</summary>
    public string? FileName { get; init; }

    /// <summary>Whether it is also sent, at once, as an active message.</summary>
    public bool SrvSendMsg { get; init; }
}

/// <summary>An uploaded file.</summary>
/// <param name="FileInfo">By what it is sent (<see cref="MessageMedia"/>). Opaque. That of a group is good for all groups, that of a person for all persons.</param>
/// <param name="FileUuid">Its id.</param>
/// <param name="Ttl">For how many seconds <paramref name="FileInfo"/> is good; 0 for ever.</param>
/// <param name="Id">The id of the message, if it was sent at once; else empty.</param>
/// <param name="RawUrl">Where it is, after a chunked upload of a picture, video or voice message; else empty.</param>
public sealed record UploadedFile(string FileInfo = "", string FileUuid = "", long Ttl = 0, string Id = "", string RawUrl = "");

/// <summary>A file that will be uploaded in parts. Digests are hexadecimal in lower case.</summary>
/// <param name="FileType">What it is.</param>
/// <param name="FileSize">Its bytes.</param>
/// <param name="FileName">The name that people see; not empty.</param>
/// <param name="Md5">The MD5 of all of it.</param>
/// <param name="Sha1">The SHA-1 of all of it.</param>
/// <param name="Md5Of10M">The MD5 of its first 10,002,432 bytes, or of all if it has fewer. By it the platform knows what it has already.</param>
public sealed record PrepareBody(
    [property: JsonConverter(typeof(NumberedConverter<MediaKind>))] MediaKind FileType,
    [property: JsonConverter(typeof(NumberTextConverter))] long FileSize,
    string FileName,
    string Md5,
    string Sha1,
    [property: JsonPropertyName("md5_10m")] string Md5Of10M);

/// <summary>How a file is to be uploaded in parts.</summary>
/// <param name="UploadId">The id of the upload.</param>
/// <param name="BlockSize">How many bytes a part has that does not say so itself.</param>
/// <param name="Parts">The parts, in their order in the file. None: the platform has the file already.</param>
/// <param name="UploadConfig">How to go about it.</param>
public sealed record PreparedUpload(string UploadId = "", long BlockSize = 0, IReadOnlyList<UploadPart>? Parts = null, UploadConfig? UploadConfig = null)
{
    /// <summary>The parts, in their order in the file. None: the platform has the file already.</summary>
    public IReadOnlyList<UploadPart> Parts { get; init; } = [.. (Parts ?? []).OrderBy(part => part.Index)];

    /// <summary>How to go about it.</summary>
    public UploadConfig UploadConfig
    {
        get => field ?? new UploadConfig(Concurrency, RetryTimeout, RetryDelay);
        init;
    } = UploadConfig;

    // Before 2026 the same fields stood here.
    [JsonInclude]
    internal int Concurrency { get; set; }

    [JsonInclude]
    internal int RetryTimeout { get; set; }

    [JsonInclude]
    internal int RetryDelay { get; set; }
}

/// <summary>A part of a file.</summary>
/// <param name="Index">Its number, from 0 or from 1: only the order of the numbers tells where it is in the file.</param>
/// <param name="PresignedUrl">Where its bytes are sent with PUT, without a token.</param>
/// <param name="BlockSize">How many bytes it has; 0 where the upload as a whole says it.</param>
public sealed record UploadPart(int Index = 0, string PresignedUrl = "", long BlockSize = 0);

/// <summary>How the parts of a file are to be sent. Where the platform tells nothing: one at a time, and for 5 minutes again after each second.</summary>
/// <param name="Concurrency">How many may be sent at once.</param>
/// <param name="RetryTimeout">For how many seconds a part that fails is sent again.</param>
/// <param name="RetryDelay">How many seconds to wait before that.</param>
public sealed record UploadConfig(int Concurrency = 0, int RetryTimeout = 0, int RetryDelay = 0)
{
    /// <summary>How many may be sent at once.</summary>
    public int Concurrency { get; init; } = Concurrency > 0 ? Concurrency : 1;

    /// <summary>For how many seconds a part that fails is sent again.</summary>
    public int RetryTimeout { get; init; } = RetryTimeout > 0 ? RetryTimeout : 300;

    /// <summary>How many seconds to wait before that.</summary>
    public int RetryDelay { get; init; } = RetryDelay > 0 ? RetryDelay : 1;
}

/// <summary>A part that was sent.</summary>
/// <param name="UploadId">The id of the upload.</param>
/// <param name="PartIndex">The number of the part, as the platform gave it.</param>
/// <param name="BlockSize">How many bytes it has.</param>
/// <param name="Md5">The MD5 of them, hexadecimal in lower case.</param>
public sealed record PartBody(
    string UploadId, int PartIndex, [property: JsonConverter(typeof(NumberTextConverter))] long BlockSize, string Md5);
