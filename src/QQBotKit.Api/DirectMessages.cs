using QQBotKit.Api.Wire;

namespace QQBotKit.Api;

/// <summary>Sessions of direct messages of guilds (频道私信会话). What is said in them is in <see cref="QQBotApi.Messages"/>.</summary>
public sealed class DirectMessagesApi
{
    private readonly ApiClient _client;

    internal DirectMessagesApi(ApiClient client) => _client = client;

    /// <summary>Opens a session of direct messages with a member of a guild: <c>POST /users/@me/dms</c>. There are none in the sandbox.</summary>
    /// <remarks>Errors: 304031–304034, 304049, 304050. Platform page: server-inter/channel/message/dms.html.</remarks>
    /// <param name="recipientId">The user id of the member.</param>
    /// <param name="sourceGuildId">The guild that the bot and the member share.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task<DirectMessageSession> CreateAsync(string recipientId, string sourceGuildId, CancellationToken cancellationToken = default) =>
        _client.CallAsync(
            HttpMethod.Post,
            $"users/@me/dms",
            ApiJson.Content(new(recipientId, sourceGuildId), ApiJson.Types.DirectMessageBody),
            ApiJson.Types.DirectMessageSession,
            cancellationToken);
}

/// <summary>A session of direct messages. A text is empty where the platform sent none.</summary>
/// <param name="GuildId">The id by which messages are sent there; not that of the guild that both share.</param>
/// <param name="ChannelId">The channel of the session.</param>
/// <param name="CreateTime">When it was opened.</param>
public sealed record DirectMessageSession(string GuildId = "", string ChannelId = "", DateTimeOffset? CreateTime = null);

internal sealed record DirectMessageBody(string RecipientId, string SourceGuildId);
