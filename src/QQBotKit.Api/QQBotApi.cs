using QQBotKit.Api.Wire;

namespace QQBotKit.Api;

/// <summary>The REST calls of the QQ Open Platform, typed and grouped by resource.</summary>
/// <remarks>
/// Every call throws <see cref="QQApiException"/> when the platform refuses it. A call that gets no answer ends in an
/// <see cref="HttpRequestException"/> on a bot's own client, which has repeated it by then where that is safe; on another client also in a
/// <see cref="TaskCanceledException"/> after its time-out.
/// </remarks>
/// <param name="http">
/// A client whose base address, ending in <c>/</c>, is the platform and that puts the token on each call; a plugin's <c>bot.Http</c> is one.
/// </param>
public sealed class QQBotApi(HttpClient http)
{
    private readonly ApiClient _client = new(http);

    /// <summary>The bot itself and the guilds it is in.</summary>
    public UsersApi Users => field ??= new(_client);

    /// <summary>Sending messages, in every scene.</summary>
    public MessagesApi Messages => field ??= new(_client);

    /// <summary>Guilds (频道).</summary>
    public GuildsApi Guilds => field ??= new(_client);

    /// <summary>Channels of guilds (子频道).</summary>
    public ChannelsApi Channels => field ??= new(_client);

    /// <summary>Where the gateway is.</summary>
    public GatewayApi Gateway => field ??= new(_client);
}

/// <summary>The typed calls on a plugin's view of a bot.</summary>
public static class BotApiExtensions
{
    extension(IBot bot)
    {
        /// <summary>The REST calls of the platform, typed, on <see cref="IBot.Http"/>.</summary>
        public QQBotApi Api => new(bot.Http);
    }
}
