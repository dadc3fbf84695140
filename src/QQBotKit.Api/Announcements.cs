using System.Text.Json.Serialization;
using QQBotKit.Api.Wire;

namespace QQBotKit.Api;

/// <summary>Announcements of guilds (频道公告).</summary>
public sealed class AnnouncementsApi
{
    // The platform's word for "whatever there is", in place of a message id.
    private const string Whatever = "all";
    private const int MostRecommended = 3;

    private readonly ApiClient _client;

    internal AnnouncementsApi(ApiClient client) => _client = client;

    /// <summary>Makes a message the announcement of a guild: <c>POST /guilds/{guild_id}/announces</c>.</summary>
    /// <remarks>Errors: 501001–501020. Platform page: server-inter/channel/content/announces/post_guild_announces.md.</remarks>
    /// <param name="guildId">The guild.</param>
    /// <param name="channelId">The channel of the message.</param>
    /// <param name="messageId">The message.</param>
    /// <param name="type">Whom it is for.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task<Announcement> CreateAsync(
        string guildId,
        string channelId,
        string messageId,
        AnnouncementType type = AnnouncementType.Member,
        CancellationToken cancellationToken = default) =>
        CreateAsync(guildId, new AnnouncementBody(messageId, channelId, type), cancellationToken);

    /// <summary>
    /// Recommends channels to the members of a guild, in place of those recommended before: <c>POST /guilds/{guild_id}/announces</c> with
    /// <c>recommend_channels</c>.
    /// </summary>
    /// <remarks>Errors: 501001–501020. Platform page: server-inter/channel/content/announces/post_guild_announces.md.</remarks>
    /// <param name="guildId">The guild.</param>
    /// <param name="channels">The channels, at most 3.</param>
    /// <param name="type">Whom they are for.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task<Announcement> RecommendAsync(
        string guildId,
        IReadOnlyList<RecommendedChannel> channels,
        AnnouncementType type = AnnouncementType.Member,
        CancellationToken cancellationToken = default) =>
        CreateAsync(
            guildId, new AnnouncementBody(null, null, type, Check.Few(channels, MostRecommended, "Choose the most important ones.")), cancellationToken);

    /// <summary>Ends the announcement of a guild: <c>DELETE /guilds/{guild_id}/announces/{message_id}</c>.</summary>
    /// <remarks>Errors: 501001–501020. Platform page: server-inter/channel/content/announces/delete_guild_announces.md.</remarks>
    /// <param name="guildId">The guild.</param>
    /// <param name="messageId">The message that it is made of; null for whatever it is made of, recommended channels included.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task DeleteAsync(string guildId, string? messageId = null, CancellationToken cancellationToken = default) =>
        _client.DoAsync(HttpMethod.Delete, $"guilds/{guildId}/announces/{messageId ?? Whatever}", null, cancellationToken);

    /// <summary>
    /// Makes a message the announcement of a channel: <c>POST /channels/{channel_id}/announces</c>. The platform withdrew the call on 2022-03-15:
    /// expect a refusal, and use <see cref="PinsApi"/>.
    /// </summary>
    /// <remarks>Platform page: server-inter/channel/content/announces/post_channel_announces.md.</remarks>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task<Announcement> CreateInChannelAsync(string channelId, string messageId, CancellationToken cancellationToken = default) =>
        _client.CallAsync(
            HttpMethod.Post, $"channels/{channelId}/announces", Content(new(messageId)), ApiJson.Types.Announcement, cancellationToken);

    /// <summary>
    /// Ends the announcement of a channel: <c>DELETE /channels/{channel_id}/announces/{message_id}</c>. The platform withdrew the call on 2022-03-15:
    /// expect a refusal.
    /// </summary>
    /// <remarks>Platform page: server-inter/channel/content/announces/delete_channel_announces.md.</remarks>
    /// <param name="channelId">The channel.</param>
    /// <param name="messageId">The message that it is made of; null for whatever it is made of.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task DeleteInChannelAsync(string channelId, string? messageId = null, CancellationToken cancellationToken = default) =>
        _client.DoAsync(HttpMethod.Delete, $"channels/{channelId}/announces/{messageId ?? Whatever}", null, cancellationToken);

    private Task<Announcement> CreateAsync(string guildId, AnnouncementBody body, CancellationToken cancellationToken) =>
        _client.CallAsync(HttpMethod.Post, $"guilds/{guildId}/announces", Content(body), ApiJson.Types.Announcement, cancellationToken);

    private static HttpContent Content(AnnouncementBody body) => ApiJson.Content(body, ApiJson.Types.AnnouncementBody);
}

/// <summary>Whom an announcement is for.</summary>
[JsonConverter(typeof(NumberedConverter<AnnouncementType>))]
public enum AnnouncementType
{
    /// <summary>All members (成员公告).</summary>
    Member = 0,

    /// <summary>Those who join (欢迎公告).</summary>
    Welcome = 1,
}

/// <summary>The announcement of a guild: a message, or recommended channels. A text is empty where the platform sent none.</summary>
/// <param name="GuildId">The guild.</param>
/// <param name="ChannelId">The channel of the message.</param>
/// <param name="MessageId">The message.</param>
/// <param name="AnnouncesType">Whom it is for.</param>
/// <param name="RecommendChannels">The recommended channels.</param>
public sealed record Announcement(
    string GuildId = "",
    string ChannelId = "",
    string MessageId = "",
    AnnouncementType AnnouncesType = AnnouncementType.Member,
    IReadOnlyList<RecommendedChannel>? RecommendChannels = null)
{
    /// <summary>The recommended channels.</summary>
    public IReadOnlyList<RecommendedChannel> RecommendChannels { get; init; } = RecommendChannels ?? [];
}

/// <summary>A channel that a guild recommends to its members.</summary>
/// <param name="ChannelId">The channel.</param>
/// <param name="Introduce">What is said about it.</param>
public sealed record RecommendedChannel(string ChannelId = "", string Introduce = "");

internal sealed record AnnouncementBody(
    string? MessageId,
    string? ChannelId = null,
    AnnouncementType? AnnouncesType = null,
    IReadOnlyList<RecommendedChannel>? RecommendChannels = null);
