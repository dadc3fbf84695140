using QQBotKit.Api.Wire;

namespace QQBotKit.Api;

/// <summary>The bot itself and the guilds it is in.</summary>
public sealed class UsersApi
{
    private const int MostOnPage = 100;

    private readonly ApiClient _client;

    internal UsersApi(ApiClient client) => _client = client;

    /// <summary>Reads the bot's own profile: <c>GET /users/@me</c>. 50 calls a second.</summary>
    /// <remarks>Platform page: autogen/api/users_me.get.html.</remarks>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task<BotProfile> MeAsync(CancellationToken cancellationToken = default) =>
        _client.GetAsync($"users/@me", ApiJson.Types.BotProfile, cancellationToken);

    /// <summary>Reads one page of the guilds that the bot is in: <c>GET /users/@me/guilds</c>. 50 calls a second.</summary>
    /// <remarks>Platform page: autogen/api/users_me_guilds.get.html.</remarks>
    /// <param name="before">A guild id: the guilds before it, in reverse order.</param>
    /// <param name="after">A guild id: the guilds after it. Ignored by the platform when <paramref name="before"/> is given.</param>
    /// <param name="limit">The size of the page, at most 100; the platform's default is 100.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <exception cref="QQApiException">The platform refused the call.</exception>
    public Task<IReadOnlyList<Guild>> GuildsAsync(
        string? before = null, string? after = null, int? limit = null, CancellationToken cancellationToken = default)
    {
        ApiPath path = $"users/@me/guilds";
        path.Query("before", before);
        path.Query("after", after);
        path.Query("limit", Check.Between(limit, 1, MostOnPage));
        return _client.ListAsync(path, "guilds", ApiJson.Types.GuildArray, cancellationToken);
    }

    /// <summary>Reads all guilds that the bot is in, page by page, each once: <see cref="GuildsAsync"/> until nothing new comes.</summary>
    /// <exception cref="QQApiException">The platform refused a call.</exception>
    public IAsyncEnumerable<Guild> AllGuildsAsync(CancellationToken cancellationToken = default) => Paging.BehindAsync(
        null, (after, token) => GuildsAsync(after: after, limit: MostOnPage, cancellationToken: token), guild => guild.Id, cancellationToken: cancellationToken);
}

/// <summary>The bot's own profile. A text is empty where the platform sent none.</summary>
/// <param name="Id">The bot's user id in guilds; not an openid.</param>
/// <param name="Username">The name shown.</param>
/// <param name="Avatar">The address of the picture.</param>
/// <param name="Bot">Whether it is a bot.</param>
/// <param name="UnionOpenid">The id towards all bots of one developer, where the platform granted it.</param>
/// <param name="UnionUserAccount">The name in the linked application, where the platform granted it.</param>
/// <param name="ShareUrl">A link by which people add the bot.</param>
/// <param name="WelcomeMsg">The words with which the bot greets.</param>
public sealed record BotProfile(
    string Id = "",
    string Username = "",
    string Avatar = "",
    bool Bot = true,
    string UnionOpenid = "",
    string UnionUserAccount = "",
    string ShareUrl = "",
    string WelcomeMsg = "");
