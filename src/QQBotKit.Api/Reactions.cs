using System.Globalization;
using QQBotKit.Api.Wire;

namespace QQBotKit.Api;

/// <summary>Reactions to messages in channels of guilds (表情表态).</summary>
public sealed class ReactionsApi
{
    private const int MostOnPage = 50;

    private readonly ApiClient _client;

    internal ReactionsApi(ApiClient client) => _client = client;

    /// <summary>
    /// Reacts to a message: <c>PUT /channels/{channel_id}/messages/{message_id}/reactions/{type}/{id}</c>. A reaction that is set already is no error (620003).
    /// </summary>
    /// <remarks>Errors: 620001–620007. Platform page: server-inter/message/trans/emoji.html.</remarks>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task AddAsync(string channelId, string messageId, ReactionEmoji emoji, CancellationToken cancellationToken = default) =>
        _client.DoAsync(HttpMethod.Put, PathOf(channelId, messageId, emoji), null, cancellationToken);

    /// <summary>
    /// Takes the bot's own reaction back: <c>DELETE /channels/{channel_id}/messages/{message_id}/reactions/{type}/{id}</c>. One that is not set is no
    /// error (620004).
    /// </summary>
    /// <remarks>Errors: 620001–620007. Platform page: server-inter/message/trans/emoji.html.</remarks>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task RemoveAsync(string channelId, string messageId, ReactionEmoji emoji, CancellationToken cancellationToken = default) =>
        _client.DoAsync(HttpMethod.Delete, PathOf(channelId, messageId, emoji), null, cancellationToken);

    /// <summary>Reads a page of those who reacted: <c>GET /channels/{channel_id}/messages/{message_id}/reactions/{type}/{id}</c>.</summary>
    /// <remarks>Errors: 620001–620007. Platform page: server-inter/message/trans/emoji.html.</remarks>
    /// <param name="channelId">The channel.</param>
    /// <param name="messageId">The message.</param>
    /// <param name="emoji">The reaction.</param>
    /// <param name="cookie">Where the page begins: <see cref="Page{T}.Next"/> of the page before it; null for the first page.</param>
    /// <param name="limit">The size of the pages, from 1 to 50, with the first page; the platform's default is 20.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task<Page<GuildUser>> UsersAsync(
        string channelId,
        string messageId,
        ReactionEmoji emoji,
        string? cookie = null,
        int? limit = null,
        CancellationToken cancellationToken = default)
    {
        var path = PathOf(channelId, messageId, emoji);
        path.Query("cookie", cookie);
        path.Query("limit", Check.Between(limit, 1, MostOnPage));
        return _client.PageAsync(path, "users", "cookie", ApiJson.Types.GuildUserArray, cancellationToken);
    }

    /// <summary>Reads all who reacted, page by page, each once.</summary>
    /// <exception cref="QQApiException">The platform refused a call.</exception>
    public IAsyncEnumerable<GuildUser> AllUsersAsync(
        string channelId, string messageId, ReactionEmoji emoji, CancellationToken cancellationToken = default) =>
        Paging.FollowAsync(
            (cookie, token) => UsersAsync(channelId, messageId, emoji, cookie, cookie is null ? MostOnPage : null, token), user => user.Id, cancellationToken);

    private static ApiPath PathOf(string channelId, string messageId, ReactionEmoji emoji) =>
        $"channels/{channelId}/messages/{messageId}/reactions/{(int)emoji.Kind}/{emoji.Id}";
}

/// <summary>What somebody reacts with.</summary>
/// <param name="Kind">Of which set it is.</param>
/// <param name="Id">
/// For a face of QQ its number, as in <c>4</c>; for an emoji of Unicode its code point as a decimal number, as in <c>128076</c> for 👌.
/// </param>
public readonly record struct ReactionEmoji(EmojiKind Kind, string Id)
{
    /// <summary>A face of QQ (系统表情), by its number.</summary>
    public static ReactionEmoji Face(string id) => new(EmojiKind.Face, id);

    /// <summary>An emoji of Unicode, as itself: <c>"👌"</c>.</summary>
    public static ReactionEmoji Unicode(string emoji)
    {
        ArgumentException.ThrowIfNullOrEmpty(emoji);
        return new(EmojiKind.Unicode, char.ConvertToUtf32(emoji, 0).ToString(CultureInfo.InvariantCulture));
    }
}
