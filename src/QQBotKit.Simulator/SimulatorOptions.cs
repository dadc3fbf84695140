namespace QQBotKit.Simulator;

/// <summary>What the platform, and the owners of guilds and groups, let a bot do.</summary>
[Flags]
public enum BotRights
{
    /// <summary>Only what every bot may.</summary>
    None = 0,

    /// <summary>A private-domain bot (私域): all messages of channels, members, channels and forums of guilds.</summary>
    PrivateDomain = 1,

    /// <summary>An audio bot: the microphone and music in voice channels.</summary>
    Audio = 2,

    /// <summary>On the platform's list for the calls that have one.</summary>
    AllowListed = 4,

    /// <summary>Invited by the platform to the calls that are not open yet.</summary>
    Invited = 8,

    /// <summary>An admin of the guilds that it is in.</summary>
    GuildAdmin = 16,

    /// <summary>An admin of the groups that it is in.</summary>
    GroupAdmin = 32,

    /// <summary>Everything.</summary>
    All = PrivateDomain | Audio | AllowListed | Invited | GuildAdmin | GroupAdmin,
}

/// <summary>How strict a simulated platform is with the messages and calls of bots.</summary>
public enum SimulatorRules
{
    /// <summary>As the platform: whatever it would refuse is refused with its code.</summary>
    Strict,

    /// <summary>Limits (windows, counts, quotas, rates, addresses) are reported and not refused. What is malformed is refused.</summary>
    Lenient,

    /// <summary>A message goes to its target, whatever it is. Nothing is counted.</summary>
    Off,
}

