using System.Text.Json;
using QQBotKit.Api.Wire;

namespace QQBotKit.Api;

public sealed partial class MessagesApi
{
    private const int MostOnPage = 20;

    /// <summary>
    /// Reads a message of a channel: <c>GET /channels/{channel_id}/messages/{message_id}</c>. For private-domain bots (私域). No page of the platform
    /// describes it any more; the official SDKs have it.
    /// </summary>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task<GuildMessage> GetAsync(string channelId, string messageId, CancellationToken cancellationToken = default) =>
        _client.GetAsync($"channels/{channelId}/messages/{messageId}", "message", ApiJson.Types.GuildMessage, cancellationToken);

    /// <summary>
    /// Reads a page of the messages of a channel: <c>GET /channels/{channel_id}/messages</c>. For private-domain bots (私域). No page of the platform
    /// describes it; the official Go SDK has it.
    /// </summary>
    /// <param name="channelId">The channel.</param>
    /// <param name="around">A message: those around it. Exactly one of the three is given.</param>
    /// <param name="before">A message: those before it.</param>
    /// <param name="after">A message: those after it.</param>
    /// <param name="limit">The size of the page, from 1 to 20.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task<IReadOnlyList<GuildMessage>> ListAsync(
        string channelId,
        string? around = null,
        string? before = null,
        string? after = null,
        int? limit = null,
        CancellationToken cancellationToken = default)
    {
        if ((around is null ? 0 : 1) + (before is null ? 0 : 1) + (after is null ? 0 : 1) != 1)
        {
            throw new ArgumentException($"Messages are asked for by another message: give exactly one of {nameof(around)}, {nameof(before)} and {nameof(after)}.");
        }

        ApiPath path = $"channels/{channelId}/messages";
        path.Query("around", around);
        path.Query("before", before);
        path.Query("after", after);
        path.Query("limit", Check.Between(limit, 1, MostOnPage));
        return _client.ListAsync(path, "messages", ApiJson.Types.GuildMessageArray, cancellationToken);
    }

    /// <summary>Reads all messages of a channel before one, page by page, each once: <see cref="ListAsync"/> until nothing new comes.</summary>
    /// <exception cref="QQApiException">The platform refused a call.</exception>
    public IAsyncEnumerable<GuildMessage> AllBeforeAsync(string channelId, string messageId, CancellationToken cancellationToken = default) =>
        Paging.BehindAsync(
            messageId,
            (border, token) => ListAsync(channelId, before: border, limit: MostOnPage, cancellationToken: token),
            message => message.Id,
            messages => messages.MinBy(message => message.Timestamp)!,
            cancellationToken);

    /// <summary>Reads all messages of a channel after one, page by page, each once: <see cref="ListAsync"/> until nothing new comes.</summary>
    /// <exception cref="QQApiException">The platform refused a call.</exception>
    public IAsyncEnumerable<GuildMessage> AllAfterAsync(string channelId, string messageId, CancellationToken cancellationToken = default) =>
        Paging.BehindAsync(
            messageId,
            (border, token) => ListAsync(channelId, after: border, limit: MostOnPage, cancellationToken: token),
            message => message.Id,
            messages => messages.MaxBy(message => message.Timestamp)!,
            cancellationToken);
}

/// <summary>A message of a channel of a guild or of a direct-message session, as it is read. A text is empty where the platform sent none.</summary>
/// <param name="Id">The message id.</param>
/// <param name="ChannelId">The channel.</param>
/// <param name="GuildId">The guild; for a direct message the one of its session.</param>
/// <param name="Content">The text as the platform sent it: escaped, and with its tokens.</param>
/// <param name="Timestamp">When it was sent.</param>
/// <param name="EditedTimestamp">When it was edited; null if it was not.</param>
/// <param name="MentionEveryone">Whether it mentions everyone.</param>
/// <param name="Author">Who wrote it.</param>
/// <param name="Member">What the author is in the guild.</param>
/// <param name="Attachments">Its pictures and files.</param>
/// <param name="Mentions">Whom it mentions.</param>
/// <param name="SeqInChannel">Its place among the messages of the channel: a growing number.</param>
/// <param name="MessageReference">The message that it quotes; null if it quotes none.</param>
/// <param name="DirectMessage">Whether it is a direct message.</param>
/// <param name="SrcGuildId">For a direct message the guild that it came from.</param>
/// <param name="Embeds">Its embeds, as the platform sent them; undefined if it has none.</param>
/// <param name="Ark">Its ark, as the platform sent it; undefined if it has none.</param>
public sealed record GuildMessage(
    string Id = "",
    string ChannelId = "",
    string GuildId = "",
    string Content = "",
    DateTimeOffset? Timestamp = null,
    DateTimeOffset? EditedTimestamp = null,
    bool MentionEveryone = false,
    GuildUser? Author = null,
    GuildMember? Member = null,
    IReadOnlyList<GuildAttachment>? Attachments = null,
    IReadOnlyList<GuildUser>? Mentions = null,
    string SeqInChannel = "",
    MessageReference? MessageReference = null,
    bool DirectMessage = false,
    string SrcGuildId = "",
    JsonElement Embeds = default,
    JsonElement Ark = default)
{
    /// <summary>Who wrote it. Where the platform told nothing: nobody, with an empty id.</summary>
    public GuildUser Author { get; init; } = Author ?? new();

    /// <summary>What the author is in the guild.</summary>
    public GuildMember Member { get; init; } = Member ?? new();

    /// <summary>Its pictures and files.</summary>
    public IReadOnlyList<GuildAttachment> Attachments { get; init; } = Attachments ?? [];

    /// <summary>Whom it mentions.</summary>
    public IReadOnlyList<GuildUser> Mentions { get; init; } = Mentions ?? [];
}

/// <summary>A picture or file of a message of a guild. A text is empty and a number 0 where the platform sent none.</summary>
/// <param name="Url">The address to download it from. The platform leaves out the scheme: it is added.</param>
/// <param name="Filename">The file name.</param>
/// <param name="ContentType">The MIME type.</param>
/// <param name="Size">The size in bytes.</param>
/// <param name="Width">The width in pixels.</param>
/// <param name="Height">The height in pixels.</param>
public sealed record GuildAttachment(
    string Url = "", string Filename = "", string ContentType = "", long Size = 0, int Width = 0, int Height = 0)
{
    /// <summary>The address to download it from, absolute.</summary>
    public string Url { get; init; } =
        Url is null or "" || Url.StartsWith("http", StringComparison.Ordinal) ? Url ?? "" : "https://" + Url.TrimStart('/');
}
