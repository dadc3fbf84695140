using Microsoft.Extensions.Logging;
using QQBotKit.Api;
using QQBotKit.Core.Buttons;
using QQBotKit.Core.Commands;
using QQBotKit.Core.Configuration;
using QQBotKit.Core.Delivery;
using QQBotKit.Core.Delivery.Active;
using QQBotKit.Core.Delivery.Replies;
using QQBotKit.Core.Delivery.Splitting;
using QQBotKit.Core.Delivery.Waiting;
using QQBotKit.Core.Dispatch;
using QQBotKit.Core.Events;
using QQBotKit.Core.Gateway;
using QQBotKit.Core.Recording;
using QQBotKit.Core.Rest;
using QQBotKit.Core.Scopes;
using QQBotKit.Core.Storage;
using QQBotKit.Core.Webhook;

namespace QQBotKit.Core;

/// <summary>
/// One bot, put together: an event comes in at the source and goes down this page, a reply goes out through the delivery.
/// </summary>
internal sealed partial class Bot : IAsyncDisposable
{
    /// <summary>Events that may wait or be handled at once; above it the source slows down.</summary>
    private const int MaxPendingEvents = 10_000;

    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(10);

    private readonly QQBotSettings _settings;
    private readonly BotSettings _own;
    private volatile BotSettings _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly PlatformClient _platform;
    private readonly QQBotApi _api;
    private readonly Audits _audits;
    private readonly ReplyLedger _ledger;
    private readonly WaitingMessages _waiting;
    private readonly ActiveLedger _active;
    private readonly MediaUploader _uploader;
    private readonly ScopeServices _services;
    private readonly BotScope _ownScope;
    private readonly EventReader _reader;
    private readonly Inbox _inbox;
    private readonly HandlerWatch _watch;
    private readonly Lanes _lanes;
    private readonly Intake _intake;
    private readonly BotWire? _wire;
    private readonly IEventSink _events;
    private readonly SavedSessions _sessions;
    private readonly AskedIntents _intents;
    private readonly WebhookSource? _webhook;
    private readonly TaskCompletionSource<ReadyInfo> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stopping = new();
    private GatewaySource? _source;