/// <summary>What a simulated platform is told at its start.</summary>
public sealed class SimulatorOptions
{
    /// <summary>The bots that may log in: AppID to AppSecret.</summary>
    public IReadOnlyDictionary<string, string> Bots { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether a bot that is not among <see cref="Bots"/> may log in, with whatever secret it has.</summary>
    public bool AcceptAnySecret { get; init; }

    /// <summary>What bots may do: AppID to rights. A bot that is not listed may do everything.</summary>
    public IReadOnlyDictionary<string, BotRights> Rights { get; init; } = new Dictionary<string, BotRights>();

    /// <summary>How strict it is. <c>PUT /simulator/rules</c> changes it later.</summary>
    public SimulatorRules Rules { get; init; }

    /// <summary>
    /// A file with those of the platform's numbers that are to be different: windows, counts, quotas, rates and sizes, with the keys of
    /// <c>limits.yaml</c>. Null for the platform's own.
    /// </summary>
    public string? LimitsFile { get; init; }

    /// <summary>
    /// Whether calls are counted, and messages to a channel in a second. Where the clock stands still they should not be: no second ever ends there.
    /// </summary>
    public bool CountsCalls { get; init; } = true;

    /// <summary>The bots whose owner is certified (企业或个人认证): their active quotas are larger.</summary>
    public IReadOnlyCollection<string> Certified { get; init; } = [];

    /// <summary>
    /// The hosts that messages of bots to groups and guilds may link to (消息URL配置). Addresses of this machine always may.
    /// </summary>
    public IReadOnlyCollection<string> UrlHosts { get; init; } = ExampleHosts;

    internal static IReadOnlySet<string> ExampleHosts { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "example.com", "www.example.com" };

    /// <summary>
    /// The bots that get their events by webhook: AppID to callback address. Each address is validated once the server is up, as the console
    /// does when it is saved there, and until that succeeds the bot's events go over WebSocket.
    /// </summary>
    public IReadOnlyDictionary<string, Uri> Webhooks { get; init; } = new Dictionary<string, Uri>();

    /// <summary>How many events wait for one webhook: for their turn, for an answer or for the next attempt. More are lost.</summary>
    public int WebhookQueue { get; init; } = 10_000;

    /// <summary>
    /// Whether a send to a guild is refused with 304018 while the bot has no open WebSocket session, as the platform documents. A bot that has
    /// nothing but a webhook then cannot send to guilds.
    /// </summary>
    public bool GuildSendsNeedGateway { get; init; } = true;

    /// <summary>How often a client must send a heartbeat. One that stays silent for one and a half intervals is closed with 4009.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromMilliseconds(41_250);

    /// <summary>How long an access token is valid. The platform's is 7200 seconds.</summary>
    public TimeSpan TokenLife { get; init; } = TimeSpan.FromSeconds(7200);

    /// <summary>How long a session can be resumed after its connection ended.</summary>
    public TimeSpan SessionLife { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How many events of a session are kept for a resume.</summary>
    public int ReplayLimit { get; init; } = 1_000;

    /// <summary>The number of shards that <c>GET /gateway/bot</c> recommends.</summary>
    public int RecommendedShards { get; init; } = 1;

    /// <summary>How many sessions a bot may start in a day. A resume starts none.</summary>
    public int SessionStartLimit { get; init; } = 1_000;

    /// <summary>How many sessions a bot may start in 5 seconds. One more Identify is answered with op 9.</summary>
    public int MaxConcurrency { get; init; } = 1;

    /// <summary>Which messages of bots are reviewed before people get them; none at first. <c>POST /simulator/audits</c> adds more.</summary>
    public IReadOnlyList<AuditRule> Audits { get; init; } = [];

    /// <summary>
    /// What callers of the control API must send in the header <c>X-Simulator-Key</c>. Without a key only this machine can call it.
    /// </summary>
    public string? Key { get; init; }

    /// <summary>How many messages are kept, over all conversations. The oldest go first.</summary>
    public int KeptMessages { get; init; } = 10_000;

    /// <summary>How long the <c>file_info</c> of an upload is valid; zero for ever.</summary>
    public TimeSpan FileInfoLife { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How many bytes each part of a chunked upload has.</summary>
    public int UploadBlockSize { get; init; } = 5 * 1024 * 1024;

    /// <summary>How many parts of a chunked upload a client may send at once.</summary>
    public int UploadConcurrency { get; init; } = 1;

    /// <summary>How many bytes a bot may upload in a day; null for what the limits say.</summary>
    public long? DailyUploadVolume { get; init; }

    /// <summary>How many bytes of uploaded files are kept on disk. The oldest go first.</summary>
    public long KeptMedia { get; init; } = 512L * 1024 * 1024;

    /// <summary>How many REST calls are kept with their answers, for <c>GET /simulator/calls</c>. The oldest go first.</summary>
    public int KeptCalls { get; init; } = 1_000;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(HeartbeatInterval, TimeSpan.Zero, nameof(HeartbeatInterval));
        ArgumentOutOfRangeException.ThrowIfLessThan(TokenLife, TimeSpan.FromSeconds(1), nameof(TokenLife));
        ArgumentOutOfRangeException.ThrowIfLessThan(SessionLife, TimeSpan.Zero, nameof(SessionLife));
        ArgumentOutOfRangeException.ThrowIfNegative(ReplayLimit, nameof(ReplayLimit));
        ArgumentOutOfRangeException.ThrowIfLessThan(RecommendedShards, 1, nameof(RecommendedShards));
        ArgumentOutOfRangeException.ThrowIfNegative(SessionStartLimit, nameof(SessionStartLimit));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxConcurrency, 1, nameof(MaxConcurrency));
        ArgumentOutOfRangeException.ThrowIfLessThan(KeptMessages, 1, nameof(KeptMessages));
        ArgumentOutOfRangeException.ThrowIfNegative(KeptCalls, nameof(KeptCalls));
        ArgumentOutOfRangeException.ThrowIfLessThan(FileInfoLife, TimeSpan.Zero, nameof(FileInfoLife));
        ArgumentOutOfRangeException.ThrowIfLessThan(UploadBlockSize, 1, nameof(UploadBlockSize));
        ArgumentOutOfRangeException.ThrowIfLessThan(UploadConcurrency, 1, nameof(UploadConcurrency));
        ArgumentOutOfRangeException.ThrowIfNegative(DailyUploadVolume ?? 0, nameof(DailyUploadVolume));
        ArgumentOutOfRangeException.ThrowIfNegative(KeptMedia, nameof(KeptMedia));
        ArgumentOutOfRangeException.ThrowIfLessThan(WebhookQueue, 1, nameof(WebhookQueue));
        if (Key is "")
        {
            throw new ArgumentException("A key that is empty keeps nobody out.", nameof(Key));
        }

        if (Audits.Select(static audit => audit.Check()).FirstOrDefault(static wrong => wrong is not null) is { } wrong)
        {
            throw new ArgumentException(wrong, nameof(Audits));
        }

        foreach (var (appId, address) in Webhooks)
        {
            if (!AcceptAnySecret && !Bots.ContainsKey(appId) || !Webhook.Callback.IsCallable(address))
            {
                throw new ArgumentException($"A webhook needs a bot among {nameof(Bots)} and an http or https address: {appId}, {address}.", nameof(Webhooks));
            }
        }
    }
}
