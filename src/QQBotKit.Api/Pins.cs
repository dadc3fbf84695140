using QQBotKit.Api.Wire;

namespace QQBotKit.Api;

/// <summary>Pinned messages of channels (精华消息).</summary>
public sealed class PinsApi
{
    private readonly ApiClient _client;

    internal PinsApi(ApiClient client) => _client = client;

    /// <summary>Pins a message: <c>PUT /channels/{channel_id}/pins/{message_id}</c>. A channel has 20 at most (501013).</summary>
    /// <remarks>Errors: 501001–501020. Platform page: server-inter/channel/content/pins/put_pins_message.md.</remarks>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task<PinnedMessages> AddAsync(string channelId, string messageId, CancellationToken cancellationToken = default) =>
        _client.CallAsync(HttpMethod.Put, $"channels/{channelId}/pins/{messageId}", null, ApiJson.Types.PinnedMessages, cancellationToken);

    /// <summary>Unpins a message: <c>DELETE /channels/{channel_id}/pins/{message_id}</c>.</summary>
    /// <remarks>Errors: 501001–501020. Platform page: server-inter/channel/content/pins/delete_pins_message.md.</remarks>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task RemoveAsync(string channelId, string messageId, CancellationToken cancellationToken = default) =>
        _client.DoAsync(HttpMethod.Delete, $"channels/{channelId}/pins/{messageId}", null, cancellationToken);

    /// <summary>Unpins all messages of a channel: <c>DELETE /channels/{channel_id}/pins/{message_id}</c> with <c>all</c>.</summary>
    /// <remarks>Errors: 501001–501020. Platform page: server-inter/channel/content/pins/delete_pins_message.md.</remarks>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task RemoveAllAsync(string channelId, CancellationToken cancellationToken = default) => RemoveAsync(channelId, "all", cancellationToken);

    /// <summary>Reads which messages of a channel are pinned: <c>GET /channels/{channel_id}/pins</c>.</summary>
    /// <remarks>Errors: 501001–501020. Platform page: server-inter/channel/content/pins/get_pins_message.md.</remarks>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task<PinnedMessages> ListAsync(string channelId, CancellationToken cancellationToken = default) =>
        _client.GetAsync($"channels/{channelId}/pins", ApiJson.Types.PinnedMessages, cancellationToken);
}

/// <summary>The pinned messages of a channel.</summary>
/// <param name="GuildId">The guild.</param>
/// <param name="ChannelId">The channel.</param>
/// <param name="MessageIds">The ids of the messages.</param>
public sealed record PinnedMessages(string GuildId = "", string ChannelId = "", IReadOnlyList<string>? MessageIds = null)
{
    /// <summary>The ids of the messages.</summary>
    public IReadOnlyList<string> MessageIds { get; init; } = MessageIds ?? [];
}
