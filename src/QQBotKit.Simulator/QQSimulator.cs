using Microsoft.Extensions.Logging.Abstractions;
using QQBotKit.Limits;
using QQBotKit.Simulator.Accounts;
using QQBotKit.Simulator.Audits;
using QQBotKit.Simulator.Control;
using QQBotKit.Simulator.Control.World;
using QQBotKit.Simulator.Events;
using QQBotKit.Simulator.Faults;
using QQBotKit.Simulator.Gateway;
using QQBotKit.Simulator.Groups;
using QQBotKit.Simulator.Guilds;
using QQBotKit.Simulator.Interactions;
using QQBotKit.Simulator.Media;
using QQBotKit.Simulator.Menus;
using QQBotKit.Simulator.Messages;
using QQBotKit.Simulator.Rest;
using QQBotKit.Simulator.Rules;
using QQBotKit.Simulator.Webhook;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator;

/// <summary>
/// The QQ Open Platform in one object: bots log in, people write, bots answer. <see cref="SimulatorRoutes.MapSimulator"/> puts it on a web server.
/// All state is in memory and ends with it.
/// </summary>
public sealed class QQSimulator
{
    private readonly SimulatorOptions _options;
    private readonly MovableTime _time;
    private readonly ILogger _log;
    private readonly SimulatedWorld _world = ReadyMadeWorld.Create();
    private readonly BotAccounts _accounts;
    private readonly TokenIssuer _tokens;
    private readonly MessageLog _messages;
    private readonly MediaStore _media;
    private readonly EventLedger _events;
    private readonly InteractionLog _interactions;
    private readonly AuditDesk _audits;
    private readonly ActivityFeed _feed;
    private readonly CallLog _calls;
    private readonly RuleBook _rules;
    private readonly GatewayHub _gateway;
    private readonly Callbacks _callbacks;

    /// <summary>Makes a platform with its ready-made world: some users, two groups, a guild with channels, and direct sessions.</summary>
    /// <param name="options">What it is told.</param>
    /// <param name="time">The platform's clock: tokens, heartbeats, timestamps.</param>
    /// <param name="loggers">Where it logs; nowhere when null.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number of <paramref name="options"/> is out of range.</exception>
    /// <exception cref="LimitsException">The file of limits cannot be read or is not right.</exception>
    public QQSimulator(SimulatorOptions options, TimeProvider time, ILoggerFactory? loggers = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        options.Validate();
        _options = options;
        _time = time as MovableTime ?? new(time);
        _log = loggers?.CreateLogger("QQBotKit.Simulator") ?? NullLogger.Instance;
        _accounts = new(options);
        _tokens = new(options.TokenLife, _time);
        _messages = new(options.KeptMessages);
        _media = new(options.KeptMedia, options.FileInfoLife, _time);
        _events = new(options.KeptMessages, _time);
        _interactions = new(options.KeptMessages, _time);
        _audits = new(options.Audits, options.KeptMessages, _time);
        _calls = new(options.KeptCalls, _time);
        _feed = new(options.KeptMessages);
        _rules = new(options.Rules, LimitsOf(options));
        _feed.Follow(_messages);
        _feed.Follow(_rules);
        _feed.Follow(_interactions);
        _feed.Follow(_audits);
        Faults = new(_accounts, _time);
        Faults.Added += fault =>
        {
            if (fault.Kind == FaultKind.TokenExpire)
            {
                _tokens.Revoke(fault.Bot, fault.Status ?? StatusCodes.Status401Unauthorized);
            }
        };
        _gateway = new(options, _time, Faults);
        _callbacks = new(_accounts, options.WebhookQueue, _time, _log);
        foreach (var (appId, address) in options.Webhooks)
        {
            _ = SetWebhookAsync(appId, address);
        }
    }

    /// <summary>Whether every bot that has logged in has an open session.</summary>
    internal bool AreBotsOnline => _accounts.All.All(_gateway.IsOnline);

