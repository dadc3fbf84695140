using System.Text.Json.Serialization;
using QQBotKit.Api.Wire;

namespace QQBotKit.Api;

/// <summary>Posts of forum channels (论坛). For private-domain bots (私域).</summary>
public sealed class ForumApi
{
    private readonly ApiClient _client;

    internal ForumApi(ApiClient client) => _client = client;

    /// <summary>Reads the posts of a forum: <c>GET /channels/{channel_id}/threads</c>. For private-domain bots (私域).</summary>
    /// <remarks>Errors: 503001–503020. Platform page: server-inter/channel/content/forum/get_threads_list.md.</remarks>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task<ForumThreads> ListAsync(string channelId, CancellationToken cancellationToken = default) =>
        _client.GetAsync($"channels/{channelId}/threads", ApiJson.Types.ForumThreads, cancellationToken);

    /// <summary>Reads one post: <c>GET /channels/{channel_id}/threads/{thread_id}</c>. For private-domain bots (私域).</summary>
    /// <remarks>Errors: 503001–503020. Platform page: server-inter/channel/content/forum/get_thread.md.</remarks>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task<ForumThread> GetAsync(string channelId, string threadId, CancellationToken cancellationToken = default) =>
        _client.GetAsync($"channels/{channelId}/threads/{threadId}", "thread", ApiJson.Types.ForumThread, cancellationToken);

    /// <summary>
    /// Posts: <c>PUT /channels/{channel_id}/threads</c>. For private-domain bots (私域). The post is reviewed; the result comes as the event
    /// FORUM_PUBLISH_AUDIT_RESULT. Every call makes a post of its own, although it is a PUT.
    /// </summary>
    /// <remarks>Errors: 503001–503020, of which 503004 means too many. Platform page: server-inter/channel/content/forum/put_thread.md.</remarks>
    /// <param name="channelId">The forum.</param>
    /// <param name="title">The title.</param>
    /// <param name="content">The content, as <paramref name="format"/> says.</param>
    /// <param name="format">What the content is written in.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task<PostedThread> CreateAsync(
        string channelId, string title, string content, ForumFormat format = ForumFormat.Text, CancellationToken cancellationToken = default) =>
        _client.CallAsync(
            HttpMethod.Put,
            $"channels/{channelId}/threads",
            ApiJson.Content(new(title, content, format), ApiJson.Types.ThreadBody),
            ApiJson.Types.PostedThread,
            cancellationToken);

    /// <summary>Posts rich text: <see cref="CreateAsync(string, string, string, ForumFormat, CancellationToken)"/> in <see cref="ForumFormat.Json"/>.</summary>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task<PostedThread> CreateAsync(string channelId, string title, RichText content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        return CreateAsync(channelId, title, content.ToJson(), ForumFormat.Json, cancellationToken);
    }

    /// <summary>Deletes a post: <c>DELETE /channels/{channel_id}/threads/{thread_id}</c>. For private-domain bots (私域).</summary>
    /// <remarks>Errors: 503001–503020. Platform page: server-inter/channel/content/forum/delete_thread.md.</remarks>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task DeleteAsync(string channelId, string threadId, CancellationToken cancellationToken = default) =>
        _client.DoAsync(HttpMethod.Delete, $"channels/{channelId}/threads/{threadId}", null, cancellationToken);
}

/// <summary>What the content of a post is written in.</summary>
[JsonConverter(typeof(NumberedConverter<ForumFormat>))]
public enum ForumFormat
{
    /// <summary>Plain text.</summary>
    Text = 1,

    /// <summary>HTML.</summary>
    Html = 2,

    /// <summary>Markdown.</summary>
    Markdown = 3,

    /// <summary><see cref="RichText"/> as JSON.</summary>
    Json = 4,
}

/// <summary>The posts of a forum.</summary>
/// <param name="Threads">The posts.</param>
/// <param name="IsFinish">Whether these are all of them.</param>
public sealed record ForumThreads(IReadOnlyList<ForumThread>? Threads = null, bool IsFinish = false)
{
    /// <summary>The posts.</summary>
    public IReadOnlyList<ForumThread> Threads { get; init; } = Threads ?? [];
}

/// <summary>A post of a forum. A text is empty where the platform sent none.</summary>
/// <param name="GuildId">The guild.</param>
/// <param name="ChannelId">The forum.</param>
/// <param name="AuthorId">The user id of the author.</param>
/// <param name="ThreadInfo">What is posted.</param>
public sealed record ForumThread(string GuildId = "", string ChannelId = "", string AuthorId = "", ThreadInfo? ThreadInfo = null)
{
    /// <summary>What is posted.</summary>
    public ThreadInfo ThreadInfo { get; init; } = ThreadInfo ?? new();
}

/// <summary>What is posted in a forum. A text is empty where the platform sent none.</summary>
/// <param name="ThreadId">The id of the post.</param>
/// <param name="Title">The title: plain, or as JSON.</param>
/// <param name="Content">The content: usually <see cref="RichText"/> as JSON.</param>
/// <param name="DateTime">When it was posted.</param>
public sealed record ThreadInfo(
    string ThreadId = "",
    [property: JsonConverter(typeof(TextOrJsonConverter))] string Title = "",
    [property: JsonConverter(typeof(TextOrJsonConverter))] string Content = "",
    DateTimeOffset? DateTime = null)
{
    /// <summary><see cref="Content"/> as rich text; null where it is none.</summary>
    [JsonIgnore]
    public RichText? RichContent => RichText.Parse(Content);
}

/// <summary>A post that waits for its review.</summary>
/// <param name="TaskId">The id of the task.</param>
/// <param name="CreateTime">When it was made.</param>
public sealed record PostedThread(string TaskId = "", DateTimeOffset? CreateTime = null);

internal sealed record ThreadBody(string Title, string Content, ForumFormat Format);
