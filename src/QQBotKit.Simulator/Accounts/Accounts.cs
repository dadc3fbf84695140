using System.Collections.Concurrent;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Accounts;

/// <summary>A bot as the platform knows it.</summary>
internal sealed class Bot(string appId, BotRights rights)
{
    private volatile BotRights _rights = rights;
    private volatile bool _isCertified;
    private volatile IReadOnlySet<string> _urlHosts = SimulatorOptions.ExampleHosts;

    public string AppId { get; } = appId;

    /// <summary>Its id in guilds and in READY.</summary>
    public string Id => Self.Id;

    /// <summary>Its member_openid in groups.</summary>
    public string Openid => Self.Openid;

    public string Name => Self.Name;

    /// <summary>The bot as somebody among people.</summary>
    public Person Self { get; } = new(StableIds.Openid($"bot {appId}"), StableIds.Number($"bot {appId}"), "", "小助手") { Avatar = "", IsBot = true };

    /// <summary>A link by which people add it.</summary>
    public string ShareUrl { get; } = $"https://qun.qq.com/qunpro/robot/qunshare?robot_appid={appId}";

    /// <summary>What it may do. It can change at any time.</summary>
    public BotRights Rights
    {
        get => _rights;
        set => _rights = value;
    }

    /// <summary>Whether its owner is certified (企业或个人认证).</summary>
    public bool IsCertified
    {
        get => _isCertified;
        set => _isCertified = value;
    }

    /// <summary>The hosts that its messages may link to (消息URL配置), besides this machine.</summary>
    public IReadOnlySet<string> UrlHosts
    {
        get => _urlHosts;
        set => _urlHosts = value;
    }

    /// <summary>Whether its messages may link to a host.</summary>
    public bool MayLinkTo(ReadOnlySpan<char> host)
    {
        var name = host.ToString();
        return _urlHosts.Contains(name) || name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || System.Net.IPAddress.TryParse(name, out var address) && System.Net.IPAddress.IsLoopback(address);
    }
}

/// <summary>Who may log in, and with which secret.</summary>
internal sealed class BotAccounts
{
    private readonly ConcurrentDictionary<string, Bot> _bots = new();
    private readonly ConcurrentDictionary<string, string> _secrets;
    private readonly SimulatorOptions _options;

    public BotAccounts(SimulatorOptions options)
    {
        _options = options;
        _secrets = new(options.Bots);
        foreach (var appId in options.Bots.Keys)
        {
            _bots[appId] = Make(appId);
        }
    }

    /// <summary>The bots that were named at the start or have logged in.</summary>
    public IEnumerable<Bot> All => _bots.Values.OrderBy(bot => bot.AppId, StringComparer.Ordinal);

    /// <summary>Whether there is a bot with this AppID, or may be.</summary>
    public bool Knows(string appId) => _options.Bots.ContainsKey(appId) || _options.AcceptAnySecret && appId.Length > 0;

    /// <summary>The bot, when the secret is its own.</summary>
    public Bot? LogIn(string appId, string secret)
    {
        var valid = _options.Bots.TryGetValue(appId, out var expected) ? secret == expected : _options.AcceptAnySecret && appId.Length > 0;
        if (!valid)
        {
            return null;
        }

        _secrets[appId] = secret;
        return Find(appId);
    }

    /// <summary>The bot with this AppID, whether or not it has logged in; null when there can be none.</summary>
    public Bot? Find(string appId) => Knows(appId) ? _bots.GetOrAdd(appId, Make) : null;

    /// <summary>The bot's secret: the listed one, or else the one it last logged in with; null before that.</summary>
    public string? SecretOf(Bot bot) => _secrets.TryGetValue(bot.AppId, out var secret) && secret.Length > 0 ? secret : null;

    private Bot Make(string appId) => new(appId, _options.Rights.GetValueOrDefault(appId, BotRights.All))
    {
        IsCertified = _options.Certified.Contains(appId),
        UrlHosts = _options.UrlHosts.ToHashSet(StringComparer.OrdinalIgnoreCase),
    };
}
