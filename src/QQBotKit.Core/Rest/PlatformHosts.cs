using QQBotKit.Core.Configuration;

namespace QQBotKit.Core.Rest;

/// <summary>Where the platform is.</summary>
/// <param name="Api">The base address of the calls; it ends with a slash.</param>
/// <param name="Token">The whole address of the token call.</param>
internal sealed record PlatformHosts(Uri Api, Uri Token)
{
    private const string TokenPath = "app/getAppAccessToken";
    private static readonly Uri ProductionApi = new("https://api.bot.qq.com/");
    private static readonly Uri SandboxApi = new("https://sandbox.api.sgroup.qq.com/");

    /// <summary>The hosts of one bot: those of its platform, unless bot.yaml overrides them.</summary>
    /// <param name="bot">The bot's section of bot.yaml.</param>
    /// <param name="simulator">Where the simulator is; needed for a bot that runs on it.</param>
    /// <exception cref="ArgumentException">An address of bot.yaml is none of a web server.</exception>
    public static PlatformHosts Of(BotSettings bot, Uri? simulator = null)
    {
        // The sandbox has no token service of its own. (Platform page: dev-prepare/access-token.html.)
        var (api, tokens) = bot.Platform switch
        {
            Platform.Production => (ProductionApi, ProductionApi),
            Platform.Sandbox => (SandboxApi, ProductionApi),
            _ when simulator is not null => (Base(simulator, "web.url"), Base(simulator, "web.url")),
            _ when bot is { ApiUrl: not null, TokenUrl: not null } => (bot.ApiUrl, bot.TokenUrl),
            _ => throw new ArgumentException("A bot on the simulator needs the simulator's address.", nameof(simulator)),
        };

        return new PlatformHosts(
            bot.ApiUrl is null ? api : Base(bot.ApiUrl, "api_url"),
            bot.TokenUrl is null ? new Uri(tokens, TokenPath) : TokenAddress(bot.TokenUrl));
    }

    /// <summary>Whether an address is one of the API. A bot's client may be used for other hosts too.</summary>
    public bool IsApi(Uri? address) =>
        address is { IsAbsoluteUri: true } && (IsBelow(address) || IsSameHost(address));

    // Nearly every call is, and that its text says so costs less than its parts.
    private bool IsBelow(Uri address) => address.OriginalString.StartsWith(Api.AbsoluteUri, StringComparison.Ordinal);

    private bool IsSameHost(Uri address) =>
        address.Port == Api.Port && address.Scheme == Api.Scheme && address.IdnHost == Api.IdnHost;

    private static Uri TokenAddress(Uri url)
    {
        url = Web(url, "token_url");
        return url.AbsolutePath == "/" ? new Uri(url, TokenPath) : url;
    }

    private static Uri Base(Uri url, string key)
    {
        url = Web(url, key);
        return url.AbsolutePath.EndsWith('/') ? url : new Uri(url.GetLeftPart(UriPartial.Path) + "/");
    }

    /// <summary>A host alone ("bots.qq.com", "localhost:8080") means https.</summary>
    private static Uri Web(Uri url, string key)
    {
        if (!url.OriginalString.Contains("://", StringComparison.Ordinal))
        {
            _ = Uri.TryCreate("https://" + url.OriginalString, UriKind.Absolute, out url!);
        }

        return url is { IsAbsoluteUri: true, Scheme: "http" or "https", Query: "", Fragment: "" }
            ? url
            : throw new ArgumentException($"{key} must be the address of a web server, such as https://api.bot.qq.com.", key);
    }
}