    /// <summary>The WebSocket connections of all bots.</summary>
    internal IReadOnlyCollection<object> Connections => _gateway.Connections;

    /// <summary>What goes wrong on this platform.</summary>
    public SimulatorFaults Faults { get; }

    /// <summary>Who and what is there.</summary>
    internal SimulatedWorld World => _world;

    /// <summary>
    /// Moves the platform's clock forward: tokens, heartbeats, mutes and all else that waits follow. <c>POST /simulator/clock</c> does the same from
    /// outside the process.
    /// </summary>
    /// <param name="span">How far.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="span"/> is not above zero.</exception>
    public void Advance(TimeSpan span)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(span, TimeSpan.Zero);
        _time.Advance(span);
    }

    /// <summary>
    /// Sets the callback address of a bot: once it is validated all events go there and none over WebSocket. Until the platform is mapped on a
    /// server that has started, nobody is called. A bot that is not up yet is tried again until it is.
    /// </summary>
    /// <param name="appId">The bot.</param>
    /// <param name="address">An http or https address; null to remove it, which drops the events that wait for it.</param>
    /// <returns>Ends with true when the address is validated, and with false when it is removed or replaced before that.</returns>
    /// <exception cref="ArgumentException">There is no such bot, or the address is no http or https address.</exception>
    public Task<bool> SetWebhookAsync(string appId, Uri? address)
    {
        ArgumentNullException.ThrowIfNull(appId);
        var bot = _accounts.Find(appId) ?? throw new ArgumentException($"There is no bot {appId}.", nameof(appId));
        return address is null || Callback.IsCallable(address)
            ? _callbacks.SetAsync(bot, address)
            : throw new ArgumentException($"{address} is not an http or https address.", nameof(address));
    }

    private static PlatformLimits LimitsOf(SimulatorOptions options)
    {
        var limits = options.LimitsFile is { } file ? PlatformLimits.Read(file) : PlatformLimits.Default;
        return options.CountsCalls ? limits : limits with
        {
            Channel = limits.Channel with { Sends = [] },
            Calls = new Dictionary<string, IReadOnlyList<Rate>>(),
            OtherCalls = [],
        };
    }

    internal void Map(IEndpointRouteBuilder routes, CancellationToken started, CancellationToken stopping)
    {
        var route = new EventRoute(_gateway, _callbacks);
        var events = new WorldEvents(route, _events, stopping);
        var groups = new Membership(_world, events, _time);
        var guilds = new GuildActs(_world, events, _messages, _time);
        MapCalls(new PlatformApi(routes, _tokens, new(Faults, _tokens), _calls, new(_rules, _time)), events, groups, guilds);
        MapControl(new ControlRoutes(routes, _options.Key), route, events, groups, guilds, stopping);

        // The WebSocket middleware stands around this one endpoint, so that a host need not know of it.
        var socket = routes.CreateApplicationBuilder().UseWebSockets().Use(_ => http => ConnectAsync(http, stopping)).Build();
        routes.Map(AccessEndpoints.GatewayPath, http =>
        {
            WireUpgrade.Prepare(http);
            return socket(http);
        });
        started.UnsafeRegister(static callbacks => ((Callbacks)callbacks!).Start(), _callbacks);
        stopping.UnsafeRegister(static callbacks => ((Callbacks)callbacks!).Stop(), _callbacks);
    }

    /// <summary>The bots' side: the REST calls of the platform.</summary>
    private void MapCalls(PlatformApi api, WorldEvents events, Membership groups, GuildActs guilds)
    {
        var rules = new SendRules(_rules, _messages, _events, _time);
        var outbox = new Outbox(_messages, _audits, events, _time);
        var uploads = new Uploads(_options.DailyUploadVolume ?? _rules.Limits.DailyUpload ?? long.MaxValue, _rules, _time);
        var canSend = new Func<Bot, bool>(bot => !_options.GuildSendsNeedGateway || _gateway.IsOnline(bot));
        AccessEndpoints.Map(api, _accounts, _tokens, _gateway.Starts);
        new MenuEndpoints(_world, _time).Map(api);
        new GroupEndpoints(_world, _accounts, groups, _time).Map(api);
        new V2Messages(_messages, _media, _rules, rules, outbox, _time).Map(api, _world);
        new StreamMessages(_messages, _rules, rules, _time).Map(api, _world);
        new V2Recalls(_messages, _rules, _time).Map(api, _world);
        new InteractionEndpoints(_interactions).Map(api);
        new UploadEndpoints(uploads, _media, _rules, rules, outbox, _time).Map(api, _world);
        new PartEndpoints(_options, _rules, uploads, _media, _time).Map(api, _world);
        new GuildMessages(_messages, _media, _rules, rules, outbox, _time, canSend).Map(api, _world);
        GuildSide.Map(api, _world, guilds, _messages, _time, canSend);
        api.MapUnknown();
    }

    /// <summary>People's side, and that of those who test.</summary>
    private void MapControl(
        ControlRoutes control, EventRoute route, WorldEvents events, Membership groups, GuildActs guilds, CancellationToken stopping)
    {
        var lookup = new Lookup(_world, _accounts, route);
        var effects = new EventEffects(_world, groups, new(_world, guilds, _messages, _time), _time);
        new WorldApi(_world, _accounts, route, _feed).Map(control);
        new SayApi(lookup, route, _messages, _time).Map(control);
        new MessageApi(_world, _messages, stopping).Map(control);
        new ClickApi(_messages, _interactions, events, _time, stopping).Map(control);
        new EventApi(lookup, _world, _accounts, events, effects).Map(control);
        new AuditApi(_world, _accounts, _audits, _messages, events).Map(control);
        new StreamApi(_feed, stopping).Map(control);
        new ClockApi(_time).Map(control);
        new RuleApi(_rules).Map(control);
        new CallApi(_calls).Map(control);
        new WebhookApi(_accounts, _callbacks).Map(control);
        new GrantApi(_world, _accounts).Map(control);
        MediaView.Map(control, _media);
        FaultEndpoints.Map(control, Faults);
        OpenApi.Map(control);
        control.MapUnknown();
    }

    private async Task ConnectAsync(HttpContext http, CancellationToken stopping)
    {
        http.BeginTrace();
        if (!http.WebSockets.IsWebSocketRequest)
        {
            await http.RefuseAsync(PlatformError.NoWebSocket);
            return;
        }

        if (Faults.Take(FaultKind.Refuse, null, null) is { } fault)
        {
            await FaultyCalls.RefuseAsync(http, fault);
            return;
        }

        var socket = await http.WebSockets.AcceptWebSocketAsync();
        var wire = Wire.Of(http);
        try
        {
            await GatewaySocket.ServeAsync(socket, wire, _gateway, _tokens, _options, _time, _log, stopping);
        }
        finally
        {
            if (!wire.HasEnded)
            {
                socket.Dispose();
            }
        }
    }
}

/// <summary>Puts a simulated platform on a web server.</summary>
public static class SimulatorRoutes
{
    /// <summary>
    /// Maps the platform's own paths at the root (token, gateway, WebSocket, REST), the control API under <c>/simulator</c>, and the
    /// platform's 404 for every path that nothing else is mapped to. The host needs nothing but routing: WebSockets are dealt with inside.
    /// </summary>
    /// <param name="routes">The web application.</param>
    /// <param name="simulator">The platform.</param>
    /// <returns><paramref name="routes"/>.</returns>
    public static IEndpointRouteBuilder MapSimulator(this IEndpointRouteBuilder routes, QQSimulator simulator)
    {
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(simulator);
        var lifetime = routes.ServiceProvider.GetService<IHostApplicationLifetime>();
        simulator.Map(routes, lifetime?.ApplicationStarted ?? new(canceled: true), lifetime?.ApplicationStopping ?? CancellationToken.None);
        return routes;
    }
}