    public Bot(string name, QQBotSettings settings, PlatformHosts hosts, Database database, Inbox inbox, TimeProvider time, ILoggerFactory logs, Texts texts,
        Switches? switches = null, BotWire? wire = null)
    {
        Name = name;
        _settings = settings;
        _own = _options = settings.Bots[name];
        _time = time;
        _log = logs.CreateLogger($"bot.{name}");

        _platform = new PlatformClient(hosts, _own.AppId, _own.Secret, time, _log, texts, settings.Limits, _own.Certified, _own.Rates, wire: wire);
        _api = new QQBotApi(_platform.CreateClient());
        _audits = new Audits(time, texts);
        _uploader = new MediaUploader(_api, new MediaUploaderOptions { Time = time });
        _ledger = new ReplyLedger(settings.Limits, time, _log, inbox.Folder is { } folder ? Path.Combine(folder, "replies.ledger") : null);
        _waiting = new WaitingMessages(inbox.Folder is { } kept ? Path.Combine(kept, "waiting") : null, time, _log);

        // The simulator inside the process forgets what it counted when the process ends.
        _active = new ActiveLedger(
            settings.Limits, _own.Certified, time, _log,
            inbox.Folder is { } own && _own.Platform != Platform.Simulator ? Path.Combine(own, "active.ledger") : null);
        var delivery = new MessageDelivery(_api, _ledger, _active, _audits, new MediaDelivery(_uploader, texts, _log), time, texts);
        var longTexts = new LongTexts(settings.Limits, _own.Delivery, texts, _log);
        var waiting = new WaitingDelivery(delivery, _ledger, _waiting, settings.Limits, longTexts, _own.Delivery.Keep, texts, _log);

        _watch = new HandlerWatch(time, texts);
        var author = new AuthorCode(_watch, texts, _log);
        var signer = new ButtonSigner(_own.AppId, _own.Secret);
        Registry = new Registry(settings.Commands);
        _services = new ScopeServices
        {
            BotName = name,
            Registry = Registry,
            Delivery = new Ways(delivery, _ledger, _active, waiting, longTexts, _own.Delivery, texts),
            CreateClient = _platform.CreateClient,
            Options = OptionsOf,
            Database = database,
            DataFolder = settings.Storage.Path,
            Logs = logs,
            Author = author,
            Buttons = signer,
            Time = time,
            Ending = _stopping.Token,
            Texts = texts,
            Switches = switches ?? Switches.InMemory(),
        };
        _ownScope = CreateScope(ExtensionKind.Plugin, "qqbot");
        _ownScope.Add(HelpCommand.Create(() => Registry.Current.Commands, _ownScope, texts));
        Registry.Adopt(_ownScope);

        Clicks = new Clicks(signer, Registry, new CountedClicks(database, name, time), new ButtonRights(signer, _api), _api, time, _log);
        var dispatcher = new Dispatcher(Registry, settings.Commands, author, Clicks, texts);
        _reader = new EventReader();
        _inbox = inbox;

        Task HandleAsync(BotEvent e) => waiting.IsAwaited(e) ? HandleAwaitedAsync((MessageReceived)e) : dispatcher.HandleAsync(e);

        async Task HandleAwaitedAsync(MessageReceived message)
        {
            await dispatcher.HandleAsync(message);
            await waiting.SendAsync(message);
        }

        _lanes = new Lanes(
            wire is null ? HandleAsync : e => wire.HandleAsync(e, HandleAsync),
            inbox, frame => _reader.Read(frame, EventTypes.Find(frame.Type.Span), out _), MaxPendingEvents);
        _intake = new Intake(_reader, Registry, inbox, _lanes, _audits, _ledger, _active, Clicks, _log) { IsAwaited = waiting.IsAwaited };
        _wire = wire;
        _events = wire?.Events(_intake) ?? _intake;
        _sessions = new SavedSessions(inbox.Folder, $"{_own.AppId} {hosts.Api}", time, _log);
        _intents = new AskedIntents(name, _own.Intents is { } listed ? IntentTable.Parse(listed) : null, () => Registry.Current.Demands, time, _log);
        if (_own.Events == EventTransport.Webhook)
        {
            var endpoint = new WebhookEndpoint(name, _own.AppId, _own.Secret, _own.Webhook.MaxAge, _events, time, _log);
            _webhook = new WebhookSource(name, endpoint, _api, time, _log)
            {
                Ready = () => _ready.TrySetResult(ReadyInfo.WithoutSession),
                Known = profile =>
                {
                    wire?.Ready(profile.Id, profile.Username);
                    _reader.SelfId = profile.Id;
                },
            };
        }
    }

    public string Name { get; }

    public Registry Registry { get; }

    /// <summary>Judges and acknowledges clicks on buttons.</summary>
    public Clicks Clicks { get; }

    /// <summary>Where the bot's events come to over HTTP; null for a bot that gets them through the gateway.</summary>
    public WebhookEndpoint? Webhook => _webhook?.Endpoint;

    /// <summary>The address of that; null while no web server is there.</summary>
    public Uri? WebhookAddress { get; init; }

    /// <summary>Who the bot is; ends at the first READY, or when a webhook can receive.</summary>
    public Task<ReadyInfo> Ready => _ready.Task;

    /// <summary>Called with the id of every event of the platform when nothing more comes of it.</summary>
    public Action<string>? Done
    {
        set => _intake.Done = _lanes.Done = value;
    }

    /// <summary>How many events wait or are handled, how many handlers and jobs run, and how many have begun in all.</summary>
    public (int Events, int Running, long Begun) Activity => (_lanes.Pending, Registry.Running, _watch.Begun);

    /// <summary>Adds commands of the kit's own.</summary>
    public void AddOwn(Func<IBot, IEnumerable<Command>> create)
    {
        foreach (var command in create(_ownScope))
        {
            _ownScope.Add(command);
        }

        Registry.Refresh();
    }

    /// <summary>Gives the versions that come from here on the options of a newer bot.yaml.</summary>
    /// <returns>Whether those of a plugin or script became others.</returns>
    public Func<ExtensionKind, string, bool> UseOptions(BotSettings own)
    {
        var before = _options;
        _options = own;
        return (kind, name) => kind == ExtensionKind.Plugin
            ? own.Plugins.TextOf(name) != before.Plugins.TextOf(name)
            : own.Scripts.TextOf(name) != before.Scripts.TextOf(name);
    }

    /// <summary>Makes the scope of a version of a plugin or script.</summary>
    /// <param name="kind">Whether it is a plugin or a script.</param>
    /// <param name="extension">Its name.</param>
    /// <param name="containment">What its scopes on all bots have in common; null where this is the only one.</param>
    public BotScope CreateScope(ExtensionKind kind, string extension, Containment? containment = null) =>
        new(_services, kind, extension, containment ?? new Containment(_settings.Handlers));

    /// <summary>Receives and answers until it is stopped.</summary>
    /// <returns>Why the platform stopped the bot, in words for its owner; null when the owner did.</returns>
    public async Task<string?> RunAsync(Texts texts)
    {
        _intake.Recover();
        try
        {
            if (_wire?.RunAsync(_events, OnReady, _stopping.Token) is { } replaced)
            {
                await replaced;
                return null;
            }

            if (_webhook is null)
            {
                return await RunGatewayAsync(texts);
            }

            await _webhook.RunAsync(WebhookAddress, _stopping.Token);
            return null;
        }
        catch (CredentialsRefusedException refused)
        {
            LogRefused(Name, refused.Message);
            return refused.Message;
        }
    }

    /// <summary>Takes no more events, and lets running handlers finish and reply. What they leave is for the next process.</summary>
    public async Task StopAsync()
    {
        if (_source is { } source)
        {
            await source.StopAsync();
        }

        _webhook?.Endpoint.Close();
        await _stopping.CancelAsync();
        await _sessions.DisposeAsync();
        await _lanes.DrainAsync(DrainLimit, _time);
        await Clicks.DrainAsync();
        _waiting.Dispose();
        _ledger.Dispose();
        _active.Dispose();
        _inbox.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await _intents.DisposeAsync();
        _webhook?.Dispose();
        _watch.Dispose();
        _uploader.Dispose();
        await _platform.DisposeAsync();
        _stopping.Dispose();
    }

    /// <summary>Writes to the owners who have a chat with this bot.</summary>
    public async Task TellOwnersAsync(string text)
    {
        foreach (var owner in _settings.Access.Owners)
        {
            try
            {
                await _services.Delivery.SendAsync(Target.C2C(owner), text, _stopping.Token);
            }
            catch (Exception e) when (e is DeliveryException or OperationCanceledException)
            {
                // An openid is known to one bot only, and an active message may be refused: the log has it anyway.
                LogOwnerNotTold(Name, owner, e.Message);
            }
        }
    }

    private async Task<string?> RunGatewayAsync(Texts texts)
    {
        _source = new GatewaySource(Name, _own.Shards, _intents, _api, _platform.Token, _events, _sessions, _time, _log) { Ready = OnReady };
        _intents.Grown = () => _ = _source.RenewAsync();
        Registry.Changed = _intents.Look;
        _intents.Begin();
        if (await _source.RunAsync(_stopping.Token) is not { } end)
        {
            return null;
        }

        var why = texts.Of(end.English, end.Chinese);
        return end.Code == CloseCodes.IntentsRefused && _intents.Explain() is var (english, chinese) ? texts.Of($"{why} ({english})", $"{why}（{chinese}）") : why;
    }

    private void OnReady(ReadyInfo ready)
    {
        _wire?.Ready(ready.UserId, ready.UserName);
        _reader.SelfId = ready.UserId;
        _audits.AreTold = _intents.Current.HasFlag(Intents.MessageAudit);
        _ready.TrySetResult(ready);
    }

    private ExtensionOptions OptionsOf(ExtensionKind kind) => kind == ExtensionKind.Plugin ? _options.Plugins : _options.Scripts;

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Bot}: the owner {Owner} was not told: {Reason}")]
    private partial void LogOwnerNotTold(string bot, string owner, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Bot}: refused by the platform: {Reason}")]
    private partial void LogRefused(string bot, string reason);
}
